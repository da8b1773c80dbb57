"""What the reminder says of the days of the law that come up, or have passed."""

from __future__ import annotations

from typing import Any

from widget.cases.model import Case
from widget.mail.clock_words import clock_by_day, clock_why, distance
from widget.mail.errors import MailRefused
from widget.mail.harmless import header_words
from widget.mail.material import MailSettings, Material
from widget.mail.words import Words
from widget.storage.clock_rows import REMINDER, DueLine

__all__ = ["REMINDER", "clock_letter"]

MOST_LINES = 40  # of one mail; the rest are counted
_NAME_LETTERS = 40
_ABOUT_LETTERS = 60


def clock_letter(material: Material, settings: MailSettings, words: Words) -> dict[str, Any]:
    """The values of the reminder. Its subject names nobody.

    Raises ``MailRefused`` where all of its cases were erased meanwhile.
    """
    due, found = material.due, material.due_cases
    living = [line for line in due.lines if line.case_id in found] if due else []
    if due is None or not living:
        raise MailRefused("gone", permanent=True)

    def told(line: DueLine) -> dict[str, Any]:
        case, ends = found[line.case_id], line.clock.ends
        return {
            "name": header_words(case.name, _NAME_LETTERS) or case.reference,
            "about": _about(case, words),
            "what": clock_by_day(line.clock, words),
            "away": distance(ends, due.day, words) if ends else "",
            "late": line.clock.is_late,
            "why": clock_why(line.clock, words),
            "source": line.clock.source,
            "link": f"{settings.base_url}/inbox/case/{case.reference}#law",
        }

    first = living[0].clock.ends
    return {
        "number": len(living),
        "late": sum(1 for line in living if line.clock.is_late),
        "first_day": words.day_short(first.isoformat()) if first else "",
        "lines": [told(line) for line in living[:MOST_LINES]],
        "more": max(len(living) - MOST_LINES, 0),
        "link": f"{settings.base_url}/inbox/",
    }


def _about(case: Case, words: Words) -> str:
    return header_words(case.items or case.order_number or words.kind(case.kind), _ABOUT_LETTERS)
