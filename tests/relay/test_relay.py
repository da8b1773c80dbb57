"""Door 3: who signed, once, in words, whatever comes in."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Clock
from tests.inbox.conftest import Browser as InboxBrowser
from tests.relay.conftest import STATE, Plugin, code_for, connected, order
from widget.app import MOST_BODY_BYTES
from widget.cases.model import Person, Shop
from widget.cases.signing import key_of
from widget.desk import (
    Actor,
    Desk,
    Receipt,
    case_file,
    disconnect,
    make_owner,
    open_webhooks,
    print_login,
    storefronts_of,
    verify_case,
)
from widget.desk.sealing import FILE_NAME, KeyRefused, storefront_secret
from widget.headers import headers_of
from widget.settings import Settings
from widget.storage.tables import metadata, relayed, storefront_orders


def rows(desk: Desk, shop: Shop) -> list[str]:
    with desk.store.read() as connection:
        where = storefront_orders.c.shop_id == shop.id
        return list(connection.scalars(select(storefront_orders.c.body).where(where)))


def test_a_plugin_connects_with_a_code_and_pings(plugin: Plugin, desk: Desk, shop: Shop) -> None:
    assert plugin.shop == shop.slug
    assert len(key_of(plugin.secret)) == 32
    answer = plugin.ping()
    assert answer.status_code == 200
    assert answer.get_json()["shop"] == "Wren & Tide"
    assert answer.get_json()["desk"] == desk.base_url
    assert answer.get_json()["version"]


def test_a_code_is_swapped_once_within_ten_minutes_and_with_its_state(
    desk: Desk, client: FlaskClient, clock: Clock, orla: Actor
) -> None:
    code = code_for(desk, orla)
    for tried in ({"code": code, "state": "another-state"}, {"code": "made-up", "state": STATE}):
        refused = client.post("/relay/v1/connect", json=tried)
        assert (refused.status_code, refused.get_json()["error"]) == (401, "unknown_code")
    assert client.post("/relay/v1/connect", json={"code": code, "state": STATE}).status_code == 200
    assert client.post("/relay/v1/connect", json={"code": code, "state": STATE}).status_code == 401
    late = code_for(desk, orla)
    clock.forward(minutes=11)
    assert client.post("/relay/v1/connect", json={"code": late, "state": STATE}).status_code == 401


def test_T55_forged_stale_and_foreign_requests_do_nothing(
    plugin: Plugin,
    desk: Desk,
    client: FlaskClient,
    clock: Clock,
    shop: Shop,
    other_shop: Shop,
) -> None:
    other = make_owner(desk, other_shop.id, "canary-b@northoven.example", "CANARY-B Baker")
    theirs = connected(desk, client, clock, Actor(other_shop.id, other.id, "owner", other.name))
    assert theirs.secret != plugin.secret
    value = {"order": order()}
    old = str(clock.now // 1000 - 301)
    for answer, status, word in (
        (theirs.post("orders", value, **{"amends-shop": shop.slug}), 401, "bad_signature"),
        (plugin.post("orders", value, **{"webhook-id": "msg_else"}), 401, "bad_signature"),
        (plugin.post("orders", value, **{"webhook-signature": "v1,é"}), 401, "bad_signature"),
        (plugin.post("orders", value, at=old), 409, "stale"),
        (plugin.post("orders", value, **{"amends-shop": "nobody"}), 404, "unknown_shop"),
        (plugin.post("orders", value, **{"amends-shop": ""}), 404, "unknown_shop"),
    ):
        assert (answer.status_code, answer.get_json()["error"]) == (status, word)
        assert answer.get_json()["sentence"].endswith(".")
    assert rows(desk, shop) == rows(desk, other_shop) == []


def test_T55_one_id_is_done_once_and_answered_the_same(
    plugin: Plugin, desk: Desk, shop: Shop
) -> None:
    first = plugin.post("orders", {"order": order()}, id="msg_a")
    again = plugin.post("orders", {"order": order()}, id="msg_a")
    assert first.status_code == again.status_code == 200
    assert first.json == again.json == {"kept": True}
    other = plugin.post("orders", {"order": order(total="99.00")}, id="msg_a")
    assert (other.status_code, other.get_json()["error"]) == (409, "replayed")
    assert len(rows(desk, shop)) == 1
    assert "99.00" not in rows(desk, shop)[0]
    with desk.store.read() as connection:
        ids = connection.scalars(select(relayed.c.webhook_id).where(relayed.c.shop_id == shop.id))
        assert list(ids) == ["msg_a"]


def test_T56_an_order_of_before_never_overwrites_one_of_later(
    plugin: Plugin, desk: Desk, clock: Clock, shop: Shop
) -> None:
    earlier = str(clock.now // 1000 - 60)
    assert plugin.post("orders", {"order": order(status="refunded")}).json == {"kept": True}
    late = plugin.post("orders", {"order": order(status="processing")}, at=earlier)
    assert late.json == {"kept": False}
    assert '"refunded"' in rows(desk, shop)[0]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b'"\xff"',
        b"[" * 100_000,
        b'{"order":' * 20 + b"1" + b"}" * 20,
        b'{"order":{},"order":{}}',
        b'{"order":NaN}',
        b'{"order":' + b"9" * 5_000 + b"}",
        b'{"order":{"id":"18"}}',
        json.dumps({"order": order(total="-1")}).encode(),
        json.dumps({"order": order(total=1.5)}).encode(),
        json.dumps({"order": order(created_at="2026-13-09T23:30:00Z")}).encode(),
        json.dumps({"order": order(created_at="0000-01-01T00:00:00Z")}).encode(),
        json.dumps({"order": order(items=[1])}).encode(),
        json.dumps({"order": order(items=[{}] * 501)}).encode(),
        json.dumps({"order": order(items=[{"quantity": 1e400}])}).encode(),
        json.dumps({"order": order(items={"a": 1})}).encode(),
        json.dumps({"order": order(number="\u202e \n")}).encode(),
        json.dumps({"order": order(email="x" * 300)}).encode(),
    ],
    ids=range(21),
)
def test_T62_signed_rubbish_is_a_sentence(
    plugin: Plugin, desk: Desk, shop: Shop, body: bytes
) -> None:
    answer = plugin.post("orders", body)
    assert (answer.status_code, answer.get_json()["error"]) == (400, "rubbish")
    assert rows(desk, shop) == []
    assert plugin.post("erase", body).status_code == 400


def test_T62_what_is_too_large_or_not_there_is_told_in_json(
    plugin: Plugin, client: FlaskClient
) -> None:
    large = plugin.post("orders", b"x" * (MOST_BODY_BYTES + 1))
    assert (large.status_code, large.get_json()["error"]) == (413, "too_large")
    for method, path, status, word in (
        ("GET", "/relay/v1/orders", 405, "method"),
        ("GET", "/relay/v1/nothing", 404, "not_here"),
        ("GET", "/relay/v1/ping", 404, "unknown_shop"),
        ("POST", "/relay/v1/connect", 400, "rubbish"),
        ("POST", "/relay/v1/woocommerce/nobody", 404, "unknown_shop"),
    ):
        answer = client.open(path, method=method)
        assert (answer.status_code, answer.get_json()["error"]) == (status, word)
        assert "Set-Cookie" not in answer.headers
        assert "Access-Control-Allow-Origin" not in answer.headers
        for name, value in headers_of(path, cast("Response", answer)).items():
            assert answer.headers[name] == value


def test_a_customer_who_was_erased_in_the_shop_has_no_orders_here(
    plugin: Plugin, desk: Desk, shop: Shop
) -> None:
    plugin.post("orders", {"order": order()})
    plugin.post("orders", {"order": order(id="19", email="other@post.example")})
    answer = plugin.post("erase", {"email": "HANNA.lind@post.example"})
    assert answer.json == {"orders": 1}
    assert len(rows(desk, shop)) == 1
    assert "other@post.example" in rows(desk, shop)[0]


def test_the_owner_is_told_once_in_each_case_that_its_customer_was_erased_in_the_shop(
    plugin: Plugin,
    desk: Desk,
    shop: Shop,
    app: Flask,
    owner: Person,
    make_case: Callable[..., Receipt],
) -> None:
    hers, other = make_case().case, make_case(email="other@post.example").case
    for sent in range(2):
        answer = plugin.post("erase", {"email": "HANNA.lind@post.example"}, id=f"erase_{sent}")
        assert answer.json == {"orders": 0}
    events = case_file(desk, shop.id, hers.reference).events
    told = [event for event in events if event.kind == "erased_in_shop"]
    assert [(event.role, event.door, event.payload) for event in told] == [("desk", "relay", {})]
    assert len(case_file(desk, shop.id, other.reference).events) == 1
    verify_case(desk, shop.id, hers.id)
    inbox = InboxBrowser(app.test_client())
    inbox.log_in_by(print_login(desk, owner.email))
    page = inbox.get(f"/inbox/case/{hers.reference}").text
    assert "Hanna Lind’s data were erased in the shop." in page
    assert "What was written here stays until you erase it." in page
    assert "This customer’s data were erased in the shop" in page
    assert "erased in the shop" not in inbox.get(f"/inbox/case/{other.reference}").text


def test_a_new_connection_ends_the_old_and_disconnecting_ends_all(
    plugin: Plugin, desk: Desk, client: FlaskClient, clock: Clock, shop: Shop, orla: Actor
) -> None:
    plugin.post("orders", {"order": order()})
    fresh = connected(desk, client, clock, orla)
    assert fresh.ping().status_code == 200
    clock.forward(minutes=61)
    assert plugin.ping().status_code == 401
    assert len(rows(desk, shop)) == 1
    disconnect(desk, orla)
    assert fresh.ping().status_code == 404
    assert rows(desk, shop) == []
    assert storefronts_of(desk, shop.id) == ([], 0)


def test_T49_a_secret_needs_its_row_its_shop_and_the_key_file(
    plugin: Plugin, desk: Desk, settings: Settings, shop: Shop, other_shop: Shop
) -> None:
    path = settings.data / FILE_NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    one = storefronts_of(desk, shop.id)[0][0]
    assert storefront_secret(desk, shop.id, one.connection_id, one.salt) == plugin.secret
    assert storefront_secret(desk, other_shop.id, one.connection_id, one.salt) != plugin.secret
    key, secret = path.read_text().strip(), key_of(plugin.secret)
    for file in Path(settings.data).rglob("*.db*"):
        held = file.read_bytes()
        assert bytes.fromhex(key) not in held, file
        assert secret not in held, file
        assert plugin.secret.encode() not in held, file


@pytest.mark.parametrize("harm", ["open", "cut", "odd", "gone"])
def test_T49_a_key_file_that_is_not_right_is_refused_in_words(
    plugin: Plugin, desk: Desk, settings: Settings, shop: Shop, orla: Actor, harm: str
) -> None:
    path = settings.data / FILE_NAME
    if harm == "open":
        path.chmod(0o644)
    elif harm == "cut":
        path.write_text("abcd\n")
    elif harm == "odd":
        path.write_text("é")
    else:
        # A copy that was restored without its key file: every shop connects again.
        path.unlink()
        assert plugin.ping().status_code == 401
        return
    answer = plugin.ping()
    assert (answer.status_code, answer.get_json()["error"]) == (503, "later")
    with pytest.raises(KeyRefused, match=FILE_NAME):
        open_webhooks(desk, orla)


def test_T03_orders_and_ids_of_one_shop_are_nothing_to_another(
    plugin: Plugin, desk: Desk, client: FlaskClient, clock: Clock, shop: Shop, other_shop: Shop
) -> None:
    other = make_owner(desk, other_shop.id, "canary-b@northoven.example", "CANARY-B Baker")
    theirs = connected(desk, client, clock, Actor(other_shop.id, other.id, "owner", other.name))
    assert plugin.post("orders", {"order": order()}, id="same").json == {"kept": True}
    same = theirs.post("orders", {"order": order(total="1.00")}, id="same")
    assert same.json == {"kept": True}
    assert theirs.post("erase", {"email": order()["email"]}).json == {"orders": 1}
    assert len(rows(desk, shop)) == 1


def test_what_is_relayed_is_looked_at_by_the_scope_guard(app: Flask) -> None:
    for name in ("storefronts", "relayed", "storefront_orders"):
        assert metadata.tables[name].info.get("scope") != "desk"
