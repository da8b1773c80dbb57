"""The deliverer as a thread beside others: crashes, marks that fail, being woken."""

from __future__ import annotations

import threading

import pytest

from tests.mail.carriers import CUSTOMER, Always, Post, orders, states
from widget.cases.errors import StorageUnavailable
from widget.mail.errors import MailServerDown
from widget.storage import outbox


def test_a_crash_between_send_and_mark_sends_the_same_number_once_more(
    desk, clock, make_case, deliverer
):
    make_case(email="")

    class Killed(BaseException):
        """As if the process had ended here."""

    class Dying(Post):
        def send(self, message, sender, recipient):
            super().send(message, sender, recipient)
            raise Killed

    first, second = Dying(), Post()
    with pytest.raises(Killed):
        deliverer(first).deliver_due()
    assert deliverer(second).deliver_due() == 0
    clock.forward(seconds=121)
    assert deliverer(second).deliver_due() == 1
    clock.forward(days=1)
    assert deliverer(second).deliver_due() == 0
    assert first.ids == second.ids


def test_a_mark_that_cannot_be_written_is_written_later_and_the_mail_sent_once(
    desk, clock, make_case, deliverer, monkeypatch
):
    make_case()
    post, broken = Post(), [True]
    original = outbox.mark_sent

    def mark(*arguments, **names):
        if broken[0]:
            raise StorageUnavailable("disk full")
        return original(*arguments, **names)

    monkeypatch.setattr(outbox, "mark_sent", mark)
    carrier = deliverer(post)
    for _ in range(3):
        with pytest.raises(StorageUnavailable):
            carrier.deliver_due()
        clock.forward(minutes=10)
    assert len(post.mails) == 1
    broken[0] = False
    carrier.deliver_due()
    assert len(post.mails) == len(set(post.ids)) == 2
    assert states(desk) == {"sent": 2}


def test_one_mark_that_never_succeeds_holds_up_nobody_else(
    desk, clock, make_case, deliverer, monkeypatch, caplog
):
    for _ in range(3):
        make_case(email="")
    poisoned = orders(desk)[0].order_id
    post, original = Post(), outbox.mark_sent

    def mark(connection, order, *rest):
        if order.order_id == poisoned:
            raise RuntimeError(f"never for {CUSTOMER}")
        original(connection, order, *rest)

    monkeypatch.setattr(outbox, "mark_sent", mark)
    carrier = deliverer(post)
    for _ in range(5):
        carrier.deliver_due()
        clock.forward(minutes=10)
    assert len(post.mails) == len(set(post.ids)) == 3
    assert states(desk) == {"sent": 2, "claimed": 1}
    assert CUSTOMER not in caplog.text


def test_two_deliverers_never_send_the_same_mail(desk, make_case, deliverer):
    for number in range(10):
        make_case(email=f"buyer{number}@post.example")
    post = Post()
    carriers = [deliverer(post) for _ in range(4)]
    threads = [threading.Thread(target=carrier.deliver_due) for carrier in carriers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    for carrier in carriers:
        carrier.deliver_due()
    assert len(post.ids) == len(set(post.ids)) == 20


def test_a_submission_wakes_the_deliverer(desk, make_case, deliverer, running):
    post = Post()
    at_work = running(deliverer(post))
    desk.store.writer.on_orders = at_work.wake.set
    make_case(email="")
    assert post.came.wait(30)


def test_the_deliverer_outlives_whatever_happens_to_it(
    desk, make_case, deliverer, running, monkeypatch, caplog
):
    post, met = Post(), threading.Event()
    original = outbox.next_due_at
    troubles = [RuntimeError(CUSTOMER), StorageUnavailable("disk full")]

    def troubled(connection):
        if troubles:
            trouble = troubles.pop()
            if not troubles:
                met.set()
            raise trouble
        return original(connection)

    monkeypatch.setattr(outbox, "next_due_at", troubled)
    at_work = running(deliverer(post))
    desk.store.writer.on_orders = at_work.wake.set
    make_case(email="")
    while not met.wait(0.05):
        at_work.wake.set()
    at_work.wake.set()
    assert post.came.wait(30)
    assert CUSTOMER not in caplog.text


def test_a_deliverer_with_nothing_to_do_writes_nothing(desk, deliverer, running, monkeypatch):
    looked, claims = threading.Event(), []
    original = outbox.next_due_at

    def look(connection):
        looked.set()
        return original(connection)

    monkeypatch.setattr(outbox, "next_due_at", look)
    monkeypatch.setattr(outbox, "claim_next", lambda *a: claims.append(a))
    at_work = running(deliverer(Post()))
    assert looked.wait(30)
    looked.clear()
    at_work.wake.set()
    assert looked.wait(30)
    assert not claims


def test_a_server_that_is_down_is_not_asked_again_for_every_new_mail(
    desk, make_case, deliverer, running
):
    asked = threading.Event()

    class Down(Always):
        def send(self, message, sender, recipient):
            asked.set()
            super().send(message, sender, recipient)

    transport = Down(MailServerDown("unreachable"))
    at_work = running(deliverer(transport))
    desk.store.writer.on_orders = at_work.wake.set
    make_case()
    assert asked.wait(30)
    for _ in range(10):
        make_case()
        at_work.wake.set()
    assert transport.tries == 1
