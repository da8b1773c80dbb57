"""The order that a link named, as a form shows it: what the shop knows, nobody types.

A form shows number, day and items of the order, for they stand in the mail that carries the link.
Name and address it leaves empty although the shop knows them [T09]: that mail may be forwarded, a
link ends up in histories and logs, and neither may tell who bought.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from widget.cases.deadlines import local_day
from widget.cases.model import Shop
from widget.cases.storefront import OrderItem, StorefrontOrder, items_said

ANOTHER = "another_order"  # the button of somebody whose order it is not
_TICK = "item-"
_TEXT_LONGEST = 320  # characters: the longest name of an item and its quantity
_OF_ORDER = ("order", "ordered", "contract", "items")


@dataclass(frozen=True)
class Tick:
    """A box to tick for one line of the order: its name in the form, its words, whether set."""

    name: str
    text: str
    is_set: bool
    item: OrderItem


@dataclass(frozen=True)
class KnownOrder:
    """An order as a form shows it. ``day`` is the ISO day of the order at the shop."""

    order: StorefrontOrder
    day: str
    ticks: tuple[Tick, ...]

    @property
    def number(self) -> str:
        """Its number as the customer knows it."""
        return self.order.number

    @property
    def is_whole(self) -> bool:
        """Whether no part of it was chosen: nothing is ticked, or everything."""
        return len({tick.is_set for tick in self.ticks}) < 2

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Every tick as name and value, so that the next page can hand it on unseen."""
        return [(tick.name, tick.text) for tick in self.ticks if tick.is_set]

    def items(self, longest: int) -> str:
        """What is ticked, as one text of at most ``longest`` characters; empty for nothing."""
        return items_said([tick.item for tick in self.ticks if tick.is_set], longest)


def known_order(shop: Shop, order: StorefrontOrder, posted: Mapping[str, str] | None) -> KnownOrder:
    """The order for a form, with the ticks that came back; ``None`` for a form of now."""
    names = [f"{_TICK}{item.id or place}" for place, item in enumerate(order.items)]
    ticks = (
        Tick(name, items_said([item], _TEXT_LONGEST), name in (posted or {}), item)
        for name, item in zip(names, order.items, strict=True)
    )
    day = local_day(order.created_at, shop.zone).isoformat()
    return KnownOrder(order, day, tuple(ticks))


def read_posted(posted: MultiDict[str, str]) -> MultiDict[str, str]:
    """What came back, where no link says any more which order it is about.

    Ticks become words, so that nothing is lost with a link that ran out on the way. Whoever says
    that it is not their order starts with empty boxes for another.
    """
    words = MultiDict(
        (name, value) for name, value in posted.items(multi=True) if not name.startswith(_TICK)
    )
    if ANOTHER in posted:
        for name in _OF_ORDER:
            words.poplist(name)
    elif not words.get("items"):
        ticked = [value for name, value in posted.items() if name.startswith(_TICK)]
        words["items"] = ", ".join(ticked)
    return words
