"""Reminders of the days of the law: 7, 3 and 1 days before, on the day, and once when it is over.

One mail a day and shop, with everything that is due within a week. What was told is read from the
orders themselves, so that a restart tells nothing twice and a day without power leaves nothing out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from widget.cases.budget import DAY_MS
from widget.cases.deadlines import local_day
from widget.cases.ids import first_id
from widget.cases.model import Shop
from widget.desk.clocks import due_in_shop
from widget.desk.mail_upkeep import morning_of
from widget.desk.wired import Desk
from widget.storage import outbox
from widget.storage.clock_rows import REMINDER, Due, DueLine, due_params, reminders_since

MARKS = (7, 3, 1, 0)  # days before the last one
LATE = -1
REMEMBERED_MS = 30 * DAY_MS  # as long as an order about no case is kept


def remind_of_clocks(desk: Desk, everywhere: Sequence[Shop], now: int) -> None:
    """Order the reminders that are due; nothing while the clock is known to be wrong."""
    if desk.clock_watch.jumped_ms:
        return
    for shop in everywhere:
        if now < morning_of(shop, now):
            continue
        with desk.store.read() as connection:
            due = _due_now(connection, shop, now)
        if due is not None:
            desk.store.writer.change(lambda c, shop=shop: _order(desk, c, shop, now))  # type: ignore[misc]


def mark_of(ends: date, today: date) -> int | None:
    """The nearest mark that is not behind; ``LATE`` after the last day, ``None`` long before it."""
    left = (ends - today).days
    if left < 0:
        return LATE
    return min((mark for mark in MARKS if mark >= left), default=None)


def _due_now(connection: Connection, shop: Shop, now: int) -> Due | None:
    """What is to be told today; ``None`` where it was, or where nothing in it is new."""
    today = local_day(now, shop.zone)
    before = reminders_since(connection, shop.id, first_id(now - REMEMBERED_MS))
    if any(due.day == today for due in before):
        return None
    lines: list[DueLine] = []
    for one in due_in_shop(connection, shop, now):
        mark = mark_of(one.clock.ends, today) if one.clock.ends else None
        if mark is not None:
            lines.append(DueLine(one.case.id, mark, one.clock))
    told = {line.key for due in before for line in due.lines}
    if all(line.key in told for line in lines):
        return None
    return Due(today, tuple(lines))


def _order(desk: Desk, connection: Connection, shop: Shop, now: int) -> None:
    due = _due_now(connection, shop, now)
    if due is None:
        return  # another process was faster
    row = outbox.order_row(
        shop_id=shop.id,
        case_id=0,
        mail=REMINDER,
        locale=shop.languages[0],
        address=shop.mailbox,
        params=due_params(due),
        host=desk.host,
        now=now,
        random_bytes=desk.random_bytes,
    )
    outbox.add_order(connection, row)
