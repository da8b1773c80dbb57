"""What a new shop and its owner are asked, with checks and guesses: ``init`` and ``shop add``."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import click

from widget.cases.text import clean_line
from widget.cli.spoken import N_, StopError, _, option

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?")


class AskAgainError(ValueError):
    """The answer does not do; the message says what would."""


@dataclass(frozen=True)
class Question:
    """One question. ``option`` is the same on the command line.

    ``check`` returns the answer clean or raises ``AskAgainError``. ``guess`` is what is offered as
    the answer: a text, or made of the answers so far; ``None`` for nothing. Empty text: the answer
    may be left out.
    """

    name: str
    option: str
    text: str
    check: Callable[[str], Any]
    guess: str | Callable[[Mapping[str, Any]], str | None] | None = None

    def guessed(self, so_far: Mapping[str, Any]) -> str | None:
        """What to offer, given the answers so far."""
        return self.guess(so_far) if callable(self.guess) else self.guess


def some_text(answer: str) -> str:
    """Any text but none."""
    if not answer.strip():
        raise AskAgainError(N_("Something has to stand here."))
    return answer.strip()


def shop_id(answer: str) -> str:
    """What the shop is called in addresses."""
    if not SLUG.fullmatch(answer.strip()):
        raise AskAgainError(N_("Use small letters, digits and hyphens, for example wren-tide."))
    return answer.strip()


def mailbox(answer: str) -> str:
    """An address that mail can be sent to."""
    from widget.mail.addresses import plain_address
    from widget.mail.errors import BadAddress

    try:
        return plain_address(answer.strip())
    except BadAddress:
        right = N_("Write one email address, for example orla@shop.example.")
        raise AskAgainError(right) from None


def languages(answer: str) -> tuple[str, ...]:
    """Codes of languages, the shop's own first."""
    from widget.desk import OFFERED_LANGUAGES

    codes = tuple(dict.fromkeys(answer.lower().replace(",", " ").split()))
    if not codes or set(codes) - set(OFFERED_LANGUAGES):
        raise AskAgainError(N_("Choose from en and de, for example: en, de."))
    return codes


def zone(answer: str) -> str:
    """A time zone by its name."""
    if answer.strip() not in available_timezones():
        raise AskAgainError(N_("Write a zone such as Europe/Dublin or America/New_York."))
    return answer.strip()


def country(answer: str) -> str:
    """A country by its two letters."""
    if not re.fullmatch(r"[A-Za-z]{2}", answer.strip()):
        raise AskAgainError(N_("Write the two letters of a country, for example IE."))
    return answer.strip().upper()


def guess_id(so_far: Mapping[str, Any]) -> str | None:
    """An id made of the shop's name; ``None`` where nothing of it is left."""
    plain = unicodedata.normalize("NFKD", str(so_far.get("name", "")).replace("&", " "))
    letters = plain.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:48].strip("-") or None


def guess_zone(so_far: Mapping[str, Any]) -> str:
    """The zone of this machine, or UTC."""
    del so_far
    local = Path("/etc/localtime")
    linked = str(local.resolve()).partition("zoneinfo/")[2] if local.is_symlink() else ""
    named = Path("/etc/timezone").read_text().strip() if Path("/etc/timezone").is_file() else ""
    known = available_timezones()
    found = (name for name in (os.environ.get("TZ", "").lstrip(":"), named, linked))
    return next((name for name in found if name in known), "UTC")


def guess_country(so_far: Mapping[str, Any]) -> str | None:
    """The country of the zone; ``None`` for a zone that belongs to none."""
    from babel.core import get_global

    country = str(get_global("zone_territories").get(so_far.get("zone", ""), ""))
    return country if re.fullmatch(r"[A-Z]{2}", country) and country != "ZZ" else None


SHOP_QUESTIONS = (
    Question("name", "--name", N_("What is the shop called?"), some_text),
    Question("slug", "--id", N_("Its id, for addresses such as /s/wren-tide"), shop_id, guess_id),
    Question("owner_name", "--owner", N_("The owner’s name, as customers read it"), some_text),
    Question("mailbox", "--email", N_("The owner’s email address"), mailbox),
    Question(
        "languages",
        "--languages",
        N_("Languages of the forms, the shop’s own first (en, de)"),
        languages,
        "en, de",
    ),
    Question("zone", "--zone", N_("Time zone"), zone, guess_zone),
    Question("country", "--country", N_("Country, in two letters"), country, guess_country),
)


def asked_as_options(questions: tuple[Question, ...]) -> Callable[[Any], Any]:
    """Give a command an option for each question."""

    def add(command: Any) -> Any:
        for question in reversed(questions):
            command = option(question.option, question.name, metavar="…", help=question.text)(
                command
            )
        return command

    return add


def answers_to(
    questions: tuple[Question, ...], given: Mapping[str, str | None], *, ask: bool
) -> dict[str, Any]:
    """The answers: as given on the command line, else asked for, else as guessed.

    With ``ask`` false nothing is asked, and everything that is missing or does not do ends the
    command at once, each with a sentence.
    """
    answers: dict[str, Any] = {}
    wrong: list[str] = []
    for question in questions:
        text = given.get(question.name)
        if text is None and ask:
            answers[question.name] = _ask(question, answers)
            continue
        if text is None:
            text = question.guessed(answers)
        if text is None:
            wrong.append(_("%(option)s is missing.", option=question.option))
            continue
        try:
            answers[question.name] = question.check(text)
        except AskAgainError as error:
            sentence = _(str(error))
            wrong.append(f"{question.option}: {sentence}")
    if wrong:
        raise StopError(*wrong)
    return answers


def _ask(question: Question, so_far: Mapping[str, Any]) -> Any:
    guess = question.guessed(so_far)

    def check(text: str) -> Any:
        try:
            return question.check(clean_line(text))
        except AskAgainError as error:
            raise click.UsageError(_(str(error))) from None

    return click.prompt(_(question.text), default=guess, value_proc=check, show_default=bool(guess))
