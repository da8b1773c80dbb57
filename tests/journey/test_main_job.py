"""The main job, end to end, on a real desk: form, review, receipt, mail, log-in, answer, reply."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journey.plain_http import PlainBrowser
from tests.live import LiveDesk, Wire, text_of

# Sent within seconds by a program: commands on top of that would make it a suspect.
HAPPENED = "Both Oat & Honey bars were cracked right through 'when' I opened the {box} (< 1 h old)."
ANSWER = "Dear Hanna,\n\nI am sorry. Two new bars leave here on Thursday.\n\nOrla"


def fields(email: str) -> dict[str, str]:
    return {
        "order": "WT-0047",
        "items": "two Oat & Honey bars",
        "happened": HAPPENED,
        "meant": "They were for my sister’s birthday.",
        "wish": "replacement",
        "name": "Hanna Lind",
        "email": email,
        "reach": "email",
    }


def login_link(mail_text: str, desk: LiveDesk) -> str:
    found = re.search(re.escape(desk.url) + r"/inbox/login/[\w-]+", mail_text)
    assert found, mail_text
    return found.group()


def test_by_plain_http_a_complaint_goes_to_the_inbox_and_back(live: LiveDesk, wire: Wire) -> None:
    email = "hanna.http@post.example"
    customer, owner = PlainBrowser(live.url), PlainBrowser(live.url)

    customer.get("/s/wren-tide/complaint")
    customer.submit(fields(email), step="check")
    assert "If we understand correctly" in customer.page
    receipt = customer.submit({}, step="send")
    assert receipt.status == 200
    assert receipt.path.startswith("/c/")
    assert receipt.path.endswith("/receipt")
    reference = re.search(r"AM-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{3}", customer.page)
    assert reference
    assert customer.cookies == {}

    notice = wire.to(live.shop.mailbox)[-1]
    assert HAPPENED in text_of(notice)
    assert notice["Reply-To"] == email
    copy = wire.to(email)[0]
    assert reference.group() in text_of(copy)
    assert "cracked" not in copy.as_string()
    assert (
        str(copy["Reply-To"]).endswith(live.shop.mailbox) or live.shop.mailbox in copy["Reply-To"]
    )

    owner.get("/inbox/login")
    before = len(wire.mails)
    owner.submit({"email": live.shop.mailbox})
    mails = wire.to(live.shop.mailbox, 2)
    assert len(wire.mails) > before
    owner.get(login_link(text_of(mails[-1]), live).removeprefix(live.url))
    owner.submit({})
    assert "Hanna Lind" in owner.page

    owner.get(f"/inbox/case/{reference.group()}")
    owner.submit({"text": ANSWER}, form="/reply")
    answered = wire.to(email, 2)[-1]
    assert "Two new bars leave here on Thursday." in text_of(answered)

    token = receipt.path.removesuffix("/receipt")
    customer.get(token)
    assert "Two new bars leave here on Thursday." in customer.page
    customer.submit({"text": "Thank you, that is very kind."}, form=token)
    assert "that is very kind" in customer.page

    owner.get(f"/inbox/case/{reference.group()}")
    assert "that is very kind" in owner.page
    owner.submit({"outcome": "settled", "text": ""}, form="/close")
    assert owner.last.status == 200
    owner.get("/inbox/?view=closed")
    assert reference.group() in owner.page


@pytest.mark.browser
def test_in_chromium_without_javascript_a_complaint_goes_to_the_inbox_and_back(
    live: LiveDesk, wire: Wire, chromium: Browser, tmp_path: Path
) -> None:
    email = "hanna.chromium@post.example"
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")
    customer = context.new_page()
    reference, private = complain(customer, live, email)
    assert context.cookies() == []

    desk = chromium.new_context(java_script_enabled=False, locale="en-GB")
    owner = log_in(desk, live, wire)
    assert "__Host-amends" in {cookie["name"] for cookie in desk.cookies()}
    owner.get_by_role("link", name="Hanna Lind").first.click()
    expect(owner.get_by_text("cracked right through").first).to_be_visible()
    owner.locator("form[action$='/reply'] textarea").fill(ANSWER)
    owner.locator("form[action$='/reply'] button").last.click()
    expect(owner.get_by_role("status").first).to_be_visible()

    wire.to(email, 2)
    customer.goto(private)
    expect(customer.get_by_text("Two new bars leave here on Thursday.").first).to_be_visible()
    customer.get_by_label("Write to Orla").fill("Thank you, that is very kind.")
    customer.get_by_role("button", name="Send").click()
    expect(customer.get_by_text("that is very kind").first).to_be_visible()

    owner.goto(f"{live.url}/inbox/case/{reference}")
    expect(owner.get_by_text("that is very kind").first).to_be_visible()
    owner.get_by_text("How did it end?").click()
    owner.locator("form[action$='/close'] input[value='settled']").check()
    with owner.expect_navigation():
        owner.locator("form[action$='/close'] button").last.click()
    owner.goto(f"{live.url}/inbox/?view=closed")
    expect(
        owner.get_by_text(reference).or_(owner.get_by_role("link", name="Hanna Lind")).first
    ).to_be_visible()
    context.close()
    desk.close()


def complain(page: Page, live: LiveDesk, email: str) -> tuple[str, str]:
    """Say it all on the form; returns the reference and the private link."""
    page.goto(f"{live.url}/s/wren-tide")
    page.get_by_role("link", name="Something is wrong").click()
    page.get_by_label("Order number").fill("WT-0047")
    page.locator("#items").fill("two Oat & Honey bars")
    # The same words from two addresses within seconds would look like a campaign.
    page.locator("#happened").fill(f"{HAPPENED} {email.partition('@')[0]}")
    page.locator("#meant").fill("They were for my sister’s birthday.")
    page.locator("input[name=wish][value=replacement]").check()
    page.get_by_label("Your name").fill("Hanna Lind")
    page.locator("#email").fill(email)
    page.locator("button[value=check]").last.click()
    expect(page.get_by_role("heading", name="If we understand correctly")).to_be_visible()
    expect(page.get_by_text(HAPPENED).first).to_be_visible()
    page.get_by_role("button", name="Send").click()
    reference = page.locator(".ref").inner_text()
    private = page.url.removesuffix("/receipt")
    expect(page.get_by_text("WT-0047").first).to_be_visible()
    return reference, private


def log_in(context: BrowserContext, live: LiveDesk, wire: Wire) -> Page:
    """Log in by the mailed link, in the browser that asked."""
    page = context.new_page()
    page.goto(f"{live.url}/inbox/login")
    page.get_by_label("Your email address").fill(live.shop.mailbox)
    before = len([mail for to, mail in wire.mails if to == live.shop.mailbox])
    page.get_by_role("button", name="Send me a link").click()
    mail = wire.to(live.shop.mailbox, before + 1)[-1]
    page.goto(login_link(text_of(mail), live))
    page.get_by_role("button", name="Log in").click()
    return page
