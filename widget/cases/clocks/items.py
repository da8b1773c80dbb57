"""Which kind the items of an order are, as the shop's people say it in a fact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from policy_pages.order import ITEM_FACTS, ITEM_KINDS, Item


@dataclass(frozen=True)
class SaidItem:
    """One thing of an order, or (``label`` empty) all of it, and what is known of it."""

    label: str
    item: Item


def item_text(kind: str, facts: Iterable[str] = (), label: str = "") -> str:
    """A kind of item as the value of a fact: ``bespoke+told_before_order: the mug``.

    Raises ``ValueError`` for a kind or a condition that does not exist.
    """
    item = Item(kind, facts=frozenset(facts))
    said = "+".join([item.kind, *sorted(item.facts)])
    return f"{said}: {label}" if label else said


def read_item(value: str) -> SaidItem | None:
    """What ``item_text`` wrote; ``None`` for anything else."""
    said, _, label = value.partition(":")
    kind, *facts = said.strip().split("+")
    if kind not in ITEM_KINDS or not set(facts) <= ITEM_FACTS:
        return None
    return SaidItem(label.strip(), Item(kind, facts=frozenset(facts)))


def said_items(values: Iterable[str]) -> tuple[SaidItem, ...]:
    """The items of an order, of values from the oldest to the newest; of one label the last counts.

    A word on the whole order and words on its parts shut each other out: what came later stays.
    """
    found: dict[str, SaidItem] = {}
    for value in values:
        if said := read_item(value):
            found.pop(said.label, None)
            found[said.label] = said
    parts = tuple(said for label, said in found.items() if label)
    newest = list(found)[-1:]
    return (found[""],) if newest == [""] else parts or tuple(found.values())
