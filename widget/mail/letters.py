"""What each mail says: the values its templates are filled with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from widget.cases.budget import BY_LAW
from widget.cases.deadlines import local_day
from widget.cases.model import Case, Event
from widget.cases.text import clean_line, clean_text
from widget.mail import colour
from widget.mail.clock_letter import REMINDER, clock_letter
from widget.mail.errors import MailRefused
from widget.mail.harmless import harmless_items, harmless_name, header_words
from widget.mail.law_letters import NOTICE, RECEIPT, notice_by_law, stored_receipt
from widget.mail.material import MailSettings, Material
from widget.mail.proof_letter import proof_letter
from widget.mail.words import N_, Words

Values = dict[str, Any]
Writer = Callable[[Material, MailSettings, Words], Values]

SUBJECT_NAME = 40  # letters of somebody's name in a subject
SUBJECT_ITEMS = 60
PREVIEW_LETTERS = 140


def values_of(mail: str, material: Material, settings: MailSettings, words: Words) -> Values:
    """Everything the templates of ``mail`` ask for.

    Raises ``MailRefused`` where what it was about has been erased meanwhile, ``LookupError`` for a
    mail that does not exist.
    """
    return _frame_of(material) | WRITERS[mail](material, settings, words)


def _frame_of(material: Material) -> Values:
    shop = material.shop
    return {
        "shop": shop,
        "owner": clean_line(shop.owner_first),
        "accent": colour.accent_on_light(shop.colour),
        "accent_dark": colour.accent_on_dark(shop.colour),
        "on_accent": colour.ON_LIGHT,
        "on_accent_dark": colour.ON_DARK,
        "link": material.link,
    }


def _receipt(material: Material, settings: MailSettings, words: Words) -> Values:
    # The address is unproven: nothing the sender typed goes out but a first name and the items,
    # both reduced until nobody can be lured anywhere with them [T29].
    del settings
    case = _case_of(material)
    return {
        "reference": case.reference,
        "received": words.moment(case.opened_at, material.shop.zone),
        "kind": words.kind(case.kind),
        "first_name": harmless_name(case.first_name),
        "items": harmless_items(case.items),
        "answer_by": words.day(material.answer_by),
    }


def _answer(material: Material, settings: MailSettings, words: Words) -> Values:
    del settings
    case, event = _case_of(material), _event_of(material)
    payload = _payload_of(event)
    return {
        "reference": case.reference,
        "wrote_on": _day_of(case.opened_at, material, words),
        "text": clean_text(str(payload.get("text", ""))),
        "signed": clean_line(str(payload.get("signed", "")))
        or clean_line(material.shop.owner_first),
        "at": words.moment_short(event.at, material.shop.zone),
    }


def _closed(material: Material, settings: MailSettings, words: Words) -> Values:
    values = _answer(material, settings, words)
    return values | {"outcome": str(_payload_of(_event_of(material)).get("outcome", ""))}


def _notice(material: Material, settings: MailSettings, words: Words) -> Values:
    case, event = _case_of(material), _event_of(material)
    payload = _payload_of(event)
    happened = clean_text(str(payload.get("happened", "")))
    meant = clean_text(str(payload.get("meant", "")))
    items = case.items or words.kind(case.kind)
    return _about_case(material, settings, words) | {
        "subject_items": header_words(items, SUBJECT_ITEMS),
        "wants": words.wants(case.wish),
        "headline": words.would_like(case.wish, clean_line(case.name)),
        "text": "\n\n".join(part for part in (happened, meant) if part),
        "received": words.moment(case.opened_at, material.shop.zone),
        "earlier": material.earlier,
        "suspect": case.state == "suspect",
    }


def _law_receipt(material: Material, settings: MailSettings, words: Words) -> Values:
    del settings, words
    return stored_receipt(material)


def _law_notice(material: Material, settings: MailSettings, words: Words) -> Values:
    case, event = _case_of(material), _event_of(material)
    zone = material.shop.zone
    return (
        _about_case(material, settings, words)
        | {"received": words.moment(case.opened_at, zone)}
        | notice_by_law(case, _payload_of(event), words, zone)
    )


def _reply_notice(material: Material, settings: MailSettings, words: Words) -> Values:
    event = _event_of(material)
    payload = _payload_of(event)
    said = "settled" if event.kind == "customer_settled" else "again"
    if payload.get("not_meant"):
        said = "not_meant"
    return _about_case(material, settings, words) | {
        "said": said,
        "text": clean_text(str(payload.get("text", ""))),
        "at": words.moment_short(event.at, material.shop.zone),
    }


def _about_case(material: Material, settings: MailSettings, words: Words) -> Values:
    case = _case_of(material)
    return {
        "case": case,
        "reference": case.reference,
        "kind": words.kind(case.kind),
        "name": clean_line(case.name),
        "first_name": clean_line(case.first_name) or words.gettext(N_("The customer")),
        "subject_name": header_words(case.name, SUBJECT_NAME),
        "answer_by": words.day(material.answer_by),
        "answer_by_short": words.day_short(material.answer_by),
        "link": f"{settings.base_url}/inbox/case/{case.reference}",
        "preview_letters": PREVIEW_LETTERS,
        "photos": len(_payload_of(_event_of(material)).get("photos", ())),
    }


def _login(material: Material, settings: MailSettings, words: Words) -> Values:
    del material, settings, words
    return {}


def _test(material: Material, settings: MailSettings, words: Words) -> Values:
    del words
    return {"link": f"{settings.base_url}/inbox/", "by_itself": material.by_itself}


def _link(material: Material, settings: MailSettings, words: Words) -> Values:
    # As little as in the receipt: whoever typed the reference need not be who reads this [T29].
    del settings
    case = _case_of(material)
    return {
        "reference": case.reference,
        "wrote_on": _day_of(case.opened_at, material, words),
    }


def _digest(material: Material, settings: MailSettings, words: Words) -> Values:
    told = material.told
    if told is None or not told.number:
        raise MailRefused("gone", permanent=True)
    lines = [_digest_line(case, material, settings, words) for case in told.cases]
    suspects = [line for line in lines if line["suspect"]]
    return {
        "number": told.number,
        "suspects": told.suspects,
        "lines": [line for line in lines if not line["suspect"]],
        "suspect_lines": suspects,
        "more": told.number - len(told.cases),
        "link": f"{settings.base_url}/inbox/",
        "suspects_link": f"{settings.base_url}/inbox/?view=suspect",
    }


def _digest_line(case: Case, material: Material, settings: MailSettings, words: Words) -> Values:
    about = header_words(case.items or case.order_number or words.kind(case.kind), SUBJECT_ITEMS)
    return {
        "name": header_words(case.name, SUBJECT_NAME) or case.reference,
        "about": about,
        "wants": words.wants(case.wish),
        "answer_by": words.day_short(case.due_on),
        "late": bool(case.due_on) and case.due_on < material.today.isoformat(),
        "by_law": case.kind in BY_LAW,
        "suspect": case.state == "suspect",
        "link": f"{settings.base_url}/inbox/case/{case.reference}",
    }


def _alarm(material: Material, settings: MailSettings, words: Words) -> Values:
    return {
        "alarm": material.alarm,
        "since": words.moment_short(material.since, material.shop.zone),
        "waiting": material.waiting,
        "link": f"{settings.base_url}/inbox/mail",
    }


WRITERS: Mapping[str, Writer] = {
    "receipt": _receipt,
    "answer": _answer,
    "closed": _closed,
    "notice": _notice,
    "reply_notice": _reply_notice,
    "login": _login,
    "test": _test,
    "link": _link,
    "digest": _digest,
    "alarm": _alarm,
    "proof": proof_letter,
    REMINDER: clock_letter,
    RECEIPT: _law_receipt,
    NOTICE: _law_notice,
}
CUSTOMER_MAILS = frozenset({"receipt", "answer", "closed", "link", RECEIPT})
OWNER_MAILS = frozenset(WRITERS) - CUSTOMER_MAILS
# Told by nobody in person: other machines must not answer them (RFC 3834).
AUTOMATIC_MAILS = frozenset(WRITERS) - {"answer", "closed"}


def _case_of(material: Material) -> Case:
    if material.case is None or material.case.state == "erased":
        raise MailRefused("gone", permanent=True)
    return material.case


def _event_of(material: Material) -> Event:
    if material.event is None or material.event.payload is None:
        raise MailRefused("gone", permanent=True)
    return material.event


def _payload_of(event: Event) -> Mapping[str, Any]:
    return event.payload or {}


def _day_of(at: int, material: Material, words: Words) -> str:
    return words.day(local_day(at, material.shop.zone).isoformat())
