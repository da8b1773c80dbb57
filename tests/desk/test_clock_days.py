"""The days of the clocks are the shop's: at every midnight, also where clocks change at night."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mail.paper import a_case, a_shop
from widget.cases.clocks import clocks_for
from widget.cases.model import Fact
from widget.desk.clock_facts import Told, known_of

ZONES = (
    "Europe/Dublin",
    "Europe/Berlin",
    "Atlantic/Azores",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
    "Asia/Kathmandu",
    "UTC",
)
MINUTE = timedelta(minutes=1)


def told(at: datetime, zone: str, facts: tuple[tuple[str, str], ...] = ()) -> Told:
    case = a_case(kind="withdrawal", opened_at=int(at.timestamp() * 1000), ordered_on="")
    known = [Fact(name, value, "owner", 0) for name, value in facts]
    return Told(a_shop(zone=zone), case, known, None)


def received_on(at: datetime, zone: str) -> date:
    return known_of(told(at, zone), int(at.timestamp() * 1000)).received_on


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Dublin", date(2026, 11, 18)),
        ("Europe/Dublin", date(2026, 3, 30)),  # after a day of 23 hours
        ("Europe/Dublin", date(2026, 10, 26)),  # after a day of 25 hours
        ("America/New_York", date(2026, 11, 2)),
        ("Australia/Lord_Howe", date(2026, 4, 6)),  # half an hour
        ("Pacific/Auckland", date(2026, 9, 28)),
        ("Europe/Berlin", date(2028, 3, 1)),  # after a leap day
        ("Asia/Kathmandu", date(2027, 1, 1)),
    ],
)
def test_a_minute_before_midnight_is_one_day_and_midnight_the_next(zone, day):
    there = datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)

    assert received_on(there, zone) == day
    assert received_on(there - MINUTE, zone) == day - timedelta(days=1)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.integers(1_704_067_200, 1_893_369_600),  # seconds: 2024 to 2029
    st.sampled_from(ZONES),
    st.integers(0, 25 * 24 * 60),
)
def test_the_refund_is_due_fourteen_calendar_days_on_in_every_zone(second, zone, minutes):
    at = datetime.fromtimestamp(second, UTC)
    now = at + minutes * MINUTE
    known = known_of(told(at, zone, (("country", "IE"),)), int(now.timestamp() * 1000))
    refund = next(clock for clock in clocks_for(known) if clock.name == "refund")

    first = at.astimezone(ZoneInfo(zone)).date()
    days = (now.astimezone(ZoneInfo(zone)).date() - first).days
    assert refund.ends == first + timedelta(days=14)
    assert refund.is_late == (days > 14)


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("returned", ["2026-11-20"], date(2026, 11, 20)),
        ("returned", ["2026-11-20", "2026-11-22"], date(2026, 11, 22)),
        ("returned", ["2026-11-20", "no"], None),
        ("returned", ["2026-11-20", "some day"], date(2026, 11, 20)),
        ("refunded", ["20.11.2026"], date(2026, 11, 20)),
        ("refunded", ["20/11/1896"], None),
    ],
)
def test_the_last_word_that_can_be_read_counts(name, values, expected):
    at = datetime(2026, 11, 17, 12, tzinfo=UTC)
    facts = tuple((name, value) for value in values)
    known = known_of(told(at, "UTC", facts), int(at.timestamp() * 1000))

    assert getattr(known, f"{name}_on") == expected


def test_what_a_customer_says_of_the_refund_or_of_the_law_settles_no_duty_of_the_shop():
    at = datetime(2026, 11, 17, 12, tzinfo=UTC)
    case = told(at, "UTC")
    said = [Fact(name, "2026-11-20", "customer", 0) for name in ("returned", "refunded")]
    said.append(Fact("by_law", "no", "customer", 0))
    known = known_of(Told(case.shop, case.case, said, None), int(at.timestamp() * 1000))

    assert (known.returned_on, known.refunded_on, known.by_law) == (None, None, None)
