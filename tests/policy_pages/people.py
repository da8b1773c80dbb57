"""A lawful policy and an ordinary order, to be changed in one thing at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from policy_pages.decision import Decision, Option
from policy_pages.order import Item, Order
from policy_pages.profile import Profile, with_answer

TODAY = date(2026, 11, 21)
EVERYWHERE = (
    "EU",
    "AT",
    "CZ",
    "DE",
    "ES",
    "FR",
    "IT",
    "NL",
    "PL",
    "UK",
    "US-CA",
    "US-NY",
    "US-HI",
    "US-UT",
    "AU",
    "NZ",
    "CA-ON",
    "CA-QC",
)


def policy(answers: Mapping[str, Any] | None = None) -> Profile:
    """A policy with some answers by dotted name; all else is the default."""
    profile = with_answer(Profile(), "contact.name", "Wren & Tide")
    profile = with_answer(profile, "contact.address", "4 Quay Lane, Kilmarra")
    for name, answer in (answers or {}).items():
        profile = with_answer(profile, name, answer)
    return profile


def order(**changes: Any) -> Order:
    """Two bars of soap, ordered on Monday 2 November 2026, delivered on Thursday 5 November."""
    known: dict[str, Any] = {
        "ordered_on": date(2026, 11, 2),
        "items": (Item("goods", 2499),),
        "currency": "EUR",
        "zone": "Europe/Dublin",
        "delivered_on": date(2026, 11, 5),
        "country": "IE",
    }
    return Order(**{**known, **changes})


def at(day: date, hour: int = 12) -> datetime:
    """A moment of a day, UTC."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def the(decision: Decision, act: str, place: int = 0) -> Option:
    """The one option of a decision that does something with an item."""
    (option,) = [each for each in decision.options if each.act == act and place in each.items]
    return option
