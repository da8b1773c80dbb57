"""The mails that a new case causes: the notice to the owner, the receipt to the customer."""

from __future__ import annotations

from typing import Any

from widget.cases.budget import BY_LAW, NEVER, SUSPECTS_WAIT_MS
from widget.cases.model import Shop, Statement
from widget.desk.judging import Judged
from widget.desk.wired import Desk
from widget.mail.law_receipt import receipt_mail
from widget.mail.law_words import law_words
from widget.storage import outbox
from widget.storage.holding import SUSPECT
from widget.storage.orders import NOBODYS, Hold, Networks


def first_mails(
    desk: Desk,
    shop: Shop,
    statement: Statement,
    judged: Judged,
    case_id: int,
    event_id: int,
    now: int,
    reference: str,
) -> list[dict[str, Any]]:
    """The orders of a new case, as rows.

    Of a suspect the owner hears in the daily digest, and the receipt rests for half a day, so that
    it can be looked at first. What the law wants told at once is told at once.
    """
    waits = bool(judged.reasons) and statement.kind not in BY_LAW

    def order(
        mail: str, locale: str, address: str, until: int, networks: Networks = NOBODYS
    ) -> dict[str, Any]:
        return outbox.order_row(
            shop_id=shop.id,
            case_id=case_id,
            mail=mail,
            locale=locale,
            address=address,
            params={"answer_by": desk.answer_by(shop, now), "event_id": event_id},
            host=desk.host,
            now=now,
            random_bytes=desk.random_bytes,
            hold=Hold(SUSPECT, until) if waits else None,
            networks=networks,
        )

    rows = [order("notice", shop.languages[0], shop.mailbox, NEVER)]
    if statement.email:
        until = now + SUSPECTS_WAIT_MS
        row = order("receipt", statement.locale, statement.email, until, judged.networks)
        rows.append(row | {"body": _words_by_law(shop, statement, reference, now)})
    return rows


def _words_by_law(shop: Shop, statement: Statement, reference: str, now: int) -> str:
    """The very words of a receipt by law, to be kept; empty for all others."""
    if statement.kind not in BY_LAW:
        return ""
    words = law_words(statement.locale)
    return receipt_mail(words, shop, reference, now, statement.as_payload())
