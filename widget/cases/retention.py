"""How long a case is kept. The privacy page says the same numbers."""

from __future__ import annotations

from datetime import date, timedelta


def erase_on(*, closed_on: date, outcome: str, spam_days: int, closed_years: int) -> date:
    """The first day on which a closed case is erased.

    Spam goes ``spam_days`` after it was closed as such; everything else ``closed_years`` after the
    end of the year in which it was closed.
    """
    if outcome == "spam":
        return closed_on + timedelta(days=spam_days)
    return date(closed_on.year + closed_years + 1, 1, 1)
