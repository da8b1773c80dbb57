"""What an order still lacks when its turn comes, filled in before it is claimed.

A digest learns up to which notice it tells. A link that somebody asked for by a typed reference
learns whom it goes to: at the door nothing is looked up, so that every reference gets the same
answer after the same work [T05, T65].
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy import case as choose

from widget.cases.budget import (
    ALARMS_OF_REFERENCES,
    BY_LAW,
    LINKS_OF_CASE,
    NOTICES,
    REFERENCES_OF_SHOP,
)
from widget.cases.errors import UnknownCase
from widget.cases.model import Case
from widget.storage import allowances
from widget.storage.alarms import alarm_row
from widget.storage.allowances import shop_key
from widget.storage.cases import case_of, find_case
from widget.storage.holding import DIGEST, SUSPECT
from widget.storage.orders import Order, params_text
from widget.storage.tables import cases, outbox
from widget.storage.waiting import this

SHOWN_CASES = 40  # lines of a digest; the rest are counted

# Whose turn it still is: what the owner has dealt with needs no telling.
_UNTOLD = ("open", "suspect")


@dataclass(frozen=True)
class Told:
    """What a digest tells: the first cases, how many there are, and how many look like spam."""

    cases: list[Case]
    number: int
    suspects: int


def completed(
    connection: Connection, order: Order, now: int, random_bytes: Callable[[int], bytes]
) -> Order | None:
    """The order with what it lacked; ``None`` where it has become needless and is gone."""
    if order.mail == "digest":
        return _digest(connection, order, now)
    if order.mail == "link" and order.case_id == 0:
        return _link(connection, order, now, random_bytes)
    return order


def _digest(connection: Connection, order: Order, now: int) -> Order | None:
    held = _held_notices(order.shop_id)
    told = exists().where(
        cases.c.shop_id == order.shop_id,
        cases.c.case_id == outbox.c.case_id,
        cases.c.state.in_(_UNTOLD),
    )
    connection.execute(delete(outbox).where(outbox.c.shop_id == order.shop_id, held, ~told))
    newest = connection.scalar(
        select(func.max(outbox.c.order_id)).where(outbox.c.shop_id == order.shop_id, held)
    )
    if newest is None:
        connection.execute(delete(outbox).where(this(order)))
        return None
    params = {**order.params, "until": newest, "at": now}
    connection.execute(update(outbox).where(this(order)).values(params=params_text(params)))
    return replace(order, params=params)


def told_by(connection: Connection, order: Order, today: date) -> Told:
    """What a claimed digest tells: by law and late ones first, then by day, suspects last."""
    late = and_(cases.c.due_on != "", cases.c.due_on < today.isoformat())
    urgency = choose(
        (cases.c.state == "suspect", 3),
        (cases.c.kind.in_(BY_LAW), 0),
        (late, 1),
        else_=2,
    )
    which = and_(cases.c.shop_id == order.shop_id, _has_notice(order))
    rows = connection.execute(
        select(cases)
        .where(cases.c.shop_id == order.shop_id, which)
        .order_by(urgency, cases.c.due_on, cases.c.case_id)
        .limit(SHOWN_CASES)
    ).mappings()
    number, suspects = connection.execute(
        select(func.count(), func.count(choose((cases.c.state == "suspect", 1)))).where(
            cases.c.shop_id == order.shop_id, which
        )
    ).one()
    return Told([case_of(row) for row in rows], number, suspects)


def note_told(connection: Connection, order: Order, now: int) -> None:
    """The digest has left: so have the notices that it tells of."""
    connection.execute(
        update(outbox)
        .where(
            outbox.c.shop_id == order.shop_id,
            _held_notices(order.shop_id),
            outbox.c.order_id <= int(order.params.get("until", 0)),
        )
        .values(state="sent", sent_at=now, reason="", next_at=now)
    )


def _has_notice(order: Order) -> ColumnElement[bool]:
    return cases.c.case_id.in_(
        select(outbox.c.case_id).where(
            outbox.c.shop_id == order.shop_id,
            _held_notices(order.shop_id),
            outbox.c.order_id <= int(order.params.get("until", 0)),
        )
    )


def _held_notices(shop_id: int) -> ColumnElement[bool]:
    return and_(
        outbox.c.channel == "mail",
        outbox.c.shop_id == shop_id,
        outbox.c.state == "held",
        outbox.c.mail.in_(NOTICES),
        outbox.c.reason.in_((DIGEST, SUSPECT)),
    )


def _link(
    connection: Connection, order: Order, now: int, random_bytes: Callable[[int], bytes]
) -> Order | None:
    case = _case_asked_for(connection, order, now, random_bytes)
    if case is None:
        connection.execute(delete(outbox).where(this(order)))
        return None
    values = {"case_id": case.id, "address": case.email, "locale": case.locale}
    connection.execute(update(outbox).where(this(order)).values(**values))
    return replace(order, case_id=case.id, address=case.email, locale=case.locale)


def _case_asked_for(
    connection: Connection, order: Order, now: int, random_bytes: Callable[[int], bytes]
) -> Case | None:
    shop = shop_key(order.shop_id)
    since = now - REFERENCES_OF_SHOP.window_ms
    looked = allowances.moments(connection, "references", [shop], since)
    if REFERENCES_OF_SHOP.opens_at(looked, now) is not None:
        _say_that_many_ask(connection, order, now, random_bytes)
        return None
    allowances.count(connection, "references", shop, order.order_id, now)
    try:
        case = find_case(connection, order.shop_id, str(order.params.get("reference", "")))
    except UnknownCase:
        return None
    if not case.email or case.state in {"suspect", "erased"} or case.outcome == "spam":
        return None
    if _receipt_is_on_its_way(connection, case):
        return None
    key = shop_key(order.shop_id, case.id)
    since = now - LINKS_OF_CASE.window_ms
    mailed = allowances.moments(connection, "links", [key], since)
    if LINKS_OF_CASE.opens_at(mailed, now) is not None:
        return None
    allowances.count(connection, "links", key, order.order_id, now)
    return case


def _receipt_is_on_its_way(connection: Connection, case: Case) -> bool:
    """Whether a mail with the link waits anyway, perhaps for its budget."""
    waits = select(func.count()).where(
        outbox.c.shop_id == case.shop_id,
        outbox.c.case_id == case.id,
        outbox.c.mail == "receipt",
        or_(outbox.c.state == "held", outbox.c.state == "waiting", outbox.c.state == "claimed"),
    )
    return bool(connection.scalar(waits))


def _say_that_many_ask(
    connection: Connection, order: Order, now: int, random_bytes: Callable[[int], bytes]
) -> None:
    key = shop_key(order.shop_id)
    said = allowances.moments(connection, "asked", [key], now - ALARMS_OF_REFERENCES.window_ms)
    if ALARMS_OF_REFERENCES.opens_at(said, now) is None:
        allowances.count(connection, "asked", key, order.order_id, now)
        row = alarm_row(connection, order, {"alarm": "references"}, now, random_bytes)
        connection.execute(insert(outbox).values(row))
