"""Read a day as people write it, the day before the month."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal

EARLIEST_YEAR = 2000  # before that nobody ordered from a shop like these
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[./-] ?(\d{1,2})[./-] ?(\d{4}|\d{2})", re.ASCII)


class NotADay(ValueError):
    """Text that is no day, or no day on which an order can have been placed."""

    def __init__(self, why: Literal["unclear", "still to come", "long ago"]) -> None:
        """``why`` tells the form which sentence fits."""
        super().__init__(why)
        self.why = why


def read_day(text: str, today: date) -> str:
    """The ISO day meant by ``2026-11-09``, ``9.11.2026``, ``9/11/2026`` or ``9.11.26``.

    Empty text stays empty. ``today`` is the shop's; a customer to the east of it may be a day
    ahead. Raises ``NotADay``.
    """
    text = text.strip()
    if not text:
        return ""
    if iso := _ISO.fullmatch(text):
        year, month, day = iso.groups()
    elif day_first := _DAY_FIRST.fullmatch(text):
        day, month, year = day_first.groups()
    else:
        raise NotADay("unclear")
    try:
        found = date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        raise NotADay("unclear") from None
    if found > today + timedelta(days=1):
        raise NotADay("still to come")
    if found.year < EARLIEST_YEAR:
        raise NotADay("long ago")
    return found.isoformat()


def is_iso_day(text: str) -> bool:
    """Whether a date box of the browser can show this text; anything else it would throw away."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
