"""A customer sends the form: case, proof, private link and mails come to be in one commit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from widget.cases import proof
from widget.cases.errors import StorageUnavailable, TooManyBodies
from widget.cases.ids import new_reference
from widget.cases.model import Case, Event, Shop, Statement
from widget.cases.storefront import StorefrontOrder
from widget.cases.text import search_form
from widget.cases.tokens import FormToken
from widget.desk.by_law import answered_in, first_state
from widget.desk.first_facts import first_facts
from widget.desk.first_mails import first_mails
from widget.desk.forms import MOST_BODIES
from widget.desk.judging import Judged, Sender, judge
from widget.desk.photos import Batch, batches_of_form
from widget.desk.pinning import Pin, pin_for
from widget.desk.wired import BY_SHOP, CUSTOMER, Desk
from widget.storage import cases, links, policies, shops
from widget.storage.cases import SEARCH_KEPT, WORDS_KEPT
from widget.storage.uploads import UploadsMoved

_NOT_SAID = {"locale", "pressed_at", "shop_received_at", "statement"}
_TRIES = 5  # a reference is taken about once in 27 billion; the desk draws again

Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Receipt:
    """What a customer is shown and keeps: the case, the event that proves it, the private link.

    ``answer_by`` is the ISO day by which the shop wants to answer.
    """

    shop: Shop
    case: Case
    opened: Event
    token: str
    answer_by: str


def open_case(
    desk: Desk,
    shop: Shop,
    statement: Statement,
    form: FormToken,
    suspect_reasons: Sequence[str] = (),
    sender: Sender | None = None,
    order: StorefrontOrder | None = None,
) -> Receipt:
    """Take a customer's statement and return their receipt, once it is on disk.

    The same form with the same words is one case however often it is sent. The same form with
    other words is another case, up to five; then ``TooManyBodies`` asks for a fresh form.
    ``sender`` is what the door saw; it is judged with the words, and what looks like spam is put
    aside for a second look, as with ``suspect_reasons``; the sender sees no difference.
    ``order`` is the very order that a signed link named: its number and day are then the shop
    system's word, not the customer's.
    The photos that wait under the form go with it. Raises ``StorageUnavailable`` where nothing
    could be written.
    """
    judged: Judged | None = None
    for _ in range(_TRIES):
        found = _look_back(desk, shop, statement, form)
        if isinstance(found, Receipt):
            return found
        judged = judged or judge(
            desk,
            shop,
            statement,
            form,
            found.hash,
            sender,
            suspect_reasons,
            prefilled=order is not None,
        )
        rows = _rows_of(desk, shop, statement, form, found, judged, order)
        case_id = rows["cases"][0]["case_id"]
        try:
            desk.store.writer.submit(rows, _taking(found, case_id, rows["events"][0]["event_id"]))
        except (IntegrityError, UploadsMoved):
            continue
        with desk.store.read() as connection:
            return receipt_of(desk, connection, shop, case_id)
    raise StorageUnavailable("no free reference")


def receipt_of(desk: Desk, connection: Connection, shop: Shop, case_id: int) -> Receipt:
    """The receipt of a case that is stored. Raises ``UnknownLink`` once it is erased."""
    case = cases.case_by_id(connection, shop.id, case_id)
    link = links.link_of_case(connection, shop.id, case_id, "status")
    opened = cases.events_of(connection, shop.id, case_id)[0]
    return Receipt(
        shop=shop,
        case=case,
        opened=opened,
        token=link.text(desk.ring),
        answer_by=desk.answer_by(shop, case.opened_at),
    )


def receipt_for(desk: Desk, token: str) -> Receipt:
    """The receipt behind a private link. Raises ``UnknownLink``."""
    with desk.store.read() as connection:
        link = links.find_link(connection, token, "status")
        shop = shops.shop_by_id(connection, link.shop_id)
        return receipt_of(desk, connection, shop, link.case_id)


def receipt_json(desk: Desk, token: str) -> str:
    """The receipt that proves itself: header, words, salt and hash of the first event, as JSON."""
    with desk.store.read() as connection:
        link = links.find_link(connection, token, "status")
        case = cases.case_by_id(connection, link.shop_id, link.case_id)
        first = cases.sealed_of(connection, link.shop_id, link.case_id)[0]
    return proof.canonical(proof.receipt_proof(first, case.reference))


@dataclass(frozen=True)
class _Body:
    """What is sent: the payload of the first event, its photos, and the hash it is known by.

    ``pin`` is the version of the policy that counts for it.
    """

    payload: Mapping[str, Any]
    batch: Batch
    hash: bytes
    pin: Pin


def _look_back(desk: Desk, shop: Shop, statement: Statement, form: FormToken) -> _Body | Receipt:
    """What is to be sent now, or the receipt where this very form and body were sent before."""
    with desk.store.read() as connection:
        bodies, photos = links.count_bodies(connection, shop.id, form.nonce)
        batches = batches_of_form(connection, shop.id, form.nonce) if photos else [Batch()]
        pin = pin_for(policies.stamps_of(connection, shop.id), statement.ordered_on)
        sent = [_body_of(desk, statement, batch, pin) for batch in batches]
        for body in sent if bodies else ():
            case_id = links.case_of_submission(connection, shop.id, form.nonce, body.hash)
            if case_id is not None:
                return receipt_of(desk, connection, shop, case_id)
    if bodies >= MOST_BODIES:
        raise TooManyBodies
    return sent[0]


def _body_of(desk: Desk, statement: Statement, batch: Batch, pin: Pin) -> _Body:
    payload = batch.told_in(statement.as_payload())
    # The language of the page is no part of what was said: read in another, it is the same form.
    said = {name: value for name, value in payload.items() if name not in _NOT_SAID}
    if statement.is_relayed:
        said = {}  # the nonce of a relayed form is already that of its words
    return _Body(payload, batch, desk.keyed_hash(proof.canonical(said).encode()), pin)


def _taking(body: _Body, case_id: int, event_id: int) -> Callable[[Connection], None] | None:
    if not body.batch.uploads:
        return None
    return lambda connection: body.batch.take(connection, case_id, event_id)


def _rows_of(
    desk: Desk,
    shop: Shop,
    statement: Statement,
    form: FormToken,
    body: _Body,
    judged: Judged,
    order: StorefrontOrder | None,
) -> Rows:
    now, doer = desk.clock(), BY_SHOP if statement.is_relayed else CUSTOMER
    case_id = desk.new_id(now)
    sealed = proof.seal(
        body.payload,
        salt=desk.random_bytes(proof.SALT_BYTES),
        shop_id=shop.id,
        case_id=case_id,
        event_id=desk.new_id(now),
        seq=1,
        kind="opened",
        at=now,
        role=doer.role,
        actor=doer.actor,
        door=doer.door,
        prev=proof.GENESIS,
    )
    case = {
        **_case_row(desk, shop, statement, case_id, sealed, judged.reasons),
        "policy": body.pin.number,
        "policy_why": body.pin.why,
        "order_key": order.id if order else "",
    }
    return {
        "cases": [case],
        **cases.event_rows(sealed),
        "case_words": [_words_row(case, statement)],
        "facts": first_facts(desk, shop, statement, order, case_id, now),
        "links": _link_rows(desk, shop, case_id, now),
        "submissions": [
            {
                "shop_id": shop.id,
                "nonce": form.nonce,
                "body_hash": body.hash,
                "purpose": statement.kind,
                "case_id": case_id,
                "event_id": sealed.header.event_id,
                "at": now,
            }
        ],
        "outbox": first_mails(
            desk, shop, statement, judged, case_id, sealed.header.event_id, now, case["reference"]
        ),
    }


def _link_rows(desk: Desk, shop: Shop, case_id: int, now: int) -> list[dict[str, Any]]:
    """Two private links: one for the screen, and one that only ever stands in mails.

    Whoever answers by the second reads that mailbox; whoever sent the form holds only the first.
    """
    return [
        links.new_link_row(
            desk.ring,
            shop_id=shop.id,
            case_id=case_id,
            purpose="status",
            now=now,
            random_bytes=desk.random_bytes,
            mailed=mailed,
        )[0]
        for mailed in (False, True)
    ]


def _case_row(
    desk: Desk,
    shop: Shop,
    statement: Statement,
    case_id: int,
    sealed: proof.Sealed,
    suspect_reasons: Sequence[str],
) -> dict[str, Any]:
    now = sealed.header.at
    return {
        "shop_id": shop.id,
        "case_id": case_id,
        "reference": new_reference(desk.random_bytes(8)),
        "kind": statement.kind,
        "state": first_state(statement, suspect_reasons),
        "outcome": "",
        "locale": answered_in(shop, statement),
        "opened_at": now,
        "changed_at": now,
        "due_on": desk.answer_by(shop, now),
        "seen_at": None,
        "closed_at": None,
        "seq": 1,
        "head": sealed.hash,
        "name": statement.name,
        "email": statement.email,
        "phone": statement.phone,
        "reach": statement.reach,
        "order_number": statement.order_number,
        "ordered_on": statement.ordered_on,
        "items": statement.items,
        "wish": statement.wish,
        "words": statement.happened[:WORDS_KEPT],
        "suspect_reasons": ",".join(suspect_reasons),
    }


def _words_row(case: dict[str, Any], statement: Statement) -> dict[str, Any]:
    said = (
        case["reference"],
        statement.name,
        statement.email,
        statement.phone,
        statement.order_number,
        statement.items,
        statement.happened,
        statement.meant,
    )
    words = search_form(" ".join(said))[:SEARCH_KEPT]
    return {"shop_id": case["shop_id"], "case_id": case["case_id"], "words": words}
