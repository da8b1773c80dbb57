"""WooCommerce's own webhooks, as a real one sent them, replayed into the adapter."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from widget.cases.model import Shop
from widget.cases.storefront import StorefrontOrder, order_from
from widget.desk import Actor, Desk, open_webhooks
from widget.relay import woocommerce
from widget.storage.tables import storefront_orders

FILE = Path(__file__).parents[1] / "contract/woocommerce/webhooks.json"
RECORDED: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
RECORDED_SECRET = "lab-webhook-secret"
SIGNED = [one for one in RECORDED if one["topic"]]


@pytest.fixture
def secret(desk: Desk, shop: Shop, orla: Actor) -> str:
    return open_webhooks(desk, orla)


def replay(client: FlaskClient, one: dict[str, Any], secret: str, slug: str) -> TestResponse:
    """Send a recorded webhook, signed with our secret if it was signed."""
    body = one["body"].encode()
    headers = {name: value for name, value in one["headers"].items() if name.startswith("X-WC-")}
    if one["topic"]:
        digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
        headers["X-WC-Webhook-Signature"] = base64.b64encode(digest).decode()
    return client.post(
        f"/relay/v1/woocommerce/{slug}",
        data=body,
        headers=headers,
        content_type=one["headers"]["Content-Type"],
    )


def kept(desk: Desk, shop: Shop) -> list[StorefrontOrder]:
    with desk.store.read() as connection:
        where = storefront_orders.c.shop_id == shop.id
        bodies = connection.scalars(select(storefront_orders.c.body).where(where))
        return [order_from(body) for body in bodies]


@pytest.mark.parametrize("one", SIGNED, ids=lambda one: one["delivery"])
def test_T56_the_signature_of_a_real_woocommerce_is_understood(one: dict[str, Any]) -> None:
    signature, body = one["headers"]["X-WC-Webhook-Signature"], one["body"].encode()
    assert woocommerce.fits(RECORDED_SECRET, signature, body)
    assert not woocommerce.fits("another", signature, body)
    assert not woocommerce.fits(RECORDED_SECRET, "é", body)
    assert not woocommerce.fits(RECORDED_SECRET, signature, body + b" ")


def test_T56_replayed_in_any_order_and_twice_the_newest_state_stays(
    client: FlaskClient, desk: Desk, shop: Shop, secret: str
) -> None:
    for shuffled in itertools.islice(itertools.permutations(RECORDED), 0, 40_000, 4_001):
        for one in (*shuffled, *shuffled):
            assert replay(client, one, secret, shop.slug).status_code == 200
    [order] = kept(desk, shop)
    assert (order.number, order.status, order.total, order.currency) == (
        *("18", "refunded", "39.80"),
        "EUR",
    )
    assert (order.email, order.country) == ("kunde@example.test", "AT")
    assert [(item.name, item.quantity) for item in order.items] == [("Lab mug", "2")]
    assert [refund.amount for refund in order.refunds] == ["14.90", "19.90", "5.00"]


def test_T56_ping_action_and_deleted_order_have_no_effect(
    client: FlaskClient, desk: Desk, shop: Shop, secret: str
) -> None:
    quiet = [one for one in RECORDED if not (one["topic"] or "").startswith("order.")]
    quiet.append(RECORDED[-1])  # the error body of an order that is gone
    assert "invalid_id" in quiet[-1]["body"]
    for one in quiet:
        answer = replay(client, one, secret, shop.slug)
        assert (answer.status_code, answer.json) == (200, {"kept": False})
    assert kept(desk, shop) == []


def test_T56_unsigned_and_foreign_webhooks_are_refused(
    client: FlaskClient, desk: Desk, shop: Shop, other_shop: Shop, secret: str
) -> None:
    one = RECORDED[1]
    assert replay(client, one, "wrong", shop.slug).status_code == 401
    assert replay(client, {**one, "topic": None}, "", shop.slug).status_code == 401
    assert replay(client, one, secret, other_shop.slug).status_code == 404
    odd = {**one, "body": '{"id":[],"number":7,"line_items":3,"date_created_gmt":null}'}
    assert replay(client, odd, secret, shop.slug).status_code == 400
    assert kept(desk, shop) == []
