"""What the screens of the policy show: boxes to fill in, findings with their repairs, questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import url_for

from policy_pages.errors import Fault
from policy_pages.lint import Finding
from policy_pages.profile import Profile, answer_of, field_specs
from policy_pages.questions import QUESTIONS, Question
from policy_pages.words import Sentence, say
from widget.doors import language
from widget.inbox.policy_answers import Step, Typed, is_usual, kind_of, steps_of, typed_of
from widget.inbox.policy_draft import AtHand, question_asking
from widget.inbox.policy_repairs import Repair, repair_of, repaired
from widget.inbox.policy_said import Telling, answer_said, listed
from widget.inbox.policy_values import countries, place_word, places, value_word
from widget.inbox.policy_words import hint_of, label_of
from widget.inbox.words import _


@dataclass(frozen=True)
class Box:
    """A field as it stands on the page: ``typed`` are the texts in it, ``steps`` its rows.

    ``options`` are groups of value and word under a heading; ``more`` the parts of an amount.
    """

    name: str
    kind: str
    label: str
    hint: str
    typed: tuple[str, ...]
    error: str = ""
    options: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    steps: tuple[Step, ...] = ()
    more: Mapping[str, str] | None = None

    @property
    def id(self) -> str:
        """The id of the box on the page."""
        return self.name.replace(".", "-").replace("_", "-")

    @property
    def text(self) -> str:
        """What stands in a box for one text."""
        return self.typed[0] if self.typed else ""


@dataclass(frozen=True)
class Found:
    """A finding as the owner reads it.

    ``label`` and ``where`` lead to the answer that it is about. ``repair`` says what its button
    does, and is empty where only the owner can say. ``own`` is the place of the owner's own text.
    """

    rule: str
    label: str
    where: str
    is_error: bool
    place: str
    reason: str
    advice: str
    source: str
    words: str
    unconfirmed: bool
    from_unknown: bool
    repair: str
    question: Question | None
    own: int | None


@dataclass(frozen=True)
class Asked:
    """A question of the interview with its answer in words."""

    question: Question
    number: int
    text: str
    answer: str
    is_usual: bool
    found: tuple[Found, ...]
    missing: tuple[str, ...]

    @property
    def is_blocked(self) -> bool:
        """Whether it keeps the policy from being published."""
        return bool(self.missing) or any(found.is_error for found in self.found)


def boxes_of(fields: Iterable[str], typed: Typed, errors: Mapping[str, str]) -> list[Box]:
    """The boxes of some fields with what was typed, and a sentence at each that is wrong."""
    return [_box(name, typed, errors.get(name, "")) for name in fields]


def _box(name: str, typed: Typed, error: str) -> Box:
    spec = field_specs()[name]
    kind = kind_of(spec)
    steps = steps_of(typed, name) if kind == "tiers" else []
    parts = ("amount", "currency") if kind == "money" else ()
    return Box(
        name=name,
        kind=kind,
        label=label_of(name),
        hint=hint_of(name),
        typed=tuple(typed.get(name, ())),
        error=error,
        options=_options(name),
        steps=tuple(steps),
        more={part: (typed.get(f"{name}.{part}") or [""])[0] for part in parts},
    )


def _options(name: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """What there is to choose from, in groups with a heading."""
    spec = field_specs()[name]
    match spec.ask.type:
        case "regions":
            return tuple((heading, tuple(group)) for heading, group in places(language()))
        case "country":
            return (("", countries(language())),)
        case "bool":
            return (("", (("yes", _("Yes")), ("no", _("No")))),)
        case "choice" | "list":
            words = tuple((value, value_word(name, value)) for value in spec.ask.values)
            return (("", words),)
    return ()


def asked_of(hand: AtHand, found: Iterable[Found]) -> list[Asked]:
    """The twelve questions, each with its answer, what is missing and what the law says."""
    telling, shown = Telling(hand.profile, language(), hand.on), list(found)
    return [
        Asked(
            question=question,
            number=number,
            text=say(Sentence(question.text), language()),
            answer=answer_said(question.key, telling),
            is_usual=is_usual(hand.profile, question, hand.usual),
            found=tuple(one for one in shown if one.question is question),
            missing=tuple(missing_in(hand.faults, question)),
        )
        for number, question in enumerate(QUESTIONS, start=1)
    ]


def missing_in(faults: Iterable[Fault], question: Question) -> list[str]:
    """What a question still has to say, one sentence each, with the label of its field."""
    return [
        f"{label_of(fault.field)}: {say(fault.reason, language())}"
        for fault in faults
        if fault.field in question.fields
    ]


def found_of(hand: AtHand, finding: Finding) -> Found:
    """A finding in the language of the page, with the repair that a button can do."""
    locale, own = language(), None
    if finding.field.startswith("own."):
        own = int(finding.field.split(".")[1])
    repair = repair_of(hand.profile, finding, hand.on)
    return Found(
        rule=finding.rule,
        label=_("Your own words") if own is not None else label_of(finding.field),
        where=place_to_change(finding.field),
        is_error=finding.level == "error",
        place=place_word(finding.country, locale),
        reason=say(finding.reason, locale),
        advice=say(finding.repair, locale),
        source=finding.source,
        words=finding.words,
        unconfirmed=finding.unconfirmed,
        from_unknown=finding.from_unknown,
        repair=repair_said(hand.profile, repair) if repair else "",
        question=question_asking(finding.field),
        own=own,
    )


def place_to_change(field: str) -> str:
    """The address of the screen where a field is changed."""
    if field.startswith("own"):
        place = field.split(".")[1] if "." in field else None
        return url_for("inbox.own_words", n=place)
    question = question_asking(field)
    if question is not None:
        return url_for("inbox.policy", question=question.key, _anchor=f"q-{question.key}")
    return url_for("inbox.policy_field", name=field)


def repair_said(profile: Profile, repair: Repair) -> str:
    """What pressing the button of a repair does."""
    before, after = answer_of(profile, repair.field), repair.answer
    if isinstance(after, tuple) and isinstance(before, tuple):
        come = [value_word(repair.field, str(one)) for one in after if one not in before]
        gone = [value_word(repair.field, str(one)) for one in before if one not in after]
        if come and not gone:
            return _("Tick “%(answers)s”", answers=listed(come, language()))
        if gone and not come:
            return _("Untick “%(answers)s”", answers=listed(gone, language()))
    field, said = label_of(repair.field), _answer_word(profile, repair)
    if not said:
        return _("Leave “%(field)s” empty", field=field)
    return _("Set “%(field)s” to “%(answer)s”", field=field, answer=said)


def _answer_word(profile: Profile, repair: Repair) -> str:
    """The answer of a repair in words; empty for none."""
    texts = typed_of(repaired(profile, repair), [repair.field]).get(repair.field, [])
    named = {value: word for _heading, group in _options(repair.field) for value, word in group}
    return listed([named.get(text, text) for text in texts if text], language())
