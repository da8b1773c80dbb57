"""Answers as a person types them in a terminal, and as they are shown there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from widget.cases.text import clean_line
from widget.cli.policy.kept import spoken
from widget.cli.questions import AskAgainError
from widget.cli.spoken import N_, _

if TYPE_CHECKING:
    from policy_pages.answers import Answer, FieldSpec

NOTHING = "-"
YES, NO = N_("yes"), N_("no")
STEP = re.compile(r"(\d{1,6})\s*h?\s*[:=]\s*(\d{1,3})\s*%?")
MONEY = re.compile(r"(\d{1,9}(?:[.,]\d{1,3})?)\s*([A-Za-z]{3})")


def answer_typed(spec: FieldSpec, text: str) -> Answer:
    """The answer in what was typed. Raises ``AskAgainError`` with a sentence."""
    from policy_pages.errors import Fault
    from policy_pages.reading import read_answer
    from policy_pages.words import say

    text = clean_line(text).strip()
    if text in {"", NOTHING}:
        if spec.ask.required:
            raise AskAgainError(_("Something has to stand here."))
        empty: Answer = () if isinstance(spec.default, tuple) else None
        return spec.default if spec.default is not None else empty
    reads = READERS.get(spec.ask.type, _as_it_is)
    try:
        return read_answer(spec.name, spec.ask, reads(text))
    except Fault as fault:
        raise AskAgainError(say(fault.reason, spoken())) from None


def shown(answer: Answer) -> str:
    """An answer as one would type it; ``-`` for none."""
    from policy_pages.answers import Money, Tier

    if isinstance(answer, bool):
        return _(YES) if answer else _(NO)
    if isinstance(answer, Money):
        places = _places(answer.currency)
        return f"{Decimal(answer.minor).scaleb(-places):f} {answer.currency}"
    if isinstance(answer, tuple):
        parts = [
            f"{each.hours_before}: {each.refund_percent}" if isinstance(each, Tier) else str(each)
            for each in answer
        ]
        return ", ".join(parts) or NOTHING
    if isinstance(answer, Decimal):
        return f"{answer.normalize():f}"
    return NOTHING if answer in {None, ""} else str(answer)


def _as_it_is(text: str) -> Any:
    return text


def _yes_or_no(text: str) -> Any:
    told = text.casefold()
    for words, value in (((YES, "yes", "y", "true"), True), ((NO, "no", "n", "false"), False)):
        known = {_(words[0]).casefold(), _(words[0]).casefold()[0], *words}
        if told in known:
            return value
    raise AskAgainError(_("Answer yes or no."))


def _whole(text: str) -> Any:
    if not re.fullmatch(r"[+-]?\d{1,9}", text):
        raise AskAgainError(_("Write a whole number."))
    return int(text)


def _number(text: str) -> Any:
    try:
        return Decimal(text.removesuffix("%").strip().replace(",", "."))
    except InvalidOperation:
        raise AskAgainError(_("Write a number.")) from None


def _several(text: str) -> Any:
    return [part for part in re.split(r"[,;\s]+", text) if part]


def _steps(text: str) -> Any:
    steps = []
    for part in re.split(r"[,;]", text):
        match = STEP.fullmatch(part.strip())
        if match is None:
            raise AskAgainError(_("Write hours and per cent, for example 48: 100, 24: 50."))
        steps.append({"hours_before": int(match[1]), "refund_percent": int(match[2])})
    return steps


def _money(text: str) -> Any:
    match = MONEY.fullmatch(text)
    if match is None:
        raise AskAgainError(_("Write an amount and a currency, for example 40 EUR."))
    currency = match[2].upper()
    minor = Decimal(match[1].replace(",", ".")).scaleb(_places(currency))
    if minor != int(minor):
        raise AskAgainError(_("Write an amount and a currency, for example 40 EUR."))
    return {"minor": int(minor), "currency": currency}


def _places(currency: str) -> int:
    from babel.numbers import get_currency_precision

    return get_currency_precision(currency)


READERS: Mapping[str, Callable[[str], Any]] = {
    "bool": _yes_or_no,
    "int": _whole,
    "number": _number,
    "list": _several,
    "regions": _several,
    "tiers": _steps,
    "money": _money,
}
