"""All rows of a database: a sum, to see later that none has changed, and their copying."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from widget.cases.errors import N_, RestoreRefused

# Of what is done, of how many: "copy", "check" …, so far, in all.
Progress = Callable[[str, int, int], None]

AT_ONCE = 64  # rows; a photo may have megabytes
_VERSION_TABLE = "alembic_version"

_KINDS: dict[str, tuple[type, ...]] = {
    "BIGINT": (int,),
    "INTEGER": (int,),
    "BOOLEAN": (int,),
    "TEXT": (str,),
    "VARCHAR(32)": (str,),
    "BLOB": (bytes,),
}


def quietly(stage: str, done: int, of: int) -> None:
    """Progress that nobody watches."""
    del stage, done, of


def tables_of(connection: sqlite3.Connection) -> list[str]:
    """The tables with our rows, by name."""
    return [
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
        )
        if not name.startswith("sqlite_")
    ]


def columns_of(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """The columns of a table and the type each was declared with, in their order."""
    return {row[1]: row[2] for row in connection.execute(f'PRAGMA table_info("{table}")')}


def count_rows(connection: sqlite3.Connection, table: str) -> int:
    """How many rows a table has."""
    return int(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608


def sum_of(connection: sqlite3.Connection, progress: Progress = quietly) -> int:
    """A sum over every value of every row, from 1 to 2³¹ − 1.

    It finds a damaged byte, not a forger: whoever can write the file can write the sum. What is
    said in a case is guarded by its proof.
    """
    digest = hashlib.sha256()
    tables = tables_of(connection)
    for done, table in enumerate(tables):
        progress("sum", done, len(tables))
        values = " || ',' || ".join(f'quote("{name}")' for name in columns_of(connection, table))
        digest.update(f"{table}\n".encode())
        # SQLite spells the values: numbers, text and bytes each in one way only.
        for (line,) in connection.execute(f'SELECT {values} FROM "{table}" ORDER BY rowid'):  # noqa: S608
            digest.update(line.encode("utf-8", "surrogatepass"))
            digest.update(b"\n")
    progress("sum", len(tables), len(tables))
    return int.from_bytes(digest.digest()[:4], "big") % (2**31 - 1) + 1


def copy_rows(
    source: sqlite3.Connection,
    target: sqlite3.Connection,
    *,
    leave_out: Sequence[str] = (),
    progress: Progress = quietly,
) -> dict[str, int]:
    """Copy every row into a fresh database of the same tables; returns how many, by table.

    Only values of the declared type get through. Raises ``RestoreRefused`` for any other, and
    where the counts differ in the end.
    """
    tables = [table for table in tables_of(target) if table != _VERSION_TABLE]
    counts = {table: count_rows(source, table) for table in tables}
    whole, done = sum(counts.values()), 0
    target.execute("BEGIN IMMEDIATE")
    for table in tables:
        if table in leave_out:
            continue
        for rows in _batches(source, table):
            _insert(target, table, rows)
            done += len(rows)
            progress("read", done, whole)
    target.execute("COMMIT")
    progress("read", whole, whole)
    copied = {table: count for table, count in counts.items() if table not in leave_out}
    for table, count in copied.items():
        if count_rows(target, table) != count:
            raise RestoreRefused(
                N_("The rows of “%(table)s” in it cannot be counted."), table=table
            )
    return copied


def _batches(source: sqlite3.Connection, table: str) -> Any:
    names = ", ".join(f'"{name}"' for name in columns_of(source, table))
    cursor = source.execute(f'SELECT {names} FROM "{table}" ORDER BY rowid')  # noqa: S608
    while rows := cursor.fetchmany(AT_ONCE):
        yield rows


def _insert(target: sqlite3.Connection, table: str, rows: list[tuple[Any, ...]]) -> None:
    columns = columns_of(target, table)
    kinds = [_KINDS[declared] for declared in columns.values()]
    names = ", ".join(f'"{name}"' for name in columns)
    places = ", ".join("?" * len(columns))
    plain = [_checked(table, row, kinds) for row in rows]
    target.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', plain)  # noqa: S608


def _checked(table: str, row: tuple[Any, ...], kinds: list[tuple[type, ...]]) -> tuple[Any, ...]:
    """The row, where each value is of its column's kind: SQLite would take any value anywhere."""
    values = []
    for value, kind in zip(row, kinds, strict=True):
        if value == "" and kind == (bytes,):
            # What the default of a later added column has left in older rows.
            value = b""
        if value is not None and not isinstance(value, kind):
            raise RestoreRefused(
                N_("A row of “%(table)s” in it holds what cannot be."), table=table
            )
        values.append(value)
    return tuple(values)
