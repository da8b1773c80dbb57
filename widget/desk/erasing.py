"""Erasing a case: the words go for good, the proof that something was there stays."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from widget.cases.model import Case
from widget.desk.steps import record_step
from widget.desk.wired import Desk
from widget.storage import cases, links
from widget.storage.cases import Doer
from widget.storage.health import read_health, set_health
from widget.storage.storefront_calls import forget_calls_of
from widget.storage.storefronts import forget_orders_of
from widget.storage.tables import (
    allowances,
    case_words,
    erasures,
    events,
    facts,
    outbox,
    payloads,
    submissions,
    uploads,
)
from widget.storage.tables import cases as cases_table
from widget.storage.traces import clear_traces

TRACES = "traces"  # the row of ``health`` that says whether the files hold more than the rows

_PERSONAL = (
    "name",
    "email",
    "phone",
    "reach",
    "order_number",
    "ordered_on",
    "items",
    "wish",
    "words",
    "suspect_reasons",
    "order_key",
)


def erase_case(desk: Desk, connection: Connection, case: Case, doer: Doer, reason: str) -> None:
    """Drop every word and salt of a case and seal that this was done, inside a change.

    ``reason`` is one of ``retention``, ``asked``. The headers stay and verify. The case is put on
    the list of the erased, which is applied again to whatever is restored; what the rows leave in
    the files is for ``clear_all_traces``.
    """
    if case.state == "erased":
        return
    _delete_rows(connection, case)
    forget_calls_of(connection, case.shop_id, case.id)
    links.end_links(connection, case.shop_id, case.id)
    now = desk.clock()
    record_step(
        desk,
        connection,
        case,
        "erased",
        {"reason": reason},
        now,
        doer,
        touch=False,
        state="erased",
        due_on="",
        **dict.fromkeys(_PERSONAL, ""),
    )
    _put_on_list(connection, case, now, reason)
    set_health(connection, TRACES, now, reason)


def _delete_rows(connection: Connection, case: Case) -> None:
    """Delete every row with words of a case or with a mark made from them."""
    if case.order_number:
        forget_orders_of(connection, case.shop_id, case.email, case.order_number)
    ids = select(events.c.event_id).where(
        (events.c.shop_id == case.shop_id) & (events.c.case_id == case.id)
    )
    connection.execute(
        delete(payloads).where((payloads.c.shop_id == case.shop_id) & payloads.c.event_id.in_(ids))
    )
    orders = select(outbox.c.order_id).where(
        (outbox.c.shop_id == case.shop_id) & (outbox.c.case_id == case.id)
    )
    connection.execute(delete(allowances).where(allowances.c.order_id.in_(orders)))
    # Also photos that were sent with the form, but that no case has taken.
    nonces = select(submissions.c.nonce).where(
        (submissions.c.shop_id == case.shop_id) & (submissions.c.case_id == case.id)
    )
    untaken = (uploads.c.case_id == 0) & uploads.c.nonce.in_(nonces)
    connection.execute(
        delete(uploads).where(
            (uploads.c.shop_id == case.shop_id) & ((uploads.c.case_id == case.id) | untaken)
        )
    )
    for table in (facts, submissions, outbox, case_words):
        connection.execute(
            delete(table).where((table.c.shop_id == case.shop_id) & (table.c.case_id == case.id))
        )


def _put_on_list(connection: Connection, case: Case, now: int, reason: str) -> None:
    where = (erasures.c.shop_id == case.shop_id) & (erasures.c.case_id == case.id)
    if connection.scalar(select(erasures.c.at).where(where)) is None:
        connection.execute(
            insert(erasures).values(shop_id=case.shop_id, case_id=case.id, at=now, reason=reason)
        )


def clear_all_traces(desk: Desk) -> None:
    """Have nothing of what was erased left in the files. Raises ``TracesLeft``.

    Where it fails, the desk knows and tries again at its next upkeep.
    """
    with desk.store.read() as connection:
        before = read_health(connection, TRACES)
    clear_traces(desk.store.url)

    def change(connection: Connection) -> None:
        # Somebody may have erased more meanwhile.
        if read_health(connection, TRACES) == before:
            set_health(connection, TRACES, desk.clock(), None)

    desk.store.writer.change(change)


def traces_are_left(desk: Desk) -> bool:
    """Whether something was erased and the files have not been cleared since."""
    with desk.store.read() as connection:
        health = read_health(connection, TRACES)
    return health is not None and health.since is not None


def cases_to_erase(connection: Connection, shop_id: int) -> list[Case]:
    """The closed cases of a shop, oldest first, for upkeep to look at."""
    rows = connection.execute(
        select(cases_table)
        .where((cases_table.c.shop_id == shop_id) & (cases_table.c.state == "closed"))
        .order_by(cases_table.c.case_id)
    ).mappings()
    return [cases.case_of(row) for row in rows]


def forget_old_keys(connection: Connection, shop_id: int, before: int) -> None:
    """Drop the marks by which a form sent twice is known, once its token is long dead."""
    connection.execute(
        delete(submissions).where((submissions.c.shop_id == shop_id) & (submissions.c.at < before))
    )


def forget_sent_mails(connection: Connection, shop_id: int, before: int) -> None:
    """Drop mails about no case (log-ins, tests) that left long ago."""
    connection.execute(
        delete(outbox).where(
            (outbox.c.shop_id == shop_id) & (outbox.c.case_id == 0) & (outbox.c.created_at < before)
        )
    )
