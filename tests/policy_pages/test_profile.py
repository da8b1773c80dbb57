"""The file of answers: what can be wrong with it, where, and that nothing is lost in writing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from policy_pages import errors
from policy_pages.answers import LONGEST_TEXT, Money, OwnWords, Tier
from policy_pages.errors import BadPolicy
from policy_pages.profile import answer_of, field_specs, read_profile, with_answer, write_profile
from policy_pages.questions import QUESTIONS
from tests.policy_pages.people import policy

GOOD = """\
sells = ["goods"]
buyer_regions = ["IE"]
[contact]
name = "Wren & Tide"
address = "4 Quay Lane"
"""


def faults_of(text: str) -> tuple[errors.Fault, ...]:
    with pytest.raises(BadPolicy) as refused:
        read_profile(text, "policy.toml")
    return refused.value.faults


def test_what_is_left_out_has_its_default():
    profile = read_profile(GOOD, "policy.toml")

    assert profile.change_of_mind.offered is True
    assert profile.change_of_mind.days is None
    assert profile.refund.days == 14
    assert profile.buyer_regions == ("IE",)


BAD = [
    ("change_of_mind.days = -1", "NegativeCount", "change_of_mind.days", 6),
    ("change_of_mind.days = 100001", "NegativeCount", "change_of_mind.days", 6),
    ("refund.restocking_fee_percent = 100.5", "NegativeCount", "refund.restocking_fee_percent", 6),
    ('seller.country = "XQ"', "UnknownCountry", "seller.country", 6),
    ('policy.effective_date = "2026-02-30"', "ImpossibleDate", "policy.effective_date", 6),
    ("policy.effective_date = 2026-02-30", "ImpossibleDate", "policy.effective_date", 6),
    ('refund.form = "cash"', "UnknownAnswer", "refund.form", 6),
    ("refund.days = true", "UnknownAnswer", "refund.days", 6),
    ('refund.days = "14"', "UnknownAnswer", "refund.days", 6),
    ('warranty.offered = "yes"', "UnknownAnswer", "warranty.offered", 6),
    ('change_of_mind.methods = "any"', "UnknownAnswer", "change_of_mind.methods", 6),
    ('page.language = "English"', "UnknownAnswer", "page.language", 6),
    ("return.cost_estimate = 12", "UnknownAnswer", "return.cost_estimate", 6),
    (
        'return.cost_estimate = { minor = 1, currency = "euro" }',
        "UnknownAnswer",
        "return.cost_estimate",
        6,
    ),
    ("refund.dyas = 14", "UnknownField", "refund.dyas", 6),
    ('contact.email = "[your e-mail]"', "UnfinishedPlaceholder", "contact.email", 6),
    ('complaint.adr_body = "{{ mediator }}"', "UnfinishedPlaceholder", "complaint.adr_body", 6),
    ("refund.days = = 3", "NotReadable", "refund.days", 6),
]


@pytest.mark.parametrize(("line", "sort", "field", "number"), BAD, ids=[bad[0] for bad in BAD])
def test_a_bad_answer_is_named_with_file_line_and_field(line, sort, field, number):
    head, _, rest = field.partition(".")
    text = f"{GOOD}{line}\n" if head == "contact" else f"{GOOD}[{head}]\n{line}\n"
    text = text.replace(f"\n{head}.", "\n")
    number += 0 if head == "contact" else 1
    del rest

    (fault,) = faults_of(text)

    assert type(fault).__name__ == sort
    assert (fault.file, fault.line, fault.field) == ("policy.toml", number, field)
    assert str(fault).startswith(f"policy.toml, line {number}, {field}: ")
    assert str(fault)[-1] in ".?"


def test_what_has_no_default_is_asked_for():
    found = {(type(each).__name__, each.field) for each in faults_of("")}

    assert found == {
        ("MissingAnswer", name)
        for name in ("sells", "buyer_regions", "contact.name", "contact.address")
    }


def test_an_unknown_country_among_the_regions_is_named():
    (fault,) = faults_of(GOOD.replace('"IE"', '"IE", "Atlantis"'))

    assert isinstance(fault, errors.UnknownCountry)
    assert fault.line == 2
    assert "Atlantis" in str(fault)


def test_all_faults_are_told_at_once_in_the_order_of_the_file():
    found = faults_of(GOOD + 'email = "TODO"\n[refund]\ndays = -1\nform = "x"\n[nonsense]\na = 1\n')

    assert [each.line for each in found] == [6, 8, 9, 10]


def test_a_near_name_is_offered():
    (fault,) = faults_of(GOOD + "[refund]\ndayz = 14\n")

    assert "did you mean “refund.days”?" in str(fault)


@pytest.mark.parametrize("length", [LONGEST_TEXT, LONGEST_TEXT + 1])
def test_a_text_of_the_owner_has_at_most_20_000_characters(length):
    text = f'{GOOD}[[own]]\npage = "refund"\nlanguage = "en"\ntext = "{"a" * length}"\n'

    if length == LONGEST_TEXT:
        assert len(read_profile(text, "policy.toml").own[0].text) == LONGEST_TEXT
    else:
        (fault,) = faults_of(text)
        assert isinstance(fault, errors.TextTooLong)
        assert (fault.field, fault.line) == ("own.0.text", 9)


TIER = "{hours_before=48, refund_percent=50}"
CONTRADICTIONS = [
    (
        "[trial]\ndays = 7\n[change_of_mind]\ndays = 15",
        "[trial]\ndays = 7\n[change_of_mind]\ndays = 14",
    ),
    ("[change_of_mind]\noffered = false\ndays = 14", "[change_of_mind]\noffered = false"),
    ("[exchange]\noffered = true\n[change_of_mind]\noffered = false", "[exchange]\noffered = true"),
    ("[subscription]\nauto_renews = true", "[subscription]\nauto_renews = false"),
    (
        f"[cancellation]\ntiers = [{TIER}, {{hours_before=24, refund_percent=51}}]",
        f"[cancellation]\ntiers = [{TIER}, {{hours_before=24, refund_percent=50}}]",
    ),
    (
        "[cancellation]\ntiers = [{hours_before=48, refund_percent=50}]\nlate_fee_percent = 49",
        "[cancellation]\ntiers = [{hours_before=48, refund_percent=50}]\nlate_fee_percent = 50",
    ),
]


@pytest.mark.parametrize(("both", "one"), CONTRADICTIONS)
def test_two_answers_that_cannot_both_hold_are_refused(both, one):
    (fault,) = faults_of(GOOD + both)
    assert isinstance(fault, errors.Contradiction)
    assert fault.line is not None

    assert read_profile(GOOD + one, "policy.toml")


def test_a_blanket_statement_against_the_own_promise_is_refused():
    (fault,) = faults_of(f'refund_statement = "no_refunds"\n{GOOD}')

    assert isinstance(fault, errors.Contradiction)
    assert (fault.field, fault.line) == ("refund_statement", 1)


def test_a_link_in_markdown_is_no_placeholder():
    own = '[[own]]\npage = "refund"\nlanguage = "en"\ntext = "Ask [here](https://shop.example)."\n'

    assert read_profile(GOOD + own, "policy.toml").own[0].page == "refund"


def test_a_full_policy_comes_back_the_same_and_is_written_the_same():
    profile = policy(
        {
            "return.cost_estimate": Money(1290, "EUR"),
            "refund.restocking_fee_percent": Decimal("12.5"),
            "policy.effective_date": date(2028, 2, 29),
            "cancellation.tiers": (Tier(48, 100), Tier(24, 50)),
            "own": (
                OwnWords("refund", "en", 'A "quoted" \\ back\\slash\n\ntwo\ttabs\r\n'),
                OwnWords("refund", "de", '"""'),
            ),
            "contact.address": "4 Quay Lane\nKilmarra",
        }
    )

    text = write_profile(profile)

    assert read_profile(text, "policy.toml") == profile
    assert write_profile(read_profile(text, "policy.toml")) == text


def test_the_file_names_every_field_with_its_meaning_and_default():
    text = write_profile(policy())

    for spec in field_specs().values():
        if spec.name != "own":
            key = spec.name.rpartition(".")[2]
            assert f"\n{key} =" in text or f"\n# {key} =" in text, spec.name
            assert f"# {spec.ask.meaning}." in text


def test_the_interview_has_at_most_twelve_questions_about_fields_that_exist():
    assert len(QUESTIONS) == 12
    for question in QUESTIONS:
        for name in question.fields:
            assert name in field_specs()
            assert question.text in write_profile(policy())


def test_an_answer_is_found_and_changed_by_its_name():
    profile = with_answer(policy(), "return.cost_paid_by", "seller")

    assert answer_of(profile, "return.cost_paid_by") == "seller"
    with pytest.raises(KeyError):
        answer_of(profile, "return.nonsense")
