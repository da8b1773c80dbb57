"""What is wrong with a database that does not do its work, as one word."""

from __future__ import annotations

from typing import Literal

Fault = Literal["", "full", "read_only", "damaged", "busy", "away"]

_BY_NAME: tuple[tuple[str, Fault], ...] = (
    ("SQLITE_FULL", "full"),
    ("SQLITE_READONLY", "read_only"),
    ("SQLITE_CORRUPT", "damaged"),
    ("SQLITE_NOTADB", "damaged"),
    ("SQLITE_BUSY", "busy"),
    ("SQLITE_LOCKED", "busy"),
)


def fault_of(error: BaseException) -> Fault:
    """The word for an error of the database, as SQLite names it or SQLAlchemy wraps it."""
    name = getattr(getattr(error, "orig", error), "sqlite_errorname", "")
    return next((fault for start, fault in _BY_NAME if name.startswith(start)), "away")
