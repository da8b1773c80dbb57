"""Taking a backup back: its rows are read into a fresh database; the file itself is never used.

Whoever hands over the file may have written every byte of it. So nothing in it runs: it is opened
read-only, its schema has to be word for word what that version of Amends makes, and only plain
values get through [T45].
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from widget.cases.errors import N_, RestoreRefused
from widget.storage.backup import keep_names
from widget.storage.copies import RESTORING, stamp
from widget.storage.ours import (
    APPLICATION_ID,
    Shape,
    check_shape,
    opened,
    shape_at,
    shape_of,
)
from widget.storage.rows import Progress, copy_rows, quietly, sum_of
from widget.storage.upgrade import head_revision, knows_revision, upgrade

LARGEST_VALUE = 64 * 1024 * 1024  # bytes of one value; photos are far below
# Log-ins of back then would open doors that were shut since.
NOT_TAKEN = ("sessions", "logins")
_LOG_ENDINGS = ("-wal", "-journal")
_VERSION = ("table", "alembic_version")

_NOT_A_FILE = N_("%(file)s is not there, or is no plain file.")
_NOT_A_DATABASE = N_("It is no database, or its beginning is damaged.")
_DAMAGED = N_("It is damaged: a part of it is missing or was changed.")
_FOREIGN = N_("It belongs to another program.")
_NEWER = N_("It is of a newer version of Amends than this one. Install that one first.")
_NOT_OURS = N_("It is no database of Amends.")
_UNFINISHED = N_(
    "Beside it lies %(log)s, so it was copied from a running desk and is not complete. “amends "
    "backup” makes a complete one."
)


@contextmanager
def untrusted(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a stranger's database for reading, with all that could act by itself switched off."""
    # Immutable: SQLite looks at this very file and at nothing that lies beside it.
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        for pragma in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA mmap_size = 0")
        yield connection


def read_backup(file: Path, fresh: Path, progress: Progress = quietly) -> dict[str, int]:
    """Read the rows of a backup into ``fresh``, a new file, and bring that to this version.

    Returns how many rows each table had. Raises ``RestoreRefused`` that says what is wrong with
    the file.
    """
    if not file.is_file():
        raise RestoreRefused(_NOT_A_FILE, file=file)
    for ending in _LOG_ENDINGS:
        beside = file.with_name(file.name + ending)
        if beside.exists() and beside.stat().st_size:
            raise RestoreRefused(_UNFINISHED, log=beside.name)
    try:
        with untrusted(file) as source:
            revision = _look_at(source, progress)
            upgrade(f"sqlite:///{fresh}", 0, to=revision)
            with opened(fresh) as target:
                counts = copy_rows(source, target, leave_out=NOT_TAKEN, progress=progress)
    except sqlite3.DatabaseError as error:
        # A fault of the new file is no fault of the backup's.
        if getattr(error, "sqlite_errorname", "") == "SQLITE_FULL":
            raise RestoreRefused(N_("There is no room beside the database for its rows.")) from None
        raise RestoreRefused(_DAMAGED) from None
    progress("upgrade", 0, 1)
    if revision != head_revision():
        upgrade(f"sqlite:///{fresh}", 0)
        for old in fresh.parent.glob(f"{fresh.stem}.before-*.db"):
            old.unlink()
    progress("upgrade", 1, 1)
    return counts


def _look_at(source: sqlite3.Connection, progress: Progress) -> str:
    """Check everything about a backup but what its rows say; returns its version."""
    try:
        (mark,) = source.execute("PRAGMA application_id").fetchone()
        found = shape_of(source)
    except sqlite3.DatabaseError:
        raise RestoreRefused(_NOT_A_DATABASE) from None
    if mark not in {0, APPLICATION_ID}:
        raise RestoreRefused(_FOREIGN)
    revision = _revision_of(source, found)
    check_shape(found, shape_at(revision))
    progress("check", 0, 2)
    (said,) = source.execute("PRAGMA integrity_check(1)").fetchone()
    progress("check", 1, 2)
    (wanted,) = source.execute("PRAGMA user_version").fetchone()
    if said != "ok" or (wanted and wanted != sum_of(source)):
        raise RestoreRefused(_DAMAGED)
    progress("check", 2, 2)
    return revision


def _revision_of(source: sqlite3.Connection, found: Shape) -> str:
    """The version that a backup says it is of."""
    ours = shape_at(head_revision())
    # Not even this is read before it is sure to be a plain table: a virtual one runs code.
    if found.get(_VERSION) != ours[_VERSION]:
        raise RestoreRefused(_NOT_OURS)
    rows = source.execute("SELECT version_num FROM alembic_version LIMIT 2").fetchall()
    if len(rows) != 1 or not isinstance(rows[0][0], str):
        raise RestoreRefused(_NOT_OURS)
    revision = rows[0][0]
    if not knows_revision(revision):
        raise RestoreRefused(_NEWER if revision > head_revision() else _NOT_OURS)
    return revision


def fresh_path(database: Path, now: int) -> Path:
    """Where the database is put together that will take the place of ``database``."""
    return database.with_name(f"{database.stem}.{RESTORING}-{stamp(now)}.db")


def swap_in(fresh: Path, database: Path, now: int) -> Path | None:
    """Put ``fresh`` in the place of the database; returns where the old one is kept.

    There is a whole database under its name at every moment: ended half-way, this has either
    happened or not.
    """
    with fresh.open("rb") as written:
        os.fsync(written.fileno())
    kept = database.with_name(f"{database.stem}.before-restore-{stamp(now)}.db")
    there = database.exists()
    if there:
        _put_to_rest(database)
        _keep(database, kept)
        for ending in _LOG_ENDINGS:
            log = database.with_name(database.name + ending)
            if log.exists():
                # The log of a database that could not be put to rest belongs to the old one. Under
                # the new one it would be played into pages that it knows nothing of.
                log.replace(kept.with_name(kept.name + ending))
    database.with_name(database.name + "-shm").unlink(missing_ok=True)
    fresh.replace(database)
    keep_names(database.parent)
    return kept if there else None


def _put_to_rest(database: Path) -> None:
    """Move what the log holds into the file, where the file can still take it."""
    try:
        with opened(database) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error:
        return


def _keep(database: Path, kept: Path) -> None:
    try:
        os.link(database, kept)
    except OSError:  # not every file system has a second name for a file
        shutil.copy2(database, kept)
        kept.chmod(0o600)


def erased_in(paths: list[Path]) -> tuple[dict[tuple[int, int], str], list[Path]]:
    """The list of erased cases in all of some databases: (shop, case) → reason.

    Returns it with those files that could not be read.
    """
    erased: dict[tuple[int, int], str] = {}
    unread: list[Path] = []
    for path in paths:
        try:
            erased.update(_erased_in(path))
        except sqlite3.Error:
            unread.append(path)
    return erased, unread


def _erased_in(path: Path) -> dict[tuple[int, int], str]:
    with opened(path) as connection:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        if ("table", "erasures") not in shape_of(connection):
            return {}
        rows = connection.execute("SELECT shop_id, case_id, reason FROM erasures").fetchall()
        return {(shop, case): str(reason) for shop, case, reason in rows}
