"""Receipts to strangers: how many leave, in which order, and what ends the wait."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import delete, update

from tests.budget.conftest import Machine, Post
from tests.conftest import Mailbox
from tests.live import text_of
from widget.app import make_deliverer
from widget.cases.budget import NEVER, Limit, mailbox_of
from widget.cases.model import Shop
from widget.desk import (
    Actor,
    Desk,
    answer,
    case_for_customer,
    close_case,
    found_real,
    make_shop,
    new_form,
    read_form,
    reopen_case,
    reply_as_customer,
    send_now,
)
from widget.doors import network_of
from widget.mail.errors import MailRefused, MailServerDown
from widget.storage import Store
from widget.storage.tables import cases, links

HERE, THERE = "192.0.2.0/24", "2001:db8:7::/48"
VICTIM = "victim@post.example"


def link_in(post: Post, to: str) -> str:
    """The token of the private link in the newest mail to somebody."""
    text = text_of(post.mailbox.to(to)[-1])
    return str(re.findall(r"/c/([\w-]+)", text)[0])


def reply(desk: Desk, shop: Shop, token: str, text: str = "Thank you.") -> None:
    form = read_form(desk, shop, "reply", new_form(desk, shop, "reply"))
    reply_as_customer(desk, token, text, form)


def test_T28_a_network_gets_five_receipts_an_hour_and_the_rest_wait_in_order(post: Post):
    made = [post.send(f"stranger{n}@post.example", HERE, age_s=20) for n in range(26)]
    post.deliver()

    assert len(post.receipts()) == 5
    assert post.states() == {"sent": 5, "held network": 15, "held suspect": 6}
    # Everybody has their receipt on the screen, whatever the mail does.
    for receipt in made:
        assert post.app.test_client().get(f"/c/{receipt.token}/receipt").status_code == 200
    post.deliver_for(hours=16, every_minutes=30)
    assert post.states() == {"sent": 26}
    sent = [str(mail["To"]) for mail in post.receipts()]
    first_in, first_out = [f"stranger{n}@post.example" for n in range(20)], sent[:20]
    assert first_out == first_in


def test_T28_a_customer_of_another_network_does_not_wait_behind_an_attack(post: Post):
    for number in range(12):
        post.send(f"stranger{number}@post.example", HERE, age_s=2)
        post.send(f"customer{number}@post.example", f"198.51.{number}.0/24")
        post.deliver()
        assert post.mailbox.to(f"customer{number}@post.example")


def test_T28_one_address_gets_three_a_day_and_ten_ever_over_all_shops(post: Post, desk: Desk):
    shops = [post.shop] + [
        make_shop(
            desk,
            {
                "slug": f"shop-{n}",
                "name": f"Shop {n}",
                "owner_name": "O",
                "mailbox": f"o{n}@s.example",
            },
        )
        for n in range(4)
    ]
    for number in range(20):
        spelled = VICTIM if number % 3 else f"Victim+{number}@post.example"
        post.send(spelled, f"198.51.{number}.0/24", at=shops[number % 5])
    post.deliver()
    assert len(post.receipts()) == 3
    post.deliver_for(hours=20, every_minutes=240)
    assert len(post.receipts()) == 3
    post.deliver_for(hours=24 * 4, every_minutes=240)
    assert len(post.receipts()) == 10
    held = [order for order in post.orders(mail="receipt") if order.state == "held"]
    assert {(order.reason, order.next_at) for order in held} == {("address_ever", NEVER)}
    assert len(held) == 10


def test_an_answer_by_the_mailed_link_proves_the_address_and_lets_its_mails_go(
    post: Post, desk: Desk
):
    for number in range(5):
        post.send(VICTIM, f"198.51.{number}.0/24")
    post.deliver()
    assert post.states() == {"sent": 3, "held address_day": 2}
    reply(desk, post.shop, link_in(post, VICTIM))
    post.deliver()
    assert post.states() == {"sent": 5}
    # And whoever is known does not wait for the strangers of their network.
    for number in range(6):
        post.send(f"stranger{number}@post.example", HERE, age_s=20)
    known = post.send(VICTIM, HERE)
    post.deliver()
    assert post.orders(mail="receipt", case_id=known.case.id)[0].state == "sent"


def test_T28_even_a_proven_address_is_not_flooded(post: Post, desk: Desk):
    post.send(VICTIM)
    post.deliver()
    reply(desk, post.shop, link_in(post, VICTIM))
    for number in range(24):
        post.send(VICTIM, f"198.51.{number}.0/24")
    post.deliver()
    assert len(post.receipts()) == 20


def test_T10_opening_the_mailed_link_proves_nothing_and_neither_does_the_screens_link(
    post: Post, desk: Desk
):
    made = [post.send(VICTIM, f"198.51.{number}.0/24") for number in range(5)]
    post.deliver()
    mailed = link_in(post, VICTIM)
    client = post.app.test_client()
    for _ in range(20):
        assert client.get(f"/c/{mailed}").status_code == 200
        assert client.head(f"/c/{mailed}").status_code == 200
    # Whoever filled in the form holds the screen's link, and need not read the mailbox.
    assert made[0].token != mailed
    reply(desk, post.shop, made[0].token, "It was me.")
    post.deliver()
    assert post.states() == {"sent": 3, "held address_day": 2}


def test_no_page_that_the_screens_link_opens_shows_the_mailed_one(post: Post):
    made = post.send(VICTIM)
    post.deliver()
    mailed = link_in(post, VICTIM)
    client = post.app.test_client()
    for rest in (
        "",
        "/receipt",
        "/receipt.json",
        "/transcript.html",
        "/transcript.txt",
        "/transcript.json",
    ):
        assert mailed not in client.get(f"/c/{made.token}{rest}").get_data(as_text=True)


def test_T59_midnight_is_no_fresh_start(post: Post, machine: Machine):
    machine.forward(hours=9.8)  # 23:54 UTC
    for number in range(5):
        post.send(f"before{number}@post.example", HERE, age_s=30)
    post.deliver()
    machine.forward(minutes=10)
    for number in range(5):
        post.send(f"after{number}@post.example", HERE, age_s=30, reasons=())
    post.deliver()
    assert len(post.receipts()) == 5
    # Nor does an order of yesterday leave beside those of today.
    machine.forward(minutes=50)
    post.deliver()
    assert len(post.receipts()) <= 10


@pytest.mark.parametrize(
    ("addresses", "network"),
    [
        (["2001:db8:7:1::1", "2001:db8:7:1:ffff::2", "2001:db8:7:ffff::3"], "2001:db8:7::/48"),
        (["192.0.2.1", "192.0.2.200", "::ffff:192.0.2.7", "::FFFF:c000:0209"], "192.0.2.0/24"),
        (["2002:c000:201::1", "2002:c000:201:ff::9"], "2002:c000:201::/48"),
        (["", "unknown", "1.2.3", "1.2.3.4.5"], "unknown"),
    ],
)
def test_T59_addresses_of_one_network_are_one(addresses: list[str], network: str):
    assert {network_of(address) for address in addresses} == {network}
    assert network_of("2001:db8:8::1") != network_of("2001:db8:7::1")


def test_T59_two_processes_count_together(post: Post, desk: Desk):
    for number in range(10):
        post.send(f"stranger{number}@post.example", HERE, age_s=20)
    other = make_deliverer(post.app, post.mailbox)
    other._store = Store(desk.store.url)
    one = make_deliverer(post.app, post.mailbox)
    taken = []
    for carrier in (one, other) * 6:
        order = carrier._store.writer.change(carrier._claim)
        taken.append(order.mail if order else None)
    other._store.close()
    assert taken.count("receipt") == 5


def test_T59_a_withdrawal_has_a_reserve_of_its_own(post: Post, desk: Desk):
    made = [post.send(f"stranger{n}@post.example", HERE, age_s=15) for n in range(8)]
    # The form for withdrawals is built later; the budget knows the kind already.
    ids = [receipt.case.id for receipt in made[6:]]

    def by_law(connection):
        connection.execute(
            update(cases)
            .where(cases.c.shop_id == post.shop.id, cases.c.case_id.in_(ids))
            .values(kind="withdrawal")
        )

    desk.store.writer.change(by_law)
    post.deliver()
    sent = {str(mail["To"]) for mail in post.receipts()}
    assert sent == {f"stranger{n}@post.example" for n in (0, 1, 2, 3, 4, 6, 7)}


def test_a_mail_that_is_tried_again_is_counted_once(post: Post):
    class Later(Mailbox):
        def send(self, message, sender, recipient):
            raise MailRefused("later", permanent=False, code=450)

    for number in range(3):
        post.send(f"stranger{number}@post.example", HERE)
    for _ in range(4):
        make_deliverer(post.app, Later()).deliver_due()
        post.machine.forward(minutes=12)
    for number in range(3, 6):
        post.send(f"stranger{number}@post.example", HERE, age_s=1)
    post.deliver()
    assert len(post.receipts()) == 5


def test_an_outage_saves_up_no_budget(post: Post):
    class Down(Mailbox):
        def send(self, message, sender, recipient):
            raise MailServerDown("unreachable")

    for number in range(9):
        post.send(f"stranger{number}@post.example", HERE, age_s=30)
    down = make_deliverer(post.app, Down())
    for _ in range(12):
        down.deliver_due()
        post.machine.forward(hours=1)
    post.deliver()
    assert len(post.receipts()) == 5


def test_a_suspects_receipt_rests_for_half_a_day_and_ten_an_hour_leave(post: Post):
    for number in range(14):
        post.send(f"p{number}@post.example", f"198.51.{number}.0/24", reasons=("trap", "fast"))
    post.deliver_for(hours=11)
    assert post.receipts() == []
    post.deliver_for(hours=1.5, every_minutes=5)
    assert len(post.receipts()) == 10
    assert post.states() == {"sent": 10, "held suspects": 4}
    post.deliver_for(hours=1)
    assert len(post.receipts()) == 14


def test_a_case_that_was_found_real_gets_its_receipt_at_once(post: Post, desk: Desk, orla: Actor):
    made = post.send("p@post.example", reasons=("trap", "fast"))
    post.deliver()
    assert (post.receipts(), post.mailbox.to(post.shop.mailbox)) == ([], [])
    found_real(desk, orla, made.case.reference)
    post.deliver()
    assert len(post.receipts()) == 1
    # The owner has looked at it, so no digest tells of it any more.
    assert post.orders(mail="notice") == []


def test_a_case_of_spam_keeps_its_receipt_until_somebody_wants_it_sent(
    post: Post, desk: Desk, orla: Actor
):
    made = post.send("p@post.example", reasons=("trap", "fast"))
    close_case(desk, orla, made.case.reference, "spam", "", False, made.case.seq)
    post.deliver_for(hours=48, every_minutes=240)
    [order] = post.orders(mail="receipt")
    assert (order.state, order.reason, order.next_at) == ("held", "spam", NEVER)
    assert send_now(desk, orla, order.order_id)
    post.deliver()
    assert len(post.receipts()) == 1
    assert not send_now(desk, orla, order.order_id)


def test_spam_that_is_opened_again_was_none(post: Post, desk: Desk, orla: Actor):
    made = post.send("p@post.example", reasons=("trap", "fast"))
    close_case(desk, orla, made.case.reference, "spam", "", False, made.case.seq)
    reopen_case(desk, orla, made.case.reference)
    post.deliver()
    assert len(post.receipts()) == 1


def test_what_the_owner_sends_passes_the_budget_and_only_in_their_own_shop(
    post: Post, desk: Desk, orla: Actor, other_shop: Shop
):
    for number in range(7):
        post.send(f"stranger{number}@post.example", HERE, age_s=20)
    post.deliver()
    held = [order for order in post.orders(mail="receipt") if order.state == "held"]
    stranger = Actor(other_shop.id, 1, "owner", "Somebody")
    assert not send_now(desk, stranger, held[0].order_id)
    assert send_now(desk, orla, held[0].order_id)
    post.deliver()
    assert len(post.receipts()) == 6


def test_answers_of_the_owner_are_no_first_mails(post: Post, desk: Desk, orla: Actor):
    made = [post.send(VICTIM, f"198.51.{number}.0/24") for number in range(5)]
    post.deliver()
    for receipt in made:
        answer(desk, orla, receipt.case.reference, "Dear Hanna.", receipt.case.seq)
    post.deliver()
    assert sum("has answered you" in subject for subject in post.subjects(VICTIM)) == 5


def test_a_limit_opens_when_its_oldest_leaves_the_window():
    limit = Limit(3, 1000)
    assert limit.opens_at([10, 20], 100) is None
    assert limit.opens_at([30, 10, 20], 100) == 1010
    assert limit.opens_at([30, 10, 20], 1010) is None
    assert limit.opens_at([10, 20, 30, 40, 50], 100) == 1030


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ("Hanna@Post.example", "hanna@post.example"),
        ("hanna+a.b@post.example", "hanna@post.example"),
        ("h.a.nna@gmail.com", "hanna@googlemail.com".replace("googlemail", "gmail")),
        ("+hanna@post.example", "+hanna@post.example"),
    ],
)
def test_spellings_of_a_mailbox_are_counted_as_one(one: str, same: str):
    assert mailbox_of(one) == same


def test_old_cases_with_one_link_are_mailed_that_one(post: Post, desk: Desk):
    made = post.send(VICTIM)
    desk.store.writer.change(
        lambda c: c.execute(delete(links).where(links.c.shop_id == post.shop.id, links.c.mailed))
    )
    post.deliver()
    assert link_in(post, VICTIM) == made.token
    assert case_for_customer(desk, made.token).case.email == VICTIM
