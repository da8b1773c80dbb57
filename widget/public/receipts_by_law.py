"""The receipt of a withdrawal or termination at its private link: on the screen and as files."""

from __future__ import annotations

from typing import Any

from flask import abort, make_response, render_template
from werkzeug.wrappers import Response

from widget.asking.receipt_told import mailing_of, mailing_sentence
from widget.cases.budget import BY_LAW
from widget.cases.model import Shop
from widget.desk import Desk, Receipt, receipt_for
from widget.doors import the_desk
from widget.mail.law_paper import receipt_letter
from widget.mail.law_receipt import LawReceipt, law_receipt
from widget.mail.law_words import LawWords
from widget.paper import letter
from widget.public.door import blueprint
from widget.public.law_sheet import show_law, speak_law


def show_law_receipt(desk: Desk, receipt: Receipt, words: LawWords) -> Response:
    """The receipt as a page, and honestly how its mailed copy stands."""
    mailing, address = mailing_of(desk, receipt)
    return show_law(
        "receipt.html",
        receipt.shop,
        words,
        case=receipt.case,
        said=receipt.opened.payload or {},
        receipt=_in_words(receipt, words),
        token=receipt.token,
        private_url=f"{desk.base_url}/c/{receipt.token}/receipt",
        mailing=mailing,
        mailing_sentence=mailing_sentence(words, mailing, address),
        has_paper=letter.is_there(),
    )


@blueprint.get("/c/<token>/receipt.<any(html, pdf):form>")
def receipt_file(token: str, form: str) -> Response:
    """The receipt by law as a file that is read without this desk: a page, or one for paper."""
    receipt = receipt_for(the_desk(), token)
    if receipt.case.kind not in BY_LAW or (form == "pdf" and not letter.is_there()):
        abort(404)
    words = speak_law(receipt.shop)
    file = make_response(_page(receipt, words) if form == "html" else _paper(receipt, words))
    file.mimetype = "text/html" if form == "html" else "application/pdf"
    name = f"{receipt.case.reference}-receipt.{form}"
    file.headers.set("Content-Disposition", "attachment", filename=name)
    return file


def _page(receipt: Receipt, words: LawWords) -> str:
    return render_template(
        "public/withdraw/paper.html",
        shop=receipt.shop,
        case=receipt.case,
        said=receipt.opened.payload or {},
        receipt=_in_words(receipt, words),
        _w=words.gettext,
    )


def _paper(receipt: Receipt, words: LawWords) -> bytes:
    _w = words.gettext
    foot = _w("Receipt %(reference)s", reference=receipt.case.reference)
    at = receipt.case.opened_at
    told = _in_words(receipt, words)
    return letter.pdf_of(receipt_letter(told, words, f"{foot} – {receipt.shop.name}", at))


def _in_words(receipt: Receipt, words: LawWords) -> LawReceipt:
    shop: Shop = receipt.shop
    payload: dict[str, Any] = dict(receipt.opened.payload or {})
    return law_receipt(words, shop, receipt.case.reference, receipt.case.opened_at, payload)
