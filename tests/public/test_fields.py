"""Each field of the form: what it takes, and the sentence beside it for what it does not take."""

from __future__ import annotations

import pytest

from tests.public.conftest import TYPED, Customer
from tests.public.reading import Page
from widget.cases.model import WISHES_OF_KIND, Shop
from widget.desk import Desk, inbox_page

KINDS = {"complaint": "complaint", "refund": "refund", "return": "return", "cancel": "cancellation"}


def check_only(customer: Customer, path: str = "/s/wren-tide/complaint", **typed: str) -> Page:
    """Press "Go on and check" with nothing typed but this."""
    return customer.press(customer.open_form(path), "Go on and check", **typed)


def test_empty_form_says_what_it_needs_and_nothing_else(customer: Customer) -> None:
    page = check_only(customer)
    assert customer.status == 422
    assert page.errors == {
        "happened": "Write what happened. One sentence is enough.",
        "meant": "Write a few words, or tick that you would rather skip this question.",
        "wish": "Choose one. “Just that you know” is fine, too.",
        "name": "Write your name, so that Orla knows whom to answer.",
        "email": "Write your email address. Or leave a phone number and choose to be rung.",
    }


def test_error_summary_stands_first_has_the_focus_and_leads_to_each_box(customer: Customer) -> None:
    page = check_only(customer)
    assert page.title.startswith("Error: ")
    summary = page.one(id="summary")
    assert "autofocus" in summary.attrs
    assert summary.attrs["role"] == "alert"
    assert summary.attrs["tabindex"] == "-1"
    assert summary.find("h2")[0].text == "Five things need a look"
    assert "Everything you typed is still here." in summary.text
    boxes = [link.attrs["href"].removeprefix("#") for link in summary.find("a")]
    assert boxes == ["happened", "meant", "wish-replacement", "name", "email"]
    order = [tag.attrs.get("id") for tag in page.root.all()]
    assert [order.index(box) for box in boxes] == sorted(order.index(box) for box in boxes)
    assert order.index("summary") < order.index("order")


def test_one_error_is_counted_as_one(customer: Customer) -> None:
    page = customer.check(customer.open_form(), name="")
    assert page.one(id="summary").find("h2")[0].text == "One thing needs a look"


@pytest.mark.parametrize("path", KINDS)
def test_form_offers_the_wishes_of_its_kind(customer: Customer, path: str) -> None:
    page = customer.open_form(f"/s/wren-tide/{path}")
    offered = [box.attrs["value"] for box in page.find("input", name="wish")]
    assert offered == list(WISHES_OF_KIND[KINDS[path]])


@pytest.mark.parametrize("path", KINDS)
def test_every_box_has_a_label_and_optional_ones_say_so(customer: Customer, path: str) -> None:
    page = customer.open_form(f"/s/wren-tide/{path}")
    wrapped = {tag.attrs.get("id") for label in page.find("label") for tag in label.all()}
    labelled = {label.attrs.get("for") for label in page.find("label")}
    for box in [*page.find("input"), *page.find("textarea")]:
        if box.attrs.get("type") != "hidden":
            assert box.attrs["id"] in wrapped | labelled
    optional = {label.attrs["for"] for label in page.find("label") if "(optional)" in label.text}
    may_be_empty = {"happened"} if path in {"return", "cancel"} else set()
    assert optional == {"order", "ordered", "items", "phone"} | may_be_empty


@pytest.mark.parametrize("path", ["return", "cancel"])
def test_no_reason_is_needed_to_cancel_or_return(customer: Customer, path: str) -> None:
    page = check_only(customer, f"/s/wren-tide/{path}")
    assert "happened" not in page.errors


def test_cancelling_asks_what_to_cancel(customer: Customer) -> None:
    page = customer.open_form("/s/wren-tide/cancel")
    assert page.one("label", for_="items").text == "What would you like to cancel? (optional)"


# ---------- What it meant (practice B4) ----------


def test_B4_meaning_left_empty_without_the_tick_is_asked_for(customer: Customer) -> None:
    page = customer.check(customer.open_form(), meant="")
    assert page.errors == {
        "meant": "Write a few words, or tick that you would rather skip this question."
    }


def test_B4_meaning_may_be_skipped_by_a_tick(customer: Customer, desk: Desk, shop: Shop) -> None:
    review = customer.review(meant="", skip="yes")
    assert review.says[2] == "You would rather not say what it means for you."
    customer.press(review, "Send")
    case = inbox_page(desk, shop.id, "open").cases[0]
    assert case.reference


def test_B4_words_outweigh_the_tick(customer: Customer) -> None:
    review = customer.review(skip="yes")
    assert review.says[2] == f"For you it meant: {TYPED['meant']}"


# ---------- Order number ----------


@pytest.mark.parametrize("number", ["0047", "WT-0047b", "#1047", "００４７", "Bestellung 12 / Ä"])
def test_order_number_is_kept_as_typed(
    customer: Customer, desk: Desk, shop: Shop, number: str
) -> None:
    customer.send(order=number)
    assert inbox_page(desk, shop.id, "open").cases[0].order_number == number


# ---------- The day ----------


@pytest.mark.parametrize(
    "typed", ["2026-11-09", "9.11.2026", "09.11.2026", "9/11/2026", "9-11-2026", "9. 11. 2026"]
)
def test_day_is_read_day_first(customer: Customer, desk: Desk, shop: Shop, typed: str) -> None:
    customer.send(ordered=typed)
    assert inbox_page(desk, shop.id, "open").cases[0].ordered_on == "2026-11-09"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("last week", "Write the day like 9.11.2026, day first, or leave it empty."),
        ("11/13/2026", "Write the day like 9.11.2026, day first, or leave it empty."),
        ("30.2.2026", "Write the day like 9.11.2026, day first, or leave it empty."),
        ("0026-11-09", "This day is very long ago. Look at the year once more."),
        ("20.11.2026", "This day is still to come. Write the day you ordered."),
    ],
)
def test_day_that_cannot_be_gets_a_sentence_and_stays_in_its_box(
    customer: Customer, typed: str, sentence: str
) -> None:
    page = customer.check(customer.open_form(), ordered=typed)
    assert customer.status == 422
    assert page.errors == {"ordered": sentence}
    box = page.one("input", id="ordered")
    assert box.attrs["value"] == typed
    # A date box throws away what it cannot read.
    assert box.attrs["type"] == ("date" if typed == "0026-11-09" else "text")


# ---------- Who and how ----------


def test_phone_alone_is_enough_for_who_wants_to_be_rung(
    customer: Customer, desk: Desk, shop: Shop
) -> None:
    customer.send(email="", phone="+353 1 234 5678", reach="phone")
    case = inbox_page(desk, shop.id, "open").cases[0]
    assert (case.email, case.phone, case.reach) == ("", "+353 1 234 5678", "phone")


def test_phone_alone_is_not_enough_for_an_answer_by_email(customer: Customer) -> None:
    page = customer.check(customer.open_form(), email="", phone="+353 1 234 5678")
    assert set(page.errors) == {"email"}


def test_who_wants_to_be_rung_leaves_a_number(customer: Customer) -> None:
    page = customer.check(customer.open_form(), reach="phone")
    assert page.errors == {"phone": "Write the number to ring, or choose an answer by email."}
    page = customer.check(customer.open_form(), reach="phone", email="")
    assert set(page.errors) == {"phone", "email"}


@pytest.mark.parametrize("number", ["12", "not a number", "+49 1", "99999999999999999999"])
def test_unlikely_number_is_asked_about_once_and_taken_the_second_time(
    customer: Customer, number: str
) -> None:
    page = customer.check(customer.open_form(), phone=number)
    assert customer.status == 422
    assert page.errors == {
        "phone": "This number looks too short, too long or mistyped. If it is right, just go on."
    }
    page = customer.press(page, "Go on and check")
    assert customer.status == 200
    customer.press(page, "Send")
    assert customer.status == 303


@pytest.mark.parametrize(
    "number", ["01 234 5678", "+353 1 234 5678", "0049 30 901820", "+4930901820"]
)
def test_likely_number_passes_at_once(customer: Customer, number: str) -> None:
    customer.check(customer.open_form(), phone=number)
    assert customer.status == 200


def test_F1_typing_error_in_the_address_is_asked_about_once_and_taken_the_second_time(
    customer: Customer, desk: Desk, shop: Shop
) -> None:
    typed = "hanna.lind@post.exmaple"
    page = customer.check(customer.open_form(), email=typed)
    assert customer.status == 422
    assert page.errors == {
        "email": "“post.exmaple” looks like a typing error. If it is right, just go on."
    }
    assert page.fields()["email"] == typed
    review = customer.press(page, "Go on and check")
    assert customer.status == 200
    customer.press(review, "Send")
    assert inbox_page(desk, shop.id, "open").cases[0].email == typed


def test_F1_one_press_uses_the_address_that_was_meant(
    customer: Customer, desk: Desk, shop: Shop
) -> None:
    page = customer.check(customer.open_form(), email="hanna.lind@gmial.com")
    review = customer.press(page, "Use hanna.lind@gmail.com")
    assert customer.status == 200
    customer.press(review, "Send")
    assert inbox_page(desk, shop.id, "open").cases[0].email == "hanna.lind@gmail.com"


def test_F1_another_typing_error_is_asked_about_again(customer: Customer) -> None:
    page = customer.check(customer.open_form(), email="hanna@gmial.com")
    page = customer.press(page, "Go on and check", email="hanna@hotmial.com")
    assert customer.status == 422
    assert page.button("Use hanna@hotmail.com")


@pytest.mark.parametrize(
    ("typed", "offer"),
    [
        ("hanna", ""),
        ("hanna@", ""),
        ("hanna@gmail", "hanna@gmail.com"),
        ("hanna@gmail,com", "hanna@gmail.com"),
        ("Hanna Lind <hanna@gmail.com>", "hanna@gmail.com"),
        ('"e@attacker.de"@victim.de', ""),
        ("a@b.de,c@d.de", ""),
        ("<a@b>x@y", ""),
        ("hanna@[127.0.0.1]", ""),
        ("hanna(comment)@post.example", ""),
        ("hanna@localhost", ""),
        ("jürgen@post.example", ""),
        (f"{'a' * 65}@post.example", ""),
        ("=?utf-8?q?a=0ABcc:_v@x?=", ""),
    ],
)
def test_T27_what_is_not_one_plain_address_is_refused_with_its_text(
    customer: Customer, typed: str, offer: str
) -> None:
    page = customer.check(customer.open_form(), email=typed)
    assert customer.status == 422
    assert page.errors == {
        "email": "This is not one whole email address. It looks like name@post.example."
    }
    assert page.fields()["email"] == typed
    offers = [button.text for button in page.find("button", name="use_email")]
    assert offers == ([f"Use {offer}"] if offer else [])
    # It is no address, so a second press does not make it one.
    customer.press(page, "Go on and check")
    assert customer.status == 422


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("hanna@MÜNCHEN.example", "hanna@xn--mnchen-3ya.example"),
        ("hanna@ｐｏｓｔ.example", "hanna@post.example"),
        (" hanna@post.example ", "hanna@post.example"),
        ("Hanna.Lind+shop@Post.Example", "Hanna.Lind+shop@post.example"),
    ],
)
def test_T27_the_stored_form_of_an_address_is_the_one_that_is_shown(
    customer: Customer, desk: Desk, shop: Shop, typed: str, stored: str
) -> None:
    review = customer.review(email=typed)
    assert review.says[4] == f"You are Hanna Lind, and Orla answers to {stored}."
    customer.press(review, "Send")
    assert inbox_page(desk, shop.id, "open").cases[0].email == stored


def test_T27_a_look_alike_is_shown_as_what_it_is(customer: Customer) -> None:
    page = customer.check(customer.open_form(), email="hanna@gm\u0430il.com")
    assert page.errors["email"].startswith("“xn--gmil-63d.com” looks like a typing error.")
    assert page.button("Use hanna@gmail.com")
