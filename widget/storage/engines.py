"""Connections as the house wants them, for SQLite and PostgreSQL."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import QueuePool

from widget.storage.scope import guard

# Another process may be writing the whole file anew after an erasure; a proxy gives up at 30 s.
BUSY_TIMEOUT_MS = 25_000


def open_engine(url: str, *, writes: bool) -> Engine:
    """An engine that writes (``BEGIN IMMEDIATE``, synchronous FULL) or one that only reads.

    SQLite connections run with ``isolation_level=None``, so that only our own BEGIN and COMMIT
    exist. A reading connection cannot write, whatever it is told.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
        if not writes:
            _only_read_postgres(engine)
        guard(engine)
        return engine
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=4 if writes else 16,
        max_overflow=64,
        hide_parameters=True,  # an error's text must not carry anybody's words into a log [T48]
        connect_args={"isolation_level": None, "check_same_thread": False},
    )
    _speak_sqlite(engine, writes=writes)
    guard(engine)
    return engine


def _speak_sqlite(engine: Engine, *, writes: bool) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        del record
        # A damaged byte costs a letter, and the proof names it; it must not cost the whole page.
        connection.text_factory = _read_text
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA foreign_keys = ON")
        if writes:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = FULL")
            cursor.execute("PRAGMA secure_delete = ON")
        else:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _read_text(raw: bytes) -> str:
    return raw.decode(errors="replace")


def _only_read_postgres(engine: Engine) -> None:
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # All that is read is of one moment, as SQLite has it by itself.
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def make_private(url: str) -> None:
    """Create the SQLite file, if it is one and missing, readable by its owner alone [T49]."""
    name = make_url(url).database
    if make_url(url).get_backend_name() != "sqlite" or not name:
        return
    path = Path(name)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
