"""Servers that are down, silent, greylisting, dying: nothing is lost, nothing leaves twice."""

from __future__ import annotations

import threading

import pytest

from tests.mail.carriers import CUSTOMER, OWNER, Always, Post, on_wire, orders, states
from tests.mail.wire import Wire, free_port, scripted_server, smtp_server, speak
from widget.desk import (
    case_file,
    mail_health,
)
from widget.mail.errors import MailRefused, MailServerDown
from widget.mail.material import MailSettings
from widget.mail.transports import transport_for


def test_a_mail_that_is_refused_for_good_is_an_event_and_not_tried_again(
    desk, shop, clock, make_case
):
    reference = make_case().case.reference
    wire = Wire(rcpt=lambda address: "550 5.1.1 nobody here" if address == CUSTOMER else None)
    with smtp_server(wire) as port:
        carrier = on_wire(desk, f"smtp://127.0.0.1:{port}")
        assert carrier.deliver_due() == 1
        clock.forward(days=1)
        assert carrier.deliver_due() == 0
    assert states(desk) == {"sent": 1, "failed": 1}
    [failed] = [event for event in case_file(desk, shop.id, reference).events
                if event.kind == "mail_failed"]  # fmt: skip
    assert failed.payload == {"mail": "receipt", "error_class": "refused 550"}
    assert mail_health(desk).ok


def test_a_greylisted_mail_is_tried_again_after_each_wait_and_the_others_leave(
    desk, clock, make_case, deliverer
):
    make_case()
    later = MailRefused("later", permanent=False, code=450)
    post = Post(fails=[later])
    carrier = deliverer(post)
    assert carrier.deliver_due() == 1
    [waiting] = [order for order in orders(desk) if order.state == "waiting"]
    assert (waiting.error, waiting.tries) == ("later 450", 1)
    clock.forward(seconds=55)
    assert carrier.deliver_due() == 0
    assert post.tries == 2
    clock.forward(seconds=10)
    assert carrier.deliver_due() == 1
    assert states(desk) == {"sent": 2}
    assert mail_health(desk).ok


def test_a_mail_that_is_never_taken_is_given_up_after_seven_days(
    desk, shop, clock, make_case, deliverer
):
    reference = make_case().case.reference
    transport = Always(MailRefused("later", permanent=False, code=450))
    carrier = deliverer(transport)
    for _ in range(7 * 24 * 2 + 14):
        carrier.deliver_due()
        clock.forward(minutes=30)
    assert states(desk) == {"failed": 2}
    assert transport.tries < 90
    failed = [event for event in case_file(desk, shop.id, reference).events
              if event.kind == "mail_failed"]  # fmt: skip
    assert {(event.payload or {})["error_class"] for event in failed} == {"later 450"}


def test_a_server_that_is_down_for_a_day_loses_nothing_and_each_mail_leaves_once(
    desk, clock, make_case
):
    for number in range(20):
        make_case(email=f"buyer{number}@post.example")
    port = free_port()
    carrier = on_wire(desk, f"smtp://127.0.0.1:{port}")
    for _ in range(24):
        assert carrier.deliver_due() == 0
        health = mail_health(desk)
        assert (health.ok, health.error, health.waiting) == (False, "unreachable", 40)
        clock.forward(hours=1)
    wire = Wire()
    with smtp_server(wire, port):
        assert carrier.deliver_due() == 40
        clock.forward(days=1)
        assert carrier.deliver_due() == 0
    assert sorted(wire.ids) == sorted(order.message_id for order in orders(desk))
    assert {len(to) for to in wire.recipients} == {1}
    assert states(desk) == {"sent": 40}
    assert mail_health(desk).ok


def test_the_health_is_known_within_the_first_round_and_well_after_the_first_mail(
    desk, clock, make_case, deliverer
):
    make_case()
    down = MailServerDown("login", code=535)
    post = Post(fails=[down])
    carrier = deliverer(post)
    assert carrier.deliver_due() == 0
    assert post.tries == 1
    assert carrier.server_is_down
    assert mail_health(desk).error == "login 535"
    clock.forward(minutes=2)
    carrier.deliver_due()
    assert mail_health(desk).ok
    assert not carrier.server_is_down


def test_a_silent_server_ends_the_round_and_leaves_all_due(desk, clock, make_case, deliverer):
    make_case()
    released = threading.Event()

    def say_nothing(connection, heard):
        del connection, heard
        released.wait(30)

    with scripted_server(say_nothing) as (port, heard):
        carrier = on_wire(desk, f"smtp://127.0.0.1:{port}")
        assert carrier.deliver_due() == 0
        released.set()
    assert heard.calls == 1
    assert mail_health(desk).error == "silent"
    post = Post()
    clock.forward(minutes=2)
    assert deliverer(post).deliver_due() == 2


def test_a_mail_that_may_have_left_is_sent_again_with_the_same_number_after_growing_waits(
    desk, clock, make_case
):
    make_case(email="")
    with scripted_server(lambda line, heard: speak(line, heard, stop_at=".")) as (port, heard):
        carrier = on_wire(desk, f"smtp://127.0.0.1:{port}")
        for _ in range(60 * 24):
            carrier.deliver_due()
            clock.forward(minutes=1)
    [order] = orders(desk)
    assert (order.state, order.error) == ("waiting", "broke_off")
    assert {str(mail["Message-ID"]) for mail in heard.mails} == {order.message_id}
    # A minute, two, five … and not once a minute.
    assert 8 <= len(heard.mails) <= 12


def test_owners_mails_take_the_second_server_while_the_first_is_down(
    desk, clock, make_case, deliverer
):
    make_case()
    first, second = Always(MailServerDown("unreachable")), Post()
    carrier = deliverer(first, second=second)
    assert carrier.deliver_due() == 2
    # The notice, and the alarm that the first server is down.
    assert [mail["To"] for mail in second.mails] == [OWNER, OWNER]
    assert first.tries == 1
    # The customers' mail waits, and the desk still says that the first is not well.
    assert states(desk) == {"sent": 2, "waiting": 1}
    assert mail_health(desk).error == "unreachable"
    post = Post()
    clock.forward(minutes=2)
    assert deliverer(post, second=second).deliver_due() == 2
    assert [mail["To"] for mail in post.mails] == [CUSTOMER, OWNER]
    assert mail_health(desk).ok


def test_a_mail_that_may_have_left_does_not_leave_by_the_second_server_too(
    desk, make_case, deliverer
):
    make_case(email="")
    first, second = Always(MailServerDown("broke_off", maybe_sent=True)), Post()
    assert deliverer(first, second=second).deliver_due() == 0
    assert not second.mails
    assert states(desk) == {"waiting": 1}


def test_two_servers_that_are_down_end_the_round(desk, make_case, deliverer):
    for _ in range(3):
        make_case(email="")
    first = Always(MailServerDown("unreachable"))
    second = Always(MailServerDown("silent"))
    assert deliverer(first, second=second).deliver_due() == 0
    assert (first.tries, second.tries) == (1, 1)


@pytest.mark.parametrize(("server", "sender"), [("", "desk@desk.example"), ("folder", "")])
def test_before_mail_is_set_up_every_mail_waits_and_leaves_afterwards(
    desk, tmp_path, clock, make_case, deliverer, server, sender
):
    make_case()
    url = f"folder://{tmp_path}/mails"
    nowhere = transport_for(url if server else "")
    settings = MailSettings(sender, desk.base_url)
    assert deliverer(nowhere, settings=settings).deliver_due() == 0
    assert mail_health(desk).error == "unset"
    clock.forward(minutes=2)
    assert deliverer(transport_for(url)).deliver_due() == 2
    assert mail_health(desk).ok
