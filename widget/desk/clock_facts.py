"""From what a case knows to what its clocks are set by. What nobody can read counts as unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache

from policy_pages.errors import BadPolicy
from policy_pages.order import Item
from policy_pages.profile import Profile
from policy_pages.rules import country_code
from policy_pages.terms import family_of
from widget.cases.clocks import Known
from widget.cases.clocks.counting import differing_members
from widget.cases.clocks.items import SaidItem, said_items
from widget.cases.deadlines import local_day
from widget.cases.declarations import moment_that_counts
from widget.cases.model import Case, Fact, Shop
from widget.desk.deciding import answers_of, law_alone
from widget.desk.order_facts import ITEM_OF_SOLD, country_of
from widget.desk.pinning import day_of_fact, read_day

FIRST_YEAR = 1990  # no order of a customer who writes today is older
YEARS_AHEAD = 5
# Outcomes by which the shop says that nothing is left to do.
_OVER = frozenset({"settled", "all_done", "mistaken", "spam"})


@dataclass(frozen=True)
class Told:
    """A case with all that its clocks need: its facts, the policy that counts, its first answer.

    ``profile`` is ``None`` where the shop has published nothing. ``declared_at`` is when the shop's
    site took it (ms UTC), ``None`` where it came to the desk itself.
    """

    shop: Shop
    case: Case
    facts: Sequence[Fact]
    profile: Profile | None
    answered_at: int | None = None
    declared_at: int | None = None

    @property
    def made_at(self) -> int:
        """When the customer's statement was made, as it counts (ms UTC)."""
        return moment_that_counts(self.declared_at, self.case.opened_at)


def known_of(told: Told, now: int) -> Known:
    """What is known of a case at a moment (ms UTC), all but what hangs on its items' rights."""
    shop, case, facts, profile = told.shop, told.case, told.facts, told.profile
    today = local_day(now, shop.zone)
    country = country_of(facts)
    families, family_known = families_of(profile, items_of(facts))
    informed, informed_on = _answer_or_day(facts, "informed", today)
    shipped, shipped_on = _answer_or_day(facts, "shipped", today)
    return Known(
        kind=case.kind,
        received_on=local_day(told.made_at, shop.zone),
        today=today,
        places=(country,) if country else places_of_buyers(shop.country, _regions(profile), today),
        place_known=country is not None,
        families=families,
        family_known=family_known,
        ordered_on=sane_day(day_of_fact(facts, "date") or read_day(case.ordered_on), today),
        delivered_on=sane_day(day_of_fact(facts, "delivered"), today),
        shipped=True if shipped_on else shipped,
        returned_on=_day(facts, "returned", today),
        refunded_on=_day(facts, "refunded", today),
        repaired_on=_day(facts, "repaired", today),
        agreed_on=_day(facts, "agreed", today),
        answered_on=None if told.answered_at is None else local_day(told.answered_at, shop.zone),
        informed=informed,
        informed_on=informed_on,
        by_law=_answer_or_day(facts, "by_law", today)[0],
        collects=profile is not None and profile.sending_back.method == "seller_collects",
        ended=case.state == "erased" or (case.state == "closed" and case.outcome in _OVER),
    )


def items_of(facts: Sequence[Fact]) -> tuple[SaidItem, ...]:
    """The kinds of items as the shop has said them; empty where it has not."""
    return said_items(fact.value for fact in facts if fact.name == "item_kind")


def families_of(profile: Profile | None, items: Sequence[SaidItem]) -> tuple[tuple[str, ...], bool]:
    """From what the days run, and whether somebody said so; else all that the shop sells."""
    kinds = [said.item for said in items]
    if not kinds and profile is not None:
        kinds = [Item(ITEM_OF_SOLD[sold]) for sold in profile.sells]
    families = tuple(sorted({family_of(item) for item in kinds})) or ("goods",)
    return families, bool(items) or (profile is not None and len(families) == 1)


@lru_cache(maxsize=256)
def places_of_buyers(country: str, regions: tuple[str, ...], on: date) -> tuple[str, ...]:
    """Whose law may hold for a customer of whom nobody knows where they live.

    Where the shop sells, by its policy; without one, the shop's own country. Empty if neither is
    known. The EU stands for all members that have no rule of their own on that day.
    """
    found: dict[str, None] = {}
    for region in regions or ((country_code(country),) if country else ()):
        found[region] = None
        if region == "EU":
            found |= dict.fromkeys(differing_members(on))
    return tuple(found)


def profile_for(version: str, first: str) -> Profile | None:
    """The answers that count for a case, from the text of its version and of the first one.

    Without a version the law alone counts, for the things and buyers of the first.
    """
    try:
        if version:
            return answers_of(version)
        return law_alone(answers_of(first)) if first else None
    except BadPolicy:
        return None  # changed behind the desk's back; `verify` and the case's own panel say so


def _regions(profile: Profile | None) -> tuple[str, ...]:
    return () if profile is None else tuple(profile.buyer_regions)


def _answer_or_day(
    facts: Sequence[Fact], name: str, today: date
) -> tuple[bool | None, date | None]:
    """A fact that is yes, no or a day: the last word of the shop."""
    for fact in reversed(facts):
        if fact.name == name and fact.said_by != "customer":
            if fact.value in {"yes", "no"}:
                return fact.value == "yes", None
            if day := sane_day(read_day(fact.value), today):
                return None, day
    return None, None


def _day(facts: Sequence[Fact], name: str, today: date) -> date | None:
    """The day of a fact by the last word of the shop; “no” takes an earlier word back."""
    return _answer_or_day(facts, name, today)[1]


def sane_day(day: date | None, today: date) -> date | None:
    """A day that an order of ours can have; ``None`` for a slip such as the year 2206."""
    if day is None or not FIRST_YEAR <= day.year <= today.year + YEARS_AHEAD:
        return None
    return day


def moment_of(at: int) -> datetime:
    """A moment (ms UTC) as the policy room wants it."""
    return datetime.fromtimestamp(at / 1000, UTC)


def with_exception(known: Known, *, excepted: bool) -> Known:
    """The same, where the law excepts every item."""
    return replace(known, excepted=excepted) if excepted else known
