"""When an answer is due: working days, in the zone of the shop, on each side of each boundary."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from widget.cases.deadlines import answer_by, local_day

TUESDAY = date(2026, 11, 17)
FRIDAY = date(2026, 11, 20)
SATURDAY = date(2026, 11, 21)
SUNDAY = date(2026, 11, 22)
MONDAY = date(2026, 11, 23)


def ms(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    return int(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("received", "target_days", "due"),
    [
        (TUESDAY, 0, TUESDAY),
        (TUESDAY, 1, date(2026, 11, 18)),
        (TUESDAY, 3, FRIDAY),
        (TUESDAY, 4, MONDAY),
        (FRIDAY, 0, FRIDAY),
        (FRIDAY, 1, MONDAY),
        (SATURDAY, 0, MONDAY),
        (SUNDAY, 0, MONDAY),
        (SATURDAY, 1, MONDAY),
        (SUNDAY, 1, MONDAY),
        (MONDAY, 1, date(2026, 11, 24)),
        (FRIDAY, 5, date(2026, 11, 27)),
        (TUESDAY, 30, date(2026, 12, 29)),
    ],
)
def test_target_counts_working_days_only(received: date, target_days: int, due: date):
    assert answer_by(received, target_days) == due


@pytest.mark.parametrize(
    ("received", "target_days", "due"),
    [
        # Friday 25 December; Monday 28 is kept for Saturday's Stephen's Day.
        (date(2026, 12, 23), 1, date(2026, 12, 24)),
        (date(2026, 12, 24), 0, date(2026, 12, 24)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 12, 25), 0, date(2026, 12, 29)),
        (date(2026, 12, 25), 1, date(2026, 12, 29)),
        (date(2026, 12, 28), 0, date(2026, 12, 29)),
    ],
)
def test_holidays_do_not_count(received: date, target_days: int, due: date):
    holidays = {date(2026, 12, 25), date(2026, 12, 28)}

    assert answer_by(received, target_days, holidays) == due


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        # Friday evening: the last second of it, and the first of Saturday.
        (ms(2026, 11, 20, 22, 59, 59), "Europe/Berlin", FRIDAY),
        (ms(2026, 11, 20, 23, 0, 0), "Europe/Berlin", SATURDAY),
        (ms(2026, 11, 20, 23, 0, 0), "Europe/Dublin", FRIDAY),
        (ms(2026, 11, 21, 0, 0, 0), "Europe/Dublin", SATURDAY),
        (ms(2026, 11, 20, 10, 59, 59), "Pacific/Auckland", FRIDAY),
        (ms(2026, 11, 20, 11, 0, 0), "Pacific/Auckland", SATURDAY),
        # The day on which summer time begins in Ireland has 23 hours, the one on which it ends 25.
        (ms(2026, 3, 28, 23, 59, 59), "Europe/Dublin", date(2026, 3, 28)),
        (ms(2026, 3, 29, 0, 0, 0), "Europe/Dublin", date(2026, 3, 29)),
        (ms(2026, 3, 29, 22, 59, 59), "Europe/Dublin", date(2026, 3, 29)),
        (ms(2026, 3, 29, 23, 0, 0), "Europe/Dublin", date(2026, 3, 30)),
        (ms(2026, 10, 24, 23, 0, 0), "Europe/Dublin", date(2026, 10, 25)),
        (ms(2026, 10, 25, 23, 59, 59), "Europe/Dublin", date(2026, 10, 25)),
        (ms(2026, 10, 26, 0, 0, 0), "Europe/Dublin", date(2026, 10, 26)),
    ],
)
def test_day_is_the_shops_own_on_each_side_of_midnight(moment: int, zone: str, day: date):
    assert local_day(moment, zone) == day


def test_last_millisecond_of_a_day_is_that_day():
    assert local_day(ms(2026, 11, 21) - 1, "UTC") == FRIDAY


def test_friday_evening_is_due_when_friday_is_and_saturday_when_monday_is():
    friday = local_day(ms(2026, 11, 20, 22, 59, 59), "Europe/Berlin")
    saturday = local_day(ms(2026, 11, 20, 23, 0, 0), "Europe/Berlin")

    assert answer_by(friday, 0) == FRIDAY
    assert answer_by(saturday, 0) == MONDAY
