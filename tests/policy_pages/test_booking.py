"""Cancelling an appointment: each step ends at its hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from policy_pages.answers import Tier
from policy_pages.decide import decide
from policy_pages.order import Item
from tests.policy_pages.people import at, order, policy, the

STEPS = {
    "cancellation.tiers": (Tier(48, 100), Tier(24, 50)),
    "cancellation.no_show_fee_percent": 100,
}
DUBLIN = ZoneInfo("Europe/Dublin")


def booking(appointment: datetime):
    return order(
        items=(Item("dated_leisure", 8001),), appointment=appointment, ordered_on=date(2026, 1, 2)
    )


@pytest.mark.parametrize(
    ("before", "percent", "amount", "is_open"),
    [
        (timedelta(hours=48), 100, 8001, True),
        (timedelta(hours=48, seconds=-1), 50, 4001, True),
        (timedelta(hours=24), 50, 4001, True),
        (timedelta(hours=24, seconds=-1), 0, 0, True),
        (timedelta(0), 0, 0, True),
        (timedelta(seconds=-1), 0, 0, False),
    ],
)
@pytest.mark.parametrize(
    "appointment",
    [
        datetime(2026, 11, 24, 10, tzinfo=DUBLIN),
        datetime(2026, 3, 29, 10, tzinfo=DUBLIN),  # clocks went forward in the night
        datetime(2026, 10, 25, 10, tzinfo=DUBLIN),  # clocks went back in the night
    ],
)
def test_each_step_of_cancelling_ends_at_its_hour(appointment, before, percent, amount, is_open):
    moment = appointment.astimezone(UTC) - before

    option = the(decide(policy(STEPS), booking(appointment), "cancellation", moment), "cancel")

    assert (option.percent, option.amount, option.open) == (percent, amount, is_open)


@pytest.mark.parametrize(
    ("day", "hour"), [(date(2026, 11, 24), 10), (date(2026, 3, 29), 9), (date(2026, 10, 25), 11)]
)
def test_a_day_ahead_has_24_hours_also_when_the_clocks_change(day, hour):
    appointment = datetime(day.year, day.month, day.day, 10, tzinfo=DUBLIN)

    option = the(
        decide(policy(STEPS), booking(appointment), "cancellation", at(date(2026, 1, 3))), "cancel"
    )

    two_days, one_day, _ = (step.until for step in option.steps)
    assert (one_day.date(), one_day.hour) == (day - timedelta(days=1), hour)
    assert two_days == one_day - timedelta(days=1) or two_days.hour == hour


def test_a_kept_deposit_limits_what_comes_back_and_never_a_withdrawal():
    answers = {
        "deposit.amount_percent": Decimal(20),
        "deposit.refundable": "until_hours_before",
        "deposit.until_hours_before": 72,
    }
    appointment = datetime(2026, 11, 24, 10, tzinfo=DUBLIN)
    placed = order(items=(Item("service", 1000),), appointment=appointment)

    early = decide(policy(answers), placed, "cancellation", at(date(2026, 11, 10)))
    late = decide(policy(answers), placed, "cancellation", at(date(2026, 11, 23)))

    assert the(early, "cancel").amount == 1000
    assert the(late, "cancel").amount == 800
    assert the(early, "withdraw").amount == 1000


def test_a_dated_workshop_has_no_withdrawal_where_the_policy_says_so():
    answers = {**STEPS, "change_of_mind.excluded_items": ("dated_leisure",)}
    placed = booking(datetime(2026, 11, 24, 10, tzinfo=DUBLIN))

    decision = decide(policy(answers), placed, "cancellation", at(date(2026, 1, 3)))

    assert [each.act for each in decision.options] == ["cancel"]
    assert decision.without[0].why[0].sentence == "law.dated_leisure"
