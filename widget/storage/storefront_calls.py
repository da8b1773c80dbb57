"""Rows of what the desk asks of storefronts: put in, claimed, and how it went.

A refund is never called twice: what was claimed and not heard of again is *unclear*, and unclear
refunds are only ever looked up. Notes and case states may be called again; their key makes it one.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, and_, delete, func, insert, or_, select, update

from widget.cases.storefront import canonical_body
from widget.storage.tables import storefront_calls as calls
from widget.storage.waiting import across
from widget.storage.writer import NEW_ORDERS

CallKind = Literal["refund", "note", "case"]
CallState = Literal["waiting", "calling", "unclear", "done", "refused", "not_made"]

# What may still become a refund, or is one: it counts against what is left of the order.
OPEN_STATES = ("waiting", "calling", "unclear")
_AT_ONCE = 500  # keys in one question to the database


@dataclass(frozen=True)
class StorefrontCall:
    """One thing that the desk asks of a storefront. Moments are ms UTC or ``None``.

    ``body`` is what is asked, without key and order; ``answer`` what came of it, or ``why`` it
    waits. ``called_at`` is when it was last sent, so that it may have been done.
    """

    shop_id: int
    call_id: int
    case_id: int
    connection_id: int
    kind: CallKind
    call_key: str
    order_key: str
    body: Mapping[str, Any]
    state: CallState
    tries: int
    next_at: int
    claimed_until: int | None
    called_at: int | None
    answer: Mapping[str, Any]
    created_at: int
    done_at: int | None


def call_of(row: RowMapping) -> StorefrontCall:
    """A row of ``storefront_calls`` as a StorefrontCall."""
    values = {field.name: row[field.name] for field in fields(StorefrontCall)}
    return StorefrontCall(
        **{**values, "body": json.loads(row["body"]), "answer": json.loads(row["answer"])}
    )


def put_call(
    connection: Connection,
    *,
    shop_id: int,
    call_id: int,
    case_id: int,
    connection_id: int,
    kind: CallKind,
    call_key: str,
    order_key: str,
    body: Mapping[str, Any],
    now: int,
) -> None:
    """Ask something of a storefront, in the transaction of what caused it; wakes the carrier.

    Raises ``IntegrityError`` where the key is known.
    """
    connection.execute(
        insert(calls).values(
            shop_id=shop_id,
            call_id=call_id,
            case_id=case_id,
            connection_id=connection_id,
            kind=kind,
            call_key=call_key,
            order_key=order_key,
            body=canonical_body(dict(body)),
            state="waiting",
            tries=0,
            next_at=now,
            answer="{}",
            created_at=now,
        )
    )
    connection.info[NEW_ORDERS] = True


def call_by_key(connection: Connection, shop_id: int, call_key: str) -> StorefrontCall | None:
    """The call with that key; ``None`` where nothing was asked under it."""
    where = (calls.c.shop_id == shop_id) & (calls.c.call_key == call_key)
    row = connection.execute(select(calls).where(where)).mappings().first()
    return None if row is None else call_of(row)


def known_keys(connection: Connection, shop_id: int, keys: Collection[str]) -> set[str]:
    """Those of some keys under which something was asked."""
    found: set[str] = set()
    asked = sorted(keys)
    for start in range(0, len(asked), _AT_ONCE):
        some = asked[start : start + _AT_ONCE]
        where = (calls.c.shop_id == shop_id) & calls.c.call_key.in_(some)
        found.update(connection.scalars(select(calls.c.call_key).where(where)))
    return found


def refunds_of_case(connection: Connection, shop_id: int, case_id: int) -> list[StorefrontCall]:
    """The refunds that were decided in a case, oldest first."""
    return _refunds(connection, shop_id, calls.c.case_id == case_id)


def cases_with_refund_under_way(connection: Connection, shop_id: int) -> set[int]:
    """The cases of a shop in which a refund was decided and has not come to its end."""
    where = (
        (calls.c.shop_id == shop_id) & (calls.c.kind == "refund") & calls.c.state.in_(OPEN_STATES)
    )
    return set(connection.scalars(select(calls.c.case_id).where(where)))


def refunds_of_order(connection: Connection, shop_id: int, order_key: str) -> list[StorefrontCall]:
    """The refunds of an order that were decided in any of the shop's cases, oldest first."""
    return _refunds(connection, shop_id, calls.c.order_key == order_key)


def _refunds(connection: Connection, shop_id: int, which: Any) -> list[StorefrontCall]:
    where = (calls.c.shop_id == shop_id) & (calls.c.kind == "refund") & which
    rows = connection.execute(select(calls).where(where).order_by(calls.c.call_id)).mappings()
    return [call_of(row) for row in rows]


def claim_call(connection: Connection, now: int, lease_ms: int) -> StorefrontCall | None:
    """Take the call that has been due longest, for ``lease_ms``; ``None`` where none is due.

    It comes back as what it now is: ``calling`` is to be called, ``unclear`` to be looked up.
    """
    for row in connection.execute(_longest_due(now)).mappings().all():
        found = call_of(row)
        forgotten = found.state == "calling"  # who claimed it was killed: it may have been done
        look_up = found.kind == "refund" and (forgotten or found.state == "unclear")
        taken = connection.execute(
            update(calls)
            .where(
                calls.c.shop_id == found.shop_id,
                calls.c.call_id == found.call_id,
                calls.c.state == found.state,
                calls.c.tries == found.tries,
                calls.c.claimed_until.is_not_distinct_from(found.claimed_until),
            )
            .values(
                state="unclear" if look_up else "calling",
                claimed_until=now + lease_ms,
                tries=found.tries + 1,
                called_at=found.called_at if look_up else now,
            )
        )
        if taken.rowcount == 1:
            return call_by_key(connection, found.shop_id, found.call_key)
    return None


def _longest_due(now: int) -> Any:
    free = or_(calls.c.claimed_until.is_(None), calls.c.claimed_until <= now)
    due = and_(calls.c.state.in_(OPEN_STATES), calls.c.next_at <= now, free)
    return across(
        select(calls).where(due).order_by(calls.c.next_at, calls.c.call_id).limit(8),
        "the carrier serves all shops",
    )


def next_call_at(connection: Connection) -> int | None:
    """When the next call will be due (ms UTC); ``None`` where none waits."""
    moments = (
        select(func.min(calls.c.next_at)).where(
            calls.c.state.in_(OPEN_STATES), calls.c.claimed_until.is_(None)
        ),
        select(func.min(calls.c.claimed_until)).where(calls.c.state.in_(OPEN_STATES)),
    )
    found = [
        connection.scalar(across(moment, "the carrier serves all shops")) for moment in moments
    ]
    return min((int(at) for at in found if at is not None), default=None)


def mark_call(
    connection: Connection,
    call: StorefrontCall,
    state: CallState,
    answer: Mapping[str, Any],
    *,
    now: int,
    next_at: int | None = None,
) -> bool:
    """Write how a claimed call went; false where somebody else has settled it meanwhile.

    ``next_at`` (ms UTC) is when it is due again, ``None`` where it has come to its end.
    """
    here = (calls.c.shop_id == call.shop_id) & (calls.c.call_id == call.call_id)
    if state not in {"done", "refused"}:
        # What the storefront did is a fact, however late it is heard; all else is a guess by now.
        here &= calls.c.tries == call.tries
    done = connection.execute(
        update(calls)
        .where(here, calls.c.state.in_(OPEN_STATES))
        .values(
            state=state,
            answer=canonical_body(dict(answer)),
            claimed_until=None,
            next_at=call.next_at if next_at is None else next_at,
            done_at=now if next_at is None else None,
        )
    )
    return done.rowcount == 1


def postpone_tellings(connection: Connection, call: StorefrontCall, next_at: int) -> None:
    """Have nothing more told over the same connection before a moment: the shop is away."""
    connection.execute(
        update(calls)
        .where(
            calls.c.shop_id == call.shop_id,
            calls.c.connection_id == call.connection_id,
            calls.c.kind != "refund",
            calls.c.state == "waiting",
            calls.c.next_at < next_at,
        )
        .values(next_at=next_at)
    )


def drop_older_tellings(connection: Connection, shop_id: int, case_id: int) -> None:
    """Forget states of a case that have not been told yet: a newer one takes their place."""
    connection.execute(
        delete(calls).where(
            calls.c.shop_id == shop_id,
            calls.c.case_id == case_id,
            calls.c.kind == "case",
            calls.c.state == "waiting",
        )
    )


def forget_calls_of(connection: Connection, shop_id: int, case_id: int) -> None:
    """Drop all that was asked about a case: it is erased, and nothing more is asked."""
    connection.execute(
        delete(calls).where((calls.c.shop_id == shop_id) & (calls.c.case_id == case_id))
    )


def forget_told(connection: Connection, shop_id: int, before: int) -> None:
    """Drop notes and case states that came to an end before a moment; refunds stay."""
    connection.execute(
        delete(calls).where(
            (calls.c.shop_id == shop_id) & (calls.c.kind != "refund") & (calls.c.done_at < before)
        )
    )
