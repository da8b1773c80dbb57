"""Orders reach the desk by WooCommerce's queue: each once, whatever the desk is doing meanwhile."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from tests.woocommerce.wordpress.broken_desk import AWAY, SLOW, TROUBLES, in_trouble
from tests.woocommerce.wordpress.site import CUSTOMER
from widget.storage.tables import storefront_orders

pytestmark = pytest.mark.wordpress

HOURS_7_S = 7 * 3600


def orders_at_the_desk(shop, order):
    with shop.desk.desk.store.read() as connection:
        mine = storefront_orders.c.shop_id == shop.desk.shop.id
        bodies = connection.scalars(select(storefront_orders.c.body).where(mine))
        return [told for told in map(json.loads, bodies) if told["id"] == str(order["id"])]


def posts(shop):
    return [one for one in shop.site.requests() if one["address"].endswith("/relay/v1/orders")]


@pytest.fixture
def quiet_shop(shop):
    """The shop with an empty queue and empty records."""
    shop.site.run_actions(HOURS_7_S)
    shop.site.run_actions(HOURS_7_S)
    shop.site.forget()
    return shop


@pytest.mark.parametrize("storage", ["no", "yes"], ids=["orders as posts", "orders in tables"])
def test_an_order_and_what_becomes_of_it_arrive_by_the_queue(quiet_shop, storage):
    site = quiet_shop.site
    site.act("option", {"woocommerce_custom_orders_table_enabled": storage})

    order = site.order()
    assert orders_at_the_desk(quiet_shop, order) == []
    site.run_actions()
    (told,) = orders_at_the_desk(quiet_shop, order)
    assert (told["status"], told["total"], told["currency"]) == ("processing", "39.80", "EUR")
    assert [item["name"] for item in told["items"]] == ["Lab mug"]

    site.act("status", {"order": order["id"], "to": "completed"})
    site.run_actions()
    (told,) = orders_at_the_desk(quiet_shop, order)
    assert told["status"] == "completed"
    assert len(posts(quiet_shop)) == 2
    site.run_actions()
    assert len(posts(quiet_shop)) == 2
    assert site.debug_log() == ""


@pytest.mark.parametrize("trouble", [AWAY, SLOW, *TROUBLES])
def test_while_the_desk_is_in_trouble_nothing_is_lost_and_no_page_asks_it(quiet_shop, trouble):
    site, desk = quiet_shop.site, quiet_shop.desk
    desk.stop()
    try:
        with in_trouble(desk.url, trouble) as stand:
            order = site.order()
            customer = quiet_shop.visitor(CUSTOMER)
            for address in ("/", "/my-account/orders/", order["view"], order["received"]):
                assert customer.open(address).status == 200
            assert site.requests() == []
            site.run_actions()
            assert stand is None or stand.asked == 1
            assert len(posts(quiet_shop)) == 1
    finally:
        desk.start()
    assert orders_at_the_desk(quiet_shop, order) == []
    (waiting,) = [one for one in site.act("waiting") if one[0] == "amends_desk_relay_order"]
    assert waiting[2][:2] == [order["id"], 1]

    site.run_actions(HOURS_7_S)

    assert len(orders_at_the_desk(quiet_shop, order)) == 1
    assert len(posts(quiet_shop)) == 2
    site.run_actions(HOURS_7_S)
    assert len(posts(quiet_shop)) == 2
    assert "karla@" not in site.wc_log()
    assert site.debug_log() == ""
