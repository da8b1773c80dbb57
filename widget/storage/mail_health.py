"""How mail is: whether the server takes what the desk sends, and what waits for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from widget.storage.alarms import MAIL, tell_down, tell_well
from widget.storage.health import read_health, set_health
from widget.storage.orders import Order
from widget.storage.tables import outbox
from widget.storage.waiting import across, due

SILENT_AFTER_MS = 60_000


@dataclass(frozen=True)
class MailHealth:
    """Whether mail leaves. ``since``, ``oldest`` are ms, ``None`` while all is well or empty."""

    ok: bool
    since: int | None
    waiting: int
    oldest: int | None
    error: str


def set_mail_health(connection: Connection, now: int, error: str | None) -> None:
    """Note how the mail *server* is. ``error`` is a class of fault; ``None`` means well."""
    set_health(connection, MAIL, now, error)


def note_server_down(
    connection: Connection, order: Order, now: int, random_bytes: Callable[[int], bytes]
) -> None:
    """Have the owner of a mail that could not leave told by the second server."""
    tell_down(connection, order, now, random_bytes)


def note_server_well(
    connection: Connection, order: Order, now: int, random_bytes: Callable[[int], bytes]
) -> None:
    """Note that the server has taken a mail; whoever was told otherwise hears of it."""
    before = read_health(connection, MAIL)
    set_health(connection, MAIL, now, None)
    if before is not None and before.since is not None:
        tell_well(connection, before.since, order, now, random_bytes)


def read_mail_health(connection: Connection, now: int) -> MailHealth:
    """Whether mail leaves: the server answers, and nothing due has lain for 60 seconds."""
    known = read_health(connection, MAIL)
    waiting, oldest = connection.execute(
        across(
            select(func.count(), func.min(outbox.c.created_at)).where(
                outbox.c.channel == "mail", outbox.c.state.in_(("waiting", "claimed"))
            ),
            "the deliverer serves all shops",
        )
    ).one()
    stuck = connection.scalar(
        across(
            select(func.min(outbox.c.next_at)).where(
                outbox.c.channel == "mail", due(now - SILENT_AFTER_MS)
            ),
            "the deliverer serves all shops",
        )
    )
    since = known.since if known else None
    return MailHealth(
        ok=since is None and stuck is None,
        since=since if since is not None else stuck,
        waiting=waiting,
        oldest=oldest,
        error=known.error if known else "",
    )
