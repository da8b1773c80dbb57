"""What buyers of some regions may do with some things, as the pages tell it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from policy_pages.decision import Act, Option
from policy_pages.order import WITHOUT_DELIVERY

# What belongs to each answer to “What do you sell?”.
GOODS = ("goods", "sale", "gift_card", "underwear", "beauty", "perishable")
SOLD: dict[str, tuple[str, ...]] = {
    "goods": (*GOODS, "sealed_hygiene", "sealed_media", "newspaper"),
    "bespoke_goods": ("bespoke",),
    "digital_content": ("digital",),
    "services": ("service", "urgent_repair"),
    "appointments": ("service", "dated_leisure", "urgent_repair"),
    "event_tickets": ("dated_leisure",),
    "subscriptions": ("subscription",),
}
FAMILIES: dict[str, frozenset[str]] = {
    "goods": frozenset({*GOODS, "sealed_hygiene", "sealed_media", "newspaper", "bespoke"}),
    "regular": frozenset({"subscription"}),
    "services": WITHOUT_DELIVERY,
}
PROMISES: tuple[Act, ...] = ("change_mind", "exchange", "money_back")


@dataclass(frozen=True)
class Terms:
    """What buyers in some regions may do with one family of things; ``None``: they may not."""

    family: str
    regions: tuple[str, ...]
    withdraw: Option | None
    change_mind: Option | None

    @property
    def longest(self) -> Option | None:
        """The option that leaves the most days; of equals the one by law."""
        found = [each for each in (self.withdraw, self.change_mind) if each]
        return max(found, key=lambda option: option.days or 0, default=None)

    @property
    def days(self) -> int:
        """The days to change one’s mind, by law or by promise, whichever is longer; 0: none."""
        return (self.longest.days or 0) if self.longest else 0


@dataclass(frozen=True)
class Offer:
    """One thing that buyers in some regions may do with one family of things."""

    family: str
    regions: tuple[str, ...]
    option: Option


@dataclass(frozen=True)
class Special:
    """A kind of thing with rules of its own, in some regions.

    ``law``: ``full`` right to withdraw, ``ends`` with an event, ``never``, or ``""`` where the law
    of the region gives no such right at all. ``promised``: the shop takes it back all the same.
    ``sentence`` is the exception's, empty where only the shop’s answer makes the difference.
    """

    kind: str
    regions: tuple[str, ...]
    law: str
    promised: bool
    sentence: str


@dataclass(frozen=True)
class Guarantee:
    """What buyers in some regions may do about faults: the remedy, and rejecting where law has it.

    ``span`` says how the time is told (``years``, ``reasonable_time``, ``claim_days`` …).
    """

    regions: tuple[str, ...]
    basis: str
    span: str
    number: int | None
    reject_days: int | None
    payer: str


@dataclass(frozen=True)
class Share:
    """Cancelled at least so many hours ahead, so much comes back."""

    hours: int
    percent: Decimal
