"""The review says it back in whole sentences, and changing one thing loses nothing."""

from __future__ import annotations

import pytest

from tests.public.conftest import TYPED, Customer


def test_B2_mirror_sentence_names_item_fault_and_wish(customer: Customer) -> None:
    page = customer.review()
    assert page.heading == "If we understand correctly:"
    assert page.says == [
        "It is about two Oat & Honey bars from order WT-0047b,"
        " which you placed around Monday 9 November 2026.",
        "This happened: Both bars were cracked right through when I opened the box.",
        "For you it meant: They were for my sister’s birthday.",
        "To put it right, you would like new ones.",
        "You are Hanna Lind, and Orla answers to hanna.lind@post.example.",
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"ordered": ""}, "It is about two Oat & Honey bars from order WT-0047b."),
        (
            {"order": ""},
            "It is about two Oat & Honey bars, ordered around Monday 9 November 2026.",
        ),
        ({"order": "", "ordered": ""}, "It is about two Oat & Honey bars."),
        (
            {"items": ""},
            "It is about order WT-0047b, which you placed around Monday 9 November 2026.",
        ),
        ({"items": "", "ordered": ""}, "It is about order WT-0047b."),
        (
            {"items": "", "order": ""},
            "It is about an order that you placed around Monday 9 November 2026.",
        ),
        (
            {"items": "", "order": "", "ordered": ""},
            "You did not say which order it is about. Orla may ask you.",
        ),
    ],
)
def test_B2_mirror_reads_well_whatever_is_left_out(
    customer: Customer, typed: dict[str, str], sentence: str
) -> None:
    assert customer.review(**typed).says[0] == sentence


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {"phone": "+353 1 234 5678"},
            "You are Hanna Lind, and Orla answers to hanna.lind@post.example."
            " Your number is +353 1 234 5678.",
        ),
        (
            {"phone": "+353 1 234 5678", "reach": "phone"},
            "You are Hanna Lind, and Orla rings you at +353 1 234 5678."
            " The receipt goes to hanna.lind@post.example.",
        ),
        (
            {"phone": "+353 1 234 5678", "reach": "phone", "email": ""},
            "You are Hanna Lind, and Orla rings you at +353 1 234 5678."
            " You gave no email address, so keep the receipt that comes next.",
        ),
    ],
)
def test_mirror_says_how_the_answer_comes(
    customer: Customer, typed: dict[str, str], sentence: str
) -> None:
    assert customer.review(**typed).says[4] == sentence


def test_mirror_of_a_cancellation_without_a_reason_is_calm_about_it(customer: Customer) -> None:
    page = customer.review(
        "/s/wren-tide/cancel", items="", happened="", meant="", skip="yes", wish="listen"
    )
    assert page.says[:4] == [
        "You want to cancel. It is about order WT-0047b,"
        " which you placed around Monday 9 November 2026.",
        "You gave no reason, and you need not.",
        "You would rather not say what it means for you.",
        "You would like to cancel it, and nothing more.",
    ]


def test_mirror_of_a_return_says_what_goes_back(customer: Customer) -> None:
    page = customer.review("/s/wren-tide/return", happened="Too small.", wish="replacement")
    assert page.says[0].startswith("You want to send something back or swap it. It is about two")
    assert page.says[1] == "Your reason: Too small."
    assert page.says[3] == "You would like another one for it."


def test_mirror_of_just_that_you_know_wishes_nothing(customer: Customer) -> None:
    assert (
        customer.review(wish="listen").says[3] == "You would like Orla to know, and nothing more."
    )


def test_review_says_by_when_and_that_nothing_is_sent(customer: Customer) -> None:
    page = customer.review()
    assert "Nothing has been sent yet." in page.text
    assert "Orla answers by Friday 20 November 2026." in page.text
    assert page.one("nav", class_="steps").attrs["aria-label"] == "Step 3 of 3"


@pytest.mark.parametrize(
    ("what", "box"),
    [
        ("the order and items", "order"),
        ("what happened", "happened"),
        ("what it means for you", "meant"),
        ("what you would like", "wish"),
        ("how we reach you", "name"),
    ],
)
def test_change_leads_to_its_box_and_keeps_every_word(
    customer: Customer, what: str, box: str
) -> None:
    review = customer.review(happened="Line one.\r\n\r\nLine two & <b>three</b>.")
    button = review.button(f"Change {what}")
    assert button.attrs["formaction"].endswith(f"/s/wren-tide/complaint#{box}")
    form = customer.press(review, f"Change {what}")
    assert customer.status == 200
    assert form.find(id=box)
    kept = form.fields()
    assert {name: kept[name] for name in TYPED if name != "happened"} == {
        name: text for name, text in TYPED.items() if name != "happened"
    }
    assert kept["happened"] == "Line one.\r\n\r\nLine two & <b>three</b>."
    assert not form.errors
    again = customer.press(form, "Go on and check")
    assert again.says == review.says


def test_back_to_the_details_keeps_every_word(customer: Customer) -> None:
    form = customer.press(customer.review(skip="yes"), "Back to the details")
    assert form.fields()["happened"] == TYPED["happened"]
    assert form.fields()["skip"] == "yes"


def test_another_kind_takes_the_words_along(customer: Customer) -> None:
    choice = customer.press(customer.review(), "What happened")
    assert choice.heading == "What happened with your order?"
    form = customer.press(choice, "I want to cancel An order that has not left yet, or a booking.")
    assert form.heading == "You want to cancel"
    assert form.fields()["happened"] == TYPED["happened"]
    assert "wish" not in form.fields()  # new ones are nothing that a cancellation offers
    review = customer.press(form, "Go on and check", wish="refund")
    assert review.says[3] == "You would like your money back."
    customer.press(review, "Send")
    assert customer.status == 303


def test_another_language_takes_the_words_along(customer: Customer) -> None:
    review = customer.review()
    german = customer.press(review, "Deutsch")
    assert german.one("html").attrs["lang"] == "de"
    assert german.fields()["happened"] == TYPED["happened"]
    assert german.action() == "/s/wren-tide/complaint?lang=de"
