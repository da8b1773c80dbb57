"""A shop that is connected, and its plugin: it signs what it sends."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import Clock
from tests.public.conftest import Customer
from widget.cases.model import Shop
from widget.cases.signing import order_link, sign
from widget.desk import Actor, Desk, agree_to_connect, read_ask

ORIGIN = "https://wrenandtide.example"
STATE = "state-of-the-plugin"


def order(**changes: Any) -> dict[str, Any]:
    """An order as the plugin tells it, with changes."""
    return {
        "id": "18",
        "number": "WT-1047",
        "status": "completed",
        "created_at": "2026-11-09T23:30:00Z",
        "currency": "EUR",
        "total": "17.80",
        "country": "IE",
        "email": "Hanna.Lind@post.example",
        "items": [
            {"id": "4", "name": "Oat & Honey bar", "quantity": 2, "total": "17.80", "kind": "goods"}
        ],
        "delivered_at": "2026-11-12T10:00:00Z",
        "refunds": [],
        **changes,
    }


@dataclass
class Plugin:
    """The plugin in a shop: it holds the secret."""

    client: FlaskClient
    clock: Clock
    shop: str
    secret: str
    sent: int = field(default=0)

    def headers(self, body: bytes, **changes: str) -> dict[str, str]:
        """The four headers of a signed request."""
        self.sent += 1
        request_id = changes.pop("id", f"msg_{self.sent}")
        at = changes.pop("at", str(self.clock.now // 1000))
        headers = {
            "amends-shop": self.shop,
            "webhook-id": request_id,
            "webhook-timestamp": at,
            "webhook-signature": sign(self.secret, request_id, at, body),
        }
        return {**headers, **changes}

    def post(self, path: str, value: object, **changes: str) -> TestResponse:
        """Send a value, signed."""
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        return self.client.post(
            f"/relay/v1/{path}",
            data=body,
            headers=self.headers(body, **changes),
            content_type="application/json",
        )

    def ping(self, **changes: str) -> TestResponse:
        """Ask whether both sides know each other."""
        return self.client.get("/relay/v1/ping", headers=self.headers(b"", **changes))


def code_for(desk: Desk, actor: Actor, origin: str = ORIGIN) -> str:
    """The owner agrees; the code that goes back to the shop."""
    ask = read_ask("woocommerce", origin, f"{origin}/wp-admin/admin.php?page=x", STATE)
    back = agree_to_connect(desk, actor, ask)
    return parse_qs(urlsplit(back).query)["code"][0]


def connected(
    desk: Desk, client: FlaskClient, clock: Clock, actor: Actor, origin: str = ORIGIN
) -> Plugin:
    """Agree and swap."""
    said = {"code": code_for(desk, actor, origin), "state": STATE}
    answer = client.post("/relay/v1/connect", json=said)
    assert answer.status_code == 200, answer.text
    return Plugin(client, clock, answer.get_json()["shop"], answer.get_json()["secret"])


@pytest.fixture
def plugin(desk: Desk, client: FlaskClient, clock: Clock, shop: Shop, orla: Actor) -> Plugin:
    return connected(desk, client, clock, orla)


TWO_ITEMS = [
    {"id": "4", "name": "Oat & Honey bar", "quantity": 2, "total": "17.80", "kind": "goods"},
    {"id": "5", "name": "Kelp soap", "quantity": 1, "total": "6.50", "kind": "goods"},
]


def link(plugin: Plugin, path: str = "complaint", *, at: str = "", **changes: object) -> str:
    """The address that the plugin prints for order 18; keywords change what it signs."""
    said: dict[str, Any] = {
        "shop": plugin.shop,
        "order": "18",
        "purpose": path,
        "expiry_s": plugin.clock.now // 1000 + 24 * 3600,
        **changes,
    }
    return f"/s/{at or plugin.shop}/{path}?o={order_link(plugin.secret, **said)}"


@pytest.fixture
def customer(client: FlaskClient) -> Customer:
    """Somebody who has such a link."""
    return Customer(client)


@pytest.fixture
def known(plugin: Plugin) -> Plugin:
    """The desk knows order 18: number WT-1047, two lines."""
    plugin.post("orders", {"order": order(items=TWO_ITEMS)})
    return plugin
