"""Between the form of a question and the answers of a policy: nothing is lost on the way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from policy_pages.answers import Answer, Money, Tier
from policy_pages.findings import FINDINGS
from policy_pages.lint import lint
from policy_pages.profile import Profile, answer_of, field_specs, with_answer
from policy_pages.questions import QUESTIONS
from policy_pages.rules import known_places
from widget.inbox.policy_answers import (
    is_usual,
    read_fields,
    steps_of,
    typed_of,
    with_usual,
)
from widget.inbox.policy_repairs import NEVER_CHANGED, repair_named, repaired
from widget.inbox.policy_said import Telling, answer_said
from widget.inbox.policy_values import countries, places, value_word
from widget.inbox.policy_words import label_of

TODAY = date(2026, 11, 17)
ASKED = [name for question in QUESTIONS for name in question.fields]
EVERY = [name for name in field_specs() if name != "own"]


def profile_of(**answers: Answer) -> Profile:
    """A whole profile; fields are written with `__` for the dot."""
    profile = with_answer(Profile(), "contact.name", "Wren & Tide")
    profile = with_answer(profile, "contact.address", "4 Quay Lane\nKilmarra")
    for name, answer in answers.items():
        profile = with_answer(profile, name.replace("__", "."), answer)
    return profile


def options_of(name: str) -> list[Answer]:
    """Answers of every sort that a field takes; of those to choose from every single one."""
    spec = field_specs()[name]
    values: dict[str, list[Any]] = {
        "bool": [True, False],
        "choice": list(spec.ask.values),
        "list": [(), spec.ask.values, *[(value,) for value in spec.ask.values]],
        "int": [0, 7, 14, 365],
        "number": [Decimal(0), Decimal("12.5"), Decimal(100)],
        "date": [date(2026, 6, 19), date(2028, 2, 29)],
        "money": [Money(4500, "EUR"), Money(1, "GBP"), Money(900, "JPY"), Money(12345, "KWD")],
        "tiers": [
            (),
            (Tier(24, 50),),
            (Tier(168, 100), Tier(48, 50), Tier(25, 10), Tier(0, 0)),
            tuple(Tier(hours, 0) for hours in range(40, 0, -1)),
        ],
        "regions": [("EU",), tuple(sorted(known_places())), ("US-NY", "CA-ON")],
        "country": [None, *[code for code, _name in countries("en")]],
        "language": ["en", "de", "cs"],
        "text": ["Wren & Tide", "<b>“quoted”</b>"],
    }
    found = values[spec.ask.type]
    if spec.ask.required:
        found = [answer for answer in found if answer]
    return [*found, None] if spec.default is None else found


@pytest.mark.parametrize("name", EVERY)
def test_every_option_of_every_field_comes_back_as_it_went_into_the_form(name: str) -> None:
    for answer in options_of(name):
        profile = with_answer(profile_of(), name, answer)
        read, wrong = read_fields(profile_of(), [name], typed_of(profile, [name]), "en")
        assert wrong == {}
        assert answer_of(read, name) == answer


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_every_question_goes_through_the_form_whole(question: Any) -> None:
    typed = typed_of(profile_of(), question.fields)
    assert read_fields(profile_of(), question.fields, typed, "en") == (profile_of(), {})


@pytest.mark.parametrize("locale", ["en", "de"])
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_every_answer_can_be_said_in_one_sentence(question: Any, locale: str) -> None:
    for name in question.fields:
        for answer in options_of(name):
            profile = with_answer(profile_of(), name, answer)
            assert answer_said(question.key, Telling(profile, locale, TODAY))


def test_every_field_and_every_answer_to_choose_from_has_words() -> None:
    for name in EVERY:
        assert label_of(name)
        assert all(value_word(name, value) for value in field_specs()[name].ask.values)
    told = {code for _heading, group in places("en") for code, _word in group}
    assert told == known_places()


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("trial.days", "a week", "Write a whole number, for example 14."),
        ("trial.days", "1.5", "Write a whole number, for example 14."),
        ("trial.days", "٣", "Write a whole number, for example 14."),
        ("trial.days", "-3", "-3 cannot be meant here."),
        ("trial.days", "999999999", "999999999 cannot be meant here."),
        ("trial.days", "9" * 40, "Write a whole number, for example 14."),
        ("deposit.amount_percent", "half", "Write a number from 0 to 100."),
        ("deposit.amount_percent", "101", "101 is no per cent between 0 and 100."),
        ("deposit.amount_percent", "NaN", "Write a number from 0 to 100."),
        ("contact.name", "", "This needs an answer."),
        ("contact.name", "[your name]", "“[your name]” still has to be filled in."),
        ("seller.country", "XX", "There is no country “XX”; a country is two letters, such as IE."),
        ("buyer_regions", "Narnia", "We have no rules for buyers in “Narnia”."),
        ("sells", "", "At least one answer is needed."),
        ("exchange.offered", "maybe", "Choose yes or no."),
        ("return.method", "", "Choose one."),
        (
            "policy.effective_date",
            "2026-02-30",
            "There is no day “2026-02-30”; a day is written like 2026-11-21.",
        ),
    ],
)
def test_bad_input_is_told_in_a_sentence_and_changes_nothing(
    name: str, typed: str, sentence: str
) -> None:
    before = profile_of()
    assert read_fields(before, [name], {name: [typed]}, "en") == (before, {name: sentence})


@pytest.mark.parametrize(
    ("amount", "currency", "wanted"),
    [
        ("45", "EUR", Money(4500, "EUR")),
        ("45,50", "eur", Money(4550, "EUR")),
        ("900", "JPY", Money(900, "JPY")),
        ("", "EUR", None),
    ],
)
def test_an_amount_is_read_as_people_write_it(
    amount: str, currency: str, wanted: Money | None
) -> None:
    name = "return.cost_estimate"
    typed = {f"{name}.amount": [amount], f"{name}.currency": [currency]}
    read, wrong = read_fields(profile_of(), [name], typed, "en")
    assert (answer_of(read, name), wrong) == (wanted, {})


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("45.001", "EUR"), ("1.5", "JPY"), ("45", "Euro"), ("45", ""), ("much", "EUR"), ("-1", "EUR")],
)
def test_an_amount_that_is_none_is_told(amount: str, currency: str) -> None:
    name = "return.cost_estimate"
    typed = {f"{name}.amount": [amount], f"{name}.currency": [currency]}
    read, wrong = read_fields(profile_of(), [name], typed, "en")
    assert read == profile_of()
    assert list(wrong) == [name]


def test_steps_are_counted_in_days_or_hours_and_empty_rows_are_left_out() -> None:
    name = "cancellation.tiers"
    typed = {
        f"{name}.0.ahead": ["7"],
        f"{name}.0.unit": ["days"],
        f"{name}.0.share": ["100 %"],
        f"{name}.1.ahead": [""],
        f"{name}.1.unit": ["days"],
        f"{name}.1.share": [""],
        f"{name}.2.ahead": ["12"],
        f"{name}.2.unit": ["hours"],
        f"{name}.2.share": ["50"],
    }
    read, wrong = read_fields(profile_of(), [name], typed, "en")
    assert wrong == {}
    assert answer_of(read, name) == (Tier(168, 100), Tier(12, 50))


def test_half_a_step_is_told_and_stays_in_its_row() -> None:
    name = "cancellation.tiers"
    typed = {f"{name}.0.ahead": ["7"], f"{name}.0.unit": ["days"], f"{name}.0.share": [""]}
    read, wrong = read_fields(profile_of(), [name], typed, "en")
    assert read == profile_of()
    assert "two numbers" in wrong[name]
    assert steps_of(typed, name)[0].ahead == "7"


def test_one_wrong_field_does_not_take_the_others_along() -> None:
    fields = ["trial.days", "change_of_mind.offered"]
    typed = {"trial.days": ["soon"], "change_of_mind.offered": ["no"]}
    read, wrong = read_fields(profile_of(), fields, typed, "en")
    assert list(wrong) == ["trial.days"]
    assert read.change_of_mind.offered is False


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_a_skipped_question_has_the_usual_answer(question: Any) -> None:
    usual = profile_of()
    for name in question.fields:
        answered = with_answer(usual, name, options_of(name)[-2])
        assert is_usual(with_usual(answered, question, usual), question, usual)


def test_the_trial_is_doubled_and_never_under_the_law() -> None:
    def said(**answers: Answer) -> str:
        return answer_said("trial", Telling(profile_of(**answers), "en", TODAY))

    assert (
        said(trial__days=7)
        == "7 days, so you offer 14: twice as many, never fewer than the law’s 14"
    )
    assert said(trial__days=3).startswith("3 days, so you offer 14:")
    assert said(trial__days=10).startswith("10 days, so you offer 20:")
    assert said(trial__days=10, buyer_regions=("AU",)) == "10 days, so you offer 20: twice as many"


UNLAWFUL: list[tuple[str, dict[str, Answer], str, Answer]] = [
    (
        "EU-W-CHANNEL-ONLY",
        {"change_of_mind__methods": ("email",)},
        "change_of_mind.methods",
        ("any", "email"),
    ),
    (
        "EU-W-SALE-EXCLUDED",
        {"change_of_mind__excluded_items": ("sale", "perishable")},
        "change_of_mind.excluded_items",
        ("perishable",),
    ),
    ("EU-R-LATE", {"refund__days": 30}, "refund.days", 14),
    ("EU-R-RESTOCKING", {"refund__restocking_fee_percent": Decimal(10)}, "", Decimal(0)),
    ("EU-W-NOT-OFFERED", {"change_of_mind__offered": False}, "change_of_mind.offered", True),
    (
        "EU-WF-ACK",
        {"withdrawal_function__ack_contains": ("reference",)},
        "withdrawal_function.ack_contains",
        ("content", "date", "time", "reference"),
    ),
    (
        "AU-WARRANTY-TEXT",
        {
            "buyer_regions": ("AU",),
            "warranty__offered": True,
            "warranty__au_mandatory_text": False,
        },
        "warranty.au_mandatory_text",
        True,
    ),
    (
        "DE-SUB-NO-BUTTON",
        {
            "buyer_regions": ("DE",),
            "sells": ("subscriptions",),
            "subscription__auto_renews": True,
            "subscription__cancel_button": False,
        },
        "subscription.cancel_button",
        True,
    ),
]


@pytest.mark.parametrize(
    ("rule", "answers", "field", "answer"), UNLAWFUL, ids=[row[0] for row in UNLAWFUL]
)
def test_a_repair_changes_one_answer_and_the_check_is_silent(
    rule: str, answers: dict[str, Answer], field: str, answer: Answer
) -> None:
    profile = profile_of(**answers)
    assert rule in {found.rule for found in lint(profile, TODAY)}
    repair = repair_named(profile, rule, TODAY)
    assert repair is not None
    assert repair.field == (field or "refund.restocking_fee_percent")
    assert repair.answer == answer
    after = repaired(profile, repair)
    assert rule not in {found.rule for found in lint(after, TODAY)}
    changed = [name for name in EVERY if answer_of(after, name) != answer_of(profile, name)]
    assert changed == [repair.field]


def test_a_repair_never_says_what_the_shop_sells_or_where_and_promises_nothing_else() -> None:
    broad = profile_of(buyer_regions=("AU", "DE", "FR", "UK", "US-NY"), seller__country="FR")
    tried = 0
    for name in EVERY:
        for answer in options_of(name):
            profile = with_answer(broad, name, answer)
            for rule in {found.rule for found in lint(profile, TODAY)} & set(FINDINGS):
                repair = repair_named(profile, rule, TODAY)
                if repair is not None:
                    tried += 1
                    assert repair.field not in NEVER_CHANGED
    assert tried > 50


def test_what_only_the_owner_can_say_has_no_repair() -> None:
    deposit = {"deposit__refundable": "until_hours_before"}
    assert repair_named(profile_of(**deposit), "INT-DEPOSIT-WINDOW", TODAY) is None
    assert repair_named(profile_of(seller__country="FR"), "FR-NO-MEDIATOR", TODAY) is None
    assert repair_named(profile_of(), "EU-R-LATE", TODAY) is None
    assert repair_named(profile_of(), "no such check", TODAY) is None
