"""A link that names an order, with the loader, in the sheet: it keeps the order to the receipt."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.frame.at_the_form import HAPPENED, Place
from tests.frame.shaky import ShakyDesk
from tests.frame.shop_site import ShopSite, page_of
from tests.relay.conftest import ORIGIN, STATE, order
from widget.cases.signing import order_link
from widget.cases.storefront import read_order
from widget.desk import (
    PLATFORM,
    Actor,
    Call,
    agree_to_connect,
    inbox_page,
    people_of,
    read_ask,
    secrets_of,
    swap_code,
    take_order,
)

pytestmark = pytest.mark.browser


def link_to(shaky: ShakyDesk, path: str) -> str:
    """Connect a shop whose order 18 is known; the address that its plugin would print."""
    desk, shop = shaky.desk, shaky.shop
    (owner, *_) = people_of(desk, shop.id)
    ask = read_ask(PLATFORM, ORIGIN, f"{ORIGIN}/back", STATE)
    back = agree_to_connect(desk, Actor(shop.id, owner.id, "owner", owner.name), ask)
    secret = swap_code(desk, parse_qs(urlsplit(back).query)["code"][0], STATE)[1]
    connection = secrets_of(desk, shop.slug, PLATFORM)[0][0]
    now = desk.clock()
    take_order(desk, Call(connection, "msg_1", b"{}"), read_order(order()), now)
    token = order_link(
        secret, shop=shop.slug, order="18", purpose=path, expiry_s=now // 1000 + 3600
    )
    return f"{shaky.url}/s/{shop.slug}/{path}?o={token}"


def test_the_sheet_knows_the_order_and_what_it_knows_is_no_draft(
    page: Page, shaky: ShakyDesk, shop_site: ShopSite
) -> None:
    link = f'<p><a data-amends href="{link_to(shaky, "complaint")}">Order WT-1047: help</a></p>'
    address = shop_site.put("/order", page_of(link, desk=shaky.url))

    def open_it() -> Place:
        page.goto(address)
        page.get_by_role("link", name="Order WT-1047: help").click()
        place = Place(page, page.frame_locator("dialog iframe"))
        expect(place.heading).to_have_text("Tell us about it")
        expect(place.inside.locator("#order")).to_contain_text("Order WT-1047")
        return place

    place = open_it()
    kept = place.inside.locator("[data-draft-line]")
    place.box("name").fill("H")
    expect(kept).to_be_visible()
    place.box("name").fill("")
    expect(kept).to_be_hidden()

    place.box("item-4").check()
    place.box("happened").fill(HAPPENED)
    draft = 'JSON.parse(localStorage.getItem("amends:wren-tide/complaint/18"))'
    place.frame.wait_for_function(f"() => {draft}?.words.happened")
    assert place.frame.evaluate("localStorage.getItem('amends:wren-tide/complaint')") is None
    place = open_it()
    expect(place.box("happened")).to_have_value(HAPPENED)
    expect(place.box("item-4")).to_be_checked()

    place.inside.locator("#skip").check()
    place.inside.locator("#wish-refund").check()
    place.box("name").fill("Hanna Lind")
    place.box("email").fill("hanna.lind@post.example")
    place.check()
    expect(place.inside.locator(".says")).to_contain_text("2 × Oat & Honey bar")
    place.send()
    (case,) = inbox_page(shaky.desk, shaky.shop.id, "open").cases
    assert (case.order_key, case.order_number) == ("18", "WT-1047")
