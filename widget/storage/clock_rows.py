"""What the clocks of many cases are made from, read in a few statements. Nothing is kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from widget.cases.clocks import Clock, clock_data, clock_from
from widget.cases.model import Case, Fact
from widget.storage.cases import case_of
from widget.storage.tables import cases, events, facts, outbox, payloads

REMINDER = "clocks"  # the mail that tells the owner what the law wants by when
AT_ONCE = 500  # ids in one statement: not every database takes more
MOST_CASES = 5_000  # open ones of a shop that are looked through


@dataclass(frozen=True)
class DueLine:
    """One clock of a case in a reminder. ``mark`` is how many days ahead it is told; -1: late."""

    case_id: int
    mark: int
    clock: Clock

    @property
    def key(self) -> tuple[int, str, date | None, int]:
        """By what it is known that this was told: another last day is another thing to tell."""
        return (self.case_id, self.clock.name, self.clock.ends, self.mark)


@dataclass(frozen=True)
class Due:
    """What a reminder tells, the earliest first. ``day`` is the shop's day of it."""

    day: date
    lines: tuple[DueLine, ...]


def due_params(due: Due) -> dict[str, Any]:
    """A reminder as the parameters of its order: nothing in it is about a person."""
    lines = [
        {"case": line.case_id, "mark": line.mark, "clock": clock_data(line.clock)}
        for line in due.lines
    ]
    return {"day": due.day.isoformat(), "clocks": lines}


def due_of(params: Mapping[str, Any]) -> Due:
    """What ``due_params`` wrote, read again."""
    lines = (
        DueLine(line["case"], line["mark"], clock_from(line["clock"])) for line in params["clocks"]
    )
    return Due(date.fromisoformat(params["day"]), tuple(lines))


def cases_with_clocks(connection: Connection, shop_id: int) -> list[Case]:
    """The cases in which something may still be due by law, oldest first.

    Those that are not over, and those that ended without agreement; no suspects but by law.
    """
    here = cases.c.shop_id == shop_id
    not_over = cases.c.state.in_(("open", "waiting"))
    unsettled = and_(cases.c.state == "closed", cases.c.outcome == "not_settled")
    by_law = and_(cases.c.state == "suspect", cases.c.kind == "withdrawal")
    rows = connection.execute(
        select(cases)
        .where(here & or_(not_over, unsettled, by_law))
        .order_by(cases.c.case_id)
        .limit(MOST_CASES)
    ).mappings()
    return [case_of(row) for row in rows]


def facts_of_cases(
    connection: Connection, shop_id: int, ids: Sequence[int]
) -> dict[int, list[Fact]]:
    """What is known of the orders of several cases, oldest first."""
    found: dict[int, list[Fact]] = {case_id: [] for case_id in ids}
    for some in _parts(ids):
        rows = connection.execute(
            select(facts)
            .where((facts.c.shop_id == shop_id) & facts.c.case_id.in_(some))
            .order_by(facts.c.fact_id)
        )
        for row in rows:
            found[row.case_id].append(Fact(row.name, row.value, row.said_by, row.at))
    return found


def answered_at(connection: Connection, shop_id: int, ids: Sequence[int]) -> dict[int, int]:
    """When each case was first answered (ms UTC), for those that were."""
    found: dict[int, int] = {}
    for some in _parts(ids):
        rows = connection.execute(
            select(events.c.case_id, func.min(events.c.at))
            .where((events.c.shop_id == shop_id) & events.c.case_id.in_(some))
            .where(events.c.kind == "answered")
            .group_by(events.c.case_id)
        )
        found |= dict(tuple(row) for row in rows)
    return found


def declared_at(connection: Connection, shop_id: int, ids: Sequence[int]) -> dict[int, int]:
    """When the shop's site took each statement (ms UTC), for those that came by a form of its."""
    found: dict[int, int] = {}
    for some in _parts(ids):
        rows = connection.execute(
            select(events.c.case_id, payloads.c.body)
            .join(
                payloads,
                (payloads.c.shop_id == events.c.shop_id)
                & (payloads.c.event_id == events.c.event_id),
            )
            .where((events.c.shop_id == shop_id) & events.c.case_id.in_(some))
            .where((events.c.kind == "opened") & (events.c.door == "relay"))
        )
        for case_id, body in rows:
            said = json.loads(body).get("shop_received_at")
            if isinstance(said, int):
                found[case_id] = said
    return found


def cases_by_id(connection: Connection, shop_id: int, ids: Iterable[int]) -> list[Case]:
    """The shop's cases with these ids, as far as there are such."""
    found: list[Case] = []
    for some in _parts(sorted(ids)):
        rows = connection.execute(
            select(cases).where((cases.c.shop_id == shop_id) & cases.c.case_id.in_(some))
        ).mappings()
        found += [case_of(row) for row in rows]
    return found


def reminders_since(connection: Connection, shop_id: int, first: int) -> list[Due]:
    """What a shop was reminded of, by orders with an id from ``first`` on."""
    rows = connection.execute(
        select(outbox.c.params).where(
            (outbox.c.shop_id == shop_id)
            & (outbox.c.order_id >= first)
            & (outbox.c.mail == REMINDER)
        )
    )
    return [due_of(json.loads(row.params)) for row in rows]


def _parts(ids: Sequence[int]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
