"""A clock that jumps a day: no form is refused, no mail waits for a day, nothing goes too soon."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.conftest import Clock, Mailbox
from tests.journey.plain_http import Forms
from widget.alarm_lines import tell_alarms
from widget.cases.model import Shop
from widget.desk import (
    Actor,
    Desk,
    Receipt,
    alarms,
    case_file,
    close_case,
    do_upkeep,
    run_upkeep,
    session_for,
    verify_all,
)
from widget.desk.clockwatch import ClockWatch
from widget.mail.words import words_for

MakeCase = Callable[..., Receipt]
DAY_MS = 24 * 3600 * 1000
TYPED = {
    "order": "WT-0047",
    "items": "two bars",
    "happened": "Both bars were cracked.",
    "meant": "A birthday.",
    "wish": "replacement",
    "name": "Hanna Lind",
    "email": "hanna@post.example",
    "reach": "email",
}


def fields_of(page: str, action: str = "") -> dict[str, str]:
    return dict(next(form for form in Forms(page).found if form.action.endswith(action)).fields)


@pytest.mark.parametrize("days", [-1, 1])
def test_form_that_was_open_while_the_clock_jumped_is_taken_at_once(
    client: FlaskClient, shop: Shop, clock: Clock, desk: Desk, days: int
):
    path = f"/s/{shop.slug}/complaint"
    fields = fields_of(client.get(path).text, path)
    clock.forward(days=days)

    sent = client.post(path, data={**fields, **TYPED, "step": "send"})

    assert sent.status_code == 303
    token = sent.headers["Location"].split("/")[2]
    status = client.get(f"/c/{token}")
    assert status.status_code == 200
    reply = fields_of(status.text, token)
    clock.forward(days=-days)
    answered = client.post(f"/c/{token}", data={**reply, "text": "One more thing."})
    assert answered.status_code == 303
    assert "One more thing." in client.get(f"/c/{token}").text
    assert not verify_all(desk).faults


@pytest.mark.parametrize("days", [-1, 1])
def test_same_form_sent_before_and_after_the_jump_is_one_case(
    client: FlaskClient, shop: Shop, clock: Clock, desk: Desk, days: int
):
    path = f"/s/{shop.slug}/complaint"
    values = {**fields_of(client.get(path).text, path), **TYPED, "step": "send"}
    first = client.post(path, data=values)
    clock.forward(days=days)
    second = client.post(path, data=values)

    assert first.headers["Location"] == second.headers["Location"]
    assert verify_all(desk).cases == 6  # the five of the past, and this one


def test_clock_that_went_back_does_not_make_an_honest_form_look_too_fast(
    client: FlaskClient, shop: Shop, clock: Clock, desk: Desk
):
    path = f"/s/{shop.slug}/complaint"
    fields = fields_of(client.get(path).text, path)
    clock.forward(days=-1)
    sent = client.post(path, data={**fields, **TYPED, "step": "send"})
    assert sent.status_code == 303
    with desk.store.read() as connection:
        from widget.storage import lists

        found = lists.list_cases(connection, shop.id, state="open", limit=9)
    (case,) = (case for case in found if case.email == TYPED["email"])
    assert case.suspect_reasons == ""


def test_mails_of_a_clock_that_was_ahead_leave_when_it_is_right_again(
    desk: Desk, make_case: MakeCase, clock: Clock, deliver: Callable[[], int], mailbox: Mailbox
):
    deliver()
    clock.forward(days=1)
    make_case()
    clock.forward(days=-1)
    assert deliver() == 0

    do_upkeep(desk)

    assert deliver() == 2
    assert mailbox.to("hanna.lind@post.example")


def test_mail_that_was_claimed_by_a_clock_ahead_is_not_held_for_a_day(
    desk: Desk, make_case: MakeCase, clock: Clock, deliver: Callable[[], int]
):
    from widget.storage import outbox

    deliver()
    clock.forward(days=1)
    make_case()
    assert desk.store.writer.change(lambda c: outbox.claim_next(c, desk.clock(), 120_000))
    clock.forward(days=-1)

    do_upkeep(desk)

    assert deliver() == 2


def test_mail_that_waits_for_its_next_try_is_left_alone(
    desk: Desk, make_case: MakeCase, clock: Clock, shop: Shop
):
    from sqlalchemy import select, update

    from widget.storage.tables import outbox

    make_case()
    later = clock.now + 6 * 3600 * 1000
    mine = outbox.c.shop_id == shop.id
    desk.store.writer.change(
        lambda c: c.execute(update(outbox).where(mine).values(next_at=later)) and None
    )
    do_upkeep(desk)
    with desk.store.read() as connection:
        due = set(connection.scalars(select(outbox.c.next_at).where(mine)))
    assert due == {later}


def test_owner_stays_logged_in(desk: Desk, orla: Actor, clock: Clock):
    from widget.desk import print_login, use_login

    link = print_login(desk, "orla@wrenandtide.example")
    session = use_login(desk, link.rpartition("/")[2], None, "Firefox, Linux")
    for days in (-1, 2, -1):
        clock.forward(days=days)
        assert session_for(desk, session) is not None


@pytest.mark.parametrize("days", [-1, 1])
def test_history_across_a_jump_verifies(
    desk: Desk, make_case: MakeCase, orla: Actor, clock: Clock, days: int
):
    from widget.desk import answer

    receipt = make_case()
    clock.forward(days=days)
    answer(desk, orla, receipt.case.reference, "Two new bars leave today.", 99)
    clock.forward(days=-days)
    answer(desk, orla, receipt.case.reference, "They have left.", 99)

    assert not verify_all(desk).faults
    told = case_file(desk, orla.shop_id, receipt.case.reference).events
    assert [event.seq for event in told] == [1, 2, 3]


# The watch over the clock.


class Steady:
    """Seconds since boot, as a test wants them."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def steady(desk: Desk) -> Steady:
    clock = Steady()
    desk.clock_watch = ClockWatch(clock)
    return clock


@pytest.mark.parametrize("days", [-1, 1, 400])
def test_jump_is_said_once_on_the_terminal_and_stands_in_the_inbox_for_a_day(
    desk: Desk, clock: Clock, steady: Steady, days: int
):
    words, lines = words_for("en"), list[str]()
    told = tell_alarms(desk, {}, words, lines.append)
    clock.forward(seconds=5)
    steady.now += 5
    told = tell_alarms(desk, told, words, lines.append)
    assert lines == []
    clock.forward(days=days)
    for _ in range(3):
        steady.now += 5
        clock.forward(seconds=5)
        told = tell_alarms(desk, told, words, lines.append)

    (line,) = lines
    assert ("forward" if days > 0 else "back") in line
    assert "See that it is right." in line
    assert [alarm.name for alarm in alarms(desk)] == ["clock"]
    steady.now += 24 * 3600 + 1
    assert alarms(desk) == []


def test_small_corrections_and_sleep_are_no_jump(desk: Desk, clock: Clock, steady: Steady):
    for wall_s, steady_s in ((5, 5), (60, 5), (-200, 5), (9 * 3600, 9 * 3600)):
        clock.forward(seconds=wall_s)
        steady.now += steady_s
        desk.clock_watch.look(clock.now)
    assert alarms(desk) == []


def test_nothing_is_erased_by_age_while_the_clock_may_be_wrong(
    desk: Desk, make_case: MakeCase, orla: Actor, clock: Clock, steady: Steady
):
    receipt = make_case()
    close_case(desk, orla, receipt.case.reference, "spam", "", False, 99)
    stop = threading.Event()
    desk.clock_watch.look(clock.now)
    clock.forward(days=3650)

    stop.set()
    run_upkeep(desk, stop)

    assert case_file(desk, orla.shop_id, receipt.case.reference).case.state == "closed"
    steady.now += 24 * 3600 + 1
    clock.forward(days=1)
    run_upkeep(desk, stop)
    assert case_file(desk, orla.shop_id, receipt.case.reference).case.state == "erased"


def test_alarm_of_the_database_is_said_and_taken_back(desk: Desk, steady: Steady):
    words, lines = words_for("en"), list[str]()
    desk.store.writer.fault = "busy"
    probe = desk.store.probe
    desk.store.probe = lambda now: False  # type: ignore[method-assign] # noqa: ARG005
    told = tell_alarms(desk, {}, words, lines.append)
    told = tell_alarms(desk, told, words, lines.append)
    assert len(lines) == 1
    assert lines[0].startswith("Nothing can be saved: another program holds the database.")
    desk.store.probe = probe  # type: ignore[method-assign]
    tell_alarms(desk, told, words, lines.append)
    assert lines[1:] == ["Everything can be saved again."]
