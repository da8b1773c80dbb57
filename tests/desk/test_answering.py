"""The owner at work: nothing twice, nothing over somebody else's step, nothing said unasked."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.desk.conftest import Rows
from widget.cases.errors import CaseMovedOn, NothingSaid, UnknownCase
from widget.cases.model import Case, Shop
from widget.desk import (
    Actor,
    Desk,
    Receipt,
    add_fact,
    add_note,
    answer,
    case_file,
    case_for_customer,
    close_case,
    earlier_cases,
    found_real,
    inbox_page,
    mark_read,
    new_form,
    read_form,
    reopen_case,
    reply_as_customer,
    transcript_json,
    transcript_text,
    verify_case,
)

MakeCase = Callable[..., Receipt]
SECRET = "CANARY-NOTE she always complains"


@pytest.fixture
def receipt(make_case: MakeCase) -> Receipt:
    return make_case()


@pytest.fixture
def reference(receipt: Receipt) -> str:
    return receipt.case.reference


@pytest.fixture
def case_now(desk: Desk, receipt: Receipt) -> Callable[[], Case]:
    return lambda: case_file(desk, receipt.shop.id, receipt.case.reference).case


def reply(desk: Desk, receipt: Receipt, text: str) -> None:
    form = read_form(desk, receipt.shop, "reply", new_form(desk, receipt.shop, "reply"))
    reply_as_customer(desk, receipt.token, text, form)


def test_answer_is_an_event_a_mail_and_the_customers_turn(
    desk: Desk, orla: Actor, receipt: Receipt, reference: str, rows: Rows
):
    answer(desk, orla, reference, "Two new bars leave today.", 1)

    file = case_file(desk, receipt.shop.id, reference)
    newest = file.events[-1]
    assert (newest.kind, newest.role, newest.actor_id) == ("answered", "owner", orla.person_id)
    assert newest.actor_name == "Orla Byrne"
    assert newest.payload == {"signed": "Orla Byrne", "text": "Two new bars leave today."}
    assert (file.case.state, file.case.due_on) == ("waiting", "")
    assert rows.orders(receipt.case.id)[-1] == ("answer", "hanna.lind@post.example")
    [order] = rows.of("outbox", mail="answer")
    assert order["locale"] == "en"
    assert str(newest.id) in order["params"]
    assert "Two new bars" not in repr(order)
    found = inbox_page(desk, receipt.shop.id, "waiting", words="leave today")
    assert [case.id for case in found.cases] == [receipt.case.id]


def test_double_click_answers_once(
    desk: Desk, orla: Actor, receipt: Receipt, reference: str, rows: Rows
):
    with ThreadPoolExecutor(8) as pool:
        jobs = [
            pool.submit(answer, desk, orla, reference, "Two new bars leave today.", 1)
            for _ in range(8)
        ]
        assert [job.result() for job in jobs] == [None] * 8

    assert rows.kinds(receipt.case.id) == ["opened", "answered"]
    assert len(rows.of("outbox", mail="answer")) == 1


def test_double_click_is_known_after_the_mail_left(
    desk: Desk,
    orla: Actor,
    receipt: Receipt,
    reference: str,
    rows: Rows,
    send_all: Callable[[], Any],
):
    answer(desk, orla, reference, "Two new bars leave today.", 1)
    send_all()
    answer(desk, orla, reference, "Two new bars leave today.", 1)

    assert rows.kinds(receipt.case.id).count("answered") == 1


def test_same_words_later_are_another_answer(
    desk: Desk, orla: Actor, receipt: Receipt, reference: str, rows: Rows, case_now: Any
):
    answer(desk, orla, reference, "On its way.", 1)
    reply(desk, receipt, "It is not here.")
    answer(desk, orla, reference, "On its way.", case_now().seq)

    assert rows.kinds(receipt.case.id).count("answered") == 2


def test_same_words_of_somebody_else_are_theirs_and_meet_the_first(
    desk: Desk, orla: Actor, fintan: Actor, reference: str
):
    answer(desk, orla, reference, "On its way.", 1)

    with pytest.raises(CaseMovedOn):
        answer(desk, fintan, reference, "On its way.", 1)


def test_answer_to_an_old_page_is_refused_with_the_case_as_it_is(
    desk: Desk, orla: Actor, receipt: Receipt, reference: str, rows: Rows
):
    reply(desk, receipt, "Forget it, they are fine.")
    before = rows.all()

    with pytest.raises(CaseMovedOn) as moved:
        answer(desk, orla, reference, "Two new bars leave today.", 1)

    assert moved.value.case.seq == 2
    assert rows.all() == before
    with pytest.raises(CaseMovedOn):
        close_case(desk, orla, reference, "settled", "", True, 1)
    assert rows.all() == before


def test_quiet_events_do_not_make_a_page_old(
    desk: Desk,
    orla: Actor,
    fintan: Actor,
    reference: str,
    case_now: Any,
    send_all: Callable[[], Any],
):
    mark_read(desk, orla, reference)
    add_note(desk, fintan, reference, "She is a regular.")
    add_fact(desk, fintan, reference, "value", "24.00 EUR")
    send_all()

    answer(desk, orla, reference, "Two new bars leave today.", 1)

    assert case_now().state == "waiting"


@pytest.mark.parametrize("act", [answer, add_note])
def test_empty_words_are_refused(desk: Desk, orla: Actor, reference: str, act: Any):
    with pytest.raises(NothingSaid):
        act(desk, orla, reference, "", *([1] if act is answer else []))


@pytest.mark.parametrize("reference", ["AM-2222-222", "", "x" * 5000, "AM-\x00", "'; --", "\ud800"])
def test_T01_reference_that_is_none_is_unknown(desk: Desk, orla: Actor, reference: str):
    with pytest.raises(UnknownCase):
        case_file(desk, orla.shop_id, reference)
    with pytest.raises(UnknownCase):
        answer(desk, orla, reference, "Hello.", 1)


def test_note_is_seen_by_the_shop_and_never_by_the_customer(
    desk: Desk, orla: Actor, receipt: Receipt, reference: str
):
    add_note(desk, orla, reference, SECRET)
    add_fact(desk, orla, reference, "value", "CANARY-FACT 24.00 EUR")

    inside = case_file(desk, receipt.shop.id, reference)
    outside = case_for_customer(desk, receipt.token)
    assert SECRET in transcript_json(inside)
    assert "CANARY" not in repr(outside)
    for text in (transcript_json(outside), transcript_text(outside, "en")):
        assert "CANARY" not in text
    assert [event.kind for event in outside.events] == ["opened"]


def test_same_note_and_fact_twice_are_recorded_once(
    desk: Desk, orla: Actor, receipt: Receipt, reference: str, rows: Rows
):
    for _ in range(2):
        add_note(desk, orla, reference, "She is a regular.")
    for _ in range(2):
        add_fact(desk, orla, reference, "delivered", "2026-11-12")

    assert rows.kinds(receipt.case.id) == ["opened", "note_added", "fact_added"]
    assert len(rows.of("facts", name="delivered")) == 1


def test_fact_says_who_said_it_and_when(desk: Desk, fintan: Actor, receipt: Receipt):
    add_fact(desk, fintan, receipt.case.reference, "number", "WT-1074")

    said = {
        (fact.value, fact.said_by)
        for fact in case_file(desk, receipt.shop.id, receipt.case.reference).facts
        if fact.name == "number"
    }
    assert said == {("WT-1047", "customer"), ("WT-1074", "helper")}


def test_fact_of_no_known_name_and_without_value_are_refused(
    desk: Desk, orla: Actor, reference: str
):
    with pytest.raises(ValueError, match="colour"):
        add_fact(desk, orla, reference, "colour", "blue")
    with pytest.raises(NothingSaid):
        add_fact(desk, orla, reference, "number", "")


@pytest.mark.parametrize("outcome", ["settled", "not_settled", "all_done", "mistaken", "spam"])
def test_case_is_closed_with_its_outcome(
    desk: Desk, orla: Actor, receipt: Receipt, reference: str, outcome: str, case_now: Any
):
    close_case(desk, orla, reference, outcome, "Refunded today.", False, 1)

    case = case_now()
    assert (case.state, case.outcome, case.due_on) == ("closed", outcome, "")
    verify_case(desk, receipt.shop.id, receipt.case.id)


def test_outcome_that_does_not_exist_is_refused(desk: Desk, orla: Actor, reference: str):
    with pytest.raises(ValueError, match="won"):
        close_case(desk, orla, reference, "won", "", False, 1)


def test_customer_is_mailed_a_closing_only_where_the_owner_wants(
    desk: Desk, orla: Actor, make_case: MakeCase, rows: Rows
):
    told, untold, unreachable = (
        make_case(),
        make_case(),
        make_case(email="", phone="1", reach="phone"),
    )
    close_case(desk, orla, told.case.reference, "all_done", "Refunded today.", True, 1)
    close_case(desk, orla, untold.case.reference, "all_done", "Refunded today.", False, 1)
    close_case(desk, orla, unreachable.case.reference, "all_done", "Refunded.", True, 1)

    assert ("closed", "hanna.lind@post.example") in rows.orders(told.case.id)
    for receipt in (untold, unreachable):
        assert {mail for mail, _ in rows.orders(receipt.case.id)} <= {"notice", "receipt"}


def test_closing_twice_is_recorded_once(
    desk: Desk, orla: Actor, receipt: Receipt, reference: str, rows: Rows
):
    for _ in range(2):
        close_case(desk, orla, reference, "all_done", "Refunded today.", True, 1)

    assert rows.kinds(receipt.case.id) == ["opened", "closed"]
    assert len(rows.of("outbox", mail="closed")) == 1


def test_what_was_closed_without_telling_is_not_told_anywhere(
    desk: Desk, orla: Actor, receipt: Receipt, reference: str
):
    close_case(desk, orla, reference, "spam", "CANARY-REASON", False, 1)

    outside = case_for_customer(desk, receipt.token)
    assert [event.kind for event in outside.events] == ["opened"]
    assert outside.case.outcome == ""
    for text in (transcript_json(outside), transcript_text(outside, "en")):
        assert "CANARY-REASON" not in text
        assert "spam" not in text.lower()


def test_what_was_closed_with_telling_is_told(
    desk: Desk, orla: Actor, receipt: Receipt, reference: str
):
    close_case(desk, orla, reference, "all_done", "Refunded today.", True, 1)

    outside = case_for_customer(desk, receipt.token)
    assert outside.case.outcome == "all_done"
    assert "Refunded today." in transcript_text(outside, "en")


def test_suspicion_is_not_told_to_the_one_it_falls_on(desk: Desk, make_case: MakeCase):
    receipt = make_case(suspect_reasons=("fast", "link"))

    outside = case_for_customer(desk, receipt.token)
    assert outside.case.state == "open"
    assert outside.case.suspect_reasons == ""
    for text in (transcript_json(outside), transcript_text(outside, "en")):
        assert "suspect" not in text.lower()


def test_closed_case_is_opened_again_with_a_new_day(
    desk: Desk, orla: Actor, receipt: Receipt, reference: str, case_now: Any, rows: Rows
):
    close_case(desk, orla, reference, "settled", "", False, 1)
    reopen_case(desk, orla, reference)
    reopen_case(desk, orla, reference)

    assert (case_now().state, case_now().due_on) == ("open", "2026-11-20")
    assert rows.kinds(receipt.case.id) == ["opened", "closed", "reopened"]


def test_suspect_is_found_real_once_and_others_stay_as_they_are(
    desk: Desk, orla: Actor, make_case: MakeCase, rows: Rows
):
    suspect, plain = make_case(suspect_reasons=("link",)), make_case()
    for _ in range(2):
        found_real(desk, orla, suspect.case.reference)
        found_real(desk, orla, plain.case.reference)

    assert rows.kinds(suspect.case.id) == ["opened", "found_real"]
    assert rows.kinds(plain.case.id) == ["opened"]
    found = case_file(desk, orla.shop_id, suspect.case.reference).case
    assert (found.state, found.suspect_reasons) == ("open", "")


def test_reading_is_noted_the_first_time_and_after_each_new_word(
    desk: Desk, orla: Actor, fintan: Actor, receipt: Receipt, reference: str, rows: Rows
):
    mark_read(desk, orla, reference)
    mark_read(desk, fintan, reference)
    reply(desk, receipt, "Any news?")
    mark_read(desk, fintan, reference)

    assert rows.kinds(receipt.case.id) == ["opened", "read", "customer_replied", "read"]


def test_earlier_cases_are_the_same_customers_in_this_shop(
    desk: Desk, make_case: MakeCase, other_shop: Shop, shop: Shop
):
    first, second = make_case(), make_case(happened="Again.")
    make_case(email="other@post.example")
    make_case(at=other_shop)
    nameless = make_case(email="", phone="1", reach="phone")

    assert [case.id for case in earlier_cases(desk, shop.id, second.case)] == [first.case.id]
    assert earlier_cases(desk, shop.id, nameless.case) == []
    assert earlier_cases(desk, other_shop.id, second.case) == []


def test_T70_each_step_leaves_exactly_one_event_with_who_role_and_door(
    desk: Desk, orla: Actor, fintan: Actor, receipt: Receipt, reference: str, rows: Rows
):
    steps: list[tuple[str, Callable[[], object]]] = [
        ("read", lambda: mark_read(desk, fintan, reference)),
        ("note_added", lambda: add_note(desk, fintan, reference, "Note.")),
        ("fact_added", lambda: add_fact(desk, orla, reference, "value", "5 EUR")),
        ("answered", lambda: answer(desk, fintan, reference, "Hello.", 9)),
        ("closed", lambda: close_case(desk, orla, reference, "settled", "", False, 9)),
        ("reopened", lambda: reopen_case(desk, fintan, reference)),
    ]
    for number, (kind, step) in enumerate(steps, start=2):
        step()
        newest = rows.of("events", case_id=receipt.case.id, seq=number)
        assert [row["kind"] for row in newest] == [kind]
        who = orla if kind in {"fact_added", "closed"} else fintan
        assert (newest[0]["role"], newest[0]["actor"], newest[0]["door"]) == (
            who.role,
            who.person_id,
            "inbox",
        )
    assert len(rows.of("events", case_id=receipt.case.id)) == len(steps) + 1
