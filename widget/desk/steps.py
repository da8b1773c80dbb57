"""What every step has in common: its event, its mail, and whether it may happen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from widget.cases.errors import CaseMovedOn
from widget.cases.model import REFUND_EVENTS, Case
from widget.desk.wired import Actor, Desk
from widget.storage import cases, outbox
from widget.storage.cases import Doer
from widget.storage.orders import Hold

# Events that only note something; a page that has not seen them is not out of date.
_QUIET = frozenset(
    {
        "mailed",
        "mail_failed",
        "read",
        "note_added",
        "fact_added",
        "email_changed",
        "policy_pinned",
        *REFUND_EVENTS,
        "erased_in_shop",
    }
)


def record_step(
    desk: Desk,
    connection: Connection,
    case: Case,
    kind: str,
    payload: Mapping[str, Any],
    at: int,
    doer: Doer,
    *,
    touch: bool = True,
    **changes: Any,
) -> tuple[Case, int]:
    """Append an event to a case and change its row. Returns the case and the event's id."""
    return cases.record(
        connection,
        case,
        kind,
        payload,
        at=at,
        doer=doer,
        random_bytes=desk.random_bytes,
        touch=touch,
        **changes,
    )


def record_for_shop(
    desk: Desk, connection: Connection, actor: Actor, kind: str, payload: Mapping[str, Any]
) -> None:
    """Append an event to the chain of the actor's shop: settings, sites, people, storefronts."""
    cases.record_for_shop(
        connection,
        actor.shop_id,
        kind,
        payload,
        at=desk.clock(),
        doer=actor.doer,
        random_bytes=desk.random_bytes,
    )


def said_already(
    connection: Connection, case: Case, actor: Actor, kind: str, payload: Mapping[str, Any]
) -> bool:
    """Whether this person's last step in the case was just this: a double click, a resend."""
    told = [
        event
        for event in cases.events_of(connection, case.shop_id, case.id)
        if event.kind not in {"mailed", "mail_failed", "read", "policy_pinned"}
    ]
    last = told[-1] if told else None
    return (
        last is not None
        and last.kind == kind
        and last.actor_id == actor.person_id
        and last.payload == dict(payload)
    )


def must_be_unmoved(connection: Connection, case: Case, seq: int) -> None:
    """Raise ``CaseMovedOn`` where more has happened since event ``seq`` than somebody's note."""
    for event in cases.events_of(connection, case.shop_id, case.id):
        if event.seq > seq and event.kind not in _QUIET:
            raise CaseMovedOn(case)


def order_mail(
    desk: Desk,
    connection: Connection,
    case: Case,
    mail: str,
    locale: str,
    address: str,
    now: int,
    event_id: int,
    hold: Hold | None = None,
) -> None:
    """Order the mail that tells of an event, in the transaction of the event."""
    outbox.add_order(
        connection,
        outbox.order_row(
            shop_id=case.shop_id,
            case_id=case.id,
            mail=mail,
            locale=locale,
            address=address,
            params={"answer_by": case.due_on, "event_id": event_id},
            host=desk.host,
            now=now,
            random_bytes=desk.random_bytes,
            hold=hold,
        ),
    )
