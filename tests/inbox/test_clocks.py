"""What the law wants next, as the owner sees it: the panel, the lists, the draft, the erasing."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest

from tests.conftest import Clock
from tests.inbox.conftest import Browser
from tests.withdrawing import withdraw
from widget.cases.model import Case, Shop
from widget.desk import Desk, add_fact, case_file, close_case, do_upkeep


@pytest.fixture
def withdrawal(desk: Desk, shop: Shop) -> Case:
    """Hanna withdraws on Tuesday 17 November 2026."""
    return withdraw(desk, shop)


def panel(page: str) -> str:
    """The words of the panel, without its tags."""
    found = re.search(r'<section[^>]* id="law".*?</section>', page, re.DOTALL)
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", found.group()).split())) if found else ""


def at(case: Case) -> str:
    return f"/inbox/case/{case.reference}"


def test_the_panel_says_what_is_due_by_when_why_and_by_which_law(inbox: Browser, withdrawal):
    said = panel(inbox.get(at(withdrawal)).text)

    assert "Refund by Tuesday 1 December 2026 in 14 days" in said
    assert "14 days from the customer’s message on Tuesday 17 November 2026." in said
    assert "Directive 2011/83/EU, Art. 13(1)" in said


def test_the_panel_says_what_is_unknown_and_offers_the_form_that_settles_it(
    inbox: Browser, withdrawal
):
    said = panel(inbox.get(at(withdrawal)).text)

    assert "Nobody has said in which country the customer lives." in said
    assert "The last day is not known" in said or "the last day is not known" in said
    assert "When did the last of the goods arrive?" in said

    answer = inbox.post(f"{at(withdrawal)}/law", name="delivered", value="2026-11-12")
    assert answer.status_code == 303
    said = panel(inbox.get(at(withdrawal)).text)
    assert "Until Thursday 26 November 2026".lower() in said.lower()
    assert "When did the last of the goods arrive?" not in said


def test_the_place_where_the_hand_was_says_that_it_is_kept(inbox: Browser, withdrawal):
    inbox.get(at(withdrawal))
    answer = inbox.post(f"{at(withdrawal)}/law", name="country", value="DE")

    assert answer.headers["Location"].endswith("done=law#law")
    assert "Added. The days below are counted with it." in inbox.get(answer.location).text


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("delivered", "soon", "Type a day, such as 20 November 2026."),
        ("delivered", "", "Type a day, such as 20 November 2026."),
        ("delivered", "2206-01-01", "Type a day, such as 20 November 2026."),
        ("country", "Atlantis", "Choose a country."),
        ("by_law", "perhaps", "Choose an answer."),
        ("no_such_fact", "1", "Choose what it is."),
    ],
)
def test_what_no_clock_could_read_is_not_kept(
    inbox: Browser, desk, shop, withdrawal, name, value, error
):
    before = case_file(desk, shop.id, withdrawal.reference).facts
    inbox.get(at(withdrawal))
    answer = inbox.post(f"{at(withdrawal)}/law", name=name, value=value)

    assert answer.status_code == 400
    assert error in answer.text
    assert case_file(desk, shop.id, withdrawal.reference).facts == before


def test_told_later_is_a_day_and_needs_one(inbox: Browser, desk, shop, withdrawal):
    inbox.get(at(withdrawal))
    inbox.post(f"{at(withdrawal)}/law", name="informed", answer="day", value="2026-12-01")

    fact = case_file(desk, shop.id, withdrawal.reference).facts[-1]
    assert (fact.name, fact.value) == ("informed", "2026-12-01")
    assert "Tuesday 1 December 2026" in inbox.get(at(withdrawal)).text


def test_a_helper_may_say_what_is_known_and_a_stranger_may_not(
    helping: Browser, browser: Callable[[], Browser], withdrawal
):
    helping.get(at(withdrawal))
    answer = helping.post(f"{at(withdrawal)}/law", name="by_law", answer="yes")
    assert answer.status_code == 303

    answer = browser().post(f"{at(withdrawal)}/law", name="by_law", answer="yes")
    assert "/inbox/login" in answer.headers.get("Location", "") or answer.status_code >= 400


def test_T01_a_fact_for_the_case_of_another_shop_finds_nothing(
    inbox: Browser, desk, other_shop, shop, withdrawal
):
    foreign = withdraw(desk, other_shop)
    inbox.get(at(withdrawal))
    assert inbox.post(f"{at(foreign)}/law", name="by_law", answer="yes").status_code == 404
    assert inbox.post(f"{at(foreign)}/kind", kind="goods").status_code == 404


def test_a_day_of_the_law_that_has_passed_is_red_above_every_list_in_its_row_and_in_the_case(
    logged_in: Callable[[str], Browser], clock: Clock, owner, withdrawal
):
    clock.forward(days=13)
    inbox = logged_in(owner.email)
    assert "late-by-law" not in inbox.get("/inbox/").text

    clock.forward(days=3)
    inbox = logged_in(owner.email)
    for address in ("/inbox/", "/inbox/?view=waiting", "/inbox/?view=closed", "/inbox/?q=hanna"):
        page = inbox.get(address).text
        assert 'id="late-by-law"' in page
        assert "One thing is late by law" in page
        assert "2 days late" in page
    assert '<span class="due-bad">Refund by Tue 1 Dec</span>' in inbox.get("/inbox/").text
    page = inbox.get(at(withdrawal)).text
    assert re.search(r'<b class="due-bad">Refund by Tuesday 1 December 2026</b>', page)


def test_a_withdrawal_shows_in_its_row_when_the_money_is_due(inbox: Browser, withdrawal):
    assert "Refund by Tue 1 Dec" in inbox.get("/inbox/").text


def test_money_that_went_back_is_said_once_and_done(logged_in, clock, owner, withdrawal):
    clock.forward(days=20)
    inbox = logged_in(owner.email)
    inbox.get(at(withdrawal))
    inbox.post(f"{at(withdrawal)}/law", name="refunded", value="2026-11-30")

    assert "late-by-law" not in inbox.get("/inbox/").text
    assert "The money back: done" in panel(inbox.get(at(withdrawal)).text)


def test_an_exception_gives_the_owner_a_sourced_draft_and_the_customer_nothing(
    inbox: Browser, desk, shop, client, withdrawal, mailbox, deliver
):
    inbox.get(at(withdrawal))
    inbox.post(
        f"{at(withdrawal)}/kind", kind="bespoke", told="told_before_order", label="the name soap"
    )
    page = inbox.get(at(withdrawal)).text
    assert "There is no right to withdraw from goods made to your own specification" in panel(page)
    assert "what you answer is yours to decide" in panel(page)

    page = inbox.get(f"{at(withdrawal)}?suggest=0").text
    [typed] = re.findall(r'id="reply-text"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    draft = unescape(typed)
    assert draft.startswith("Dear Hanna,")
    assert "the name soap: There is no right to withdraw" in draft
    assert "Directive 2011/83/EU, Art. 16(c)" in draft
    assert "please tell me what it is" in draft

    deliver()
    to_customer = mailbox.to("hanna.lind@post.example")
    assert all("no right" not in mail.get_body().get_content() for mail in to_customer)
    kinds = [event.kind for event in case_file(desk, shop.id, withdrawal.reference).events]
    assert "answered" not in kinds


def test_an_exception_whose_conditions_nobody_said_offers_no_draft(inbox: Browser, withdrawal):
    inbox.get(at(withdrawal))
    inbox.post(f"{at(withdrawal)}/kind", kind="bespoke")
    said = panel(inbox.get(at(withdrawal)).text)

    assert "That holds only if: the customer was told before the order" in said
    assert "Put a draft into the answer" not in said


@pytest.mark.parametrize("number", ["0", "7", "-1", "x", "٣", "9" * 30])
def test_a_draft_that_does_not_exist_is_an_empty_box(inbox: Browser, withdrawal, number):
    page = inbox.get(f"{at(withdrawal)}?suggest={number}")

    assert page.status_code == 200
    assert re.search(r'id="reply-text"[^>]*></textarea>', page.text)


def test_a_kind_that_does_not_exist_is_not_kept(inbox: Browser, desk, shop, withdrawal):
    before = case_file(desk, shop.id, withdrawal.reference).facts
    inbox.get(at(withdrawal))
    for sent in ({"kind": "dragon"}, {"kind": "goods", "told": "sworn"}, {"kind": "", "told": ""}):
        assert inbox.post(f"{at(withdrawal)}/kind", **sent).status_code == 400
    long = inbox.post(f"{at(withdrawal)}/kind", kind="goods", label="x" * 101)
    assert long.status_code == 400
    assert case_file(desk, shop.id, withdrawal.reference).facts == before


def test_T18_words_in_a_label_stay_words(inbox: Browser, withdrawal):
    inbox.get(at(withdrawal))
    label = "<script>alert(1)</script>: %(name)s {{ 7*7 }}"
    inbox.post(f"{at(withdrawal)}/kind", kind="bespoke", told="told_before_order", label=label)

    page = inbox.get(f"{at(withdrawal)}?suggest=0").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_facts_say_days_and_kinds_in_words(inbox: Browser, withdrawal):
    inbox.get(at(withdrawal))
    inbox.post(f"{at(withdrawal)}/law", name="returned", value="2026-11-20")
    inbox.post(f"{at(withdrawal)}/law", name="informed", answer="no")
    inbox.post(f"{at(withdrawal)}/kind", kind="sealed_hygiene", told="unsealed")
    page = unescape(inbox.get(at(withdrawal)).text)

    assert "<bdi>Friday 20 November 2026</bdi>" in page
    assert "<bdi>No</bdi>" in page
    assert "<bdi>Sealed for health or hygiene; the seal is broken</bdi>" in page


def test_a_termination_and_an_erased_case_have_no_panel(inbox: Browser, desk, shop, make_case):
    ended = withdraw(desk, shop, kind="termination", items="")

    assert panel(inbox.get(at(ended)).text) == ""


def test_a_country_without_law_on_file_says_so(inbox: Browser, withdrawal):
    inbox.get(at(withdrawal))
    inbox.post(f"{at(withdrawal)}/law", name="country", value="JP")

    assert "We have no days of law on file for Japan." in panel(inbox.get(at(withdrawal)).text)


def test_a_row_that_nobody_has_read_in_a_source_says_so(inbox: Browser, desk, orla, make_case):
    case = make_case().case
    add_fact(desk, orla, case.reference, "country", "PL")
    said = panel(inbox.get(at(case)).text)

    assert "Answer by Tuesday 1 December 2026" in said
    assert "Nobody of us has read this source yet" in said


def test_erasing_asks_first_while_the_law_still_wants_something(
    inbox: Browser, desk, orla, withdrawal
):
    close_case(desk, orla, withdrawal.reference, "not_settled", "", False, 99)
    inbox.get("/inbox/keeping")
    page = inbox.post("/inbox/keeping/erase", who=withdrawal.reference)
    assert "By law something is still to be done in it" in page.text
    assert "One of them is not closed, or not done by law. Erase it, too." in page.text

    sent = {"who": withdrawal.reference, "reference": withdrawal.reference}
    assert inbox.post("/inbox/keeping/erased", **sent).status_code == 400
    assert inbox.post("/inbox/keeping/erased", also_open="1", **sent).status_code == 303


def test_the_reminder_leaves_by_mail_and_its_link_leads_to_the_panel(
    desk, clock: Clock, shop, withdrawal, deliver, mailbox
):
    deliver()
    clock.forward(days=7)
    do_upkeep(desk)
    deliver()

    (mail,) = [mail for mail in mailbox.to(shop.mailbox) if "By law" in mail["Subject"]]
    assert mail["Subject"] == "By law: 1 thing is due at Wren & Tide by Tue 1 Dec"
    text = mail.get_body(("plain",)).get_content()
    assert "Refund by Tuesday 1 December 2026 (in 7 days): Hanna Lind" in text
    assert f"{at(withdrawal)}#law" in text


def test_nothing_that_settles_a_clock_is_shown_to_the_customer(inbox: Browser, client, make_case):
    receipt = make_case(kind="return", wish="refund")
    case = receipt.case
    inbox.get(at(case))
    inbox.post(f"{at(case)}/law", name="by_law", answer="no")
    inbox.post(f"{at(case)}/kind", kind="bespoke", told="told_before_order", label="CANARY")

    for path in ("", "/transcript.txt", "/transcript.json"):
        page = client.get(f"/c/{receipt.token}{path}").text
        for word in ("CANARY", "bespoke", "by_law", "item_kind", "Kind of item"):
            assert word not in page
