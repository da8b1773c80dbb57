"""The receipt of a statement as data, in the desk's words, for a shop that prints it itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from flask_babel import gettext as _

from widget.asking.masked import masked_address, masked_phone
from widget.asking.questions import words_of_kind
from widget.cases.budget import BY_LAW
from widget.desk import Desk, Receipt, case_for_customer
from widget.mail.law_receipt import law_receipt
from widget.mail.law_words import LawWords, law_words
from widget.mail.words import Words, words_for
from widget.paper import letter

Mailing = Literal["none", "sent", "failed", "waiting", "leaving"]

_TAG = re.compile(r"</?[a-z][^<>]*>")


@dataclass(frozen=True)
class ReceiptTold:
    """A receipt in one language: heading, paragraphs, what was said, absolute links."""

    title: str
    paragraphs: tuple[str, ...]
    statement: str
    links: tuple[tuple[str, str], ...]

    def as_data(self) -> dict[str, Any]:
        """The receipt as JSON has it."""
        return {
            "title": self.title,
            "paragraphs": list(self.paragraphs),
            "statement": self.statement,
            "links": [{"text": text, "href": href} for text, href in self.links],
        }


def receipt_told(desk: Desk, receipt: Receipt, language: str) -> ReceiptTold:
    """The receipt in a language; flask_babel's must be the same for an ordinary message."""
    if receipt.case.kind in BY_LAW:
        return _by_law(desk, receipt, law_words(language))
    return _of_message(desk, receipt, words_for(language))


def _by_law(desk: Desk, receipt: Receipt, words: LawWords) -> ReceiptTold:
    _w, shop, case = words.gettext, receipt.shop, receipt.case
    payload = dict(receipt.opened.payload or {})
    told = law_receipt(words, shop, case.reference, case.opened_at, payload)
    page = f"{desk.base_url}/c/{receipt.token}"
    here = f"?lang={words.language}"
    links = [
        (_w("Your private page"), f"{page}/receipt"),
        (_w("Download (page)"), f"{page}/receipt.html{here}"),
        (_w("Download (data)"), f"{page}/receipt.json"),
        (_w("Write to the shop, or read its answer"), page),
    ]
    if letter.is_there():
        links.insert(1, (_w("Download (PDF)"), f"{page}/receipt.pdf{here}"))
    return ReceiptTold(
        title=told.heading,
        paragraphs=(
            told.lead,
            *(f"{label}: {value}" for label, value in told.facts),
            mailing_sentence(words, *mailing_of(desk, receipt)),
            _w("This receipt stays at this address. Who has the link can read it."),
        ),
        statement=told.statement,
        links=tuple(links),
    )


def mailing_of(desk: Desk, receipt: Receipt) -> tuple[Mailing, str]:
    """How the mailed copy stands, and whom it goes to."""
    mailings = case_for_customer(desk, receipt.token).mailings
    copy = next((order for order in mailings if order.mail == "receipt"), None)
    if copy is None:
        return "none", ""
    if copy.state in {"sent", "failed"}:
        return ("sent" if copy.state == "sent" else "failed"), copy.to
    is_late = copy.state == "held" or bool(copy.error)
    return ("waiting" if is_late else "leaving"), copy.to


def mailing_sentence(words: LawWords, mailing: Mailing, to: str) -> str:
    """Honestly how the mailed copy of a receipt by law stands."""
    _w, address = words.gettext, masked_address(to)
    if mailing == "none":
        return _w("No email is sent. Print or save this page: it is your full receipt.")
    if mailing == "sent":
        return _w("A copy was sent by email to %(address)s.", address=address)
    if mailing == "failed":
        return _w(
            "The email to %(address)s could not be delivered. Print or save this page: it is your "
            "full receipt.",
            address=address,
        )
    if mailing == "waiting":
        return _w(
            "The email to %(address)s has not left yet; we keep trying. Print or save this page: "
            "it is your full receipt.",
            address=address,
        )
    return _w("A copy is on its way by email to %(address)s.", address=address)


def _of_message(desk: Desk, receipt: Receipt, words: Words) -> ReceiptTold:
    page = f"{desk.base_url}/c/{receipt.token}"
    heading = _("Receipt %(reference)s", reference=receipt.case.reference)
    return ReceiptTold(
        title=_thanks(receipt.case.first_name) or heading,
        paragraphs=tuple(_paragraphs(receipt, words)),
        statement="\n".join(_said(receipt, words)),
        links=(
            (_("Your private page: the whole conversation, and where you answer"), page),
            (heading, f"{page}/receipt"),
            (_("Download"), f"{page}/receipt.json"),
        ),
    )


def _thanks(name: str) -> str:
    """Thanks by name; empty for somebody who gave none."""
    said = _('Thank you, <bdi>%(name)s</bdi>. <span class="nb">We have it.</span>', name="\0")
    return _bare(said).replace("\0", name) if name else ""


def _paragraphs(receipt: Receipt, words: Words) -> Iterator[str]:
    shop, case = receipt.shop, receipt.case
    yield _("Your message is safe with us. You need not do anything more.")
    yield f"{_('Your reference')}: {case.reference}"
    moment = words.moment(case.opened_at, shop.zone)
    yield _bare(_('Received on <time datetime="%(iso)s">%(moment)s</time>', iso="", moment=moment))
    day, owner = words.day(receipt.answer_by), "\0"
    if case.reach == "phone":
        phone = masked_phone(case.phone)
        answer = _(
            "<b>By %(day)s.</b> %(owner)s reads your message and rings you at %(phone)s.",
            day=day,
            owner=owner,
            phone=phone,
        )
    else:
        answer = _(
            "<b>By %(day)s.</b> %(owner)s reads your message and answers you in person.",
            day=day,
            owner=owner,
        )
    yield _bare(answer).replace("\0", shop.owner_first)
    yield (
        _("Who has this link can read it. There is one in your email, too.")
        if case.email
        else _(
            "Who has this link can read it. It is nowhere else: print this page or copy the link."
        )
    )


def _said(receipt: Receipt, spoken: Words) -> Iterator[str]:
    """What was said, a line for each box that was filled."""
    case, said = receipt.case, receipt.opened.payload or {}
    words = words_of_kind(case.kind)
    wish = words.wishes[case.wish].label if case.wish in words.wishes else ""
    facts = (
        (_("Order number"), case.order_number),
        (_("Ordered on"), spoken.day(case.ordered_on)),
        (_("About"), case.items),
        (words.happened_title, said.get("happened", "")),
        (_("What it means"), said.get("meant", "")),
        (words.wish_title, wish),
    )
    for label, text in facts:
        if text:
            yield f"{label}{'' if label.endswith('?') else ':'} {text}"


def _bare(sentence: str) -> str:
    """A sentence of a page without its marks; what a person typed is put in afterwards."""
    return _TAG.sub("", sentence)
