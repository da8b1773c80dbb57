"""The outbox: each order is somebody's for a while, leaves once, and how mail is doing is known."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import insert

from widget.cases import proof
from widget.storage import Store, keys, outbox
from widget.storage import cases as case_storage
from widget.storage.outbox import MailHealth, Order
from widget.storage.tables import cases

SHOP, CASE = 5, 77
NOW = 1_794_924_401_000
LEASE = 60_000


@dataclass
class Room:
    """The outbox of one shop, as its deliverer uses it."""

    store: Store
    dice: Callable[[int], bytes]

    def order(self, *, at: int = NOW, case_id: int = 0, **changes: Any) -> Order:
        """Put a mail into the outbox."""
        row = outbox.order_row(
            shop_id=changes.pop("shop_id", SHOP),
            case_id=case_id,
            mail=changes.pop("mail", "test"),
            locale="en",
            address="orla@wrenandtide.example",
            params=changes.pop("params", {}),
            host="desk.example",
            now=at,
            random_bytes=self.dice,
        )
        row.update(changes)
        self.store.writer.change(lambda c: outbox.add_order(c, row))
        return self.now(row["order_id"], row["shop_id"])

    def claim(self, now: int = NOW, lease_ms: int = LEASE) -> Order | None:
        """Take the mail that is due."""
        return self.store.writer.change(lambda c: outbox.claim_next(c, now, lease_ms))

    def claim_due(self, now: int = NOW) -> Order:
        """Take a mail that has to be due."""
        order = self.claim(now)
        assert order is not None
        return order

    def sent(self, order: Order, now: int = NOW) -> None:
        """Say that it left."""
        self.store.writer.change(lambda c: outbox.mark_sent(c, order, now, self.dice))

    def failed(self, order: Order, *, final: bool, next_at: int = NOW, now: int = NOW) -> None:
        """Say that it did not leave."""
        self.store.writer.change(
            lambda c: outbox.mark_failed(
                c,
                order,
                now,
                error="refused 550",
                next_at=next_at,
                final=final,
                random_bytes=self.dice,
            )
        )

    def release(self, order: Order, next_at: int) -> None:
        """Give it back untried."""
        self.store.writer.change(lambda c: outbox.release(c, order, next_at))

    def say_health(self, error: str | None, now: int = NOW) -> None:
        """Note how the mail server is."""
        self.store.writer.change(lambda c: outbox.set_mail_health(c, now, error))

    def health(self, now: int = NOW) -> MailHealth:
        """How mail is doing."""
        with self.store.read() as connection:
            return outbox.read_mail_health(connection, now)

    def next_due(self) -> int | None:
        """When the next mail is due."""
        with self.store.read() as connection:
            return outbox.next_due_at(connection)

    def now(self, order_id: int, shop_id: int = SHOP) -> Order:
        """An order as it stands."""
        with self.store.read() as connection:
            return next(
                order
                for case_id in (0, CASE)
                for order in outbox.orders_of_case(connection, shop_id, case_id)
                if order.order_id == order_id
            )

    def open_case(self) -> None:
        """A case that mails can be about."""
        sealed = proof.seal(
            {"happened": "Both bars were cracked."},
            salt=self.dice(32),
            shop_id=SHOP,
            case_id=CASE,
            event_id=1,
            seq=1,
            kind="opened",
            at=NOW,
            role="customer",
            actor=0,
            door="public",
            prev=proof.GENESIS,
        )
        texts = dict.fromkeys(
            (
                "outcome",
                "due_on",
                "name",
                "email",
                "phone",
                "reach",
                "order_number",
                "ordered_on",
                "items",
                "wish",
                "words",
                "suspect_reasons",
            ),
            "",
        )
        row = {
            **texts,
            "shop_id": SHOP,
            "case_id": CASE,
            "reference": "AM-7K3Q-9F2",
            "kind": "complaint",
            "state": "open",
            "locale": "en",
            "opened_at": NOW,
            "changed_at": NOW,
            "seen_at": None,
            "closed_at": None,
            "seq": 1,
            "head": sealed.hash,
        }
        self.store.writer.change(lambda c: c.execute(insert(cases).values(row)) and None)
        self.store.writer.submit(case_storage.event_rows(sealed))
        self.store.writer.change(lambda c: keys.make_missing(c, NOW, self.dice))

    def told(self) -> list[tuple[str, Any]]:
        """What the case's history says of its mails."""
        with self.store.read() as connection:
            history = case_storage.events_of(connection, SHOP, CASE)
            proof.verify_chain(CASE, case_storage.sealed_of(connection, SHOP, CASE))
        return [(event.kind, event.payload) for event in history[1:]]


@pytest.fixture
def room(store: Store) -> Room:
    return Room(store, random.Random(20261117).randbytes)


def test_order_waits_with_a_message_id_of_its_own(room: Room):
    first, second = room.order(), room.order()

    assert (first.state, first.tries, first.to) == ("waiting", 0, "orla@wrenandtide.example")
    assert first.message_id.startswith(f"<{first.order_id}.")
    assert first.message_id.endswith("@desk.example>")
    assert first.message_id != second.message_id


def test_mail_that_has_been_due_longest_is_taken_first(room: Room):
    later, sooner = room.order(at=NOW - 1), room.order(at=NOW - 5)

    assert room.claim_due().order_id == sooner.order_id
    assert room.claim_due().order_id == later.order_id
    assert room.claim() is None


@pytest.mark.parametrize(("ms", "is_due"), [(-1, False), (0, True), (1, True)])
def test_mail_is_due_at_its_moment_and_not_before(room: Room, ms: int, is_due: bool):
    room.order()

    assert (room.claim(NOW + ms) is not None) == is_due


def test_two_claimers_get_different_orders(room: Room):
    ids = {room.order().order_id for _ in range(12)}
    with ThreadPoolExecutor(6) as pool:
        claimed = [order.order_id for order in pool.map(lambda _: room.claim_due(), range(12))]

    assert sorted(claimed) == sorted(ids)
    assert room.claim() is None


@pytest.mark.parametrize(("ms", "is_due"), [(LEASE - 1, False), (LEASE, True)])
def test_claimed_mail_is_due_again_when_its_lease_ends(room: Room, ms: int, is_due: bool):
    first = room.order()
    room.claim_due()

    again = room.claim(NOW + ms)

    assert (again is not None) == is_due
    if again is not None:
        assert (again.message_id, again.tries) == (first.message_id, 1)
        assert room.now(first.order_id).tries == 2


def test_sent_mail_is_never_due_again(room: Room):
    order = room.order(params={"event_id": 9}, body="once")
    room.sent(room.claim_due(), NOW + 5)

    now = room.now(order.order_id)
    assert (now.state, now.sent_at, now.claimed_until, now.error) == ("sent", NOW + 5, None, "")
    # The words of a receipt by law are kept, to show what was confirmed, until the case is erased.
    assert now.body == "once"
    assert now.params == {"event_id": 9}
    assert room.claim(NOW + 10**10) is None


def test_T06_log_in_link_goes_from_the_table_with_its_mail(room: Room):
    order = room.order(mail="login", params={"token": "secret"})
    assert room.now(order.order_id).params == {"token": "secret"}

    room.sent(room.claim_due())

    assert room.now(order.order_id).params == {}


def test_mail_that_left_is_in_the_history_of_its_case_once(room: Room):
    room.open_case()
    room.order(case_id=CASE, mail="receipt")
    order = room.claim_due()
    room.sent(order)
    room.sent(order)

    assert room.told() == [
        (
            "mailed",
            {"mail": "receipt", "to": order.address, "message_id": order.message_id},
        )
    ]


def test_mail_that_failed_for_now_waits_and_is_no_event(room: Room):
    room.open_case()
    order = room.order(case_id=CASE)
    room.failed(room.claim_due(), final=False, next_at=NOW + 500)

    now = room.now(order.order_id)
    assert (now.state, now.error, now.next_at) == ("waiting", "refused 550", NOW + 500)
    assert room.told() == []
    assert room.claim(NOW + 499) is None
    room.sent(room.claim_due(NOW + 500))
    assert room.now(order.order_id).error == ""


def test_mail_that_failed_for_good_is_an_event_without_anybodys_words(room: Room):
    room.open_case()
    order = room.order(case_id=CASE, mail="receipt")
    claimed = room.claim_due()
    room.failed(claimed, final=True)
    room.failed(claimed, final=True)

    assert room.now(order.order_id).state == "failed"
    assert room.told() == [("mail_failed", {"mail": "receipt", "error_class": "refused 550"})]
    assert room.claim(NOW + 10**10) is None


def test_late_failure_of_a_mail_that_left_after_all_changes_nothing(room: Room):
    room.open_case()
    order = room.order(case_id=CASE, mail="receipt")
    slow = room.claim_due()
    room.sent(room.claim_due(NOW + LEASE))

    room.failed(slow, final=True)
    room.release(slow, NOW)

    assert room.now(order.order_id).state == "sent"
    assert [kind for kind, _ in room.told()] == ["mailed"]


def test_given_back_mail_is_due_when_it_was_said(room: Room):
    order = room.order()
    room.release(room.claim_due(), NOW + 60_000)

    assert room.now(order.order_id).state == "waiting"
    assert room.claim(NOW + 59_999) is None
    assert room.claim(NOW + 60_000) is not None


def test_mail_of_an_erased_case_is_marked_without_a_trace(room: Room):
    order = room.order(case_id=0)
    claimed = room.claim_due()
    with_case = Order(**{**claimed.__dict__, "order_id": 999, "case_id": 12})
    room.sent(with_case)
    room.failed(with_case, final=True)

    assert room.now(order.order_id).state == "claimed"


def test_next_due_is_the_first_moment_or_end_of_a_lease(room: Room):
    assert room.next_due() is None
    room.order(at=NOW + 5_000)
    assert room.next_due() == NOW + 5_000
    room.order(at=NOW)
    assert room.next_due() == NOW
    claimed = room.claim_due()
    assert room.next_due() == NOW + 5_000
    room.failed(room.claim_due(NOW + 5_000), final=True)
    assert room.next_due() == NOW + LEASE
    room.sent(claimed)
    assert room.next_due() is None


def test_retry_makes_what_waits_and_failed_due_but_not_what_is_claimed_or_sent(room: Room):
    states: dict[str, int] = {}
    for state in ("sent", "failed", "claimed", "waiting"):
        order = room.order(at=NOW + len(states))
        states[state] = order.order_id
        if state != "waiting":
            claimed = room.claim_due(NOW + 10)
            if state == "sent":
                room.sent(claimed)
            if state == "failed":
                room.failed(claimed, final=True, next_at=NOW + 10**9)

    count = room.store.writer.change(lambda c: outbox.retry(c, SHOP, NOW + 20))

    assert count == 2
    after = {state: room.now(order_id).state for state, order_id in states.items()}
    assert after == {
        "sent": "sent",
        "failed": "waiting",
        "claimed": "claimed",
        "waiting": "waiting",
    }
    assert room.now(states["failed"]).next_at == NOW + 20


def test_unsent_mails_of_a_shop_are_all_but_the_sent_ones(room: Room):
    room.order(at=NOW)
    room.sent(room.claim_due())
    waiting = room.order(at=NOW + 1)
    room.order(at=NOW + 2, shop_id=SHOP + 1)

    with room.store.read() as connection:
        unsent = outbox.unsent_of_shop(connection, SHOP)
    assert [order.order_id for order in unsent] == [waiting.order_id]


# How mail is doing.


def test_empty_outbox_is_well(room: Room):
    assert room.health() == MailHealth(ok=True, since=None, waiting=0, oldest=None, error="")


def test_server_that_refuses_is_not_well_at_once(room: Room):
    order = room.order()
    room.release(room.claim_due(), NOW + 60_000)
    room.say_health("login 535", NOW)

    health = room.health(NOW)

    assert health == MailHealth(
        ok=False, since=NOW, waiting=1, oldest=order.created_at, error="login 535"
    )


def test_trouble_counts_from_its_beginning_and_ends_at_once(room: Room):
    room.say_health("unreachable", NOW)
    room.say_health("silent", NOW + 5_000)
    assert (room.health().since, room.health().error) == (NOW, "silent")

    room.say_health(None, NOW + 6_000)
    assert room.health() == MailHealth(ok=True, since=None, waiting=0, oldest=None, error="")
    room.say_health("silent", NOW + 9_000)
    assert room.health().since == NOW + 9_000


@pytest.mark.parametrize(("ms", "ok"), [(59_999, True), (60_000, False)])
def test_mail_that_lies_for_sixty_seconds_is_not_well(room: Room, ms: int, ok: bool):
    room.order()

    health = room.health(NOW + ms)

    assert health.ok == ok
    assert health.since == (None if ok else NOW)
    assert (health.waiting, health.oldest) == (1, NOW)


@pytest.mark.parametrize(("ms", "ok"), [(59_999, True), (60_000, False)])
def test_claimed_mail_whose_lease_ended_sixty_seconds_ago_is_not_well(
    room: Room, ms: int, ok: bool
):
    room.order()
    room.claim_due()

    assert room.health(NOW + LEASE + ms).ok == ok


def test_mail_that_waits_for_its_next_try_is_well(room: Room):
    room.order()
    room.failed(room.claim_due(), final=False, next_at=NOW + 3_600_000)

    assert room.health(NOW + 3_600_000 + 59_999).ok
    assert not room.health(NOW + 3_660_000).ok


def test_one_mail_that_failed_for_good_does_not_make_all_mail_unwell(room: Room):
    room.order()
    room.failed(room.claim_due(), final=True)

    assert room.health(NOW + 10**9).ok
    assert room.health().waiting == 0


# Who is woken.


def test_deliverer_is_woken_by_orders_only(room: Room):
    woken: list[int] = []
    room.store.writer.on_orders = lambda: woken.append(1)

    room.store.writer.change(lambda _connection: None)
    room.say_health("silent")
    room.claim()
    assert woken == []
    room.order()
    settle(room)
    assert len(woken) == 1
    room.store.writer.change(lambda c: outbox.retry(c, SHOP, NOW))
    settle(room)
    assert len(woken) == 2


def settle(room: Room) -> None:
    """Wait until the writer is done with what came before."""
    room.store.writer.change(lambda _connection: None)
