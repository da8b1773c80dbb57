"""Between the form of a question and the answers of a policy: what is shown, what is read.

Pure: a post in, answers and sentences out. What was typed is kept as it was, right or wrong, so
that the page can show it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from babel.numbers import get_currency_precision

from policy_pages.answers import Answer, FieldSpec, Money, Tier
from policy_pages.errors import Fault
from policy_pages.profile import Profile, answer_of, field_specs, with_answer
from policy_pages.questions import Question
from policy_pages.reading import read_answer
from policy_pages.words import say
from widget.cases.text import clean_line, clean_text
from widget.inbox.words import _

# What was typed: name of a box to the texts that came for it. A field with several boxes has a
# name of its own for each, such as `cancellation.tiers.0.share`.
Typed = Mapping[str, list[str]]

MOST_STEPS = 50  # of cancelling: more rows than anybody reads
SPARE_STEPS = 2  # empty rows below those that are filled in
LONG_TEXTS = frozenset({"contact.address", "complaint.adr_body"})
HOURS_OF = {"hours": 1, "days": 24}
_WHOLE = re.compile(r"[+-]?\d{1,9}", re.ASCII)


class NotReadable(Exception):
    """What was typed cannot be meant as an answer; ``sentence`` says what to write instead."""

    def __init__(self, sentence: str) -> None:
        """``sentence``: in the language of the page."""
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Step:
    """A step of cancelling as it stands in its row; every text may be empty."""

    ahead: str = ""
    unit: str = "days"
    share: str = ""


def kind_of(spec: FieldSpec) -> str:
    """Which sort of box a field has: the type of its answer, but long texts have more lines."""
    return "lines" if spec.name in LONG_TEXTS else spec.ask.type


def typed_of(profile: Profile, fields: Iterable[str]) -> dict[str, list[str]]:
    """The answers as they would have been typed."""
    typed: dict[str, list[str]] = {}
    for name in fields:
        answer = answer_of(profile, name)
        if isinstance(answer, Money):
            typed[f"{name}.amount"] = [_amount(answer)]
            typed[f"{name}.currency"] = [answer.currency]
        elif field_specs()[name].ask.type == "tiers":
            typed |= _typed_steps(name, cast(tuple[Tier, ...], answer))
        elif isinstance(answer, tuple):
            typed[name] = [str(each) for each in answer]
        else:
            typed[name] = [_text(answer)]
    return typed


def steps_of(typed: Typed, name: str) -> list[Step]:
    """The rows of a field of steps as they were typed, and some empty ones to go on."""
    rows = []
    start = f"{name}."
    numbers = {key[len(start) :].partition(".")[0] for key in typed if key.startswith(start)}
    for number in sorted(int(each) for each in numbers if _WHOLE.fullmatch(each))[:MOST_STEPS]:
        ahead, unit, share = (
            _one(typed, f"{name}.{number}.{part}") for part in ("ahead", "unit", "share")
        )
        if ahead or share:
            rows.append(Step(ahead, unit if unit in HOURS_OF else "days", share))
    return [*rows, *[Step()] * SPARE_STEPS]


def read_fields(
    profile: Profile, fields: Iterable[str], typed: Typed, locale: str
) -> tuple[Profile, dict[str, str]]:
    """The profile with the answers that were typed, and a sentence for each that cannot be read.

    What cannot be read leaves the answer as it was.
    """
    wrong: dict[str, str] = {}
    for name in fields:
        spec = field_specs()[name]
        try:
            answer = _answer(spec, typed)
        except NotReadable as fault:
            wrong[name] = fault.sentence
        except Fault as fault:
            wrong[name] = say(fault.reason, locale)
        else:
            profile = with_answer(profile, name, answer)
    return profile, wrong


def with_usual(profile: Profile, question: Question, usual: Profile) -> Profile:
    """The profile with a question skipped: its fields as they are in ``usual``."""
    for name in question.fields:
        profile = with_answer(profile, name, answer_of(usual, name))
    return profile


def is_usual(profile: Profile, question: Question, usual: Profile) -> bool:
    """Whether a question has the answer that it would have if it were skipped."""
    return all(answer_of(profile, name) == answer_of(usual, name) for name in question.fields)


def _answer(spec: FieldSpec, typed: Typed) -> Answer:
    raw = _raw(spec, typed)
    if raw is None:
        if spec.ask.required:
            raise NotReadable(_("This needs an answer."))
        return spec.default
    return read_answer(spec.name, spec.ask, raw)


def _raw(spec: FieldSpec, typed: Typed) -> Any:
    """What was typed, as it would stand in the file; ``None`` where nothing was said."""
    name, text = spec.name, _one(typed, spec.name)
    match spec.ask.type:
        case "list" | "regions":
            return [each for each in typed.get(name, []) if each]
        case "bool":
            if text not in {"yes", "no"}:
                raise NotReadable(_("Choose yes or no."))
            return text == "yes"
        case "choice":
            if not text:
                raise NotReadable(_("Choose one."))
            return text
        case "int":
            return _whole(text) if text else None
        case "number":
            return _percent(text) if text else None
        case "money":
            return _money(_one(typed, f"{name}.amount"), _one(typed, f"{name}.currency"))
        case "tiers":
            return _tiers(typed, name)
        case _:
            return text or None


def _one(typed: Typed, name: str) -> str:
    """The first text of a box, cleaned; an address keeps its lines."""
    texts = typed.get(name, [])
    clean = clean_text if name in LONG_TEXTS else clean_line
    return clean(texts[0]) if texts else ""


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise NotReadable(_("Write a whole number, for example 14."))
    return int(text)


def _percent(text: str) -> Decimal:
    try:
        return _decimal(text.removesuffix("%"))
    except InvalidOperation:
        raise NotReadable(_("Write a number from 0 to 100.")) from None


def _decimal(text: str) -> Decimal:
    """A number with point or comma. Raises ``InvalidOperation``."""
    plain = text.strip().replace(",", ".")
    if not plain.isascii() or len(plain) > 20:
        raise InvalidOperation
    found = Decimal(plain)
    if not found.is_finite():
        raise InvalidOperation
    return found


def _money(amount: str, currency: str) -> dict[str, object] | None:
    if not amount:
        return None
    currency = currency.upper()
    sentence = _("Write an amount, and its currency in three letters: 45.00 and EUR.")
    if not re.fullmatch("[A-Z]{3}", currency):
        raise NotReadable(sentence)
    try:
        minor = _decimal(amount).scaleb(get_currency_precision(currency))
    except InvalidOperation:
        raise NotReadable(sentence) from None
    if minor != minor.to_integral_value():
        raise NotReadable(_("That currency has no such small coins."))
    return {"minor": int(minor), "currency": currency}


def _tiers(typed: Typed, name: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for step in steps_of(typed, name):
        if not step.ahead and not step.share:
            continue
        if not step.ahead or not step.share:
            raise NotReadable(
                _("Each step needs two numbers: how far ahead, and how much comes back.")
            )
        hours = _whole(step.ahead) * HOURS_OF[step.unit]
        found.append(
            {"hours_before": hours, "refund_percent": _whole(step.share.removesuffix("%").strip())}
        )
    return found


def _typed_steps(name: str, tiers: tuple[Tier, ...]) -> dict[str, list[str]]:
    typed = {}
    for number, tier in enumerate(tiers):
        days, rest = divmod(tier.hours_before, 24)
        in_days = days >= 2 and not rest
        typed[f"{name}.{number}.ahead"] = [str(days if in_days else tier.hours_before)]
        typed[f"{name}.{number}.unit"] = ["days" if in_days else "hours"]
        typed[f"{name}.{number}.share"] = [str(tier.refund_percent)]
    return typed


def _amount(money: Money) -> str:
    places = get_currency_precision(money.currency)
    return f"{Decimal(money.minor).scaleb(-places):.{places}f}"


def _text(answer: Answer) -> str:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, Decimal):
        return f"{answer.normalize():f}"
    if isinstance(answer, date):
        return answer.isoformat()
    return "" if answer is None else str(answer)
