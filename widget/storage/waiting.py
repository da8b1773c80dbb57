"""Which orders of the outbox are due, for the statements that ask."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, RowMapping, and_, func, or_, select

from widget.storage.orders import Order
from widget.storage.tables import outbox

Asked = TypeVar("Asked", bound=Executable)

_CLAIMING = 1_095_583_044  # any number that no other lock of the desk uses

# By what an order in each state becomes due.
_MOMENTS = (
    ("waiting", outbox.c.next_at),
    ("held", outbox.c.next_at),
    ("claimed", outbox.c.claimed_until),
)


def across(statement: Asked, why: str) -> Asked:
    """A statement that is about all shops, and says why."""
    return statement.execution_options(across_shops=why)


def this(order: Order) -> Any:
    """The row of one order."""
    return (outbox.c.shop_id == order.shop_id) & (outbox.c.order_id == order.order_id)


def due(now: int) -> Any:
    """Orders whose moment has come, or whose deliverer was killed."""
    return and_(
        # Said twice, so that the index is asked for few rows among all that have left.
        outbox.c.channel == "mail",
        outbox.c.state.in_(("waiting", "held", "claimed")),
        or_(
            and_(outbox.c.state != "claimed", outbox.c.next_at <= now),
            and_(outbox.c.state == "claimed", outbox.c.claimed_until <= now),
        ),
    )


def one_at_a_time(connection: Connection) -> None:
    """Let nobody else count or claim before this is written; SQLite has one writer anyway [T59]."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_CLAIMING)))


def longest_due(connection: Connection, now: int) -> RowMapping | None:
    """The mail that has been due longest, ``None`` where none is.

    Asked state by state: each is one look into the index, however many wait.
    """
    found = [
        connection.execute(
            across(
                select(outbox)
                .where(outbox.c.channel == "mail", outbox.c.state == state, moment <= now)
                .order_by(outbox.c.next_at, outbox.c.order_id)
                .limit(1),
                "the deliverer serves all shops",
            )
        )
        .mappings()
        .first()
        for state, moment in _MOMENTS
    ]
    rows = [row for row in found if row is not None]
    return min(rows, key=lambda row: (row["next_at"], row["order_id"]), default=None)


def next_due_at(connection: Connection) -> int | None:
    """When the next mail will be due (ms), ``None`` where none waits."""
    moments = [
        connection.scalar(
            across(
                select(func.min(moment)).where(outbox.c.channel == "mail", outbox.c.state == state),
                "the deliverer serves all shops",
            )
        )
        for state, moment in _MOMENTS
    ]
    return min((int(at) for at in moments if at is not None), default=None)
