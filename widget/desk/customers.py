"""One customer, everywhere: find their cases, hand them all out, erase them all."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from widget.cases.errors import CasesOpen, UnknownCase
from widget.cases.ids import read_reference
from widget.cases.model import Case, Shop
from widget.cases.proof import Sealed
from widget.cases.text import clean_line
from widget.desk.casefile import case_file
from widget.desk.clocks import open_by_law
from widget.desk.erasing import erase_case
from widget.desk.transcript import iso, transcript_text
from widget.desk.wired import Desk
from widget.storage import cases, outbox, shops
from widget.storage.cases import Doer
from widget.storage.outbox import Order
from widget.storage.storefront_calls import cases_with_refund_under_way
from widget.storage.storefronts import forget_orders_of
from widget.storage.tables import cases as cases_table
from widget.storage.tables import uploads

EXPORT_VERSION = 1
ERASED_AT_ONCE = 10  # cases in one commit: customers write meanwhile
_STILL_OPEN = frozenset({"open", "waiting", "suspect"})
_LONGEST = 320  # letters of what somebody types to name a customer


@dataclass(frozen=True)
class Customer:
    """Somebody's cases with one shop, oldest first, erased ones left out. Never without a case.

    ``email`` is empty where they gave none; then only the case that was named is theirs.
    ``due_by_law`` are the references of those in which the law still wants something of the shop,
    ``refund_under_way`` of those in which money may still move.
    """

    shop: Shop
    email: str
    cases: list[Case]
    due_by_law: frozenset[str] = frozenset()
    refund_under_way: frozenset[str] = frozenset()

    @property
    def still_open(self) -> list[Case]:
        """Those that are not closed, or in which the law wants something or money may move.

        To erase them, somebody has to say so on purpose.
        """
        return [
            case
            for case in self.cases
            if case.state in _STILL_OPEN
            or case.reference in self.due_by_law | self.refund_under_way
        ]


def find_customers(desk: Desk, who: str, shop_id: int | None = None) -> list[Customer]:
    """The customer behind an email address or a reference, once for each shop they wrote to.

    ``shop_id`` looks in that shop alone. Empty where nobody is found.
    """
    with desk.store.read() as connection:
        looked_at = [
            shop for shop in shops.all_shops(connection) if shop_id is None or shop.id == shop_id
        ]
        now = desk.clock()
        found = [_customer_of(connection, shop, who, now) for shop in looked_at]
    return [customer for customer in found if customer is not None]


def _customer_of(connection: Connection, shop: Shop, who: str, now: int) -> Customer | None:
    who = clean_line(who[:_LONGEST])
    email, named = (who, []) if "@" in who else _by_reference(connection, shop, who)
    theirs = cases_of_address(connection, shop.id, email) if email else named
    if not theirs:
        return None
    due = frozenset(case.reference for case in open_by_law(connection, theirs, now))
    moving = cases_with_refund_under_way(connection, shop.id)
    under_way = frozenset(case.reference for case in theirs if case.id in moving)
    return Customer(shop, email, theirs, due, under_way)


def _by_reference(connection: Connection, shop: Shop, text: str) -> tuple[str, list[Case]]:
    reference = read_reference(text)
    try:
        case = cases.find_case(connection, shop.id, reference or "")
    except UnknownCase:
        return "", []
    return (case.email, [case]) if case.state != "erased" else ("", [])


def cases_of_address(connection: Connection, shop_id: int, email: str) -> list[Case]:
    """A shop's cases with that address, however it was typed, oldest first."""
    rows = connection.execute(
        select(cases_table)
        .where(
            (cases_table.c.shop_id == shop_id)
            & (cases_table.c.state != "erased")
            & (func.lower(cases_table.c.email) == func.lower(email))
        )
        .order_by(cases_table.c.case_id)
    ).mappings()
    return [cases.case_of(row) for row in rows]


def erase_customer(
    desk: Desk, doer: Doer, customer: Customer, references: Iterable[str], *, also_open: bool
) -> int:
    """Erase those of a customer's cases that whoever decided has seen; returns how many.

    What came in meanwhile stays. What the rows leave in the files is for ``clear_all_traces``.
    Raises ``CasesOpen`` where one of them is not closed, not done by law or has a refund under way,
    unless ``also_open``.
    """
    seen = set(references)
    named = [case for case in customer.cases if case.reference in seen]
    still_open = [case.reference for case in customer.still_open if case.reference in seen]
    if still_open and not also_open:
        raise CasesOpen(still_open)
    erased = 0
    for start in range(0, len(named), ERASED_AT_ONCE):
        batch = named[start : start + ERASED_AT_ONCE]
        erased += desk.store.writer.change(
            lambda connection, batch=batch: _erase(desk, connection, doer, batch, also_open)  # type: ignore[misc]
        )
    return erased


def _erase(
    desk: Desk, connection: Connection, doer: Doer, batch: list[Case], also_open: bool
) -> int:
    now = [cases.case_by_id(connection, case.shop_id, case.id) for case in batch]
    by_law = open_by_law(connection, now, desk.clock())
    moving = cases_with_refund_under_way(connection, now[0].shop_id)
    opened = [
        case.reference
        for case in now
        if case.state in _STILL_OPEN or case in by_law or case.id in moving
    ]
    if opened and not also_open:
        raise CasesOpen(opened)
    due = [case for case in now if case.state != "erased"]
    for case in due:
        forget_orders_of(connection, case.shop_id, case.email)
        erase_case(desk, connection, case, doer, "asked")
    return len(due)


def export_text(desk: Desk, customer: Customer, locale: str) -> str:
    """All that was said in a customer's cases, as plain text in one language."""
    files = [case_file(desk, customer.shop.id, case.reference) for case in customer.cases]
    line = "\n" + "-" * 72 + "\n\n"
    return line.join(transcript_text(file, locale) for file in files)


def export_json(desk: Desk, customer: Customer) -> str:
    """Everything the desk holds about a customer, without loss, each event with its proof."""
    whole = {
        "amends_export": EXPORT_VERSION,
        "made": iso(desk.clock()),
        "shop": {"id": customer.shop.slug, "name": customer.shop.name},
        "cases": [_case_data(desk, customer.shop, case) for case in customer.cases],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _case_data(desk: Desk, shop: Shop, case: Case) -> dict[str, Any]:
    with desk.store.read() as connection:
        case = cases.case_by_id(connection, shop.id, case.id)
        sealed = cases.sealed_of(connection, shop.id, case.id)
        told = cases.events_of(connection, shop.id, case.id)
        facts = cases.facts_of(connection, shop.id, case.id)
        mails = outbox.orders_of_case(connection, shop.id, case.id)
        photos = _photos(connection, shop.id, case.id)
    return {
        **_row_data(case),
        "events": [
            {"by": event.actor_name or event.role, "at": iso(event.at), **_proof(one)}
            for event, one in zip(told, sealed, strict=True)
        ],
        "facts": [
            {"name": fact.name, "value": fact.value, "said_by": fact.said_by, "at": iso(fact.at)}
            for fact in facts
        ],
        "mails": [_mail_data(order) for order in mails],
        "photos": photos,
    }


def _row_data(case: Case) -> dict[str, Any]:
    return {
        "reference": case.reference,
        "kind": case.kind,
        "state": case.state,
        "outcome": case.outcome,
        "language": case.locale,
        "opened": iso(case.opened_at),
        "changed": iso(case.changed_at),
        "read": _iso_or_none(case.seen_at),
        "closed": _iso_or_none(case.closed_at),
        "answer_by": case.due_on,
        "name": case.name,
        "email": case.email,
        "phone": case.phone,
        "reach": case.reach,
        "order_number": case.order_number,
        "ordered_on": case.ordered_on,
        "items": case.items,
        "wish": case.wish,
        "suspect_reasons": [reason for reason in case.suspect_reasons.split(",") if reason],
    }


def _proof(sealed: Sealed) -> dict[str, Any]:
    return {
        "header": sealed.header.as_json(),
        "payload": None if sealed.payload is None else json.loads(sealed.payload),
        "salt": None if sealed.salt is None else sealed.salt.hex(),
        "hash": sealed.hash.hex(),
    }


def _mail_data(order: Order) -> dict[str, Any]:
    return {
        "mail": order.mail,
        "to": order.address,
        "message_id": order.message_id,
        "state": order.state,
        "tries": order.tries,
        "error": order.error,
        "ordered": iso(order.created_at),
        "sent": _iso_or_none(order.sent_at),
    }


def _photos(connection: Connection, shop_id: int, case_id: int) -> list[dict[str, Any]]:
    rows = connection.execute(
        select(uploads)
        .where((uploads.c.shop_id == shop_id) & (uploads.c.case_id == case_id))
        .order_by(uploads.c.upload_id)
    ).mappings()
    return [
        {
            "mime": row["mime"],
            "width": row["width"],
            "height": row["height"],
            "received": iso(row["created_at"]),
            "base64": base64.b64encode(row["body"]).decode(),
        }
        for row in rows
    ]


def _iso_or_none(at: int | None) -> str | None:
    return None if at is None else iso(at)
