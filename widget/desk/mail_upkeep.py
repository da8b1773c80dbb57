"""What the desk does by itself about mail: the daily digest, the self-test, old counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from widget.cases.budget import DAY_MS, NOTICES
from widget.cases.deadlines import local_day
from widget.cases.ids import first_id
from widget.cases.model import Shop
from widget.desk.wired import Desk
from widget.storage import allowances, outbox
from widget.storage.holding import DIGEST, SUSPECT, end_wrong_waits, order_digest
from widget.storage.tables import outbox as orders
from widget.storage.writer import NEW_ORDERS

DIGEST_AT = time(8)  # where the shop is


def look_after_mails(desk: Desk, shops: Sequence[Shop], now: int) -> None:
    """Order what is due of digests and self-tests, and tidy the counts."""
    for shop in shops:
        desk.store.writer.change(lambda c, shop=shop: _digest(desk, c, shop, now))  # type: ignore[misc]
    if desk.self_test and shops:
        first = min(shops, key=lambda shop: shop.id)
        desk.store.writer.change(lambda c: _test_itself(desk, c, first, now))

    def tidy(connection: Connection) -> None:
        allowances.forget_old(connection, now)
        end_wrong_waits(connection, now)

    desk.store.writer.change(tidy)


def _digest(desk: Desk, connection: Connection, shop: Shop, now: int) -> None:
    """Tell of the suspects that came before eight this morning; of others that no digest tells."""
    morning = morning_of(shop, now)
    if now < morning:
        return
    row = (
        connection.execute(
            select(orders)
            .where(
                orders.c.channel == "mail",
                orders.c.shop_id == shop.id,
                orders.c.state == "held",
                orders.c.mail.in_(NOTICES),
                orders.c.reason.in_((DIGEST, SUSPECT)),
                orders.c.created_at < morning,
            )
            .limit(1)
        )
        .mappings()
        .first()
    )
    if row is None:
        return
    if order_digest(connection, outbox.order_of(row), now, now, desk.random_bytes):
        connection.info[NEW_ORDERS] = True


def _test_itself(desk: Desk, connection: Connection, shop: Shop, now: int) -> None:
    today = local_day(now, shop.zone).isoformat()
    params: Mapping[str, Any] = {"self_test": today}
    known = select(orders.c.order_id).where(
        orders.c.shop_id == shop.id,
        orders.c.order_id >= first_id(now - 2 * DAY_MS),
        orders.c.mail == "test",
        orders.c.params == outbox.params_text(params),
    )
    if now < morning_of(shop, now) or connection.execute(known.limit(1)).first() is not None:
        return
    row = outbox.order_row(
        shop_id=shop.id,
        case_id=0,
        mail="test",
        locale=shop.languages[0],
        address=shop.mailbox,
        params=params,
        host=desk.host,
        now=now,
        random_bytes=desk.random_bytes,
    )
    outbox.add_order(connection, row)


def morning_of(shop: Shop, now: int) -> int:
    """Eight o'clock of the shop's day, in ms UTC."""
    there = datetime.combine(local_day(now, shop.zone), DIGEST_AT, ZoneInfo(shop.zone))
    return int(there.astimezone(UTC).timestamp() * 1000)
