"""The store: reading connections and the writer, opened once for a process."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, make_url
from sqlalchemy.exc import SQLAlchemyError

from widget.cases.errors import StorageUnavailable
from widget.storage.engines import make_private, open_engine
from widget.storage.faults import Fault, fault_of
from widget.storage.health import read_health, set_health
from widget.storage.writer import Writer

LEAST_FREE_BYTES = 500_000_000
PROBE_LETTERS = 100_000


def _free_at(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _write_probe(now: int, letters: int, connection: Connection) -> None:
    set_health(connection, "probe", now, "x" * letters or None)


class Store:
    """One database, opened for reading by many and for writing by one."""

    def __init__(self, database_url: str, free_at: Callable[[Path], int] = _free_at) -> None:
        """Open ``database_url``, spelled as SQLAlchemy wants it (``sqlite:////path/amends.db``).

        ``free_at`` says how many bytes are free where a folder stands.
        """
        make_private(database_url)
        self.url = database_url
        self._reads = open_engine(database_url, writes=False)
        self._writes = open_engine(database_url, writes=True)
        self.writer = Writer(self._writes)
        self._read_fault: Fault = ""
        self._free_at = free_at

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that cannot write, in a transaction of its own: one moment, one answer.

        Raises ``StorageUnavailable`` where the database cannot be opened or read.
        """
        try:
            with self._reads.begin() as connection:
                yield connection
            self._read_fault = "damaged" if self._read_fault == "damaged" else ""
        except SQLAlchemyError as error:
            self._note(fault_of(error))
            raise StorageUnavailable(type(error).__name__) from error

    @property
    def trouble(self) -> Fault:
        """What is wrong with the database as it was last met; empty where all is well.

        Damage does not heal: once met, it stays until the desk is started on another file.
        """
        return self._read_fault or self.writer.fault

    def probe(self, now: int) -> bool:
        """Whether the database takes a row and gives it back. ``now`` is ms UTC.

        After a fault the row is as large as a message, and only once that is taken the fault is
        over. Damage never is.
        """
        size = PROBE_LETTERS if self.trouble else 0
        try:
            for letters in (size, 0) if size else (0,):
                self.writer.change(partial(_write_probe, now, letters))
            with self.read() as connection:
                read_health(connection, "probe")
        except StorageUnavailable:
            return False
        if self.writer.fault != "damaged":
            self.writer.fault = ""
        return not self.trouble

    def _note(self, fault: Fault) -> None:
        # A page that tries to write over a reading connection says nothing about the disk.
        if fault in {"damaged", "away"} and self._read_fault != "damaged":
            self._read_fault = fault

    def has_room(self) -> bool:
        """Whether the disk has room for more than text; a database elsewhere is not asked [T64]."""
        url = make_url(self.url)
        if url.get_backend_name() != "sqlite" or not url.database:
            return True
        return self._free_at(Path(url.database).parent) >= LEAST_FREE_BYTES

    def close(self) -> None:
        """Let the writer finish and give every connection back."""
        self.writer.close()
        self._reads.dispose()
        self._writes.dispose()
