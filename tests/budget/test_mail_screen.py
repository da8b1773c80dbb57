"""The screen of mails that have not left: why, until when, and what the owner can do about it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.budget.conftest import Post
from tests.inbox.conftest import Browser
from tests.live import text_of
from widget.app import make_deliverer
from widget.cases.model import Person, Shop
from widget.desk import (
    Actor,
    Desk,
    add_helper,
    case_file,
    case_for_customer,
    change_address,
    make_owner,
    print_login,
)
from widget.mail.errors import MailRefused

HANNA, RIGHT = "hanna.lind@post.example", "h.lind@right.example"


class Refusing:
    """A mail server that does not know one address."""

    def __init__(self, post: Post, *unknown: str) -> None:
        self.post, self.unknown = post, set(unknown)

    def send(self, message: Any, sender: str, recipient: str) -> None:
        if recipient in self.unknown:
            raise MailRefused("refused", permanent=True, code=550)
        self.post.mailbox.send(message, sender, recipient)

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def inbox(app: Flask, desk: Desk, owner: Person) -> Browser:
    return _logged_in(app, desk, owner.email)


def _logged_in(app: Flask, desk: Desk, email: str) -> Browser:
    browser = Browser(FlaskClient(app, app.response_class))
    assert browser.log_in_by(print_login(desk, email)).status_code == 303
    return browser


@pytest.fixture
def failed(post: Post) -> str:
    """A case whose receipt was refused for good; its reference."""
    made = post.send(HANNA)
    make_deliverer(post.app, Refusing(post, HANNA)).deliver_due()
    return made.case.reference


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_screen_says_of_each_mail_why_it_waits_and_until_when(
    post: Post, inbox: Browser, failed: str
):
    for number in range(7):
        post.send(f"s{number}@post.example", "203.0.113.0/24", age_s=10)
    for number in range(4):
        post.send("victim@post.example", f"198.51.{number}.0/24")
    post.send("p@post.example", "203.0.200.0/24", reasons=("trap", "fast"))
    post.deliver()
    text = words_of(inbox.get("/inbox/mail").text)
    assert "One could not be delivered. 5 are held, with the reason below." in text
    assert "The mail server does not accept this address or this mail. (550)" in text
    assert re.search(r"came from one network.*?: today \d\d:\d\d\.", text)
    assert re.search(r"three mails within a day.*?: Wednesday 18 November, \d\d:\d\d\.", text)
    assert re.search(r"looks like spam: it leaves once you say.*?: Wednesday 18 November", text)
    assert "it is told in the digest of the day" in text


def test_a_held_mail_leaves_at_the_press_of_its_button(post: Post, inbox: Browser):
    for number in range(6):
        post.send(f"s{number}@post.example", "203.0.113.0/24", age_s=10)
    post.deliver()
    page = inbox.get("/inbox/mail").text
    [path] = re.findall(r'action="(/inbox/mail/\d+/now)"', page)
    answer = inbox.post(path)
    assert answer.status_code == 303
    assert "That mail leaves now." in inbox.get(answer.headers["Location"]).text
    post.deliver()
    assert post.states() == {"sent": 6}
    assert "left already" in inbox.get(inbox.post(path).headers["Location"]).text


def test_a_failed_mail_is_seen_in_the_list_in_the_case_and_beside_settings(
    inbox: Browser, failed: str
):
    listing = inbox.get("/inbox/").text
    assert listing.count("Mail failed") == 1
    assert "mail could not be delivered" in listing
    case = inbox.get(f"/inbox/case/{failed}").text
    assert case.count("Mail failed") == 1


def test_another_address_gets_what_had_not_left_and_the_old_link_ends(
    post: Post, desk: Desk, shop: Shop, inbox: Browser, failed: str
):
    answer = inbox.post(f"/inbox/case/{failed}/address", email=f" {RIGHT} ", from_="mail")
    assert answer.headers["Location"].startswith("/inbox/mail?done=address")
    post.deliver()
    [mail] = post.mailbox.to(RIGHT)
    file = case_file(desk, shop.id, failed)
    assert file.case.email == RIGHT
    [changed] = [event for event in file.events if event.kind == "email_changed"]
    assert changed.payload == {"to": RIGHT}
    assert "Mail failed" not in inbox.get("/inbox/").text
    page = words_of(inbox.get(f"/inbox/case/{failed}").text)
    assert f"You changed the email address to {RIGHT}" in page
    # Found by the new address.
    assert failed in inbox.get(f"/inbox/?q={RIGHT}").text
    token = re.findall(r"/c/([\w-]+)", text_of(mail))[0]
    assert case_for_customer(desk, token).case.reference == failed


def test_the_link_in_mails_to_a_wrong_address_ends(post: Post, desk: Desk, orla: Actor):
    made = post.send("stranger@post.example")
    post.deliver()
    text = text_of(post.mailbox.to("stranger@post.example")[0])
    token = re.findall(r"/c/([\w-]+)", text)[0]
    client = post.app.test_client()
    assert client.get(f"/c/{token}").status_code == 200
    change_address(desk, orla, made.case.reference, RIGHT)
    assert client.get(f"/c/{token}").status_code == 404
    assert client.get(f"/c/{made.token}").status_code == 200


@pytest.mark.parametrize("typed", ["", "hanna", "a@b@c", "a@x.example, b@x.example", "x" * 400])
def test_what_is_no_address_is_refused_and_shown_again(inbox: Browser, failed: str, typed: str):
    answer = inbox.post(f"/inbox/case/{failed}/address", email=typed)
    assert answer.status_code == 400
    assert "Write one email address, for example hanna@post.example." in answer.text


def test_a_helper_may_correct_an_address_but_does_not_see_the_machine(
    app: Flask, desk: Desk, orla: Actor, failed: str
):
    helper = add_helper(desk, orla, "fintan@wrenandtide.example", "Fintan Daly")
    browser = _logged_in(app, desk, helper.email)
    assert browser.get("/inbox/mail").status_code == 403
    answer = browser.post(f"/inbox/case/{failed}/address", email=RIGHT, from_="mail")
    assert f"/inbox/case/{failed}" in answer.headers["Location"]


def test_T01_mails_of_another_shop_are_neither_seen_nor_sent(
    post: Post, app: Flask, desk: Desk, other_shop: Shop, failed: str
):
    stranger = make_owner(desk, other_shop.id, "canary-b@northoven.example", "B")
    browser = _logged_in(app, desk, stranger.email)
    page = browser.get("/inbox/mail").text
    assert HANNA not in page
    [order] = post.orders(mail="receipt")
    browser.post(f"/inbox/mail/{order.order_id}/now")
    assert post.orders(mail="receipt")[0].state == "failed"
    assert browser.post(f"/inbox/case/{failed}/address", email=RIGHT).status_code == 404
