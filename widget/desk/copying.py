"""The copies that the desk makes of itself: one a night, and one whenever its owner asks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from widget.cases.errors import AmendsError, BackupFailed
from widget.desk.steps import record_for_shop
from widget.desk.wired import Actor, Desk
from widget.storage import people, shops
from widget.storage.backup import NOT_WRITABLE, USE_PG_DUMP, make_backup
from widget.storage.copies import Copy, all_copies, copies_in, copy_path, made_at, thin_out
from widget.storage.health import read_health, set_health
from widget.storage.ours import database_path
from widget.storage.tables import erasures

HOUR_MS = 3600 * 1000
DAY_MS = 24 * HOUR_MS
NIGHT_MS = 2 * HOUR_MS  # after midnight UTC: when the copy of a day is due
OLD_MS = 2 * DAY_MS  # a newest copy of that age is worth an alarm
HEALTH = "copies"

log = logging.getLogger("amends.copies")

_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class CopyState:
    """How it stands with the copies: newest first, and since when (ms UTC) they fail, if they do.

    ``own_affair``: the database is none that the desk could copy by itself. ``error`` is a class
    of fault; ``late``: there should be a newer one.
    """

    copies: list[Copy]
    failing_since: int | None
    error: str
    own_affair: bool
    late: bool

    @property
    def newest(self) -> Copy | None:
        """The last one that was made."""
        return self.copies[0] if self.copies else None


def copy_state(desk: Desk) -> CopyState:
    """Which copies there are, and whether making them works."""
    now = desk.clock()
    with desk.store.read() as connection:
        health = read_health(connection, HEALTH)
    found = copies_in(desk.data) if desk.data else []
    return CopyState(
        copies=found,
        failing_since=health.since if health else None,
        error=health.error if health else "",
        own_affair=_own_affair(desk),
        late=bool(found) and now - found[0].made_at > OLD_MS,
    )


def _own_affair(desk: Desk) -> bool:
    return desk.data is None or database_path(desk.store.url) is None


def make_copy(desk: Desk) -> Copy:
    """Make a copy now, drop those that are too many, and remember how it went.

    Raises ``BackupFailed``, and ``StorageUnavailable`` where not even that can be written down.
    """
    if desk.data is None or _own_affair(desk):
        raise BackupFailed(USE_PG_DUMP)
    with _one_at_a_time:
        now = desk.clock()
        target = copy_path(desk.data, now)
        try:
            target.parent.mkdir(mode=0o700, exist_ok=True)
            size = make_backup(desk.store.url, target, replace=True)
        except (BackupFailed, OSError) as error:
            _note(desk, now, type(error).__name__)
            if isinstance(error, BackupFailed):
                raise
            raise BackupFailed(NOT_WRITABLE, file=target, reason=error.strerror or "?") from None
        thin_out(desk.data)
        _note(desk, now, None)
        return Copy(target, now, size)


def _note(desk: Desk, now: int, error: str | None) -> None:
    desk.store.writer.change(lambda connection: set_health(connection, HEALTH, now, error))


def copy_by_night(desk: Desk) -> bool:
    """Make the copy of the day where it is due; returns whether one was made.

    A failure is written down for the owner and tried again at the next look.
    """
    if _own_affair(desk):
        return False
    now = desk.clock()
    if not is_due(now, (copy.made_at for copy in copy_state(desk).copies)):
        return False
    try:
        make_copy(desk)
    except AmendsError as error:
        log.error("the nightly copy failed", extra={"error_class": type(error).__name__})
        return False
    return True


def is_due(now: int, made: Iterable[int]) -> bool:
    """Whether the last night has no copy yet. One from the future counts for nothing."""
    last_night = (now - NIGHT_MS) // DAY_MS * DAY_MS + NIGHT_MS
    newest = max((at for at in made if at <= now), default=None)
    return newest is None or newest < last_night


def may_take_copies(desk: Desk, person_id: int) -> bool:
    """Whether somebody may have a copy: it holds every shop, so they must own every shop."""
    with desk.store.read() as connection:
        for shop in shops.all_shops(connection):
            person = people.person_in_shop(connection, person_id, shop.id)
            if person is None or person.role != "owner":
                return False
    return True


def copies_with_the_past(desk: Desk) -> list[Path]:
    """Every file of the data folder that holds the desk as it was, with all erased since."""
    database = database_path(desk.store.url)
    if desk.data is None or database is None:
        return []
    return all_copies(desk.data, database)


def copies_with_erased(desk: Desk, shop_id: int) -> list[Path]:
    """Those copies that hold something which a customer of the shop had erased since."""
    with desk.store.read() as connection:
        last = connection.scalar(
            select(func.max(erasures.c.at)).where(
                (erasures.c.shop_id == shop_id) & (erasures.c.reason == "asked")
            )
        )
    if last is None:
        return []
    return [path for path in copies_with_the_past(desk) if (made_at(path) or 0) <= last]


def note_copy_taken(desk: Desk, actor: Actor) -> None:
    """Keep in the shop's own history that somebody took a copy out of the desk."""
    desk.store.writer.change(
        lambda connection: record_for_shop(desk, connection, actor, "copy_taken", {})
    )


def delete_copies(desk: Desk, names: Iterable[str]) -> int:
    """Delete copies by their file names; returns how many. Unknown names are passed over."""
    wanted = set(names)
    gone = 0
    for path in copies_with_the_past(desk):
        if path.name in wanted:
            path.unlink(missing_ok=True)
            for ending in ("-wal", "-shm", "-journal"):
                path.with_name(path.name + ending).unlink(missing_ok=True)
            gone += 1
    return gone


def copy_named(desk: Desk, name: str) -> Copy | None:
    """The nightly copy with that file name, to be handed out."""
    if desk.data is None:
        return None
    return next((copy for copy in copies_in(desk.data) if copy.name == name), None)
