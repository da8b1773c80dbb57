"""What a new case knows of its order at once, and who said so."""

from __future__ import annotations

from typing import Any

from widget.cases.deadlines import local_day
from widget.cases.ids import new_id
from widget.cases.model import Shop, Statement
from widget.cases.storefront import SAID_BY, StorefrontOrder
from widget.desk.wired import Desk


def first_facts(
    desk: Desk,
    shop: Shop,
    statement: Statement,
    order: StorefrontOrder | None,
    case_id: int,
    now: int,
) -> list[dict[str, Any]]:
    """Rows of facts. ``order`` is the one that a signed link named, ``None`` without.

    What else the storefront tells of it is added in the upkeep.
    """
    said = {
        "number": statement.order_number,
        "date": statement.ordered_on,
        "items": statement.items,
    }
    theirs = {}
    if order is not None:
        day = local_day(order.created_at, shop.zone).isoformat()
        # Which items it is about only the customer can say.
        theirs = {"number": order.number, "date": day}
    return [
        {
            "shop_id": shop.id,
            "fact_id": new_id(now, desk.random_bytes(3)),
            "case_id": case_id,
            "name": name,
            "value": value,
            "said_by": SAID_BY if theirs.get(name) == value else "customer",
            "actor": 0,
            "at": now,
        }
        for name, value in said.items()
        if value
    ]
