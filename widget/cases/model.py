"""The words of the desk as types: a shop, a case, an event, an order fact.

Everything here is plain data. Moments are integer milliseconds UTC, legal days are ISO text
(``2026-11-20``), and free text is already cleaned (see ``widget.cases.text``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["complaint", "refund", "return", "cancellation", "withdrawal", "termination"]
State = Literal["open", "waiting", "suspect", "closed", "erased"]
Outcome = Literal["settled", "not_settled", "all_done", "mistaken", "spam"]
Role = Literal["customer", "owner", "helper", "desk", "operator"]
Door = Literal["public", "inbox", "relay", "upkeep", "command"]
FactName = Literal[
    "number",
    "date",
    "items",
    "delivered",
    "value",
    "country",
    "returned",
    "refunded",
    "informed",
    "by_law",
    "shipped",
    "item_kind",
    "repaired",
    "agreed",
]

# What a form with questions is for, and what the law gives a button of its own.
ASKED_KINDS: tuple[Kind, ...] = ("complaint", "refund", "return", "cancellation")
LAW_KINDS: tuple[Kind, ...] = ("withdrawal", "termination")
KINDS: tuple[Kind, ...] = (*ASKED_KINDS, *LAW_KINDS)

KIND_OF_PATH: Mapping[str, Kind] = {
    "complaint": "complaint",
    "refund": "refund",
    "return": "return",
    "cancel": "cancellation",
    "withdraw": "withdrawal",
    "terminate": "termination",
}
PATH_OF_KIND: Mapping[str, str] = {kind: path for path, kind in KIND_OF_PATH.items()}

WISHES = (
    "refund",
    "part_refund",
    "replacement",
    "repair",
    "redo",
    "resend",
    "explanation",
    "listen",
)

# What a customer may reasonably wish, by kind; the first is what most people mean.
WISHES_OF_KIND: Mapping[str, tuple[str, ...]] = {
    "complaint": (
        "replacement",
        "refund",
        "part_refund",
        "repair",
        "redo",
        "resend",
        "explanation",
        "listen",
    ),
    "refund": ("refund", "part_refund", "replacement", "resend", "explanation"),
    "return": ("refund", "replacement", "repair", "explanation"),
    "cancellation": ("refund", "part_refund", "redo", "listen"),
    "withdrawal": (),
    "termination": (),
}

STATES: tuple[State, ...] = ("open", "waiting", "suspect", "closed")
OUTCOMES: tuple[Outcome, ...] = ("settled", "not_settled", "all_done", "mistaken", "spam")

# What is known of an order, and what the clocks of the law ask for besides.
ORDER_FACTS: tuple[FactName, ...] = ("number", "date", "items", "delivered", "value", "country")
LAW_FACTS: tuple[FactName, ...] = (
    "returned",
    "refunded",
    "informed",
    "by_law",
    "shipped",
    "item_kind",
    "repaired",
    "agreed",
)
FACT_NAMES: tuple[FactName, ...] = (*ORDER_FACTS, *LAW_FACTS)


@dataclass(frozen=True)
class Shop:
    """One shop of the desk and what its owner has set.

    ``languages`` is never empty; the first is the shop's own. ``colour`` is ``#rrggbb``.
    ``mailbox`` is where the owner is told, and the Reply-To of what customers get.
    ``target_days`` are working days. ``phone``, ``phone_hours``, ``address`` and ``site_url``
    may be empty text.
    """

    id: int
    slug: str
    name: str
    owner_name: str
    mailbox: str
    phone: str
    phone_hours: str
    address: str
    site_url: str
    zone: str
    country: str
    languages: tuple[str, ...]
    colour: str
    target_days: int
    spam_days: int
    closed_years: int
    created_at: int

    @property
    def owner_first(self) -> str:
        """The owner as the customer is told of them: the first of their names."""
        return self.owner_name.split()[0] if self.owner_name.split() else self.name


@dataclass(frozen=True)
class Statement:
    """What a customer said on the form, cleaned. Empty text means it was left out.

    ``ordered_on`` is an ISO day. ``meant_skipped`` is true where they ticked "rather not say".
    ``reach`` is how they want the answer: ``email`` or ``phone``. ``is_relayed`` where it came by a
    form in the shop; ``shop_received_at`` is then when, by the shop's clock (ms UTC, ``None``: not
    said).
    """

    kind: Kind
    order_number: str
    ordered_on: str
    items: str
    happened: str
    meant: str
    meant_skipped: bool
    wish: str
    name: str
    email: str
    phone: str
    reach: str
    locale: str
    is_relayed: bool = field(default=False, kw_only=True)
    shop_received_at: int | None = field(default=None, kw_only=True)

    def as_payload(self) -> dict[str, Any]:
        """The words as the payload of the ``opened`` event; shape frozen with proof version 1."""
        return self.relayed_payload() | {
            "email": self.email,
            "happened": self.happened,
            "items": self.items,
            "kind": self.kind,
            "locale": self.locale,
            "meant": self.meant,
            "meant_skipped": self.meant_skipped,
            "name": self.name,
            "order_number": self.order_number,
            "ordered_on": self.ordered_on,
            "phone": self.phone,
            "reach": self.reach,
            "wish": self.wish,
        }

    def relayed_payload(self) -> dict[str, Any]:
        """What only a relayed statement has in its payload; empty for all others."""
        if self.shop_received_at is None:
            return {}
        return {"shop_received_at": self.shop_received_at}


@dataclass(frozen=True)
class Case:
    """A case as lists and screens need it. After erasure all personal columns are empty text.

    ``due_on`` is the ISO day by which the owner wants to have answered, empty while it is the
    customer's turn. ``seen_at``, ``closed_at`` are ``None`` until they happen. ``seq`` is the
    number of its newest event and serves as the version for conditional changes. ``policy`` is the
    version of the shop's policy that counts for it, 0 for the law alone, and ``policy_why`` why;
    ``None`` in cases of before there were policies. ``order_key`` is the storefront's own id of the
    order it is about, empty where none is known.
    """

    shop_id: int
    id: int
    reference: str
    kind: Kind
    state: State
    outcome: str
    locale: str
    opened_at: int
    changed_at: int
    due_on: str
    seen_at: int | None
    closed_at: int | None
    seq: int
    name: str
    email: str
    phone: str
    reach: str
    order_number: str
    ordered_on: str
    items: str
    wish: str
    words: str
    suspect_reasons: str
    policy: int | None = None
    policy_why: str | None = None
    order_key: str = ""

    @property
    def first_name(self) -> str:
        """How the customer is addressed: the first of their names, or all they gave."""
        return self.name.split()[0] if self.name.split() else self.name


@dataclass(frozen=True)
class Event:
    """One entry of a case's history with its words, for timeline, status page and transcript.

    ``payload`` is ``None`` once erased. ``actor_id`` is 0 for a customer and for the desk itself;
    ``actor_name`` is filled by the reader of the event for people of the shop, else empty.
    """

    id: int
    seq: int
    kind: str
    at: int
    role: Role
    actor_id: int
    actor_name: str
    door: Door
    payload: Mapping[str, Any] | None


@dataclass(frozen=True)
class Fact:
    """One thing known of an order, and who said so. ``said_by`` is a role or ``storefront``."""

    name: str
    value: str
    said_by: str
    at: int


@dataclass(frozen=True)
class Person:
    """Somebody who can log in. ``role`` is theirs in the shop at hand."""

    id: int
    email: str
    name: str
    role: Literal["owner", "helper"]


# What happens to money by itself after the owner decided; nobody's answer is out of date by it.
REFUND_EVENTS = (
    "refund_asked",
    "refund_made",
    "refund_refused",
    "refund_unclear",
    "refund_not_made",
)


def letters_of(events: list[Event]) -> list[Event]:
    """Those events that are people's words, in order: the conversation as both sides know it."""
    spoken = {"opened", "customer_replied", "customer_settled", "answered", "closed"}
    return [event for event in events if event.kind in spoken]
