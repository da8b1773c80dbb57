"""What the owner has to know at once beside mail: the database, the disk, the clock, the copies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from widget.cases.errors import N_, AmendsError
from widget.desk.copying import DAY_MS, copy_state
from widget.desk.wired import Desk


@dataclass(frozen=True)
class Alarm:
    """Something that is wrong. ``name`` is one of database, disk, clock, copies.

    ``sentence`` and ``advice`` are for translation, with the places that ``values`` fill.
    """

    name: str
    sentence: str
    advice: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def said(self, translate: Callable[[str], str]) -> str:
        """Both sentences, in the language of ``translate``."""
        return f"{translate(self.sentence)} {translate(self.advice)}".strip() % dict(self.values)


_KEPT = N_("Customers are shown their text and asked to try again. Nothing is half-saved.")
_DATABASE: Mapping[str, Alarm] = {
    "full": Alarm("database", N_("Nothing can be saved: the disk is full."), _KEPT),
    "read_only": Alarm(
        "database", N_("Nothing can be saved: the database can only be read."), _KEPT
    ),
    "busy": Alarm(
        "database", N_("Nothing can be saved: another program holds the database."), _KEPT
    ),
    "away": Alarm("database", N_("Nothing can be saved: the database cannot be written."), _KEPT),
    "damaged": Alarm(
        "database",
        N_("The database is damaged."),
        N_("End the desk and bring back the newest backup: “amends restore FILE”."),
    ),
}
_DISK = Alarm(
    "disk",
    N_("The disk is nearly full."),
    N_("Make room on the machine. Photos are not taken until then; text still is."),
)
_COPIES = Alarm(
    "copies",
    N_("There was no backup for more than two days."),
    N_("See what is wrong under Settings, Backup and export."),
)
_CLOCK_AHEAD = Alarm(
    "clock",
    N_("The clock of this machine has jumped forward."),
    N_("See that it is right. Erasing by age rests for a day."),
)
_CLOCK_BACK = Alarm(
    "clock",
    N_("The clock of this machine has jumped back."),
    N_("See that it is right. Dates of what came in before may lie in the future."),
)


def alarms(desk: Desk) -> list[Alarm]:
    """Everything that is wrong now, worst first; empty where all is well."""
    found = []
    if desk.store.trouble:
        found.append(_DATABASE[desk.store.trouble])
    elif not _has_room(desk):
        found.append(_DISK)
    jumped = desk.clock_watch.jumped_ms
    if jumped:
        found.append(_CLOCK_AHEAD if jumped > 0 else _CLOCK_BACK)
    if not found and _copies_are_missing(desk):
        found.append(_COPIES)
    return found


def _has_room(desk: Desk) -> bool:
    try:
        return desk.store.has_room()
    except OSError:
        return False


def _copies_are_missing(desk: Desk) -> bool:
    try:
        state = copy_state(desk)
    except AmendsError:
        return False
    if state.own_affair:
        return False
    failing = state.failing_since
    return state.late or (failing is not None and desk.clock() - failing > 2 * DAY_MS)
