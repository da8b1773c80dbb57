"""Sending: one case however often it is pressed, and no word is lost whatever goes wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from tests.conftest import Clock, Mailbox
from tests.public.conftest import TYPED, Customer
from tests.public.reading import Page
from widget.cases.model import Case, Shop
from widget.desk import Desk, case_file, inbox_page, new_form
from widget.storage import Store
from widget.storage.tables import cases


def count_cases(desk: Desk, shop: Shop) -> int:
    with desk.store.read() as connection:
        counted = select(func.count()).select_from(cases).where(cases.c.shop_id == shop.id)
        return int(connection.execute(counted).scalar_one())


def only_case(desk: Desk, shop: Shop) -> Case:
    found = inbox_page(desk, shop.id, "open").cases
    assert len(found) == 1
    return found[0]


def keeps_everything(page: Page) -> None:
    fields = page.fields()
    assert {name: fields.get(name) for name in TYPED} == TYPED


def test_sent_message_is_a_case_with_every_word_and_two_mails(
    customer: Customer, desk: Desk, shop: Shop, deliver: Callable[[], int], mailbox: Mailbox
) -> None:
    review = customer.review()
    customer.press(review, "Send")
    assert customer.status == 303
    assert customer.location.endswith("/receipt")
    case = only_case(desk, shop)
    said = case_file(desk, shop.id, case.reference).events[0].payload
    assert said == {
        "kind": "complaint",
        "order_number": "WT-0047b",
        "ordered_on": "2026-11-09",
        "items": "two Oat & Honey bars",
        "happened": TYPED["happened"],
        "meant": TYPED["meant"],
        "meant_skipped": False,
        "wish": "replacement",
        "name": "Hanna Lind",
        "email": "hanna.lind@post.example",
        "phone": "",
        "reach": "email",
        "locale": "en",
    }
    assert deliver() == 2
    assert sorted(mailbox.recipients) == ["hanna.lind@post.example", shop.mailbox]


@pytest.mark.parametrize(
    ("path", "kind", "wish"),
    [
        ("complaint", "complaint", "resend"),
        ("refund", "refund", "part_refund"),
        ("return", "return", "replacement"),
        ("cancel", "cancellation", "redo"),
    ],
)
def test_each_form_opens_a_case_of_its_kind(
    customer: Customer, desk: Desk, shop: Shop, path: str, kind: str, wish: str
) -> None:
    customer.send(f"/s/wren-tide/{path}", wish=wish)
    case = only_case(desk, shop)
    assert (case.kind, case.wish) == (kind, wish)


def test_send_pressed_three_times_is_one_case(customer: Customer, desk: Desk, shop: Shop) -> None:
    review = customer.review()
    places = set()
    for _ in range(3):
        customer.press(review, "Send")
        places.add(customer.location)
    assert len(places) == 1
    assert count_cases(desk, shop) == 1


def test_send_checks_everything_again(customer: Customer, desk: Desk, shop: Shop) -> None:
    page = customer.press(customer.review(), "Send", name="", email="nobody")
    assert customer.status == 422
    assert set(page.errors) == {"name", "email"}
    assert count_cases(desk, shop) == 0


def test_form_open_for_too_long_keeps_its_words_and_goes_on(
    customer: Customer, desk: Desk, shop: Shop, clock: Clock
) -> None:
    review = customer.review()
    clock.forward(days=8)
    page = customer.press(review, "Send")
    assert customer.status == 422
    assert "This form had been open for a long time." in page.one(id="summary").text
    keeps_everything(page)
    assert count_cases(desk, shop) == 0
    customer.press(page, "Send")
    assert customer.status == 303
    assert count_cases(desk, shop) == 1


def test_sent_once_and_again_from_an_old_tab_is_one_case(
    customer: Customer, desk: Desk, shop: Shop, clock: Clock
) -> None:
    review = customer.review()
    customer.press(review, "Send")
    first = customer.location
    clock.forward(days=8)
    customer.press(customer.press(review, "Send"), "Send")
    assert customer.location == first
    assert count_cases(desk, shop) == 1


def test_old_token_at_check_is_renewed_without_a_word(customer: Customer, clock: Clock) -> None:
    form = customer.open_form()
    clock.forward(days=8)
    review = customer.check(form)
    assert customer.status == 200
    customer.press(review, "Send")
    assert customer.status == 303


@pytest.mark.parametrize("token", ["", "forged", "forged.to.ken", "\ud800", "x" * 5000])
def test_forged_token_keeps_every_word(
    customer: Customer, desk: Desk, shop: Shop, token: str
) -> None:
    review = customer.review()
    where, fields = review.press("Send")
    token = token.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    page = customer.post(where, fields | {"token": token})
    assert customer.status == 422
    assert "We did not recognise this form any more." in page.one(id="summary").text
    keeps_everything(page)
    customer.press(page, "Send")
    assert customer.status == 303
    assert count_cases(desk, shop) == 1


def test_T06_token_of_another_shop_or_purpose_sends_nothing(
    customer: Customer, desk: Desk, shop: Shop, other_shop: Shop
) -> None:
    review = customer.review()
    where, fields = review.press("Send")
    foreign = [
        new_form(desk, other_shop, "complaint"),
        new_form(desk, shop, "reply"),
        new_form(desk, shop, "refund"),
    ]
    for token in foreign:
        keeps_everything(customer.post(where, fields | {"token": token}))
        assert customer.status == 422
    assert count_cases(desk, shop) == 0


def test_sixth_different_message_from_one_form_gets_a_fresh_form(
    customer: Customer, desk: Desk, shop: Shop
) -> None:
    where, fields = customer.review().press("Send")
    for number in range(5):
        customer.post(where, fields | {"items": f"bar {number}"})
        assert customer.status == 303
    page = customer.post(where, fields)
    assert customer.status == 422
    assert "sent several times with different words" in page.one(id="summary").text
    keeps_everything(page)
    customer.press(page, "Send")
    assert customer.status == 303
    assert count_cases(desk, shop) == 6


def test_nothing_can_be_saved_and_no_word_is_lost(
    customer: Customer, desk: Desk, shop: Shop
) -> None:
    review = customer.review()
    desk.store.writer.close()
    page = customer.press(review, "Send")
    assert customer.status == 503
    assert "We could not save your message just now." in page.one(id="summary").text
    assert page.find("a", href=f"mailto:{shop.mailbox}")
    keeps_everything(page)
    own_text = page.one("textarea", id="own-text").raw
    assert TYPED["happened"] in own_text
    assert "Order number: WT-0047b" in own_text
    desk.store = Store(desk.store.url)
    customer.press(page, "Send")
    assert customer.status == 303
    assert count_cases(desk, shop) == 1


def test_in_the_frame_the_receipt_comes_at_once(customer: Customer, desk: Desk, shop: Shop) -> None:
    form = customer.open_form("/s/wren-tide/complaint?frame=1")
    assert form.fields()["frame"] == "1"
    review = customer.check(form)
    assert review.fields()["frame"] == "1"
    receipt = customer.press(review, "Send")
    assert customer.status == 200
    assert receipt.heading == "Thank you, Hanna. We have it."
    assert only_case(desk, shop).reference in receipt.text


def test_chosen_language_goes_all_the_way(customer: Customer, desk: Desk, shop: Shop) -> None:
    page = customer.get("/s/wren-tide/complaint?lang=de")
    where, fields = page.action(), page.fields() | dict(TYPED)
    review = customer.post(where, fields | {"step": "check"})
    assert review.one("html").attrs["lang"] == "de"
    customer.post(review.action(), review.fields() | {"step": "send"})
    assert customer.location.endswith("/receipt?lang=de")
    assert only_case(desk, shop).locale == "de"


def test_language_of_the_browser_is_spoken(customer: Customer) -> None:
    page = customer.get("/s/wren-tide", headers={"Accept-Language": "de-AT, fr;q=0.5"})
    assert page.one("html").attrs["lang"] == "de"
    page = customer.get("/s/wren-tide", headers={"Accept-Language": "fr"})
    assert page.one("html").attrs["lang"] == "en"
