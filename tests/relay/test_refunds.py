"""Money goes back once: what the owner decides, what the shop answers, and what is lost between."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Clock
from tests.relay.conftest import Plugin, order
from tests.relay.stand_in import StandIn, connect, standing
from widget.app import create_app, make_carrier
from widget.cases.errors import CasesOpen, NotAllowed, UnknownCase
from widget.cases.model import Case, Shop
from widget.cases.refunds import Ground, RefundRefused, read_amount
from widget.desk import (
    Actor,
    Customer,
    Desk,
    Receipt,
    RefundAsk,
    StorefrontCall,
    add_helper,
    answer,
    ask_refund,
    case_file,
    close_case,
    disconnect,
    do_upkeep,
    erase_customer,
    find_customers,
    refunds_of,
    verify_case,
    weigh_refund,
)
from widget.relay.carrier import Carrier
from widget.relay.reach import NotReached, Reach
from widget.settings import Settings


class Room:
    """A case about an order of a connected shop, and the owner with money in hand."""

    def __init__(self, app: Flask, site: StandIn, plugin: Plugin, actor: Actor, reference: str):
        """Everything is there already."""
        self.app, self.site, self.plugin, self.actor = app, site, plugin, actor
        self.reference = reference
        self.desk: Desk = app.extensions["desk"]
        self.carrier = make_carrier(app)

    @property
    def case(self) -> Case:
        """The case as it is now."""
        return case_file(self.desk, self.actor.shop_id, self.reference).case

    def ask(self, amount: str = "12.50", reason: str = "") -> RefundAsk:
        """A refund as the screen would offer it now."""
        found = refunds_of(self.desk, self.case)
        mark = found.ground.mark if found.ground else ""
        return RefundAsk(found.number, amount, reason, mark)

    def decide(self, ask: RefundAsk | None = None) -> None:
        """Press the button."""
        ask_refund(self.desk, self.actor, self.reference, ask or self.ask())

    @property
    def last(self) -> StorefrontCall:
        """The newest refund."""
        return refunds_of(self.desk, self.case).refunds[-1]

    def state(self) -> str:
        """How the newest refund stands."""
        return self.last.state

    @property
    def told(self) -> list[str]:
        """The history of the case, as far as it is about refunds."""
        events = case_file(self.desk, self.actor.shop_id, self.reference).events
        return [event.kind for event in events if event.kind.startswith("refund_")]

    def carry(self) -> int:
        """What the carrier does now, notes and states of cases aside."""
        return self.carrier.carry_due()


@pytest.fixture
def site(clock: Clock) -> Iterator[StandIn]:
    with standing(StandIn(clock)) as running:
        yield running


@pytest.fixture
def room(
    app: Flask,
    site: StandIn,
    desk: Desk,
    client: FlaskClient,
    orla: Actor,
    make_case: Callable[..., Receipt],
) -> Room:
    receipt = make_case()
    plugin = connect(site, desk, client, orla, {})
    do_upkeep(desk)
    found = Room(app, site, plugin, orla, receipt.case.reference)
    found.carry()
    site.heard.clear()
    return found


def test_a_refund_is_asked_for_made_and_told_in_the_case(room: Room, shop: Shop) -> None:
    room.decide(room.ask("12.50", "cracked\nbars"))
    assert room.state() == "waiting"
    assert room.site.refunded == []
    room.carry()
    assert room.site.refunded == [(room.last.call_key, "12.50")]
    assert room.site.asked("refund") == [
        {
            "amount": "12.50",
            "currency": "EUR",
            "key": room.last.call_key,
            "order": "18",
            "reason": "cracked bars",
        }
    ]
    assert room.state() == "done"
    assert room.last.answer == {"amount": "12.50", "id": "900", "paid": True}
    assert room.told == ["refund_asked", "refund_made"]
    verify_case(room.desk, shop.id, room.case.id)


def test_erasing_asks_first_while_money_may_still_move(room: Room, shop: Shop) -> None:
    room.decide()

    def theirs() -> Customer:
        (customer,) = find_customers(room.desk, room.reference, shop.id)
        return customer

    assert theirs().refund_under_way == {room.reference}
    with pytest.raises(CasesOpen) as still:
        erase_customer(room.desk, room.actor.doer, theirs(), [room.reference], also_open=False)
    assert list(still.value.references) == [room.reference]
    room.carry()
    assert theirs().refund_under_way == set()


def test_what_is_left_counts_what_the_shop_told_and_what_was_ordered_since(room: Room) -> None:
    ground = refunds_of(room.desk, room.case).ground
    assert ground is not None
    assert (str(ground.paid), str(ground.refunded), str(ground.left)) == ("17.80", "0", "17.80")
    room.decide()
    waiting = refunds_of(room.desk, room.case)
    assert waiting.ground is not None
    assert str(waiting.ground.left) == "5.30"
    assert not waiting.may_refund
    room.carry()
    key = room.last.call_key
    refunds = [{"id": "900", "amount": "12.50", "reason": "", "key": key}]
    room.site.clock.forward(minutes=1)
    room.plugin.post("orders", {"order": order(refunds=refunds)})
    after = refunds_of(room.desk, room.case)
    assert after.ground is not None
    assert str(after.ground.left) == "5.30"
    assert after.may_refund
    assert after.number == 2


def test_T51_two_clicks_and_two_tabs_are_one_refund(room: Room) -> None:
    ask = room.ask()
    room.decide(ask)
    room.decide(ask)
    room.carry()
    room.decide(ask)
    room.carry()
    assert len(room.site.refunded) == 1
    with pytest.raises(RefundRefused) as other_tab:
        room.decide(replace(ask, amount="3.00"))
    assert other_tab.value.why == "under_way"
    assert room.told == ["refund_asked", "refund_made"]


def test_T51_two_carriers_at_once_make_one_refund(room: Room) -> None:
    other = make_carrier(room.app)
    # While the first waits for its answer, the second looks for work.
    room.site.meanwhile = other.carry_due
    room.decide()
    room.carry()
    assert len(room.site.refunded) == 1
    assert len(room.site.asked("refund")) == 1
    assert room.state() == "done"


def test_T51_two_processes_at_once_decide_and_make_one_refund(
    app: Flask, room: Room, settings: Settings
) -> None:
    second = create_app(settings, clock=room.site.clock)
    ask, start = room.ask(), threading.Barrier(2)
    met: list[Exception] = []

    def work(process: Flask) -> None:
        try:
            start.wait(30)
            ask_refund(process.extensions["desk"], room.actor, room.reference, ask)
            make_carrier(process).carry_due()
        except Exception as error:  # noqa: BLE001  # else it would end with the thread
            met.append(error)

    threads = [threading.Thread(target=work, args=(process,)) for process in (app, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    second.extensions["desk"].store.close()
    assert met == []
    assert len(room.site.refunded) == 1
    assert len(room.site.asked("refund")) == 1
    assert room.told == ["refund_asked", "refund_made"]
    assert len(refunds_of(room.desk, room.case).refunds) == 1


class Killed(BaseException):
    """The process is gone."""


def killed_carrier(room: Room, monkeypatch: pytest.MonkeyPatch, *, after_the_call: bool) -> Carrier:
    """A carrier that dies between claim and mark, before or after it has asked the shop."""
    carrier = make_carrier(room.app)
    alive = carrier.shop_for

    class Dying:
        def __init__(self, door: Any) -> None:
            self.shop = alive(door)

        def refund(self, *said: str) -> Any:
            if after_the_call:
                self.shop.refund(*said)
            raise Killed

    monkeypatch.setattr(carrier, "shop_for", Dying)
    return carrier


def test_T51_killed_after_the_call_it_is_looked_up_and_not_made_again(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.decide()
    with pytest.raises(Killed):
        killed_carrier(room, monkeypatch, after_the_call=True).carry_due()
    assert room.state() == "calling"
    assert room.carry() == 0
    room.site.clock.forward(minutes=2)
    room.carry()
    assert len(room.site.asked("refund")) == 1
    assert len(room.site.asked("refund/find")) == 1
    assert room.state() == "done"
    assert room.told == ["refund_asked", "refund_made"]


def test_T51_killed_before_the_call_it_is_not_made_and_may_be_decided_anew(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.decide()
    with pytest.raises(Killed):
        killed_carrier(room, monkeypatch, after_the_call=False).carry_due()
    room.site.clock.forward(minutes=2)
    room.carry()
    assert room.state() == "unclear"
    assert not refunds_of(room.desk, room.case).may_refund
    room.site.clock.forward(minutes=14)
    room.carry()
    assert room.state() == "not_made"
    assert room.site.asked("refund") == []
    assert room.told == ["refund_asked", "refund_unclear", "refund_not_made"]
    room.decide()
    room.carry()
    assert [key[-2:] for key, _ in room.site.refunded] == ["-2"]


@pytest.mark.parametrize("mood", ["made_silence", "made_500"])
def test_T51_an_answer_that_is_lost_is_looked_up(room: Room, mood: str) -> None:
    room.site.moods = [mood]
    room.decide()
    room.carry()
    assert room.state() == "unclear"
    assert room.carry() == 0
    room.site.clock.forward(minutes=1)
    room.carry()
    assert room.state() == "done"
    assert len(room.site.asked("refund")) == 1
    assert len(room.site.refunded) == 1
    assert room.told == ["refund_asked", "refund_unclear", "refund_made"]


@pytest.mark.parametrize("mood", ["silence", "500", "502"])
def test_T51_a_fault_of_the_shop_is_never_answered_by_a_second_call(room: Room, mood: str) -> None:
    room.site.moods = [mood]
    room.decide()
    for _ in range(8):
        room.carry()
        room.site.clock.forward(minutes=3)
    assert room.state() == "not_made"
    assert room.last.answer == {"why": "not_found"}
    assert len(room.site.asked("refund")) == 1
    assert room.site.refunded == []


def test_T51_while_the_shop_cannot_be_asked_nobody_calls_it_not_made(room: Room) -> None:
    room.site.moods = ["made_500", *["no_route", "500", "silence"] * 5]
    room.decide()
    for _ in range(10):
        room.carry()
        room.site.clock.forward(hours=1)
    assert room.state() == "unclear"
    room.site.moods = []
    room.site.clock.forward(hours=6)
    room.carry()
    assert room.state() == "done"
    assert len(room.site.asked("refund")) == 1


def test_T51_the_shop_tells_of_the_refund_before_its_answer_and_it_stays_one(room: Room) -> None:
    def tell() -> None:
        key, amount = room.site.refunded[-1]
        refund = {"id": "900", "amount": amount, "reason": "", "key": key}
        room.site.clock.forward(seconds=1)
        told = room.plugin.post("orders", {"order": order(refunds=[refund])})
        assert told.status_code == 200

    room.site.meanwhile = tell
    room.decide()
    room.carry()
    assert room.state() == "done"
    found = refunds_of(room.desk, room.case)
    assert found.ground is not None
    assert str(found.ground.left) == "5.30"
    assert room.told == ["refund_asked", "refund_made"]


def test_T51_a_lost_answer_is_settled_by_what_the_shop_tells_by_itself(room: Room) -> None:
    room.site.moods = ["made_silence", "500"]
    room.decide()
    room.carry()
    refund = {"id": "900", "amount": "12.50", "reason": "", "key": room.last.call_key}
    room.site.clock.forward(minutes=2)
    room.plugin.post("orders", {"order": order(refunds=[refund])})
    room.carry()
    assert room.state() == "done"
    assert room.last.answer["paid"] is None


def test_a_shop_that_certainly_did_nothing_is_asked_again(room: Room) -> None:
    room.site.moods = ["later", "no_route", "kept_out"]
    room.decide()
    for why in ("busy", "plugin", "kept_out"):
        room.carry()
        assert (room.state(), room.last.answer) == ("waiting", {"why": why})
        room.site.clock.forward(minutes=10)
    room.carry()
    assert len(room.site.refunded) == 1
    assert len(room.site.asked("refund")) == 4
    assert room.told == ["refund_asked", "refund_made"]


def test_a_shop_that_is_away_is_asked_when_it_is_back(
    app: Flask, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(_url: str, _body: bytes, _headers: Any) -> Any:
        raise NotReached("connect")

    away = Reach(loopback=True)
    monkeypatch.setattr(away, "post", nobody)
    room.decide()
    make_carrier(app, away).carry_due()
    assert (room.state(), room.last.answer) == ("waiting", {"why": "away"})
    room.site.clock.forward(minutes=1)
    room.carry()
    assert room.state() == "done"
    assert len(room.site.refunded) == 1


def test_the_words_of_a_refusal_are_plain_text_and_it_is_the_owners_turn(room: Room) -> None:
    close_case(room.desk, room.actor, room.reference, "all_done", "", False, room.case.seq)
    room.site.moods = ["words"]
    room.decide()
    room.carry()
    assert room.state() == "refused"
    assert room.last.answer == {"sentence": "<b>No</b> money & more", "why": "words"}
    assert room.told == ["refund_asked", "refund_refused"]
    assert room.case.state == "open"
    assert room.case.due_on
    assert refunds_of(room.desk, room.case).may_refund


def test_an_order_that_the_shop_does_not_have_is_refused(room: Room) -> None:
    room.site.moods = ["404"]
    room.decide()
    room.carry()
    assert (room.state(), room.last.answer["why"]) == ("refused", "order")


def test_a_refund_that_could_not_be_asked_for_in_a_day_is_not_made(room: Room) -> None:
    room.site.moods = ["later"] * 50
    room.decide()
    for _ in range(20):
        room.carry()
        room.site.clock.forward(hours=2)
    assert (room.state(), room.last.answer) == ("not_made", {"why": "busy"})
    assert room.site.refunded == []


def test_a_shop_that_is_disconnected_is_asked_nothing(room: Room) -> None:
    room.decide()
    disconnect(room.desk, room.actor)
    room.carry()
    assert (room.state(), room.last.answer) == ("not_made", {"why": "disconnected"})
    assert room.site.heard == []
    assert refunds_of(room.desk, room.case).ground is None


def test_T50_only_the_owner_decides_and_only_in_a_case_of_their_shop(
    room: Room, desk: Desk, other_shop: Shop
) -> None:
    helper = add_helper(desk, room.actor, "fintan@wrenandtide.example", "Fintan Daly")
    helping = Actor(room.actor.shop_id, helper.id, "helper", helper.name)
    with pytest.raises(NotAllowed):
        ask_refund(desk, helping, room.reference, room.ask())
    with pytest.raises(UnknownCase):
        ask_refund(desk, Actor(other_shop.id, 1, "owner", "B"), room.reference, room.ask())
    room.carry()
    assert room.site.heard == []
    assert room.told == []


GROUND = Ground("18", "WT-1047", "EUR", Decimal("17.80"), Decimal(0))


@pytest.mark.parametrize(
    ("amount", "why"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("EUR", "empty"),
        ("much", "unreadable"),
        ("1e3", "unreadable"),
        ("1.234,50", "unreadable"),
        ("١٢", "unreadable"),
        ("NaN", "unreadable"),
        ("Infinity", "unreadable"),
        ("1" * 500, "unreadable"),
        ("12.50 USD", "unreadable"),
        ("0", "not_positive"),
        ("0,00", "not_positive"),
        ("-1", "not_positive"),
        ("−12.50", "not_positive"),
        ("1.005", "decimals"),
        ("1,234", "decimals"),
        ("17.81", "too_much"),
        ("999999999999", "too_much"),
    ],
)
def test_T50_an_amount_that_cannot_be_is_refused_by_name(amount: str, why: str) -> None:
    with pytest.raises(RefundRefused) as refused:
        read_amount(amount, GROUND)
    assert refused.value.why == why


@pytest.mark.parametrize("amount", ["17.80", "17,80", " 17.8 ", "17.80 EUR", "17.800", "017.80"])
def test_an_amount_may_be_written_in_several_ways(amount: str) -> None:
    assert str(read_amount(amount, GROUND)) == "17.80"


def test_an_amount_has_the_decimals_of_its_currency() -> None:
    yen = Ground("1", "1", "JPY", Decimal("1800.00"), Decimal(0))
    assert str(yen.left) == "1800"
    assert str(read_amount("1800", yen)) == "1800"
    with pytest.raises(RefundRefused):
        read_amount("17.8", yen)
    assert Ground("1", "1", "EUR", Decimal("5.00"), Decimal("9.00")).left == 0


def test_T50_the_amount_is_checked_again_at_the_click(room: Room) -> None:
    for amount in ("17.81", "0", "much", ""):
        with pytest.raises(RefundRefused):
            weigh_refund(room.desk, room.case, amount, "")
        with pytest.raises(RefundRefused):
            room.decide(room.ask(amount))
    assert room.told == []
    room.carry()
    assert room.site.heard == []


def test_T50_an_order_that_changed_between_review_and_click_is_refused(room: Room) -> None:
    ask = room.ask("10.00")
    weigh_refund(room.desk, room.case, "10.00", "")
    room.site.clock.forward(minutes=1)
    refunds = [{"id": "77", "amount": "5.00", "reason": "", "key": ""}]
    room.plugin.post("orders", {"order": order(refunds=refunds)})
    with pytest.raises(RefundRefused) as refused:
        room.decide(ask)
    assert refused.value.why == "moved"
    room.carry()
    assert room.site.asked("refund") == []
    ground = refunds_of(room.desk, room.case).ground
    assert ground is not None
    assert str(ground.left) == "12.80"


@pytest.mark.parametrize("changes", [{"currency": "USD"}, {"total": "20.00"}])
def test_T50_another_currency_or_total_is_another_order(
    room: Room, changes: dict[str, str]
) -> None:
    ask = room.ask()
    room.site.clock.forward(minutes=1)
    room.plugin.post("orders", {"order": order(**changes)})
    with pytest.raises(RefundRefused) as refused:
        room.decide(ask)
    assert refused.value.why == "moved"


def test_T50_what_is_not_paid_is_not_refunded(room: Room) -> None:
    room.site.clock.forward(minutes=1)
    room.plugin.post("orders", {"order": order(status="on-hold")})
    with pytest.raises(RefundRefused) as refused:
        room.decide()
    assert refused.value.why == "unpaid"


def test_T50_a_case_whose_order_is_not_matched_has_nothing_to_refund(
    room: Room, make_case: Callable[..., Receipt]
) -> None:
    stranger = make_case(email="curious@post.example")
    do_upkeep(room.desk)
    assert refunds_of(room.desk, stranger.case).ground is None
    with pytest.raises(RefundRefused) as refused:
        ask_refund(room.desk, room.actor, stranger.case.reference, room.ask())
    assert refused.value.why == "no_order"


def test_T51_two_cases_about_one_order_share_what_is_left(
    room: Room, make_case: Callable[..., Receipt]
) -> None:
    second = make_case(happened="And the box was wet.")
    do_upkeep(room.desk)
    room.decide()
    other = case_file(room.desk, room.actor.shop_id, second.case.reference).case
    assert refunds_of(room.desk, other).under_way
    with pytest.raises(RefundRefused):
        ask_refund(room.desk, room.actor, other.reference, room.ask("12.50"))
    room.carry()
    after = refunds_of(room.desk, other)
    assert after.ground is not None
    assert str(after.ground.left) == "5.30"


def test_an_answer_that_is_being_written_is_not_disturbed_by_the_refund(room: Room) -> None:
    seq = room.case.seq
    room.decide()
    room.carry()
    answer(room.desk, room.actor, room.reference, "The money is on its way.", seq)
    assert room.case.state == "waiting"
