"""The customer writes again: once is once, a closed case opens, and the owner hears of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.conftest import Clock
from tests.desk.conftest import Rows
from widget.cases.errors import NothingSaid, UnknownLink
from widget.cases.model import Case, Shop
from widget.cases.tokens import FormToken
from widget.desk import (
    Actor,
    Desk,
    Receipt,
    answer,
    case_file,
    close_case,
    inbox_page,
    new_form,
    read_form,
    reply_as_customer,
    verify_case,
)

MakeCase = Callable[..., Receipt]


@pytest.fixture
def receipt(make_case: MakeCase) -> Receipt:
    return make_case()


@pytest.fixture
def form(desk: Desk, shop: Shop) -> FormToken:
    return read_form(desk, shop, "reply", new_form(desk, shop, "reply"))


@pytest.fixture
def reply(desk: Desk, shop: Shop, receipt: Receipt) -> Callable[..., None]:
    """Write as the customer, on a fresh form."""

    def write(text: str = "", **how: bool) -> None:
        form = read_form(desk, shop, "reply", new_form(desk, shop, "reply"))
        reply_as_customer(desk, receipt.token, text, form, **how)

    return write


@pytest.fixture
def case_now(desk: Desk, receipt: Receipt) -> Callable[[], Case]:
    return lambda: case_file(desk, receipt.shop.id, receipt.case.reference).case


def test_reply_is_an_event_a_notice_and_findable_at_once(
    desk: Desk, receipt: Receipt, form: FormToken, rows: Rows
):
    reply_as_customer(desk, receipt.token, "The second bar is cracked, too. Žofie", form)

    newest = case_file(desk, receipt.shop.id, receipt.case.reference).events[-1]
    assert newest.kind == "customer_replied"
    assert (newest.role, newest.door) == ("customer", "public")
    assert newest.payload == {
        "not_meant": False,
        "text": "The second bar is cracked, too. Žofie",
    }
    assert rows.orders(receipt.case.id)[-1] == ("reply_notice", "orla@wrenandtide.example")
    assert inbox_page(desk, receipt.shop.id, "open", words="zofie").cases[0].id == receipt.case.id
    [case] = rows.of("cases")
    assert case["words"].startswith("The second bar")
    assert case["seen_at"] is None
    verify_case(desk, receipt.shop.id, receipt.case.id)


def test_same_reply_twice_is_recorded_once(
    desk: Desk, receipt: Receipt, form: FormToken, rows: Rows
):
    for _ in range(3):
        reply_as_customer(desk, receipt.token, "Any news?", form)

    assert rows.kinds(receipt.case.id) == ["opened", "customer_replied"]
    assert len(rows.of("outbox", mail="reply_notice")) == 1


def test_same_reply_from_eight_threads_at_once_is_recorded_once(
    desk: Desk, receipt: Receipt, form: FormToken, rows: Rows
):
    with ThreadPoolExecutor(8) as pool:
        jobs = [
            pool.submit(reply_as_customer, desk, receipt.token, "Any news?", form)
            for _ in range(16)
        ]
        assert [job.result() for job in jobs] == [None] * 16

    assert rows.kinds(receipt.case.id) == ["opened", "customer_replied"]


def test_same_words_on_another_form_are_another_reply(reply: Any, receipt: Receipt, rows: Rows):
    reply("Any news?")
    reply("Any news?")

    assert rows.kinds(receipt.case.id) == ["opened", "customer_replied", "customer_replied"]


def test_one_form_used_on_two_cases_is_a_reply_to_each(
    desk: Desk, make_case: MakeCase, form: FormToken, rows: Rows
):
    first, second = make_case(), make_case(happened="Something else.")

    reply_as_customer(desk, first.token, "Any news?", form)
    reply_as_customer(desk, second.token, "Any news?", form)

    assert rows.kinds(first.case.id) == rows.kinds(second.case.id) == ["opened", "customer_replied"]


@pytest.mark.parametrize("how", [{}, {"settled": False, "not_meant": False}])
def test_nothing_said_is_refused(desk: Desk, receipt: Receipt, form: FormToken, how: Any):
    with pytest.raises(NothingSaid):
        reply_as_customer(desk, receipt.token, "", form, **how)


@pytest.mark.parametrize("cut", [slice(0, -1), slice(1, None), slice(0, 0)])
def test_T06_token_cut_by_a_letter_opens_nothing(
    desk: Desk, receipt: Receipt, form: FormToken, cut: slice, rows: Rows
):
    before = rows.all()

    with pytest.raises(UnknownLink):
        reply_as_customer(desk, receipt.token[cut], "Any news?", form)
    assert rows.all() == before


def test_settled_closes_the_case_with_or_without_words(
    reply: Any, case_now: Callable[[], Case], receipt: Receipt, rows: Rows
):
    reply(settled=True)

    case = case_now()
    assert (case.state, case.outcome, case.due_on) == ("closed", "settled", "")
    assert case.closed_at is not None
    assert rows.kinds(receipt.case.id) == ["opened", "customer_settled"]
    assert rows.orders(receipt.case.id)[-1][0] == "reply_notice"


def test_not_meant_says_so_and_leaves_the_case_with_the_owner(
    desk: Desk, orla: Actor, reply: Any, case_now: Callable[[], Case], receipt: Receipt
):
    answer(desk, orla, receipt.case.reference, "One new bar leaves today.", 1)

    reply(not_meant=True)

    case = case_now()
    assert case.state == "open"
    newest = case_file(desk, receipt.shop.id, receipt.case.reference).events[-1]
    assert newest.payload == {"not_meant": True, "text": ""}


def test_reply_to_a_closed_case_opens_it_again_with_a_new_day(
    desk: Desk,
    orla: Actor,
    reply: Any,
    case_now: Callable[[], Case],
    receipt: Receipt,
    rows: Rows,
    clock: Clock,
):
    close_case(desk, orla, receipt.case.reference, "all_done", "", False, 1)
    clock.forward(days=14)

    reply("It broke again.")

    case = case_now()
    assert (case.state, case.outcome, case.closed_at) == ("open", "", None)
    assert case.due_on == "2026-12-04"  # three working days after Tuesday 1 December
    assert rows.kinds(receipt.case.id) == ["opened", "closed", "reopened", "customer_replied"]
    verify_case(desk, receipt.shop.id, receipt.case.id)


def test_settled_on_a_closed_case_does_not_open_it(
    desk: Desk, orla: Actor, reply: Any, case_now: Callable[[], Case], receipt: Receipt, rows: Rows
):
    close_case(desk, orla, receipt.case.reference, "not_settled", "", False, 1)

    reply("Thank you after all.", settled=True)

    assert (case_now().state, case_now().outcome) == ("closed", "settled")
    assert rows.kinds(receipt.case.id) == ["opened", "closed", "customer_settled"]


def test_spam_that_calls_itself_settled_stays_spam(
    desk: Desk, orla: Actor, reply: Any, case_now: Callable[[], Case], receipt: Receipt
):
    """Else whoever sends spam could have it kept for years."""
    close_case(desk, orla, receipt.case.reference, "spam", "", False, 1)
    closed_at = case_now().closed_at

    reply(settled=True)

    assert (case_now().outcome, case_now().closed_at) == ("spam", closed_at)


def test_promised_day_stays_while_it_is_the_owners_turn(
    reply: Any, case_now: Callable[[], Case], receipt: Receipt, clock: Clock
):
    clock.forward(days=2)

    reply("One more thing.")

    assert case_now().due_on == receipt.answer_by == "2026-11-20"


def test_reply_to_an_answer_gets_a_new_day(
    desk: Desk,
    orla: Actor,
    reply: Any,
    case_now: Callable[[], Case],
    receipt: Receipt,
    clock: Clock,
):
    answer(desk, orla, receipt.case.reference, "Which one?", 1)
    assert (case_now().state, case_now().due_on) == ("waiting", "")
    clock.forward(days=3)  # Friday

    reply("The blue one.")

    assert (case_now().state, case_now().due_on) == ("open", "2026-11-25")


def test_reply_to_a_suspect_case_leaves_it_aside(
    desk: Desk, shop: Shop, make_case: MakeCase, form: FormToken
):
    receipt = make_case(suspect_reasons=("link",))

    reply_as_customer(desk, receipt.token, "Hello?", form)

    assert case_file(desk, shop.id, receipt.case.reference).case.state == "suspect"
