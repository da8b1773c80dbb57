"""The demo's shop and its stories, read from ``stories.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from policy_pages.answers import Tier
from widget.cases.model import Statement

When = Literal["late", "today", "yesterday", "this morning", "just now", "last week", "long ago"]
What = Literal["read", "answer", "reply", "settled", "note", "fact", "close"]

SHOP: Mapping[str, Any] = {
    "slug": "demo",
    "name": "Wren & Tide",
    "owner_name": "Orla Byrne",
    "mailbox": "orla@wrenandtide.example",
    "phone": "+353 20 912 0147",
    "phone_hours": "Tuesday to Friday, 10:00 to 16:00",
    "address": "4 Quay Lane, Kilmarra, Co. Clare, Ireland",
    "zone": "Europe/Dublin",
    "country": "IE",
    "languages": ("en", "de"),
    "colour": "#6b3a75",
    "target_days": 3,
}

# The answers of its policy, by the names of policy.toml; the first version gave fewer days.
POLICY: Mapping[str, Any] = {
    "sells": ("goods", "appointments"),
    "contact.name": "Wren & Tide",
    "contact.address": "4 Quay Lane, Kilmarra, Co. Clare, Ireland",
    "contact.email": "orla@wrenandtide.example",
    "contact.phone": "+353 20 912 0147",
    "seller.country": "IE",
    "trial.days": 14,
    "exchange.offered": True,
    "cancellation.tiers": (Tier(48, 100), Tier(24, 50)),
    "complaint.answer_days": 5,
}
POLICY_AT_FIRST: Mapping[str, Any] = {**POLICY, "trial.days": 10, "exchange.offered": False}

LEFT_OUT: Mapping[str, Any] = {
    **{field.name: "" for field in fields(Statement)},
    "meant_skipped": False,
    "reach": "email",
    "locale": "en",
}


@dataclass(frozen=True)
class Step:
    """What happened next in a case, so many hours after its beginning.

    ``fact`` names what a fact is about, ``outcome`` how a close ended. A fact without a text is the
    day so many ``days`` before the beginning.
    """

    hours: float
    what: What
    text: str = ""
    fact: str = ""
    outcome: str = ""
    days: int = 0


@dataclass(frozen=True)
class Story:
    """One case. ``when`` speaks of its beginning, or of its step number ``anchor``.

    ``ordered`` is how many days before its beginning the order was placed, ``None``: not said.
    """

    when: When
    said: Statement
    steps: tuple[Step, ...]
    anchor: int | None
    suspect: tuple[str, ...]
    ordered: int | None = None

    @property
    def anchor_hours(self) -> float:
        """How long after the beginning that is of which ``when`` speaks."""
        return 0.0 if self.anchor is None else self.steps[self.anchor].hours


def read_stories() -> list[Story]:
    """All stories, as they stand in the file."""
    with (Path(__file__).parent / "stories.toml").open("rb") as file:
        return [_story(told) for told in tomllib.load(file)["story"]]


def _story(told: dict[str, Any]) -> Story:
    return Story(
        when=told.pop("when"),
        steps=tuple(Step(**step) for step in told.pop("step", [])),
        anchor=told.pop("anchor", None),
        suspect=tuple(told.pop("suspect", [])),
        ordered=told.pop("ordered", None),
        said=Statement(**{**LEFT_OUT, **told}),
    )
