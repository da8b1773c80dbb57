"""Mails that tell the owner how mail itself is: down, well again, or somebody at the door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from widget.cases.budget import HOUR_MS
from widget.cases.ids import first_id
from widget.storage.health import read_health
from widget.storage.orders import Order, order_row, params_text
from widget.storage.shops import shop_by_id
from widget.storage.tables import outbox
from widget.storage.waiting import across

MAIL = "mail"  # the row of ``health`` that says whether mail leaves


def alarm_row(
    connection: Connection,
    beside: Order,
    params: Mapping[str, Any],
    now: int,
    random_bytes: Callable[[int], bytes],
) -> dict[str, Any]:
    """An alarm to the owner of the shop that the order ``beside`` belongs to."""
    shop = shop_by_id(connection, beside.shop_id)
    return order_row(
        shop_id=shop.id,
        case_id=0,
        mail="alarm",
        locale=shop.languages[0],
        address=shop.mailbox,
        params=params,
        host=beside.host,
        now=now,
        random_bytes=random_bytes,
    )


def tell_down(
    connection: Connection, order: Order, now: int, random_bytes: Callable[[int], bytes]
) -> None:
    """Tell the owner, once an outage, that their mail does not leave.

    Called for each order that could not leave, so that every shop that is touched hears of it. A
    server that comes and goes is told of once an hour.
    """
    health = read_health(connection, MAIL)
    if health is None or health.since is None:
        return
    params = {"alarm": "down", "since": health.since}
    same = outbox.c.params == params_text(params)
    lately = (outbox.c.order_id >= first_id(now - HOUR_MS)) & outbox.c.params.contains('"down"')
    known = select(outbox.c.order_id).where(
        outbox.c.shop_id == order.shop_id,
        outbox.c.order_id >= first_id(min(health.since, now - HOUR_MS)),
        outbox.c.mail == "alarm",
        same | lately,
    )
    if connection.execute(known.limit(1)).first() is None:
        row = alarm_row(connection, order, params, now, random_bytes)
        # Before everything that waits: there may be a thousand mails in front of it.
        connection.execute(insert(outbox).values({**row, "next_at": 0}))


def tell_well(
    connection: Connection,
    since: int,
    beside: Order,
    now: int,
    random_bytes: Callable[[int], bytes],
) -> None:
    """Tell those who heard of the outage that began at ``since`` (ms) that it is over.

    An alarm that could not leave either is taken back: nobody needs it any more.
    """
    told = connection.execute(
        across(
            select(outbox).where(
                outbox.c.mail == "alarm",
                outbox.c.params == params_text({"alarm": "down", "since": since}),
            ),
            "an outage touches all shops",
        )
    ).mappings()
    for alarm in [dict(row) for row in told]:
        here = (outbox.c.shop_id == alarm["shop_id"]) & (outbox.c.order_id == alarm["order_id"])
        if alarm["state"] in {"waiting", "failed"}:
            connection.execute(delete(outbox).where(here))
            continue
        row = order_row(
            shop_id=alarm["shop_id"],
            case_id=0,
            mail="alarm",
            locale=alarm["locale"],
            address=alarm["address"],
            params={"alarm": "well", "since": since},
            host=beside.host,
            now=now,
            random_bytes=random_bytes,
        )
        connection.execute(insert(outbox).values(row))
