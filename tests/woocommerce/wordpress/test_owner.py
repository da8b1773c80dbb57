"""The owner's side of the plugin on a real WordPress: settings, what waits, policy, cases."""

from __future__ import annotations

import pytest

from tests.woocommerce.wordpress.shop import SETTINGS
from tests.woocommerce.wordpress.site import OWNER

pytestmark = pytest.mark.wordpress


@pytest.fixture
def settings(shop):
    """The settings page, open for the owner."""
    visitor = shop.visitor(OWNER)
    visitor.open(SETTINGS)
    return visitor


def test_the_test_of_the_connection_knows_the_desk_and_its_absence(shop, settings):
    assert "Shop and desk know each other." in settings.follow("Test the connection").text
    shop.desk.stop()
    try:
        assert "The desk did not answer." in settings.follow("Test the connection").text
    finally:
        shop.desk.start()


def test_an_order_that_waits_is_listed_and_tried_at_once(shop, settings):
    shop.desk.stop()
    try:
        order = shop.site.order()
        shop.site.run_actions()
    finally:
        shop.desk.start()
    page = settings.open(SETTINGS)
    assert f"Order {order['id']}" in page.text

    assert "It will be tried in the next minute." in settings.follow("Try now").text
    shop.site.run_actions()

    assert f"Order {order['id']}" not in settings.open(SETTINGS).text
    assert shop.site.act("look", {"order": order["id"]})["sent"] != ""
    assert shop.site.debug_log() == ""


def test_orders_from_before_connecting_are_told_of_in_the_settings(shop, settings):
    shop.site.run_actions()

    assert (
        "Orders of the last 400 days on their way to the desk or there:"
        in settings.open(SETTINGS).text
    )


STATE = {
    "key": "wren-tide-1",
    "reference": "AM-7K3Q-9F2",
    "title": "Complaint",
    "told": "Answer by Tuesday",
    "at": "2026-11-21T19:52:49Z",
    "closed": False,
}


@pytest.mark.parametrize("tables", ["yes", "no"])
def test_how_a_case_stands_is_beside_the_order_for_owner_and_customer(shop, tables):
    shop.site.act("option", {"woocommerce_custom_orders_table_enabled": tables})
    order = shop.site.order()
    shop.site.run_actions()

    status, _ = shop.site.act("case", {**STATE, "order": str(order["id"])})

    assert status == 200
    owner = shop.visitor(OWNER)
    box = owner.open(order["edit"])
    assert box.link("Complaint") == f"{shop.desk.url}/inbox/case/AM-7K3Q-9F2"
    assert "Answer by Tuesday" in box.text
    karla = shop.visitor("karla")
    for address in (order["view"], f"{shop.site.url}/my-account/orders/"):
        page = karla.open(address).text
        assert "AM-7K3Q-9F2" in page, address
        assert "Tuesday" not in page, address
    # Noting it is no change that the desk has to hear of.
    assert shop.site.run_actions() == 0
    shop.site.act("option", {"woocommerce_custom_orders_table_enabled": "no"})
    assert shop.site.debug_log() == ""


def test_the_policy_becomes_the_shops_refund_policy_page_and_back(shop, settings):
    kept = {"text": "<p>Thirty days to send it back.</p>", "etag": ""}
    notice = {"text": "Thirty days.", "address": f"{shop.desk.url}/p/wren-tide/refund", "etag": ""}
    policy = {"shop": "wren-tide", "pages": {"refund": kept}, "notice": notice}
    shop.site.act("option", {"amends_desk_policy": policy})
    settings.open(SETTINGS)

    assert "is the shop’s refund policy now" in settings.follow("Use the desk’s policy").text

    page = settings.page.link("View the page")
    assert "<p>Thirty days to send it back.</p>" in shop.visitor().open(page).text
    for place in ("checkout", "block-checkout"):
        visitor = shop.visitor()
        assert "Thirty days." in visitor.open(f"{shop.site.url}/{place}/").text, place
        assert visitor.page.link("Refund policy") == page, place
    assert "the page it was before" in settings.follow("Set it back as it was").text
    assert shop.visitor().open(page).status == 404
    assert shop.site.debug_log() == ""
