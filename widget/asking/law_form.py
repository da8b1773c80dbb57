"""A statement by law as two pages ask for it: every word of them, for whoever prints the form.

The desk's own templates take them from here, and so does a shop that prints the form itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from widget.asking.addresses import LONGEST_ADDRESS
from widget.asking.declaring import DeclarationForm
from widget.asking.form_told import Ask, Choice, FieldTold, FormTold, Line, Nothing
from widget.cases.declarations import LONGEST_FIELD, Declared
from widget.cases.model import Kind, Shop
from widget.mail.law_words import NOT_NAMED, LawWords

_NAMES: Mapping[str, tuple[str, ...]] = {
    "withdrawal": ("name", "contract", "items", "email"),
    "termination": ("ending", "reason", "name", "contract", "ends_on", "email"),
}
_TYPES = {"ending": "radio", "ends_on": "date", "email": "email"}
_LINES = frozenset({"reason", "name", "contract", "items", "ends_on"})  # boxes of free words
_NAMED = ("name", "contract", "email")
_AUTOCOMPLETE = {"name": "name", "email": "email"}
_EXTRAORDINARY = "ending=extraordinary"


@dataclass(frozen=True)
class LawPages:
    """The words around the boxes of the two pages of a statement by law, in one language."""

    heading: str
    lead: str
    hints: Mapping[str, str]
    endings: Mapping[str, str]
    check_note: str
    other_ways: str
    other_rights: str
    second_title: str
    receipt_to: str
    no_email: str
    change: str
    send_notes: tuple[str, str]
    no_account: str


def law_pages(words: LawWords, shop: Shop, kind: Kind) -> LawPages:
    """What stands on both pages beside the questions."""
    _w = words.gettext
    if kind == "withdrawal":
        heading = _w("Withdraw from contract")
        lead = _w("Tell us which contract. You need not give a reason.")
    else:
        heading = _w("Terminate a contract")
        lead = _w("For a contract that runs on, such as a subscription. This is not a withdrawal.")
    return LawPages(
        heading=heading,
        lead=lead,
        hints={
            "reason": _w("Only for an extraordinary termination."),
            "contract": _w("The order number, or what you bought and when."),
            "items": _w("Name it. Leave this empty to withdraw from the whole contract."),
            "ends_on": _w("Leave this empty for as soon as possible."),
            "email": _w("Your email address. The receipt states what you sent, with day and time."),
        },
        endings={
            "ordinary": _w("Ordinary, with the usual notice"),
            "extraordinary": _w("Extraordinary, for an important reason"),
        },
        check_note=_w("Nothing is sent yet. The next page shows your statement once more."),
        other_ways=_w(
            "Any other clear statement counts just the same, for example an email to this address:"
        ),
        other_rights=_w("If something is faulty, you have other rights, too."),
        second_title=_w("Your statement"),
        receipt_to=_w("The receipt goes to this address:"),
        no_email=_w("You get the receipt on the screen and as a file. No email is sent."),
        change=_w("Change something"),
        send_notes=(
            _w(
                "With this button your statement is sent to %(shop)s. It counts from that moment.",
                shop=shop.name,
            ),
            _w("At once you get a receipt with your statement, the day and the time."),
        ),
        no_account=_w(
            "No account is needed. If a detail is wrong, the shop asks you; your statement still "
            "counts."
        ),
    )


def law_form(words: LawWords, shop: Shop, kind: Kind, on: date) -> FormTold:
    """The whole form of a withdrawal or termination, as data. ``on`` is the shop's day."""
    pages = law_pages(words, shop, kind)
    ways = f"{pages.other_ways} {shop.mailbox}"
    is_withdrawal = kind == "withdrawal"
    return FormTold(
        kind=kind,
        statutory=True,
        title=pages.heading,
        lead=(pages.lead,),
        good_to_know=(ways, pages.other_rights) if is_withdrawal else (ways,),
        fields=tuple(_fields(words, pages, kind)),
        ask_nothing=Nothing(_NAMED, _asked(words, kind)["name"]),
        check=words.entry(kind, shop.country, on),
        check_note=pages.check_note,
        second_title=pages.second_title,
        statement=tuple(_lines(words, kind)),
        not_named=NOT_NAMED,
        receipt_to=pages.receipt_to,
        no_email=pages.no_email,
        change=pages.change,
        send=words.confirm(kind, shop.country, on),
        send_notes=(*pages.send_notes, pages.no_account),
    )


def _fields(words: LawWords, pages: LawPages, kind: Kind) -> Iterator[FieldTold]:
    labels, asks = DeclarationForm(None, kind, words).labels, _asks(words, kind)
    for name in _NAMES[kind]:
        yield FieldTold(
            name=name,
            label=labels[name],
            hint=pages.hints.get(name, ""),
            type=_TYPES.get(name, "text"),
            optional=name in {"items", "ends_on"},
            autocomplete=_AUTOCOMPLETE.get(name, "off"),
            longest=LONGEST_ADDRESS if name == "email" else LONGEST_FIELD,
            default="ordinary" if name == "ending" else "",
            choices=_endings(pages) if name == "ending" else (),
            asks=tuple(asks[name]),
        )


def _endings(pages: LawPages) -> tuple[Choice, ...]:
    return tuple(Choice(value, label) for value, label in pages.endings.items())


def _asks(words: LawWords, kind: Kind) -> dict[str, list[Ask]]:
    """What the desk's own form asks about each box, found by leaving them empty, and so on."""
    empty = _asked(words, kind, email="x", ending="extraordinary")
    no_address = empty.pop("email")
    empty["email"] = _asked(words, kind, name="x")["email"]
    asks: dict[str, list[Ask]] = {name: [] for name in _NAMES[kind]}
    for name, sentence in empty.items():
        only_if = (_EXTRAORDINARY,) if name == "reason" else ()
        asks[name].append(Ask("empty", sentence, only_if=only_if))
    asks["email"].append(Ask("address", no_address))
    typed = dict.fromkeys(set(_NAMES[kind]) & _LINES, "x" * (LONGEST_FIELD + 1))
    for name, sentence in _asked(words, kind, **typed, email="x").items():
        if name in typed:
            asks[name].append(Ask("long", sentence))
    return asks


def _asked(words: LawWords, kind: Kind, **typed: str) -> dict[str, str]:
    form = DeclarationForm(MultiDict(typed), kind, words)
    form.is_ready()
    return {field.name: str(field.errors[0]) for field in form if field.errors}


def _lines(words: LawWords, kind: Kind) -> Iterator[Line]:
    """The lines of the statement with places for what is typed, such as ``{name}``."""

    bare = Declared(kind=kind, name="", contract="{contract}", receipt_to="", email="")

    def said(**typed: Any) -> list[str]:
        return words.statement(replace(bare, **typed)).split("\n")

    yield Line(said(name="{name}")[0], only_if=("name",))
    yield Line(said(name="")[0], unless=("name",))
    if kind == "withdrawal":
        yield Line(said(name="", items="{items}")[1], only_if=("items",))
        return
    extraordinary = said(name="", ending="extraordinary", reason="{reason}", ends_on="{ends_on}")
    yield Line(extraordinary[1], only_if=(_EXTRAORDINARY,))
    ordinary = said(name="", ending="ordinary")
    yield Line(ordinary[1], unless=(_EXTRAORDINARY,))
    yield Line(extraordinary[2], only_if=("ends_on",))
    yield Line(ordinary[2], unless=("ends_on",))
