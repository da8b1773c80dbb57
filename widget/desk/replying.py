"""The customer writes again: a reply, "this is settled", "this is not what I meant"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert

from widget.cases import proof
from widget.cases.budget import BY_LAW, NEVER
from widget.cases.errors import NothingSaid, StorageUnavailable
from widget.cases.model import Case
from widget.cases.tokens import FormToken
from widget.desk.photos import Batch, batches_of_form
from widget.desk.steps import order_mail, record_step
from widget.desk.wired import CUSTOMER, Desk
from widget.storage import cases, links, shops
from widget.storage.cases import WORDS_KEPT
from widget.storage.holding import SUSPECT, prove_address
from widget.storage.orders import Hold
from widget.storage.tables import submissions
from widget.storage.uploads import UploadsMoved

_TRIES = 5  # photos may be added or removed in another tab just now


def reply_as_customer(
    desk: Desk,
    token: str,
    text: str,
    form: FormToken,
    *,
    settled: bool = False,
    not_meant: bool = False,
) -> None:
    """Take what the customer writes on their page; the same form and words count once.

    ``settled`` closes the case, ``not_meant`` says that the answer missed the point; either may
    come without words, and so may photos, which are those that wait under the form. Any other reply
    opens a closed case again. Raises ``NothingSaid``, ``UnknownLink`` and ``StorageUnavailable``.
    """
    said = {"not_meant": not_meant, "settled": settled, "text": text}
    for _ in range(_TRIES):
        with desk.store.read() as connection:
            batches = batches_of_form(connection, form.shop_id, form.nonce)
        try:
            desk.store.writer.change(_replying(desk, token, said, form, batches))
        except UploadsMoved:
            continue
        return
    raise StorageUnavailable("the photos of the form keep changing")


def _replying(
    desk: Desk, token: str, said: Mapping[str, Any], form: FormToken, batches: Sequence[Batch]
) -> Callable[[Connection], None]:
    hashes = [
        desk.keyed_hash(token.encode(), proof.canonical(batch.told_in(said)).encode())
        for batch in batches
    ]

    def change(connection: Connection) -> None:
        link = links.find_link(connection, token, "status")
        for body_hash in hashes:
            if links.case_of_submission(connection, link.shop_id, form.nonce, body_hash):
                return
        now = desk.clock()
        case = cases.case_by_id(connection, link.shop_id, link.case_id)
        links.note_opened(connection, link, now)
        if link.mailed and case.email:
            # This link stands in nothing but mails: whoever answers by it reads that mailbox.
            prove_address(connection, case.email, now)
        event_id = _record_reply(desk, connection, case, said, batches[0], now)
        connection.execute(
            insert(submissions).values(
                shop_id=link.shop_id,
                nonce=form.nonce,
                body_hash=hashes[0],
                purpose="reply",
                case_id=link.case_id,
                event_id=event_id,
                at=now,
            )
        )

    return change


def _record_reply(
    desk: Desk,
    connection: Connection,
    case: Case,
    said: Mapping[str, Any],
    batch: Batch,
    now: int,
) -> int:
    text, settled, not_meant = said["text"], said["settled"], said["not_meant"]
    if not (text or settled or not_meant or batch.uploads):
        raise NothingSaid
    shop = shops.shop_by_id(connection, case.shop_id)
    if case.state == "closed" and not settled:
        case, _ = record_step(desk, connection, case, "reopened", {}, now, CUSTOMER)
    if settled:
        # Spam does not become a case that is kept for years by calling itself settled.
        is_spam = case.outcome == "spam"
        changes: dict[str, Any] = {
            "state": "closed",
            "outcome": "spam" if is_spam else "settled",
            "closed_at": case.closed_at if is_spam else now,
            "due_on": "",
        }
        kind = "customer_settled"
        payload: dict[str, Any] = {"text": text}
    else:
        state = "suspect" if case.state == "suspect" else "open"
        changes = {
            "state": state,
            "outcome": "",
            "closed_at": None,
            # Who was promised a day keeps it; a new turn of the owner gets a new one.
            "due_on": case.due_on or desk.answer_by(shop, now),
            "seen_at": None,
        }
        kind = "customer_replied"
        payload = {"not_meant": not_meant, "text": text}
    if text:
        changes["words"] = text[:WORDS_KEPT]
    case, event_id = record_step(
        desk, connection, case, kind, batch.told_in(payload), now, CUSTOMER, **changes
    )
    batch.take(connection, case.id, event_id)
    cases.add_search_words(connection, case, text)
    # Of a suspect the owner hears in the daily digest, also when it writes again.
    hold = Hold(SUSPECT, NEVER) if case.state == "suspect" and case.kind not in BY_LAW else None
    language, mailbox = shop.languages[0], shop.mailbox
    order_mail(desk, connection, case, "reply_notice", language, mailbox, now, event_id, hold=hold)
    return event_id
