"""The desk's keys: newest first, one list for each purpose, kept with the data they protect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from widget.cases.ids import new_id
from widget.storage.tables import keys

PURPOSES = ("form", "link", "csrf", "hash")
KEY_BYTES = 32


@dataclass(frozen=True)
class KeyRing:
    """The keys of one moment. Lists are newest first and never empty."""

    form: tuple[bytes, ...]
    csrf: bytes
    hash: bytes
    newest_link: int
    links: dict[int, bytes]


def make_missing(connection: Connection, now: int, random_bytes: Callable[[int], bytes]) -> None:
    """Give the desk a key for each purpose that has none yet."""
    present = set(connection.scalars(select(keys.c.purpose).where(~keys.c.retired)))
    for purpose in PURPOSES:
        if purpose not in present:
            _add(connection, purpose, now, random_bytes)


def rotate(connection: Connection, now: int, random_bytes: Callable[[int], bytes]) -> None:
    """Put a new key in front for everything that is signed; what is out stays valid.

    The hash key is left: counts and idempotency hang on it, and it signs nothing.
    """
    for purpose in ("form", "link", "csrf"):
        _add(connection, purpose, now, random_bytes)


def read_ring(connection: Connection) -> KeyRing:
    """Read all keys that count, newest first."""
    rows = connection.execute(
        select(keys.c.key_id, keys.c.purpose, keys.c.secret)
        .where(~keys.c.retired)
        .order_by(keys.c.key_id.desc())
    ).all()
    of = {
        purpose: [(row.key_id, row.secret) for row in rows if row.purpose == purpose]
        for purpose in PURPOSES
    }
    return KeyRing(
        form=tuple(secret for _, secret in of["form"]),
        csrf=of["csrf"][0][1],
        hash=of["hash"][0][1],
        newest_link=of["link"][0][0],
        links=dict(of["link"]),
    )


def _add(
    connection: Connection, purpose: str, now: int, random_bytes: Callable[[int], bytes]
) -> None:
    connection.execute(
        insert(keys).values(
            key_id=new_id(now, random_bytes(3)),
            purpose=purpose,
            secret=random_bytes(KEY_BYTES),
            created_at=now,
            retired=False,
        )
    )


def are_complete(connection: Connection) -> bool:
    """Whether there is a key for each purpose."""
    present = set(connection.scalars(select(keys.c.purpose).where(~keys.c.retired)))
    return present.issuperset(PURPOSES)
