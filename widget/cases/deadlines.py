"""When something is due. Days in, days out: pure, and in the shop's own zone."""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


def local_day(at: int, zone: str) -> date:
    """The calendar day of a moment (ms UTC) where the shop is."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone)).date()


def answer_by(received: date, target_days: int, holidays: Container[date] = ()) -> date:
    """The day by which the owner wants to have answered.

    ``target_days`` working days after ``received``; Saturdays, Sundays and ``holidays`` do not
    count. Zero means the same day, or the next working day where it is none.
    """
    day, left = received, target_days
    while left > 0 or not _works(day, holidays):
        day += timedelta(days=1)
        if _works(day, holidays):
            left -= 1
    return day


def _works(day: date, holidays: Container[date]) -> bool:
    return day.weekday() < 5 and day not in holidays
