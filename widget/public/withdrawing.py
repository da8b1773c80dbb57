"""The withdrawal function and the button that ends a contract: two pages, then the receipt.

Nothing on this way refuses a statement. A form that is too old, unknown or sent many times is
taken as a fresh one; what looks odd is for the owner to see, not for the customer to prove.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from widget.asking.declaring import DeclarationForm
from widget.asking.known_order import ANOTHER, known_order
from widget.asking.law_form import law_pages
from widget.cases.deadlines import local_day
from widget.cases.declarations import Declaration, moment_of_press
from widget.cases.errors import StorageUnavailable, TooManyBodies
from widget.cases.model import KIND_OF_PATH, Kind, Shop
from widget.cases.tokens import FormToken
from widget.desk import Desk, Receipt, Sender, find_shop, new_form, open_case, read_form
from widget.doors import network_of_request, the_desk
from widget.mail.law_words import LawWords
from widget.public.door import blueprint
from widget.public.form_tokens import take_token
from widget.public.law_sheet import law_sheet, show_law, speak_law
from widget.public.order_links import linked_order
from widget.public.receipts_by_law import show_law_receipt


@dataclass(frozen=True)
class Declaring:
    """One request on the way of a statement: where, whom it is for, what was typed so far."""

    desk: Desk
    shop: Shop
    path: str
    words: LawWords
    form: DeclarationForm

    @property
    def kind(self) -> Kind:
        """What is declared."""
        return KIND_OF_PATH[self.path]

    def show_form(self, token: str, status: int = 200) -> Response:
        """The first page with everything typed so far, and what is asked about it."""
        return self._show("statement.html", token, status)

    def show_confirm(self, token: str, status: int = 200, *, unsaved: bool = False) -> Response:
        """The second page: the statement once more, and one button."""
        return self._show("confirm.html", token, status, unsaved=unsaved)

    def _show(self, template: str, token: str, status: int, *, unsaved: bool = False) -> Response:
        on = local_day(self.desk.clock(), self.shop.zone)
        return show_law(
            template,
            self.shop,
            self.words,
            status,
            form=self.form,
            said=law_pages(self.words, self.shop, self.kind),
            kind=self.kind,
            path=self.path,
            token=token,
            unsaved=unsaved,
            statement=self.words.statement(self.form.declared),
            entry=self.words.entry(self.kind, self.shop.country, on),
            confirm=self.words.confirm(self.kind, self.shop.country, on),
        )


@blueprint.get("/s/<slug>/withdraw", defaults={"path": "withdraw"})
@blueprint.get("/s/<slug>/terminate", defaults={"path": "terminate"})
def begin_declaration(slug: str, path: str) -> Response:
    """Withdraw from a contract, or end one that runs on: who, which contract, where to write."""
    declaring = _declaring(slug, path, None)
    return declaring.show_form(new_form(declaring.desk, declaring.shop, declaring.kind))


@blueprint.post("/s/<slug>/withdraw", defaults={"path": "withdraw"})
@blueprint.post("/s/<slug>/terminate", defaults={"path": "terminate"})
def take_declaration(slug: str, path: str) -> Response:
    """What was typed: show the statement once more, or take it in. None is refused."""
    posted = request.form
    declaring = _declaring(slug, path, posted)
    held = take_token(declaring.desk, declaring.shop, declaring.kind, posted.get("token", ""))
    if posted.get("step") == "edit" or "use_email" in posted or ANOTHER in posted:
        return declaring.show_form(held.text)
    if not declaring.form.is_ready():
        return declaring.show_form(held.text, 422)
    if posted.get("step") == "confirm":
        return _take(declaring, held.text, posted)
    return declaring.show_confirm(held.text)


def _declaring(slug: str, path: str, posted: MultiDict[str, str] | None) -> Declaring:
    desk = the_desk()
    shop = find_shop(desk, slug)
    words = speak_law(shop)
    linked = linked_order(shop)
    known = known_order(shop, linked.order, posted) if linked else None
    form = DeclarationForm(posted, KIND_OF_PATH[path], words, known)
    return Declaring(desk, shop, path, words, form)


def _take(declaring: Declaring, token: str, posted: MultiDict[str, str]) -> Response:
    desk, shop, words = declaring.desk, declaring.shop, declaring.words
    declared = declaring.form.declared
    pressed_at = moment_of_press(posted.get("pressed_at", ""))
    declaration = declared.as_declaration(words.statement(declared), words.language, pressed_at)
    try:
        receipt = _open(declaring, declaration, token)
    except StorageUnavailable:
        return declaring.show_confirm(token, 503, unsaved=True)
    sheet = law_sheet(shop)
    if sheet.is_framed:
        # A private link never stands in a frame: there the receipt is the answer of the post.
        return show_law_receipt(desk, receipt, words)
    return redirect(sheet.link("receipt", token=receipt.token), 303)


def _open(declaring: Declaring, declaration: Declaration, token: str) -> Receipt:
    """Take the statement; under a fresh form where this one was sent too often."""
    desk, shop, known = declaring.desk, declaring.shop, declaring.form.known
    sender = Sender(network_of_request())

    def under(form: FormToken) -> Receipt:
        order = known.order if known else None
        return open_case(desk, shop, declaration, form, sender=sender, order=order)

    try:
        return under(read_form(desk, shop, declaration.kind, token))
    except TooManyBodies:
        fresh = new_form(desk, shop, declaration.kind)
        return under(read_form(desk, shop, declaration.kind, fresh))
