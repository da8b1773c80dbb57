"""What the mails about a withdrawal or termination say: the stored receipt, the owner's notice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from widget.cases.budget import BY_LAW
from widget.cases.model import Case
from widget.cases.text import clean_line, clean_text
from widget.mail.errors import MailRefused
from widget.mail.harmless import header_words
from widget.mail.law_receipt import with_link
from widget.mail.material import Material
from widget.mail.words import N_, Words

Values = dict[str, Any]

RECEIPT = "law_receipt"
NOTICE = "law_notice"

_SUBJECT_LETTERS = 60
_HEADLINES: Mapping[str, str] = {
    "withdrawal": N_("%(name)s withdraws from a contract"),
    "termination": N_("%(name)s terminates a contract"),
}


def letter_by_law(mail: str, material: Material) -> str:
    """By which templates a mail is written: its own name, or that of the law's letter."""
    case = material.case
    if case is None or case.kind not in BY_LAW:
        return mail
    if mail == "receipt" and material.text:
        return RECEIPT
    return NOTICE if mail == "notice" else mail


def stored_receipt(material: Material) -> Values:
    """The receipt as it was stored when the statement came in."""
    if not material.text or material.case is None or material.case.state == "erased":
        raise MailRefused("gone", permanent=True)
    subject, blocks = with_link(material.text, f"{material.link}/receipt")
    return {"subject": subject, "blocks": blocks, "receipt_link": f"{material.link}/receipt"}


def notice_by_law(case: Case, payload: Mapping[str, Any], words: Words, zone: str) -> Values:
    """What the owner is told at once; ``payload`` is that of the first event."""
    name = clean_line(case.name) or words.gettext(N_("Somebody"))
    pressed_at, shop_at = payload.get("pressed_at"), payload.get("shop_received_at")
    return {
        "headline": words.gettext(_HEADLINES[case.kind], name=name),
        "kind_word": words.kind(case.kind),
        "subject_about": header_words(case.order_number or case.reference, _SUBJECT_LETTERS),
        "text": clean_text(str(payload.get("statement", ""))),
        "shop_received": words.moment(shop_at, zone) if isinstance(shop_at, int) else "",
        "pressed": words.moment(pressed_at, zone) if isinstance(pressed_at, int) else "",
        "receipt_to": clean_line(str(payload.get("receipt_to", ""))),
        "has_signs": bool(case.suspect_reasons),
    }
