"""Cases and their history: read for screens, written event by event."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, func, insert, select, update

from widget.cases import proof
from widget.cases.errors import CaseMovedOn, UnknownCase
from widget.cases.ids import new_id, read_reference
from widget.cases.model import Case, Event, Fact
from widget.cases.text import search_form
from widget.storage.tables import case_words, cases, events, facts, payloads, people

WORDS_KEPT = 300  # letters of the newest words, for the list
SEARCH_KEPT = 40_000  # letters of a case that can be found
SHOP_CHAIN = 0  # the case id under which a shop's own events stand

_CASE_FIELDS = [field.name for field in fields(Case)]


@dataclass(frozen=True)
class Doer:
    """Who does something, through which door. ``actor`` is a person's id, or 0."""

    role: str
    actor: int
    door: str


def case_of(row: RowMapping) -> Case:
    """A row of ``cases`` as a Case."""
    values = {name: row["case_id" if name == "id" else name] for name in _CASE_FIELDS}
    return Case(**values)


def find_case(connection: Connection, shop_id: int, reference: str) -> Case:
    """The shop's case with that reference. Raises ``UnknownCase``."""
    if read_reference(reference) != reference:
        # Not every text can be looked up in every database.
        raise UnknownCase("no reference")
    where = (cases.c.shop_id == shop_id) & (cases.c.reference == reference)
    row = connection.execute(select(cases).where(where)).mappings().first()
    if row is None:
        raise UnknownCase(reference)
    return case_of(row)


def case_by_id(connection: Connection, shop_id: int, case_id: int) -> Case:
    """The shop's case with that id. Raises ``UnknownCase``."""
    where = (cases.c.shop_id == shop_id) & (cases.c.case_id == case_id)
    row = connection.execute(select(cases).where(where)).mappings().first()
    if row is None:
        raise UnknownCase(str(case_id))
    return case_of(row)


def event_rows(sealed: proof.Sealed) -> dict[str, list[dict[str, Any]]]:
    """A sealed event as rows of ``events`` and ``payloads``."""
    header = sealed.header
    return {
        "events": [
            {
                "shop_id": header.shop_id,
                "event_id": header.event_id,
                "case_id": header.case_id,
                "seq": header.seq,
                "version": header.version,
                "kind": header.kind,
                "at": header.at,
                "role": header.role,
                "actor": header.actor,
                "door": header.door,
                "commitment": header.commitment,
                "prev": header.prev,
                "hash": sealed.hash,
            }
        ],
        "payloads": [
            {
                "shop_id": header.shop_id,
                "event_id": header.event_id,
                "salt": sealed.salt,
                "body": sealed.payload,
            }
        ],
    }


def record(
    connection: Connection,
    case: Case,
    kind: str,
    payload: Mapping[str, Any],
    *,
    at: int,
    doer: Doer,
    random_bytes: Callable[[int], bytes],
    touch: bool = True,
    **changes: Any,
) -> tuple[Case, int]:
    """Append an event to a case and change its row in the same breath.

    ``touch`` moves the case up in lists; ``changes`` are columns of ``cases``. Returns the case as
    it then is and the event's id. Raises ``CaseMovedOn`` where another process was faster.
    """
    here = (cases.c.shop_id == case.shop_id) & (cases.c.case_id == case.id)
    prev = connection.scalar(select(cases.c.head).where(here & (cases.c.seq == case.seq)))
    if prev is None:
        raise CaseMovedOn(case_by_id(connection, case.shop_id, case.id))
    sealed = _seal(case.shop_id, case.id, case.seq + 1, prev, kind, payload, at, doer, random_bytes)
    values = {**changes, "seq": case.seq + 1, "head": sealed.hash}
    if touch:
        values["changed_at"] = at
    done = connection.execute(update(cases).where(here & (cases.c.seq == case.seq)).values(values))
    if done.rowcount != 1:
        raise CaseMovedOn(case_by_id(connection, case.shop_id, case.id))
    _insert_event(connection, sealed)
    return case_by_id(connection, case.shop_id, case.id), sealed.header.event_id


def record_for_shop(
    connection: Connection,
    shop_id: int,
    kind: str,
    payload: Mapping[str, Any],
    *,
    at: int,
    doer: Doer,
    random_bytes: Callable[[int], bytes],
) -> None:
    """Append an event to the shop's own chain: settings, people, log-ins, refused rights."""
    chain = (events.c.shop_id == shop_id) & (events.c.case_id == SHOP_CHAIN)
    last = connection.execute(
        select(events.c.seq, events.c.hash).where(chain).order_by(events.c.seq.desc()).limit(1)
    ).first()
    seq, prev = (last.seq + 1, last.hash) if last else (1, proof.GENESIS)
    _insert_event(
        connection,
        _seal(shop_id, SHOP_CHAIN, seq, prev, kind, payload, at, doer, random_bytes),
    )


def _seal(
    shop_id: int,
    case_id: int,
    seq: int,
    prev: bytes,
    kind: str,
    payload: Mapping[str, Any],
    at: int,
    doer: Doer,
    random_bytes: Callable[[int], bytes],
) -> proof.Sealed:
    return proof.seal(
        payload,
        salt=random_bytes(proof.SALT_BYTES),
        shop_id=shop_id,
        case_id=case_id,
        event_id=new_id(at, random_bytes(3)),
        seq=seq,
        kind=kind,
        at=at,
        role=doer.role,
        actor=doer.actor,
        door=doer.door,
        prev=prev,
    )


def _insert_event(connection: Connection, sealed: proof.Sealed) -> None:
    rows = event_rows(sealed)
    connection.execute(insert(events), rows["events"])
    connection.execute(insert(payloads), rows["payloads"])


def events_of(connection: Connection, shop_id: int, case_id: int) -> list[Event]:
    """A case's history in order, with the words and the names of the shop's people."""
    joined = events.outerjoin(
        payloads,
        and_(payloads.c.shop_id == events.c.shop_id, payloads.c.event_id == events.c.event_id),
    ).outerjoin(people, people.c.person_id == events.c.actor)
    rows = connection.execute(
        select(events, payloads.c.body, people.c.name.label("actor_name"))
        .select_from(joined)
        .where((events.c.shop_id == shop_id) & (events.c.case_id == case_id))
        .order_by(events.c.seq)
    ).mappings()
    return [
        Event(
            id=row["event_id"],
            seq=row["seq"],
            kind=row["kind"],
            at=row["at"],
            role=row["role"],
            actor_id=row["actor"],
            actor_name=row["actor_name"] or "",
            door=row["door"],
            payload=None if row["body"] is None else json.loads(row["body"]),
        )
        for row in rows
    ]


def sealed_of(connection: Connection, shop_id: int, case_id: int) -> list[proof.Sealed]:
    """A case's history as it was sealed, to be verified."""
    joined = events.outerjoin(
        payloads,
        and_(payloads.c.shop_id == events.c.shop_id, payloads.c.event_id == events.c.event_id),
    )
    rows = connection.execute(
        select(events, payloads.c.salt, payloads.c.body)
        .select_from(joined)
        .where((events.c.shop_id == shop_id) & (events.c.case_id == case_id))
        .order_by(events.c.seq)
    ).mappings()
    return [sealed_from(row) for row in rows]


def sealed_from(row: RowMapping) -> proof.Sealed:
    """A row of ``events`` with the salt and body of ``payloads``, as it was sealed."""
    return proof.Sealed(
        header=proof.Header(
            version=row["version"],
            shop_id=row["shop_id"],
            case_id=row["case_id"],
            event_id=row["event_id"],
            seq=row["seq"],
            kind=row["kind"],
            at=row["at"],
            role=row["role"],
            actor=row["actor"],
            door=row["door"],
            commitment=row["commitment"],
            prev=row["prev"],
        ),
        hash=row["hash"],
        salt=row["salt"],
        payload=row["body"],
    )


def ends_of(connection: Connection, shop_id: int, case_id: int) -> proof.Ends | None:
    """What the row of a case says about its newest event; ``None`` where there is no such row."""
    where = (cases.c.shop_id == shop_id) & (cases.c.case_id == case_id)
    found = connection.execute(select(cases.c.seq, cases.c.head).where(where)).first()
    return None if found is None else proof.Ends(found.seq, found.head)


def newest_event_at(connection: Connection, shop_id: int) -> int | None:
    """When the last thing happened in a shop (ms UTC); ``None`` where nothing has."""
    newest = select(func.max(events.c.at)).where(events.c.shop_id == shop_id)
    found: int | None = connection.scalar(newest)
    return found


def facts_of(connection: Connection, shop_id: int, case_id: int) -> list[Fact]:
    """What is known of the case's order, oldest first."""
    rows = connection.execute(
        select(facts)
        .where((facts.c.shop_id == shop_id) & (facts.c.case_id == case_id))
        .order_by(facts.c.fact_id)
    ).mappings()
    return [
        Fact(name=row["name"], value=row["value"], said_by=row["said_by"], at=row["at"])
        for row in rows
    ]


def add_fact_row(
    connection: Connection, case: Case, fact: Fact, *, actor: int, fact_id: int
) -> None:
    """Keep one more thing known of a case's order."""
    connection.execute(
        insert(facts).values(
            shop_id=case.shop_id,
            fact_id=fact_id,
            case_id=case.id,
            name=fact.name,
            value=fact.value,
            said_by=fact.said_by,
            actor=actor,
            at=fact.at,
        )
    )


def add_search_words(connection: Connection, case: Case, text: str) -> None:
    """Make newly written words findable, up to ``SEARCH_KEPT`` letters a case."""
    where = (case_words.c.shop_id == case.shop_id) & (case_words.c.case_id == case.id)
    before = connection.scalar(select(case_words.c.words).where(where)) or ""
    words = f"{before} {search_form(text)}"[:SEARCH_KEPT]
    connection.execute(update(case_words).where(where).values(words=words))
