"""Every page of a shop on a real WordPress: its links are there, it is quiet, it asks nobody."""

from __future__ import annotations

from itertools import product

import pytest

from tests.woocommerce.wordpress.pages import COMPLAIN, WITHDRAW, Printed, print_pages
from tests.woocommerce.wordpress.site import CUSTOMER, OTHER, OWNER

pytestmark = pytest.mark.wordpress

THEMES = {"block theme": "twentytwentyfour", "classic theme": "plain"}
STORAGES = {"orders as posts": "no", "orders in tables": "yes"}


@pytest.fixture(scope="module", params=product(THEMES, STORAGES), ids=", ".join)
def printed(request, shop) -> Printed:
    """A shop in each theme and with each way to keep orders, whose queue has run."""
    theme, storage = request.param
    shop.site.act("theme", {"name": THEMES[theme]})
    shop.site.act("option", {"woocommerce_custom_orders_table_enabled": STORAGES[storage]})
    pages = print_pages(shop)
    shop.site.run_actions()
    shop.site.forget()
    return pages


def test_every_page_of_the_shop_is_quiet_and_asks_nobody(printed):
    shop = printed.shop
    guest, customer, owner = shop.visitor(), shop.visitor(CUSTOMER), shop.visitor(OWNER)
    for visitor, address in [
        *((guest, address) for address in printed.for_all),
        *((customer, address) for address in [*printed.for_all, *printed.for_customer]),
        *((owner, address) for address in printed.for_owner),
    ]:
        page = visitor.open(address)
        assert (page.status, address) == (200, address), page.text[-2000:]
        for word in ("Fatal error", "Warning:", "Notice:", "Deprecated:"):
            assert word not in page.text, address
    assert shop.site.debug_log() == ""
    assert shop.site.requests() == []


def test_links_stand_where_a_customer_looks(printed):
    guest, customer = printed.shop.visitor(), printed.shop.visitor(CUSTOMER)

    orders = customer.open("/my-account/orders/")
    assert "?o=" in orders.link("Something wrong?")
    for visitor, address in ((customer, printed.view), (guest, printed.received)):
        page = visitor.open(address)
        assert "/complaint?o=" in page.link(COMPLAIN), address
        assert "/withdraw?o=" in page.link(WITHDRAW), address
        assert page.text.count("/complaint?o=") == 1, address
    home = guest.open("/")
    assert "?o=" not in home.link(COMPLAIN) + home.link(WITHDRAW)
    for address in (printed.shortcodes, printed.blocks):
        page = guest.open(address)
        assert page.link(WITHDRAW).endswith("/withdraw"), address


def test_T58_no_link_with_an_order_for_anybody_else(printed):
    guest, other = printed.shop.visitor(), printed.shop.visitor(OTHER)
    for visitor, address in [
        (other, printed.view),
        (guest, printed.view),
        (guest, printed.received.split("?")[0]),
        (guest, printed.received + "x"),
        (other, "/my-account/orders/"),
    ]:
        page = visitor.open(address)
        assert page.status == 200
        assert "?o=" not in page.text, address


def test_pages_that_may_be_cached_hold_no_nonce(printed):
    guest = printed.shop.visitor()
    for address in printed.for_all:
        assert "nonce" not in guest.open(address).text.replace("announce", ""), address


def test_order_screen_has_the_box_that_says_what_the_desk_knows(printed):
    owner = printed.shop.visitor(OWNER)

    page = owner.open(printed.edit)

    assert 'id="amends-desk"' in page.text
    assert "The desk knows this order as it was on" in page.text
    assert page.link("Open the inbox").startswith(printed.shop.desk.url)


@pytest.mark.parametrize(("kind", "breaks"), [("html", "<p"), ("plain", "\n")])
def test_mails_to_the_customer_have_links_for_400_days(printed, kind, breaks):
    site = printed.shop.site
    site.act("option", {"woocommerce_email_type": kind})
    site.forget()

    order = site.order()

    site.act("status", {"order": order["id"], "to": "completed"})
    to_customer = [mail for mail in site.mails() if mail["to"] == ["karla@post.example"]]
    to_shop = [mail for mail in site.mails() if mail["to"] == ["owner@shop.example"]]
    assert (len(to_customer), len(to_shop)) == (2, 1)
    for mail in to_customer:
        assert breaks in mail["text"]
        assert "/s/wren-tide/complaint?o=" in mail["text"]
        assert WITHDRAW in mail["text"]
        assert "&#" not in mail["text"] or kind == "html"
    assert "/s/wren-tide" not in to_shop[0]["text"]
    assert (site.debug_log(), site.requests()) == ("", [])
