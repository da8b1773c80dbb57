"""What people of the shop do with a case. Each step is one event, and answers with the case."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal

from widget.cases.errors import CaseMovedOn, FieldErrors, NothingSaid
from widget.cases.model import FACT_NAMES, OUTCOMES
from widget.cases.text import clean_line, clean_text
from widget.desk import (
    add_fact,
    add_note,
    answer,
    change_address,
    close_case,
    found_real,
    mark_read,
    reopen_case,
)
from widget.doors import the_desk
from widget.inbox.case_screen import Typed, show_case, to_case
from widget.inbox.door import blueprint
from widget.inbox.rights import actor, may, needs
from widget.inbox.said import translated
from widget.inbox.words import _

TEXT_LONGEST = 20_000  # letters: some ten pages
FACT_LONGEST = 300


@blueprint.post("/case/<reference>/reply")
@needs("reply")
def reply(reference: str) -> ResponseReturnValue:
    """Answer the customer. Where others were faster the text is kept and the news shown."""
    text = clean_text(request.form.get("text", ""))
    if len(text) > TEXT_LONGEST:
        return _refuse(reference, Typed(reply=text, errors={"reply": _too_long(TEXT_LONGEST)}))
    try:
        answer(the_desk(), actor(), reference, text, _seq())
    except CaseMovedOn:
        return show_case(reference, 409, Typed(reply=text, moved_since=_seq()))
    except NothingSaid:
        return _refuse(reference, Typed(errors={"reply": _("Write your answer first.")}))
    return to_case(reference, "answered")


@blueprint.post("/case/<reference>/note")
@needs("note")
def note(reference: str) -> ResponseReturnValue:
    """Keep a note that only the shop reads."""
    text = clean_text(request.form.get("text", ""))
    if len(text) > TEXT_LONGEST:
        return _refuse(reference, Typed(note=text, errors={"note": _too_long(TEXT_LONGEST)}))
    try:
        add_note(the_desk(), actor(), reference, text)
    except NothingSaid:
        return _refuse(reference, Typed(errors={"note": _("Write the note first.")}))
    return to_case(reference, "noted")


@blueprint.post("/case/<reference>/fact")
@needs("note")
def fact(reference: str) -> ResponseReturnValue:
    """Add what is known of the order, beside what the customer said."""
    name = request.form.get("name", "")
    value = clean_line(request.form.get("value", ""))
    typed = Typed(fact_name=name, fact_value=value)
    if name not in FACT_NAMES:
        typed.errors["fact"] = _("Choose what it is.")
    elif len(value) > FACT_LONGEST:
        typed.errors["fact"] = _too_long(FACT_LONGEST)
    if typed.errors:
        return _refuse(reference, typed)
    try:
        add_fact(the_desk(), actor(), reference, name, value)
    except NothingSaid:
        typed.errors["fact"] = _("Type what you know.")
        return _refuse(reference, typed)
    return to_case(reference, "fact")


@blueprint.post("/case/<reference>/close")
@needs("close")
def close(reference: str) -> ResponseReturnValue:
    """End the case. The customer is mailed only where the box is ticked."""
    typed = Typed(
        outcome=request.form.get("outcome", ""),
        last_word=clean_text(request.form.get("text", "")),
        tell="tell" in request.form,
    )
    if typed.outcome not in OUTCOMES:
        typed.errors["outcome"] = _("Choose how it ended.")
    if len(typed.last_word) > TEXT_LONGEST:
        typed.errors["last_word"] = _too_long(TEXT_LONGEST)
    if typed.errors:
        return _refuse(reference, typed)
    try:
        close_case(
            the_desk(), actor(), reference, typed.outcome, typed.last_word, typed.tell, _seq()
        )
    except CaseMovedOn:
        moved = Typed(
            outcome=typed.outcome,
            last_word=typed.last_word,
            tell=typed.tell,
            moved_since=_seq(),
        )
        return show_case(reference, 409, moved)
    return to_case(reference, "closed_told" if typed.tell else "closed")


@blueprint.post("/case/<reference>/reopen")
@needs("close")
def reopen(reference: str) -> ResponseReturnValue:
    """Open a closed case again."""
    reopen_case(the_desk(), actor(), reference)
    return to_case(reference, "reopened")


@blueprint.post("/case/<reference>/real")
@needs("close")
def real(reference: str) -> ResponseReturnValue:
    """Move a suspect to Open."""
    found_real(the_desk(), actor(), reference)
    return _after_glance(reference, "real")


@blueprint.post("/case/<reference>/spam")
@needs("close")
def spam(reference: str) -> ResponseReturnValue:
    """Close a suspect as spam. Nobody is written to."""
    try:
        close_case(the_desk(), actor(), reference, "spam", "", False, _seq())
    except CaseMovedOn:
        return show_case(reference, 409, Typed(moved_since=_seq()))
    return _after_glance(reference, "spam")


@blueprint.post("/case/<reference>/address")
@needs("reply")
def address(reference: str) -> ResponseReturnValue:
    """Write to the customer at another address from now on."""
    typed = Typed(address=clean_line(request.form.get("email", "")))
    try:
        change_address(the_desk(), actor(), reference, typed.address)
    except FieldErrors as wrong:
        typed.errors["address"] = translated(wrong)["email"]
        return _refuse(reference, typed)
    if request.form.get("from") == "mail" and may("settings"):
        return redirect(url_for("inbox.mail", done="address", _anchor="done"), code=303)
    return to_case(reference, "address")


@blueprint.post("/case/<reference>/read")
@needs("read")
def read(reference: str) -> ResponseReturnValue:
    """Note that somebody of the shop has seen the case. Twice is once."""
    mark_read(the_desk(), actor(), reference)
    return to_case(reference, "read")


def _after_glance(reference: str, done: str) -> ResponseReturnValue:
    """Back to the list of suspects for whoever came from there, else to the case."""
    if request.form.get("from") == "suspects":
        return redirect(url_for("inbox.listing", view="suspect", done=done), code=303)
    return to_case(reference, done)


def _refuse(reference: str, typed: Typed) -> tuple[str, int]:
    return show_case(reference, 400, typed)


def _too_long(most: int) -> str:
    return _("This is too long: at most %(most)s letters fit.", most=format_decimal(most))


def _seq() -> int:
    """The number of the newest event that the form's page had shown; 0 for none."""
    text = request.form.get("seq", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
