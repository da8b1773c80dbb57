"""What a customer typed into a form that the shop itself printed, as a statement for the desk.

The boxes and their checks are those of the desk's own forms. Where nobody is left to be asked, what
does not fit its box goes into the words, so that nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from widget.asking.addresses import NotAnAddress, read_address
from widget.asking.declaring import DeclarationForm
from widget.asking.forms import LONGEST_WORDS, Asked, MessageForm
from widget.asking.message_form import LONGEST
from widget.asking.questions import words_of_kind
from widget.cases.declarations import LONGEST_FIELD, Declaration
from widget.cases.model import Kind, Shop, Statement
from widget.cases.text import clean_line, clean_text
from widget.mail.law_words import LawWords

_MOST_ODD = 4 * LONGEST_WORDS  # letters of all that does not fit
_COLUMNS = {"order": "order_number", "ordered": "ordered_on"}
# What a form of the desk's own carries beside what is typed.
_UNTYPED = frozenset({"skip", "photos", "leave_empty", "email_kept", "phone_kept", "asked"})

_ASKING = ("?", ";", "\u037e")  # Greek asks with a semicolon

Odd = tuple[str, str]  # a box by its question, and what was typed into it


class Unfit(ValueError):
    """Boxes of a message that need a look: ``fields`` are their names and a sentence each."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        """Carry what to say beside each box."""
        super().__init__("boxes that need a look")
        self.fields = fields


def message_from(
    fields: Mapping[str, str], shop: Shop, kind: Kind, today: date, locale: str, *, kept: bool
) -> Statement:
    """A message of an ordinary kind in flask_babel's language. Raises ``Unfit`` unless ``kept``."""
    asked = Asked(shop, words_of_kind(kind), today)
    form = _checked(fields, asked)
    found = {field.name: str(field.errors[0]) for field in form if field.errors}
    if found and not kept:
        raise Unfit(found)
    said = form.statement(locale)
    fitting: dict[str, Any] = {_COLUMNS.get(name, name): _fitting(form, name) for name in found}
    labels = form.labels
    # What is missing is no word that could be lost.
    odd = [(labels.get(name, name), fields.get(name, "")) for name in found if name != "happened"]
    odd += _unknown(fields, [*labels, "reach"])
    words = fitting.pop("happened", said.happened)
    return replace(said, **fitting, happened=_with_odd(words, odd))


def declaration_from(fields: Mapping[str, str], kind: Kind, words: LawWords) -> Declaration:
    """A withdrawal or termination; whatever was typed, it is one."""
    labels = DeclarationForm(None, kind, words).labels
    form = DeclarationForm(_only(fields, labels), kind, words)
    form.is_ready()  # reads the address; what it would ask, nobody is there to answer
    declared = form.declared
    odd = [
        (labels[name], clean_line(text))
        for name, text in fields.items()
        if name in labels and len(clean_line(text)) > LONGEST_FIELD
    ]
    odd += [(label, clean_line(text)) for label, text in _unknown(fields, labels)]
    statement = _with_odd(words.statement(declared), odd, "\n")
    return declared.as_declaration(statement, words.language, None)


def _checked(fields: Mapping[str, str], asked: Asked) -> MessageForm:
    typed = _only(fields, [*LONGEST, "ordered", "wish", "reach"])
    if not clean_text(fields.get("meant", "")):
        typed["skip"] = "yes"  # it was asked about, and they went on
    form = MessageForm(typed, asked)
    # What the desk's own page asks about once, a shop's page does not: it is taken as it is.
    form.phone_kept.data = form.phone.data
    with suppress(NotAnAddress):
        form.email_kept.data = read_address(form.email.data or "").stored
    form.validate()
    return form


def _only(fields: Mapping[str, str], names: Iterable[str]) -> MultiDict[str, str]:
    return MultiDict({name: fields[name] for name in names if name in fields})


def _fitting(form: MessageForm, name: str) -> str:
    """What of a box can stay in it: the beginning of words, and nothing of an address or a day."""
    text = str(form[name].data or "")
    if name == "happened":
        return text[:_MOST_ODD]
    if name == "reach":
        return "email"
    return text[: LONGEST[name]] if name in LONGEST and name not in {"email", "phone"} else ""


def _unknown(fields: Mapping[str, str], known: Iterable[str]) -> Iterator[Odd]:
    asked = {*known, *_UNTYPED}
    return ((clean_line(name), text) for name, text in fields.items() if name not in asked)


def _with_odd(words: str, odd: Iterable[Odd], between: str = "\n\n") -> str:
    """The words, and below them whatever else was typed, each with its question."""
    lines = []
    for label, typed in odd:
        if text := clean_text(typed):
            lines.append(f"{label}{'' if label.endswith(_ASKING) else ':'} {text}")
    below = "\n".join(lines)[:_MOST_ODD]
    return f"{words}{between if words else ''}{below}" if below else words
