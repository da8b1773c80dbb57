"""Carrying the outbox to the mail server: what leaves, to whom, and what is noted."""

from __future__ import annotations

import logging
import re

from tests.mail.carriers import CUSTOMER, OWNER, Post, on_wire, orders, states
from tests.mail.paper import text_of
from tests.mail.wire import Wire, smtp_server
from widget.desk import (
    Actor,
    answer,
    ask_login,
    case_file,
    case_for_customer,
    close_case,
    mail_health,
    new_form,
    read_form,
    reply_as_customer,
    send_test_mail,
)
from widget.mail import deliver as carrying
from widget.mail.deliver import DAY_MS, HOUR_MS, MINUTE_MS, wait_ms
from widget.mail.errors import MailRefused
from widget.mail.gather import Gatherer
from widget.mail.smtp import Timeouts
from widget.mail.transports import transport_for


def test_a_submission_sends_the_owner_a_notice_and_the_customer_a_receipt(
    desk, make_case, deliverer
):
    receipt, post = make_case(), Post()
    assert deliverer(post).deliver_due() == 2
    notice, to_customer = sorted(post.mails, key=lambda mail: str(mail["To"]) == CUSTOMER)
    assert notice["Subject"] == (
        "Hanna Lind: two Oat & Honey bars, wants new ones, answer by Fri 20 Nov"
    )
    assert f"/inbox/case/{receipt.case.reference}" in text_of(notice)
    assert to_customer["To"] == CUSTOMER
    text = text_of(to_customer)
    # The mail has a link of its own: whoever answers by it reads that mailbox.
    [link] = set(re.findall(r"/c/([\w-]+)", text))
    assert link != receipt.token
    assert case_for_customer(desk, link) == case_for_customer(desk, receipt.token)
    assert "Friday 20 November 2026" in text
    assert "14:06:4" in text
    assert states(desk) == {"sent": 2}


def test_what_the_mail_server_took_is_in_the_cases_history(desk, shop, make_case, deliverer):
    reference = make_case().case.reference
    deliverer(Post()).deliver_due()
    events = case_file(desk, shop.id, reference).events
    mailed = [event.payload or {} for event in events if event.kind == "mailed"]
    assert {(entry["mail"], entry["to"]) for entry in mailed} == {
        ("notice", OWNER),
        ("receipt", CUSTOMER),
    }
    assert {entry["message_id"] for entry in mailed} == {order.message_id for order in orders(desk)}


def test_the_whole_conversation_goes_by_mail(desk, shop, orla, make_case, deliverer):
    receipt, post = make_case(), Post()
    carry = deliverer(post).deliver_due
    carry()
    reference = receipt.case.reference
    answer(desk, orla, reference, "Dear Hanna, new ones leave today.", receipt.case.seq)
    carry()
    form = read_form(desk, shop, "reply", new_form(desk, shop, "reply"))
    reply_as_customer(desk, receipt.token, "Thank you, that is kind.", form)
    carry()
    newest = case_file(desk, shop.id, reference).case.seq
    close_case(desk, orla, reference, "settled", "All the best!", True, newest)
    carry()
    said = [(str(mail["To"]), str(mail["Subject"]).partition(",")[0]) for mail in post.mails[2:]]
    assert said == [
        (CUSTOMER, "Orla Byrne has answered you"),
        (OWNER, "Hanna Lind has written again"),
        (CUSTOMER, "Wren & Tide has closed your message"),
    ]
    assert "new ones leave today" in text_of(post.mails[2])
    assert "Thank you, that is kind." in text_of(post.mails[3])
    assert "All the best!" in text_of(post.mails[4])


def test_a_receipt_that_leaves_late_keeps_the_day_that_the_page_promised(
    desk, orla, make_case, deliverer
):
    receipt, post = make_case(), Post()
    answer(desk, orla, receipt.case.reference, "Already done.", receipt.case.seq)
    deliverer(post).deliver_due()
    [mail] = [mail for mail in post.mails if "has your message" in str(mail["Subject"])]
    assert "By Friday 20 November 2026, Orla" in text_of(mail)


def test_T27_a_log_in_link_goes_to_the_address_in_the_table(desk, owner, deliverer):
    post = Post()
    ask_login(desk, " ORLA@WrenAndTide.example ", "cookie", "192.0.2.0/24")
    assert deliverer(post).deliver_due() == 1
    assert post.mails[0]["To"] == owner.email
    text = text_of(post.mails[0])
    assert f"{desk.base_url}/inbox/login/" in text


def test_a_log_in_link_that_waited_too_long_is_not_sent(desk, owner, clock, deliverer):
    post = Post()
    ask_login(desk, owner.email, "cookie", "192.0.2.0/24")
    clock.forward(minutes=11)
    assert deliverer(post).deliver_due() == 0
    assert [(order.state, order.error) for order in orders(desk)] == [("failed", "too_old")]


def test_the_test_mail_arrives(desk, orla, deliverer):
    post = Post()
    send_test_mail(desk, orla)
    assert deliverer(post).deliver_due() == 1
    assert post.mails[0]["To"] == OWNER


def test_waits_grow_from_a_minute_to_six_hours():
    minutes = [wait_ms(tries) // MINUTE_MS for tries in range(11)]
    assert minutes == [1, 2, 5, 10, 30, 60, 120, 240, 360, 360, 360]


def test_T48_a_mail_that_cannot_be_written_leaves_only_the_class_in_the_log(
    desk, clock, make_case, deliverer, caplog
):
    make_case()
    gather = Gatherer(desk.store, desk.base_url, lambda: desk.ring, desk.answer_by)
    defects = [ValueError(f"{CUSTOMER} Hanna Lind")]

    def fragile(order):
        if defects:
            raise defects.pop()
        return gather(order)

    post = Post()
    carrier = deliverer(post, gather=fragile)
    with caplog.at_level(logging.DEBUG):
        assert carrier.deliver_due() == 1
    assert "ValueError" in caplog.text
    for private in ("Hanna", CUSTOMER, OWNER, "Oat"):
        assert private not in caplog.text
    [waiting] = [order for order in orders(desk) if order.state == "waiting"]
    assert waiting.error == "defect"
    clock.forward(minutes=2)
    assert carrier.deliver_due() == 1


def test_a_mail_about_an_erased_case_is_given_up(desk, shop, make_case, deliverer):
    make_case()
    gone = MailRefused("gone", permanent=True)

    def nothing(order):
        raise gone

    assert deliverer(Post(), gather=nothing).deliver_due() == 0
    assert {(order.state, order.error) for order in orders(desk)} == {("failed", "gone")}
    # That says nothing about the server.
    assert mail_health(desk).error == ""


def test_T26_hostile_words_travel_from_the_form_to_one_recipient(desk, make_case):
    typed = "=?utf-8?q?a=0ABcc:_v@x?="
    make_case(name=typed, order_number=typed, items=typed)
    make_case(name="a\r\nBcc: v@x", order_number="b\u2028Bcc: v@x", items="c\x0bBcc: v@x")
    wire = Wire()
    with smtp_server(wire) as port:
        assert on_wire(desk, f"smtp://127.0.0.1:{port}").deliver_due() == 4
    assert sorted(map(tuple, wire.recipients)) == [(CUSTOMER,)] * 2 + [(OWNER,)] * 2
    for mail in wire.mails:
        assert mail["Bcc"] is None
        assert mail["Cc"] is None


def test_the_demos_folder_takes_mails_like_a_server(desk, tmp_path, make_case, deliverer):
    make_case()
    assert deliverer(transport_for(f"folder://{tmp_path}/mails")).deliver_due() == 2
    assert len(list((tmp_path / "mails").glob("*.eml"))) == 2


def test_a_lease_is_longer_than_a_mail_may_take():
    assert Timeouts().whole * 1000 < carrying.LEASE_MS
    assert carrying.GIVEN_UP_AFTER_MS == 7 * DAY_MS
    assert carrying.WAITS_MS[-1] == 6 * HOUR_MS


def test_helpers_of_the_shop_can_answer_too(desk, shop, make_case, deliverer):
    receipt, post = make_case(), Post()
    carrier = deliverer(post)
    carrier.deliver_due()
    helper = Actor(shop.id, 4711, "helper", "Aoife")
    answer(desk, helper, receipt.case.reference, "Orla is away; I am on it.", receipt.case.seq)
    carrier.deliver_due()
    assert str(post.mails[-1]["Subject"]).startswith("Aoife has answered you")
