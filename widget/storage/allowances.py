"""Which mails have been counted, and which addresses are proven.

One row is one counted mail. Keys are hashes that only this desk can make: an address under the
desk's own key, a network under the key of its day. No address and no network is stored.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, insert, select, update

from widget.cases.budget import DAY_MS, mailbox_of
from widget.cases.tokens import keyed_hash
from widget.storage.keys import read_ring
from widget.storage.tables import allowances

KEPT_MS = 2 * DAY_MS  # longer than any window
_PROVEN = "proven"
_ADDRESS = "address"  # counted for ever, until the address is proven


def address_key(connection: Connection, address: str) -> bytes:
    """Under what an address is counted, over all shops [T28]."""
    mailbox = mailbox_of(address).encode("utf-8", "replace")
    return keyed_hash(read_ring(connection).hash, b"address", mailbox)


def shop_key(shop_id: int, case_id: int = 0) -> bytes:
    """Under what a shop, or one of its cases, is counted."""
    return shop_id.to_bytes(8, "big") + case_id.to_bytes(8, "big")


def count(connection: Connection, scope: str, key: bytes, order_id: int, now: int) -> None:
    """Count an order once, however often it is counted."""
    if not is_counted(connection, scope, key, order_id):
        connection.execute(
            insert(allowances).values(scope=scope, key_hash=key, order_id=order_id, at=now)
        )


def is_counted(connection: Connection, scope: str, key: bytes, order_id: int) -> bool:
    """Whether this order has been counted before: a second try is free."""
    return (
        connection.scalar(
            select(allowances.c.at).where(
                allowances.c.scope == scope,
                allowances.c.key_hash == key,
                allowances.c.order_id == order_id,
            )
        )
        is not None
    )


def uncount(connection: Connection, scope: str, keys: Sequence[bytes], order_id: int) -> None:
    """Take an order out of the count again: it did not leave."""
    connection.execute(
        delete(allowances).where(
            allowances.c.scope == scope,
            allowances.c.key_hash.in_(keys),
            allowances.c.order_id == order_id,
        )
    )


def moments(connection: Connection, scope: str, keys: Sequence[bytes], since: int) -> list[int]:
    """When orders were counted under any of the keys after ``since`` (ms); each order once."""
    rows = connection.execute(
        select(allowances.c.order_id, func.max(allowances.c.at))
        .where(
            allowances.c.scope == scope,
            allowances.c.key_hash.in_(keys),
            allowances.c.at > since,
        )
        .group_by(allowances.c.order_id)
    ).all()
    return [int(at) for _, at in rows]


def prove(connection: Connection, key: bytes, now: int) -> None:
    """Remember that an address is read by who answers: they used the link that was only mailed."""
    count(connection, _PROVEN, key, 0, now)


def is_proven(connection: Connection, key: bytes) -> bool:
    """Whether somebody has answered from that mailbox."""
    return is_counted(connection, _PROVEN, key, 0)


def forget_old(connection: Connection, now: int) -> None:
    """Drop counts that no window reaches. Those of unproven addresses stay: ten are all, ever.

    Moments that lie ahead are those of a clock that was wrong; they become now.
    """
    connection.execute(update(allowances).where(allowances.c.at > now).values(at=now))
    old = allowances.c.at <= now - KEPT_MS
    connection.execute(
        delete(allowances).where(old, allowances.c.scope.not_in((_ADDRESS, _PROVEN)))
    )
    proven = select(allowances.c.key_hash).where(allowances.c.scope == _PROVEN)
    connection.execute(
        delete(allowances).where(
            old, allowances.c.scope == _ADDRESS, allowances.c.key_hash.in_(proven)
        )
    )
