"""A case on one screen: read, answer, note, fact, close, open again; what others did meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.conftest import Clock
from tests.inbox.conftest import Browser
from widget.cases.errors import UnknownCase
from widget.cases.model import Shop
from widget.desk import (
    Actor,
    Desk,
    Receipt,
    add_fact,
    add_note,
    answer,
    case_file,
    close_case,
    new_form,
    read_form,
    reply_as_customer,
)
from widget.desk.erasing import erase_case
from widget.storage.cases import find_case

HOSTILE = "<script>alert(1)</script> {{ 7*7 }} %(name)s \u202egpj & “quotes”"


def kinds(desk: Desk, receipt: Receipt) -> list[str]:
    file = case_file(desk, receipt.shop.id, receipt.case.reference)
    return [event.kind for event in file.events]


def write_as_customer(desk: Desk, receipt: Receipt, text: str, **more: bool) -> None:
    form = read_form(desk, receipt.shop, "reply", new_form(desk, receipt.shop, "reply"))
    reply_as_customer(desk, receipt.token, text, form, **more)


@pytest.fixture
def hanna(make_case: Callable[..., Receipt]) -> Receipt:
    return make_case()


@pytest.fixture
def path(hanna: Receipt) -> str:
    return f"/inbox/case/{hanna.case.reference}"


def test_the_screen_holds_words_facts_wish_and_the_day_due(inbox: Browser, path: str) -> None:
    page = inbox.get(path).text
    for shown in (
        "Both bars were cracked right through when I opened the box.",
        "They were for my sister’s birthday.",
        "New ones",
        "WT-1047",
        "Monday 9 November 2026",
        "says the customer",
        "hanna.lind@post.example",
        "Answer by <b>Friday 20 November 2026</b>",
        "in 3 days",
        "First message from this address",
        "Hanna Lind wrote, from the form",
    ):
        assert shown in page, shown


def test_everything_a_person_typed_stays_text(make_case, inbox: Browser) -> None:
    receipt = make_case(
        name=HOSTILE[:60],
        items=HOSTILE,
        happened=HOSTILE,
        meant=HOSTILE,
        order_number=HOSTILE,
        phone=HOSTILE,
    )
    path = f"/inbox/case/{receipt.case.reference}"
    inbox.get(path)
    inbox.post(f"{path}/note", text=HOSTILE)
    inbox.post(f"{path}/fact", name="value", value=HOSTILE)
    inbox.post(f"{path}/reply", text=HOSTILE, seq="99")
    for where in (path, "/inbox/?view=waiting", "/inbox/?q=alert", f"{path}/transcript.html"):
        page = inbox.get(where)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "{{ 7*7 }}" in page.text
        assert "49 %" not in page.text


def test_opening_a_case_changes_nothing_and_the_button_marks_it_as_read_once(
    desk: Desk, hanna: Receipt, inbox: Browser, path: str
) -> None:
    page = inbox.get(path).text
    assert "Mark as read" in page
    assert kinds(desk, hanna) == ["opened"]
    done = inbox.post(f"{path}/read")
    assert done.headers["Location"] == f"{path}?done=read#read"
    inbox.post(f"{path}/read")
    assert kinds(desk, hanna) == ["opened", "read"]
    page = inbox.get(f"{path}?done=read").text
    assert "Mark as read" not in page
    assert "by you, today 14:06" in page
    assert "Marked as read." in page


def test_an_answer_is_recorded_mailed_and_told(
    desk: Desk, hanna: Receipt, inbox: Browser, path: str, deliver, mailbox
) -> None:
    inbox.get(path)
    text = "Dear Hanna,\r\n\r\ntwo new bars leave here on Thursday.\r\n\r\nOrla"
    done = inbox.post(f"{path}/reply", text=text, seq=hanna.case.seq)
    assert (done.status_code, done.headers["Location"]) == (303, f"{path}?done=answered#reply")
    file = case_file(desk, hanna.shop.id, hanna.case.reference)
    assert file.case.state == "waiting"
    assert file.events[-1].payload == {"signed": "Orla Byrne", "text": text.replace("\r\n", "\n")}
    page = inbox.get(done.headers["Location"]).text
    assert 'role="status"' in page
    assert "Your answer is recorded, and the mail is on its way." in page
    assert "The answer to hanna.lind@post.example waits to leave." in page
    deliver()
    assert "two new bars" in mailbox.to("hanna.lind@post.example")[-1].as_string()
    page = inbox.get(path).text
    assert "The answer was accepted by the mail server, for hanna.lind@post.example" in page
    assert "Waiting for the customer" in page


def test_the_same_answer_sent_twice_is_one_answer(
    desk: Desk, hanna: Receipt, inbox: Browser, path: str
) -> None:
    inbox.get(path)
    for _ in range(2):
        assert inbox.post(f"{path}/reply", text="Once", seq=hanna.case.seq).status_code == 303
    assert kinds(desk, hanna) == ["opened", "answered"]


def test_an_answer_to_a_case_that_moved_on_shows_the_news_and_keeps_the_text(
    desk: Desk, hanna: Receipt, inbox: Browser, path: str
) -> None:
    inbox.get(path)
    write_as_customer(desk, hanna, "I found a third broken bar.")
    moved = inbox.post(f"{path}/reply", text="Dear Hanna, about your two bars", seq=hanna.case.seq)
    assert moved.status_code == 409
    assert "Something happened while you were writing" in moved.text
    assert moved.text.count("I found a third broken bar.") >= 2
    assert "Dear Hanna, about your two bars</textarea>" in moved.text
    assert kinds(desk, hanna) == ["opened", "customer_replied"]
    seq = case_file(desk, hanna.shop.id, hanna.case.reference).case.seq
    assert f'name="seq" value="{seq}"' in moved.text
    again = inbox.post(f"{path}/reply", text="Dear Hanna, three bars", seq=seq)
    assert again.status_code == 303


def test_a_mail_that_left_meanwhile_does_not_stop_an_answer(
    hanna: Receipt, inbox: Browser, path: str, deliver
) -> None:
    inbox.get(path)
    deliver()
    assert inbox.post(f"{path}/reply", text="Dear Hanna", seq=hanna.case.seq).status_code == 303


@pytest.mark.parametrize("seq", ["", "x", "-1", "1e9", "9" * 400, "١"])
def test_a_number_that_is_none_counts_as_having_seen_nothing(
    desk: Desk, hanna: Receipt, inbox: Browser, path: str, seq: str
) -> None:
    inbox.get(path)
    moved = inbox.post(f"{path}/reply", text="Dear Hanna", seq=seq)
    assert moved.status_code == 409
    assert "Dear Hanna</textarea>" in moved.text
    assert kinds(desk, hanna) == ["opened"]


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        ("reply", "Write your answer first."),
        ("note", "Write the note first."),
        ("fact", "Type what you know."),
        ("close", "Choose how it ended."),
    ],
)
def test_an_empty_form_says_what_it_needs_at_the_field(
    desk: Desk, hanna: Receipt, inbox: Browser, path: str, act: str, sentence: str
) -> None:
    inbox.get(path)
    fields = {"text": " \n ", "value": " ", "name": "value", "seq": "99"}
    refused = inbox.post(f"{path}/{act}", **fields)
    assert refused.status_code == 400
    assert sentence in refused.text
    assert 'aria-describedby="' in refused.text
    assert "<title>Error:" in refused.text
    assert kinds(desk, hanna) == ["opened"]


def test_a_note_is_kept_for_the_shop_alone(
    desk: Desk, hanna: Receipt, inbox: Browser, path: str
) -> None:
    inbox.get(path)
    done = inbox.post(f"{path}/note", text="Ask the courier.\nTwice.")
    assert done.headers["Location"] == f"{path}?done=noted#notes"
    assert "Ask the courier.\nTwice." in inbox.get(path).text
    customer = inbox.client.get(f"/c/{hanna.token}")
    assert "Ask the courier" not in customer.text


def test_a_fact_says_that_the_shop_said_so(
    desk: Desk, hanna: Receipt, inbox: Browser, path: str
) -> None:
    inbox.get(path)
    done = inbox.post(f"{path}/fact", name="delivered", value="2026-11-12")
    assert done.headers["Location"] == f"{path}?done=fact#facts"
    page = inbox.get(path).text
    assert "Thursday 12 November 2026" in page
    assert "says your shop" in page
    refused = inbox.post(f"{path}/fact", name="role", value="owner")
    assert refused.status_code == 400
    assert kinds(desk, hanna) == ["opened", "fact_added"]


@pytest.mark.parametrize("outcome", ["settled", "not_settled", "all_done", "mistaken", "spam"])
@pytest.mark.parametrize("told", [True, False])
def test_closing_mails_the_customer_only_where_the_box_is_ticked(
    desk: Desk,
    hanna: Receipt,
    inbox: Browser,
    path: str,
    deliver,
    mailbox,
    outcome: str,
    told: bool,
) -> None:
    deliver()
    before = len(mailbox.to("hanna.lind@post.example"))
    inbox.get(path)
    more = {"tell": "1"} if told else {}
    done = inbox.post(f"{path}/close", outcome=outcome, text="Take care.", seq="99", **more)
    word = "closed_told" if told else "closed"
    assert done.headers["Location"] == f"{path}?done={word}#close"
    deliver()
    assert len(mailbox.to("hanna.lind@post.example")) - before == (1 if told else 0)
    case = case_file(desk, hanna.shop.id, hanna.case.reference).case
    assert (case.state, case.outcome) == ("closed", outcome)
    page = inbox.get(done.headers["Location"]).text
    assert 'role="status"' in page
    assert f'action="{path}/reply"' not in page
    reopened = inbox.post(f"{path}/reopen")
    assert reopened.headers["Location"] == f"{path}?done=reopened#reply"
    assert case_file(desk, hanna.shop.id, hanna.case.reference).case.state == "open"


def test_closing_a_case_that_moved_on_keeps_what_was_chosen(
    desk: Desk, hanna: Receipt, inbox: Browser, path: str
) -> None:
    inbox.get(path)
    write_as_customer(desk, hanna, "One more thing.")
    moved = inbox.post(
        f"{path}/close", outcome="all_done", text="That is all.", tell="1", seq=hanna.case.seq
    )
    assert moved.status_code == 409
    assert 'value="all_done" checked' in moved.text
    assert 'name="tell" value="1" checked' in moved.text
    assert "That is all.</textarea>" in moved.text
    assert case_file(desk, hanna.shop.id, hanna.case.reference).case.state == "open"


@pytest.mark.parametrize("done", ["answered2", "<b>", "saved' ", "", "%00"])
def test_a_page_says_only_sentences_of_ours(inbox: Browser, path: str, done: str) -> None:
    page = inbox.get(path, query_string={"done": done})
    assert page.status_code == 200
    assert 'class="notice notice-ok"' not in page.text
    assert "<b></b>" not in page.text


def test_what_the_customer_settled_is_closed_and_can_be_opened_again(
    desk: Desk, hanna: Receipt, inbox: Browser, path: str
) -> None:
    write_as_customer(desk, hanna, "All is well now.", settled=True)
    page = inbox.get(path).text
    assert "Closed" in page
    assert "Hanna Lind said that it is settled" in page
    assert "All is well now." in page
    assert f'action="{path}/reopen"' in page


def test_this_is_not_what_i_meant_is_told_in_words(
    desk: Desk, orla: Actor, hanna: Receipt, inbox: Browser, path: str
) -> None:
    answer(desk, orla, hanna.case.reference, "Here is a voucher.", 99)
    write_as_customer(desk, hanna, "I wanted new bars.", not_meant=True)
    page = inbox.get(path).text
    assert "this is not what I meant" in page
    assert "I wanted new bars." in page
    assert 'class="case new"' in inbox.get("/inbox/").text


def test_earlier_cases_of_this_customer_are_links(
    desk: Desk, orla: Actor, make_case, hanna: Receipt, inbox: Browser, path: str, clock: Clock
) -> None:
    close_case(desk, orla, hanna.case.reference, "settled", "", False, 99)
    clock.forward(days=1)
    second = make_case(items="one Kelp bar")
    page = inbox.get(f"/inbox/case/{second.case.reference}").text
    assert f'href="{path}">Complaint, Tue 17 Nov</a>' in page
    assert "Settled" in page


def test_a_suspect_is_judged_before_it_is_answered(desk: Desk, make_case, inbox: Browser) -> None:
    receipt = make_case(suspect_reasons=("trap", "something new"))
    path = f"/inbox/case/{receipt.case.reference}"
    page = inbox.get(path).text
    assert "This looks like spam" in page
    assert "A field that people cannot see was filled in." in page
    assert "something new." in page
    assert f'action="{path}/reply"' not in page
    done = inbox.post(f"{path}/real", seq=receipt.case.seq)
    assert done.headers["Location"] == f"{path}?done=real#reply"
    assert f'action="{path}/reply"' in inbox.get(path).text


def test_a_mail_that_failed_is_told_in_plain_words(
    desk: Desk, hanna: Receipt, app, inbox: Browser, path: str
) -> None:
    from widget.app import make_deliverer
    from widget.mail.errors import MailRefused

    class Refusing:
        def send(self, message, sender, recipient):
            raise MailRefused("refused", permanent=True, code=550)

        def close(self):
            pass

    make_deliverer(app, Refusing()).deliver_due()
    page = inbox.get(path).text
    assert "The mail server does not accept this address or this mail. (550)" in page
    assert 'class="bad-news"' in page


def test_a_helper_answers_under_their_own_name(
    desk: Desk, hanna: Receipt, helping: Browser, path: str
) -> None:
    helping.get(path)
    helping.post(f"{path}/reply", text="Dear Hanna", seq=hanna.case.seq)
    event = case_file(desk, hanna.shop.id, hanna.case.reference).events[-1]
    assert (event.payload or {})["signed"] == "Fintan Daly"
    assert (event.role, event.actor_name) == ("helper", "Fintan Daly")


def test_the_transcript_comes_to_read_as_text_and_as_data(
    desk: Desk, orla: Actor, hanna: Receipt, inbox: Browser, path: str
) -> None:
    answer(desk, orla, hanna.case.reference, "Dear Hanna,\n\nyes.", 99)
    page = inbox.get(f"{path}/transcript.html")
    assert page.status_code == 200
    assert "Orla Byrne" in page.text
    assert "You answered" not in page.text
    text = inbox.get(f"{path}/transcript.txt")
    name = hanna.case.reference
    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert text.headers["Content-Disposition"] == f"attachment; filename={name}.txt"
    assert "cracked right through" in text.text
    data = inbox.get(f"{path}/transcript.json")
    assert data.headers["Content-Disposition"] == f"attachment; filename={name}.json"
    assert json.loads(data.text)["reference"] == name
    assert text.text == inbox.get(f"{path}/transcript.txt").text


def test_a_case_of_ones_other_shop_is_one_press_away(
    desk: Desk, shop: Shop, other_shop: Shop, owner, make_case, logged_in
) -> None:
    from widget.desk import make_owner

    make_owner(desk, other_shop.id, owner.email, owner.name)
    there = make_case(other_shop, name="Bread Eater").case.reference
    browser = logged_in(owner.email)
    here = browser.get("/inbox/").text
    target = there if 'class="shop">Wren' in here else make_case().case.reference
    page = browser.get(f"/inbox/case/{target}")
    assert page.status_code == 404
    assert "This case is in your other shop" in page.text
    slug = other_shop.slug if target == there else shop.slug
    done = browser.post(f"/inbox/shop/{slug}", wanted=f"case.{target}")
    assert done.headers["Location"] == f"/inbox/case/{target}"
    assert browser.get(done.headers["Location"]).status_code == 200


LONG = [
    "x" * 200_000,
    "\u0000" * 500,
    "\ud800",
    "a\r\nb\u2028c",
    "{% raw %}",
    "'; drop table cases",
]


@pytest.mark.parametrize("text", LONG)
@pytest.mark.parametrize("act", ["reply", "note", "fact", "close"])
def test_no_input_breaks_a_step(inbox: Browser, path: str, act: str, text: str) -> None:
    inbox.get(path)
    odd = text.encode("utf-8", "surrogatepass")
    fields = {"value" if act == "fact" else "text": odd, "name": "value", "seq": "99"}
    assert inbox.post(f"{path}/{act}", outcome="settled", **fields).status_code in {303, 400}
    assert inbox.get(path).status_code == 200


@pytest.mark.parametrize(("act", "most"), [("reply", 20_000), ("note", 20_000), ("fact", 300)])
def test_what_is_too_long_is_told_beside_its_field_and_kept(
    desk: Desk, hanna: Receipt, inbox: Browser, path: str, act: str, most: int
) -> None:
    inbox.get(path)
    name = "value" if act == "fact" else "text"
    long = "é" * (most + 1)
    refused = inbox.post(f"{path}/{act}", **{"name": "value", "seq": "99", name: long})
    assert refused.status_code == 400
    assert f"at most {most:,} letters fit" in refused.text
    assert long in refused.text
    assert kinds(desk, hanna) == ["opened"]
    done = inbox.post(f"{path}/{act}", **{"name": "value", "seq": "99", name: long[:most]})
    assert done.status_code == 303


def test_more_than_the_desk_takes_is_refused_with_a_sentence(inbox: Browser, path: str) -> None:
    inbox.get(path)
    assert inbox.post(f"{path}/reply", text="x" * 400_000, seq="99").status_code == 413


def test_nothing_can_be_said_into_an_erased_case(
    desk: Desk, shop: Shop, orla: Actor, make_case: Callable[..., Receipt]
) -> None:
    reference = make_case().case.reference
    with desk.store.read() as connection:
        case = find_case(connection, shop.id, reference)
    desk.store.writer.change(
        lambda connection: erase_case(desk, connection, case, orla.doer, "asked")
    )
    for attempt in (
        lambda: answer(desk, orla, reference, "Dear Hanna", 1),
        lambda: close_case(desk, orla, reference, "settled", "", False, 1),
        lambda: add_note(desk, orla, reference, "A note"),
        lambda: add_fact(desk, orla, reference, "value", "13.00"),
    ):
        with pytest.raises(UnknownCase):
            attempt()
