"""The panel “What the policy says” of a case: what a customer may do, until when, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import url_for

from policy_pages.decision import Option, Reason
from policy_pages.errors import PolicyError
from policy_pages.render import place_of
from widget.cases.model import Shop
from widget.desk import CaseDecision, CaseFile, decide_for
from widget.doors import language, the_desk
from widget.inbox.rights import may
from widget.inbox.words import N_, _
from widget.mail.words import words_for

ACTS: Mapping[str, str] = {
    "withdraw": N_("Withdraw without a reason"),
    "change_mind": N_("Change their mind"),
    "exchange": N_("Exchange"),
    "money_back": N_("Money-back guarantee"),
    "cancel": N_("Cancel the appointment"),
    "remedy": N_("Have a fault put right"),
    "reject": N_("Reject what is faulty"),
}
PAYERS: Mapping[str, str] = {
    "seller": N_("your shop pays the way back"),
    "buyer": N_("the customer pays the way back"),
}


@dataclass(frozen=True)
class Ground:
    """A sentence with its place on the pages and the source of law; each may be empty.

    ``unconfirmed``: the row of law is from general knowledge, and it is the owner who asks.
    """

    text: str
    url: str
    source: str
    unconfirmed: bool


@dataclass(frozen=True)
class Line:
    """One thing that the customer may do: its name, whose word it is, its terms in short."""

    act: str
    basis: str
    terms: str
    is_open: bool
    grounds: tuple[Ground, ...]


@dataclass(frozen=True)
class PolicySays:
    """The panel. ``notes`` say which version counts and what is not known.

    ``url`` leads to the version that counts, empty for the law alone; ``is_published`` is false
    where the shop had no policy when this was written.
    """

    is_published: bool
    version: str = ""
    url: str = ""
    notes: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    without: tuple[Ground, ...] = ()


def policy_says(file: CaseFile) -> PolicySays | None:
    """What the panel of a case shows; ``None`` for an erased case and where nothing can be told."""
    if file.case.state == "erased":
        return None
    try:
        found = decide_for(the_desk(), file)
    except PolicyError:
        return None
    if found.decision is None:
        return PolicySays(False) if found.why_version == "no_policy" else None
    without = tuple(
        _ground(found, file.shop, why) for each in found.decision.without for why in each.why
    )
    return PolicySays(
        is_published=True,
        version=_("Version %(number)s", number=found.number) if found.version else "",
        url=_url(found, file.shop, "refund", ""),
        notes=tuple(_notes(found)),
        lines=tuple(_line(found, file.shop, option) for option in found.options),
        without=without,
    )


def _notes(found: CaseDecision) -> Iterator[str]:
    """Why this version counts, and what had to be assumed."""
    pinned = {"number": found.pinned}
    match found.why_version:
        case "dated":
            yield _("Version %(number)s was in force on the day of the order.", **pinned)
        case "before_first":
            yield _("No policy was published on the day of the order: the law alone counts.")
        case "unknown_day":
            yield _(
                "The day of the order is not known. Version %(number)s was in force when the "
                "customer wrote.",
                **pinned,
            )
    if found.is_better_than_pinned:
        yield _(
            "Version %(number)s is better for the customer, who could rely on it, too. So it "
            "counts.",
            number=found.number,
        )
    if found.appointment_assumed:
        yield _("Nobody has noted when the appointment is, so no hours are told.")
    decision = found.decision
    for why in decision.why if decision else ():
        if decision and why.sentence == "country.unknown":
            country = words_for(language()).country(decision.country)
            yield _(
                "The country of the customer is not known, so these are the best terms of all "
                "places that you sell to (%(country)s).",
                country=country,
            )
        elif why.sentence != "delivery.unknown" or not found.appointment_assumed:
            yield why.text(language())


def _line(found: CaseDecision, shop: Shop, option: Option) -> Line:
    return Line(
        act=_(ACTS[option.act]),
        basis=_("by law") if option.basis == "law" else _("by your promise"),
        terms=", ".join(_terms(found, option)),
        is_open=option.open,
        grounds=tuple(_grounds(found, shop, option)),
    )


def _terms(found: CaseDecision, option: Option) -> Iterator[str]:
    """Until when, which share comes back, who pays: each in a few words."""
    assumed = option.act == "cancel" and found.appointment_assumed
    if option.until is not None and not assumed:
        day = words_for(language()).day(option.until.isoformat())
        yield _("until %(day)s", day=day) if option.open else _("it ended on %(day)s", day=day)
    elif not assumed:
        yield _("the last day is not known")
    if option.percent and not assumed:
        yield _("%(percent)s %% of the money", percent=f"{option.percent.normalize():f}")
    if option.pays_return in PAYERS:
        yield _(PAYERS[option.pays_return])


def _grounds(found: CaseDecision, shop: Shop, option: Option) -> Iterator[Ground]:
    seen: set[tuple[str, str]] = set()
    for why in option.why:
        told = (why.text(language()), why.source)
        if told not in seen:
            seen.add(told)
            yield _ground(found, shop, why)


def _ground(found: CaseDecision, shop: Shop, why: Reason) -> Ground:
    return Ground(
        text=why.text(language()),
        url=_url(found, shop, *place_of(why.sentence)),
        source=why.source,
        unconfirmed=why.unconfirmed and may("policy"),
    )


def _url(found: CaseDecision, shop: Shop, page: str, anchor: str) -> str:
    """A place on the pages of the version that counts; empty for the law alone."""
    version = found.version
    if version is None:
        return ""
    spoken = language()
    return url_for(
        "public.policy_page_then",
        slug=shop.slug,
        name=page,
        number=version.number,
        locale=spoken if spoken in version.locales[1:] else None,
        _anchor=anchor or None,
    )
