"""What an order shows of a case, the thread that carries it, and where the shop is asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as profile
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from tests.conftest import Clock
from tests.relay.conftest import ORIGIN, STATE, code_for, order
from tests.relay.stand_in import StandIn, connect, standing
from widget.app import create_app, make_carrier, start_threads
from widget.cases.errors import StorageUnavailable
from widget.cases.model import Case, Shop
from widget.cases.storefront import (
    CallPutOff,
    CallRefused,
    CallUnclear,
    RefundMade,
    StorefrontOrder,
    read_order,
)
from widget.desk import (
    Actor,
    Desk,
    Receipt,
    RefundAsk,
    answer,
    ask_refund,
    carry_one,
    case_file,
    change_shop,
    close_case,
    do_upkeep,
    erase_customer,
    find_customers,
    refunds_of,
)
from widget.settings import Settings
from widget.storage import Store
from widget.storage.backup import make_backup
from widget.storage.restore import read_backup
from widget.storage.storefront_calls import StorefrontCall, call_of
from widget.storage.storefronts import keep_order, live_storefronts
from widget.storage.tables import storefront_calls


def calls_of(desk: Desk, shop: Shop) -> list[StorefrontCall]:
    """Everything that was ever asked of the shop's storefront and is still known."""
    with desk.store.read() as connection:
        rows = connection.execute(
            select(storefront_calls)
            .where(storefront_calls.c.shop_id == shop.id)
            .order_by(storefront_calls.c.call_id)
        ).mappings()
        return [call_of(row) for row in rows]


@pytest.fixture
def site(clock: Clock) -> Iterator[StandIn]:
    with standing(StandIn(clock)) as running:
        yield running


@pytest.fixture
def case(
    site: StandIn,
    desk: Desk,
    client: FlaskClient,
    orla: Actor,
    make_case: Callable[..., Receipt],
) -> Case:
    """A case that is matched with an order of a connected shop."""
    receipt = make_case()
    connect(site, desk, client, orla, {})
    do_upkeep(desk)
    return case_file(desk, orla.shop_id, receipt.case.reference).case


def test_a_matched_case_is_noted_and_shown_on_its_order_once(
    app: Flask, desk: Desk, site: StandIn, case: Case
) -> None:
    assert case.order_key == "18"
    make_carrier(app).carry_due()
    (note,) = site.asked("note")
    assert note["order"] == "18"
    assert note["text"] == f"Amends: case {case.reference} opened: Complaint"
    (told,) = site.asked("case")
    assert told["reference"] == case.reference
    assert told["title"] == "Complaint"
    assert told["told"].startswith("Open, answer by ")
    assert told["at"] == "2026-11-17T14:06:41Z"
    assert told["closed"] is False
    do_upkeep(desk)
    make_carrier(app).carry_due()
    assert len(site.heard) == 2


def test_each_change_is_told_and_the_end_is_noted(
    app: Flask, desk: Desk, site: StandIn, case: Case, orla: Actor, clock: Clock
) -> None:
    carrier = make_carrier(app)
    carrier.carry_due()
    clock.forward(minutes=5)
    answer(desk, orla, case.reference, "Two new bars leave today.", case.seq)
    do_upkeep(desk)
    carrier.carry_due()
    assert site.asked("case")[-1]["told"] == "Waiting for the customer"
    clock.forward(minutes=5)
    seq = case_file(desk, orla.shop_id, case.reference).case.seq
    close_case(desk, orla, case.reference, "settled", "", False, seq)
    do_upkeep(desk)
    carrier.carry_due()
    assert site.asked("case")[-1]["closed"] is True
    assert site.asked("case")[-1]["told"] == "Closed: Settled"
    assert [said["text"] for said in site.asked("note")][1:] == [
        f"Amends: case {case.reference} closed: Settled"
    ]
    assert len({key for _, key, _ in site.heard}) == len(site.heard)


def test_it_is_told_in_the_shops_own_language(
    app: Flask,
    desk: Desk,
    site: StandIn,
    client: FlaskClient,
    orla: Actor,
    make_case: Callable[..., Receipt],
) -> None:
    change_shop(desk, orla, {"languages": ("de", "en")})
    make_case()
    connect(site, desk, client, orla, {})
    do_upkeep(desk)
    make_carrier(app).carry_due()
    assert site.asked("case")[0]["title"] == "Beschwerde"


def test_suspects_and_spam_and_unmatched_cases_are_not_told(
    app: Flask,
    desk: Desk,
    site: StandIn,
    client: FlaskClient,
    orla: Actor,
    make_case: Callable[..., Receipt],
) -> None:
    make_case(suspect_reasons=("link",))
    make_case(email="curious@post.example")
    connect(site, desk, client, orla, {})
    do_upkeep(desk)
    make_carrier(app).carry_due()
    assert site.heard == []


def test_what_did_not_arrive_is_told_again_later_with_the_same_key_for_two_weeks(
    app: Flask, desk: Desk, shop: Shop, site: StandIn, case: Case, clock: Clock
) -> None:
    del case
    carrier = make_carrier(app)
    site.moods = ["500", "silence"]
    # While the shop is away it is asked for one thing, not for all.
    assert carrier.carry_due() == 1
    assert carrier.carry_due() == 0
    clock.forward(minutes=1)
    assert carrier.carry_due() == 1
    clock.forward(minutes=2)
    assert carrier.carry_due() == 2
    assert [call.state for call in calls_of(desk, shop)] == ["done", "done"]
    assert len(site.asked("note")) == 3
    assert len({said["key"] for said in site.asked("note")}) == 1
    assert len(site.asked("case")) == 1


def test_after_two_weeks_it_is_given_up(
    app: Flask, desk: Desk, shop: Shop, site: StandIn, case: Case, clock: Clock
) -> None:
    del case
    carrier = make_carrier(app)
    site.moods = ["500"] * 500
    for _ in range(15):
        clock.forward(days=1)
        carrier.carry_due()
    assert {call.state for call in calls_of(desk, shop)} == {"not_made"}
    clock.forward(days=31)
    do_upkeep(desk)
    assert calls_of(desk, shop) == []


def test_states_that_were_not_told_yet_give_way_to_the_newest(
    desk: Desk, shop: Shop, case: Case, orla: Actor, clock: Clock
) -> None:
    clock.forward(minutes=5)
    answer(desk, orla, case.reference, "Two new bars leave today.", case.seq)
    do_upkeep(desk)
    told = [call for call in calls_of(desk, shop) if call.kind == "case"]
    assert [call.body["told"] for call in told] == ["Waiting for the customer"]


def test_erasing_a_case_forgets_what_was_asked_about_it(
    desk: Desk, shop: Shop, case: Case, orla: Actor, clock: Clock
) -> None:
    found = refunds_of(desk, case)
    assert found.ground is not None
    ask = RefundAsk(1, "1.00", "CANARY", found.ground.mark)
    ask_refund(desk, orla, case.reference, ask)
    seq = case_file(desk, shop.id, case.reference).case.seq
    close_case(desk, orla, case.reference, "settled", "", False, seq)
    clock.forward(minutes=1)
    (customer,) = find_customers(desk, case.reference, shop.id)
    erase_customer(desk, orla.doer, customer, [case.reference], also_open=True)
    assert calls_of(desk, shop) == []
    assert case_file(desk, shop.id, case.reference).case.order_key == ""


def test_a_backup_carries_what_was_asked_and_where(
    desk: Desk, shop: Shop, case: Case, tmp_path: Path
) -> None:
    del case
    before = calls_of(desk, shop)
    assert before
    target = tmp_path / "copy.db"
    make_backup(desk.store.url, target)
    counts = read_backup(target, tmp_path / "fresh.db")
    assert counts["storefront_calls"] == len(before)
    fresh = Store(f"sqlite:///{tmp_path}/fresh.db")
    with fresh.read() as connection:
        rows = connection.execute(
            select(storefront_calls).where(storefront_calls.c.shop_id == shop.id)
        ).mappings()
        assert [call_of(row) for row in rows] == before
        (one,) = live_storefronts(connection, shop.id)
        assert one.rest.endswith("/wp-json/amends/v1")
    fresh.close()


# The thread.


def test_the_thread_is_woken_by_what_is_put_in_and_stops(
    settings: Settings,
    site: StandIn,
    make_case: Callable[..., Receipt],
    app: Flask,
    desk: Desk,
    client: FlaskClient,
    orla: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_case()
    connect(site, desk, client, orla, {})
    stop, wake = threading.Event(), threading.Event()
    desk.store.writer.on_orders = wake.set
    carrier = make_carrier(app)
    thread = threading.Thread(target=carrier.run, args=(stop, wake), daemon=True)
    thread.start()
    heard = threading.Event()
    listen = site.answer

    def answered(*request: Any) -> Any:
        try:
            return listen(*request)
        finally:
            heard.set()

    monkeypatch.setattr(site, "answer", answered)
    do_upkeep(desk)
    assert heard.wait(30)
    stop.set()
    wake.set()
    thread.join(30)
    assert not thread.is_alive()


def test_the_thread_outlives_a_defect_and_a_database_that_is_away(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrier = make_carrier(app)
    stop, wake = threading.Event(), threading.Event()
    met: list[Exception] = [StorageUnavailable("gone"), ValueError("odd")]

    def idle() -> float:
        wake.set()
        if met:
            raise met.pop()
        stop.set()
        return 1.0

    monkeypatch.setattr(carrier, "_idle_s", idle)
    carrier.run(stop, wake)
    assert met == []


def test_the_service_starts_it_and_stops_it(settings: Settings) -> None:
    app = create_app(settings)
    before = {thread.name for thread in threading.enumerate()}
    end = start_threads(app)
    assert "carrier" in {thread.name for thread in threading.enumerate()} - before
    end()
    assert "carrier" not in {thread.name for thread in threading.enumerate()}
    app.extensions["desk"].store.close()


# Where the shop is asked.


def test_a_plugin_says_where_it_is_asked(desk: Desk, client: FlaskClient, orla: Actor) -> None:
    for rest in (
        f"{ORIGIN}/wp-json/amends/v1",
        f"{ORIGIN}/sub/wp-json/amends/v1/",
        f"{ORIGIN}/?rest_route=/amends/v1",
        f"{ORIGIN}/index.php?rest_route=/amends/v1",
        "",
    ):
        body = {"code": code_for(desk, orla), "state": STATE, "rest": rest}
        assert client.post("/relay/v1/connect", json=body).status_code == 200
        with desk.store.read() as connection:
            (one,) = live_storefronts(connection, orla.shop_id)
        assert one.rest == rest.rstrip("/")


def test_T39_a_plugin_is_asked_on_the_agreed_site_alone(
    desk: Desk, client: FlaskClient, orla: Actor
) -> None:
    code = code_for(desk, orla)
    for rest in (
        "https://evil.example/wp-json/amends/v1",
        f"{ORIGIN}.evil.example/amends/v1",
        f"{ORIGIN}@evil.example/amends/v1",
        "http://wrenandtide.example/wp-json/amends/v1",
        f"{ORIGIN}:8443/wp-json/amends/v1",
        f"{ORIGIN}/wp-json",
        f"{ORIGIN}/x\r\n/amends/v1",
        f"{ORIGIN}/é/amends/v1",
        f"{ORIGIN}/#/amends/v1",
        "https://[/amends/v1",
        "x" * 501,
        7,
    ):
        body = {"code": code, "state": STATE, "rest": rest}
        refused = client.post("/relay/v1/connect", json=body)
        assert refused.status_code == 400, rest
        assert refused.get_json()["error"] == "rubbish"
    # Nothing was connected, and the code is not lost.
    again = client.post("/relay/v1/connect", json={"code": code, "state": STATE})
    assert again.status_code == 200


# Whatever happens, in any order.


class FakeShop:
    """A shop without any care of its own: each call that reaches it moves money."""

    def __init__(self, clock: Clock) -> None:
        """It has done nothing yet."""
        self.clock = clock
        self.mood = ""
        self.moved: list[str] = []

    def refund(self, key: str, _order: str, amount: str, _currency: str, _why: str) -> RefundMade:
        """Make a refund, or not, or make it and lose the answer."""
        mood, self.mood = self.mood, ""
        if mood == "away":
            raise CallPutOff("away")
        if mood == "no":
            raise CallRefused("words", "No.")
        if mood == "lost before":
            raise CallUnclear
        if mood == "killed before":
            raise KeyboardInterrupt
        self.moved.append(key)
        if mood == "killed after":
            raise KeyboardInterrupt
        if mood == "lost after":
            raise CallUnclear
        return RefundMade(str(len(self.moved)), amount, True)

    def find_refund(self, key: str, _order: str, once: str) -> RefundMade | None:
        """Look, or fail to."""
        assert once.startswith(key)
        mood, self.mood = self.mood, ""
        if mood:
            raise CallUnclear
        return RefundMade("1", "1.00", None) if key in self.moved else None

    def note(self, *_: str) -> None:
        """Not here."""

    def tell_case(self, *_: Any) -> None:
        """Not here."""


MOODS = ["away", "no", "lost before", "lost after", "killed before", "killed after"]


def test_T51_whatever_happens_in_any_order_a_key_moves_money_once(
    desk: Desk, shop: Shop, orla: Actor, clock: Clock, case: Case
) -> None:
    fake = FakeShop(clock)

    def told() -> StorefrontOrder:
        refunds = [
            {"id": str(number), "amount": "1.00", "key": key}
            for number, key in enumerate(fake.moved, 1)
        ]
        return read_order(order(total="500.00", refunds=refunds))

    def tell() -> None:
        desk.store.writer.change(lambda c: keep_order(c, shop.id, told(), clock.now))

    class Machine(RuleBasedStateMachine):
        @rule()
        def decide(self) -> None:
            found = refunds_of(desk, case)
            if found.may_refund and found.ground is not None:
                ask = RefundAsk(found.number, "1.00", "", found.ground.mark)
                ask_refund(desk, orla, case.reference, ask)
                ask_refund(desk, orla, case.reference, ask)

        @rule(mood=st.sampled_from(MOODS))
        def mood(self, mood: str) -> None:
            fake.mood = mood

        @rule()
        def carry(self) -> None:
            try:
                while carry_one(desk, lambda _door: fake):
                    pass
            except KeyboardInterrupt:
                pass  # the process is gone; another one goes on

        @rule(minutes=st.sampled_from([1, 5, 20, 400]))
        def wait(self, minutes: int) -> None:
            clock.forward(minutes=minutes)

        @rule()
        def tell_order(self) -> None:
            tell()

        @precondition(lambda _self: bool(fake.moved))
        @rule()
        def settle(self) -> None:
            self.carry()

        @invariant()
        def once(self) -> None:
            assert len(fake.moved) == len(set(fake.moved))
            for call in refunds_of(desk, case).refunds:
                if call.state in {"refused", "not_made", "waiting"}:
                    assert call.call_key not in fake.moved
                if call.state == "done":
                    assert call.call_key in fake.moved

    tell()
    small = profile(
        max_examples=8,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        database=None,
    )
    run_state_machine_as_test(Machine, settings=small)
    assert len(fake.moved) > 3
