"""The owner gives money back: what of an order is left, and the decision, taken once [T50, T51].

Nothing is called here. The decision and the call are kept in one commit; the carrier asks the shop.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from widget.cases.errors import CaseMovedOn, NotAllowed
from widget.cases.model import Case
from widget.cases.refunds import Ground, Ordered, RefundRefused, ground_of, read_amount
from widget.cases.text import clean_line
from widget.desk.steps import record_step
from widget.desk.storefront_secrets import PLATFORM
from widget.desk.wired import Actor, Desk
from widget.storage import cases
from widget.storage import storefront_calls as calls
from widget.storage.storefront_calls import OPEN_STATES, StorefrontCall
from widget.storage.storefronts import Connected, live_storefronts, order_by_id

LONGEST_REASON = 300  # letters
_TRIES = 3
_STATES = frozenset({"open", "waiting", "closed"})  # of a case in which money may go back
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class RefundAsk:
    """What the owner decided on: which refund of the case, how much, and what they had seen.

    ``number`` counts the refunds of the case from 1; ``mark`` is the ground's as it was shown.
    """

    number: int
    amount: str
    reason: str
    mark: str


@dataclass(frozen=True)
class RefundDesk:
    """What a case's screen says of refunds.

    ``ground`` is ``None`` where the order or its shop is not known (any more). ``number`` is the
    next refund's; ``under_way`` that one of this order has not come to its end.
    """

    ground: Ground | None
    refunds: tuple[StorefrontCall, ...]
    number: int
    under_way: bool
    may_refund: bool


def refunds_of(desk: Desk, case: Case) -> RefundDesk:
    """What can be refunded in a case, and what was."""
    with desk.store.read() as connection:
        return _look(connection, case)


def weigh_refund(desk: Desk, case: Case, amount: str, reason: str) -> tuple[Ground, RefundAsk]:
    """Check what was typed, before the owner is asked whether to refund it.

    Returns the ground and what to ask for, the amount spelled plainly. Raises ``RefundRefused``.
    """
    with desk.store.read() as connection:
        found = _look(connection, case)
    mark = found.ground.mark if found.ground else ""
    ask = RefundAsk(found.number, amount, clean_line(reason), mark)
    ground = _checked(found, ask)
    return ground, replace(ask, amount=str(read_amount(amount, ground)))


def ask_refund(desk: Desk, actor: Actor, reference: str, ask: RefundAsk) -> None:
    """Decide on a refund. The same one again, by a second click or tab, changes nothing.

    Raises ``NotAllowed`` for anybody but the owner, ``RefundRefused``, ``UnknownCase``.
    """
    if actor.role != "owner":
        raise NotAllowed("refund")

    def change(connection: Connection) -> None:
        _decide(desk, connection, actor, reference, ask)

    for left in reversed(range(_TRIES)):
        try:
            desk.store.writer.change(change)
        except (IntegrityError, CaseMovedOn, RefundRefused):
            # Another process may have been faster at this moment; now it can be seen what it did.
            if not left:
                raise
        else:
            return


def _decide(
    desk: Desk, connection: Connection, actor: Actor, reference: str, ask: RefundAsk
) -> None:
    case = cases.find_case(connection, actor.shop_id, reference)
    key = refund_key(case, ask.number)
    before = calls.call_by_key(connection, case.shop_id, key)
    if before is not None:
        if before.body.get("typed") == ask.amount.strip():
            return
        raise RefundRefused("under_way")
    ground = _checked(_look(connection, case), ask)
    amount = read_amount(ask.amount, ground)
    storefront = _connected(connection, case.shop_id)
    if storefront is None:
        raise RefundRefused("no_order")
    now, reason = desk.clock(), clean_line(ask.reason)[:LONGEST_REASON]
    told = {"amount": str(amount), "currency": ground.currency, "reason": reason}
    record_step(
        desk,
        connection,
        case,
        "refund_asked",
        {**told, "number": ask.number, "order": ground.number},
        now,
        actor.doer,
    )
    calls.put_call(
        connection,
        shop_id=case.shop_id,
        call_id=desk.new_id(now),
        case_id=case.id,
        connection_id=storefront.connection_id,
        kind="refund",
        call_key=key,
        order_key=ground.order_id,
        body={**told, "number": ask.number, "typed": ask.amount.strip()},
        now=now,
    )


def _look(connection: Connection, case: Case) -> RefundDesk:
    mine = calls.refunds_of_case(connection, case.shop_id, case.id)
    order = order_by_id(connection, case.shop_id, case.order_key) if case.order_key else None
    if order is None or _connected(connection, case.shop_id) is None:
        return RefundDesk(None, tuple(mine), len(mine) + 1, False, False)
    of_order = calls.refunds_of_order(connection, case.shop_id, order.id)
    under_way = any(call.state in OPEN_STATES for call in of_order)
    return RefundDesk(
        ground=ground_of(order, _ordered(of_order)),
        refunds=tuple(mine),
        number=len(mine) + 1,
        under_way=under_way,
        may_refund=case.state in _STATES and not under_way,
    )


def _ordered(found: Sequence[StorefrontCall]) -> Iterator[Ordered]:
    for call in found:
        if call.state in {*OPEN_STATES, "done"}:
            amount = Decimal(str(call.body["amount"]))
            yield Ordered(call.call_key, str(call.answer.get("id", "")), amount)


def _checked(found: RefundDesk, ask: RefundAsk) -> Ground:
    """The ground, if it is as the owner saw it. Raises ``RefundRefused``."""
    if found.under_way:
        raise RefundRefused("under_way")
    if found.ground is None or not found.may_refund:
        raise RefundRefused("no_order")
    if ask.number != found.number or ask.mark != found.ground.mark:
        raise RefundRefused("moved")
    return found.ground


def _connected(connection: Connection, shop_id: int) -> Connected | None:
    """The shop with our plugin; webhooks alone cannot be asked for anything."""
    live = live_storefronts(connection, shop_id)
    return next((one for one in live if one.platform == PLATFORM), None)


def refund_key(case: Case, number: int) -> str:
    """By which the storefront makes a refund once: shop, case, remedy, sequence."""
    return f"{call_stem(case)}-refund-{number}"


def call_stem(case: Case) -> str:
    """What all keys of a case begin with: its shop and its reference, 25 letters at most."""
    number, spelled = case.shop_id, ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        spelled = _DIGITS[digit] + spelled
    return f"{spelled}-{case.reference}"
