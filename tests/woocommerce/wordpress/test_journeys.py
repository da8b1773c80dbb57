"""Whole ways through a shop in Chromium, with JavaScript and without: customers, then the owner."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.needs import path_of
from tests.woocommerce.wordpress.site import CUSTOMER, OWNER, PASSWORD
from widget.storage.tables import cases

pytestmark = [pytest.mark.wordpress, pytest.mark.browser]

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
REFERENCE = re.compile(r"AM-[0-9A-Z]{4}-[0-9A-Z]{3}")
TWO_ITEMS = [
    {"id": 4, "name": "Lab mug", "quantity": 2, "total": "29.80", "product": {"id": 11}},
    {"id": 5, "name": "Mint tea", "quantity": 1, "total": "10.00", "product": {"id": 12}},
]
LINKS: dict[str, re.Pattern[str] | str] = {
    "complaint": re.compile("Something wrong"),
    "withdraw": "Withdraw from contract here",
    "cancel": "Cancel an order",
}
CASE_KINDS = {"complaint": "complaint", "withdraw": "withdrawal", "cancel": "cancellation"}
MAIL_LINK = re.compile(r'https?://[^\s"<>]+/s/wren-tide/(\w+)\?o=[\w.-]+')


@pytest.fixture(scope="module")
def chromium(playwright):
    browser = playwright.chromium.launch(executable_path=path_of("chromium"), args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def page(request, chromium):
    """A page of a fresh profile."""
    context = chromium.new_context(java_script_enabled=request.param, locale="en-GB")
    yield context.new_page()
    context.close()


@pytest.fixture
def order(request, shop):
    """A paid order the desk knows; of Karla, or of a guest where a test says so."""
    shop.site.forget()
    customer = getattr(request, "param", CUSTOMER)
    made = shop.site.order(customer, items=TWO_ITEMS)
    shop.site.run_actions()
    return made


def log_in(page: Page, shop, name):
    # Past the dashboard, which would look for WordPress' news.
    page.goto(f"{shop.site.url}/wp-login.php?redirect_to={shop.site.url}/")
    page.locator("#user_login").fill(name)
    page.locator("#user_pass").fill(PASSWORD)
    page.get_by_role("button", name="Log In").click()
    page.wait_for_url(f"{shop.site.url}/")


def link_in_mail(shop, kind):
    (mail,) = [one for one in shop.site.mails() if one["to"] == ["karla@post.example"]]
    found = {one.group(1): one.group() for one in MAIL_LINK.finditer(mail["text"])}
    return found[kind]


def tell(page: Page, *, happened=True):
    """Fill in an ordinary form at the desk and send it."""
    if happened:
        page.locator("#happened").fill("One of the mugs has a crack right through.")
    page.locator("#skip").check()
    page.locator("#wish-refund").check()
    page.locator("#name").fill("Karla Kunde")
    page.locator("#email").fill("karla@post.example")
    page.get_by_role("button", name="Go on and check").click()
    page.get_by_role("button", name="Send", exact=True).click()


def withdraw(page: Page):
    """Fill in the form that withdraws, and confirm."""
    page.locator("#name").fill("Karla Kunde")
    page.locator("#email").fill("karla@post.example")
    page.get_by_role("button", name="Withdraw from contract here").click()
    expect(page.get_by_text("1 × Mint tea").first).to_be_visible()
    page.get_by_role("button", name="Confirm withdrawal").click()


def case_sent(page: Page, shop):
    """The case of the receipt that is shown, as the desk keeps it."""
    expect(page.get_by_text(REFERENCE).first).to_be_visible()
    (reference, *_) = REFERENCE.findall(page.content())
    with shop.desk.desk.store.read() as connection:
        wanted = (cases.c.shop_id == shop.desk.shop.id, cases.c.reference == reference)
        return connection.execute(select(cases).where(*wanted)).mappings().one()


def come(page: Page, shop, order, where, kind):
    """Press the link for a kind where a customer finds it."""
    if where == "mail":
        page.goto(link_in_mail(shop, kind))
        return
    if where == "My account":
        log_in(page, shop, CUSTOMER)
        page.goto(f"{shop.site.url}/my-account/orders/")
        place = page.get_by_role("row").filter(has_text=f"#{order['id']}")
    else:
        page.goto(order["received"])
        place = page.locator("main")
    place.get_by_role("link", name=LINKS[kind]).first.click()


@pytest.mark.parametrize(
    ("order", "where"),
    [(CUSTOMER, "My account"), (CUSTOMER, "mail"), ("", "mail"), ("", "page after ordering")],
    ids=["customer-account", "customer-mail", "guest-mail", "guest-after-ordering"],
    indirect=["order"],
)
@pytest.mark.parametrize("kind", ["complaint", "withdraw", "cancel"])
def test_what_is_sent_from_every_place_is_about_that_order(shop, page, order, where, kind):
    come(page, shop, order, where, kind)
    if kind == "withdraw":
        page.get_by_label("1 × Mint tea").check()
        withdraw(page)
    elif kind == "complaint":
        page.get_by_label("2 × Lab mug").check()
        tell(page)
    else:
        tell(page, happened=False)

    case = case_sent(page, shop)
    assert (case["kind"], case["order_key"]) == (CASE_KINDS[kind], str(order["id"]))
    assert case["items"] == {"withdraw": "1 × Mint tea", "complaint": "2 × Lab mug"}.get(kind, "")


@pytest.mark.parametrize("order", [""], ids=["guest"], indirect=True)
def test_guest_complains_from_the_page_after_ordering_and_the_owner_refunds(shop, page, order):
    page.goto(order["received"])
    page.locator("main").get_by_role("link", name="Something wrong with your order?").first.click()
    tell(page)
    case = case_sent(page, shop)

    page.goto(shop.desk.log_in_link())
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
    page.goto(f"{shop.desk.url}/inbox/case/{case['reference']}")
    # Two dozen messages of one network within the hour: the owner has to look at the last ones.
    real = page.get_by_role("button", name="It is real")
    if real.count():
        real.click()
    page.locator("#refund-amount").fill("12.50")
    page.locator("#refund-reason").fill("A mug was broken")
    page.get_by_role("button", name="Look at it before it goes").click()
    page.get_by_role("button", name="Refund").click()
    expect(page.get_by_role("heading", name="Refund")).to_be_visible()
    assert shop.site.act("look", {"order": order["id"]})["paid"] == []
    shop.desk.work()
    page.reload()
    expect(page.locator("section[aria-labelledby=refund] .notice-ok")).to_contain_text("12.50")

    look = shop.site.act("look", {"order": order["id"]})
    assert look["refunds"] == [["12.50", "A mug was broken", True]]
    assert look["paid"] == [[order["id"], "12.50", "A mug was broken"]]
    log_in(page, shop, OWNER)
    page.goto(order["edit"])
    box = page.locator("#amends-desk")
    expect(box).to_contain_text(case["reference"])
    expect(page.locator("#woocommerce-order-notes")).to_contain_text(case["reference"])
    expect(page.locator("#woocommerce-order-items")).to_contain_text("12.50")
    shop.site.act("option", {"standin_paid": []})
    assert shop.site.debug_log() == ""
