"""What the law wants next in a case, in words: what is due, unknown, and would settle it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from policy_pages.rules import places_of
from widget.cases.clocks import Clock
from widget.cases.model import Case
from widget.desk import CaseClocks, CaseFile, DueCase, ItemRight, clocks_of_file
from widget.doors import language, the_desk
from widget.inbox.policy_values import countries, place_word, places
from widget.inbox.words import N_, _
from widget.mail.clock_words import (
    clock_by_day,
    clock_stands,
    clock_title,
    clock_why,
    distance,
)
from widget.mail.fact_words import ITEM_FACT_WORDS, ITEM_WORDS
from widget.mail.words import Words, words_for

# The kinds that differ in law, in the order in which the form offers them.
OFFERED_ITEMS = tuple(kind for kind in ITEM_WORDS if kind not in {"sale", "gift_card", "beauty"})
OFFERED_FACTS = (
    "told_before_order",
    "unsealed",
    "mixed",
    "started",
    "performed",
    "consent_to_start",
    "acknowledge_loss",
    "confirmation_on_durable_medium",
)
Control = Literal["day", "yes_no", "yes_no_day", "country", "item"]

_QUESTIONS: Mapping[str, tuple[Control, str]] = {
    "country": ("country", N_("In which country does the customer live?")),
    "by_law": ("yes_no", N_("Does the message end the contract by law?")),
    "delivered": ("day", N_("When did the last of the goods arrive?")),
    "date": ("day", N_("When was it ordered?")),
    "returned": ("day", N_("When were the goods back, or shown to be sent?")),
    "shipped": ("yes_no", N_("Were the goods sent?")),
    "informed": ("yes_no_day", N_("Was the customer told before the order what the law wants?")),
    "item_kind": ("item", N_("What kind of thing is it?")),
    "refunded": ("day", N_("When did the money go back?")),
    "agreed": ("day", N_("When did you agree to the refund?")),
    "repaired": ("day", N_("When did the customer choose a repair?")),
}
_HINTS: Mapping[str, str] = {
    "by_law": N_("For example: a clear wish to withdraw within the days of the law."),
    "informed": N_("Of the right to withdraw, and in Canada by a copy of the agreement."),
}


@dataclass(frozen=True)
class Line:
    """One clock as a line. ``head`` says what and by when, ``away`` how far away that is.

    ``look`` is ``due-bad`` where it is certainly late, ``due-now`` on the day, else empty.
    """

    head: str
    away: str
    look: str
    why: str
    source: str
    unconfirmed: bool


@dataclass(frozen=True)
class Ask:
    """A fact that somebody of the shop can add, and how it is asked for."""

    name: str
    control: Control
    question: str
    hint: str


@dataclass(frozen=True)
class Right:
    """What the law says of one thing of the order. ``number`` names it for the suggested answer."""

    number: int
    label: str
    kind: str
    says: str
    source: str
    has_right: bool
    missing: tuple[str, ...]
    ends_with: str
    unconfirmed: bool


@dataclass(frozen=True)
class LawPanel:
    """All that the panel shows. ``first`` is the duty that comes first."""

    first: Line | None
    to_do: list[Line]
    perhaps: list[Line]
    customers: list[Line]
    asks: list[Ask]
    rights: list[Right]
    unknown_place: bool
    no_law_for: str
    item_kinds: list[tuple[str, str]] = field(default_factory=list)
    item_facts: list[tuple[str, str]] = field(default_factory=list)


def law_panel(file: CaseFile) -> LawPanel | None:
    """The panel of a case; ``None`` where the law has nothing to say about such a message."""
    case = file.case
    if case.kind == "termination" or case.state == "erased":
        return None
    found = clocks_of_file(the_desk(), file)
    words = words_for(language())
    asks = [_ask(name) for name in _asked(found, case)]
    place = found.places[0] if found.known.place_known and found.places else ""
    return LawPanel(
        first=next((_line(one, found, words) for one in found.to_do if one.is_due), None),
        to_do=[_line(one, found, words) for one in found.to_do],
        perhaps=[_line(one, found, words) for one in found.perhaps],
        customers=[_line(one, found, words) for one in found.customers],
        asks=asks,
        rights=[_right(number, one, words) for number, one in enumerate(found.rights)],
        unknown_place=not found.known.place_known,
        no_law_for=place_word(place, language()) if place and not found.clocks else "",
        item_kinds=[(kind, _(ITEM_WORDS[kind])) for kind in OFFERED_ITEMS],
        item_facts=[(name, _(ITEM_FACT_WORDS[name])) for name in OFFERED_FACTS],
    )


def row_words(clocks: Mapping[int, Clock], today: date) -> dict[int, tuple[str, str]]:
    """For rows of a list, by case: the first duty by law with its day, and its look."""
    words = words_for(language())
    return {
        case_id: (clock_by_day(clock, words, short=True), look_of(clock, today))
        for case_id, clock in clocks.items()
    }


def late_words(late: list[DueCase], today: date) -> list[tuple[Case, str, str]]:
    """For the notice above the lists: each case, what was due, and how late it is."""
    words = words_for(language())
    return [
        (one.case, clock_by_day(one.clock, words), distance(one.clock.ends, today, words))
        for one in late
        if one.clock.ends is not None
    ]


def look_of(clock: Clock, today: date) -> str:
    """How a duty is set: red where it is certainly late, amber on its day."""
    if clock.is_late:
        return "due-bad"
    return "due-now" if clock.is_due and clock.ends == today else ""


def country_choices(locale: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Where a customer can live, with headings: where we have rules for, then everywhere else."""
    known = [
        (heading, [(code, name) for code, name in group if code != "EU"])
        for heading, group in places(locale)
    ]
    listed = {code for _heading, group in known for code, _name in group}
    others = [(code, name) for code, name in countries(locale) if code not in listed]
    return [*known, (_("Elsewhere"), others)]


def suggested_answer(file: CaseFile, number: str) -> str:
    """A draft for the customer about an item that the law excepts, for the owner to change.

    In the customer's language. Empty for an item of which nothing is to be said.
    """
    rights = clocks_of_file(the_desk(), file).rights
    if not (number.isascii() and number.isdecimal() and int(number[:4]) < len(rights)):
        return ""
    right = rights[int(number[:4])]
    if right.has_right or right.reason is None:
        return ""
    words = words_for(file.case.locale)
    said = right.reason.text(file.case.locale)
    parts = [
        words.gettext(N_("Dear %(name)s,"), name=file.case.first_name),
        words.gettext(N_("thank you for your message.")),
        f"{right.label}: {said}" if right.label else said,
        words.gettext(N_("This is what the law says: %(source)s."), source=right.reason.source),
        words.gettext(
            N_(
                "That is about changing one’s mind alone. If something is wrong with it, you have "
                "other rights: please tell me what it is."
            )
        ),
    ]
    return "\n\n".join(parts)


def _line(clock: Clock, found: CaseClocks, words: Words) -> Line:
    today = found.known.today
    shops = clock.side == "shop"
    head = clock_by_day(clock, words)
    if not shops or clock.state in {"done", "waiting", "unknown"}:
        head = f"{clock_title(clock, words)}: {_stands(clock, words)}"
    away = ""
    if clock.ends and (clock.is_due or clock.state == "running"):
        away = distance(clock.ends, today, words)
    return Line(
        head=head,
        away=away if clock.certain or clock.ends is None or clock.ends >= today else "",
        look=look_of(clock, today),
        why=clock_why(clock, words),
        source=clock.source,
        unconfirmed=clock.unconfirmed,
    )


def _stands(clock: Clock, words: Words) -> str:
    if clock.state == "waiting":
        return _("it may wait for the goods")
    said = clock_stands(clock, words)
    return said[:1].lower() + said[1:] if words.language == "en" else said


def _asked(found: CaseClocks, case: Case) -> list[str]:
    """The facts to ask for: what would settle something, then what would end a clock."""
    names = {clock.name: clock for clock in found.clocks}
    asked = list(found.settles)
    if not found.known.place_known and "country" not in asked:
        asked.insert(0, "country")
    refunds = [names[name] for name in names if name.startswith("refund")]
    if any(clock.state != "done" for clock in refunds):
        asked.append("refunded")
    if case.kind in {"complaint", "refund", "return"}:
        asked += ["agreed"] if "reject" in names and found.known.agreed_on is None else []
        in_eu = any("EU" in places_of(place) for place in found.places)
        asked += ["repaired"] if in_eu and found.known.repaired_on is None else []
    elif "withdraw" in names and "item_kind" not in asked:
        asked.append("item_kind")
    return list(dict.fromkeys(asked))


def _ask(name: str) -> Ask:
    control, question = _QUESTIONS[name]
    return Ask(name, control, _(question), _(_HINTS[name]) if name in _HINTS else "")


def _right(number: int, right: ItemRight, words: Words) -> Right:
    says = right.reason.text(words.language) if right.reason else ""
    return Right(
        number=number,
        label=right.label,
        kind=_(ITEM_WORDS[right.item.kind]),
        says=says,
        source=right.reason.source if right.reason else "",
        has_right=right.has_right,
        missing=tuple(_(ITEM_FACT_WORDS[name]) for name in right.missing),
        ends_with=_(ITEM_FACT_WORDS[right.ends_with]) if right.ends_with else "",
        unconfirmed=bool(right.reason and right.reason.unconfirmed),
    )
