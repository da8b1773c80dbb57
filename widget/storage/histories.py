"""All histories of a shop, some at a time, to be verified."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, RowMapping, and_, func, select

from widget.cases.proof import Ends, Sealed
from widget.storage.cases import SHOP_CHAIN, sealed_from
from widget.storage.tables import cases, events, payloads


@dataclass(frozen=True)
class History:
    """A case's events in order, and what its row says of the newest.

    ``ends`` is ``None`` and ``reference`` empty where no case goes with the events: for the shop's
    own history, and where the case is gone.
    """

    case_id: int
    reference: str
    ends: Ends | None
    events: list[Sealed]


def next_histories(connection: Connection, shop_id: int, *, after: int, most: int) -> list[History]:
    """The histories of the next cases after a case id, by id; empty where there are no more."""
    rows = connection.execute(
        select(cases.c.case_id, cases.c.reference, cases.c.seq, cases.c.head)
        .where((cases.c.shop_id == shop_id) & (cases.c.case_id > after))
        .order_by(cases.c.case_id)
        .limit(most)
    ).all()
    if not rows:
        return []
    sealed = _sealed_between(connection, shop_id, rows[0].case_id, rows[-1].case_id)
    return [
        History(row.case_id, row.reference, Ends(row.seq, row.head), sealed.get(row.case_id, []))
        for row in rows
    ]


def other_histories(connection: Connection, shop_id: int) -> list[History]:
    """The shop's own history, and events whose case is gone: there should be none."""
    own = _sealed_between(connection, shop_id, SHOP_CHAIN, SHOP_CHAIN)
    found = [History(SHOP_CHAIN, "", None, own.get(SHOP_CHAIN, []))]
    joined = events.outerjoin(
        cases, and_(cases.c.shop_id == events.c.shop_id, cases.c.case_id == events.c.case_id)
    )
    lost = connection.scalars(
        select(events.c.case_id)
        .select_from(joined)
        .where((events.c.shop_id == shop_id) & (events.c.case_id != SHOP_CHAIN))
        .where(cases.c.case_id.is_(None))
        .distinct()
    ).all()
    for case_id in lost:
        history = _sealed_between(connection, shop_id, case_id, case_id)[case_id]
        found.append(History(case_id, "", None, history))
    return found


def count_cases(connection: Connection, shop_id: int) -> int:
    """How many cases a shop has, erased ones with them."""
    where = cases.c.shop_id == shop_id
    return connection.scalar(select(func.count()).select_from(cases).where(where)) or 0


def _sealed_between(
    connection: Connection, shop_id: int, first: int, last: int
) -> dict[int, list[Sealed]]:
    joined = events.outerjoin(
        payloads,
        and_(payloads.c.shop_id == events.c.shop_id, payloads.c.event_id == events.c.event_id),
    )
    rows = connection.execute(
        select(events, payloads.c.salt, payloads.c.body)
        .select_from(joined)
        .where((events.c.shop_id == shop_id) & events.c.case_id.between(first, last))
        .order_by(events.c.case_id, events.c.seq)
    ).mappings()
    return {case_id: [sealed_from(row) for row in group] for case_id, group in _by_case(rows)}


def _by_case(rows: Iterable[RowMapping]) -> Iterable[tuple[int, Iterable[RowMapping]]]:
    return groupby(rows, key=lambda row: int(row["case_id"]))
