"""The clocks of a case from its facts, of a whole shop, and the reminders that go to the owner."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.conftest import Clock
from tests.desk.conftest import Rows
from tests.policies import publish
from tests.withdrawing import withdraw
from widget.cases.clocks import Clock as LawClock
from widget.cases.errors import CasesOpen
from widget.cases.model import Case, Shop
from widget.desk import (
    Actor,
    Desk,
    add_fact,
    answer,
    case_file,
    clocks_of_cases,
    clocks_of_file,
    close_case,
    do_upkeep,
    due_by_law,
    late_by_law,
)
from widget.desk.clocks import CaseClocks
from widget.desk.customers import erase_customer, find_customers
from widget.desk.restoring import COMMAND
from widget.storage.clock_rows import due_of


def clocks(desk: Desk, shop: Shop, reference: str) -> CaseClocks:
    return clocks_of_file(desk, case_file(desk, shop.id, reference))


def one(found: CaseClocks, name: str) -> LawClock:
    return next(clock for clock in found.clocks if clock.name == name)


@pytest.fixture
def withdrawal(desk: Desk, shop: Shop) -> Case:
    """Hanna withdraws on Tuesday 17 November 2026; nobody has said when the soap came."""
    return withdraw(desk, shop)


@pytest.fixture
def know(desk: Desk, orla: Actor) -> Callable[[str, str, str], None]:
    def add(reference: str, name: str, value: str) -> None:
        add_fact(desk, orla, reference, name, value)

    return add


def test_a_delivery_that_nobody_knows_is_never_taken_from_the_order(desk, shop, withdrawal, know):
    know(withdrawal.reference, "date", "2026-11-09")
    found = clocks(desk, shop, withdrawal.reference)

    assert found.known.ordered_on == date(2026, 11, 9)
    assert one(found, "withdraw").ends is None
    assert one(found, "withdraw").state == "unknown"
    assert "delivered" in found.settles


def test_the_money_is_due_fourteen_days_from_the_message(desk, shop, withdrawal):
    refund = one(clocks(desk, shop, withdrawal.reference), "refund")

    assert (refund.starts, refund.ends) == (date(2026, 11, 17), date(2026, 12, 1))
    assert refund.certain
    assert refund.source.startswith("Directive 2011/83/EU, Art. 13(1)")


def test_the_days_are_those_of_the_shop_and_not_of_the_server(desk, clock, shop, make_case):
    # 23:30 in Dublin is half past midnight in Berlin, and still the same day here.
    clock.forward(hours=9, minutes=23)
    late = withdraw(desk, shop)
    found = clocks(desk, shop, late.reference)

    assert found.known.received_on == date(2026, 11, 17)


def test_a_day_in_the_facts_settles_the_window(desk, shop, withdrawal, know):
    know(withdrawal.reference, "delivered", "2026-11-12")
    know(withdrawal.reference, "country", "IE")
    found = clocks(desk, shop, withdrawal.reference)

    assert one(found, "withdraw").ends == date(2026, 11, 26)
    assert one(found, "withdraw").state == "in_time"
    assert found.known.place_known


def test_goods_back_are_waited_for_and_then_the_money_is_due_that_day(
    desk, clock, shop, withdrawal, know
):
    know(withdrawal.reference, "delivered", "2026-11-12")
    clock.forward(days=20)
    assert one(clocks(desk, shop, withdrawal.reference), "refund").state == "waiting"

    know(withdrawal.reference, "returned", "2026-12-04")
    refund = one(clocks(desk, shop, withdrawal.reference), "refund")
    assert (refund.state, refund.ends) == ("overdue", date(2026, 12, 4))


def test_money_that_went_back_ends_the_clock_and_no_takes_that_back(desk, shop, withdrawal, know):
    know(withdrawal.reference, "refunded", "2026-11-18")
    assert one(clocks(desk, shop, withdrawal.reference), "refund").state == "done"

    know(withdrawal.reference, "refunded", "no")
    assert one(clocks(desk, shop, withdrawal.reference), "refund").state == "running"


@pytest.mark.parametrize("value", ["soon", "2206-11-12", "31.02.2026", "0001-01-01"])
def test_a_day_that_no_order_can_have_counts_as_unknown(desk, shop, withdrawal, know, value):
    know(withdrawal.reference, "delivered", value)

    assert clocks(desk, shop, withdrawal.reference).known.delivered_on is None


def test_without_a_country_the_shops_own_law_is_taken_and_the_country_asked_for(
    desk, shop, withdrawal
):
    found = clocks(desk, shop, withdrawal.reference)

    assert found.places == ("IE",)
    assert not found.known.place_known


def test_where_we_have_no_law_on_file_there_is_no_clock(desk, shop, withdrawal, know):
    know(withdrawal.reference, "country", "JP")
    found = clocks(desk, shop, withdrawal.reference)

    assert found.places == ("JP",)
    assert found.clocks == ()


def test_a_return_may_be_a_withdrawal_and_only_the_shop_can_say(desk, shop, make_case, know):
    case = make_case(kind="return", wish="refund").case
    found = clocks(desk, shop, case.reference)
    assert not one(found, "refund").certain
    assert "by_law" in found.settles

    know(case.reference, "by_law", "yes")
    assert one(clocks(desk, shop, case.reference), "refund").certain

    know(case.reference, "by_law", "no")
    names = [clock.name for clock in clocks(desk, shop, case.reference).clocks]
    assert "refund" not in names


def test_an_exception_is_only_a_doubt_until_its_conditions_are_known(desk, shop, withdrawal, know):
    know(withdrawal.reference, "item_kind", "bespoke")
    found = clocks(desk, shop, withdrawal.reference)
    (right,) = found.rights
    assert right.has_right
    assert right.missing == ("told_before_order",)
    assert one(found, "refund").certain

    know(withdrawal.reference, "item_kind", "bespoke+told_before_order")
    found = clocks(desk, shop, withdrawal.reference)
    (right,) = found.rights
    assert not right.has_right
    assert right.reason is not None
    assert right.reason.source == "Directive 2011/83/EU, Art. 16(c)"
    assert not one(found, "refund").certain


@pytest.mark.parametrize(
    ("kind", "before", "event"),
    [
        ("sealed_hygiene", "told_before_order", "unsealed"),
        ("sealed_media", "told_before_order", "unsealed"),
        (
            "digital",
            "acknowledge_loss+confirmation_on_durable_medium+consent_to_start",
            "started",
        ),
        ("service", "acknowledge_loss+consent_to_start", "performed"),
    ],
)
def test_a_right_that_an_event_ends_stands_until_the_event_is_known(
    desk, shop, withdrawal, know, kind, before, event
):
    know(withdrawal.reference, "item_kind", f"{kind}+{before}")
    (right,) = clocks(desk, shop, withdrawal.reference).rights
    assert right.has_right
    assert right.ends_with == event

    know(withdrawal.reference, "item_kind", f"{kind}+{before}+{event}")
    (right,) = clocks(desk, shop, withdrawal.reference).rights
    assert not right.has_right


def test_excepted_parts_leave_the_refund_certain_since_more_may_have_been_ordered(
    desk, shop, withdrawal, know
):
    know(withdrawal.reference, "item_kind", "bespoke+told_before_order: the mug")
    assert one(clocks(desk, shop, withdrawal.reference), "refund").certain
    know(withdrawal.reference, "item_kind", "goods: the soap")
    found = clocks(desk, shop, withdrawal.reference)

    assert [right.has_right for right in found.rights] == [False, True]
    assert one(found, "refund").certain


def test_clocks_of_a_list_are_those_of_each_case(desk, clock, shop, make_case, know):
    told = [make_case(kind=kind).case for kind in ("complaint", "return")]
    cases = [withdraw(desk, shop), *told]
    know(cases[1].reference, "country", "PL")
    clock.forward(days=3)
    rows = [case_file(desk, shop.id, case.reference).case for case in cases]
    listed = clocks_of_cases(desk, shop, rows)

    assert {case_id: one.name for case_id, one in listed.items()} == {
        rows[0].id: "refund",
        rows[1].id: "answer",
    }


def test_what_is_late_by_law_is_late_wherever_the_case_stands(
    desk, clock, shop, orla, withdrawal, make_case
):
    suspect = withdraw(desk, shop, suspect_reasons=("links",))
    answer(desk, orla, withdrawal.reference, "Thank you.", 99)
    clock.forward(days=14)
    assert late_by_law(desk, shop) == []
    assert len(due_by_law(desk, shop)) == 2

    clock.forward(days=1)
    late = {due.case.reference for due in late_by_law(desk, shop)}
    assert late == {withdrawal.reference, suspect.reference}


def test_nothing_of_another_shop_is_ever_counted(desk, clock, shop, other_shop, make_case):
    withdraw(desk, other_shop)
    clock.forward(days=20)

    assert late_by_law(desk, shop) == []
    assert len(late_by_law(desk, other_shop)) == 1


def test_a_settled_case_wants_nothing_more_and_an_unsettled_one_does(
    desk, clock, shop, orla, make_case
):
    done, left = (withdraw(desk, shop) for _ in range(2))
    close_case(desk, orla, done.reference, "settled", "", False, 99)
    close_case(desk, orla, left.reference, "not_settled", "", False, 99)
    clock.forward(days=20)

    assert [due.case.reference for due in late_by_law(desk, shop)] == [left.reference]


# With a policy.


def test_without_a_country_the_strictest_law_of_all_where_the_shop_sells_is_taken(
    desk, clock, shop, orla, know
):
    publish(desk, orla, buyer_regions=("UK", "EU", "US"))
    case = withdraw(desk, shop)
    know(case.reference, "returned", "2026-11-25")
    found = clocks(desk, shop, case.reference)

    assert set(found.places) > {"UK", "EU", "US"}
    assert one(found, "refund").ends == date(2026, 12, 1)
    assert one(found, "refund").certain
    assert found.settles[0] == "country"

    know(case.reference, "country", "UK")
    assert one(clocks(desk, shop, case.reference), "refund").ends == date(2026, 12, 9)


def test_a_shop_that_fetches_goods_itself_never_waits_for_them(desk, clock, shop, orla, know):
    publish(desk, orla, return__method="seller_collects")
    case = withdraw(desk, shop)
    know(case.reference, "delivered", "2026-11-12")
    clock.forward(days=15)
    found = clocks(desk, shop, case.reference)

    assert one(found, "refund").is_late
    assert "send_back" not in [clock.name for clock in found.clocks]


def test_what_the_shop_sells_says_from_what_the_days_run_until_somebody_says_more(
    desk, shop, orla, know
):
    publish(desk, orla, sells=("services",))
    case = withdraw(desk, shop)
    know(case.reference, "date", "2026-11-17")
    # Somewhere in the EU: in Romania 1 December is a holiday.
    assert one(clocks(desk, shop, case.reference), "withdraw").ends == date(2026, 12, 2)
    know(case.reference, "country", "IE")
    assert one(clocks(desk, shop, case.reference), "withdraw").ends == date(2026, 12, 1)

    know(case.reference, "item_kind", "goods")
    found = clocks(desk, shop, case.reference)
    assert one(found, "withdraw").settles == ("delivered",)


# Reminders.


def reminders(rows: Rows) -> list[dict[str, Any]]:
    return [row for row in rows.of("outbox") if row["mail"] == "clocks"]


def run_days(desk: Desk, clock: Clock, days: int) -> None:
    """Have upkeep look four times a day, as a desk that runs does."""
    for _ in range(days * 4):
        clock.forward(hours=6)
        do_upkeep(desk)


def test_the_owner_is_reminded_7_3_and_1_days_before_on_the_day_and_once_after(
    desk, clock, shop, rows, withdrawal
):
    del withdrawal  # of 17 November: due on 1 December
    run_days(desk, clock, 25)
    found = reminders(rows)

    told = [due_of(json.loads(row["params"])) for row in found]
    assert [due.day for due in told] == [
        date(2026, 11, 24),
        date(2026, 11, 28),
        date(2026, 11, 30),
        date(2026, 12, 1),
        date(2026, 12, 2),
    ]
    assert [due.lines[0].mark for due in told] == [7, 3, 1, 0, -1]
    assert {row["address"] for row in found} == {shop.mailbox}


def test_one_mail_a_day_tells_of_every_case_and_a_restart_tells_nothing_twice(
    desk, clock, shop, rows, make_case
):
    for _ in range(3):
        withdraw(desk, shop)
    clock.forward(days=7)
    for _ in range(5):
        do_upkeep(desk)

    (row,) = reminders(rows)
    assert len(json.loads(row["params"])["clocks"]) == 3


def test_days_without_power_are_made_up_for_by_one_mail(desk, clock, shop, rows, withdrawal):
    clock.forward(days=12)  # the marks 7 and 3 have passed unseen
    do_upkeep(desk)
    do_upkeep(desk)

    (row,) = reminders(rows)
    assert json.loads(row["params"])["clocks"][0]["mark"] == 3


def test_nothing_is_told_before_eight_in_the_morning_of_the_shop(
    desk, clock, shop, rows, withdrawal
):
    clock.forward(days=6, hours=17)  # 07:06 of the day that is 7 before the last
    do_upkeep(desk)
    assert reminders(rows) == []

    clock.forward(hours=1)
    do_upkeep(desk)
    assert len(reminders(rows)) == 1


def test_money_that_went_back_is_not_reminded_of(desk, clock, shop, rows, withdrawal, know):
    know(withdrawal.reference, "refunded", "2026-11-18")
    run_days(desk, clock, 20)

    assert reminders(rows) == []


def test_a_new_last_day_is_told_anew(desk, clock, shop, rows, withdrawal, know):
    know(withdrawal.reference, "delivered", "2026-11-12")
    run_days(desk, clock, 20)
    before = len(reminders(rows))
    assert before == 4  # after that the money waits for the goods

    know(withdrawal.reference, "returned", "2026-12-07")
    run_days(desk, clock, 2)
    new = [due_of(json.loads(row["params"])) for row in reminders(rows)[before:]]
    assert [due.lines[0].mark for due in new] == [0, -1]


def test_a_clock_that_jumped_reminds_nobody(desk, clock, shop, rows, withdrawal):
    desk.clock_watch.look(desk.clock())
    clock.forward(days=13)
    desk.clock_watch.look(desk.clock())
    do_upkeep(desk)

    assert reminders(rows) == []


# Erasing.


def test_a_closed_case_with_a_duty_by_law_is_not_erased_without_being_asked_about(
    desk, shop, orla, withdrawal
):
    close_case(desk, orla, withdrawal.reference, "not_settled", "", False, 99)
    (customer,) = find_customers(desk, "hanna.lind@post.example", shop.id)
    assert customer.due_by_law == {withdrawal.reference}

    with pytest.raises(CasesOpen) as still:
        erase_customer(desk, COMMAND, customer, [withdrawal.reference], also_open=False)
    assert still.value.references == (withdrawal.reference,)
    assert erase_customer(desk, COMMAND, customer, [withdrawal.reference], also_open=True) == 1


def test_a_closed_case_whose_money_went_back_is_erased_at_once(desk, shop, orla, withdrawal, know):
    know(withdrawal.reference, "refunded", "2026-11-18")
    close_case(desk, orla, withdrawal.reference, "not_settled", "", False, 99)
    (customer,) = find_customers(desk, "hanna.lind@post.example", shop.id)

    assert customer.due_by_law == frozenset()
    assert erase_customer(desk, COMMAND, customer, [withdrawal.reference], also_open=False) == 1
