"""Rows of storefronts: connections, the ids of what was relayed, and the orders told of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from widget.cases.model import Case
from widget.cases.storefront import StorefrontOrder, number_key, order_from
from widget.storage.tables import cases, relayed, storefront_orders, storefronts

_AT_ONCE = 500  # numbers or ids in one question to the database


@dataclass(frozen=True)
class Connected:
    """A storefront that a shop is connected with, or was. Moments are ms UTC or ``None``.

    ``rest`` is where its plugin is asked, empty where WordPress has it by itself.
    """

    shop_id: int
    connection_id: int
    platform: str
    origin: str
    salt: bytes
    state_hash: bytes | None
    created_at: int
    connected_at: int | None
    ended_at: int | None
    seen_at: int | None
    order_at: int | None
    rest: str = ""


def connected_of(row: RowMapping) -> Connected:
    """A row of ``storefronts`` as a Connected."""
    return Connected(**{field.name: row[field.name] for field in fields(Connected)})


def insert_storefront(connection: Connection, values: dict[str, Any]) -> None:
    """Keep a new connection; what is not named is NULL."""
    connection.execute(insert(storefronts).values(values))


def live_storefronts(connection: Connection, shop_id: int) -> list[Connected]:
    """What the shop is connected with now, newest first."""
    where = (
        (storefronts.c.shop_id == shop_id)
        & storefronts.c.connected_at.is_not(None)
        & storefronts.c.ended_at.is_(None)
    )
    rows = connection.execute(
        select(storefronts).where(where).order_by(storefronts.c.connection_id.desc())
    ).mappings()
    return [connected_of(row) for row in rows]


def salted_storefronts(
    connection: Connection, shop_id: int, *, ended_since: int
) -> list[Connected]:
    """Connections whose secret can still be made, newest first.

    Those that are live, and those that others took the place of at ``ended_since`` (ms UTC) or
    later.
    """
    where = (
        (storefronts.c.shop_id == shop_id)
        & storefronts.c.connected_at.is_not(None)
        & (storefronts.c.salt != b"")
        & (storefronts.c.ended_at.is_(None) | (storefronts.c.ended_at >= ended_since))
    )
    rows = connection.execute(
        select(storefronts).where(where).order_by(storefronts.c.connection_id.desc())
    ).mappings()
    return [connected_of(row) for row in rows]


def forget_salts(connection: Connection, shop_id: int, before: int) -> None:
    """Drop the salts of connections that ended before a moment."""
    where = (
        (storefronts.c.shop_id == shop_id)
        & (storefronts.c.ended_at < before)
        & (storefronts.c.salt != b"")
    )
    connection.execute(update(storefronts).where(where).values(salt=b""))


def storefront_by_id(connection: Connection, shop_id: int, connection_id: int) -> Connected | None:
    """A connection of the shop, live or ended; ``None`` where there is none."""
    where = (storefronts.c.shop_id == shop_id) & (storefronts.c.connection_id == connection_id)
    row = connection.execute(select(storefronts).where(where)).mappings().first()
    return None if row is None else connected_of(row)


def storefront_by_code(connection: Connection, code_hash: bytes) -> Connected | None:
    """The connection that waits for a one-time code; ``None`` where none does."""
    row = (
        connection.execute(
            select(storefronts)
            .where(storefronts.c.code_hash == code_hash)
            .execution_options(across_shops="the code names the connection")
        )
        .mappings()
        .first()
    )
    return None if row is None else connected_of(row)


def change_storefront(connection: Connection, one: Connected, **values: Any) -> None:
    """Change some columns of a connection."""
    where = (storefronts.c.shop_id == one.shop_id) & (
        storefronts.c.connection_id == one.connection_id
    )
    connection.execute(update(storefronts).where(where).values(values))


def forget_unanswered(connection: Connection, shop_id: int, before: int) -> None:
    """Drop connections whose code was never swapped."""
    connection.execute(
        delete(storefronts).where(
            (storefronts.c.shop_id == shop_id)
            & storefronts.c.connected_at.is_(None)
            & (storefronts.c.created_at < before)
        )
    )


def relayed_before(connection: Connection, one: Connected, webhook_id: str) -> RowMapping | None:
    """What is known of a request with that id: ``digest`` and ``answer``.

    Over this connection or an earlier one of the same site: an id is the site's, not the secret's.
    """
    of_site = select(storefronts.c.connection_id).where(
        (storefronts.c.shop_id == one.shop_id)
        & (storefronts.c.platform == one.platform)
        & (storefronts.c.origin == one.origin)
    )
    where = (
        (relayed.c.shop_id == one.shop_id)
        & relayed.c.connection_id.in_(of_site)
        & (relayed.c.webhook_id == webhook_id)
    )
    return connection.execute(select(relayed).where(where)).mappings().first()


def note_relayed(
    connection: Connection, one: Connected, webhook_id: str, digest: bytes, answer: str, now: int
) -> None:
    """Remember a request and what was answered. Raises ``IntegrityError`` where it is known."""
    connection.execute(
        insert(relayed).values(
            shop_id=one.shop_id,
            connection_id=one.connection_id,
            webhook_id=webhook_id,
            digest=digest,
            answer=answer,
            at=now,
        )
    )


def forget_relayed(connection: Connection, shop_id: int, before: int) -> None:
    """Drop ids that are old enough."""
    connection.execute(
        delete(relayed).where((relayed.c.shop_id == shop_id) & (relayed.c.at < before))
    )


def keep_order(connection: Connection, shop_id: int, order: StorefrontOrder, at: int) -> bool:
    """Keep an order as of ``at``, unless a newer one is known; returns whether it was kept."""
    here = (storefront_orders.c.shop_id == shop_id) & (storefront_orders.c.order_key == order.id)
    known = connection.scalar(select(storefront_orders.c.at).where(here))
    if known is not None and known > at:
        return False
    values = {
        "number": number_key(order.number),
        "email": order.email.lower(),
        "at": at,
        "body": order.as_text(),
    }
    if known is None:
        connection.execute(
            insert(storefront_orders).values(shop_id=shop_id, order_key=order.id, **values)
        )
    else:
        connection.execute(update(storefront_orders).where(here).values(values))
    return True


def count_orders(connection: Connection, shop_id: int) -> int:
    """How many orders of a shop are known."""
    where = storefront_orders.c.shop_id == shop_id
    count = select(func.count()).select_from(storefront_orders).where(where)
    return connection.scalar(count) or 0


def order_by_id(connection: Connection, shop_id: int, order_id: str) -> StorefrontOrder | None:
    """The order with the platform's own id; ``None`` where none is known."""
    here = (storefront_orders.c.shop_id == shop_id) & (storefront_orders.c.order_key == order_id)
    body = connection.scalar(select(storefront_orders.c.body).where(here))
    return None if body is None else order_from(body)


def orders_by_id(
    connection: Connection, shop_id: int, ids: Collection[str]
) -> dict[str, StorefrontOrder]:
    """The orders with some of the platform's own ids, by id; what is not known is left out."""
    found: dict[str, StorefrontOrder] = {}
    asked = sorted(ids)
    for start in range(0, len(asked), _AT_ONCE):
        some = asked[start : start + _AT_ONCE]
        here = (storefront_orders.c.shop_id == shop_id) & storefront_orders.c.order_key.in_(some)
        for row in connection.execute(select(storefront_orders).where(here)).mappings():
            found[row["order_key"]] = order_from(row["body"])
    return found


def orders_numbered(
    connection: Connection, shop_id: int, numbers: Collection[str]
) -> dict[tuple[str, str], StorefrontOrder]:
    """The orders with one of some numbers, by number (as compared) and address; newest wins."""
    found: dict[tuple[str, str], StorefrontOrder] = {}
    asked = sorted(numbers)
    for start in range(0, len(asked), _AT_ONCE):
        some = asked[start : start + _AT_ONCE]
        rows = connection.execute(
            select(storefront_orders)
            .where((storefront_orders.c.shop_id == shop_id) & storefront_orders.c.number.in_(some))
            .order_by(storefront_orders.c.at)
        ).mappings()
        for row in rows:
            found[row["number"], row["email"]] = order_from(row["body"])
    return found


def name_order(connection: Connection, case: Case, order_id: str) -> None:
    """Keep with a case which order it is about, by the platform's own id; a known one stays."""
    here = (cases.c.shop_id == case.shop_id) & (cases.c.case_id == case.id)
    living = (cases.c.order_key == "") & (cases.c.state != "erased")
    connection.execute(update(cases).where(here, living).values(order_key=order_id))


def forget_orders_of(connection: Connection, shop_id: int, email: str, number: str = "") -> int:
    """Drop the orders of an address, or only the one with a number; returns how many."""
    if not email:
        return 0
    where = (storefront_orders.c.shop_id == shop_id) & (storefront_orders.c.email == email.lower())
    if number:
        where &= storefront_orders.c.number == number_key(number)
    return connection.execute(delete(storefront_orders).where(where)).rowcount


def forget_orders_before(connection: Connection, shop_id: int, before: int) -> None:
    """Drop orders of which nothing was heard since a moment."""
    connection.execute(
        delete(storefront_orders).where(
            (storefront_orders.c.shop_id == shop_id) & (storefront_orders.c.at < before)
        )
    )


def forget_all_orders(connection: Connection, shop_id: int) -> None:
    """Drop every order of a shop: it is connected with nothing any more."""
    connection.execute(delete(storefront_orders).where(storefront_orders.c.shop_id == shop_id))
