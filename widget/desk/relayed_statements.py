"""A customer's statement that came by a form in the shop, relayed by its plugin."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from widget.cases.deadlines import local_day
from widget.cases.model import Shop, Statement
from widget.cases.storefront import StorefrontOrder, canonical_body, number_key
from widget.cases.suspicion import Evidence
from widget.cases.tokens import NONCE_BYTES, FormToken
from widget.desk.judging import Sender
from widget.desk.opening import Receipt, open_case
from widget.desk.storefronts import Call
from widget.desk.wired import Desk
from widget.storage.storefronts import order_by_id


@dataclass(frozen=True)
class Relayed:
    """What a plugin relays: a form by its path, and what was typed into it.

    ``received_at`` is by the shop's clock (ms UTC, ``None``: not said), ``order`` the platform's id
    of the order, ``visitor`` its mark of the customer's network; both may be empty. ``kept``: the
    customer is gone, so nothing can be asked.
    """

    path: str
    language: str
    fields: Mapping[str, str]
    received_at: int | None
    order: str
    visitor: str
    kept: bool


def take_relayed(
    desk: Desk, shop: Shop, call: Call, relayed: Relayed, statement: Statement
) -> Receipt:
    """Open the case of a relayed statement, once for its id and its words; return its receipt.

    The same id with other words is another case, for a word more matters more than a case less.
    Raises ``StorageUnavailable``, and ``UnknownLink`` once the case is erased.
    """
    order = _order_of(desk, shop, relayed.order, statement)
    said = canonical_body([relayed.path, dict(relayed.fields)])
    nonce = desk.keyed_hash(
        b"relayed", str(shop.id).encode(), call.webhook_id.encode(), said.encode("utf-8", "replace")
    )
    # How long the form was open nobody knows here; a usual time speaks neither for nor against.
    made_at_s = desk.clock() // 1000 - Evidence.age_s
    form = FormToken(statement.kind, shop.id, nonce[:NONCE_BYTES], made_at_s)
    # Without a mark each is a network of its own: all of a shop's customers are not one.
    sender = Sender(f"shop {shop.id}: {relayed.visitor or call.webhook_id}")
    statement = replace(
        _with_order(shop, statement, order),
        is_relayed=True,
        shop_received_at=relayed.received_at,
    )
    return open_case(desk, shop, statement, form, sender=sender, order=order)


def _order_of(
    desk: Desk, shop: Shop, order_id: str, statement: Statement
) -> StorefrontOrder | None:
    """The order that the plugin names, unless the customer writes of another."""
    if not order_id:
        return None
    with desk.store.read() as connection:
        order = order_by_id(connection, shop.id, order_id)
    typed = number_key(statement.order_number)
    if order is None or re.search(rf"(?<!\w){re.escape(number_key(order.number))}(?!\w)", typed):
        return order
    return None if any(letter.isdigit() for letter in typed) else order


def _with_order(shop: Shop, statement: Statement, order: StorefrontOrder | None) -> Statement:
    """What the customer left empty as the shop system knows it; the words stay as they are."""
    if order is None:
        return statement
    day = local_day(order.created_at, shop.zone).isoformat()
    return replace(
        statement,
        order_number=statement.order_number or order.number,
        ordered_on=statement.ordered_on or day,
    )
