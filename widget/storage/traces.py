"""What erased rows leave in the files, and how it goes.

``secure_delete`` overwrites a row where it stood. Copies of it may still lie in pages that were
split or merged before, and in the write-ahead log. So the whole file is written anew, and the log
is cut to nothing.
"""

from __future__ import annotations

import sqlite3
import time

from widget.cases.errors import N_, TracesLeft
from widget.storage.ours import database_path, opened

PATIENCE_S = 20.0
_STEP_MS = 1_000

_READ_STILL = N_(
    "The words are gone from every page, but something is still reading the database, so its log "
    "cannot be emptied and may hold bytes of them."
)
_NO_ROOM = N_(
    "The words are gone from every page, but there is no room to write the database anew, so its "
    "file may still hold bytes of them."
)
_NOT_NOW = N_(
    "The words are gone from every page, but the database cannot be written anew just now, so its "
    "file may still hold bytes of them."
)


def clear_traces(database_url: str, patience_s: float = PATIENCE_S) -> None:
    """Write the file anew and empty its log, so that nothing erased is left in either.

    Readers may go on; writers wait while the file is written. Raises ``TracesLeft`` where that
    cannot be done within ``patience_s``. On PostgreSQL, files are its own affair: nothing is done.
    """
    path = database_path(database_url)
    if path is None:
        return
    try:
        with opened(path) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute(f"PRAGMA busy_timeout = {int(patience_s * 1000)}")
            connection.execute("VACUUM")
            connection.execute(f"PRAGMA busy_timeout = {_STEP_MS}")
            if not _empty_log(connection, time.monotonic() + patience_s):
                raise TracesLeft(_READ_STILL)
    except sqlite3.Error as error:
        full = getattr(error, "sqlite_errorname", "") == "SQLITE_FULL"
        raise TracesLeft(_NO_ROOM if full else _NOT_NOW) from None


def _empty_log(connection: sqlite3.Connection, end: float) -> bool:
    """Move the log into the file and cut it to nothing; false where a reader is in the way."""
    while True:
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            return True
        if time.monotonic() >= end:
            return False
        time.sleep(0.05)
