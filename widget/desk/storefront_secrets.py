"""Which secrets count for a shop: what is connected signs, and links in old mails are still read.

A plugin that connects anew from the same site takes the place of an older connection. Requests
signed before that moment may still be under way, so the older secret signs for an hour more; its
links stand in mails that nobody can change, so those are read for as long as they say themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from widget.cases.model import Shop
from widget.cases.signing import order_link, read_order_link
from widget.cases.storefront import StorefrontOrder
from widget.desk.sealing import KeyRefused, storefront_secret
from widget.desk.wired import Desk, find_shop
from widget.storage import storefronts as rows
from widget.storage.storefronts import Connected

PLATFORM = "woocommerce"
ROTATING_MS = 3600 * 1000
LINKS_READ_MS = 400 * 24 * 3600 * 1000  # a link in a mail lives no longer


@dataclass(frozen=True)
class LinkedOrder:
    """The order that a customer's link names. ``signed_by`` and ``expiry_s`` are the link's own."""

    order: StorefrontOrder
    signed_by: Connected
    expiry_s: int


def secrets_of(desk: Desk, slug: str, platform: str) -> list[tuple[Connected, str]]:
    """The connections of the shop with that name that may sign now, each with its secret.

    Empty where nothing is connected. Raises ``UnknownShop``, ``KeyRefused``.
    """
    shop = find_shop(desk, slug)
    return _secrets(desk, shop, platform, desk.clock() - ROTATING_MS)


def order_of_link(desk: Desk, shop: Shop, purpose: str, token: str) -> LinkedOrder | None:
    """The order that the token of a link names; ``None`` for whatever does not fit, never why.

    ``purpose`` is the name of the form in its address.
    """
    now = desk.clock()
    try:
        known = _secrets(desk, shop, PLATFORM, now - LINKS_READ_MS)
    except KeyRefused:
        return None  # the form works without; `amends doctor` says what is wrong with the file
    for one, secret in known:
        read = read_order_link(secret, token, shop=shop.slug, purpose=purpose, now_s=now // 1000)
        if read.verdict == "ok":
            with desk.store.read() as connection:
                order = rows.order_by_id(connection, shop.id, read.order)
            return None if order is None else LinkedOrder(order, one, read.expiry_s)
    return None


def link_for(desk: Desk, shop: Shop, linked: LinkedOrder, purpose: str) -> str:
    """The token for the same order at another form of the shop, for no longer than the first."""
    one = linked.signed_by
    return order_link(
        storefront_secret(desk, one.shop_id, one.connection_id, one.salt),
        shop=shop.slug,
        order=linked.order.id,
        purpose=purpose,
        expiry_s=linked.expiry_s,
    )


def supersede(connection: Connection, one: Connected, now: int) -> None:
    """End every other connection of the platform, for ``one`` has taken its place.

    Of the same site the salt stays, so that its links are read. What another site signed is void.
    """
    for older in rows.salted_storefronts(connection, one.shop_id, ended_since=0):
        if older.platform != one.platform or older.connection_id == one.connection_id:
            continue
        if older.origin != one.origin:
            end_connection(connection, older, now)
        elif older.ended_at is None:
            rows.change_storefront(connection, older, ended_at=now)


def end_connection(connection: Connection, one: Connected, now: int) -> None:
    """End a connection for good: without its salt nobody can make the secret again, not we either.

    One that ended before keeps its day.
    """
    ended_at = one.ended_at or now
    rows.change_storefront(connection, one, ended_at=ended_at, salt=b"", code_hash=None)


def _secrets(
    desk: Desk, shop: Shop, platform: str, ended_since: int
) -> list[tuple[Connected, str]]:
    with desk.store.read() as connection:
        known = rows.salted_storefronts(connection, shop.id, ended_since=ended_since)
    return [
        (one, storefront_secret(desk, one.shop_id, one.connection_id, one.salt))
        for one in known
        if one.platform == platform
    ]
