"""An order of the outbox: its row, and the row read again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import RowMapping

from widget.cases.ids import new_id
from widget.cases.tokens import spell


@dataclass(frozen=True)
class Order:
    """One order of the outbox. ``params`` is its JSON, read; ``case_id`` 0 means no case.

    ``network`` and ``network_before`` mark whose form it came from, with the key of that day and
    of the day before; empty where nobody is counted. ``reason`` is why a held one waits.
    """

    shop_id: int
    order_id: int
    case_id: int
    channel: str
    mail: str
    locale: str
    address: str
    message_id: str
    params: Mapping[str, Any]
    body: str
    state: str
    tries: int
    next_at: int
    claimed_until: int | None
    error: str
    created_at: int
    sent_at: int | None
    network: bytes = b""
    network_before: bytes = b""
    reason: str = ""

    @property
    def to(self) -> str:
        """Whom it goes to."""
        return self.address

    @property
    def host(self) -> str:
        """The desk's own name, as it stands in the Message-ID."""
        return self.message_id.rpartition("@")[2].rstrip(">")


@dataclass(frozen=True)
class Hold:
    """Why an order starts out waiting, and until when (ms)."""

    reason: str
    until: int


@dataclass(frozen=True)
class Networks:
    """Marks of the sender's network: with the key of the day, and with that of the day before.

    Midnight is no fresh start: two orders of one network share a mark on both sides of it [T59].
    """

    today: bytes = b""
    before: bytes = b""


NOBODYS = Networks()


def order_row(
    *,
    shop_id: int,
    case_id: int,
    mail: str,
    locale: str,
    address: str,
    params: Mapping[str, Any],
    host: str,
    now: int,
    random_bytes: Callable[[int], bytes],
    hold: Hold | None = None,
    networks: Networks = NOBODYS,
) -> dict[str, Any]:
    """A mail to be sent, as a row. Its Message-ID is made here, once, so a resend is known.

    ``host`` is the desk's own, for the right side of the Message-ID.
    """
    order_id = new_id(now, random_bytes(3))
    return {
        "shop_id": shop_id,
        "order_id": order_id,
        "case_id": case_id,
        "channel": "mail",
        "mail": mail,
        "locale": locale,
        "address": address,
        "message_id": f"<{order_id}.{spell(random_bytes(9))}@{host}>",
        "params": params_text(params),
        "body": "",
        "state": "waiting" if hold is None else "held",
        "tries": 0,
        "next_at": now if hold is None else hold.until,
        "claimed_until": None,
        "error": "",
        "created_at": now,
        "sent_at": None,
        "network": networks.today,
        "network_before": networks.before,
        "reason": "" if hold is None else hold.reason,
    }


def params_text(params: Mapping[str, Any]) -> str:
    """The parameters of an order as they are stored: equal ones are equal texts."""
    return json.dumps(dict(params), sort_keys=True)


def order_of(row: RowMapping) -> Order:
    """A row of ``outbox`` as an Order."""
    values = {field.name: row[field.name] for field in fields(Order)}
    values["params"] = json.loads(values["params"])
    return Order(**values)
