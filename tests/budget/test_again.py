"""A typed reference: the link is mailed again, and nobody learns whether there is such a case."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.budget.conftest import Machine, Post
from tests.live import text_of
from widget.cases.model import Shop
from widget.desk import Actor, Desk, case_for_customer, close_case

OWNER, HANNA = "orla@wrenandtide.example", "hanna.lind@post.example"
TOKEN = re.compile(r'action="/s/wren-tide/again"[\s\S]*?name="token" value="([^"]+)"')


def ask(client: FlaskClient, reference: str, **more: Any) -> Any:
    """Open the shop's first page, type a reference, press the button."""
    page = client.get("/s/wren-tide").get_data(as_text=True)
    fields = {"token": TOKEN.findall(page)[0], "reference": reference}
    return client.post("/s/wren-tide/again", data=fields, **more)


@pytest.fixture
def asked(post: Post, client: FlaskClient) -> str:
    """A case whose receipt has left long ago."""
    made = post.send(HANNA)
    post.deliver()
    post.machine.forward(days=3)
    return made.case.reference


def test_the_link_is_mailed_to_the_address_in_the_case(
    post: Post, desk: Desk, client: FlaskClient, asked: str
):
    answer = ask(client, f" {asked.lower().replace('-', ' ')} ")
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "is on its way to the email address in the message" in page
    post.deliver()
    mail = post.mailbox.to(HANNA)[-1]
    assert str(mail["Subject"]) == f"Your private page at Wren & Tide, {asked}"
    text = text_of(mail)
    [token] = set(re.findall(r"/c/([\w-]+)", text))
    assert case_for_customer(desk, token).case.reference == asked
    assert "Both bars" not in text


def test_T05_every_input_gets_the_same_answer_after_the_same_writing(
    post: Post, client: FlaskClient, asked: str, other_shop: Shop
):
    elsewhere = post.send("canary@post.example", at=other_shop).case.reference
    answers = set()
    for typed in (asked, "AM-2222-222", elsewhere, "", "'; DROP TABLE cases;--", "\ud7ff" * 30):
        before = len(post.orders(mail="link"))
        answer = ask(client, typed)
        headers = {name: value for name, value in answer.headers if name != "Date"}
        answers.add((answer.status_code, answer.get_data(), tuple(sorted(headers.items()))))
        assert len(post.orders(mail="link")) == before + 1
    assert len(answers) == 1
    post.deliver()
    assert [order.address for order in post.orders(mail="link")] == [HANNA]


def test_T05_the_pages_of_known_and_made_up_references_are_equal_to_the_byte(
    client: FlaskClient, asked: str
):
    pages = {
        re.sub(
            rb'name="token" value="[^"]+"',
            b"",
            client.get(ask(client, typed).headers["Location"]).get_data(),
        )
        for typed in (asked, "AM-2222-222", "")
    }
    assert len(pages) == 1


def test_T65_one_case_is_mailed_twice_a_day_at_most(
    post: Post, client: FlaskClient, asked: str, machine: Machine
):
    for _ in range(5):
        ask(client, asked)
        post.deliver()
        machine.forward(hours=2)
    assert len(post.mailbox.to(HANNA)) == 1 + 2
    machine.forward(hours=24)
    ask(client, asked)
    post.deliver()
    assert len(post.mailbox.to(HANNA)) == 1 + 3


def test_T65_a_hundred_references_a_day_are_looked_at_and_the_owner_is_told(
    post: Post, desk: Desk, asked: str, machine: Machine
):
    from widget.desk import ask_again

    for number in range(130):
        ask_again(
            desk, post.shop, f"AM-2222-{number:03}".replace("0", "A"), f"198.51.{number}.0/24"
        )
    ask_again(desk, post.shop, asked, "203.0.113.0/24")
    post.deliver()
    assert post.orders(mail="link") == []
    assert post.subjects(OWNER)[1:] == ["Somebody is trying references at Wren & Tide"]
    # The real one works again next day.
    machine.forward(hours=25)
    ask_again(desk, post.shop, asked, "203.0.113.0/24")
    post.deliver()
    assert len(post.mailbox.to(HANNA)) == 2


def test_T65_one_network_is_not_listened_to_for_ever(post: Post, desk: Desk, asked: str):
    from widget.desk import ask_again

    for _ in range(30):
        ask_again(desk, post.shop, "AM-2222-222", "198.51.1.0/24")
    assert len(post.orders(mail="link")) == 10


def test_a_receipt_that_waits_is_not_overtaken_and_spam_gets_no_link(
    post: Post, desk: Desk, orla: Actor, client: FlaskClient
):
    held = post.send("s@post.example", reasons=("trap", "fast"))
    spam = post.send("t@post.example", reasons=("trap", "fast"))
    close_case(desk, orla, spam.case.reference, "spam", "", False, spam.case.seq)
    for made in (held, spam):
        ask(client, made.case.reference)
    post.deliver()
    assert post.mailbox.mails == []
    assert post.orders(mail="link") == []


def test_T28_the_link_counts_as_a_first_mail(post: Post, client: FlaskClient):
    made = [post.send(HANNA, f"198.51.{n}.0/24") for n in range(3)]
    post.deliver()
    ask(client, made[0].case.reference)
    post.deliver()
    assert len(post.mailbox.to(HANNA)) == 3
    assert post.states("link") == {"held address_day": 1}


def test_a_form_that_is_too_old_is_shown_again_with_what_was_typed(
    client: FlaskClient, asked: str, machine: Machine
):
    page = client.get("/s/wren-tide").get_data(as_text=True)
    fields = {"token": TOKEN.findall(page)[0], "reference": asked}
    machine.forward(days=8)
    answer = client.post("/s/wren-tide/again", data=fields)
    assert answer.status_code == 422
    assert f'value="{asked}"' in answer.get_data(as_text=True)
    assert "Press Send once more" in answer.get_data(as_text=True)
