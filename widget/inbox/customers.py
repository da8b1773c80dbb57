"""One customer: everything of theirs as a file, or gone. Their address never stands in a URL."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from widget.cases.errors import CasesOpen, TracesLeft
from widget.cases.text import clean_line
from widget.desk import (
    Customer,
    clear_all_traces,
    erase_customer,
    export_json,
    export_text,
    find_customers,
)
from widget.doors import language, the_desk
from widget.inbox.copies import show_keeping
from widget.inbox.door import blueprint
from widget.inbox.frame import show
from widget.inbox.rights import actor, needs
from widget.inbox.sessions import the_session
from widget.inbox.words import _


@blueprint.post("/keeping/export")
@needs("keep")
def export_customer() -> ResponseReturnValue:
    """Hand out all that the shop's cases of a customer hold, as data or as text."""
    customer = _customer()
    if customer is None:
        return _nobody()
    name = f"amends-export-{customer.cases[0].reference}"
    if request.form.get("form") == "text":
        return _file(export_text(the_desk(), customer, language()), "text/plain", f"{name}.txt")
    return _file(export_json(the_desk(), customer), "application/json", f"{name}.json")


@blueprint.post("/keeping/erase")
@needs("erase")
def before_erasing() -> ResponseReturnValue:
    """Ask first: which cases, what goes, what stays."""
    customer = _customer()
    return _nobody() if customer is None else _ask(customer)


@blueprint.post("/keeping/erased")
@needs("erase")
def erase() -> ResponseReturnValue:
    """Erase the cases that were shown, and no other."""
    customer = _customer()
    if customer is None:
        return _nobody()
    desk, references = the_desk(), request.form.getlist("reference")
    try:
        erase_customer(
            desk, actor().doer, customer, references, also_open="also_open" in request.form
        )
    except CasesOpen as still:
        return _ask(customer, 400, open_error=", ".join(still.references))
    try:
        clear_all_traces(desk)
    except TracesLeft as left:
        return show_keeping(503, traces_error=left.said(_))
    return redirect(url_for("inbox.keeping", done="erased", _anchor="customer"), code=303)


def _customer() -> Customer | None:
    """The customer of the session's shop whom the form names; a foreign one is unknown [T01]."""
    found = find_customers(the_desk(), request.form.get("who", ""), the_session().shop.id)
    return found[0] if found else None


def _ask(customer: Customer, status: int = 200, open_error: str = "") -> ResponseReturnValue:
    return show(
        "erase",
        status,
        customer=customer,
        who=clean_line(request.form.get("who", "")),
        open_error=open_error,
    )


def _nobody() -> ResponseReturnValue:
    typed = clean_line(request.form.get("who", ""))[:320]
    sentence = _("Write an email address or a reference such as AM-7K3Q-9F2.")
    if typed:
        sentence = _("There is no case of that address or reference, or it is erased.")
    return show_keeping(400, who=typed, who_error=sentence)


def _file(text: str, kind: str, name: str) -> Response:
    response = Response(text, content_type=f"{kind}; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
