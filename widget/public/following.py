"""The customer's private page: the whole conversation, and where they answer."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, request
from werkzeug.wrappers import Response

from widget.asking.forms import ReplyForm
from widget.asking.questions import words_of_kind
from widget.cases.deadlines import local_day
from widget.cases.errors import StorageUnavailable
from widget.cases.model import Event, letters_of
from widget.desk import CaseFile, Desk, Mailing, case_for_customer, new_form, reply_as_customer
from widget.doors import speak_for, the_desk
from widget.public.bodies import let_files_in
from widget.public.door import blueprint
from widget.public.form_tokens import take_token
from widget.public.photos import take_photos
from widget.public.policy_words import said_of_case
from widget.public.sheet import sheet_for, show

# What the thread tells; mails have lines of their own.
TOLD = frozenset(
    {"opened", "customer_replied", "customer_settled", "answered", "closed", "reopened"}
)


@dataclass(frozen=True)
class Line:
    """One line of the thread at its moment (ms UTC): something that happened, or a mail."""

    at: int
    event: Event | None = None
    mailing: Mailing | None = None


@blueprint.get("/c/<token>")
def status(token: str) -> Response:
    """The whole conversation so far."""
    desk = the_desk()
    file = case_for_customer(desk, token)
    speak_for(file.shop)
    form = ReplyForm(None, file.shop.owner_first)
    return _show(desk, token, file, form, new_form(desk, file.shop, "reply"))


@blueprint.post("/c/<token>")
def take_reply(token: str) -> Response:
    """A reply, "this is settled" or "this is not what I meant"."""
    desk = the_desk()
    let_files_in()
    file = case_for_customer(desk, token)
    speak_for(file.shop)
    form = ReplyForm(request.form, file.shop.owner_first)
    held = take_token(desk, file.shop, "reply", request.form.get("token", ""))
    take_photos(desk, file.shop, "reply", held.text, form.photos)
    if "drop" in request.form and not form.photos.findings:
        return _show(desk, token, file, form, held.text)
    if not form.validate():
        return _show(desk, token, file, form, held.text, 422)
    if held.form is None:
        return _show(desk, token, file, form, held.text, 422, note=held.state)
    try:
        reply_as_customer(
            desk,
            token,
            form.text.data or "",
            held.form,
            settled=form.end.data == "settled",
            not_meant=form.end.data == "not_meant",
        )
    except StorageUnavailable:
        return _show(desk, token, file, form, held.text, 503, note="unsaved")
    there = sheet_for(file.shop).link("status", token=token, _anchor="newest")
    return redirect(there, 303)


def thread_of(file: CaseFile) -> list[Line]:
    """Events and the mails that told of them, oldest first."""
    told = [Line(event.at, event=event) for event in file.events if event.kind in TOLD]
    mailed = [
        Line(mailing.sent_at or mailing.created_at, mailing=mailing) for mailing in file.mailings
    ]
    # An event comes before the mail that tells of it, even within one millisecond.
    return sorted(told + mailed, key=lambda line: (line.at, line.mailing is not None))


def _show(
    desk: Desk,
    token: str,
    file: CaseFile,
    form: ReplyForm,
    form_token: str,
    status: int = 200,
    note: str = "",
) -> Response:
    letters = letters_of(file.events)
    zone = file.shop.zone
    return show(
        "status.html",
        file.shop,
        status,
        case=file.case,
        file=file,
        link_token=token,
        lines=thread_of(file),
        newest=letters[-1] if letters else None,
        answers=[letter for letter in letters if letter.kind == "answered"],
        words=words_of_kind(file.case.kind),
        opened_on=local_day(file.case.opened_at, zone).isoformat(),
        answer_by=file.answer_by,
        is_late=bool(file.answer_by) and file.answer_by < local_day(desk.clock(), zone).isoformat(),
        policy=said_of_case(desk, file.shop, file.case),
        form=form,
        token=form_token,
        note=note,
    )
