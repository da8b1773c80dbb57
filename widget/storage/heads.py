"""The heads of a shop's histories: what the newest event of each is, and what was told of it.

An event ``heads_told`` of the shop's own history names case, number and hash of the newest event of
each history that has grown since the one before. Its own hash, kept outside, therefore stands for
all events of the shop up to that moment.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from widget.storage.cases import SHOP_CHAIN, Doer, record_for_shop
from widget.storage.tables import cases, events, payloads

HEADS_TOLD = "heads_told"
TURNED_OFF, TURNED_ON = "weekly_proof_off", "weekly_proof_on"
MOST_IN_EVENT = 1000  # cases; a year of attacks must not make one event of it


@dataclass(frozen=True)
class Tip:
    """The newest event of a case at some moment."""

    case_id: int
    seq: int
    hash: bytes


@dataclass(frozen=True)
class Head:
    """An event ``heads_told``, as a mail tells of it.

    ``events`` is how many events the shop had before it, ``cases`` how many cases it names, and
    ``newest`` are some of them.
    """

    at: int
    seq: int
    hash: bytes
    events: int
    cases: int
    newest: tuple[Tip, ...]


@dataclass(frozen=True)
class Placed:
    """An event that has a hash: where it stands. ``case_id`` 0 is the shop's own history."""

    case_id: int
    seq: int
    kind: str
    at: int


def tips_told(connection: Connection, shop_id: int) -> Iterator[Tip]:
    """Every tip that was ever told, oldest first."""
    for body in connection.scalars(
        select(payloads.c.body)
        .select_from(
            events.join(
                payloads,
                (payloads.c.shop_id == events.c.shop_id)
                & (payloads.c.event_id == events.c.event_id),
            )
        )
        .where((events.c.shop_id == shop_id) & (events.c.case_id == SHOP_CHAIN))
        .where(events.c.kind == HEADS_TOLD)
        .order_by(events.c.seq)
    ):
        yield from _tips_in(body)


def _tips_in(body: str) -> list[Tip]:
    try:
        told = json.loads(body)["cases"]
        return [Tip(int(case_id), int(seq), bytes.fromhex(head)) for case_id, seq, head in told]
    except (ValueError, TypeError, KeyError, RecursionError):
        return []  # was changed, which the check of that history says


def tips_to_tell(connection: Connection, shop_id: int) -> list[Tip]:
    """The tips of the cases that have grown since they were last told, oldest case first."""
    told = {tip.case_id: tip.seq for tip in tips_told(connection, shop_id)}
    rows = connection.execute(
        select(cases.c.case_id, cases.c.seq, cases.c.head)
        .where(cases.c.shop_id == shop_id)
        .order_by(cases.c.case_id)
    ).all()
    return [Tip(*row) for row in rows if row.seq != told.get(row.case_id)]


def record_heads(
    connection: Connection,
    shop_id: int,
    tips: Sequence[Tip],
    *,
    at: int,
    doer: Doer,
    random_bytes: Callable[[int], bytes],
) -> None:
    """Write the tips into the shop's own history, in as many events as they need."""
    number = count_events(connection, shop_id)
    for start in range(0, max(len(tips), 1), MOST_IN_EVENT):
        some = tips[start : start + MOST_IN_EVENT]
        record_for_shop(
            connection,
            shop_id,
            HEADS_TOLD,
            {
                "cases": [[tip.case_id, tip.seq, tip.hash.hex()] for tip in some],
                "events": number + start // MOST_IN_EVENT,
            },
            at=at,
            doer=doer,
            random_bytes=random_bytes,
        )


def count_events(connection: Connection, shop_id: int) -> int:
    """How many events a shop has in all its histories."""
    number = select(func.count()).select_from(events).where(events.c.shop_id == shop_id)
    return connection.scalar(number) or 0


def first_event_at(connection: Connection, shop_id: int) -> int | None:
    """When the shop's first event was (ms UTC); ``None`` where there is none."""
    first = select(func.min(events.c.at)).where(events.c.shop_id == shop_id)
    found: int | None = connection.scalar(first)
    return found


def newest_of_shop(connection: Connection, shop_id: int, *kinds: str) -> Placed | None:
    """The newest event of the shop's own history, or the newest of some kinds in it."""
    chain = (events.c.shop_id == shop_id) & (events.c.case_id == SHOP_CHAIN)
    if kinds:
        chain &= events.c.kind.in_(kinds)
    row = connection.execute(
        select(events.c.case_id, events.c.seq, events.c.kind, events.c.at)
        .where(chain)
        .order_by(events.c.seq.desc())
        .limit(1)
    ).first()
    return None if row is None else Placed(*row)


def head_told(connection: Connection, shop_id: int, seq: int, most: int) -> Head | None:
    """The head of that number, with up to ``most`` of its newest cases; ``None`` if not there."""
    row = connection.execute(
        select(events.c.at, events.c.seq, events.c.hash, payloads.c.body)
        .select_from(
            events.join(
                payloads,
                (payloads.c.shop_id == events.c.shop_id)
                & (payloads.c.event_id == events.c.event_id),
            )
        )
        .where((events.c.shop_id == shop_id) & (events.c.case_id == SHOP_CHAIN))
        .where(events.c.seq == seq, events.c.kind == HEADS_TOLD)
    ).first()
    if row is None:
        return None
    tips = _tips_in(row.body)
    return Head(
        at=row.at,
        seq=row.seq,
        hash=row.hash,
        events=int(json.loads(row.body)["events"]),
        cases=len(tips),
        newest=tuple(reversed(tips[-most:])),
    )


def find_hash(connection: Connection, shop_id: int, digest: bytes) -> Placed | None:
    """The event of a shop that has this hash; ``None`` where there is none."""
    row = connection.execute(
        select(events.c.case_id, events.c.seq, events.c.kind, events.c.at).where(
            (events.c.shop_id == shop_id) & (events.c.hash == digest)
        )
    ).first()
    return None if row is None else Placed(*row)
