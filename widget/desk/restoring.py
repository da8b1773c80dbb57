"""Bring a backup back: read it, prove it, erase again what was erased since, and only then swap."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from widget.cases.errors import UnknownCase
from widget.desk.erasing import clear_all_traces, erase_case
from widget.desk.proving import Fault, Verified, verify_all
from widget.desk.wired import Desk
from widget.storage import cases, people, shops
from widget.storage.cases import Doer
from widget.storage.copies import RESTORING, all_copies
from widget.storage.restore import erased_in, fresh_path, read_backup, swap_in
from widget.storage.rows import Progress, quietly
from widget.storage.store import Store

COMMAND = Doer(role="operator", actor=0, door="command")


class NotProven(Exception):
    """Histories in the backup are not as they were sealed: ``faults`` names them."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} histories do not verify")
        self.faults = faults


@dataclass(frozen=True)
class Restored:
    """What came back. ``kept`` is where the database of before is, ``None`` where there was none.

    ``newest_at`` is the moment (ms UTC) of the last event in the backup, ``None`` without one.
    ``erased_again`` counts cases that were erased after the backup. ``list_unread`` names files
    whose list of erased cases could not be read. ``owners`` are the addresses that can log in with
    every right.
    """

    verified: Verified
    rows: int
    newest_at: int | None
    erased_again: int
    kept: Path | None
    owners: list[str]
    list_unread: list[Path] = field(default_factory=list)


def restore(
    file: Path,
    database: Path,
    data: Path,
    *,
    now: int,
    random_bytes: Callable[[int], bytes],
    progress: Progress = quietly,
    take_faults: bool = False,
) -> Restored:
    """Put what is in the backup ``file`` in the place of ``database``. Nothing may be serving.

    ``now`` is ms UTC. Raises ``RestoreRefused`` where the file is not taken, and ``NotProven``
    unless ``take_faults``; the database is then as it was.
    """
    fresh = fresh_path(database, now)
    try:
        counts = read_backup(file, fresh, progress)
        desk = Desk(Store(f"sqlite:///{fresh}"), lambda: now, random_bytes, "")
        try:
            verified = verify_all(desk, progress)
            if verified.faults and not take_faults:
                raise NotProven(verified.faults)
            lists = [path for path in (database, *all_copies(data, database)) if path.exists()]
            erased, unread = erased_in(lists)
            again = _erase_again(desk, erased, progress)
            newest_at, owners = _newest_event(desk), _owners(desk)
        finally:
            desk.store.close()
        kept = swap_in(fresh, database, now)
    finally:
        for left in database.parent.glob(f"{database.stem}.{RESTORING}-*.db*"):
            with suppress(OSError):
                left.unlink()
    return Restored(
        verified=verified,
        rows=sum(counts.values()),
        newest_at=newest_at,
        erased_again=again,
        kept=kept,
        owners=owners,
        list_unread=unread,
    )


def _erase_again(desk: Desk, erased: dict[tuple[int, int], str], progress: Progress) -> int:
    """Erase what was erased after the backup was taken, and leave no trace of it."""
    again = 0
    for done, ((shop_id, case_id), reason) in enumerate(sorted(erased.items())):
        progress("erase", done, len(erased))
        with desk.store.read() as connection:
            try:
                case = cases.case_by_id(connection, shop_id, case_id)
            except UnknownCase:
                continue
        if case.state != "erased":
            desk.store.writer.change(
                lambda c, case=case, reason=reason: erase_case(desk, c, case, COMMAND, reason)  # type: ignore[misc]
            )
            again += 1
    # Also where nothing was erased: it brings the log to its end.
    clear_all_traces(desk)
    progress("erase", len(erased), len(erased))
    return again


def _newest_event(desk: Desk) -> int | None:
    with desk.store.read() as connection:
        moments = [
            moment
            for shop in shops.all_shops(connection)
            if (moment := cases.newest_event_at(connection, shop.id)) is not None
        ]
    return max(moments, default=None)


def _owners(desk: Desk) -> list[str]:
    with desk.store.read() as connection:
        members = [
            person
            for shop in shops.all_shops(connection)
            for person in people.people_of_shop(connection, shop.id)
        ]
    return sorted({person.email for person in members if person.role == "owner"})
