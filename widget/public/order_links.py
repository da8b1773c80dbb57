"""The order in a customer's link. Whatever does not fit opens the form as if there were no token.

The token travels in the address of each step, and is read anew at each: nothing else says which
order it is.
"""

from __future__ import annotations

from flask import g, request

from widget.cases.model import KIND_OF_PATH, Shop
from widget.desk import LinkedOrder, link_for, order_of_link
from widget.doors import the_desk

# Pages whose addresses carry it on.
CARRYING = frozenset({"begin_message", "take_message", "begin_declaration", "take_declaration"})


def linked_order(shop: Shop) -> LinkedOrder | None:
    """The order that the link of this request names; ``None`` without one that fits."""
    token = request.args.get("o", "")
    path = str((request.view_args or {}).get("path", ""))
    if not token or path not in KIND_OF_PATH:
        return None
    if "linked_order" not in g:
        g.linked_order = order_of_link(the_desk(), shop, path, token)
    found: LinkedOrder | None = g.linked_order
    return found


def token_at(shop: Shop, path: str) -> str | None:
    """The token for the same order at a form of the shop; ``None`` where no order is known."""
    linked = linked_order(shop)
    if linked is None or path not in KIND_OF_PATH:
        return None
    if path == (request.view_args or {}).get("path"):
        return request.args["o"]
    return link_for(the_desk(), shop, linked, path)
