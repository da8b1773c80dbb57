"""Turns what stands in the file into an answer, one type of field at a time.

Each reader takes the raw value and returns the answer, or raises the ``Fault`` that says what is
wrong; the caller adds file and line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import holidays

from policy_pages.answers import (
    LONGEST_TEXT,
    Answer,
    Ask,
    Money,
    OwnWords,
    Tier,
)
from policy_pages.errors import (
    ImpossibleDate,
    MissingAnswer,
    NegativeCount,
    TextTooLong,
    UnfinishedPlaceholder,
    UnknownAnswer,
    UnknownCountry,
)
from policy_pages.rules import country_code, known_places
from policy_pages.sections import PAGES
from policy_pages.words import N_, Sentence

MOST = 100_000  # days or hours; more is a slip of the finger
LANGUAGE = re.compile(r"[a-z]{2}")
CURRENCY = re.compile(r"[A-Z]{3}")
# What templates and hurried people leave behind. A Markdown link, [text](address), is none.
PLACEHOLDER = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\$\{\w+\}|<%.*?%>|_{4,}|\bTODO\b|\bFIXME\b|\bX{3,}\b|\bTBD\b"
    r"|\blorem ipsum\b"
    r"|[\[<{](?i:insert|your|enter|ihr|ihre|ihren|hier|einfügen|name|address|adresse|date|datum"
    r"|shop|company|firma|email|e-mail)\b[^\]>}\n]{0,80}[\]>}](?![(\[:])"
    r"|\[\s*(?:\.{3}|…)\s*\]",
    re.IGNORECASE | re.DOTALL,
)


def read_answer(name: str, ask: Ask, raw: Any) -> Answer:
    """The answer in ``raw``. Raises the ``Fault`` that fits."""
    return READERS[ask.type](name, ask, raw)


def _wrong(name: str, wanted: str) -> UnknownAnswer:
    return UnknownAnswer(name, Sentence(wanted))


def _bool(name: str, _ask: Ask, raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise _wrong(name, N_("This is answered with true or false."))
    return raw


def _int(name: str, _ask: Ask, raw: Any) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise _wrong(name, N_("This is answered with a whole number."))
    if not 0 <= raw <= MOST:
        raise NegativeCount(name, Sentence(N_("%(number)s cannot be meant here."), {"number": raw}))
    return raw


def _number(name: str, _ask: Ask, raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        raise _wrong(name, N_("This is answered with a number."))
    value = Decimal(raw)
    if not value.is_finite() or not 0 <= value <= 100:
        raise NegativeCount(
            name, Sentence(N_("%(number)s is no per cent between 0 and 100."), {"number": raw})
        )
    return value


def _date(name: str, _ask: Ask, raw: Any) -> date:
    if isinstance(raw, str):
        try:
            raw = date.fromisoformat(raw)
        except ValueError:
            text = N_("There is no day “%(day)s”; a day is written like 2026-11-21.")
            raise ImpossibleDate(name, Sentence(text, {"day": raw})) from None
    if isinstance(raw, datetime) or not isinstance(raw, date):
        raise _wrong(name, N_("This is answered with a day, written like 2026-11-21."))
    return raw


def _text(name: str, _ask: Ask, raw: Any) -> str:
    if not isinstance(raw, str):
        raise _wrong(name, N_("This is answered with a text in quotation marks."))
    if len(raw) > LONGEST_TEXT:
        text = N_("This text has %(number)s characters; %(most)s are the most.")
        raise TextTooLong(name, Sentence(text, {"number": len(raw), "most": LONGEST_TEXT}))
    if found := PLACEHOLDER.search(raw):
        text = N_("“%(place)s” still has to be filled in.")
        raise UnfinishedPlaceholder(name, Sentence(text, {"place": found.group()[:80]}))
    return raw


def _choice(name: str, ask: Ask, raw: Any) -> str:
    if not isinstance(raw, str) or raw not in ask.values:
        text = N_("“%(answer)s” is no answer here; there are: %(values)s.")
        values = {"answer": str(raw)[:80], "values": ", ".join(ask.values)}
        raise UnknownAnswer(name, Sentence(text, values))
    return raw


def _list(name: str, ask: Ask, raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list):
        raise _wrong(name, N_('This is answered with a list, such as ["goods"].'))
    if ask.required and not raw:
        raise MissingAnswer(name, Sentence(N_("At least one answer is needed.")))
    chosen = {_choice(name, ask, each) for each in raw}
    return tuple(value for value in ask.values if value in chosen)


def _regions(name: str, ask: Ask, raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list) or not raw:
        raise MissingAnswer(name, Sentence(N_("At least one answer is needed.")))
    return tuple(dict.fromkeys(_region(name, ask, each) for each in raw))


def _region(name: str, _ask: Ask, raw: Any) -> str:
    code = country_code(str(raw))
    if code not in known_places():
        text = N_("We have no rules for buyers in “%(country)s”.")
        raise UnknownCountry(name, Sentence(text, {"country": str(raw)[:80]}))
    return code


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    return frozenset(holidays.list_supported_countries(include_aliases=False)) | {"UK"}


def _country(name: str, _ask: Ask, raw: Any) -> str:
    code = country_code(str(raw))
    if code not in _countries():
        text = N_("There is no country “%(country)s”; a country is two letters, such as IE.")
        raise UnknownCountry(name, Sentence(text, {"country": str(raw)[:80]}))
    return code


def _language(name: str, _ask: Ask, raw: Any) -> str:
    if not isinstance(raw, str) or not LANGUAGE.fullmatch(raw):
        raise _wrong(name, N_("A language is two small letters, such as en or de."))
    return raw


def _table(name: str, raw: Any, keys: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(raw, dict) or set(raw) != set(keys):
        text = N_("Here exactly these belong together: %(values)s.")
        raise UnknownAnswer(name, Sentence(text, {"values": ", ".join(keys)}))
    return raw


def _money(name: str, ask: Ask, raw: Any) -> Money:
    told = _table(name, raw, ("minor", "currency"))
    if not isinstance(told["currency"], str) or not CURRENCY.fullmatch(told["currency"]):
        raise _wrong(name, N_("A currency is three capital letters, such as EUR."))
    return Money(_int(name, ask, told["minor"]), told["currency"])


def _tiers(name: str, ask: Ask, raw: Any) -> tuple[Tier, ...]:
    if not isinstance(raw, list):
        raise _wrong(name, N_("This is answered with a list of steps."))
    tiers = []
    for each in raw:
        told = _table(name, each, ("hours_before", "refund_percent"))
        share = _int(name, ask, told["refund_percent"])
        _number(name, ask, share)
        tiers.append(Tier(_int(name, ask, told["hours_before"]), share))
    return tuple(sorted(tiers, key=lambda tier: -tier.hours_before))


def _own(name: str, ask: Ask, raw: Any) -> tuple[OwnWords, ...]:
    if not isinstance(raw, list):
        raise _wrong(name, N_("This is answered with a list of texts."))
    pages = Ask("choice", "", tuple(PAGES.split()))
    words = []
    for number, each in enumerate(raw):
        told = _table(f"{name}.{number}", each, ("page", "language", "text"))
        words.append(
            OwnWords(
                _choice(f"{name}.{number}.page", pages, told["page"]),
                _language(f"{name}.{number}.language", ask, told["language"]),
                _text(f"{name}.{number}.text", ask, told["text"]),
            )
        )
    return tuple(words)


READERS: Mapping[str, Callable[[str, Ask, Any], Answer]] = {
    "bool": _bool,
    "int": _int,
    "number": _number,
    "date": _date,
    "text": _text,
    "choice": _choice,
    "list": _list,
    "regions": _regions,
    "country": _country,
    "language": _language,
    "money": _money,
    "tiers": _tiers,
    "own": _own,
}
