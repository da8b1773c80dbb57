"""What the shop's order shows of a case about it: a note when it opens and closes, how it stands.

The upkeep looks which cases have moved and puts what is to be told beside them; the carrier tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from widget.cases.model import Case, Shop
from widget.cases.storefront import CaseTold
from widget.desk.refunding import call_stem
from widget.desk.storefront_secrets import PLATFORM
from widget.desk.wired import Desk
from widget.mail.words import Words, words_for
from widget.storage import cases
from widget.storage import storefront_calls as calls
from widget.storage.storefront_calls import CallKind
from widget.storage.storefronts import live_storefronts
from widget.storage.tables import cases as cases_table

DAY_MS = 24 * 3600 * 1000
LOOK_BACK_MS = 14 * DAY_MS  # whatever has not moved since was told, or given up
TOLD_KEPT_MS = 30 * DAY_MS  # more than what is looked back upon, so that nothing is told twice

_TOLD_STATES = ("open", "waiting", "closed")


@dataclass(frozen=True)
class _Telling:
    """One thing to be told, with the key that makes twice once."""

    kind: CallKind
    key: str
    body: dict[str, Any]


def tell_orders(desk: Desk, everywhere: Sequence[Shop], now: int) -> int:
    """Put what is new about matched cases before the carrier; returns how much."""
    return sum(_tell_in(desk, shop, now) for shop in everywhere)


def _tell_in(desk: Desk, shop: Shop, now: int) -> int:
    with desk.store.read() as connection:
        live = live_storefronts(connection, shop.id)
        one = next((one for one in live if one.platform == PLATFORM), None)
        if one is None:
            return 0
        moved = list(_moved(connection, shop, now))
        wanted = [(case, each) for case in moved for each in _tellings(shop, case)]
        known = calls.known_keys(connection, shop.id, {each.key for _, each in wanted})
    new = [(case, each) for case, each in wanted if each.key not in known]
    for case, telling in new:

        def change(connection: Connection, case: Case = case, telling: _Telling = telling) -> None:
            if telling.kind == "case":
                calls.drop_older_tellings(connection, shop.id, case.id)
            calls.put_call(
                connection,
                shop_id=shop.id,
                call_id=desk.new_id(now),
                case_id=case.id,
                connection_id=one.connection_id,
                kind=telling.kind,
                call_key=telling.key,
                order_key=case.order_key,
                body=telling.body,
                now=now,
            )

        try:
            desk.store.writer.change(change)
        except IntegrityError:
            continue  # another process has just put it in
    return len(new)


def _moved(connection: Connection, shop: Shop, now: int) -> Iterator[Case]:
    rows = connection.execute(
        select(cases_table)
        .where(
            (cases_table.c.shop_id == shop.id)
            & (cases_table.c.order_key != "")
            & cases_table.c.state.in_(_TOLD_STATES)
            & (cases_table.c.changed_at > now - LOOK_BACK_MS)
        )
        .order_by(cases_table.c.case_id)
    ).mappings()
    for row in rows:
        case = cases.case_of(row)
        if case.outcome != "spam":
            yield case


def _tellings(shop: Shop, case: Case) -> Iterator[_Telling]:
    """All that an order has to show of a case as it is now, in the shop's own language."""
    words, stem = words_for(shop.languages[0]), call_stem(case)
    kind = words.kind(case.kind)
    opened = words.gettext("Amends: case %(case)s opened: %(kind)s", case=case.reference, kind=kind)
    yield _Telling("note", f"{stem}-opened", {"text": opened})
    if case.state == "closed" and case.closed_at is not None:
        closed = words.gettext(
            "Amends: case %(case)s closed: %(outcome)s",
            case=case.reference,
            outcome=words.outcome(case.outcome),
        )
        yield _Telling("note", f"{stem}-closed-{case.closed_at}", {"text": closed})
    told = CaseTold(
        reference=case.reference,
        title=kind,
        told=_stands(words, case),
        at=case.changed_at,
        closed=case.state == "closed",
    )
    yield _Telling("case", f"{stem}-case-{case.changed_at}", asdict(told))


def _stands(words: Words, case: Case) -> str:
    """How a case stands, for the shop's people."""
    state = words.state(case.state)
    if case.state == "closed":
        return f"{state}: {words.outcome(case.outcome)}"
    if case.due_on:
        return words.gettext(
            "%(state)s, answer by %(day)s", state=state, day=words.day(case.due_on)
        )
    return state
