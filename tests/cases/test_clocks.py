"""The clocks of the law: each side of each boundary, and what is said where a fact is missing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

import widget.cases.clocks
from policy_pages.law_files import law
from policy_pages.rules import known_places, members
from tests.cases.clock_oracle import last_day_moved, walk
from widget.cases.clocks import (
    Clock,
    Known,
    clock_data,
    clock_from,
    clocks_for,
    next_of,
    still_open,
)
from widget.cases.clocks.counting import KINDS, differing_members, months_after
from widget.cases.clocks.items import item_text, read_item, said_items

DAY = timedelta(days=1)
TUESDAY = date(2026, 11, 17)
HANNA = Known(kind="withdrawal", received_on=TUESDAY, today=TUESDAY, places=("IE",))


def clock_of(known: Known, name: str) -> Clock:
    return next(clock for clock in clocks_for(known) if clock.name == name)


def names(known: Known) -> set[str]:
    return {clock.name for clock in clocks_for(known)}


# The window.


@pytest.mark.parametrize(
    ("place", "delivered", "last"),
    [
        ("IE", date(2026, 11, 3), date(2026, 11, 17)),  # a Tuesday
        ("IE", date(2026, 11, 7), date(2026, 11, 23)),  # Saturday, so Monday
        ("IE", date(2026, 11, 8), date(2026, 11, 23)),  # Sunday, so Monday
        ("UK", date(2026, 11, 7), date(2026, 11, 21)),  # British law moves nothing
        ("DE", date(2026, 12, 11), date(2026, 12, 28)),  # Christmas Day, Boxing Day, Sunday
        ("DE", date(2027, 3, 12), date(2027, 3, 30)),  # Good Friday to Easter Monday
        ("DE-BY", date(2026, 12, 23), date(2027, 1, 7)),  # Epiphany, in Bavaria
        ("DE", date(2026, 12, 23), date(2027, 1, 6)),  # and not elsewhere in Germany
        ("IE", date(2028, 2, 15), date(2028, 2, 29)),  # a leap day
        ("IE", date(2027, 2, 15), date(2027, 3, 1)),  # no leap day
        ("IE", date(2026, 3, 20), date(2026, 4, 3)),  # over the night that has 23 hours
        ("IE", date(2026, 10, 16), date(2026, 10, 30)),  # over the night that has 25 hours
        ("IE", date(2026, 12, 18), date(2027, 1, 4)),  # New Year's Day is a Friday
    ],
)
def test_the_window_ends_fourteen_days_after_the_last_delivery(place, delivered, last):
    known = replace(HANNA, places=(place,), delivered_on=delivered)

    assert clock_of(known, "withdraw").ends == last


@pytest.mark.parametrize(("day", "state"), [(0, "in_time"), (1, "late")])
def test_a_message_on_the_last_day_is_in_time_and_one_on_the_next_is_not(day, state):
    known = replace(HANNA, delivered_on=date(2026, 11, 3))
    known = replace(known, received_on=date(2026, 11, 17) + day * DAY, today=date(2026, 12, 31))

    assert clock_of(known, "withdraw").state == state


def test_without_a_delivery_nobody_says_that_the_time_is_over():
    known = replace(HANNA, ordered_on=date(2020, 1, 1), today=date(2026, 11, 17))
    window = clock_of(known, "withdraw")

    assert (window.ends, window.state, window.settles) == (None, "unknown", ("delivered",))
    assert clock_of(known, "refund").certain


def test_services_run_from_the_contract_and_send_nothing_back():
    known = replace(HANNA, families=("services",), ordered_on=date(2026, 11, 9))

    assert clock_of(known, "withdraw").ends == date(2026, 11, 23)
    assert "send_back" not in names(known)
    assert clock_of(known, "refund").sentence == "refund.message"


@pytest.mark.parametrize("place", ["IE", "UK"])
def test_a_customer_who_was_never_told_has_twelve_months_more(place):
    known = replace(
        HANNA, places=(place,), delivered_on=date(2024, 2, 15), informed=False
    )  # the first fourteen days end on a leap day
    window = clock_of(known, "withdraw")

    assert window.ends == date(2025, 2, 28)
    assert window.rule in {"eu.w.not_informed", "uk.cancel.not_informed"}
    assert window.unconfirmed == (place == "UK")


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        (date(2025, 3, 3), date(2025, 3, 17)),  # with the goods: nothing is longer
        (date(2025, 3, 4), date(2025, 3, 18)),  # a day after them
        (date(2026, 3, 3), date(2026, 3, 18)),  # the last day of the year; the 17th is a holiday
        (date(2026, 3, 4), date(2026, 3, 18)),  # a day too late: as if never told
    ],
)
def test_who_was_told_late_has_fourteen_days_from_then(told, ends):
    known = replace(HANNA, delivered_on=date(2025, 3, 3), informed_on=told)
    ends = last_day_moved(ends, "IE")

    assert clock_of(known, "withdraw").ends == ends


def test_late_is_only_a_doubt_while_nobody_said_what_the_customer_was_told():
    late = replace(HANNA, delivered_on=date(2026, 10, 1))
    refund = clock_of(late, "refund")
    assert not refund.certain
    assert set(refund.settles) >= {"delivered", "informed"}

    never_told = replace(late, informed=False)
    assert clock_of(never_told, "withdraw").state == "in_time"
    assert clock_of(never_told, "refund").certain


# The refund.


@pytest.mark.parametrize(
    ("today", "state", "late"),
    [
        (date(2026, 11, 30), "running", False),
        (date(2026, 12, 1), "running", False),
        (date(2026, 12, 2), "overdue", True),
    ],
)
def test_the_money_is_due_on_the_fourteenth_day_after_the_message(today, state, late):
    refund = clock_of(replace(HANNA, today=today), "refund")

    assert (refund.ends, refund.state, refund.is_late) == (date(2026, 12, 1), state, late)


def test_a_duty_of_the_shop_does_not_end_later_for_a_weekend():
    sunday = replace(HANNA, received_on=date(2026, 11, 15))

    assert clock_of(sunday, "refund").ends == date(2026, 11, 29)
    assert clock_of(sunday, "send_back").ends == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("today", "back", "state", "ends"),
    [
        (date(2026, 12, 1), None, "running", date(2026, 12, 1)),
        (date(2026, 12, 2), None, "waiting", None),
        (date(2026, 12, 2), date(2026, 11, 20), "overdue", date(2026, 12, 1)),
        (date(2026, 12, 4), date(2026, 12, 4), "running", date(2026, 12, 4)),
        (date(2026, 12, 5), date(2026, 12, 4), "overdue", date(2026, 12, 4)),
    ],
)
def test_the_shop_may_wait_for_the_goods_and_then_no_longer(today, back, state, ends):
    known = replace(HANNA, delivered_on=date(2026, 11, 12), today=today, returned_on=back)
    refund = clock_of(known, "refund")

    assert (refund.state, refund.ends) == (state, ends)


def test_goods_that_nobody_knows_to_have_arrived_are_no_reason_to_wait():
    refund = clock_of(replace(HANNA, today=date(2026, 12, 2)), "refund")

    assert refund.is_late
    assert set(refund.settles) == {"delivered", "returned"}


@pytest.mark.parametrize(
    "change", [{"collects": True}, {"families": ("services",)}], ids=["collects", "services"]
)
def test_who_fetches_the_goods_or_sold_none_may_not_wait(change):
    known = replace(HANNA, delivered_on=date(2026, 11, 12), today=date(2026, 12, 2), **change)

    assert clock_of(known, "refund").is_late


def test_british_law_counts_from_the_goods_or_the_proof():
    known = replace(HANNA, places=("UK",), delivered_on=date(2026, 11, 12))
    waiting = clock_of(known, "refund")
    assert (waiting.state, waiting.ends, waiting.settles) == ("waiting", None, ("returned",))

    back = replace(known, returned_on=date(2026, 11, 20), today=date(2026, 12, 4))
    assert clock_of(back, "refund").ends == date(2026, 12, 4)
    assert not clock_of(back, "refund").is_late
    assert clock_of(replace(back, today=date(2026, 12, 5)), "refund").is_late


def test_money_back_or_a_settled_case_ends_the_duty():
    late = replace(HANNA, today=date(2027, 1, 1))
    assert still_open(clocks_for(late))
    assert next_of(clocks_for(late)) is not None

    for change in ({"refunded_on": date(2026, 12, 24)}, {"ended": True}):
        done = clocks_for(replace(late, **change))
        assert still_open(done) == ()
        assert next_of(done) is None


def test_all_items_excepted_leaves_a_doubt_and_no_red():
    late = replace(HANNA, today=date(2027, 1, 1), excepted=True)
    refund = clock_of(late, "refund")

    assert not refund.is_late
    assert "item_kind" in refund.settles
    assert clock_of(replace(late, by_law=True), "refund").is_late


@pytest.mark.parametrize("kind", ["return", "refund", "cancellation"])
def test_any_clear_word_may_withdraw_but_only_the_shop_can_read_it(kind):
    known = replace(HANNA, kind=kind, today=date(2027, 1, 1), delivered_on=date(2026, 11, 12))
    assert not clock_of(known, "refund").certain

    assert clock_of(replace(known, by_law=True, returned_on=TUESDAY), "refund").is_late
    assert "refund" not in names(replace(known, by_law=False))


# Faults and complaints.


@pytest.mark.parametrize(
    ("place", "last"),
    [("PL", date(2026, 12, 1)), ("ES", date(2026, 12, 2)), ("CZ", date(2026, 12, 17))],
)
def test_a_complaint_is_answered_within_the_days_of_its_country(place, last):
    known = replace(HANNA, kind="complaint", places=(place,), today=last)
    assert clock_of(known, "answer").ends == last
    assert clock_of(known, "answer").state == "running"
    assert clock_of(replace(known, today=last + DAY), "answer").is_late


def test_an_answer_ends_that_but_a_czech_claim_must_be_settled():
    known = replace(HANNA, kind="complaint", answered_on=TUESDAY)

    assert clock_of(replace(known, places=("PL",)), "answer").state == "done"
    assert clock_of(replace(known, places=("CZ",)), "answer").state == "running"
    assert clock_of(replace(known, places=("CZ",), ended=True), "answer").state == "done"


@pytest.mark.parametrize(
    ("place", "delivered", "last"),
    [
        ("IE", date(2024, 11, 18), date(2026, 11, 18)),
        ("IE", date(2024, 2, 29), date(2026, 2, 28)),
        ("ES", date(2023, 11, 17), date(2026, 11, 17)),
    ],
)
def test_the_shop_answers_for_faults_for_years(place, delivered, last):
    known = replace(HANNA, kind="complaint", places=(place,), delivered_on=delivered)

    assert clock_of(known, "fault").ends == last
    on_the_day = replace(known, received_on=last)
    assert clock_of(on_the_day, "fault").state == "in_time"
    assert clock_of(replace(known, received_on=last + DAY), "fault").state == "late"


def test_a_repair_adds_a_year_once_for_contracts_since_the_rule_holds():
    known = replace(
        HANNA, kind="complaint", delivered_on=date(2026, 8, 3), repaired_on=date(2026, 12, 1)
    )
    assert clock_of(replace(known, ordered_on=date(2026, 7, 31)), "fault").ends == date(2029, 8, 3)
    assert clock_of(replace(known, ordered_on=date(2026, 7, 30)), "fault").ends == date(2028, 8, 3)


def test_a_repair_after_the_end_lengthens_nothing():
    known = replace(
        HANNA,
        kind="complaint",
        ordered_on=date(2026, 8, 1),
        delivered_on=date(2026, 8, 3),
        repaired_on=date(2028, 8, 4),
    )
    assert clock_of(known, "fault").ends == date(2028, 8, 3)


@pytest.mark.parametrize(("place", "sentence"), [("AU", "reasonable"), ("NZ", "no_end")])
def test_australia_and_new_zealand_set_no_last_day(place, sentence):
    known = replace(HANNA, kind="complaint", places=(place,), delivered_on=date(2020, 1, 1))
    fault = clock_of(known, "fault")

    assert (fault.state, fault.ends, fault.sentence) == ("endless", None, f"fault.{sentence}")
    assert "withdraw" not in names(replace(known, kind="withdrawal"))


def test_british_goods_are_rejected_within_thirty_days_and_paid_from_the_day_of_agreeing():
    known = replace(
        HANNA, kind="complaint", places=("UK",), delivered_on=date(2026, 10, 18), agreed_on=TUESDAY
    )
    assert clock_of(known, "reject").ends == TUESDAY
    assert clock_of(known, "reject").state == "in_time"
    assert clock_of(known, "refund_agreed").ends == date(2026, 11, 30)  # that day is the first


# Goods that do not come; North America.


def test_american_goods_leave_within_thirty_days_and_silence_is_consent_once():
    known = replace(
        HANNA,
        kind="complaint",
        places=("US",),
        ordered_on=date(2026, 10, 18),
        shipped=False,
        today=date(2026, 11, 17),
    )
    ship = clock_of(known, "ship")
    assert (ship.ends, ship.state, ship.certain) == (date(2026, 11, 17), "running", True)
    assert "delay" not in names(known)

    next_day = replace(known, today=date(2026, 11, 18))
    assert clock_of(next_day, "ship").is_late
    assert clock_of(next_day, "delay").ends == date(2026, 12, 17)
    assert "ship" not in names(replace(known, shipped=True))
    assert not clock_of(replace(known, shipped=None), "ship").certain


def test_seven_working_days_leave_out_thanksgiving_and_weekends():
    known = replace(
        HANNA, kind="cancellation", places=("US-NY",), by_law=True, shipped=False
    )  # received on Tuesday 17 November; Thursday the 26th is Thanksgiving
    refund = clock_of(known, "refund_unshipped")

    assert refund.ends == date(2026, 11, 27)
    assert refund.certain
    assert not clock_of(replace(known, by_law=None), "refund_unshipped").certain


@pytest.mark.parametrize(
    ("known", "last"),
    [
        ({"informed_on": date(2026, 11, 10)}, date(2026, 11, 17)),
        ({"informed": False, "ordered_on": date(2026, 10, 18)}, date(2026, 11, 17)),
    ],
)
def test_ontario_cancels_seven_days_after_the_copy_or_thirty_without_one(known, last):
    case = replace(HANNA, kind="cancellation", places=("CA-ON",), **known)
    cancel = clock_of(case, "cancel")
    assert (cancel.ends, cancel.state) == (last, "in_time")
    assert clock_of(replace(case, received_on=last + DAY), "cancel").state == "late"


def test_in_canada_the_refund_takes_fifteen_days_where_the_law_lets_them_cancel():
    for place in ("CA-ON", "CA-QC"):
        known = replace(HANNA, kind="cancellation", places=(place,), today=date(2026, 12, 3))
        assert clock_of(known, "refund").ends == date(2026, 12, 2)
        assert not clock_of(known, "refund").is_late
        assert clock_of(replace(known, by_law=True), "refund").is_late


def test_quebec_has_no_number_for_a_missing_copy_and_we_say_so():
    known = replace(HANNA, kind="cancellation", places=("CA-QC",), informed=False)
    cancel = clock_of(known, "cancel")

    assert (cancel.ends, cancel.sentence) == (None, "copy.missing.no_number")


# Several laws at once.


def test_of_several_laws_the_shop_keeps_to_the_earliest_day():
    known = replace(
        HANNA,
        places=("UK", "IE", "US"),
        place_known=False,
        delivered_on=date(2026, 11, 12),
        returned_on=date(2026, 11, 25),
    )
    refund = clock_of(known, "refund")

    assert (refund.place, refund.ends) == ("IE", date(2026, 12, 1))
    assert refund.certain
    assert "country" in refund.settles


def test_a_duty_of_few_countries_is_a_doubt_where_nobody_knows_the_country():
    known = replace(HANNA, kind="complaint", places=("IE", "PL"), place_known=False)
    answer = clock_of(known, "answer")

    assert not answer.certain
    assert answer.settles == ("country",)


@pytest.mark.parametrize("start", [date(2026, 12, 10), date(2027, 3, 11), date(2026, 10, 18)])
def test_somewhere_in_the_eu_has_the_latest_end_of_all_members(start):
    known = replace(HANNA, places=("EU",), delivered_on=start)
    ends = walk(start, 14)

    latest = max(last_day_moved(ends, member) for member in members())
    assert clock_of(known, "withdraw").ends == latest


def test_the_eu_stands_for_every_member_without_rules_of_its_own():
    today = date(2026, 11, 17)
    known = replace(HANNA, kind="complaint", delivered_on=date(2026, 11, 2))
    plain = {replace(one, place="") for one in clocks_for(replace(known, places=("EU",)))}
    for member in set(members()) - set(differing_members(today)):
        found = clocks_for(replace(known, places=(member,)))
        assert {replace(one, place="") for one in found} == plain


def test_every_kind_of_rule_that_a_clock_asks_for_is_on_the_list():
    folder = Path(widget.cases.clocks.__file__).parent
    text = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    asked = set(re.findall(r'law\(known, place, "([a-z_]+)"\)', text))

    assert asked
    assert asked <= set(KINDS)


@pytest.mark.parametrize("place", [*sorted(known_places()), "JP", "CH", "XX"])
@pytest.mark.parametrize(
    "kind", ["complaint", "refund", "return", "cancellation", "withdrawal", "termination"]
)
def test_every_place_and_kind_has_clocks_with_sources_or_none(place, kind):
    known = replace(HANNA, kind=kind, places=(place,))
    for clock in clocks_for(known):
        assert clock.rule
        assert clock.source
        assert clock_from(clock_data(clock)) == clock
    if kind == "termination" or place in {"JP", "CH", "XX"}:
        assert clocks_for(known) == ()


def test_months_count_to_the_same_day_or_the_last_of_a_shorter_month():
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert months_after(date(2026, 12, 1), 1) == date(2027, 1, 1)
    assert months_after(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_after(date(2024, 2, 29), 48) == date(2028, 2, 29)


# Kinds of items.


def test_a_kind_of_item_is_read_as_it_was_written():
    value = item_text("sealed_hygiene", ["unsealed", "told_before_order"], "balm: small")
    said = read_item(value)

    assert value == "sealed_hygiene+told_before_order+unsealed: balm: small"
    assert said is not None
    assert said.label == "balm: small"
    assert said.item.facts == {"unsealed", "told_before_order"}
    for wrong in ("", "dragon", "goods+sworn", "a soap", "goods,unsealed"):
        assert read_item(wrong) is None


def test_of_one_label_the_last_word_counts_and_parts_and_whole_shut_each_other_out():
    said = said_items(["goods", "bespoke: mug", "digital: song", "goods: mug", "nonsense"])
    assert [(one.label, one.item.kind) for one in said] == [("song", "digital"), ("mug", "goods")]

    assert [one.label for one in said_items(["bespoke: mug", "goods"])] == [""]
    assert said_items([]) == ()


def test_every_row_of_law_that_a_clock_can_rest_on_is_in_the_docs():
    root = Path(__file__).resolve().parents[2]
    told = (root / "docs" / "clocks.md").read_text("utf-8")
    rows = {rule.id for rule in law().rules if rule.kind in KINDS}

    assert {row for row in rows if f"`{row}`" not in told} == set()
