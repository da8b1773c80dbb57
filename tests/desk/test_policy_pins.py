"""Which version a case gets, and the better term where two differ."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.conftest import Clock
from tests.desk.conftest import Rows
from tests.policies import publish
from widget.cases.model import Case, Shop
from widget.desk import (
    Actor,
    CaseDecision,
    Desk,
    Receipt,
    add_fact,
    answer,
    case_file,
    decide_for,
    terms_of_case,
    verify_case,
)
from widget.desk.pinning import Pin, also_in_force, pin_for, read_day
from widget.storage.policies import Stamp

Opened = Callable[..., Receipt]
FIRST = Stamp(1, 1_000, "2026-03-03")
SECOND = Stamp(2, 2_000, "2026-06-01")
THIRD = Stamp(3, 3_000, "2026-06-01")


@pytest.mark.parametrize(
    ("ordered_on", "pin"),
    [
        ("2026-03-02", Pin(0, "before_first", "2026-03-02")),
        ("2026-03-03", Pin(1, "dated", "2026-03-03")),
        ("2026-05-31", Pin(1, "dated", "2026-05-31")),
        ("2026-06-01", Pin(3, "dated", "2026-06-01")),
        ("2027-01-01", Pin(3, "dated", "2027-01-01")),
        ("", Pin(3, "unknown_day")),
    ],
)
def test_version_of_the_day_of_the_order_counts(ordered_on: str, pin: Pin):
    assert pin_for([THIRD, SECOND, FIRST], ordered_on) == pin


def test_shop_without_a_policy_has_nothing_to_pin():
    assert pin_for([], "2026-03-03") == Pin(0, "no_policy", "2026-03-03")


@pytest.mark.parametrize(
    ("day", "numbers"),
    [("2026-06-01", [3, 2, 1]), ("2026-06-02", [3]), ("2026-05-31", [1]), ("2026-03-03", [1]),
     ("2026-03-02", [])],
)  # fmt: skip
def test_day_with_a_change_had_several_versions(day: str, numbers: list[int]):
    assert also_in_force([THIRD, SECOND, FIRST], day) == numbers


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-09", date(2026, 11, 9)),
        (" 9.11.2026 ", date(2026, 11, 9)),
        ("9/11/2026", date(2026, 11, 9)),
        ("9 November 2026", date(2026, 11, 9)),
        ("9 Nov 2026", date(2026, 11, 9)),
        ("31.2.2026", None),
        ("last week", None),
        ("9.11.26", None),
        ("", None),
    ],
)
def test_day_as_a_shop_writes_it(text: str, day: date | None):
    assert read_day(text) == day


# In the tables.


def row_of(rows: Rows, receipt: Receipt) -> tuple[int, str]:
    (row,) = rows.of("cases", case_id=receipt.case.id)
    return row["policy"], row["policy_why"]


def said_of(desk: Desk, receipt: Receipt) -> CaseDecision:
    return decide_for(desk, case_file(desk, receipt.shop.id, receipt.case.reference))


def days_of(found: CaseDecision) -> int:
    """The days of the best option to change one's mind."""
    return max(option.days or 0 for option in found.options)


@pytest.fixture
def changed(desk: Desk, orla: Actor, clock: Clock) -> None:
    """28 days from 17 November, 60 days from 27 November, 20 days from 7 December."""
    publish(desk, orla, trial__days=14)
    clock.forward(days=10)
    publish(desk, orla, trial__days=30)
    clock.forward(days=10)
    publish(desk, orla, trial__days=10)


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize(
    ("ordered_on", "number", "why", "days"),
    [
        ("2026-11-20", 1, "dated", 28),
        ("2026-11-30", 2, "dated", 60),
        ("2026-12-07", 3, "dated", 60),  # both were in force on that day
        ("", 3, "unknown_day", 20),
    ],
)
def test_case_is_pinned_in_the_commit_that_opens_it(
    desk: Desk, make_case: Opened, rows: Rows, ordered_on: str, number: int, why: str, days: int
):
    receipt = make_case(kind="return", ordered_on=ordered_on)

    assert row_of(rows, receipt) == (number, why)
    assert (receipt.case.policy, receipt.case.policy_why) == (number, why)
    found = said_of(desk, receipt)
    assert (found.pinned, found.why_version, days_of(found)) == (number, why, days)
    assert rows.kinds(receipt.case.id) == ["opened"]


@pytest.mark.usefixtures("changed")
def test_order_of_before_the_first_version_has_the_law_alone(
    desk: Desk, make_case: Opened, rows: Rows
):
    receipt = make_case(kind="return", ordered_on="2026-11-09")

    assert row_of(rows, receipt) == (0, "before_first")
    found = said_of(desk, receipt)
    assert found.version is None
    assert {option.basis for option in found.options} == {"law"}
    assert days_of(found) == 14
    # What nobody told the buyer of, nobody can hold against them.
    assert {option.pays_return for option in found.options} == {"seller"}


def test_law_alone_says_nothing_of_what_the_shop_does_not_take_back(
    desk: Desk, orla: Actor, make_case: Opened
):
    publish(desk, orla, buyer_regions=("US",), seller__country="US")
    found = said_of(desk, make_case(kind="return", ordered_on="2026-11-09"))

    assert found.decision is not None
    assert (found.why_version, found.options, found.decision.without) == ("before_first", (), ())
    receipt = make_case(kind="return", ordered_on="2026-11-08")
    assert terms_of_case(desk, receipt.shop, receipt.case, "en") is None


def test_shop_without_a_policy_decides_nothing(desk: Desk, make_case: Opened, rows: Rows):
    receipt = make_case(kind="return")

    assert row_of(rows, receipt) == (0, "no_policy")
    assert said_of(desk, receipt) == CaseDecision(None, None, "no_policy", 0)


@pytest.mark.usefixtures("changed")
def test_day_that_becomes_known_pins_again_with_an_event(
    desk: Desk, orla: Actor, make_case: Opened, rows: Rows
):
    receipt = make_case(kind="return", ordered_on="")
    add_fact(desk, orla, receipt.case.reference, "date", "2026-11-20")

    assert row_of(rows, receipt) == (1, "dated")
    (event,) = rows.of("events", case_id=receipt.case.id, kind="policy_pinned")
    (payload,) = rows.of("payloads", event_id=event["event_id"])
    assert json.loads(payload["body"]) == {"number": 1, "day": "2026-11-20", "why": "dated"}
    assert rows.kinds(receipt.case.id) == ["opened", "fact_added", "policy_pinned"]
    verify_case(desk, receipt.shop.id, receipt.case.id)


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize(
    ("ordered_on", "pinned", "counts", "days"),
    [("2026-11-20", 1, 1, 28), ("2026-11-30", 2, 2, 60), ("2026-11-09", 0, 3, 20)],
)
def test_where_two_versions_differ_the_customer_gets_the_better_one(
    desk: Desk, orla: Actor, make_case: Opened, ordered_on: str, pinned: int, counts: int, days: int
):
    receipt = make_case(kind="return", ordered_on="")  # told of version 3: 20 days
    add_fact(desk, orla, receipt.case.reference, "date", ordered_on)
    add_fact(desk, orla, receipt.case.reference, "delivered", "2026-12-01")

    found = said_of(desk, receipt)
    assert (found.pinned, found.number, days_of(found)) == (pinned, counts, days)
    assert found.is_better_than_pinned == (pinned != counts)


@pytest.mark.usefixtures("changed")
def test_worse_version_of_the_day_does_not_take_away_what_was_told(
    desk: Desk, orla: Actor, make_case: Opened, clock: Clock
):
    publish(desk, orla, trial__days=45)
    receipt = make_case(kind="return", ordered_on="")  # told of 90 days
    clock.forward(days=1)
    publish(desk, orla, trial__days=7)
    add_fact(desk, orla, receipt.case.reference, "date", "2026-11-20")

    found = said_of(desk, receipt)
    assert (found.pinned, found.number, days_of(found)) == (1, 4, 90)


@pytest.mark.usefixtures("changed")
def test_same_day_said_twice_is_one_event(desk: Desk, orla: Actor, make_case: Opened, rows: Rows):
    receipt = make_case(kind="return", ordered_on="")
    for _ in range(2):
        add_fact(desk, orla, receipt.case.reference, "date", "2026-11-20")
    add_fact(desk, orla, receipt.case.reference, "date", "2026-11-21")

    kinds = rows.kinds(receipt.case.id)
    assert kinds == ["opened", "fact_added", "policy_pinned", "fact_added"]


@pytest.mark.usefixtures("changed")
def test_day_that_nobody_can_read_changes_nothing(
    desk: Desk, orla: Actor, make_case: Opened, rows: Rows
):
    receipt = make_case(kind="return", ordered_on="")
    add_fact(desk, orla, receipt.case.reference, "date", "some day in autumn")

    assert row_of(rows, receipt) == (3, "unknown_day")
    assert rows.kinds(receipt.case.id) == ["opened", "fact_added"]


@pytest.mark.usefixtures("changed")
def test_pinning_does_not_make_an_answer_out_of_date(desk: Desk, orla: Actor, make_case: Opened):
    receipt = make_case(kind="return", ordered_on="")
    add_fact(desk, orla, receipt.case.reference, "date", "2026-11-20")

    answer(desk, orla, receipt.case.reference, "Send it back.", receipt.case.seq)

    file = case_file(desk, receipt.shop.id, receipt.case.reference)
    assert [event.kind for event in file.events][-1] == "answered"


@pytest.mark.usefixtures("changed")
def test_last_day_is_known_once_the_delivery_is(desk: Desk, orla: Actor, make_case: Opened):
    receipt = make_case(kind="return", ordered_on="2026-11-20")
    before = said_of(desk, receipt)
    add_fact(desk, orla, receipt.case.reference, "delivered", "24.11.2026")

    assert {option.until for option in before.options} == {None}
    untils = {option.act: option.until for option in said_of(desk, receipt).options}
    assert untils == {"withdraw": date(2026, 12, 9), "change_mind": date(2026, 12, 22)}


@pytest.mark.usefixtures("changed")
def test_country_of_the_buyer_is_used_where_it_is_known(desk: Desk, orla: Actor, make_case: Opened):
    receipt = make_case(ordered_on="2026-11-20")
    assert said_of(desk, receipt).decision.country_assumed  # type: ignore[union-attr]
    add_fact(desk, orla, receipt.case.reference, "country", "ie")

    decision = said_of(desk, receipt).decision
    assert decision is not None
    assert (decision.country, decision.country_assumed) == ("IE", False)


def test_case_of_before_there_were_policies_is_decided_by_what_is_known(
    desk: Desk, orla: Actor, make_case: Opened, rows: Rows, clock: Clock
):
    receipt = make_case(kind="return", ordered_on="")
    dated = make_case(kind="return", ordered_on="2026-11-09")
    for each in (receipt, dated):
        rows.edit("UPDATE cases SET policy = NULL, policy_why = NULL WHERE case_id = ?",
                  each.case.id)  # fmt: skip
    clock.forward(days=1)
    publish(desk, orla)

    assert said_of(desk, receipt).why_version == "no_policy"
    assert said_of(desk, dated).why_version == "before_first"


def test_T01_versions_of_another_shop_pin_nothing(
    desk: Desk, other_orla: Actor, make_case: Opened, rows: Rows
):
    publish(desk, other_orla)

    assert row_of(rows, make_case(kind="return")) == (0, "no_policy")


def test_erased_case_keeps_its_number_and_no_word(
    desk: Desk, orla: Actor, make_case: Opened, rows: Rows
):
    publish(desk, orla)
    receipt = make_case(kind="return", ordered_on="")
    case: Case = receipt.case

    assert (case.policy, case.policy_why) == (1, "unknown_day")
    shop: Shop = receipt.shop
    values: dict[str, Any] = rows.of("cases", shop_id=shop.id)[0]
    assert values["ordered_on"] == ""
