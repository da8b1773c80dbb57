"""Asking a storefront, from claim to mark: what each answer makes of a call [T51].

Claim (commit), call, mark (commit). A refund whose call was begun and not heard of is never called
again: it is looked up by its key, until the shop has it or has not had it for a quarter of an hour.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from widget.cases.errors import CaseMovedOn, StorageUnavailable, UnknownCase
from widget.cases.model import Case
from widget.cases.storefront import (
    CallPutOff,
    CallRefused,
    CallUnclear,
    CaseTold,
    RefundMade,
    Storefront,
)
from widget.desk.sealing import KeyRefused
from widget.desk.steps import record_step
from widget.desk.storefront_doors import StorefrontDoor, door_of
from widget.desk.wired import Desk
from widget.storage import cases, shops
from widget.storage import storefront_calls as calls
from widget.storage.cases import Doer
from widget.storage.storefront_calls import CallState, StorefrontCall
from widget.storage.storefronts import order_by_id

MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS

LEASE_MS = MINUTE_MS  # several times as long as one request may take
WAITS_MS = tuple(minutes * MINUTE_MS for minutes in (1, 2, 5, 10, 30, 60, 120, 240, 360))
# A refund that was begun and is not in the shop by then never will be: no request lives so long,
# and one that was held up on its way is signed too long ago to be taken.
NOT_MADE_AFTER_MS = 15 * MINUTE_MS
REFUND_GIVEN_UP_MS = DAY_MS  # nobody wants money to move of which they no longer think
TOLD_GIVEN_UP_MS = 14 * DAY_MS
_TRIES = 3  # to write, where others write into the same case

_DOER = Doer(role="desk", actor=0, door="relay")
_TOLD = frozenset({"id", "paid", "why", "sentence"})  # of an answer, in the case's history

ShopFor = Callable[[StorefrontDoor], Storefront]

log = logging.getLogger("amends.carrier")


@dataclass(frozen=True)
class Outcome:
    """What became of a call: its state, what is kept of the answer, when it is due again.

    ``event`` is what stands in the case's history of it, empty for nothing.
    """

    state: CallState
    answer: Mapping[str, Any]
    next_at: int | None = None
    event: str = ""


def wait_ms(tries: int) -> int:
    """How long a call rests that was tried ``tries`` times: a minute, at last six hours."""
    return WAITS_MS[min(max(tries, 1), len(WAITS_MS)) - 1]


def carry_one(desk: Desk, shop_for: ShopFor) -> bool:
    """Take the call that is due and ask the shop; false where none is due.

    Raises ``StorageUnavailable``.
    """
    call = desk.store.writer.change(
        lambda connection: calls.claim_call(connection, desk.clock(), LEASE_MS)
    )
    if call is None:
        return False
    if call.kind == "refund":
        outcome = _carry_refund(desk, call, shop_for)
    else:
        outcome = _carry_told(desk, call, shop_for)
    _settle(desk, call, outcome)
    return True


def idle_ms(desk: Desk) -> int | None:
    """How long no call is due; ``None`` where none waits at all."""
    with desk.store.read() as connection:
        due = calls.next_call_at(connection)
    return None if due is None else due - desk.clock()


def _carry_refund(desk: Desk, call: StorefrontCall, shop_for: ShopFor) -> Outcome:
    try:
        door = door_of(desk, call.shop_id, call.connection_id)
    except KeyRefused:
        return _rest(desk, call, "key")
    known = _known_refund(desk, call)
    if call.state == "unclear":
        return _look_up(desk, call, shop_for(door) if door else None, known)
    if known is not None:
        return _made(known)
    now = desk.clock()
    if door is None or now - call.created_at >= REFUND_GIVEN_UP_MS:
        why = "disconnected" if door is None else str(call.answer.get("why", "away"))
        return Outcome("not_made", {"why": why}, event="refund_not_made")
    if call.claimed_until is not None and now >= call.claimed_until:
        # This machine slept: somebody else may have taken it for lost by now.
        return _rest(desk, call, "busy")
    said = call.body
    try:
        made = shop_for(door).refund(
            call.call_key, call.order_key, said["amount"], said["currency"], said["reason"]
        )
    except CallPutOff as error:
        return _rest(desk, call, error.why)
    except CallRefused as refused:
        answer = {"why": refused.why, "sentence": refused.sentence}
        return Outcome("refused", answer, event="refund_refused")
    except StorageUnavailable:
        raise
    except Exception as error:  # noqa: BLE001
        # Whatever it was: money may have moved.
        _log(error)
        return _unclear(desk, call)
    return _made(made)


def _look_up(
    desk: Desk, call: StorefrontCall, shop: Storefront | None, known: RefundMade | None
) -> Outcome:
    """Settle a refund of which nobody knows by reading alone; never by a second call."""
    found: RefundMade | None = None
    certain = False
    if shop is not None:
        try:
            found = shop.find_refund(call.call_key, call.order_key, f"{call.call_key}-{call.tries}")
            certain = True
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001
            _log(error)
    found = found or known
    if found is not None:
        return _made(found)
    called_at = call.called_at or call.created_at
    if certain and desk.clock() - called_at >= NOT_MADE_AFTER_MS:
        return Outcome("not_made", {"why": "not_found"}, event="refund_not_made")
    return _unclear(desk, call)


def _carry_told(desk: Desk, call: StorefrontCall, shop_for: ShopFor) -> Outcome:
    """A note or a case's state: at least once, for its key makes twice one."""
    try:
        door = door_of(desk, call.shop_id, call.connection_id)
        if door is None or desk.clock() - call.created_at >= TOLD_GIVEN_UP_MS:
            return Outcome("not_made", {"why": "disconnected" if door is None else "away"})
        _tell(shop_for(door), call)
    except KeyRefused:
        return _rest(desk, call, "key")
    except CallPutOff as error:
        return _rest(desk, call, error.why)
    except CallRefused as refused:
        return Outcome("refused", {"why": refused.why})
    except StorageUnavailable:
        raise
    except Exception as error:  # noqa: BLE001
        _log(error)
        return _rest(desk, call, "away")
    return Outcome("done", {})


def _tell(shop: Storefront, call: StorefrontCall) -> None:
    said = call.body
    if call.kind == "note":
        shop.note(call.call_key, call.order_key, str(said["text"]))
    else:
        shop.tell_case(call.call_key, call.order_key, CaseTold(**said))


def _known_refund(desk: Desk, call: StorefrontCall) -> RefundMade | None:
    """The refund as the shop has told of it by itself, which may come before its answer."""
    with desk.store.read() as connection:
        order = order_by_id(connection, call.shop_id, call.order_key)
    for refund in order.refunds if order else ():
        if refund.key == call.call_key:
            return RefundMade(refund.id, refund.amount, None)
    return None


def _made(made: RefundMade) -> Outcome:
    answer = {"id": made.id, "amount": made.amount, "paid": made.paid}
    return Outcome("done", answer, event="refund_made")


def _unclear(desk: Desk, call: StorefrontCall) -> Outcome:
    now, told = desk.clock(), bool(call.answer.get("unclear"))
    next_at = now + wait_ms(call.tries)
    settles_at = (call.called_at or call.created_at) + NOT_MADE_AFTER_MS
    if now < settles_at < next_at:
        next_at = settles_at
    event = "" if told else "refund_unclear"
    return Outcome("unclear", {"unclear": True}, next_at, event)


def _rest(desk: Desk, call: StorefrontCall, why: str) -> Outcome:
    next_at = desk.clock() + wait_ms(call.tries)
    if call.state == "unclear":
        return Outcome("unclear", call.answer, next_at)
    return Outcome("waiting", {"why": why}, next_at)


def _settle(desk: Desk, call: StorefrontCall, outcome: Outcome) -> None:
    """Mark the call and tell the case of it, in one commit."""

    def change(connection: Connection) -> None:
        now = desk.clock()
        written = calls.mark_call(
            connection, call, outcome.state, outcome.answer, now=now, next_at=outcome.next_at
        )
        if written and outcome.state == "waiting" and outcome.next_at and call.kind != "refund":
            # One shop that is away must not hold up all others, ten seconds for each note.
            calls.postpone_tellings(connection, call, outcome.next_at)
        if written and outcome.event:
            _tell_case(desk, connection, call, outcome, now)

    for left in reversed(range(_TRIES)):
        try:
            desk.store.writer.change(change)
        except CaseMovedOn:
            # Another process wrote into the case at this moment.
            if not left:
                raise
        else:
            return


def _tell_case(
    desk: Desk, connection: Connection, call: StorefrontCall, outcome: Outcome, now: int
) -> None:
    try:
        case = cases.case_by_id(connection, call.shop_id, call.case_id)
    except UnknownCase:
        return
    if case.state == "erased":
        return
    payload = {
        "amount": _amount_made(call, outcome),
        "currency": call.body["currency"],
        "number": call.body["number"],
        **{name: value for name, value in outcome.answer.items() if name in _TOLD},
    }
    changes = {}
    if outcome.state in {"refused", "not_made"} and case.state in {"waiting", "closed"}:
        # Somebody has been promised money that has not moved: it is the owner's turn again.
        changes = _owners_turn(desk, connection, case, now)
    record_step(desk, connection, case, outcome.event, payload, now, _DOER, **changes)


def _amount_made(call: StorefrontCall, outcome: Outcome) -> str:
    """As the shop made it; its own is longer only by zeros."""
    ordered = str(call.body["amount"])
    try:
        same = Decimal(str(outcome.answer.get("amount", ordered))) == Decimal(ordered)
    except ArithmeticError:
        return ordered
    return ordered if same else str(outcome.answer["amount"])


def _owners_turn(desk: Desk, connection: Connection, case: Case, now: int) -> dict[str, Any]:
    shop = shops.shop_by_id(connection, case.shop_id)
    return {
        "state": "open",
        "outcome": "",
        "closed_at": None,
        "due_on": desk.answer_by(shop, now),
    }


def _log(error: Exception) -> None:
    # Its class alone: a message may hold what a shop wrote.
    if not isinstance(error, CallPutOff | CallUnclear | CallRefused):
        log.error("a storefront was not asked as planned: %s", type(error).__name__)
