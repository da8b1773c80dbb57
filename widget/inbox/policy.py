"""The policy: twelve questions on the left, the page on the right, and what the law says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from policy_pages.errors import BadPolicy
from policy_pages.profile import Profile, field_specs
from policy_pages.questions import QUESTIONS, Question
from policy_pages.words import say
from widget.cases.errors import DraftMovedOn, UnknownPage
from widget.doors import language
from widget.inbox.door import blueprint
from widget.inbox.frame import show
from widget.inbox.policy_answers import Typed, read_fields, typed_of, with_usual
from widget.inbox.policy_draft import (
    AtHand,
    findings_of,
    keep_answers,
    may_publish,
    policy_at_hand,
    question_named,
)
from widget.inbox.policy_look import look_of_request
from widget.inbox.policy_repairs import repair_named, repaired
from widget.inbox.policy_screen import asked_of, boxes_of, found_of, place_to_change
from widget.inbox.policy_words import label_of
from widget.inbox.rights import needs
from widget.inbox.said import said
from widget.inbox.site import LARGEST_ID
from widget.inbox.words import _


@dataclass(frozen=True)
class Wrong:
    """What keeps answers from being saved: sentences at their fields, and those of other fields."""

    at: Mapping[str, str] = field(default_factory=dict)
    elsewhere: tuple[tuple[str, str], ...] = ()
    moved_on: bool = False

    def __bool__(self) -> bool:
        return bool(self.at or self.elsewhere or self.moved_on)


@blueprint.get("/policy")
@needs("policy")
def policy() -> ResponseReturnValue:
    """Show the interview with one question open, or the first day where nothing is answered yet."""
    hand = policy_at_hand()
    question = question_named(request.args.get("question", ""))
    if question is None and hand.is_first_day:
        return show("policy_first", said=_said())
    return _show(hand, question, {}, Wrong())


@blueprint.post("/policy")
@needs("policy")
def answer_question() -> ResponseReturnValue:
    """Keep the answers to the open question, use the usual ones, or put a finding right."""
    hand, question = policy_at_hand(), question_named(request.form.get("question", ""))
    step = request.form.get("step", "next")
    typed, wrong, profile = typed_texts_of(question), Wrong(), hand.profile
    if question is not None and step == "skip":
        profile = with_usual(profile, question, hand.usual)
    elif question is not None:
        profile, at = read_fields(profile, question.fields, typed, language())
        wrong = Wrong(at)
    if not wrong:
        profile = _with_repair(hand, profile)
        wrong = kept(hand, profile, question.fields if question else ())
    if wrong:
        hand = policy_at_hand() if wrong.moved_on else hand
        return _show(hand, question, typed, wrong, 409 if wrong.moved_on else 400)
    return redirect(_onward(question, step), code=303)


@blueprint.get("/policy/field/<name>")
@needs("policy")
def policy_field(name: str) -> ResponseReturnValue:
    """Show one field that no question asks for."""
    return _show_field(_field_named(name), policy_at_hand(), {}, Wrong())


@blueprint.post("/policy/field/<name>")
@needs("policy")
def change_policy_field(name: str) -> ResponseReturnValue:
    """Keep the answer to one field."""
    hand, typed = policy_at_hand(), request.form.to_dict(flat=False)
    profile, at = read_fields(hand.profile, [_field_named(name)], typed, language())
    wrong = Wrong(at) or kept(hand, profile, [name])
    if wrong:
        hand = policy_at_hand() if wrong.moved_on else hand
        return _show_field(name, hand, typed, wrong, 409 if wrong.moved_on else 400)
    return redirect(url_for("inbox.policy", done="policy_saved"), code=303)


def kept(hand: AtHand, profile: Profile, fields: Iterable[str]) -> Wrong:
    """Save answers that differ from the draft; what speaks against it, if anything does.

    Sentences about one of ``fields`` stand at it, all others with a link to where they belong.
    """
    if profile == hand.profile and not hand.is_first_day:
        return Wrong()
    try:
        keep_answers(profile, seen_of_request(hand))
    except DraftMovedOn:
        return Wrong(moved_on=True)
    except BadPolicy as bad:
        told = [(fault.field, say(fault.reason, language())) for fault in bad.faults]
        here = frozenset(fields)
        return Wrong(
            {name: sentence for name, sentence in told if name in here},
            tuple((name, sentence) for name, sentence in told if name not in here),
        )
    return Wrong()


def seen_of_request(hand: AtHand) -> int:
    """Which draft the person had before them; the present one where the form does not say."""
    text = request.form.get("seen", "")
    if text.isascii() and text.isdecimal() and len(text) < 19:
        return min(int(text), LARGEST_ID)
    return hand.draft.seen


def typed_texts_of(question: Question | None) -> Typed:
    """What was typed into the boxes of a question."""
    if question is None:
        return {}
    posted = request.form.to_dict(flat=False)
    inner = tuple(f"{name}." for name in question.fields)
    return {
        name: texts
        for name, texts in posted.items()
        if name in question.fields or name.startswith(inner)
    }


def _with_repair(hand: AtHand, profile: Profile) -> Profile:
    """The answers with the repair whose button was pressed, if one was."""
    rule = request.form.get("repair", "")
    repair = repair_named(profile, rule, hand.on) if rule else None
    return repaired(profile, repair) if repair else profile


def _onward(question: Question | None, step: str) -> str:
    """Where to go after an answer was kept."""
    look = look_of_request().carried
    if request.form.get("repair"):
        return _to_question(question, done="policy_repaired", **look)
    if step == "publish":
        return url_for("inbox.before_publishing")
    if wanted := question_named(step.removeprefix("to:")):
        return _to_question(wanted, **look)
    place = QUESTIONS.index(question) + 1 if question else len(QUESTIONS)
    if step in {"next", "skip"} and place < len(QUESTIONS):
        return _to_question(QUESTIONS[place], **look)
    return url_for("inbox.policy", done="policy_saved", **look)


def _to_question(question: Question | None, **more: Any) -> str:
    """The address of the interview with a question open, or with none."""
    if question is None:
        return url_for("inbox.policy", **more)
    return url_for("inbox.policy", question=question.key, _anchor=f"q-{question.key}", **more)


def _field_named(name: str) -> str:
    if name not in field_specs() or name == "own":
        raise UnknownPage(name)
    return name


def _said() -> str:
    return said(request.args.get("done", ""))


def _show(
    hand: AtHand, question: Question | None, typed: Typed, wrong: Wrong, status: int = 200
) -> ResponseReturnValue:
    findings = findings_of(hand.profile, hand.on)
    found = [found_of(hand, finding) for finding in findings]
    asked = asked_of(hand, found)
    fields = question.fields if question else ()
    shown = typed or typed_of(hand.profile, fields)
    return show(
        "policy",
        status,
        hand=hand,
        asked=asked,
        question=question,
        boxes=boxes_of(fields, shown, wrong.at),
        wrong=wrong,
        elsewhere=[_placed(name, sentence) for name, sentence in wrong.elsewhere],
        own=sum(not one.is_usual for one in asked),
        others=[one for one in found if one.question is None],
        to_put_right=len(hand.faults) + sum(one.is_error for one in found),
        may_publish=may_publish(hand.faults, findings),
        look=look_of_request(),
        said="" if wrong else _said(),
    )


def _placed(name: str, sentence: str) -> tuple[str, str, str]:
    """A sentence about a field that is not on this page: its label, the sentence, where to go."""
    known = name in field_specs() and name != "own"
    label = label_of(name) if known else _("Your own words")
    return label, sentence, place_to_change(name if known else "own")


def _show_field(
    name: str, hand: AtHand, typed: Typed, wrong: Wrong, status: int = 200
) -> ResponseReturnValue:
    findings = [found for found in findings_of(hand.profile, hand.on) if found.field == name]
    return show(
        "policy_field",
        status,
        hand=hand,
        name=name,
        label=label_of(name),
        boxes=boxes_of([name], typed or typed_of(hand.profile, [name]), wrong.at),
        wrong=wrong,
        elsewhere=[_placed(other, sentence) for other, sentence in wrong.elsewhere],
        found=[replace(found_of(hand, finding), repair="") for finding in findings],
    )
