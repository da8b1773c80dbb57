"""The owner at work on a case: answer, note, fact, close, reopen, rescue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from widget.cases.errors import NothingSaid, UnknownCase
from widget.cases.model import FACT_NAMES, OUTCOMES, Case, Fact, Shop
from widget.desk.pinning import pin_again
from widget.desk.steps import must_be_unmoved, order_mail, record_step, said_already
from widget.desk.wired import Actor, Desk
from widget.storage import cases, shops
from widget.storage.holding import let_go, park


def answer(desk: Desk, actor: Actor, reference: str, text: str, seq: int) -> None:
    """Answer the customer: it stands on their page, goes out by mail, and it is their turn.

    ``seq`` is the newest event the writer had seen. The same words twice in a row by the same
    person are one answer. Raises ``CaseMovedOn`` where something else happened meanwhile,
    ``NothingSaid``, ``UnknownCase``.
    """
    if not text:
        raise NothingSaid

    def change(connection: Connection) -> None:
        case = _find_living(connection, actor, reference)
        payload = {"signed": actor.name, "text": text}
        if said_already(connection, case, actor, "answered", payload):
            return
        must_be_unmoved(connection, case, seq)
        now = desk.clock()
        case, event_id = record_step(
            desk,
            connection,
            case,
            "answered",
            payload,
            now,
            actor.doer,
            state="waiting",
            outcome="",
            closed_at=None,
            due_on="",
            seen_at=case.seen_at or now,
        )
        cases.add_search_words(connection, case, text)
        if case.email:
            order_mail(desk, connection, case, "answer", case.locale, case.email, now, event_id)

    desk.store.writer.change(change)


def close_case(
    desk: Desk,
    actor: Actor,
    reference: str,
    outcome: str,
    text: str,
    tell_customer: bool,
    seq: int,
) -> None:
    """Close a case with an honest outcome. The customer hears of it only where the owner wants.

    Raises ``CaseMovedOn``, ``UnknownCase``, ``ValueError`` for an outcome that does not exist.
    """
    if outcome not in OUTCOMES:
        raise ValueError(outcome)

    def change(connection: Connection) -> None:
        case = _find_living(connection, actor, reference)
        payload = {"outcome": outcome, "text": text, "told": tell_customer}
        if said_already(connection, case, actor, "closed", payload):
            return
        must_be_unmoved(connection, case, seq)
        now = desk.clock()
        case, event_id = record_step(
            desk,
            connection,
            case,
            "closed",
            payload,
            now,
            actor.doer,
            state="closed",
            outcome=outcome,
            closed_at=now,
            due_on="",
            seen_at=case.seen_at or now,
        )
        cases.add_search_words(connection, case, text)
        if outcome == "spam":
            park(connection, case.shop_id, case.id)
        else:
            let_go(connection, case.shop_id, case.id, now)
        if tell_customer and case.email:
            order_mail(desk, connection, case, "closed", case.locale, case.email, now, event_id)

    desk.store.writer.change(change)


def reopen_case(desk: Desk, actor: Actor, reference: str) -> None:
    """Take a closed case up again; it is the owner's turn. Open ones stay as they are."""
    _owner_step(
        desk,
        actor,
        reference,
        "reopened",
        only_from="closed",
        changes=lambda desk, shop, now: {
            "state": "open",
            "outcome": "",
            "closed_at": None,
            "due_on": desk.answer_by(shop, now),
        },
    )


def found_real(desk: Desk, actor: Actor, reference: str) -> None:
    """Move a case that looked like spam to the open ones: a person wrote it after all."""
    _owner_step(
        desk,
        actor,
        reference,
        "found_real",
        only_from="suspect",
        changes=lambda _desk, _shop, _now: {"state": "open", "suspect_reasons": ""},
    )


def mark_read(desk: Desk, actor: Actor, reference: str) -> None:
    """Note that somebody of the shop has seen the newest words; the first time only."""

    def change(connection: Connection) -> None:
        case = _find_living(connection, actor, reference)
        if case.seen_at is None and case.state != "erased":
            now = desk.clock()
            record_step(
                desk, connection, case, "read", {}, now, actor.doer, touch=False, seen_at=now
            )

    desk.store.writer.change(change)


def add_note(desk: Desk, actor: Actor, reference: str, text: str) -> None:
    """Write something down that only the shop's people see. Raises ``NothingSaid``."""
    if not text:
        raise NothingSaid

    def change(connection: Connection) -> None:
        case = _find_living(connection, actor, reference)
        if said_already(connection, case, actor, "note_added", {"text": text}):
            return
        case, _ = record_step(
            desk,
            connection,
            case,
            "note_added",
            {"text": text},
            desk.clock(),
            actor.doer,
            touch=False,
        )
        cases.add_search_words(connection, case, text)

    desk.store.writer.change(change)


def add_fact(desk: Desk, actor: Actor, reference: str, name: str, value: str) -> None:
    """Add what the shop knows of the order. ``name`` is one of ``FACT_NAMES``.

    The day of the order may put another version of the policy in force for the case.
    """
    if not value:
        raise NothingSaid
    if name not in FACT_NAMES:
        raise ValueError(name)

    def change(connection: Connection) -> None:
        case = _find_living(connection, actor, reference)
        payload = {"name": name, "value": value}
        if said_already(connection, case, actor, "fact_added", payload):
            return
        now = desk.clock()
        case, _ = record_step(
            desk, connection, case, "fact_added", payload, now, actor.doer, touch=False
        )
        fact = Fact(name=name, value=value, said_by=actor.role, at=now)
        cases.add_fact_row(connection, case, fact, actor=actor.person_id, fact_id=desk.new_id(now))
        if name == "date":
            case = pin_again(desk, connection, case, actor.doer, now)
        cases.add_search_words(connection, case, value)

    desk.store.writer.change(change)


def _find_living(connection: Connection, actor: Actor, reference: str) -> Case:
    """The shop's case, unless its words are gone: nothing new is said into an erased one."""
    case = cases.find_case(connection, actor.shop_id, reference)
    if case.state == "erased":
        raise UnknownCase(reference)
    return case


def _owner_step(
    desk: Desk,
    actor: Actor,
    reference: str,
    kind: str,
    *,
    only_from: str,
    changes: Callable[[Desk, Shop, int], dict[str, Any]],
) -> None:
    def change(connection: Connection) -> None:
        case = _find_living(connection, actor, reference)
        if case.state != only_from:
            return
        now = desk.clock()
        shop = shops.shop_by_id(connection, case.shop_id)
        # Somebody has looked at it: no mail of it waits for that any more.
        let_go(connection, case.shop_id, case.id, now)
        record_step(desk, connection, case, kind, {}, now, actor.doer, **changes(desk, shop, now))

    desk.store.writer.change(change)
