"""The desk's forms inside a shop on a real WordPress: sent, kept while the desk is away, read."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import select

from tests.woocommerce.wordpress.broken_desk import AWAY, SLOW, in_trouble
from widget.storage.tables import cases

pytestmark = pytest.mark.wordpress

WITHDRAW, CONFIRM = "Withdraw from contract here", "Confirm withdrawal"
THEMES = {"block theme": "twentytwentyfour", "classic theme": "plain"}
ODD = 'It\'s “9x9” -- "so"... [amends_link] &amp; <b>bold</b> :) (c)\nAnd a second line.'
HANNA = {
    "amends_field_contract": "Order 18",
    "amends_field_email": "hanna@post.example",
}
COMPLAINT = {
    "amends_field_happened": ODD,
    "amends_field_meant": "A pity.",
    "amends_field_wish": "refund",
    "amends_field_name": "Hanna",
    "amends_field_email": "hanna@post.example",
}


@pytest.fixture(scope="module", params=THEMES)
def pages(request, shop):
    """A shop in each theme whose forms have been fetched, and pages with them."""
    site = shop.site
    site.act("theme", {"name": THEMES[request.param]})
    site.run_actions()
    contents = {
        "block": '<!-- wp:amends-desk/form {"kind":"withdraw"} /-->',
        "shortcode": '[amends_form kind="complaint"]',
        "both": '[amends_form kind="terminate"]\n\n[amends_form kind="cancel"]',
    }
    made = {
        name: site.act("page", {"title": name, "content": text})["url"]
        for name, text in contents.items()
    }
    site.forget()
    return made


def cases_at_the_desk(shop, **about):
    with shop.desk.desk.store.read() as connection:
        wanted = [getattr(cases.c, name) == value for name, value in about.items()]
        wanted.append(cases.c.shop_id == shop.desk.shop.id)
        return connection.execute(select(cases).where(*wanted)).mappings().all()


def plain(page):
    return html.unescape(re.sub(r"<[^>]*>", "", page.text))


def test_looking_at_a_form_is_quiet_and_asks_nobody(shop, pages):
    guest = shop.visitor()
    for name, address in pages.items():
        page = guest.open(address)
        assert (page.status, name in page.text) == (200, True)
        assert page.text.count('<section class="amends-desk-form"') == (2 if name == "both" else 1)
        assert "nonce" not in page.text
        assert "assets/form.css" in page.text.partition("</head>")[0]
    assert "assets/form.css" not in guest.open("/").text
    assert (shop.site.debug_log(), shop.site.requests()) == ("", [])


def test_a_withdrawal_is_confirmed_on_its_second_page_and_answered_with_the_receipt(shop, pages):
    guest = shop.visitor()
    name = f"Hanna [gallery] &amp; Co {len(cases_at_the_desk(shop))}"
    guest.open(pages["block"])
    page = guest.press(WITHDRAW, amends_field_name=name)
    assert "2 things need a look" in page.text
    page = guest.press(WITHDRAW, **HANNA, amends_field_name=name)
    assert f"I, {name}, withdraw from this contract: Order 18" in plain(page)

    page = guest.press(CONFIRM)

    assert "/receipt" in page.link("Your private page")
    (case,) = cases_at_the_desk(shop, kind="withdrawal", name=name)
    assert case["reference"] in page.text
    assert case["email"] == "hanna@post.example"
    assert shop.site.debug_log() == ""


def test_T21_words_go_through_two_pages_and_the_theme_as_they_were_typed(shop, pages):
    guest = shop.visitor()
    guest.open(pages["shortcode"])
    page = guest.press("Go on and check", **COMPLAINT)
    # The one thing that WordPress draws otherwise; what is sent stays as it is.
    assert ODD in plain(page).replace("🙂", ":)")
    assert "<b>bold" not in page.text
    guest.press("Change something")
    guest.press("Go on and check")

    before = len(cases_at_the_desk(shop, kind="complaint"))
    form, button = guest.page.form("Send")
    sent = [*form.fields, (button[0], button[1])]

    page = guest.open(form.action, sent)

    found = cases_at_the_desk(shop, kind="complaint")
    assert len(found) == before + 1, page.text
    assert " ".join(found[-1]["words"].split()) == " ".join(ODD.split())
    assert found[-1]["reference"] in page.text
    # Loaded anew, which sends it once more: the same receipt, and no second case.
    assert found[-1]["reference"] in guest.open(form.action, sent).text
    assert len(cases_at_the_desk(shop, kind="complaint")) == before + 1


@pytest.mark.parametrize("trouble", [AWAY, SLOW, "answers 200 with a page of somebody else"])
def test_while_the_desk_is_away_words_are_kept_and_arrive_once(shop, pages, trouble):
    guest, site = shop.visitor(), shop.site
    name = f"Kept {len(cases_at_the_desk(shop))}"
    guest.open(pages["block"])
    guest.press(WITHDRAW, **HANNA, amends_field_name=name)
    shop.desk.stop()
    try:
        with in_trouble(shop.desk.url, trouble):
            page = guest.press(CONFIRM)
        assert "Your words are safe and will be passed on." in page.text
        assert re.search(r"received this on \d{4}-\d\d-\d\d, \d\d:\d\d:\d\d \(UTC", page.text)
        site.run_actions(120)
    finally:
        shop.desk.start()
    assert cases_at_the_desk(shop, name=name) == []

    site.run_actions(3600)
    site.run_actions(3600)

    (case,) = cases_at_the_desk(shop, name=name)
    assert case["kind"] == "withdrawal"
    left = [one for one in site.act("dump")["options"] if "amends_desk_kept" in one]
    assert left == []
    assert "Kept" not in site.wc_log()
    assert site.debug_log() == ""


def test_T09_a_link_with_an_order_fills_in_number_day_and_items(shop, pages):
    order = shop.site.order()
    link = shop.visitor("karla").open(order["view"]).link("Something wrong with your order?")
    page = shop.visitor().open(f"{pages['shortcode']}?o={link.partition('?o=')[2]}")

    fields = dict(page.form("Go on and check")[0].fields)

    assert fields["amends_field_order"] == str(order["id"])
    assert fields["amends_field_items"].strip() == "2 × Lab mug"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", fields["amends_field_ordered"])
    assert (fields["amends_field_name"], fields["amends_field_email"]) == ("", "")
