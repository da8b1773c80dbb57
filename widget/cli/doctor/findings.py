"""What the doctor finds: a level and a whole sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from widget.cli.spoken import _

Level = Literal["fine", "note", "wrong"]
FINE: Level = "fine"
NOTE: Level = "note"
WRONG: Level = "wrong"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. A ``note`` should be known, but nothing is broken by it."""

    level: Level
    sentence: str


def fine(text: str, **values: Any) -> Finding:
    """Something that is as it should be."""
    return Finding(FINE, _(text, **values))


def note(text: str, **values: Any) -> Finding:
    """Something to know."""
    return Finding(NOTE, _(text, **values))


def wrong(text: str, **values: Any) -> Finding:
    """Something that has to be put right."""
    return Finding(WRONG, _(text, **values))
