"""What the desk does by itself: erase on the day it promised, not before, and leave nothing."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event

from tests.conftest import Clock
from tests.desk.conftest import Rows
from widget.cases.errors import StorageUnavailable, UnknownLink
from widget.cases.model import Shop
from widget.desk import (
    Actor,
    Desk,
    Receipt,
    add_fact,
    add_note,
    answer,
    ask_login,
    case_file,
    case_for_customer,
    change_shop,
    close_case,
    do_upkeep,
    earlier_cases,
    inbox_page,
    new_form,
    print_login,
    read_form,
    receipt_for,
    receipt_json,
    reopen_case,
    reply_as_customer,
    run_upkeep,
    transcript_json,
    transcript_text,
    turn_weekly_proof,
    use_login,
    verify_case,
)

MakeCase = Callable[..., Receipt]


def at(clock: Clock, text: str) -> None:
    """Set the clock to a moment UTC."""
    clock.now = int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.fixture
def closed(desk: Desk, orla: Actor, make_case: MakeCase) -> Callable[[str], str]:
    """A case closed with an outcome; returns its reference."""

    def make(outcome: str) -> str:
        reference = make_case().case.reference
        close_case(desk, orla, reference, outcome, "", False, 1)
        return reference

    return make


def state_of(desk: Desk, shop: Shop, reference: str) -> str:
    return case_file(desk, shop.id, reference).case.state


@pytest.mark.parametrize(
    ("zone", "now", "state"),
    [
        # Closed as spam on Tuesday 17 November: thirty days end when 17 December begins there.
        ("Europe/Dublin", "2026-12-16T23:59:58", "closed"),
        ("Europe/Dublin", "2026-12-17T00:00:00", "erased"),
        ("Europe/Berlin", "2026-12-16T22:59:58", "closed"),
        ("Europe/Berlin", "2026-12-16T23:00:00", "erased"),
    ],
)
def test_spam_goes_after_thirty_days_at_midnight_of_the_shop(
    desk: Desk,
    shop: Shop,
    orla: Actor,
    closed: Callable[[str], str],
    clock: Clock,
    zone: str,
    now: str,
    state: str,
):
    change_shop(desk, orla, {"zone": zone})
    reference = closed("spam")
    at(clock, now)

    assert do_upkeep(desk) == (state == "erased")
    assert state_of(desk, shop, reference) == state


@pytest.mark.parametrize("outcome", ["settled", "not_settled", "all_done", "mistaken"])
@pytest.mark.parametrize(
    ("now", "state"), [("2029-12-31T23:59:58", "closed"), ("2030-01-01T00:00:00", "erased")]
)
def test_closed_case_goes_three_years_after_the_end_of_its_year(
    desk: Desk,
    shop: Shop,
    closed: Callable[[str], str],
    clock: Clock,
    outcome: str,
    now: str,
    state: str,
):
    reference = closed(outcome)
    at(clock, now)

    do_upkeep(desk)

    assert state_of(desk, shop, reference) == state


def test_open_and_waiting_and_suspect_cases_are_never_erased(
    desk: Desk, shop: Shop, orla: Actor, make_case: MakeCase, clock: Clock
):
    made = [make_case(), make_case(), make_case(suspect_reasons=("link",))]
    answer(desk, orla, made[1].case.reference, "Hello.", 1)
    at(clock, "2060-01-01T00:00:00")

    assert do_upkeep(desk) == 0
    assert [state_of(desk, shop, one.case.reference) for one in made] == [
        "open",
        "waiting",
        "suspect",
    ]


def test_case_taken_up_again_counts_from_its_last_closing(
    desk: Desk, shop: Shop, orla: Actor, closed: Callable[[str], str], clock: Clock
):
    reference = closed("spam")
    clock.forward(days=20)
    reopen_case(desk, orla, reference)
    close_case(desk, orla, reference, "spam", "", False, 3)
    clock.forward(days=29)
    do_upkeep(desk)
    assert state_of(desk, shop, reference) == "closed"
    clock.forward(days=1)
    do_upkeep(desk)
    assert state_of(desk, shop, reference) == "erased"


def test_shops_own_numbers_count(
    desk: Desk, shop: Shop, orla: Actor, closed: Callable[[str], str], clock: Clock
):
    change_shop(desk, orla, {"spam_days": 7, "closed_years": 1})
    spam, settled = closed("spam"), closed("settled")
    at(clock, "2026-11-24T00:00:00")
    do_upkeep(desk)
    assert (state_of(desk, shop, spam), state_of(desk, shop, settled)) == ("erased", "closed")
    at(clock, "2028-01-01T00:00:00")
    do_upkeep(desk)
    assert state_of(desk, shop, settled) == "erased"


PLANTED = {
    "name": "Canaryname Lind",
    "email": "canaryaddress@post.example",
    "phone": "0555 123 777",
    "order_number": "CANARYORDER-1",
    "items": "Canaryitems",
    "happened": "Canaryhappened",
    "meant": "Canarymeant",
}


@pytest.fixture
def full_case(
    desk: Desk,
    shop: Shop,
    orla: Actor,
    fintan: Actor,
    make_case: MakeCase,
    send_all: Callable[[], Any],
) -> Receipt:
    """A case in which a planted word stands wherever words can stand, closed as spam."""
    receipt = make_case(**PLANTED, suspect_reasons=("Canaryreason",))
    reference = receipt.case.reference
    send_all()
    form = read_form(desk, shop, "reply", new_form(desk, shop, "reply"))
    reply_as_customer(desk, receipt.token, "Canaryreply", form)
    add_note(desk, fintan, reference, "Canarynote")
    add_fact(desk, orla, reference, "value", "Canaryvalue")
    answer(desk, orla, reference, "Canaryanswer", 99)
    close_case(desk, orla, reference, "spam", "Canaryclosing", True, 99)
    return receipt


def test_T72_erased_case_leaves_no_planted_word_in_any_table(
    desk: Desk, shop: Shop, full_case: Receipt, rows: Rows, clock: Clock
):
    def planted() -> list[str]:
        found = repr(rows.all()).lower()
        words = [*PLANTED.values(), "canary", full_case.token]
        return [word for word in words if word.lower() in found]

    salts = [row["salt"] for row in rows.of("payloads", shop_id=shop.id)]
    before = rows.of("events", case_id=full_case.case.id)
    assert len(planted()) == len(PLANTED) + 1
    clock.forward(days=31)

    assert do_upkeep(desk) == 1

    assert planted() == []
    [case] = rows.of("cases")
    assert (case["state"], case["outcome"], case["email"], case["name"]) == (
        "erased",
        "spam",
        "",
        "",
    )
    for table in ("case_words", "facts", "links", "submissions", "outbox"):
        assert rows.of(table, case_id=full_case.case.id) == [], table
    kept = [row["salt"] for row in rows.of("payloads", shop_id=shop.id)]
    own = {row["event_id"] for row in before}
    assert len(set(salts) - set(kept)) == len(own)
    # Every header stays as it was, and one more tells of the erasure.
    events = rows.of("events", case_id=full_case.case.id)
    assert [row for row in events if row["kind"] != "erased"] == before
    assert (events[-1]["kind"], events[-1]["role"], events[-1]["door"]) == (
        "erased",
        "desk",
        "upkeep",
    )
    [reason] = rows.of("payloads", event_id=events[-1]["event_id"])
    assert json.loads(reason["body"]) == {"reason": "retention"}


def test_erased_case_verifies_and_can_still_be_opened_by_the_shop(
    desk: Desk, shop: Shop, full_case: Receipt, clock: Clock
):
    clock.forward(days=31)
    do_upkeep(desk)

    head = verify_case(desk, shop.id, full_case.case.id)

    file = case_file(desk, shop.id, full_case.case.reference)
    assert len(head) == 32
    assert {event.payload is None for event in file.events[:-1]} == {True}
    for text in (transcript_json(file), transcript_text(file, "en"), transcript_text(file, "de")):
        assert "anary" not in text
    assert earlier_cases(desk, shop.id, file.case) == []
    assert inbox_page(desk, shop.id, "closed", words="canary").cases == []
    assert inbox_page(desk, shop.id, "open", words=file.case.reference).cases == []


def test_T05_link_of_an_erased_case_is_as_unknown_as_a_made_up_one(
    desk: Desk, full_case: Receipt, clock: Clock
):
    clock.forward(days=31)
    do_upkeep(desk)

    for token in (full_case.token, "A" * 22):
        for look in (case_for_customer, receipt_for, receipt_json):
            with pytest.raises(UnknownLink):
                look(desk, token)


def test_erasing_twice_changes_nothing(desk: Desk, full_case: Receipt, rows: Rows, clock: Clock):
    clock.forward(days=31)
    do_upkeep(desk)
    before = rows.all()

    assert do_upkeep(desk) == 0
    assert rows.all() == before


def test_T03_same_words_of_another_shop_stay(
    desk: Desk,
    full_case: Receipt,
    other_shop: Shop,
    make_case: MakeCase,
    rows: Rows,
    clock: Clock,
):
    theirs = make_case(at=other_shop, **PLANTED)
    turn_weekly_proof(desk, Actor(other_shop.id, 0, "operator", "", door="command"), False)
    before = rows.of_shop(other_shop.id)
    clock.forward(days=10)  # the marks by which a form is known again are still needed
    change = {"spam_days": 7}
    change_shop(desk, Actor(full_case.shop.id, 0, "operator", "", door="command"), change)

    assert do_upkeep(desk) == 1

    assert rows.of_shop(other_shop.id) == before
    assert receipt_for(desk, theirs.token).case == theirs.case


@pytest.mark.parametrize(("days", "kept"), [(14.9, True), (15.1, False)])
def test_mark_of_a_form_is_forgotten_when_its_token_is_long_dead(
    desk: Desk, make_case: MakeCase, rows: Rows, clock: Clock, days: float, kept: bool
):
    make_case()
    clock.forward(days=days)
    do_upkeep(desk)

    assert bool(rows.of("submissions")) == kept


@pytest.mark.parametrize(("days", "kept"), [(29.9, True), (30.1, False)])
def test_mail_about_no_case_is_forgotten_after_thirty_days(
    desk: Desk,
    owner: Any,
    make_case: MakeCase,
    rows: Rows,
    send_all: Callable[[], Any],
    clock: Clock,
    days: float,
    kept: bool,
):
    ask_login(desk, owner.email, "cookie", "192.0.2.0/24")
    make_case()
    send_all()
    clock.forward(days=days)
    do_upkeep(desk)

    assert bool(rows.of("outbox", mail="login")) == kept
    assert len(rows.of("outbox", mail="receipt")) == 1


@pytest.mark.parametrize(("days", "logins", "sessions"), [(1.9, 2, 1), (2.1, 0, 1), (7.1, 0, 0)])
def test_log_ins_that_ended_are_forgotten(
    desk: Desk,
    owner: Any,
    rows: Rows,
    clock: Clock,
    days: float,
    logins: int,
    sessions: int,
):
    use_login(desk, print_login(desk, owner.email).rpartition("/")[2], None, "")
    ask_login(desk, "nobody@post.example", "cookie", "192.0.2.0/24")
    clock.forward(days=days)
    do_upkeep(desk)

    assert (len(rows.of("logins")), len(rows.of("sessions"))) == (logins, sessions)


def test_many_erasures_do_not_hold_up_those_who_write_meanwhile(
    desk: Desk, closed: Callable[[str], str], clock: Clock, rows: Rows
):
    for _ in range(45):
        closed("spam")
    clock.forward(days=31)
    steps: list[int] = []
    commits: list[Any] = []

    def count(*_: Any) -> None:
        steps.append(1)

    def take(connection: Any) -> None:
        del connection
        commits.append(len(steps))
        steps.clear()

    event.listen(desk.store._writes, "before_cursor_execute", count)
    event.listen(desk.store._writes, "commit", take)

    assert do_upkeep(desk) == 45

    # No commit is so long that a customer would wait for it.
    assert max(commits) < 600  # statements
    assert {row["state"] for row in rows.of("cases")} == {"erased"}


def test_upkeep_thread_outlives_a_database_that_is_away(
    desk: Desk, closed: Callable[[str], str], clock: Clock, rows: Rows
):
    closed("spam")
    clock.forward(days=31)
    stop, looked = threading.Event(), threading.Event()
    real = desk.clock

    class Stubborn:
        """Fails at first, as a full disk does, then lets the upkeep through and ends it."""

        calls = 0

        def __call__(self) -> int:
            self.calls += 1
            if self.calls == 1:
                looked.set()
                raise StorageUnavailable("disk full")
            return real()

    desk.clock = Stubborn()
    thread = threading.Thread(target=run_upkeep, args=(desk, stop))
    thread.start()
    assert looked.wait(10)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()

    desk.clock = real
    assert do_upkeep(desk) == 1


def test_erasure_does_not_touch_the_shops_own_history(
    desk: Desk, shop: Shop, full_case: Receipt, clock: Clock, rows: Rows
):
    before = rows.of("events", shop_id=shop.id, case_id=0)
    clock.forward(days=31)
    do_upkeep(desk)

    after = rows.of("events", shop_id=shop.id, case_id=0)
    assert after[: len(before)] == before
    assert [event["kind"] for event in after[len(before) :]] == ["heads_told"]
    verify_case(desk, shop.id, 0)
