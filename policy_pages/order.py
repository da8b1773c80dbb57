"""What is known of an order when somebody asks what a customer may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

# Each kind of item, and the exception of law that may fit it (empty: none does).
ITEM_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "goods": "",
        "sale": "",
        "gift_card": "",
        "underwear": "",
        "beauty": "",
        "subscription": "",
        "bespoke": "made_to_order",
        "perishable": "perishable",
        "sealed_hygiene": "hygiene_seal_broken",
        "sealed_media": "sealed_media_opened",
        "newspaper": "newspaper",
        "digital": "digital_started",
        "service": "service_fully_performed",
        "dated_leisure": "dated_leisure",
        "urgent_repair": "urgent_repair",
    }
)
# Nothing is delivered, so nothing is sent back and the days run from the contract.
WITHOUT_DELIVERY = frozenset({"digital", "service", "dated_leisure", "urgent_repair"})
# What can be cancelled up to its appointment.
BOOKED = frozenset({"service", "dated_leisure", "urgent_repair"})

# What may have happened to an item, or been agreed about it.
ITEM_FACTS = frozenset(
    {
        "unsealed",
        "mixed",
        "started",
        "performed",
        "told_before_order",
        "consent_to_start",
        "acknowledge_loss",
        "confirmation_on_durable_medium",
    }
)


@dataclass(frozen=True)
class Item:
    """One thing ordered. ``value`` in minor units of the order's currency; ``None``: not known."""

    kind: str = "goods"
    value: int | None = None
    facts: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.kind not in ITEM_KINDS:
            raise ValueError(f"no item is of the kind {self.kind!r}")
        if not self.facts <= ITEM_FACTS:
            raise ValueError(f"nobody knows {sorted(self.facts - ITEM_FACTS)} of an item")
        if self.value is not None and self.value < 0:
            raise ValueError("an item is worth less than nothing")


@dataclass(frozen=True)
class Order:
    """An order as far as it is known; days are those of ``zone``, ``None`` means not known.

    ``delivered_on`` is the day on which the last item came, ``first_delivered_on`` the first.
    ``country`` is the buyer's (two letters, or with a state: ``US-NY``). ``appointment`` is aware.
    """

    ordered_on: date | None
    items: tuple[Item, ...]
    currency: str
    zone: str
    delivered_on: date | None = None
    first_delivered_on: date | None = None
    dispatched_on: date | None = None
    appointment: datetime | None = None
    country: str | None = None

    def __post_init__(self) -> None:
        if not self.items:
            raise ValueError("an order has items")
        if self.appointment is not None and self.appointment.utcoffset() is None:
            raise ValueError("an appointment knows its time zone")

    def start(self, event: str) -> date | None:
        """The day of the event from which days are counted; ``None`` where it is not known.

        For a dispatch that nobody noted it is the delivery, which cannot be earlier.
        """
        if event in {"order", "contract"}:
            return self.ordered_on
        if event == "dispatch":
            return self.dispatched_on or self.delivered_on
        if event == "delivery_first":
            return self.first_delivered_on or self.delivered_on
        return self.delivered_on

    def value_of(self, items: tuple[int, ...]) -> int | None:
        """The value of some items (by place), minor units; ``None`` if one is not known."""
        values = [self.items[place].value for place in items]
        known = [value for value in values if value is not None]
        return sum(known) if len(known) == len(values) else None
