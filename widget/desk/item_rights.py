"""Whether the law lets a customer withdraw from each item, and what that hangs on."""

from __future__ import annotations

from dataclasses import dataclass

from policy_pages.decision import Reason, reason
from policy_pages.law_files import Rule
from policy_pages.order import ITEM_KINDS, Item, Order
from policy_pages.profile import Profile
from policy_pages.rules import exceptions
from policy_pages.terms import ENDS_WITH, Asked, conditions_met, exception_of
from widget.cases.clocks import Known
from widget.desk.clock_facts import Told, items_of, moment_of
from widget.desk.order_facts import CURRENCY, far_ahead

KINDS = frozenset({"withdrawal", "return", "refund", "cancellation"})


@dataclass(frozen=True)
class ItemRight:
    """One thing of an order and the law's exception that may touch it.

    ``label`` is empty for all of the order. ``reason`` is the exception in words, with its source;
    ``None`` where the law has none for such things. ``missing`` are the conditions of it that
    nobody has said, ``ends_with`` the event that would end a right that still stands, or empty.
    """

    label: str
    item: Item
    place: str
    has_right: bool
    reason: Reason | None
    missing: tuple[str, ...] = ()
    ends_with: str = ""


def rights_of(told: Told, known: Known) -> tuple[ItemRight, ...]:
    """The right to withdraw, item by item; empty where nobody said what the items are.

    Where the law of several places may hold, the one that gives the customer most.
    """
    if told.case.kind not in KINDS:
        return ()
    found: list[ItemRight] = []
    for said in items_of(told.facts):
        rights = [_right(told, known, said.label, said.item, place) for place in known.places]
        lawful = [right for right in rights if right is not None]
        if lawful:
            found.append(next((right for right in lawful if right.has_right), lawful[0]))
    return tuple(found)


def all_excepted(rights: tuple[ItemRight, ...]) -> bool:
    """Whether the law excepts all of the order, by a word on all of it.

    Words on parts leave open what else was ordered, and so the duty stands.
    """
    return any(not right.label and not right.has_right for right in rights)


def _right(told: Told, known: Known, label: str, item: Item, place: str) -> ItemRight | None:
    """The right at one place; ``None`` where its law gives none for any item."""
    asked = _asked(told, known, item, place)
    if asked.rule("withdrawal_days") is None:
        return None
    law = exceptions(place, asked.law_day)
    rule = law.get(ITEM_KINDS[item.kind]) or (law.get("mixed") if "mixed" in item.facts else None)
    has_right, touching = exception_of(asked, item)
    if touching is None:
        missing = _missing(asked, item, rule)
        why = reason(rule.kind.replace("exception.", "law."), rule) if rule else None
        return ItemRight(label, item, place, has_right, why, missing)
    ends = str(rule.more.get("ends_right", "")) if rule else ""
    still = ENDS_WITH.get(ends, "") if has_right else ""
    return ItemRight(label, item, place, has_right, touching, (), still)


def _missing(asked: Asked, item: Item, rule: Rule | None) -> tuple[str, ...]:
    if rule is None:
        return ()
    return tuple(sorted(set(rule.more["needs"]) - conditions_met(asked, item)))


def _asked(told: Told, known: Known, item: Item, place: str) -> Asked:
    at = moment_of(told.made_at)
    order = Order(
        ordered_on=known.ordered_on,
        items=(item,),
        currency=CURRENCY,
        zone=told.shop.zone,
        delivered_on=known.delivered_on,
        # Whoever says that it is leisure on a fixed date has said that there is one.
        appointment=far_ahead(at) if item.kind == "dated_leisure" else None,
        country=place,
    )
    return Asked(told.profile or Profile(), order, place, at)
