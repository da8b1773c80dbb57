"""The interview: answers are kept, law stands beside them, and only the owner publishes."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from policy_pages.answers import Answer, Tier
from policy_pages.profile import Profile, answer_of, read_answers, with_answer, write_profile
from policy_pages.questions import QUESTIONS
from policy_pages.render import PAGES
from tests.inbox.conftest import Browser
from widget.cases.model import Person, Shop
from widget.desk import (
    Actor,
    Desk,
    change_shop,
    draft_of,
    policy_in_force,
    policy_versions,
    publish_policy,
    save_draft,
)
from widget.desk.policy import first_profile
from widget.storage.tables import events, policy_drafts

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture
def answers(desk: Desk, shop: Shop, orla: Actor) -> Callable[..., Profile]:
    """Save answers as the draft; fields are written with ``__`` for the dot."""

    def save(**changes: Answer) -> Profile:
        profile = first_profile(shop)
        for name, answer in changes.items():
            profile = with_answer(profile, name.replace("__", "."), answer)
        save_draft(desk, orla, write_profile(profile), draft_of(desk, shop).seen)
        return profile

    return save


@pytest.fixture
def published(desk: Desk, shop: Shop, orla: Actor, answers: Callable[..., Profile]) -> Profile:
    """A policy in force, with the usual answer to every question."""
    profile = answers()
    publish_policy(desk, orla, draft_of(desk, shop).seen)
    return profile


def drafted(desk: Desk, shop: Shop) -> Profile:
    """The answers of the draft as the database holds them."""
    profile, _faults = read_answers(draft_of(desk, shop).text, "policy.toml")
    return profile


def rows_of_drafts(desk: Desk) -> list[Any]:
    with desk.store.read() as connection:
        statement = select(policy_drafts).execution_options(across_shops="a test compares all")
        return [tuple(row) for row in connection.execute(statement)]


def words(page: str) -> str:
    """A page as one reads it."""
    text = re.sub(r"<[^>]+>", " ", page)
    return " ".join(html.unescape(text).split())


def test_the_first_day_says_what_will_come_and_begins_with_the_first_question(
    inbox: Browser,
) -> None:
    assert 'href="/inbox/policy">Begin</a>' in inbox.get("/inbox/").text
    page = inbox.get("/inbox/policy").text
    assert "No policy yet. Twelve questions make one." in page
    assert 'href="/inbox/policy?question=sells"' in page
    assert "nothing is published until you say so" in page


def test_an_answer_is_kept_and_the_next_question_opens(
    desk: Desk, shop: Shop, inbox: Browser
) -> None:
    inbox.get("/inbox/policy?question=trial")
    done = inbox.post(
        "/inbox/policy",
        question="trial",
        seen="0",
        step="next",
        **{"trial.days": "10", "change_of_mind.offered": "yes"},
    )
    assert done.status_code == 303
    assert done.headers["Location"] == "/inbox/policy?question=return_cost#q-return_cost"
    assert drafted(desk, shop).trial.days == 10
    assert policy_in_force(desk, shop.id) is None
    page = words(inbox.get("/inbox/policy").text)
    assert "10 days, so you offer 20: twice as many, never fewer than the law’s 14" in page


def test_all_questions_can_be_skipped_one_after_the_other(
    desk: Desk, shop: Shop, inbox: Browser
) -> None:
    where = "/inbox/policy?question=sells"
    for question in QUESTIONS:
        assert f'name="question" value="{question.key}"' in inbox.get(where).text
        seen = str(draft_of(desk, shop).seen)
        done = inbox.post("/inbox/policy", question=question.key, seen=seen, step="skip")
        assert done.status_code == 303
        where = done.headers["Location"]
    assert where == "/inbox/policy?done=policy_saved"
    page = words(inbox.get(where).text)
    assert "0 of 12 questions have your own answer" in page
    assert "Version 1 can be published." in page
    assert drafted(desk, shop) == first_profile(shop)


def test_a_skipped_question_has_its_usual_answer_again(
    desk: Desk, shop: Shop, inbox: Browser, answers: Callable[..., Profile]
) -> None:
    answers(exchange__offered=True, exchange__days=30)
    inbox.get("/inbox/policy?question=exchanges")
    inbox.post(
        "/inbox/policy", question="exchanges", seen="1", step="skip", **{"exchange.days": "99"}
    )
    assert drafted(desk, shop).exchange == Profile().exchange


@pytest.mark.parametrize(
    ("question", "typed", "box", "sentence"),
    [
        ("trial", {"trial.days": "ten"}, "trial-days", "Write a whole number, for example 14."),
        ("sells", {"subscription.auto_renews": "no"}, "sells", "At least one answer is needed."),
        ("address", {"contact.name": " "}, "contact-name", "This needs an answer."),
        (
            "address",
            {"contact.address": "[insert address]"},
            "contact-address",
            "“[insert address]” still has to be filled in.",
        ),
        (
            "return_cost",
            {"return.cost_estimate.amount": "lots", "return.cost_estimate.currency": "EUR"},
            "return-cost-estimate",
            "Write an amount, and its currency in three letters: 45.00 and EUR.",
        ),
        (
            "appointments",
            {"cancellation.tiers.0.ahead": "2", "cancellation.tiers.0.unit": "days"},
            "cancellation-tiers",
            "Each step needs two numbers: how far ahead, and how much comes back.",
        ),
    ],
)
def test_bad_input_is_told_at_its_field_and_what_was_typed_is_still_there(
    desk: Desk,
    shop: Shop,
    inbox: Browser,
    question: str,
    typed: dict[str, str],
    box: str,
    sentence: str,
) -> None:
    before = rows_of_drafts(desk)
    inbox.get(f"/inbox/policy?question={question}")
    refused = inbox.post("/inbox/policy", question=question, seen="0", step="next", **typed)
    assert refused.status_code == 400
    assert "<title>Error:" in refused.text
    assert f'id="{box}-error">{html.escape(sentence)}' in refused.text
    assert f'href="#{box}"' in refused.text
    assert refused.text.count(f'id="{box}"') == 1
    for value in typed.values():
        assert html.escape(value.strip()) in refused.text
    assert rows_of_drafts(desk) == before


def test_answers_that_cannot_both_hold_are_told_with_the_way_to_the_other(
    desk: Desk, shop: Shop, inbox: Browser, answers: Callable[..., Profile]
) -> None:
    answers(change_of_mind__days=30)
    inbox.get("/inbox/policy?question=trial")
    typed = {"trial.days": "20", "change_of_mind.offered": "yes"}
    refused = inbox.post("/inbox/policy", question="trial", seen="1", step="next", **typed)
    assert refused.status_code == 400
    assert "Twice the 20 days of trial are 40 days, not 30" in words(refused.text)
    assert 'href="/inbox/policy/field/change_of_mind.days"' in refused.text
    assert 'value="20"' in refused.text
    assert drafted(desk, shop).trial.days is None


def test_T53_in_a_second_window_nobody_overwrites_the_first_and_nothing_typed_is_lost(
    desk: Desk, shop: Shop, inbox: Browser, answers: Callable[..., Profile]
) -> None:
    answers()
    inbox.get("/inbox/policy?question=money_back")
    inbox.get("/inbox/policy?question=trial")
    first = {"money_back.days": "60"}
    assert inbox.post("/inbox/policy", question="money_back", seen="1", **first).status_code == 303
    typed = {"trial.days": "21", "change_of_mind.offered": "yes"}
    late = inbox.post("/inbox/policy", question="trial", seen="1", step="next", **typed)
    assert late.status_code == 409
    assert "Somebody saved the policy while you were writing." in late.text
    assert 'value="21"' in late.text
    assert "60 days after delivery" in words(late.text)
    assert 'name="seen" value="2"' in late.text
    assert drafted(desk, shop).trial.days is None
    again = inbox.post("/inbox/policy", question="trial", seen="2", step="next", **typed)
    assert again.status_code == 303
    now = drafted(desk, shop)
    assert (now.trial.days, now.money_back.days) == (21, 60)


def test_T53_publishing_what_was_not_seen_is_refused_and_shown(
    desk: Desk, shop: Shop, inbox: Browser, answers: Callable[..., Profile]
) -> None:
    answers()
    inbox.get("/inbox/policy/publish")
    answers(money_back__days=60)
    refused = inbox.post("/inbox/policy/publish", seen="1")
    assert refused.status_code == 409
    assert "The draft has changed since you looked." in refused.text
    assert policy_versions(desk, shop.id) == []


def test_T66_a_helper_neither_sees_nor_changes_the_policy(desk: Desk, helping: Browser) -> None:
    assert "/inbox/policy" not in helping.get("/inbox/").text
    for path in ("/inbox/policy", "/inbox/policy/preview", "/inbox/policy/publish"):
        refused = helping.get(path)
        assert refused.status_code == 403
        assert "Only the owner may do this" in refused.text
    before = rows_of_drafts(desk)
    assert helping.post("/inbox/policy/publish", seen="0").status_code == 403
    assert helping.post("/inbox/policy", question="trial", seen="0").status_code == 403
    assert rows_of_drafts(desk) == before


@pytest.mark.parametrize("path", ["", "/publish", "/drop", "/own", "/answers", "/preview"])
def test_T15_a_forged_post_changes_nothing_of_the_policy(
    desk: Desk, inbox: Browser, answers: Callable[..., Profile], path: str
) -> None:
    answers()
    before = rows_of_drafts(desk)
    forged = inbox.post(f"/inbox/policy{path}", csrf_token="forged", question="trial", seen="1")
    assert forged.status_code == 400
    inbox.get("/inbox/policy")
    headers = {"Sec-Fetch-Site": "cross-site"}
    forged = inbox.post(f"/inbox/policy{path}", headers=headers, question="trial", seen="1")
    assert forged.status_code == 400
    assert rows_of_drafts(desk) == before


def test_the_law_stands_at_its_question_and_its_repair_is_a_button(
    desk: Desk, shop: Shop, inbox: Browser, answers: Callable[..., Profile]
) -> None:
    answers(change_of_mind__methods=("email",))
    page = inbox.get("/inbox/policy?question=asking").text
    assert "This cannot be published for buyers here: European Union." in page
    assert "Directive 2011/83/EU, Art. 11(1)" in page
    button = '<button class="btn-2" name="repair" value="EU-W-CHANNEL-ONLY">'
    assert f"{button}Tick “Any clear statement”</button>" in page
    typed = {
        "contact.email": "shop@wrenandtide.example",
        "contact.phone": "",
        "change_of_mind.methods": "email",
    }
    done = inbox.post(
        "/inbox/policy", question="asking", seen="1", repair="EU-W-CHANNEL-ONLY", **typed
    )
    assert done.headers["Location"] == "/inbox/policy?question=asking&done=policy_repaired#q-asking"
    now = drafted(desk, shop)
    assert now.change_of_mind.methods == ("any", "email")
    # What was typed beside the button is kept with it.
    assert now.contact.email == "shop@wrenandtide.example"
    assert now.contact.phone is None
    assert "This cannot be published" not in inbox.get(done.headers["Location"]).text


def test_what_no_question_asks_for_is_listed_repaired_and_changed_by_itself(
    desk: Desk, shop: Shop, inbox: Browser, answers: Callable[..., Profile]
) -> None:
    answers(refund__days=30, refund__restocking_fee_percent=Decimal(10))
    page = inbox.get("/inbox/policy").text
    assert "Other things to put right" in page
    assert "2 things to put right" in page
    assert 'href="/inbox/policy/field/refund.days"' in page
    assert "Set “Days until the money is back” to “14”" in page
    inbox.post("/inbox/policy", seen="1", step="stay", repair="EU-R-LATE")
    assert drafted(desk, shop).refund.days == 14

    path = "/inbox/policy/field/refund.restocking_fee_percent"
    assert "A restocking or handling fee is not allowed" in inbox.get(path).text
    wrong = inbox.post(path, seen="2", **{"refund.restocking_fee_percent": "a little"})
    assert wrong.status_code == 400
    assert 'value="a little"' in wrong.text
    done = inbox.post(path, seen="2", **{"refund.restocking_fee_percent": ""})
    assert done.status_code == 303
    assert drafted(desk, shop).refund.restocking_fee_percent == 0
    assert "Other things to put right" not in inbox.get("/inbox/policy").text


@pytest.mark.parametrize("name", ["own", "refund.nonsense", "../settings", "refund"])
def test_a_field_that_no_policy_has_is_a_page_that_is_not_here(inbox: Browser, name: str) -> None:
    assert inbox.get(f"/inbox/policy/field/{name}").status_code == 404


def test_an_error_blocks_publishing_and_a_warning_does_not(
    desk: Desk, shop: Shop, inbox: Browser, answers: Callable[..., Profile]
) -> None:
    answers(refund__days=30, deposit__refundable="never", deposit__amount_percent=Decimal(20))
    page = inbox.get("/inbox/policy/publish").text
    assert "To put right first" in page
    assert ">Publish version 1</button>" not in page
    refused = inbox.post("/inbox/policy/publish", seen="1")
    assert refused.status_code == 400
    assert "The refund is due within 14 days" in refused.text
    assert policy_versions(desk, shop.id) == []

    inbox.post("/inbox/policy", seen="1", step="stay", repair="EU-R-LATE")
    page = inbox.get("/inbox/policy/publish").text
    assert "Worth a look" in page
    assert "A deposit that is never refunded" in page
    done = inbox.post("/inbox/policy/publish", seen="2")
    assert done.headers["Location"] == "/inbox/policy/versions?done=policy_published"
    (version,) = policy_versions(desk, shop.id)
    assert 'refundable = "never"' in version.text
    with desk.store.read() as connection:
        statement = select(events.c.kind).where(events.c.shop_id == shop.id)
        kinds = [row.kind for row in connection.execute(statement)]
    assert kinds.count("policy_published") == 1
    assert draft_of(desk, shop).changed_at is None


def test_what_is_missing_is_told_at_its_question_and_blocks(
    desk: Desk, other_shop: Shop, other_owner: Person, logged_in: Callable[[str], Browser]
) -> None:
    theirs = logged_in(other_owner.email)
    page = theirs.get("/inbox/policy?question=address").text
    assert "Anschrift" in page or "Postal address" in page
    theirs.get("/inbox/policy/publish")
    refused = theirs.post("/inbox/policy/publish", seen="0")
    assert refused.status_code == 400
    assert "/inbox/policy?question=address#q-address" in refused.text
    assert policy_versions(desk, other_shop.id) == []


def test_the_confirming_step_shows_what_changes_and_what_nobody_has_confirmed(
    desk: Desk, shop: Shop, inbox: Browser, published: Profile, answers: Callable[..., Profile]
) -> None:
    del published
    answers(money_back__days=60)
    page = inbox.get("/inbox/policy/publish").text
    assert "It replaces version 1 from this moment on." in page
    assert re.search(r"<ins>.*60", page)
    assert "Not confirmed yet" in page
    inbox.post("/inbox/policy/publish", seen=str(draft_of(desk, shop).seen))
    assert [version.number for version in policy_versions(desk, shop.id)] == [2, 1]
    listed = inbox.get("/inbox/policy/versions").text
    assert f"http://127.0.0.1:8000/p/{shop.slug}/refund/v/1" in listed
    assert f"http://127.0.0.1:8000/p/{shop.slug}/refund/changes/1-2" in listed
    page = inbox.get("/inbox/policy/publish").text
    assert "Nothing waits: version 2 is in force" in page


def test_another_language_of_the_shop_is_something_to_publish(
    desk: Desk, shop: Shop, inbox: Browser, published: Profile
) -> None:
    del published
    me = Actor(shop.id, 1, "owner", "Orla")
    change_shop(desk, me, {"languages": ("en",)})
    assert ">Publish version 2</button>" in inbox.get("/inbox/policy/publish").text


def test_dropping_asks_first_and_goes_back_to_what_is_in_force(
    desk: Desk, shop: Shop, inbox: Browser, published: Profile, answers: Callable[..., Profile]
) -> None:
    answers(money_back__days=60)
    asked = words(inbox.get("/inbox/policy/drop").text)
    assert "What is published stays as it is." in asked
    assert drafted(desk, shop).money_back.days == 60
    done = inbox.post("/inbox/policy/drop")
    assert done.headers["Location"] == "/inbox/policy?done=policy_dropped"
    assert drafted(desk, shop) == published
    page = words(inbox.get("/inbox/policy").text)
    assert "Version 1 is in force, and nothing waits." in page


def test_own_words_are_kept_for_one_page_and_language_and_taken_away_again(
    desk: Desk, shop: Shop, inbox: Browser, answers: Callable[..., Profile]
) -> None:
    answers()
    inbox.get("/inbox/policy/own?page=guarantee&page_lang=de")
    text = "Wir reparieren *gern*.\r\n\r\n- auch nach Jahren"
    sent = {"page": "guarantee", "page_lang": "de", "text": text}
    done = inbox.post("/inbox/policy/own", seen="1", **sent)
    where = "/inbox/policy/own?page=guarantee&page_lang=de&done=policy_saved"
    assert done.headers["Location"] == where
    (own,) = drafted(desk, shop).own
    assert (own.page, own.language) == ("guarantee", "de")
    assert own.text == "Wir reparieren *gern*.\n\n- auch nach Jahren"
    assert "Wir reparieren *gern*." in inbox.get("/inbox/policy/own?n=0").text
    inbox.post("/inbox/policy/own", page="guarantee", page_lang="de", text="", seen="2")
    assert drafted(desk, shop).own == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x" * 20_001, "This text has 20001 characters; 20000 are the most."),
        ("Write to [your email].", "“[your email]” still has to be filled in."),
    ],
)
def test_own_words_that_cannot_be_kept_are_told_and_still_there(
    desk: Desk, inbox: Browser, answers: Callable[..., Profile], text: str, sentence: str
) -> None:
    answers()
    before = rows_of_drafts(desk)
    inbox.get("/inbox/policy/own")
    refused = inbox.post("/inbox/policy/own", page="refund", page_lang="en", text=text, seen="1")
    assert refused.status_code == 400
    assert f'id="text-error">{html.escape(sentence)}' in refused.text
    assert html.escape(text) in refused.text
    assert rows_of_drafts(desk) == before


def test_an_unlawful_phrase_is_named_and_blocks(
    desk: Desk, shop: Shop, inbox: Browser, answers: Callable[..., Profile]
) -> None:
    answers()
    inbox.get("/inbox/policy/own")
    sent = {"page": "refund", "page_lang": "en", "text": "Mind you: all sales are FINAL."}
    done = inbox.post("/inbox/policy/own", seen="1", **sent)
    page = inbox.get(done.headers["Location"]).text
    assert '<q dir="auto">all sales are final</q>' in page
    assert "all sales are final" in inbox.get("/inbox/policy").text
    inbox.get("/inbox/policy/publish")
    assert inbox.post("/inbox/policy/publish", seen="2").status_code == 400
    assert policy_versions(desk, shop.id) == []


def test_T18_script_in_answers_is_text_on_every_screen_and_in_the_preview(
    desk: Desk, shop: Shop, inbox: Browser, answers: Callable[..., Profile], published: Profile
) -> None:
    del published
    answers(
        contact__name=HOSTILE,
        contact__address=HOSTILE,
        contact__email=HOSTILE,
        complaint__adr_body=HOSTILE,
    )
    inbox.get("/inbox/policy/own")
    for page in ("refund", "complaints"):
        seen = str(draft_of(desk, shop).seen)
        inbox.post("/inbox/policy/own", page=page, page_lang="en", text=HOSTILE, seen=seen)
    assert len(drafted(desk, shop).own) == 2
    paths = ["", "?question=address", "/publish", "/own", "/answers", "/versions", "/drop"]
    paths += ["/field/complaint.adr_body", "/field/contact.name"]
    for page in PAGES:
        paths += [f"/preview?page={page}&view={view}" for view in ("page", "text", "checkout")]
    for path in paths:
        text = inbox.get(f"/inbox/policy{path}").text
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path


def test_all_answers_as_text_are_kept_or_every_fault_is_told_with_its_line(
    desk: Desk, shop: Shop, inbox: Browser
) -> None:
    page = inbox.get("/inbox/policy/answers").text
    assert "policy.toml" in page
    before = rows_of_drafts(desk)
    text = 'sells = ["goods"]\nbuyer_regions = ["XX"]\n[refund]\ndays = -3\nnonsense = 1\n'
    refused = inbox.post("/inbox/policy/answers", text=text, seen="0")
    assert refused.status_code == 400
    told = words(refused.text)
    assert "Line 2, buyer_regions : We have no rules for buyers in “XX”." in told
    assert "Line 4, refund.days : -3 cannot be meant here." in told
    assert "Line 5, refund.nonsense : A policy has no such field" in told
    assert text.strip() in html.unescape(refused.text)
    assert rows_of_drafts(desk) == before

    broken = inbox.post("/inbox/policy/answers", text="sells = [", seen="0")
    assert broken.status_code == 400
    assert "This is not written as TOML" in broken.text

    good = write_profile(with_answer(first_profile(shop), "refund.days", 10))
    done = inbox.post("/inbox/policy/answers", text=good.replace("\n", "\r\n"), seen="0")
    assert done.status_code == 303
    assert answer_of(drafted(desk, shop), "refund.days") == 10
    late = inbox.post("/inbox/policy/answers", text=good, seen="0")
    assert late.status_code == 409
    assert "days = 10" in late.text


def test_the_preview_shows_what_stands_in_the_form_and_keeps_nothing(
    desk: Desk, inbox: Browser, published: Profile
) -> None:
    del published
    before = rows_of_drafts(desk)
    inbox.get("/inbox/policy?question=money_back")
    shown = inbox.post(
        "/inbox/policy/preview",
        question="money_back",
        page="refund",
        page_lang="en",
        view="page",
        **{"money_back.days": "77"},
    )
    assert shown.status_code == 200
    assert re.search(r"<ins>.*77", shown.text)
    assert "on this page." in shown.text
    unreadable = {"money_back.days": "seventy"}
    shown = inbox.post("/inbox/policy/preview", question="money_back", **unreadable)
    assert shown.status_code == 200
    assert "This page is as in force." in shown.text
    assert rows_of_drafts(desk) == before


def test_the_preview_tells_beside_the_page_what_the_law_says_to_the_open_question(
    inbox: Browser,
) -> None:
    inbox.get("/inbox/policy?question=trial")
    typed = {"trial.days": "", "change_of_mind.offered": "no"}
    shown = inbox.post("/inbox/policy/preview", question="trial", **typed).text
    assert "1 thing to put right" in shown
    assert 'name="repair" value="EU-W-NOT-OFFERED"' in shown


def test_the_preview_is_a_frame_of_the_inbox_alone_and_runs_nothing(inbox: Browser) -> None:
    page = inbox.get("/inbox/policy?question=sells").text
    assert 'sandbox="allow-same-origin"' in page
    shown = inbox.get("/inbox/policy/preview?page=refund")
    policy = shown.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "script-src" not in policy
    assert "form-action 'none'" in policy
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert shown.headers["Cache-Control"] == "no-store"
    assert not re.search(r'<a\b[^>]* href="(?!#)', shown.text)
    assert inbox.get("/inbox/policy").headers["X-Frame-Options"] == "DENY"


def test_the_language_of_the_preview_is_not_that_of_the_screen(inbox: Browser) -> None:
    page = inbox.get("/inbox/policy?question=sells&page_lang=de").text
    assert '<html lang="en"' in page
    assert "preview?page=refund&amp;page_lang=de" in page
    shown = inbox.get("/inbox/policy/preview?page_lang=de").text
    assert '<html lang="de"' in shown
    assert "Draft of version 1." in shown


@pytest.mark.parametrize("page", PAGES)
def test_every_page_can_be_looked_at_in_every_way_and_language(
    inbox: Browser, answers: Callable[..., Profile], page: str
) -> None:
    answers(cancellation__tiers=(Tier(168, 100), Tier(48, 50)))
    for lang in ("en", "de"):
        for view in ("page", "phone", "text", "checkout", "nonsense"):
            path = f"/inbox/policy/preview?page={page}&view={view}&page_lang={lang}"
            shown = inbox.get(path)
            assert shown.status_code == 200, path
            assert f'<html lang="{lang}"' in shown.text
            assert len(words(shown.text)) > 100, path
