"""The terms of law and policy for one order in one country: what options are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from policy_pages.counting import local_day
from policy_pages.decision import Payer, Reason, reason
from policy_pages.law_files import Rule
from policy_pages.order import ITEM_KINDS, WITHOUT_DELIVERY, Item, Order
from policy_pages.rules import exceptions, rule_for
from policy_pages.site_sections import Profile

# The event that ends the right, as the files of law say it, and the fact of an item that tells it.
ENDS_WITH: Mapping[str, str] = MappingProxyType(
    {
        "when unsealed": "unsealed",
        "when mixed": "mixed",
        "when performance begins": "started",
        "when fully performed": "performed",
    }
)
STARTS_OF_LAW: Mapping[str, str] = MappingProxyType(
    {"informed_of_withdrawal": "message"}
    | {"goods_received_or_proof_of_sending": "goods_received_or_proof"}
)


@dataclass(frozen=True)
class Asked:
    """What is asked about: whose policy, which order, whose law, at which moment."""

    profile: Profile
    order: Order
    country: str
    moment: datetime

    @property
    def today(self) -> date:
        """The day of the moment where the order's days are counted."""
        return local_day(self.moment, self.order.zone)

    def rule(self, kind: str) -> Rule | None:
        """The rule in force when the contract was made; today's where that day is not known."""
        found = rule_for(self.country, kind, self.law_day)
        return None if found is None or found.repealed else found

    @property
    def law_day(self) -> date:
        """The day whose law counts."""
        return self.order.ordered_on or self.today

    def is_open(self, until: date | None) -> bool:
        """Whether something that ends with a day may still be done; with no end it may."""
        return until is None or self.today <= until


def family_of(item: Item) -> str:
    """From what an item's days run by law: ``goods``, ``regular`` deliveries or ``services``."""
    if item.kind in WITHOUT_DELIVERY:
        return "services"
    return "regular" if item.kind == "subscription" else "goods"


def is_excluded(profile: Profile, item: Item) -> bool:
    """Whether the policy says that it does not take such an item back."""
    said = profile.change_of_mind.excluded_items
    if "all" in said or item.kind in said:
        return True
    relied_on = {
        "dated_leisure": "dated_leisure",
        "urgent_repair": "urgent_repair",
        "service": "fully_performed",
    }
    return relied_on.get(item.kind, "") == profile.services.exception


def exception_of(asked: Asked, item: Item) -> tuple[bool, Reason | None]:
    """Whether law gives the right to withdraw from an item, and the exception that touches it.

    An exception holds only if all its conditions are known to be met; one that begins with an event
    (a broken seal) leaves the right until the event is known.
    """
    law = exceptions(asked.country, asked.law_day)
    codes = [ITEM_KINDS[item.kind]] + (["mixed"] if "mixed" in item.facts else [])
    touching: Reason | None = None
    for code in codes:
        rule = law.get(code)
        if rule is None or not set(rule.more["needs"]) <= conditions_met(asked, item):
            continue
        touching = reason(f"law.{code}", rule)
        ends = str(rule.more.get("ends_right", ""))
        if not ends or ENDS_WITH[ends] in item.facts:
            return False, touching
    return True, touching


def conditions_met(asked: Asked, item: Item) -> set[str]:
    """The conditions of exceptions that are known to be met for an item."""
    met = set(item.facts)
    if is_excluded(asked.profile, item):
        met.add("told_before_order")
    if asked.order.appointment is not None:
        met.add("specific_date")
    if item.kind in {"sealed_hygiene", "sealed_media"}:
        met.add("sealed")
    if item.kind == "digital":
        words = {
            "consent": "consent_to_start",
            "acknowledgement": "acknowledge_loss",
            "confirmation": "confirmation_on_durable_medium",
        }
        met |= {words[word] for word in asked.profile.digital.waiver.split("_") if word in words}
    if item.kind == "service" and asked.profile.services.start_request:
        met.add("consent_to_start")
    return met


def payer_by_law(asked: Asked, family: str) -> tuple[Payer, list[Reason]]:
    """Who pays the return after a withdrawal; nobody where nothing goes back."""
    if family == "services":
        return "nobody", []
    rule = asked.rule("return_cost")
    said = asked.profile.sending_back.cost_paid_by
    payer: Payer = "buyer" if said == "buyer" else "seller"
    words = "not_stated" if said == "not_stated" else payer
    return payer, [reason(f"return.{words}", rule)]


def payer_by_promise(profile: Profile, family: str) -> tuple[Payer, list[Reason]]:
    """Who pays the return where only the policy rules; its silence falls on the shop."""
    if family == "services":
        return "nobody", []
    said = profile.sending_back.cost_paid_by
    payer: Payer = "buyer" if said == "buyer" else "seller"
    return payer, [reason(f"return.{said}")]


def refund_by_law(asked: Asked, family: str) -> tuple[int | None, str, list[Reason]]:
    """Days until the money, the event they run from, and why; the policy's if it is better."""
    rule = asked.rule("refund_days")
    if rule is None:
        return None, "", []
    said = asked.profile.refund
    starts = STARTS_OF_LAW[str(rule.more["from_event"])]
    if family == "services" or asked.profile.sending_back.method == "seller_collects":
        starts = "message"
    days = rule.number
    if said.days_from in {"message", starts}:
        starts, days = said.days_from, min(days, said.days)
    return days, starts, [reason(f"refund.{starts}", rule, days=days)]


def may_wait(asked: Asked, family: str, starts: str) -> Iterator[Reason]:
    """The reason why the shop may wait for the goods, if it may."""
    rule = asked.rule("refund_may_wait")
    collects = asked.profile.sending_back.method == "seller_collects"
    if rule is not None and family != "services" and not collects and starts == "message":
        yield reason("refund.may_wait", rule)
