"""What a case knows of its order, as the policy room asks for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from policy_pages.order import BOOKED, Item, Order
from policy_pages.rules import country_code
from policy_pages.site_sections import Profile
from widget.cases.clocks.items import said_items
from widget.cases.model import Fact, Shop
from widget.desk.pinning import day_of_fact

ITEM_OF_SOLD: Mapping[str, str] = {
    "goods": "goods",
    "bespoke_goods": "bespoke",
    "digital_content": "digital",
    "services": "service",
    "appointments": "service",
    "event_tickets": "dated_leisure",
    "subscriptions": "subscription",
}
CURRENCY = "EUR"  # of an order about whose money nothing is known; no amount is worked out then
_COUNTRY = re.compile(r"[A-Za-z]{2}(-[A-Za-z]{2,3})?")
_FAR_AHEAD = timedelta(days=730)  # an appointment that is still to come, whatever was set


def item_of(profile: Profile, kind: str) -> Item:
    """One thing of the kind that the shop sells and that such a message is most likely about."""
    sold = [ITEM_OF_SOLD[each] for each in profile.sells]
    if kind == "cancellation":
        return Item(next((each for each in sold if each in BOOKED), sold[0]))
    return Item(next((each for each in sold if each not in BOOKED), sold[0]))


def order_of(
    shop: Shop, profile: Profile, kind: str, facts: Sequence[Fact], at: datetime
) -> tuple[Order, bool]:
    """The order of a case as far as it is known, and whether its appointment was assumed.

    Where nobody knows when a booked thing takes place, it is put far ahead: what the policy says
    of cancelling is then known, its hours and days are not.
    """
    said = said_items(fact.value for fact in facts if fact.name == "item_kind")
    items = tuple(each.item for each in said) or (item_of(profile, kind),)
    assumed = any(item.kind in BOOKED for item in items)
    order = Order(
        ordered_on=day_of_fact(facts, "date"),
        items=items,
        currency=CURRENCY,
        zone=shop.zone,
        delivered_on=day_of_fact(facts, "delivered"),
        appointment=far_ahead(at) if assumed else None,
        country=country_of(facts),
    )
    return order, assumed


def new_order(zone: str, profile: Profile, kind: str, at: datetime) -> Order:
    """An order that is placed and delivered on this very day: what a form can tell of."""
    items, today = [item_of(profile, kind)], at.astimezone(ZoneInfo(zone)).date()
    if kind == "cancellation" and (other := item_of(profile, "return")) not in items:
        items.append(other)  # what is booked and what is sent can both be cancelled
    return Order(
        ordered_on=today,
        items=tuple(items),
        currency=CURRENCY,
        zone=zone,
        delivered_on=today,
        appointment=far_ahead(at) if items[0].kind in BOOKED else None,
    )


def far_ahead(at: datetime) -> datetime:
    """Noon of a day about two years later."""
    return datetime.combine((at + _FAR_AHEAD).date(), time(12), at.tzinfo)


def country_of(facts: Sequence[Fact]) -> str | None:
    """The buyer's country where somebody wrote its two letters; ``None`` for anything else."""
    told = [fact for fact in facts if fact.name == "country"]
    ours = [fact for fact in told if fact.said_by != "customer"]
    for fact in reversed(ours or told):
        text = fact.value.strip()
        if _COUNTRY.fullmatch(text):
            return country_code(text)
    return None
