"""A customer sends the form: one case, one receipt, whatever is sent how often."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event

from tests.conftest import START_MS, Clock, said
from tests.desk.conftest import Rows
from widget.cases.errors import (
    FormExpired,
    FormForged,
    StorageUnavailable,
    TooManyBodies,
    UnknownLink,
)
from widget.cases.model import Shop
from widget.cases.tokens import FormToken
from widget.desk import (
    Desk,
    Receipt,
    new_form,
    open_case,
    read_form,
    receipt_for,
    receipt_json,
    renew_form,
    verify_case,
)

MakeCase = Callable[..., Receipt]


@pytest.fixture
def form(desk: Desk, shop: Shop) -> FormToken:
    return read_form(desk, shop, "complaint", new_form(desk, shop, "complaint"))


def test_case_event_facts_link_search_words_and_orders_come_in_one_commit(
    desk: Desk, shop: Shop, form: FormToken, rows: Rows
):
    commits: list[Any] = []
    event.listen(desk.store._writes, "commit", commits.append)

    receipt = open_case(desk, shop, said(), form)

    assert len(commits) == 1
    [case] = rows.of("cases")
    assert case["reference"] == receipt.case.reference
    assert (case["state"], case["kind"], case["seq"]) == ("open", "complaint", 1)
    assert (case["name"], case["email"]) == ("Hanna Lind", "hanna.lind@post.example")
    assert rows.kinds(case["case_id"]) == ["opened"]
    [payload] = rows.of("payloads", event_id=receipt.opened.id)
    assert json.loads(payload["body"]) == said().as_payload()
    assert {(row["name"], row["value"], row["said_by"]) for row in rows.of("facts")} == {
        ("number", "WT-1047", "customer"),
        ("date", "2026-11-09", "customer"),
        ("items", "two Oat & Honey bars", "customer"),
    }
    assert {row["purpose"] for row in rows.of("links")} == {"status"}
    [words] = rows.of("case_words")
    assert "hanna lind" in words["words"]
    assert sorted(rows.orders(case["case_id"])) == [
        ("notice", "orla@wrenandtide.example"),
        ("receipt", "hanna.lind@post.example"),
    ]


def test_receipt_says_what_the_page_needs(desk: Desk, shop: Shop, form: FormToken):
    receipt = open_case(desk, shop, said(), form)

    assert receipt.shop == shop
    assert receipt.case.state == "open"
    assert receipt.opened.payload == said().as_payload()
    # Three working days after Tuesday 17 November 2026.
    assert receipt.answer_by == receipt.case.due_on == "2026-11-20"
    assert receipt_for(desk, receipt.token) == receipt
    assert receipt.case.opened_at - START_MS < 1000


def test_nothing_readable_opens_the_case_but_the_token(desk: Desk, make_case: MakeCase, rows: Rows):
    receipt = make_case()

    assert receipt.token not in repr(rows.all())
    for wrong in (receipt.token[:-1], receipt.token + "=", receipt.case.reference, "", "\ud800"):
        with pytest.raises(UnknownLink):
            receipt_for(desk, wrong)


def test_order_number_keeps_its_letters_and_zeros(make_case: MakeCase):
    assert make_case(order_number="00047/ä").case.order_number == "00047/ä"


def test_case_without_an_address_mails_the_owner_only(make_case: MakeCase, rows: Rows):
    receipt = make_case(email="", phone="087 123 4567", reach="phone")

    assert rows.orders(receipt.case.id) == [("notice", "orla@wrenandtide.example")]


def test_fact_that_was_not_given_is_no_row(make_case: MakeCase, rows: Rows):
    make_case(order_number="", ordered_on="", items="")

    assert rows.of("facts") == []


def test_mails_speak_each_readers_language(make_case: MakeCase, rows: Rows, other_shop: Shop):
    make_case(at=other_shop, locale="en")

    assert {row["mail"]: row["locale"] for row in rows.of("outbox")} == {
        "notice": "de",
        "receipt": "en",
    }


def test_suspect_case_is_put_aside_and_its_sender_sees_no_difference(make_case: MakeCase):
    plain, suspect = make_case(), make_case(suspect_reasons=("link", "fast"))

    assert suspect.case.state == "suspect"
    assert suspect.case.suspect_reasons == "link,fast"
    assert (suspect.answer_by, len(suspect.token)) == (plain.answer_by, len(plain.token))


def test_same_form_and_words_are_one_case_however_often_they_come(
    desk: Desk, shop: Shop, form: FormToken, rows: Rows
):
    first = open_case(desk, shop, said(), form)

    for _ in range(5):
        assert open_case(desk, shop, said(), form) == first
    assert len(rows.of("cases")) == 1
    assert len(rows.of("outbox")) == 2


def test_same_form_sent_again_in_another_language_is_the_same_case(
    desk: Desk, shop: Shop, form: FormToken, rows: Rows
):
    first = open_case(desk, shop, said(locale="en"), form)

    assert open_case(desk, shop, said(locale="de"), form) == first
    assert len(rows.of("cases")) == 1


def test_same_form_from_eight_threads_at_once_is_one_case(
    desk: Desk, shop: Shop, form: FormToken, rows: Rows
):
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda _: open_case(desk, shop, said(), form), range(24)))

    assert len({receipt.case.reference for receipt in receipts}) == 1
    assert len({receipt.token for receipt in receipts}) == 1
    assert len(rows.of("cases")) == 1
    assert len(rows.of("events", case_id=receipts[0].case.id)) == 1


def test_T08_other_spelling_of_the_same_token_gives_the_same_reference(
    desk: Desk, shop: Shop, rows: Rows
):
    text = new_form(desk, shop, "complaint")
    first = open_case(desk, shop, said(), read_form(desk, shop, "complaint", text))
    spelled = 0
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_":
        try:
            form = read_form(desk, shop, "complaint", text[:-1] + letter)
        except FormForged:
            continue
        spelled += 1
        assert open_case(desk, shop, said(), form).case.reference == first.case.reference

    assert spelled == 4
    again = read_form(desk, shop, "complaint", text + "=")
    assert open_case(desk, shop, said(), again).case.reference == first.case.reference
    assert len(rows.of("cases")) == 1


def test_form_shown_again_keeps_its_nonce_and_so_its_case(
    desk: Desk, shop: Shop, clock: Clock, rows: Rows
):
    text = new_form(desk, shop, "complaint")
    first = open_case(desk, shop, said(), read_form(desk, shop, "complaint", text))
    clock.forward(days=7, seconds=2)
    with pytest.raises(FormExpired) as expired:
        read_form(desk, shop, "complaint", text)

    renewed = renew_form(desk, shop, "complaint", expired.value.nonce)
    again = open_case(desk, shop, said(), read_form(desk, shop, "complaint", renewed))

    assert again.case.reference == first.case.reference
    assert len(rows.of("cases")) == 1


def test_same_form_with_other_words_is_another_case_and_the_sixth_is_refused(
    desk: Desk, shop: Shop, form: FormToken, rows: Rows
):
    receipts = [open_case(desk, shop, said(happened=f"Words {n}."), form) for n in range(5)]

    assert len({receipt.case.reference for receipt in receipts}) == 5
    with pytest.raises(TooManyBodies):
        open_case(desk, shop, said(happened="Words 6."), form)
    assert len(rows.of("cases")) == 5
    # What was taken before is still known.
    assert open_case(desk, shop, said(happened="Words 0."), form) == receipts[0]


def test_other_form_with_the_same_words_is_another_case(make_case: MakeCase):
    assert make_case().case.reference != make_case().case.reference


def test_T06_form_of_another_shop_or_kind_is_refused(desk: Desk, shop: Shop, other_shop: Shop):
    text = new_form(desk, shop, "complaint")

    with pytest.raises(FormForged):
        read_form(desk, other_shop, "complaint", text)
    with pytest.raises(FormForged):
        read_form(desk, shop, "refund", text)


def test_T03_same_nonce_and_words_in_two_shops_are_two_cases(
    desk: Desk, shop: Shop, other_shop: Shop, rows: Rows
):
    nonce = bytes(16)
    receipts = []
    for at in (shop, other_shop):
        form = read_form(desk, at, "complaint", renew_form(desk, at, "complaint", nonce))
        receipts.append(open_case(desk, at, said(), form))

    assert receipts[0].case.reference != receipts[1].case.reference
    assert [row["shop_id"] for row in rows.of("cases")] == sorted((shop.id, other_shop.id))


def test_reference_that_is_taken_is_drawn_again(
    desk: Desk, shop: Shop, make_case: MakeCase, rows: Rows
):
    real = desk.random_bytes
    drawn: list[int] = []

    def loaded(length: int) -> bytes:
        if length == 8 and len(drawn) < 3:  # a reference: three times the same
            drawn.append(length)
            return b"\x07" * 8
        return real(length)

    desk.random_bytes = loaded
    first, second = make_case(), make_case(happened="Something else.")

    assert len(drawn) == 3
    assert first.case.reference != second.case.reference
    assert len(rows.of("cases")) == 2
    verify_case(desk, shop.id, second.case.id)


def test_desk_that_finds_no_free_reference_says_so_and_keeps_nothing(
    desk: Desk, make_case: MakeCase, rows: Rows
):
    real = desk.random_bytes
    desk.random_bytes = lambda length: b"\x07" * 8 if length == 8 else real(length)
    make_case()

    with pytest.raises(StorageUnavailable):
        make_case(happened="Something else.")
    assert len(rows.of("cases")) == 1
    assert len(rows.of("outbox")) == 2


def test_receipt_as_data_proves_what_was_said(desk: Desk, make_case: MakeCase):
    receipt = make_case()

    kept = json.loads(receipt_json(desk, receipt.token))

    assert kept["payload"] == said().as_payload()
    assert kept["reference"] == receipt.case.reference
    assert bytes.fromhex(kept["hash"]) == verify_case(desk, receipt.shop.id, receipt.case.id)
    assert receipt_json(desk, receipt.token) == receipt_json(desk, receipt.token)


def test_words_of_many_scripts_come_back_as_they_were(make_case: MakeCase):
    words = "שלום 石鹸 🧼 {{ 7*7 }} <b>'\";-- %s\n\tÅ"

    receipt = make_case(happened=words)

    assert receipt.opened.payload is not None
    assert receipt.opened.payload["happened"] == words
