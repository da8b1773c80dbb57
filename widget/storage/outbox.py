"""Orders to the outside that wait, and how the last ones went."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, case, func, insert, select, update

from widget.cases.errors import UnknownCase
from widget.cases.model import Case
from widget.storage.cases import Doer, case_by_id, record
from widget.storage.completing import completed, note_told
from widget.storage.holding import BY_OWNER, must_wait, note_given_back, note_taken
from widget.storage.mail_health import (
    MailHealth,
    note_server_down,
    note_server_well,
    read_mail_health,
    set_mail_health,
)
from widget.storage.orders import (
    NOBODYS,
    Hold,
    Networks,
    Order,
    order_of,
    order_row,
    params_text,
)
from widget.storage.tables import outbox
from widget.storage.waiting import longest_due, next_due_at, one_at_a_time, this
from widget.storage.writer import NEW_ORDERS

__all__ = [
    "CUSTOMERS_MAILS",
    "NOBODYS",
    "Hold",
    "MailHealth",
    "Networks",
    "Order",
    "add_order",
    "claim_next",
    "failed_cases",
    "mail_counts",
    "mark_failed",
    "mark_sent",
    "next_due_at",
    "note_server_down",
    "note_server_well",
    "order_of",
    "order_row",
    "orders_of_case",
    "params_text",
    "read_mail_health",
    "release",
    "retry",
    "set_mail_health",
    "unsent_of_shop",
]

CUSTOMERS_MAILS = ("receipt", "answer", "closed", "link")
MOST_LOOKS = 200  # orders that are put back in one go, before others get to write


def add_order(connection: Connection, row: Mapping[str, Any]) -> None:
    """Put an order into the outbox, in the transaction of what caused it."""
    connection.execute(insert(outbox).values(dict(row)))
    connection.info[NEW_ORDERS] = True


def claim_next(
    connection: Connection,
    now: int,
    lease_ms: int,
    random_bytes: Callable[[int], bytes] = os.urandom,
) -> Order | None:
    """Take the mail that has been due longest, for ``lease_ms``; ``None`` where none is due.

    What is above the mail budget is put back on the way, to be due again when there is room.
    """
    one_at_a_time(connection)
    for _ in range(MOST_LOOKS):
        row = longest_due(connection, now)
        if row is None:
            return None
        order = completed(connection, order_of(row), now, random_bytes)
        if order is None:
            continue
        case = _case_of(connection, order)
        if must_wait(connection, order, case, now, random_bytes):
            continue
        if _take(connection, order, now + lease_ms):
            note_taken(connection, order, case, now)
            return order
    return None


def _take(connection: Connection, order: Order, until: int) -> bool:
    taken = connection.execute(
        update(outbox)
        .where(this(order), outbox.c.state == order.state, outbox.c.tries == order.tries)
        .where(outbox.c.claimed_until.is_not_distinct_from(order.claimed_until))
        .values(
            state="claimed",
            claimed_until=until,
            tries=order.tries + 1,
            reason=BY_OWNER if order.reason == BY_OWNER else "",
        )
    )
    return taken.rowcount == 1


def _case_of(connection: Connection, order: Order) -> Case | None:
    if not order.case_id:
        return None
    try:
        return case_by_id(connection, order.shop_id, order.case_id)
    except UnknownCase:
        return None


def mark_sent(
    connection: Connection, order: Order, now: int, random_bytes: Callable[[int], bytes]
) -> None:
    """Note that the mail server took the mail, on the order and in the case's history."""
    done = connection.execute(
        update(outbox)
        .where(this(order), outbox.c.state == "claimed")
        .values(
            state="sent",
            sent_at=now,
            claimed_until=None,
            error="",
            # A log-in link must not outlive its mail in readable form.
            params="{}" if order.mail == "login" else params_text(order.params),
            # Whose network it came from is no longer counted by the order.
            network=b"",
            network_before=b"",
            reason="",
        )
    )
    if done.rowcount == 1 and order.mail == "digest":
        note_told(connection, order, now)
    if done.rowcount == 1 and order.case_id:
        payload = {"mail": order.mail, "to": order.address, "message_id": order.message_id}
        _note(connection, order, "mailed", payload, now, random_bytes)


def mark_failed(
    connection: Connection,
    order: Order,
    now: int,
    *,
    error: str,
    next_at: int,
    final: bool,
    random_bytes: Callable[[int], bytes],
) -> None:
    """Note that the mail did not leave. ``error`` is a class of fault, never anybody's words.

    ``final`` ends the tries and is an event of the case; else it is due again at ``next_at``.
    """
    done = connection.execute(
        update(outbox)
        .where(this(order), outbox.c.state == "claimed")
        .values(
            state="failed" if final else "waiting",
            next_at=next_at,
            claimed_until=None,
            error=error,
        )
    )
    if done.rowcount == 1 and final and order.case_id:
        payload = {"mail": order.mail, "error_class": error}
        _note(connection, order, "mail_failed", payload, now, random_bytes)


def release(connection: Connection, order: Order, next_at: int) -> None:
    """Give a claimed order back untried: the fault was the server's, not the mail's."""
    done = connection.execute(
        update(outbox)
        .where(this(order), outbox.c.state == "claimed")
        # The try does not count, or a day's outage would make every later wait a long one.
        .values(state="waiting", next_at=next_at, claimed_until=None, tries=order.tries)
    )
    if done.rowcount == 1:
        note_given_back(connection, order, _case_of(connection, order))


def retry(connection: Connection, shop_id: int, now: int) -> int:
    """Make all of a shop's waiting and failed mails due at once; returns how many."""
    where = (outbox.c.shop_id == shop_id) & outbox.c.state.in_(("waiting", "failed"))
    done = connection.execute(update(outbox).where(where).values(state="waiting", next_at=now))
    connection.info[NEW_ORDERS] = True
    return done.rowcount


def _note(
    connection: Connection,
    order: Order,
    kind: str,
    payload: Mapping[str, Any],
    now: int,
    random_bytes: Callable[[int], bytes],
) -> None:
    case = case_by_id(connection, order.shop_id, order.case_id)
    if case.state == "erased":
        return
    doer = Doer(role="desk", actor=0, door="upkeep")
    record(
        connection, case, kind, payload, at=now, doer=doer, random_bytes=random_bytes, touch=False
    )


def orders_of_case(connection: Connection, shop_id: int, case_id: int) -> list[Order]:
    """Every mail about a case, oldest first."""
    rows = connection.execute(
        select(outbox)
        .where((outbox.c.shop_id == shop_id) & (outbox.c.case_id == case_id))
        .order_by(outbox.c.order_id)
    ).mappings()
    return [order_of(row) for row in rows]


def unsent_of_shop(connection: Connection, shop_id: int, *, most: int = 100) -> list[Order]:
    """A shop's mails that have failed, wait or are held: failed ones first, then the oldest."""
    rows = connection.execute(
        select(outbox)
        .where(_unsent(shop_id))
        .order_by(case((outbox.c.state == "failed", 0), else_=1), outbox.c.order_id)
        .limit(most)
    ).mappings()
    return [order_of(row) for row in rows]


def _unsent(shop_id: int) -> Any:
    # By state, not by shop: nearly everything that a shop ever ordered has left.
    return (
        (outbox.c.channel == "mail")
        & outbox.c.state.in_(("failed", "held", "waiting", "claimed"))
        & (outbox.c.shop_id == shop_id)
    )


def mail_counts(connection: Connection, shop_id: int) -> dict[str, int]:
    """How many of a shop's mails stand in each state but ``sent``."""
    rows = connection.execute(
        select(outbox.c.state, func.count()).where(_unsent(shop_id)).group_by(outbox.c.state)
    ).all()
    return {str(state): int(number) for state, number in rows}


def failed_cases(connection: Connection, shop_id: int, case_ids: list[int]) -> frozenset[int]:
    """Those of the cases of which a mail to the customer could not be delivered."""
    found = connection.scalars(
        select(outbox.c.case_id)
        .where((outbox.c.shop_id == shop_id) & outbox.c.case_id.in_(case_ids))
        .where(outbox.c.state == "failed", outbox.c.mail.in_(CUSTOMERS_MAILS))
    )
    return frozenset(int(case_id) for case_id in found)
