"""What the policy says about a case or a form: the only way from answers to sentences."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache

from sqlalchemy import Connection

from policy_pages.counting import local_day
from policy_pages.decide import KINDS, decide, goodness
from policy_pages.decision import Decision, Option, Without
from policy_pages.order import Order
from policy_pages.profile import Profile, read_profile
from policy_pages.sections import ChangeOfMind, Digital, Return, Services
from widget.cases.model import Case, Shop
from widget.desk.casefile import CaseFile
from widget.desk.order_facts import order_of
from widget.desk.pinning import Pin, Why, also_in_force, pin_of, pin_when_opened
from widget.desk.policy import FILE_NAME
from widget.desk.wired import Desk
from widget.storage import cases, policies
from widget.storage.policies import PolicyVersion


@dataclass(frozen=True)
class CaseDecision:
    """What the policy and the law say about a case.

    ``decision`` and ``order`` are ``None`` where no policy was published by then, and for a kind of
    case that no policy speaks of. ``version`` is the one that counts, ``None`` for the law alone;
    ``why_version`` says why it was pinned, and ``pinned`` is the number that was: another than
    ``version`` where the terms of that are better for the customer. ``appointment_assumed``: nobody
    knows when the booked thing takes place, so no hours or days of cancelling are told.
    """

    decision: Decision | None
    version: PolicyVersion | None
    why_version: Why
    pinned: int
    order: Order | None = None
    appointment_assumed: bool = False

    @property
    def is_better_than_pinned(self) -> bool:
        """Whether two versions differed and the customer gets the better one."""
        return self.decision is not None and self.number != self.pinned

    @property
    def number(self) -> int:
        """The number of the version that counts; 0 for the law alone."""
        return self.version.number if self.version else 0

    @property
    def options(self) -> tuple[Option, ...]:
        """What the customer may do, the best first, then what is over."""
        if self.decision is None:
            return ()
        over = [option for option in self.decision.options if not option.open]
        return (*self.decision.open, *over)


def decide_for(desk: Desk, file: CaseFile) -> CaseDecision:
    """What the policy says about a case, as of the moment when the customer wrote."""
    return decide_case(desk, file.shop, file.case)


def decide_case(desk: Desk, shop: Shop, case: Case) -> CaseDecision:
    """``decide_for``, where only the case is at hand."""
    with desk.store.read() as connection:
        first = first_version(connection, shop.id)
        pin = pin_of(connection, case)
        if first is None or pin.why == "no_policy" or case.kind not in KINDS:
            return CaseDecision(None, None, pin.why, pin.number)
        facts = cases.facts_of(connection, shop.id, case.id)
        versions = {
            number: policies.find_version(connection, shop.id, number) if number else None
            for number in _candidates(connection, case, pin)
        }
    at = datetime.fromtimestamp(case.opened_at / 1000, UTC)

    def decided(version: PolicyVersion | None) -> tuple[CaseDecision, tuple[object, ...]]:
        profile = answers_of(version.text) if version else law_alone(answers_of(first.text))
        order, assumed = order_of(shop, profile, case.kind, facts, at)
        found = _decision(profile, order, case.kind, at, version)
        # Without a delivery no terms have an end, and the longer ones would not be seen.
        arrived = replace(order, delivered_on=order.delivered_on or local_day(at, shop.zone))
        terms = goodness(_decision(profile, arrived, case.kind, at, version))
        return CaseDecision(found, version, pin.why, pin.number, order, assumed), terms

    return max((decided(version) for version in versions.values()), key=lambda one: one[1])[0]


def _decision(
    profile: Profile, order: Order, kind: str, at: datetime, version: PolicyVersion | None
) -> Decision:
    found = decide(profile, order, kind, at)
    return found if version else by_law(found)


def _candidates(connection: Connection, case: Case, pin: Pin) -> list[int]:
    """The versions that the customer may rely on, the pinned one first.

    On a day with a change, all that were in force on it; and what the receipt told of, where the
    day of the order became known later.
    """
    stamps = policies.stamps_of(connection, case.shop_id)
    told = pin_when_opened(stamps, case)
    numbers = [pin.number]
    if pin.why == "dated":
        numbers += also_in_force(stamps, pin.day)
    if told.why != "no_policy":
        numbers.append(told.number)
    return list(dict.fromkeys(numbers))


def first_version(connection: Connection, shop_id: int) -> PolicyVersion | None:
    """The first version; it says what the shop sells, also to those who ordered before it."""
    return policies.find_version(connection, shop_id, 1)


@lru_cache(maxsize=64)
def answers_of(text: str) -> Profile:
    """The answers in a published text."""
    return read_profile(text, FILE_NAME)


def law_alone(profile: Profile) -> Profile:
    """A policy that promises nothing and relies on nothing, for the same things and buyers."""
    return replace(
        Profile(),
        sells=profile.sells,
        buyer_regions=profile.buyer_regions,
        change_of_mind=ChangeOfMind(offered=False),
        sending_back=Return(cost_paid_by="not_stated"),
        digital=Digital(waiver="none"),
        services=Services(start_request=False),
    )


def by_law(decision: Decision) -> Decision:
    """A decision without what a shop promises, or says that it does not take back."""
    options = tuple(option for option in decision.options if option.basis == "law")
    without = [
        Without(each.items, tuple(why for why in each.why if why.rule)) for each in decision.without
    ]
    told = tuple(each for each in without if each.why)
    return replace(decision, options=options, without=told)
