"""What a customer is told of the policy: a sentence or two, taken from a decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from policy_pages.decide import decide
from policy_pages.decision import Decision, Option, Reason
from policy_pages.render import place_of
from policy_pages.site_sections import Profile
from widget.cases.deadlines import local_day
from widget.cases.model import Case, Shop
from widget.desk.deciding import answers_of, by_law, decide_case, first_version, law_alone
from widget.desk.order_facts import new_order
from widget.desk.pinning import Why, pin_for
from widget.desk.wired import Desk
from widget.mail.words import N_, words_for
from widget.storage import policies
from widget.storage.policies import PolicyVersion

WHOLE = Decimal(100)
_ALL_BACK = N_("Cancelled before the appointment begins, all of the money comes back.")
_COUNTRY = N_(
    "We do not know where you live, so these are the best terms for you of all places that this"
    " shop sells to (%(country)s)."
)

# What is told, by kind of message: of each group that has an option, the best.
ABOUT: dict[str, tuple[tuple[str, ...], ...]] = {
    "complaint": (("reject", "remedy"),),
    "return": (("withdraw", "change_mind", "exchange", "money_back"),),
    "refund": (("withdraw", "change_mind", "money_back"), ("reject", "remedy")),
    "withdrawal": (("withdraw", "change_mind"),),
    "cancellation": (("cancel",), ("withdraw", "change_mind")),
}


@dataclass(frozen=True)
class Told:
    """The sentences of a decision that matter to a customer.

    ``until`` is the ISO day of the last day, empty where it is not known, ``is_over`` whether it
    has passed. ``page`` and ``anchor`` are the place on the pages where the first sentence stands.
    """

    sentences: tuple[str, ...]
    until: str
    is_over: bool
    page: str
    anchor: str


@dataclass(frozen=True)
class Terms:
    """What a customer is told, and from which version; ``None`` for the law alone."""

    told: Told
    version: PolicyVersion | None
    why_version: Why


def terms_for_form(
    desk: Desk, shop: Shop, kind: str, locale: str, ordered_on: str = ""
) -> Terms | None:
    """What a form tells: the terms of an order that arrives today, by the version in force.

    With the ISO day of an order, by the version of that day. ``None`` where nothing was published.
    """
    with desk.store.read() as connection:
        pin = pin_for(policies.stamps_of(connection, shop.id), ordered_on)
        first = first_version(connection, shop.id)
        if pin.why == "no_policy" or first is None or kind not in ABOUT:
            return None
        version = policies.find_version(connection, shop.id, pin.number) if pin.number else None
    today = local_day(desk.clock(), shop.zone)
    told = _told_of_new((version or first).text, version is None, shop.zone, kind, locale, today)
    return Terms(told, version, pin.why) if told else None


@lru_cache(maxsize=256)
def _told_of_new(
    text: str, is_law_alone: bool, zone: str, kind: str, locale: str, today: date
) -> Told | None:
    """What is told of an order that is placed and delivered on a day."""
    profile = law_alone(answers_of(text)) if is_law_alone else answers_of(text)
    noon = datetime.combine(today, time(12), ZoneInfo(zone)).astimezone(UTC)
    decision = decide(profile, new_order(zone, profile, kind, noon), kind, noon)
    if is_law_alone:
        decision = by_law(decision)
    found = told_of(decision, profile, kind, locale)
    # The last day of an order that nobody has placed means nothing.
    return found and Told(found.sentences, "", False, found.page, found.anchor)


def terms_of_case(desk: Desk, shop: Shop, case: Case, locale: str) -> Terms | None:
    """What a receipt and a private page tell; ``None`` where nothing was published."""
    found = decide_case(desk, shop, case)
    if found.decision is None or case.kind not in ABOUT:
        return None
    profile = Profile() if found.version is None else answers_of(found.version.text)
    told = told_of(
        found.decision,
        profile,
        case.kind,
        locale,
        knows_days=not found.appointment_assumed,
    )
    return Terms(told, found.version, found.why_version) if told else None


def told_of(
    decision: Decision, profile: Profile, kind: str, locale: str, *, knows_days: bool = True
) -> Told | None:
    """The sentences of a decision for a customer; ``None`` where it has none for them."""
    chosen = _chosen(decision, kind)
    why = list(_reasons(chosen, decision, kind))
    words = words_for(locale)
    said = [each.text(locale) for each in why]
    if any(option.act == "cancel" and option.percent == WHOLE for option in chosen) and not why:
        said = [words.gettext(_ALL_BACK)]
    if not said:
        return None
    if decision.country_assumed and _differs_by_country(why, profile):
        said.append(words.gettext(_COUNTRY, country=words.country(decision.country)))
    until = chosen[0].until if chosen and knows_days else None
    page, anchor = _place(why[0], kind) if why else ("cancellation", "")
    return Told(
        sentences=tuple(dict.fromkeys(said)),
        until=until.isoformat() if until else "",
        is_over=bool(chosen) and not any(option.open for option in chosen),
        page=page,
        anchor=anchor,
    )


def _differs_by_country(why: list[Reason], profile: Profile) -> bool:
    """Whether buyers elsewhere may have other terms than those that are told."""
    national = any(each.rule and not each.rule.startswith("eu.") for each in why)
    return national or len(profile.buyer_regions) > 1


def _place(why: Reason, kind: str) -> tuple[str, str]:
    """Where the first sentence stands; whoever sends something back wants the page about that."""
    page, anchor = place_of(why.sentence)
    if page == "withdrawal":
        return ("cancellation" if kind == "cancellation" else "refund"), ""
    return page, anchor


def _chosen(decision: Decision, kind: str) -> list[Option]:
    """The best option of each group that is told of for this kind of message."""
    found: list[Option] = []
    for acts in ABOUT[kind]:
        group = [option for option in decision.options if option.act in acts and _says(option)]
        if found and kind == "cancellation":
            # Of what is booked the steps are told, and only of other things the days.
            group = [option for option in group if set(option.items).isdisjoint(found[0].items)]
        if group:
            found.append(max(group, key=_goodness))
    return found


def _says(option: Option) -> bool:
    """Whether an option tells a customer anything; that nothing is on file does not."""
    return option.why[0].sentence != "fault.no_end_known"


def _goodness(option: Option) -> tuple[object, ...]:
    """The best for the customer; where no last day is known, the one with most days."""
    end = option.until.toordinal() if option.until else 0
    return (
        option.open,
        option.percent,
        option.until is None,
        end,
        option.days or 0,
        option.pays_return != "buyer",
    )


def _reasons(chosen: list[Option], decision: Decision, kind: str) -> Iterator[Reason]:
    """The reasons that matter to a customer: how long, which share, who pays the way back."""
    for place, option in enumerate(chosen):
        if option.act == "cancel":
            tiers = [each for each in option.why if each.sentence != "tier.no_show"]
            yield from tiers if len(tiers) > 1 or option.percent != WHOLE else ()
            continue
        yield option.why[0]
        for each in option.why[1:]:
            # Who pays is told once: it is another one for what is faulty.
            returns = each.sentence.startswith("return.") and kind != "cancellation"
            if (returns and not place) or each.sentence == "promise.fee":
                yield each
    if not chosen:
        for without in decision.without:
            yield from without.why[:1]
