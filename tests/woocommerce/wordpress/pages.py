"""The pages of a shop, made once for a theme and a way to keep orders."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.woocommerce.wordpress.core import PLUGIN
from tests.woocommerce.wordpress.shop import SETTINGS, Shop

COMPLAIN = "Something wrong with your order?"
WITHDRAW = "Withdraw from contract here"
KINDS = ("complaint", "refund", "return", "cancel", "withdraw")
POLICIES = ("refund", "cancellation", "withdrawal", "guarantee", "complaints")


@dataclass
class Printed:
    """Addresses of pages, by who may look at them."""

    shop: Shop
    view: str
    received: str
    edit: str
    shortcodes: str
    blocks: str
    for_all: list[str] = field(default_factory=list)
    for_customer: list[str] = field(default_factory=list)
    for_owner: list[str] = field(default_factory=list)


def shortcodes() -> str:
    """Every shortcode with everything it takes."""
    links = [f'[amends_link kind="{kind}"]' for kind in KINDS]
    policies = [f'[amends_policy page="{page}"]' for page in POLICIES]
    forms = [f'[amends_form kind="{kind}"]' for kind in (*KINDS, "terminate", "nothing")]
    return "\n".join([*links, *policies, *forms, "[amends_link]", "[amends_policy]"])


def blocks() -> str:
    """Every block of the plugin as the editor writes it."""
    names = sorted(folder.name for folder in (PLUGIN / "blocks").iterdir() if folder.is_dir())
    with_kind = '<!-- wp:amends-desk/link {"kind":"withdraw"} /-->'
    return "\n".join([*(f"<!-- wp:amends-desk/{name} /-->" for name in names), with_kind])


def print_pages(shop: Shop) -> Printed:
    """Make an order and the pages with shortcodes and blocks."""
    order = shop.site.order()
    # A customer's order is shown to them alone, also after ordering.
    received = shop.site.order(customer="")["received"]
    made = {
        title: shop.site.act("page", {"title": title, "content": content})["url"]
        for title, content in (("Shortcodes", shortcodes()), ("Blocks", blocks()))
    }
    printed = Printed(
        shop, order["view"], received, order["edit"], made["Shortcodes"], made["Blocks"]
    )
    printed.for_all = ["/", printed.shortcodes, printed.blocks, printed.received]
    printed.for_all += ["/checkout/", "/block-checkout/"]
    printed.for_customer = ["/my-account/", "/my-account/orders/", printed.view]
    printed.for_owner = [SETTINGS, printed.edit, "/wp-admin/", "/wp-admin/plugins.php"]
    printed.for_owner += ["/wp-admin/options-privacy.php?tab=policyguide"]
    printed.for_owner += ["/wp-admin/erase-personal-data.php", "/wp-admin/export-personal-data.php"]
    return printed
