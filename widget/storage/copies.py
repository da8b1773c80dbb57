"""The copies in the data folder: those of each night, and those from before a change."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from widget.storage.backup import PART

FOLDER = "backups"
DAYS_KEPT = 7
WEEKS_KEPT = 4
LEFTOVER_S = 6 * 3600  # no backup takes that long
RESTORING = "restoring"
_STAMP = "%Y%m%dT%H%M%SZ"
_STAMP_SHAPE = re.compile(r"(\d{8}T\d{6})(?:\.(\d{3}))?Z")
_NAME = "amends-"


@dataclass(frozen=True)
class Copy:
    """A copy of the whole desk: where it lies, when it was made (ms UTC), its size in bytes."""

    path: Path
    made_at: int
    size: int

    @property
    def name(self) -> str:
        """Its file name, which names it on pages and in commands."""
        return self.path.name


def copy_path(data: Path, now: int) -> Path:
    """Where the copy of this moment (ms UTC) belongs."""
    # To the millisecond: what was erased a moment before must not seem to be in it.
    return data / FOLDER / f"{_NAME}{stamp(now)[:-1]}.{now % 1000:03}Z.db"


def stamp(now: int) -> str:
    """A moment (ms UTC) as file names have it, to the second."""
    return datetime.fromtimestamp(now / 1000, UTC).strftime(_STAMP)


def copies_in(data: Path) -> list[Copy]:
    """The copies that the desk has made by itself or when asked, newest first."""
    found = [_copy_of(path) for path in (data / FOLDER).glob(f"{_NAME}*.db")]
    return sorted((copy for copy in found if copy), key=lambda copy: -copy.made_at)


def _copy_of(path: Path) -> Copy | None:
    at = made_at(path)
    try:
        return None if at is None else Copy(path, at, path.stat().st_size)
    except OSError:
        return None


def made_at(path: Path) -> int | None:
    """When a copy was made (ms UTC), by its name; ``None`` where the name does not say."""
    found = _STAMP_SHAPE.search(path.name)
    if found is None:
        return None
    second, thousandths = found.groups()
    try:
        moment = datetime.strptime(f"{second}Z", _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    return int(moment.timestamp()) * 1000 + int(thousandths or 0)


def all_copies(data: Path, database: Path) -> list[Path]:
    """Every file of the data folder that holds the whole desk as it was, whoever made it."""
    before = database.parent.glob(f"{database.stem}.before-*.db")
    return sorted({*(data / FOLDER).glob("*.db"), *before})


def too_many(made: Iterable[tuple[Path, date]]) -> list[Path]:
    """Which copies may go: the newest of each of seven days is kept, then of each of four weeks.

    Days are those that have a copy, so that a desk which stood still loses none.
    """
    newest_first = sorted(made, key=lambda one: (one[1], one[0].name), reverse=True)
    days: dict[date, Path] = {}
    for path, day in newest_first:
        days.setdefault(day, path)
    weeks: dict[tuple[int, int], Path] = {}
    for day in list(days)[DAYS_KEPT:]:
        weeks.setdefault(day.isocalendar()[:2], days[day])
    kept = {*list(days.values())[:DAYS_KEPT], *list(weeks.values())[:WEEKS_KEPT]}
    return [path for path, _ in newest_first if path not in kept]


def thin_out(data: Path) -> None:
    """Delete the copies that are too many, and what an interrupted one has left."""
    copies = copies_in(data)
    for path in too_many((copy.path, day_of(copy.made_at)) for copy in copies):
        path.unlink(missing_ok=True)
    sweep(data)


def day_of(at: int) -> date:
    """The UTC day of a moment (ms UTC)."""
    return datetime.fromtimestamp(at / 1000, UTC).date()


def sweep(data: Path) -> None:
    """Delete what a backup or restore that was ended half-way has left behind."""
    leftovers = [*(data / FOLDER).glob(f".*{PART}*"), *data.glob(f"*.{RESTORING}-*.db*")]
    for path in leftovers:
        with suppress(OSError):
            if abs(time.time() - path.stat().st_mtime) > LEFTOVER_S:
                path.unlink()
