"""A backup: the whole database in one file, taken while the desk runs and checked."""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from contextlib import suppress
from pathlib import Path

from widget.cases.errors import N_, BackupFailed
from widget.storage.ours import database_path, opened
from widget.storage.rows import Progress, quietly, sum_of

PART = ".part"  # the ending of a backup that is still being written
_LOOK_EVERY = 20_000  # steps of SQLite's machine between two looks at how far it is

USE_PG_DUMP = N_(
    "This desk keeps its data in PostgreSQL. Use its own pg_dump for a backup and pg_restore to "
    "bring one back."
)
_THERE = N_("%(file)s is there already. Choose another name, or say --replace.")
_SAME = N_("%(file)s is the database itself.")
_NO_ROOM = N_("There is no room for the backup where %(file)s should be. Nothing was left there.")
NOT_WRITABLE = N_("%(file)s cannot be written: %(reason)s.")
_DAMAGED = N_(
    "The database is damaged, so no backup can be taken of it. Keep the backups that there are."
)
_NOT_WHOLE = N_("The backup did not come out whole, so it was not kept. Try again.")


def make_backup(
    database_url: str, target: Path, *, replace: bool = False, progress: Progress = quietly
) -> int:
    """Write everything that is in the database at this moment into ``target``.

    Writers go on meanwhile. The file can be read by its owner alone from its first byte, has its
    name only once it was checked, and carries a sum of its rows. Returns its size in bytes. Raises
    ``BackupFailed``; nothing is left behind then.
    """
    source = database_path(database_url)
    if source is None:
        raise BackupFailed(USE_PG_DUMP)
    if target.exists():
        if target.samefile(source):
            raise BackupFailed(_SAME, file=target)
        if not replace:
            raise BackupFailed(_THERE, file=target)
    try:
        part = _begin(target)
    except OSError as error:
        raise BackupFailed(NOT_WRITABLE, file=target, reason=error.strerror or "?") from None
    try:
        _copy(source, part, progress)
        _check(part, progress)
        size = _name_it(part, target)
    except sqlite3.Error as error:
        raise BackupFailed(_sentence(error), file=target) from None
    except OSError as error:
        sentence = _NO_ROOM if error.errno == errno.ENOSPC else NOT_WRITABLE
        raise BackupFailed(sentence, file=target, reason=error.strerror or "?") from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return size


def _begin(target: Path) -> Path:
    # mkstemp makes it for its owner alone; SQLite takes an empty file as the place to write to.
    descriptor, name = tempfile.mkstemp(PART, f".{target.name}.", target.parent)
    os.close(descriptor)
    return Path(name)


def _copy(source: Path, part: Path, progress: Progress) -> None:
    with opened(source) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (free,) = connection.execute("PRAGMA freelist_count").fetchone()
        (page_size,) = connection.execute("PRAGMA page_size").fetchone()
        whole = (pages - free) * page_size

        def look() -> int:
            progress("copy", min(part.stat().st_size, whole), whole)
            return 0

        connection.set_progress_handler(look, _LOOK_EVERY)
        connection.execute("VACUUM INTO ?", (str(part),))
        progress("copy", whole, whole)


def _check(part: Path, progress: Progress) -> None:
    with opened(part) as connection:
        connection.execute("PRAGMA journal_mode = MEMORY")
        # A number of four bytes that SQLite keeps for whoever owns the file.
        connection.execute(f"PRAGMA user_version = {sum_of(connection, progress)}")
        progress("check", 0, 1)
        (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if said != "ok":
            raise BackupFailed(_NOT_WHOLE)
        progress("check", 1, 1)


def _name_it(part: Path, target: Path) -> int:
    with part.open("rb") as written:
        os.fsync(written.fileno())
    size = part.stat().st_size
    part.replace(target)
    keep_names(target.parent)
    return size


def keep_names(folder: Path) -> None:
    """Have the folder's names on disk: a file that was renamed must be found after a power cut."""
    with suppress(OSError):  # not every system lets a folder be opened
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sentence(error: sqlite3.Error) -> str:
    name = getattr(error, "sqlite_errorname", "")
    if name == "SQLITE_FULL":
        return _NO_ROOM
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return _DAMAGED
    return _NOT_WHOLE
