"""Counting days as the law does, and money without losing a cent."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

ISO_NAMES = {"UK": "GB"}
SATURDAY = 5


def end_after(start: date, days: int) -> date:
    """The last day of a period of days; the day of the event itself is not counted."""
    return start + timedelta(days=days)


def years_after(start: date, years: int) -> date:
    """The same day some years later; 29 February becomes the last day of its month."""
    year = start.year + years
    return date(year, start.month, min(start.day, monthrange(year, start.month)[1]))


def working_day(day: date, place: str) -> date:
    """The day itself, or the next that is neither weekend nor a public holiday at the place.

    A place is a country or one of its parts (``DE``, ``DE-BY``); holidays of a part count only
    where the part is known.
    """
    while day.weekday() >= SATURDAY or day in _days_off(place, day.year):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=4096)
def _days_off(place: str, year: int) -> frozenset[date]:
    country, _, part = place.partition("-")
    code = ISO_NAMES.get(country, country)
    parts = holidays.list_supported_countries(include_aliases=False).get(code)
    if parts is None:
        return frozenset()
    known = part if part in parts else None
    return frozenset(holidays.country_holidays(code, subdiv=known, years=year))


def local_day(moment: datetime, zone: str) -> date:
    """The calendar day of a moment in a zone. ``ValueError`` for a moment without a zone."""
    if moment.utcoffset() is None:
        raise ValueError("a moment knows its time zone")
    return moment.astimezone(ZoneInfo(zone)).date()


def hours_before(moment: datetime, hours: int, zone: str) -> datetime:
    """So many full hours before a moment, as the clocks of a zone show it.

    Hours are hours: on the night the clocks change, a day has 23 or 25 of them.
    """
    return (moment.astimezone(UTC) - timedelta(hours=hours)).astimezone(ZoneInfo(zone))


def share_of(value: int | None, percent: Decimal) -> int | None:
    """So many per cent of an amount in minor units; what is left of a unit goes to the customer."""
    if value is None:
        return None
    hundredths = percent * value
    whole = int(hundredths // 100)
    return whole if hundredths % 100 == 0 else whole + 1
