"""Two shops on one desk, with everything equal that can be: each sees its own [T01, T03]."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from tests.conftest import said
from tests.desk.conftest import Rows
from widget.cases.errors import FormForged, UnknownCase
from widget.cases.model import Shop
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
    open_case,
    people_of,
    read_form,
    receipt_for,
    renew_form,
    reopen_case,
    retry_mails,
    sites_of,
    unsent_mails,
    verify_case,
)
from widget.desk.erasing import erase_case
from widget.desk.wired import UPKEEP
from widget.storage import cases as case_storage
from widget.storage.outbox import claim_next, mark_sent
from widget.storage.tables import outbox

MakeCase = Callable[..., Receipt]
CANARY = {"happened": "CANARY-B happened", "meant": "CANARY-B meant", "items": "CANARY-B items"}


@pytest.fixture
def ours(make_case: MakeCase) -> Receipt:
    return make_case()


@pytest.fixture
def theirs(make_case: MakeCase, other_shop: Shop) -> Receipt:
    """The same customer, order number and form of the other shop."""
    return make_case(at=other_shop, **CANARY)


def acts(desk: Desk, actor: Actor, reference: str) -> dict[str, Callable[[], Any]]:
    """Everything that the shop's people can do to a case by its reference."""
    return {
        "case_file": lambda: case_file(desk, actor.shop_id, reference),
        "answer": lambda: answer(desk, actor, reference, "Hello.", 99),
        "close_case": lambda: close_case(desk, actor, reference, "spam", "", True, 99),
        "reopen_case": lambda: reopen_case(desk, actor, reference),
        "found_real": lambda: found_real(desk, actor, reference),
        "mark_read": lambda: mark_read(desk, actor, reference),
        "add_note": lambda: add_note(desk, actor, reference, "Note."),
        "add_fact": lambda: add_fact(desk, actor, reference, "value", "5"),
    }


@pytest.mark.parametrize("act", acts(None, Actor(1, 1, "owner", ""), ""))  # type: ignore[arg-type]
def test_T01_another_shops_case_is_as_unknown_as_a_made_up_one(
    desk: Desk, orla: Actor, theirs: Receipt, rows: Rows, act: str
):
    before = rows.all()
    answers = []
    for reference in (theirs.case.reference, "AM-2222-222"):
        with pytest.raises(UnknownCase) as unknown:
            acts(desk, orla, reference)[act]()
        answers.append(type(unknown.value))

    assert answers == [UnknownCase, UnknownCase]
    assert rows.all() == before


def test_T03_lists_search_counts_and_earlier_cases_are_ones_own(
    desk: Desk, shop: Shop, other_shop: Shop, ours: Receipt, theirs: Receipt
):
    for words in ("", "WT-1047", "hanna lind", "hanna.lind@post.example", "canary"):
        page = inbox_page(desk, shop.id, "open", words=words)
        assert {case.shop_id for case in page.cases} <= {shop.id}
        assert "CANARY" not in repr(page)
        assert page.counts == {"open": 1, "waiting": 0, "suspect": 0, "closed": 0}
    assert earlier_cases(desk, shop.id, ours.case) == []
    assert earlier_cases(desk, shop.id, theirs.case) == []
    assert [case.id for case in inbox_page(desk, other_shop.id, "open").cases] == [theirs.case.id]


def loaded_dice(real: Callable[[int], bytes], name: str) -> Callable[[int], bytes]:
    """Dice that give every shop the same ids, but no two the same reference, link or Message-ID."""
    drawn = itertools.count(1)

    def draw(length: int) -> bytes:
        if length in {8, 9}:
            return real(length)
        return name.encode()[:1] * 16 if length == 16 else bytes([next(drawn)]) * length

    return draw


def test_T03_equal_order_names_nonce_and_event_ids_stay_apart(
    desk: Desk, shop: Shop, other_shop: Shop, orla: Actor, other_orla: Actor, rows: Rows
):
    """The dice give both shops the same numbers, so that only the shop tells the rows apart."""
    assert desk.ring  # its keys are drawn before
    real, moment = desk.random_bytes, desk.clock()
    desk.clock = lambda: moment
    receipts = []
    for at, words in ((shop, said()), (other_shop, said(**CANARY))):
        desk.random_bytes = loaded_dice(real, at.slug)
        form = read_form(desk, at, "complaint", renew_form(desk, at, "complaint", bytes(16)))
        receipts.append(open_case(desk, at, words, form))
    ours, theirs = receipts
    assert ours.case.id == theirs.case.id
    assert ours.opened.id == theirs.opened.id

    desk.random_bytes, desk.clock = real, lambda: moment + 1000
    answer(desk, other_orla, theirs.case.reference, "CANARY-B answer", 1)
    add_note(desk, other_orla, theirs.case.reference, "CANARY-B note")

    file = case_file(desk, shop.id, ours.case.reference)
    assert "CANARY" not in repr(file)
    assert [event.kind for event in file.events] == ["opened"]
    assert len(file.facts) == 3
    assert len(file.mailings) == 2
    assert "CANARY" not in repr(case_for_customer(desk, ours.token))
    assert receipt_for(desk, theirs.token).case.shop_id == other_shop.id
    close_case(desk, orla, ours.case.reference, "settled", "", False, 1)
    assert case_file(desk, other_shop.id, theirs.case.reference).case.state == "waiting"
    verify_case(desk, shop.id, ours.case.id)
    verify_case(desk, other_shop.id, theirs.case.id)


def test_T03_erasing_a_case_leaves_the_others_with_the_same_id(
    desk: Desk, shop: Shop, other_shop: Shop, ours: Receipt, theirs: Receipt, rows: Rows
):
    before = rows.of_shop(other_shop.id)

    def erase(connection: Any) -> None:
        case = case_storage.case_by_id(connection, shop.id, ours.case.id)
        erase_case(desk, connection, case, UPKEEP, "asked")

    desk.store.writer.change(erase)

    assert rows.of_shop(other_shop.id) == before
    verify_case(desk, shop.id, ours.case.id)


def test_T03_equal_message_ids_are_marked_apart(
    desk: Desk, shop: Shop, other_shop: Shop, ours: Receipt, theirs: Receipt, rows: Rows
):
    def same(connection: Any) -> None:
        for at in (shop, other_shop):
            connection.execute(
                update(outbox).where(outbox.c.shop_id == at.id).values(message_id="<1@desk>")
            )

    desk.store.writer.change(same)
    order = desk.store.writer.change(lambda c: claim_next(c, desk.clock(), 60_000))
    assert order is not None
    desk.store.writer.change(lambda c: mark_sent(c, order, desk.clock(), desk.random_bytes))

    sent = rows.of("outbox", state="sent")
    assert [row["shop_id"] for row in sent] == [order.shop_id]


def test_T03_mails_people_and_sites_are_ones_own(
    desk: Desk,
    shop: Shop,
    orla: Actor,
    other_orla: Actor,
    ours: Receipt,
    theirs: Receipt,
    rows: Rows,
):
    assert {order.shop_id for order in unsent_mails(desk, shop.id)} == {shop.id}
    assert "CANARY" not in repr(people_of(desk, shop.id))
    assert sites_of(desk, shop.id) == []
    before = rows.of_shop(other_orla.shop_id)
    assert retry_mails(desk, orla) == 2
    assert rows.of_shop(other_orla.shop_id) == before


def test_T01_reply_form_of_another_shop_cannot_be_read_for_this_one(
    desk: Desk, shop: Shop, other_shop: Shop, ours: Receipt
):
    with pytest.raises(FormForged):
        read_form(desk, shop, "reply", new_form(desk, other_shop, "reply"))
