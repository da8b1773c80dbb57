"""A new message: write, check, send. On the way the pages carry all words; only photos are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from widget.asking.days import is_iso_day
from widget.asking.forms import Asked, MessageForm
from widget.asking.known_order import ANOTHER, known_order
from widget.asking.questions import all_kinds, words_of_kind
from widget.cases.deadlines import local_day
from widget.cases.errors import StorageUnavailable, TooManyBodies, UnknownLink
from widget.cases.model import ASKED_KINDS, KIND_OF_PATH, PATH_OF_KIND, Shop
from widget.desk import (
    Desk,
    Receipt,
    Sender,
    count_photos,
    find_shop,
    move_photos,
    new_form,
    open_case,
    read_form,
    receipt_for,
)
from widget.doors import language, network_of_request, the_desk
from widget.public.bodies import let_files_in
from widget.public.door import blueprint
from widget.public.form_tokens import HeldToken, take_token
from widget.public.keeping import show_receipt
from widget.public.order_links import linked_order
from widget.public.photos import take_photos
from widget.public.policy_words import said_at_form
from widget.public.sheet import sheet_for, show


@dataclass(frozen=True)
class Writing:
    """One request on the way of a new message: where, whom it is for, what was typed so far."""

    desk: Desk
    shop: Shop
    path: str
    form: MessageForm

    def show_form(self, token: str, status: int = 200, note: str = "") -> Response:
        """The form with everything typed so far, and what needs a look."""
        return self._show("form.html", token, status, note)

    def show_review(self, token: str, status: int = 200, note: str = "") -> Response:
        """The message mirrored in whole sentences. ``note`` says why it has not been sent."""
        return self._show("review.html", token, status, note)

    def show_choice(self, token: str) -> Response:
        """The first page once more, where another kind takes words and photos along."""
        return show(
            "choose.html",
            self.shop,
            kinds=all_kinds(),
            paths=PATH_OF_KIND,
            form=self.form,
            token=token,
        )

    def _show(self, template: str, token: str, status: int, note: str) -> Response:
        return show(
            template,
            self.shop,
            status,
            form=self.form,
            words=self.form.asked.words,
            path=self.path,
            token=token,
            note=note,
            policy=said_at_form(
                self.desk, self.shop, self.form.asked.kind, _day_or_none(self.form.ordered.data)
            ),
            answer_by=self.desk.answer_by(self.shop, self.desk.clock()),
        )


@blueprint.get("/s/<slug>/<path>")
def begin_message(slug: str, path: str) -> Response:
    """A form of one kind, empty but for the order that a signed link (`?o=`) names."""
    writing = _writing(slug, path)
    token = new_form(writing.desk, writing.shop, writing.form.asked.kind)
    return writing.show_form(token)


@blueprint.post("/s/<slug>/<path>")
def take_message(slug: str, path: str) -> Response:
    """What was typed: check it, show it back, let it be changed, or take it in."""
    let_files_in()
    writing = _writing(slug, path)
    step = "edit" if _stays(request.form) else request.form.get("step", "")
    if step == "receipt":
        return _show_again(writing, request.form.get("receipt", ""))
    kind, form = writing.form.asked.kind, writing.form
    held = take_token(writing.desk, writing.shop, kind, request.form.get("token", ""))
    take_photos(writing.desk, writing.shop, kind, held.text, form.photos)
    if form.photos.findings:
        if step not in {"edit", "choose"}:
            form.validate()
        return writing.show_form(held.text, 422)
    if step == "choose":
        return writing.show_choice(held.text)
    if step == "edit":
        return writing.show_form(held.text)
    if not form.validate():
        return writing.show_form(held.text, 422)
    if step == "send":
        return _send(writing, held)
    return writing.show_review(held.text)


def _day_or_none(typed: str | None) -> str:
    """The ISO day of the order, empty while none was typed that could be read."""
    return typed if typed and is_iso_day(typed) else ""


def _stays(posted: Mapping[str, str]) -> bool:
    """Whether a small button was pressed that leads to the form itself."""
    return "edit" in posted or "drop" in posted or ANOTHER in posted


def _writing(slug: str, path: str) -> Writing:
    desk = the_desk()
    shop = find_shop(desk, slug)
    if KIND_OF_PATH.get(path) not in ASKED_KINDS:
        abort(404)
    words = words_of_kind(KIND_OF_PATH[path])
    asked = Asked(shop, words, local_day(desk.clock(), shop.zone))
    posted = request.form if request.method == "POST" else None
    linked = linked_order(shop)
    known = known_order(shop, linked.order, posted) if linked else None
    return Writing(desk, shop, path, MessageForm(posted, asked, known))


def _send(writing: Writing, held: HeldToken) -> Response:
    if held.form is None:
        return writing.show_review(held.text, 422, note=held.state)
    if count_photos(writing.desk, writing.shop, held.form) < _photos_shown(request.form):
        return writing.show_review(held.text, 422, note="photos")
    statement = writing.form.statement(language())
    sender = Sender(network_of_request(), trap_filled=bool(writing.form.leave_empty.data))
    try:
        receipt = open_case(
            writing.desk,
            writing.shop,
            statement,
            held.form,
            sender=sender,
            order=writing.form.known.order if writing.form.known else None,
        )
    except TooManyBodies:
        fresh = new_form(writing.desk, writing.shop, statement.kind)
        to = read_form(writing.desk, writing.shop, statement.kind, fresh)
        move_photos(writing.desk, writing.shop, held.form, to)
        return writing.show_review(fresh, 422, note="often")
    except StorageUnavailable:
        return writing.show_review(held.text, 503, note="unsaved")
    return _answer_with(writing, receipt)


def _photos_shown(posted: Mapping[str, str]) -> int:
    """How many photos the review had shown; they wait for a day, a form may be open for seven."""
    shown = posted.get("photos_shown", "")
    return int(shown) if shown.isascii() and shown.isdecimal() and len(shown) < 3 else 0


def _show_again(writing: Writing, token: str) -> Response:
    """The receipt of a message that has arrived, for whoever went back to its form."""
    receipt = receipt_for(writing.desk, token)
    if receipt.shop.id != writing.shop.id:
        raise UnknownLink("status")
    return _answer_with(writing, receipt)


def _answer_with(writing: Writing, receipt: Receipt) -> Response:
    """The receipt at its own address, or at once: a private link never stands in a frame."""
    sheet = sheet_for(writing.shop)
    if sheet.is_framed:
        return show_receipt(writing.desk, receipt)
    return redirect(sheet.link("receipt", token=receipt.token), 303)
