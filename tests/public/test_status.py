"""The private page: the whole conversation, and the customer's reply."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.conftest import Clock
from tests.public.conftest import Customer
from tests.public.reading import Page
from tests.public.test_bad_input import HOSTILE, no_script_of_theirs
from widget.cases.model import Shop
from widget.desk import (
    Actor,
    Desk,
    Receipt,
    add_note,
    answer,
    case_file,
    close_case,
    new_form,
    read_form,
    reopen_case,
    reply_as_customer,
)
from widget.storage import Store

ANSWER = "Dear Hanna,\n\nI am sorry. Two new bars leave here on Thursday.\n\nOrla"
MakeCase = Callable[..., Receipt]


@pytest.fixture
def receipt(make_case: MakeCase) -> Receipt:
    """Hanna's case."""
    return make_case()


@pytest.fixture
def answered(desk: Desk, orla: Actor, receipt: Receipt) -> Receipt:
    """Hanna's case with Orla's answer."""
    answer(desk, orla, receipt.case.reference, ANSWER, receipt.case.seq)
    return receipt


def lines(page: Page) -> list[str]:
    return [line.text for line in page.one("ol", class_="thread").find("li")]


def kinds_of(desk: Desk, receipt: Receipt) -> list[str]:
    file = case_file(desk, receipt.shop.id, receipt.case.reference)
    return [event.kind for event in file.events]


def close(desk: Desk, orla: Actor, receipt: Receipt, outcome: str, text: str, told: bool) -> None:
    seq = case_file(desk, receipt.shop.id, receipt.case.reference).case.seq
    close_case(desk, orla, receipt.case.reference, outcome, text, told, seq)


# ---------- What it shows ----------


def test_open_case_says_who_has_it_and_by_when_the_answer_comes(
    customer: Customer, receipt: Receipt
) -> None:
    page = customer.get(f"/c/{receipt.token}")
    assert page.heading == "Orla has your message"
    assert page.title == f"Your message {receipt.case.reference} – Wren & Tide"
    assert "The answer comes by Friday 20 November 2026." in page.text
    assert (
        "Your message of Tuesday 17 November 2026 about two Oat & Honey bars,"
        f" reference {receipt.case.reference}." in page.text
    )
    assert lines(page) == [
        "You, Tuesday 17 November, 14:06 Both bars were cracked right through when I opened the"
        " box. They were for my sister’s birthday. You would like new ones.",
        "Receipt: on its way to h…@post.example",
        "By Friday 20 November 2026. Orla answers you.",
    ]


def test_mails_that_left_are_small_lines_with_a_masked_address(
    customer: Customer, answered: Receipt, deliver: Callable[[], int]
) -> None:
    deliver()
    told = [line for line in lines(customer.get(f"/c/{answered.token}")) if "post.example" in line]
    assert told == [
        "Receipt: sent to h…@post.example, Tuesday 17 November, 14:06",
        "A copy of the answer: sent to h…@post.example, Tuesday 17 November, 14:06",
    ]


def test_answered_case_shows_the_answer_and_whose_turn_it_is(
    customer: Customer, answered: Receipt
) -> None:
    page = customer.get(f"/c/{answered.token}")
    assert page.heading == "Orla has answered you"
    letter = page.one("div", class_="ours")
    assert letter.raw == ANSWER
    link = next(link for link in page.find("a") if link.text == "Read the answer")
    place = page.one(id=link.attrs["href"].removeprefix("#"))
    assert letter in list(place.all())
    assert place.text.startswith("Orla Byrne, Tuesday 17 November, 14:06")
    assert page.button("This is not what I meant")


def test_before_an_answer_nothing_can_be_misunderstood(
    customer: Customer, receipt: Receipt
) -> None:
    page = customer.get(f"/c/{receipt.token}")
    assert "This is not what I meant" not in page.text
    assert page.button("This is settled")


def test_late_answer_is_said_openly(customer: Customer, receipt: Receipt, clock: Clock) -> None:
    clock.forward(days=5)
    page = customer.get(f"/c/{receipt.token}")
    assert (
        "The answer was to come by Friday 20 November 2026, and that day has passed." in page.text
    )


def test_notes_of_the_shop_and_suspicion_never_reach_the_customer(
    customer: Customer, desk: Desk, orla: Actor, make_case: MakeCase
) -> None:
    receipt = make_case(suspect_reasons=("CANARY",))
    add_note(desk, orla, receipt.case.reference, "CANARY note")
    for rest in ["", "/receipt", "/transcript.html", "/transcript.txt", "/transcript.json"]:
        text = customer.client.get(f"/c/{receipt.token}{rest}").get_data(as_text=True)
        assert "CANARY" not in text
        assert "orla@wrenandtide.example" not in text.replace("mailto:", "") or rest == ""
    assert customer.get(f"/c/{receipt.token}").heading == "Orla has your message"


@pytest.mark.parametrize(
    ("outcome", "heading", "line"),
    [
        ("settled", "This is settled", "Orla closed this as settled, Tuesday 17 November, 14:06"),
        ("all_done", "This is closed", "Orla closed this: all is done that could be, Tuesday"),
        ("not_settled", "This is closed", "Orla closed this, Tuesday 17 November, 14:06"),
        ("mistaken", "This is closed", "Orla closed this, Tuesday 17 November, 14:06"),
    ],
)
def test_closed_case_says_so_and_that_a_reply_opens_it_again(
    customer: Customer,
    desk: Desk,
    orla: Actor,
    answered: Receipt,
    outcome: str,
    heading: str,
    line: str,
) -> None:
    close(desk, orla, answered, outcome, "The bars are on their way.", told=True)
    page = customer.get(f"/c/{answered.token}")
    assert page.heading == heading
    assert "write below, and it is open again" in page.text
    told = [said for said in lines(page) if said.startswith(line)]
    assert told
    assert "The bars are on their way." in told[0]


def test_closed_without_a_word_to_the_customer_shows_no_words(
    customer: Customer, desk: Desk, orla: Actor, receipt: Receipt
) -> None:
    close(desk, orla, receipt, "spam", "CANARY", told=False)
    page = customer.get(f"/c/{receipt.token}")
    assert page.heading == "This is closed"
    assert "CANARY" not in page.html
    assert "spam" not in page.html


def test_case_that_the_shop_opened_again_says_so(
    customer: Customer, desk: Desk, orla: Actor, receipt: Receipt
) -> None:
    close(desk, orla, receipt, "settled", "", told=True)
    reopen_case(desk, orla, receipt.case.reference)
    page = customer.get(f"/c/{receipt.token}")
    assert page.heading == "Orla has your message"
    assert any(line.startswith("Orla opened this again") for line in lines(page))


# ---------- Replying ----------


def test_reply_stands_in_the_thread_and_in_the_case(
    customer: Customer, desk: Desk, answered: Receipt
) -> None:
    page = customer.get(f"/c/{answered.token}")
    customer.press(page, "Send", "reply", text="Thank you.\r\nThat is kind.")
    assert customer.status == 303
    assert customer.location == f"/c/{answered.token}#newest"
    page = customer.get(f"/c/{answered.token}")
    assert page.heading == "Orla has your message"
    assert page.one(id="newest").find("div", class_="letter")[0].raw == "Thank you.\nThat is kind."
    file = case_file(desk, answered.shop.id, answered.case.reference)
    assert file.case.state == "open"
    assert file.events[-1].payload == {"not_meant": False, "text": "Thank you.\nThat is kind."}


def test_same_reply_sent_twice_is_recorded_once(
    customer: Customer, desk: Desk, answered: Receipt
) -> None:
    page = customer.get(f"/c/{answered.token}")
    for _ in range(2):
        customer.press(page, "Send", "reply", text="Thank you.")
        assert customer.status == 303
    assert kinds_of(desk, answered).count("customer_replied") == 1


def test_settled_needs_no_words_and_closes(
    customer: Customer, desk: Desk, answered: Receipt
) -> None:
    customer.press(customer.get(f"/c/{answered.token}"), "This is settled", "reply")
    page = customer.get(f"/c/{answered.token}")
    assert page.heading == "This is settled"
    assert any(line.endswith("“This is settled.”") for line in lines(page))
    assert case_file(desk, answered.shop.id, answered.case.reference).case.outcome == "settled"


def test_not_meant_is_told_to_the_shop(customer: Customer, desk: Desk, answered: Receipt) -> None:
    page = customer.get(f"/c/{answered.token}")
    customer.press(page, "This is not what I meant", "reply", text="I want my money.")
    page = customer.get(f"/c/{answered.token}")
    assert page.one(id="newest").text.endswith("“This is not what I meant.” I want my money.")
    file = case_file(desk, answered.shop.id, answered.case.reference)
    assert file.events[-1].payload == {"not_meant": True, "text": "I want my money."}


def test_reply_opens_a_closed_case_again(
    customer: Customer, desk: Desk, orla: Actor, answered: Receipt
) -> None:
    close(desk, orla, answered, "all_done", "", told=True)
    page = customer.get(f"/c/{answered.token}")
    customer.press(page, "Send", "reply", text="It came, but it is the wrong one.")
    page = customer.get(f"/c/{answered.token}")
    assert page.heading == "Orla has your message"
    assert any(line.startswith("Open again, since you wrote") for line in lines(page))
    assert "reopened" in kinds_of(desk, answered)


def test_empty_reply_gets_a_sentence_at_the_field(customer: Customer, receipt: Receipt) -> None:
    page = customer.press(customer.get(f"/c/{receipt.token}"), "Send", "reply", text=" \r\n ")
    assert customer.status == 422
    assert page.errors == {"text": "Write to Orla first, then press Send."}
    assert page.title.startswith("Error: ")
    assert page.one(id="summary").find("a")[0].attrs["href"] == "#text"


def test_reply_that_is_too_long_gets_a_sentence_and_keeps_its_text(
    customer: Customer, desk: Desk, receipt: Receipt
) -> None:
    page = customer.press(customer.get(f"/c/{receipt.token}"), "Send", "reply", text="é" * 5001)
    assert customer.status == 422
    assert page.errors["text"].startswith("This is 5,001 characters long, and 5,000 fit.")
    assert page.fields("reply")["text"] == "é" * 5001
    assert kinds_of(desk, receipt) == ["opened"]


def test_reply_from_an_old_tab_keeps_its_words(
    customer: Customer, desk: Desk, receipt: Receipt, clock: Clock
) -> None:
    page = customer.get(f"/c/{receipt.token}")
    clock.forward(days=8)
    page = customer.press(page, "Send", "reply", text="Still there?")
    assert customer.status == 422
    assert "This form had been open for a long time." in page.one(id="summary").text
    assert page.fields("reply")["text"] == "Still there?"
    customer.press(page, "Send", "reply")
    assert customer.status == 303
    assert kinds_of(desk, receipt)[-1] == "customer_replied"


def test_reply_with_a_forged_token_keeps_its_words(
    customer: Customer, desk: Desk, shop: Shop, receipt: Receipt
) -> None:
    page = customer.get(f"/c/{receipt.token}")
    for token in ["", "forged", new_form(desk, shop, "complaint")]:
        again = customer.press(page, "Send", "reply", text="Hello", token=token)
        assert customer.status == 422
        assert again.fields("reply")["text"] == "Hello"
    assert kinds_of(desk, receipt) == ["opened"]


def test_reply_that_cannot_be_saved_keeps_its_words(
    customer: Customer, desk: Desk, receipt: Receipt
) -> None:
    page = customer.get(f"/c/{receipt.token}")
    desk.store.writer.close()
    page = customer.press(page, "Send", "reply", text="Hello?")
    assert customer.status == 503
    assert "We could not save your message just now." in page.one(id="summary").text
    assert page.fields("reply")["text"] == "Hello?"
    desk.store = Store(desk.store.url)
    customer.press(page, "Send", "reply")
    assert customer.status == 303


@pytest.mark.parametrize("hostile", HOSTILE)
def test_T18_hostile_words_in_a_conversation_stay_words(
    customer: Customer, desk: Desk, orla: Actor, receipt: Receipt, hostile: str
) -> None:
    reply_as_customer(
        desk,
        receipt.token,
        hostile,
        read_form(desk, receipt.shop, "reply", new_form(desk, receipt.shop, "reply")),
    )
    seq = case_file(desk, receipt.shop.id, receipt.case.reference).case.seq
    answer(desk, orla, receipt.case.reference, hostile, seq)
    page = customer.get(f"/c/{receipt.token}")
    assert [letter.raw for letter in page.find("div", class_="letter")][1:] == [hostile, hostile]
    assert no_script_of_theirs(page)
    kept = customer.get(f"/c/{receipt.token}/transcript.html")
    assert not kept.find("script")
    assert hostile.split()[0] in kept.text


@pytest.mark.parametrize(
    "body", [b"text=%00&token=%ff", b"text=%ed%a0%80&end=x", b"", b"text[]=a", b"end=settled%00"]
)
def test_reply_of_odd_bytes_never_breaks(customer: Customer, receipt: Receipt, body: bytes) -> None:
    customer.post(f"/c/{receipt.token}", body, content_type="application/x-www-form-urlencoded")
    assert customer.status == 422


# ---------- Copies ----------


def test_conversation_can_be_taken_along_in_three_forms(
    customer: Customer, answered: Receipt
) -> None:
    page = customer.get(f"/c/{answered.token}")
    links = {link.text: link.attrs["href"] for link in page.find("a") if "download" in link.attrs}
    assert set(links) == {"a page", "plain text", "data (JSON)"}
    kinds = {"a page": "text/html", "plain text": "text/plain", "data (JSON)": "application/json"}
    for words, path in links.items():
        answer_ = customer.client.get(path)
        assert answer_.status_code == 200
        assert answer_.mimetype == kinds[words]
        assert answer_.headers["Content-Disposition"].startswith("attachment; filename=AM-")
        assert "Two new bars leave here on Thursday." in answer_.get_data(as_text=True)
    assert json.loads(customer.client.get(links["data (JSON)"]).data)["reference"]


def test_transcript_of_another_form_is_not_here(customer: Customer, receipt: Receipt) -> None:
    assert customer.client.get(f"/c/{receipt.token}/transcript.exe").status_code == 404


def test_private_pages_speak_the_language_of_the_shop_and_the_choice(
    customer: Customer, make_case: MakeCase, other_shop: Shop
) -> None:
    token = make_case(at=other_shop).token
    for rest in ["", "/receipt"]:
        page = customer.get(f"/c/{token}{rest}", headers={"Accept-Language": "en"})
        assert page.one("html").attrs["lang"] == "de"  # it speaks nothing else
    token = make_case().token
    page = customer.get(f"/c/{token}?lang=de")
    assert page.action("reply") == f"/c/{token}?lang=de"
