"""The terms that buyers of a policy's regions have, as decide tells them, for the pages to say.

Every figure on a page comes from here: pages ask decide about ordinary orders, region by region,
and say what it answers. Regions with equal terms are told together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cached_property, lru_cache

from policy_pages.booking import boundaries, percent_after, percent_ahead
from policy_pages.decide import decide
from policy_pages.decision import Act, Decision, Option, Reason
from policy_pages.offers import (
    FAMILIES,
    PROMISES,
    SOLD,
    Guarantee,
    Offer,
    Share,
    Special,
    Terms,
)
from policy_pages.order import BOOKED, ITEM_KINDS, Item, Order
from policy_pages.rules import Rule, members, rule_for
from policy_pages.site_sections import Profile
from policy_pages.terms import is_excluded


@dataclass
class RegionTerms:
    """The terms of one policy on one day. ``reasons`` gathers what they rest on."""

    profile: Profile
    day: date
    reasons: dict[tuple[str, str], Reason] = field(default_factory=dict)
    _known: dict[tuple[str, str, str], Decision] = field(default_factory=dict, repr=False)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of things that the shop sells."""
        sold = {kind for answer in self.profile.sells for kind in SOLD[answer]}
        return tuple(kind for kind in ITEM_KINDS if kind in sold)

    @cached_property
    def families(self) -> tuple[str, ...]:
        """The families of things that the shop sells."""
        return tuple(name for name, kinds in FAMILIES.items() if kinds & set(self.kinds))

    def rule(self, region: str, kind: str) -> Rule | None:
        """The rule in force on the day of the policy; ``None`` if there is none."""
        found = rule_for(region, kind, self.day)
        return None if found is None or found.repealed else found

    def with_law(self, kind: str) -> tuple[str, ...]:
        """The regions in which there is a rule of a kind."""
        found = []
        for region in self.profile.buyer_regions:
            if rule := self.rule(region, kind):
                self._note(rule)
                found.append(region)
        return tuple(found)

    @cached_property
    def terms(self) -> dict[str, tuple[Terms, ...]]:
        """By family: the terms, regions with equal ones together, in the policy's order."""
        return {family: tuple(self._terms(family)) for family in self.families}

    def _terms(self, family: str) -> Iterator[Terms]:
        groups: dict[object, Terms] = {}
        for region in self.profile.buyer_regions:
            law = self._usual(family, region, "withdraw")
            promise = self._usual(family, region, "change_mind")
            found = Terms(family, (region,), law, promise)
            key = (_told_the_same(law), _told_the_same(promise))
            if key in groups:
                found = replace(groups[key], regions=(*groups[key].regions, region))
            groups[key] = found
        yield from groups.values()

    def _usual(self, family: str, region: str, act: Act) -> Option | None:
        """What one may do with the things of a family, bar those with rules of their own."""
        for kind in self.kinds:
            if kind in FAMILIES[family]:
                option = _of(self._decided(region, kind, "return"), act)
                if option is not None:
                    return option
        return None

    def offers(self, family: str, act: Act, *, by_time: bool = False) -> tuple[Offer, ...]:
        """One act with one family, regions with equal terms together; empty where nobody may.

        ``by_time``: those with equal time together, whatever else differs.
        """
        groups: dict[object, Offer] = {}
        for region in self.profile.buyer_regions if family in self.families else ():
            option = self._usual(family, region, act)
            if option is None:
                continue
            found = Offer(family, (region,), option)
            key = (option.days, option.why[0].sentence) if by_time else _told_the_same(option)
            if key in groups:
                found = replace(groups[key], regions=(*groups[key].regions, region))
            groups[key] = found
        return tuple(groups.values())

    def without(self, act: Act) -> tuple[str, ...]:
        """The regions whose buyers may not do something with any family."""
        having = {r for f in self.families for offer in self.offers(f, act) for r in offer.regions}
        return tuple(region for region in self.profile.buyer_regions if region not in having)

    @property
    def without_law(self) -> tuple[str, ...]:
        """The regions for which no right to withdraw is on file."""
        return tuple(r for r in self.profile.buyer_regions if not self.rule(r, "withdrawal_days"))

    @property
    def left_out(self) -> tuple[str, ...]:
        """The regions whose law has the right, but not for anything that the shop sells."""
        return tuple(r for r in self.without("withdraw") if r not in self.without_law)

    @property
    def with_withdrawal(self) -> tuple[str, ...]:
        """The regions whose buyers may withdraw from something that the shop sells."""
        without = self.without("withdraw")
        return tuple(region for region in self.profile.buyer_regions if region not in without)

    @cached_property
    def specials(self) -> tuple[Special, ...]:
        """The kinds of things that differ from the ordinary of their family."""
        found: dict[object, Special] = {}
        for kind in self.kinds:
            for region in self.profile.buyer_regions:
                special = self._special(kind, region)
                if special is None:
                    continue
                key = (kind, special.law, special.promised, special.sentence)
                if key in found:
                    special = replace(special, regions=(*found[key].regions, region))
                found[key] = special
        return tuple(found.values())

    def _special(self, kind: str, region: str) -> Special | None:
        decision = self._decided(region, kind, "return")
        withdraw = _of(decision, "withdraw")
        why = withdraw.why if withdraw else tuple(r for w in decision.without for r in w.why)
        touching = self._exception_of(kind, region, why)
        law = "" if not self.rule(region, "withdrawal_days") else "full" if withdraw else "never"
        if law == "full" and touching:
            law = "ends"
        promised = not is_excluded(self.profile, Item(kind))
        if law in {"full", ""} and (promised or not self._promises(kind, region)):
            return None
        return Special(kind, (region,), law, promised, touching)

    def _promises(self, kind: str, region: str) -> bool:
        """Whether the shop promises anything for things of the same family."""
        family = next(name for name, kinds in FAMILIES.items() if kind in kinds)
        return any(self._usual(family, region, act) for act in PROMISES)

    def _exception_of(self, kind: str, region: str, why: tuple[Reason, ...]) -> str:
        code = ITEM_KINDS[kind]
        named = [reason.sentence for reason in why if reason.sentence == f"law.{code}"]
        if named or not code:
            return next(iter(named), "")
        # A promise hides the exception from the decision: nothing is refused then.
        rule = self.rule(region, f"exception.{code}")
        gone = self.rule(region, "withdrawal_days") and not any(
            reason.sentence.startswith("law.from_") for reason in why
        )
        return f"law.{code}" if rule and gone else ""

    @cached_property
    def guarantees(self) -> tuple[Guarantee, ...]:
        """What the regions, and members of the EU that differ from it, give for faults."""
        groups: dict[object, Guarantee] = {}
        for region in self._with_differing_members("conformity_years"):
            found = self._guarantee(region)
            key = replace(found, regions=())
            if key in groups:
                found = replace(groups[key], regions=(*groups[key].regions, region))
            groups[key] = found
        return tuple(groups.values())

    def _guarantee(self, region: str) -> Guarantee:
        kind = "goods" if set(self.families) - {"services"} else "service"
        decision = self._decided(region, kind, "complaint")
        remedy, reject = _of(decision, "remedy"), _of(decision, "reject")
        assert remedy is not None  # noqa: S101 -- decide always tells one for a complaint
        why = remedy.why[0]
        number = why.values.get("years", why.values.get("days"))
        return Guarantee(
            (region,),
            remedy.basis,
            why.sentence.removeprefix("fault."),
            int(str(number)) if number is not None else None,
            reject.days if reject else None,
            remedy.pays_return,
        )

    def by_law(self, kind: str) -> tuple[tuple[tuple[str, ...], int], ...]:
        """The number that a kind of rule has, by region: equal numbers together."""
        found: dict[int, tuple[str, ...]] = {}
        for region in self._with_differing_members(kind):
            if rule := self.rule(region, kind):
                self._note(rule)
                found[rule.number] = (*found.get(rule.number, ()), region)
        return tuple((regions, number) for number, regions in found.items())

    def _note(self, rule: Rule) -> None:
        """Remember a row that a page rests on and that no reason of decide names."""
        noted = Reason("", {"text": rule.text}, rule.id, rule.source, rule.unconfirmed)
        self.reasons.setdefault((rule.id, ""), noted)

    def _with_differing_members(self, kind: str) -> Iterator[str]:
        """The regions, and where one is the EU, those members that have a row of their own."""
        said = self.profile.buyer_regions
        for region in said:
            yield region
            for member in members() if region == "EU" else ():
                own, core = self.rule(member, kind), self.rule("EU", kind)
                differs = (own.value if own else None) != (core.value if core else None)
                if differs and member not in said:
                    yield member

    @property
    def books(self) -> bool:
        """Whether something is sold that has an appointment."""
        return bool(BOOKED & set(self.kinds))

    @cached_property
    def shares(self) -> tuple[Share, ...]:
        """What comes back for cancelling an appointment, the farthest ahead first; last up to 0."""
        found: list[Share] = []
        for hours in boundaries(self.profile):
            percent = percent_ahead(self.profile, hours)
            if found and found[-1].percent == percent:
                found.pop()
            found.append(Share(hours, percent))
        return tuple(found)

    @property
    def after(self) -> Decimal:
        """The share that comes back once the appointment has begun."""
        return percent_after(self.profile)

    def _decided(self, region: str, kind: str, case: str) -> Decision:
        """What decide says of an ordinary order on the day of the policy; asked once."""
        asked = (region, kind, case)
        if asked not in self._known:
            self._known[asked] = self._ask(*asked)
        return self._known[asked]

    def _ask(self, region: str, kind: str, case: str) -> Decision:
        noon = datetime.combine(self.day, time(12), UTC)
        order = Order(
            ordered_on=self.day,
            items=(Item(kind),),
            currency="EUR",
            zone="UTC",
            delivered_on=self.day,
            first_delivered_on=self.day,
            dispatched_on=self.day,
            appointment=noon if kind in BOOKED else None,
            country=region,
        )
        decision = decide(self.profile, order, case, noon)
        reasons = [r for o in decision.options for r in o.why]
        reasons += [r for w in decision.without for r in w.why]
        for reason in reasons:
            if reason.sentence != "law.moved":
                self.reasons.setdefault((reason.rule, reason.sentence), reason)
        return decision


def _of(decision: Decision, act: Act | str) -> Option | None:
    return next((option for option in decision.options if option.act == act), None)


def _told_the_same(option: Option | None) -> object:
    """What of an option a page tells: regions that are equal in it share a line."""
    return option and (
        option.days,
        option.percent,
        option.pays_return,
        option.refund_days,
        option.refund_from,
        option.may_wait,
        option.send_back_days,
        option.form,
        tuple(r.sentence for r in option.why if r.sentence.startswith(("law.from", "promise."))),
    )


@lru_cache(maxsize=128)
def terms_of(profile: Profile, day: date) -> RegionTerms:
    """The terms of a policy on a day; asked for by each of its pages, worked out once."""
    return RegionTerms(profile, day)
