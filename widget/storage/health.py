"""How parts of the desk are: since when something is wrong, and when that was last seen."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from widget.storage.tables import health


@dataclass(frozen=True)
class Health:
    """``since`` is ms UTC, ``None`` while all is well; ``error`` is a class of fault."""

    since: int | None
    error: str
    seen_at: int


def read_health(connection: Connection, name: str) -> Health | None:
    """How a part is; ``None`` where nobody has looked yet."""
    row = connection.execute(select(health).where(health.c.name == name)).mappings().first()
    return None if row is None else Health(row["since"], row["error"], row["seen_at"])


def set_health(connection: Connection, name: str, now: int, error: str | None) -> None:
    """Note how a part is. ``error`` is a class of fault, ``None`` that all is well."""
    known = read_health(connection, name)
    since = None if error is None else (known.since if known and known.since is not None else now)
    values = {"since": since, "error": error or "", "seen_at": now}
    if known is None:
        connection.execute(insert(health).values(name=name, **values))
    else:
        connection.execute(update(health).where(health.c.name == name).values(values))
