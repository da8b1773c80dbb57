"""A plugin that connects anew: requests under way, and links in mails of before."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Clock
from tests.public.conftest import Customer
from tests.relay.conftest import Plugin, connected, link, order
from widget.cases.model import Shop
from widget.desk import Actor, Desk, disconnect, do_upkeep
from widget.storage.tables import storefronts

DAY_S = 24 * 3600


def salts(desk: Desk, shop: Shop) -> list[bytes]:
    with desk.store.read() as connection:
        where = storefronts.c.shop_id == shop.id
        return list(connection.scalars(select(storefronts.c.salt).where(where)))


def test_links_in_old_mails_are_read_after_the_plugin_connects_anew(
    known: Plugin,
    customer: Customer,
    desk: Desk,
    client: FlaskClient,
    clock: Clock,
    shop: Shop,
    orla: Actor,
) -> None:
    late = link(known, expiry_s=clock.now // 1000 + 900 * DAY_S)
    mailed = link(known, expiry_s=clock.now // 1000 + 400 * DAY_S)
    connected(desk, client, clock, orla)
    connected(desk, client, clock, orla)
    clock.forward(days=399)
    do_upkeep(desk)
    assert "Order WT-1047" in customer.get(mailed).text
    clock.forward(days=2)
    assert "WT-1047" not in customer.get(late).text
    do_upkeep(desk)
    assert sorted(map(bool, salts(desk, shop))) == [False, False, True]


def test_T55_of_two_secrets_the_older_signs_for_an_hour(
    plugin: Plugin, desk: Desk, client: FlaskClient, clock: Clock, orla: Actor
) -> None:
    value = {"order": order()}
    assert plugin.post("orders", value, id="under-way").json == {"kept": True}
    fresh = connected(desk, client, clock, orla)
    clock.forward(minutes=59)
    assert plugin.ping().status_code == fresh.ping().status_code == 200
    # A retry may be signed with the new secret: its id is known all the same.
    other = fresh.post("orders", {"order": order(total="1.00")}, id="under-way")
    assert (other.status_code, other.get_json()["error"]) == (409, "replayed")
    assert fresh.post("orders", value, id="under-way").json == {"kept": True}
    clock.forward(minutes=2)
    assert plugin.ping().status_code == 401
    assert fresh.ping().status_code == 200


def test_T55_another_site_and_the_end_of_the_connection_make_old_links_void(
    known: Plugin,
    customer: Customer,
    desk: Desk,
    client: FlaskClient,
    clock: Clock,
    shop: Shop,
    orla: Actor,
) -> None:
    address = link(known)
    connected(desk, client, clock, orla)
    assert "WT-1047" in customer.get(address).text
    elsewhere = connected(desk, client, clock, orla, origin="https://other.example")
    assert "WT-1047" not in customer.get(address).text
    assert known.ping().status_code == 401
    address = link(elsewhere)
    assert "WT-1047" in customer.get(address).text
    connected(desk, client, clock, orla, origin="https://other.example")
    disconnect(desk, orla)
    assert salts(desk, shop) == [b""] * len(salts(desk, shop))
    assert elsewhere.ping().status_code == 404
