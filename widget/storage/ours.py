"""Whose file a database is: the mark in its header, and the schema that each version gives it."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path

from sqlalchemy import make_url

from widget.cases.errors import N_, RestoreRefused

APPLICATION_ID = 0x414D4E44  # "AMND", in the bytes 68 to 71 of every file of ours

# What SQLite may add by itself; never ours to read.
_STATISTICS = frozenset({"sqlite_stat1", "sqlite_stat4"})

# (type, name) → (table, statement): the rows of ``sqlite_schema``.
Shape = Mapping[tuple[str, str], tuple[str, str]]

_EXTRA = {
    "trigger": N_("It holds a trigger, “%(name)s”, and Amends makes none."),
    "view": N_("It holds a view, “%(name)s”, and Amends makes none."),
    "table": N_("It holds a table, “%(name)s”, that Amends does not make."),
    "index": N_("It holds an index, “%(name)s”, that Amends does not make."),
}
_MISSING = N_("“%(name)s” is missing in it.")
_CHANGED = N_("“%(name)s” in it is not as Amends makes it.")


class ForeignFile(Exception):
    """The database belongs to another program: nothing of ours is written into it."""


def database_path(database_url: str) -> Path | None:
    """The file of a SQLite database; ``None`` on another database."""
    url = make_url(database_url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def mark_as_ours(database_url: str, *, look_only: bool = False) -> None:
    """Write our mark into a file that has none. ``look_only`` writes nothing.

    Files of before the mark get it when they are next opened. Raises ``ForeignFile``.
    """
    path = database_path(database_url)
    if path is None or not path.exists() or path.stat().st_size == 0:
        return
    with closing(sqlite3.connect(path, isolation_level=None, timeout=10)) as connection:
        (mark,) = connection.execute("PRAGMA application_id").fetchone()
        if mark not in {0, APPLICATION_ID}:
            raise ForeignFile(str(path))
        if mark == 0 and not look_only:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def look_inside(database_url: str) -> None:
    """Read what every start needs and see that it could be written, before anybody is served.

    Raises ``sqlite3.Error``.
    """
    path = database_path(database_url)
    if path is not None:
        with opened(path) as connection:
            for table in ("shops", "keys", "health"):
                connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
            # BEGIN IMMEDIATE alone is content with a file that can only be read.
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM health WHERE name = 'nobody'")
            connection.execute("ROLLBACK")


def shape_of(connection: sqlite3.Connection) -> Shape:
    """Every object of a database as its schema names it, white space aside."""
    return {
        # A kind that SQLite does not know can only have been written by hand.
        (kind if kind in _EXTRA else "table", str(name)): (
            str(table),
            " ".join(str(statement or "").split()),
        )
        for kind, name, table, statement in connection.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_schema"
        )
        if name not in _STATISTICS
    }


@lru_cache(maxsize=8)
def shape_at(revision: str) -> Shape:
    """The schema of a version, taken from a fresh file that was migrated to it."""
    from widget.storage.upgrade import upgrade

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fresh.db"
        upgrade(f"sqlite:///{path}", 0, to=revision)
        with closing(sqlite3.connect(path)) as connection:
            return shape_of(connection)


def check_shape(found: Shape, wanted: Shape) -> None:
    """Raise ``RestoreRefused`` that names the first object which is not as it has to be."""
    # Whatever could run by itself is named before anything else.
    order = list(_EXTRA)
    for kind, name in sorted(found, key=lambda key: (order.index(key[0]), key[1])):
        if (kind, name) not in wanted:
            raise RestoreRefused(_EXTRA[kind], name=name)
    for key in sorted(wanted):
        if key not in found:
            raise RestoreRefused(_MISSING, name=key[1])
        if found[key] != wanted[key]:
            raise RestoreRefused(_CHANGED, name=key[1])


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection with no transaction but our own, closed at the end."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=10)) as connection:
        yield connection
