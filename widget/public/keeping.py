"""What the customer keeps: the receipt on screen and paper, its proof, the conversation."""

from __future__ import annotations

from flask import make_response, render_template
from werkzeug.wrappers import Response

from widget.asking.questions import words_of_kind
from widget.cases.budget import BY_LAW
from widget.desk import (
    CaseFile,
    Desk,
    Receipt,
    case_for_customer,
    receipt_for,
    receipt_json,
    transcript_json,
    transcript_text,
)
from widget.doors import language, speak_for, the_desk
from widget.public.door import blueprint
from widget.public.following import TOLD
from widget.public.law_sheet import speak_law
from widget.public.policy_words import said_of_case
from widget.public.receipts_by_law import show_law_receipt
from widget.public.sheet import show


@blueprint.get("/c/<token>/receipt")
def receipt(token: str) -> Response:
    """The receipt: what came in and when, the private link, what happens next and by when."""
    desk = the_desk()
    receipt = receipt_for(desk, token)
    if receipt.case.kind in BY_LAW:
        return show_law_receipt(desk, receipt, speak_law(receipt.shop))
    speak_for(receipt.shop)
    return show_receipt(desk, receipt)


@blueprint.get("/c/<token>/receipt.json")
def receipt_proof(token: str) -> Response:
    """The receipt that proves itself, as a file."""
    desk = the_desk()
    reference = receipt_for(desk, token).case.reference
    return _file(receipt_json(desk, token), "application/json", f"{reference}-receipt.json")


@blueprint.get("/c/<token>/transcript.<any(html, txt, json):form>")
def transcript(token: str, form: str) -> Response:
    """The whole conversation as a file: a page, plain text, or data."""
    file = case_for_customer(the_desk(), token)
    speak_for(file.shop)
    name = f"{file.case.reference}.{form}"
    if form == "json":
        return _file(transcript_json(file), "application/json", name)
    if form == "txt":
        return _file(transcript_text(file, language()), "text/plain", name)
    return _file(_transcript_html(file), "text/html", name)


def show_receipt(desk: Desk, receipt: Receipt) -> Response:
    """The receipt as a page."""
    return show(
        "receipt.html",
        receipt.shop,
        receipt=receipt,
        case=receipt.case,
        said=receipt.opened.payload or {},
        words=words_of_kind(receipt.case.kind),
        policy=said_of_case(desk, receipt.shop, receipt.case),
        private_url=f"{desk.base_url}/c/{receipt.token}",
    )


def _transcript_html(file: CaseFile) -> str:
    return render_template(
        "public/transcript.html",
        shop=file.shop,
        case=file.case,
        file=file,
        told=[event for event in file.events if event.kind in TOLD],
        words=words_of_kind(file.case.kind),
    )


def _file(text: str, mimetype: str, name: str) -> Response:
    response = make_response(text)
    response.mimetype = mimetype
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
