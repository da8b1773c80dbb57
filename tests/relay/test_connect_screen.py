"""Connect your shop: the owner's side of it in the inbox."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask import Flask

from tests.conftest import Clock, Mailbox
from tests.inbox.conftest import Browser
from tests.relay.conftest import ORIGIN, STATE, Plugin, order
from widget.cases.model import Person
from widget.desk import Desk, print_login, storefronts_of

ASK = {
    "platform": "woocommerce",
    "origin": ORIGIN,
    "return": f"{ORIGIN}/wp-admin/admin.php?page=wc-settings&tab=advanced",
    "state": STATE,
}


@pytest.fixture
def inbox(app: Flask, desk: Desk, owner: Person) -> Browser:
    browser = Browser(app.test_client())
    assert browser.log_in_by(print_login(desk, owner.email)).status_code == 303
    return browser


def test_looking_connects_nothing_and_agreeing_sends_back_with_a_code(
    inbox: Browser, desk: Desk, owner: Person, clock: Clock
) -> None:
    page = inbox.get(f"/inbox/connect?{urlencode(ASK)}")
    assert page.status_code == 200
    assert f"Connect {ORIGIN} with this desk?" in page.text
    assert "another site" not in page.text
    agreed = inbox.post("/inbox/connect", **ASK)
    assert agreed.status_code == 200
    back = agreed.headers["Refresh"].removeprefix("0; url=")
    assert back.startswith(f"{ASK['return']}&code=")
    said = parse_qs(urlsplit(back).query)
    assert said["state"] == [STATE]
    swapped = inbox.client.post(
        "/relay/v1/connect", json={"code": said["code"][0], "state": STATE}, base_url=inbox.base
    )
    assert swapped.status_code == 200
    assert "Set-Cookie" not in swapped.headers
    assert f"{ORIGIN} is connected." in inbox.get("/inbox/connect").text


def test_what_a_plugin_asks_is_remembered_across_the_log_in(
    app: Flask,
    desk: Desk,
    owner: Person,
    deliver: Callable[[], int],
    mailbox: Mailbox,
) -> None:
    browser = Browser(app.test_client())
    asked = {**ASK, "return": f"{ASK['return']}&nonce={'n' * 900}"}
    refused = browser.get(f"/inbox/connect?{urlencode(asked)}")
    assert refused.status_code == 303
    page = browser.get(refused.headers["Location"])
    wanted = re.search('name="wanted" value="([^"]+)"', page.text)
    assert wanted
    browser.post("/inbox/login", email=owner.email, wanted=wanted[1])
    deliver()
    (mail,) = mailbox.to(owner.email)
    body = mail.get_body(("plain",))
    assert body is not None
    mailed = re.search(r"/inbox/login/\S+", body.get_content())
    assert mailed
    browser.get(mailed[0])
    let_in = browser.post(mailed[0])
    assert parse_qs(urlsplit(let_in.headers["Location"]).query) == {
        name: [value] for name, value in asked.items()
    }
    page = browser.get(let_in.headers["Location"])
    assert f"Connect {ORIGIN} with this desk?" in page.text
    assert browser.post("/inbox/connect", **asked).status_code == 200
    assert browser.cookie("__Host-amends-next") == ""


@pytest.mark.parametrize(
    "ask",
    [
        {**ASK, "origin": "http://wrenandtide.example"},
        {**ASK, "return": "https://evil.example/"},
        {**ASK, "return": f"{ORIGIN}/{'x' * 3000}"},
        {**ASK, "state": "short"},
        {"platform": "woocommerce"},
    ],
    ids=["plain http", "another site", "too long", "no state", "nothing"],
)
def test_T14_what_could_not_be_asked_is_not_remembered(
    app: Flask, desk: Desk, owner: Person, ask: dict[str, str]
) -> None:
    browser = Browser(app.test_client())
    refused = browser.get(f"/inbox/connect?{urlencode(ask)}")
    assert refused.headers["Location"] == "/inbox/login?next=connect"
    for odd in ("W10", "Ww", "e30", "é", "W" * 3400, "WzEsMiwzXQ"):
        page = browser.get(f"/inbox/login?next=connect&reference={odd}")
        assert 'name="wanted" value="connect"' in page.text


def test_another_site_than_the_shops_own_is_pointed_out(inbox: Browser) -> None:
    foreign = {**ASK, "origin": "https://evil.example", "return": "https://evil.example/back"}
    page = inbox.get(f"/inbox/connect?{urlencode(foreign)}")
    assert "Your settings name another site as your shop." in page.text


@pytest.mark.parametrize(
    "change",
    [
        {"platform": "other"},
        {"origin": "http://wrenandtide.example"},
        {"origin": "javascript:alert(1)"},
        {"origin": ""},
        {"return": "https://evil.example/"},
        {"return": f"{ORIGIN}.evil.example/"},
        {"return": f"{ORIGIN}@evil.example/"},
        {"return": f"{ORIGIN}/a\r\nSet-Cookie: a=b"},
        {"return": f"{ORIGIN}/é"},
        {"return": ""},
        {"state": "short"},
        {"state": "with space in it"},
    ],
    ids=str,
)
def test_T14_what_is_no_address_of_the_asking_shop_is_refused_in_words(
    inbox: Browser, desk: Desk, owner: Person, change: dict[str, str]
) -> None:
    asked = {**ASK, **change}
    for answer in (
        inbox.get(f"/inbox/connect?{urlencode(asked)}"),
        inbox.post("/inbox/connect", **asked),
    ):
        assert answer.status_code == 400
        assert "does not say which shop" in answer.text
        assert "Refresh" not in answer.headers


def test_a_shop_on_this_machine_may_be_without_https(inbox: Browser) -> None:
    local = {**ASK, "origin": "http://127.0.0.1:8080", "return": "http://127.0.0.1:8080/back"}
    assert inbox.post("/inbox/connect", **local).status_code == 200


def test_the_screen_tells_of_orders_and_disconnecting_ends_it(
    inbox: Browser, plugin: Plugin, desk: Desk
) -> None:
    assert "No order has come yet." in inbox.get("/inbox/connect").text
    plugin.post("orders", {"order": order()})
    page = inbox.get("/inbox/connect").text
    assert "Last order: today" in page
    assert "The desk knows one order." in page
    assert plugin.secret not in page
    assert inbox.post("/inbox/connect/end").status_code == 303
    assert "Nothing is connected." in inbox.get("/inbox/connect").text
    assert plugin.ping().status_code == 404


def test_the_secret_for_webhooks_is_shown_once(inbox: Browser, desk: Desk, owner: Person) -> None:
    inbox.get("/inbox/connect")
    page = inbox.post("/inbox/connect/webhooks")
    found = re.search(r"whsec_[A-Za-z0-9+/=]+", page.text)
    assert found
    again = inbox.get("/inbox/connect").text
    assert "whsec_" not in again
    assert "The webhooks of WooCommerce are connected." in again
    assert len(storefronts_of(desk, owner_shop(desk))[0]) == 1


def owner_shop(desk: Desk) -> int:
    from widget.desk import all_shops

    return all_shops(desk)[0].id
