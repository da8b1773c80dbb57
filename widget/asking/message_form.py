"""A message of an ordinary kind as data: the same boxes, words and checks as the desk's own form.

In the language at hand, which is flask_babel's, as with all of these forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from widget.asking.addresses import LONGEST_ADDRESS
from widget.asking.boxes import too_long
from widget.asking.form_told import Ask, Choice, FieldTold, FormTold
from widget.asking.forms import (
    LONGEST_ITEMS,
    LONGEST_NAME,
    LONGEST_NUMBER,
    LONGEST_PHONE,
    LONGEST_WORDS,
    REACHES,
    Asked,
    MessageForm,
)
from widget.asking.law_form import law_pages
from widget.asking.questions import Wish, words_of_kind
from widget.cases.model import Kind, Shop
from widget.mail.law_words import NOT_NAMED, LawWords

LONGEST: Mapping[str, int] = {
    "order": LONGEST_NUMBER,
    "items": LONGEST_ITEMS,
    "happened": LONGEST_WORDS,
    "meant": LONGEST_WORDS,
    "name": LONGEST_NAME,
    "email": LONGEST_ADDRESS,
    "phone": LONGEST_PHONE,
}
_SHORT = 40  # letters of a box whose answers are given, or a day
_TYPES = {
    "ordered": "date",
    "items": "textarea",
    "happened": "textarea",
    "meant": "textarea",
    "wish": "radio",
    "email": "email",
    "phone": "tel",
    "reach": "radio",
}
_AUTOCOMPLETE = {"name": "name", "email": "email", "phone": "tel"}
_BY_PHONE = "reach=phone"


def message_form(shop: Shop, kind: Kind, today: date, law: LawWords) -> FormTold:
    """The whole form of a message, as data. ``law`` has the words that all forms share."""
    asked = Asked(shop, words_of_kind(kind), today)
    shared = law_pages(law, shop, kind)
    return FormTold(
        kind=kind,
        statutory=False,
        title=asked.words.title,
        lead=(),
        good_to_know=(_who_reads(shop),),
        fields=tuple(_fields(asked)),
        ask_nothing=None,
        check=_("Go on and check"),
        check_note=_("Nothing is sent yet."),
        second_title=_("If we understand correctly:"),
        statement=(),
        not_named=NOT_NAMED,
        receipt_to=shared.receipt_to,
        no_email=shared.no_email,
        change=shared.change,
        send=_("Send"),
        send_notes=(
            _("Only %(owner)s and whoever helps in the shop read this.", owner=shop.owner_name),
        ),
    )


def _who_reads(shop: Shop) -> str:
    sentence: str = ngettext(
        "%(owner)s reads every message and answers in person, within one working day.",
        "%(owner)s reads every message and answers in person, within %(num)s working days.",
        shop.target_days,
        owner=shop.owner_name,
    )
    return sentence


def _fields(asked: Asked) -> Iterator[FieldTold]:
    words, form = asked.words, MessageForm(None, asked)
    questions = {"items": words.items, "happened": words.happened, "meant": words.meant}
    hints = form.hints
    may_stay_empty = {"order", "ordered", "phone", "meant"} | {
        name for name, question in questions.items() if question.is_optional
    }
    owner = asked.shop.owner_first
    labels = form.labels | {"reach": _("How should %(owner)s answer?", owner=owner)}
    findings = {**_found(asked, {"order": ""}), **_found(asked, {"reach": "x"}, only="reach")}
    for name in (*form.labels, "reach"):
        yield FieldTold(
            name=name,
            label=labels[name],
            hint=hints.get(name, ""),
            type=_TYPES.get(name, "text"),
            optional=name in may_stay_empty,
            autocomplete=_AUTOCOMPLETE.get(name, "off"),
            longest=LONGEST.get(name, _SHORT),
            default="email" if name == "reach" else "",
            choices=tuple(_choices(asked, name)),
            asks=tuple(_asks(asked, name, findings)),
        )


def _choices(asked: Asked, name: str) -> Iterator[Choice]:
    if name == "wish":
        wishes: Mapping[str, Wish] = asked.words.wishes
        for value, wish in wishes.items():
            yield Choice(value, wish.label, wish.hint)
    elif name == "reach":
        said = (_("By email"), _("By phone, if there is a number"))
        yield from (Choice(*choice) for choice in zip(REACHES, said, strict=True))


def _asks(asked: Asked, name: str, findings: Mapping[str, str]) -> Iterator[Ask]:
    if name == "meant":
        # Asked of everybody; going on without a word is the tick of the desk's own form.
        yield Ask("empty", _("Write a few words. If you would rather not say, just go on."))
    elif name == "phone":
        sentence = _found(asked, {"reach": "phone"}, only="phone")["phone"]
        yield Ask("empty", sentence, insist=True, only_if=(_BY_PHONE,))
    elif name in findings:
        unless = (_BY_PHONE,) if name == "email" else ()
        yield Ask("empty", findings[name], insist=True, unless=unless)
    if name == "email":
        yield Ask("address", _found(asked, {"email": "x"}, only="email")["email"], insist=True)
    elif name in LONGEST:
        yield Ask("long", too_long("{length}", LONGEST[name]), insist=True)


def _found(asked: Asked, typed: dict[str, str], only: str = "") -> dict[str, str]:
    """What the desk's own form says of what was typed: name of the box to the sentence."""
    form = MessageForm(MultiDict(typed), asked)
    form.validate()
    found = {field.name: str(field.errors[0]) for field in form if field.errors}
    return {only: found[only]} if only else found
