"""When changing one’s mind ends, for a known and an unknown country: each side of each day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from policy_pages.counting import working_day, years_after
from policy_pages.decide import decide
from policy_pages.decision import Option
from policy_pages.errors import UnknownKind
from policy_pages.order import Item
from policy_pages.sentences import SENTENCES
from tests.policy_pages.people import at, order, policy, the


def told(option: Option) -> set[str]:
    return {reason.sentence for reason in option.why}


@pytest.mark.parametrize(("trial", "days"), [(7, 14), (10, 20), (3, 14), (0, 14), (8, 16)])
def test_the_window_is_twice_the_trial_and_never_under_the_floor(trial, days):
    decision = decide(policy({"trial.days": trial}), order(), "return", at(date(2026, 11, 6)))

    assert the(decision, "change_mind").days == days
    assert the(decision, "withdraw").days == 14


@pytest.mark.parametrize(("trial", "days"), [(7, 14), (3, 6), (0, 0)])
def test_where_the_law_has_no_floor_the_promise_alone_counts(trial, days):
    decision = decide(
        policy({"trial.days": trial}), order(country="US"), "return", at(date(2026, 11, 5))
    )

    assert [each.act for each in decision.options] == ["change_mind"]
    assert the(decision, "change_mind").until == date(2026, 11, 5) + timedelta(days=days)
    assert "law.no_rules" in {reason.sentence for reason in decision.why}


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2026, 11, 19, 23, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 20, 0, 0, 0, tzinfo=UTC), False),
    ],
)
def test_the_right_ends_with_the_last_second_of_its_day_in_the_zone(moment, is_open):
    option = the(decide(policy(), order(), "withdrawal", moment), "withdraw")

    assert option.until == date(2026, 11, 19)
    assert option.open is is_open


def test_the_day_is_that_of_the_zone_and_not_of_greenwich():
    late = datetime(2026, 11, 20, 4, 59, tzinfo=UTC)  # still the 19th in New York
    there = order(zone="America/New_York")

    assert the(decide(policy(), there, "return", late), "withdraw").open
    assert not the(decide(policy(), order(), "return", late), "withdraw").open


@pytest.mark.parametrize(
    ("delivered", "country", "until"),
    [
        (date(2026, 11, 6), "IE", date(2026, 11, 20)),  # a Friday
        (date(2026, 11, 7), "IE", date(2026, 11, 23)),  # from Saturday to Monday
        (date(2026, 11, 8), "IE", date(2026, 11, 23)),
        (date(2026, 12, 11), "IE", date(2026, 12, 28)),  # over Christmas and a weekend
        (date(2026, 11, 7), "UK", date(2026, 11, 21)),  # the British rows do not move it
        (date(2028, 2, 15), "IE", date(2028, 2, 29)),  # a leap day
        (
            date(2026, 1, 17),
            "IE",
            date(2026, 2, 3),
        ),  # over Saint Brigid’s day
        (date(2026, 10, 21), "DE", date(2026, 11, 4)),
    ],
)
def test_the_end_moves_to_the_next_working_day_where_the_rule_says_so(delivered, country, until):
    placed = order(
        delivered_on=delivered, country=country, ordered_on=delivered - timedelta(days=3)
    )

    option = the(decide(policy(), placed, "return", at(delivered)), "withdraw")

    assert option.until == until
    moved = until != delivered + timedelta(days=14)
    assert ("law.moved" in told(option)) == moved


def test_a_holiday_of_one_part_counts_where_the_part_is_known():
    all_saints = date(2027, 11, 1)  # in Bavaria, not in Berlin

    assert working_day(all_saints, "DE-BY") == date(2027, 11, 2)
    assert working_day(all_saints, "DE-BE") == all_saints
    assert working_day(all_saints, "DE") == all_saints


def test_an_unknown_delivery_is_said_to_be_unknown_and_never_guessed():
    decision = decide(policy(), order(delivered_on=None), "return", at(date(2027, 11, 5)))

    assert decision.until is None
    assert the(decision, "withdraw").open
    assert "law.before_delivery" in told(the(decision, "withdraw"))
    assert "delivery.unknown" in {reason.sentence for reason in decision.why}


def test_services_count_from_the_contract_and_boxes_from_the_first_delivery():
    placed = order(
        items=(Item("service", 100), Item("subscription", 200)),
        first_delivered_on=date(2026, 11, 3),
        delivered_on=date(2026, 11, 10),
    )

    decision = decide(policy(), placed, "withdrawal", at(date(2026, 11, 10)))

    assert the(decision, "withdraw", 0).until == date(2026, 11, 16)
    assert the(decision, "withdraw", 0).pays_return == "nobody"
    assert the(decision, "withdraw", 1).until == date(2026, 11, 17)


def test_an_unknown_order_day_is_said_to_be_unknown():
    placed = order(items=(Item("service"),), ordered_on=None)

    decision = decide(policy(), placed, "withdrawal", at(date(2026, 11, 10)))

    assert decision.until is None
    assert {reason.sentence for reason in decision.why} == {"order_day.unknown"}


# An unknown country.


def test_an_unknown_buyer_gets_the_best_of_the_regions_and_is_told_so():
    answers = {"buyer_regions": ("US", "EU"), "trial.days": 3}

    decision = decide(policy(answers), order(country=None), "return", at(date(2026, 11, 6)))

    assert decision.country_assumed
    assert the(decision, "withdraw").until is not None
    (told_so,) = [each for each in decision.why if each.sentence == "country.unknown"]
    assert told_so.values["country"] == "EU"
    assert "EU" in told_so.text("en")


def test_a_country_without_rules_has_the_promise_alone():
    decision = decide(policy(), order(country="NO"), "return", at(date(2026, 11, 6)))

    assert [each.basis for each in decision.options] == ["promise"]


# Guards.


def test_every_reason_has_a_sentence_and_one_of_law_a_source():
    for country in ("IE", "GB", "US", "AU", None):
        for kind in ("complaint", "refund", "return", "cancellation", "withdrawal"):
            decision = decide(policy(), order(country=country), kind, at(date(2026, 11, 6)))
            for option in decision.options:
                for reason in option.why:
                    assert reason.sentence in SENTENCES
                    assert reason.text("en")
                    assert bool(reason.rule) == bool(reason.source)
                if option.basis == "law" and option.act != "remedy":
                    assert any(reason.rule for reason in option.why)


def test_an_unknown_kind_and_a_moment_without_a_zone_are_refused():
    with pytest.raises(UnknownKind):
        decide(policy(), order(), "termination", at(date(2026, 11, 6)))
    with pytest.raises(ValueError, match="time zone"):
        decide(policy(), order(), "return", datetime(2026, 11, 6))  # noqa: DTZ001 -- that is the test


@pytest.mark.parametrize(
    "wrong",
    [{"items": ()}, {"appointment": datetime(2026, 11, 6)}],  # noqa: DTZ001 -- that is the test
)
def test_an_order_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"items|zone"):
        order(**wrong)
    with pytest.raises(ValueError, match="kind"):
        Item("spaceship")
    with pytest.raises(ValueError, match="less"):
        Item("goods", -1)
    with pytest.raises(ValueError, match="knows"):
        Item("goods", 1, frozenset({"eaten"}))


def test_a_leap_day_some_years_on_is_the_end_of_its_month():
    assert years_after(date(2028, 2, 29), 4) == date(2032, 2, 29)
    assert years_after(date(2028, 2, 29), 1) == date(2029, 2, 28)
