"""From activating the plugin to deleting it: what comes, and that nothing of it stays."""

from __future__ import annotations

import pytest

from tests.woocommerce.wordpress.shop import Shop, open_desk_beside
from tests.woocommerce.wordpress.site import CUSTOMER

pytestmark = pytest.mark.wordpress


def test_plugin_waits_quietly_until_it_is_connected(bare_site):
    site = bare_site
    assert site.act("activate") == {"fault": ""}
    order = site.order()

    customer = site.visitor(CUSTOMER)
    for address in ("/", "/my-account/orders/", order["view"], order["received"], "/checkout/"):
        page = customer.open(address)
        assert (page.status, "amends-desk" in page.text) == (200, False), address
    assert site.act("waiting") == []
    assert (site.debug_log(), site.requests()) == ("", [])


@pytest.mark.parametrize("storage", ["no", "yes"], ids=["orders as posts", "orders in tables"])
def test_nothing_of_the_plugin_stays_when_it_is_deleted(bare_site, tmp_path, storage):
    site = bare_site
    site.act("option", {"woocommerce_custom_orders_table_enabled": storage})
    # What WordPress and WooCommerce write by themselves is there before.
    for order in (site.order(), site.order(customer="")):
        site.act("status", {"order": order["id"], "to": "completed"})
    with open_desk_beside(tmp_path / "desk", site.url) as desk:
        shop = Shop(site, desk)
        for name in ("orla", CUSTOMER):
            shop.visitor(name).open("/wp-admin/profile.php")
        before = site.act("dump")

        site.act("activate")
        shop.connect()
        site.run_actions()
        site.order()
        site.run_actions(7 * 3600)
        used = site.act("dump")
        assert any(name.startswith("amends_desk") for name in used["options"])
        assert any(hook.startswith("amends_desk") for hook in used["actions"])

        site.act("deactivate")
        assert site.act("dump")["actions"] == []
        site.act("uninstall")

    after = site.act("dump")
    assert {name: left(after[name], before[name]) for name in before} == {
        name: [] for name in before
    }
    assert site.debug_log() == ""


def left(after, before):
    """What was not there before; of roles, whatever changed."""
    if isinstance(after, dict):
        return [name for name in after if after[name] != before.get(name)]
    # WordPress names its own transients by a hash of what it asks.
    own = ("_site_transient_", "_transient_")
    new = [str(name) for name in after if name not in before]
    return [name for name in new if "amends" in name or not name.startswith(own)]


def test_a_shop_without_woocommerce_does_not_break(bare_site):
    site = bare_site
    site.act("activate")

    site.act("without_woocommerce")

    assert site.visitor().open("/").status == 200
    assert site.debug_log() == ""


def test_personal_data_tools_have_the_desk_beside_their_own(bare_site):
    before = bare_site.act("privacy")
    bare_site.act("activate")

    after = bare_site.act("privacy")

    for tool in ("exporters", "erasers"):
        assert set(after[tool]) - set(before[tool]) == {"amends-desk"}
        assert {"wordpress-comments", "woocommerce-customer-orders"} <= set(after[tool])
