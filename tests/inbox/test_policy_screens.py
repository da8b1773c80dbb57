"""The policy's screens in Chromium: the preview follows what is typed, and nothing needs that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from policy_pages.answers import OwnWords, Tier
from policy_pages.profile import Profile, read_answers, with_answer, write_profile
from tests.inbox.test_script import FLAGS, Served
from tests.journey.test_access import look
from tests.needs import path_of
from widget.desk import Actor, draft_of, policy_versions, publish_policy, save_draft
from widget.desk.policy import first_profile

pytestmark = pytest.mark.browser

SHOWN = "iframe:not(.coming)"  # while a page loads there are two

SCREENS = (
    "",
    "?question=sells",
    "?question=buyers",
    "?question=return_cost",
    "?question=appointments",
    "?question=asking",
    "?question=address",
    "/own?page=refund&page_lang=en",
    "/answers",
    "/versions",
    "/publish",
    "/drop",
    "/field/refund.restocking_fee_percent",
    "/preview?page=refund&page_lang=en&view=page",
    "/preview?page=refund&page_lang=en&view=text",
)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    served = Served(tmp_path)
    yield served
    served.close()


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=path_of("chromium"), args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def owner(chromium: Browser, served: Served) -> Iterator[Page]:
    """The owner at a browser with script; it must not complain."""
    context = chromium.new_context(locale="en-GB")
    page = served.log_in(context)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []
    context.close()


@pytest.fixture
def without_script(chromium: Browser, served: Served) -> Iterator[Page]:
    context = chromium.new_context(locale="en-GB", java_script_enabled=False)
    yield served.log_in(context)
    context.close()


def draft(served: Served) -> Profile:
    text = draft_of(served.desk, served.shop).text
    return read_answers(text, "policy.toml")[0]


def publish_and_change(served: Served) -> None:
    """A version in force, and a draft with something of everything."""
    desk, shop = served.desk, served.shop
    actor = Actor(shop.id, 1, "owner", "Orla Byrne")
    profile = first_profile(shop)
    save_draft(desk, actor, write_profile(profile), 0)
    publish_policy(desk, actor, 1)
    changed = replace(
        profile,
        sells=("goods", "appointments"),
        own=(OwnWords("refund", "en", "All sales are final. Donaudampfschifffahrt" * 3),),
    )
    changed = with_answer(changed, "trial.days", 14)
    changed = with_answer(changed, "change_of_mind.methods", ("email",))
    changed = with_answer(changed, "refund.restocking_fee_percent", Decimal(10))
    changed = with_answer(changed, "cancellation.tiers", (Tier(168, 100), Tier(36, 50)))
    changed = with_answer(changed, "contact.address", "")
    save_draft(desk, actor, write_profile(changed), draft_of(desk, shop).seen)


def test_typing_changes_the_preview_and_the_law_is_told_while_typing(
    owner: Page, served: Served
) -> None:
    owner.goto(f"{served.url}/inbox/policy?question=trial")
    frame = owner.frame_locator(SHOWN)
    expect(frame.locator("main")).to_contain_text("14 days")
    owner.get_by_label("Days that a buyer needs to try it").press_sequentially("21")
    expect(frame.locator("main")).to_contain_text("42 days")
    expect(owner.locator("iframe")).to_have_count(1)
    expect(owner.get_by_label("Days that a buyer needs to try it")).to_be_focused()

    owner.get_by_label("No", exact=True).check()
    expect(owner.locator("p[data-ready]")).to_contain_text("1 thing to put right")
    finding = owner.locator(".open [data-found]")
    expect(finding).to_contain_text("“No returns” cannot be said to EU buyers")
    assert draft_of(served.desk, served.shop).changed_at is None

    owner.get_by_role("button", name="Set “Buyers may change").click()
    expect(owner.locator(".notice-ok")).to_contain_text("Put right and saved.")
    assert draft(served).trial.days == 21
    assert draft(served).change_of_mind.offered is True


def test_the_preview_changes_page_language_and_width_and_going_back_leaves_the_interview(
    owner: Page, served: Served
) -> None:
    owner.goto(f"{served.url}/inbox/policy?question=sells")
    frame = owner.frame_locator(SHOWN)
    expect(frame.get_by_role("heading", level=1)).to_have_text("Returns and refunds")
    owner.get_by_label("Which page").select_option("complaints")
    expect(frame.get_by_role("heading", level=1)).not_to_have_text("Returns and refunds")
    owner.get_by_label("Its language").select_option("de")
    expect(frame.locator("html")).to_have_attribute("lang", "de")
    wide = owner.locator(SHOWN).bounding_box()
    owner.get_by_label("On a phone").check()
    owner.wait_for_function("document.querySelector('iframe').clientWidth < 400")
    owner.get_by_label("Checkout line").check()
    expect(frame.locator(".line")).to_be_visible()
    assert wide is not None
    assert wide["width"] > 400
    owner.go_back()
    expect(owner.get_by_role("heading", name="Inbox")).to_be_visible()


def test_only_the_last_of_many_changes_is_shown(owner: Page, served: Served) -> None:
    owner.goto(f"{served.url}/inbox/policy?question=trial")
    box = owner.get_by_label("Days that a buyer needs to try it")
    show = owner.get_by_role("button", name="Show the page")
    for days in ("15", "16", "17", "30"):
        box.fill(days)
        show.click()
    frame = owner.frame_locator(SHOWN)
    expect(frame.locator("main")).to_contain_text("60 days")
    expect(owner.locator("iframe")).to_have_count(1)


def test_without_script_the_button_shows_the_page_and_every_step_is_kept(
    without_script: Page, served: Served
) -> None:
    page = without_script
    page.goto(f"{served.url}/inbox/policy")
    page.get_by_role("link", name="Begin").click()
    page.get_by_label("Appointments").check()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name="2. Where do your buyers live?")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Change.*How many days")).click()
    page.get_by_label("Days that a buyer needs to try it").fill("21")
    page.get_by_role("button", name="Show the page").click()
    frame = page.frame_locator(SHOWN)
    expect(frame.locator("main")).to_contain_text("42 days")
    assert draft(served).trial.days is None
    page.get_by_label("On a phone").check()
    box = page.locator("iframe").bounding_box()
    assert box is not None
    assert box["width"] < 400
    page.get_by_label("Days that a buyer needs to try it").press("Enter")
    expect(page.get_by_role("heading", name="4. Who pays")).to_be_visible()
    assert draft(served).trial.days == 21
    assert draft(served).sells == ("goods", "appointments")

    page.get_by_role("button", name="Look it over and publish").click()
    page.get_by_role("button", name="Publish version 1").click()
    expect(page.get_by_text("Published. Cases from now on go by this version.")).to_be_visible()
    assert len(policy_versions(served.desk, served.shop.id)) == 1


def test_a_second_window_keeps_what_was_typed(owner: Page, served: Served) -> None:
    address = f"{served.url}/inbox/policy?question=money_back"
    owner.goto(address)
    second = owner.context.new_page()
    second.goto(address)
    label = "Days after delivery in which you give the money back"
    owner.get_by_label(label).fill("60")
    owner.get_by_role("button", name="Save and go on").click()
    expect(owner.get_by_role("heading", name="8. If somebody cancels")).to_be_visible()
    second.get_by_label(label).fill("90")
    second.get_by_role("button", name="Save and go on").click()
    expect(second.get_by_role("alert")).to_be_focused()
    expect(second.get_by_role("alert")).to_contain_text("Somebody saved the policy")
    assert second.get_by_label(label).input_value() == "90"
    expect(second.get_by_text("Saved meanwhile: 60 days after delivery")).to_be_visible()
    second.get_by_role("button", name="Save and go on").click()
    expect(second.get_by_role("heading", name="8. If somebody cancels")).to_be_visible()
    assert draft(served).money_back.days == 90


@pytest.fixture
def seen(chromium: Browser, served: Served) -> Iterator[Page]:
    """A browser in which axe may run, and in which no colour is on its way to another."""
    context = chromium.new_context(locale="en-GB", bypass_csp=True, reduced_motion="reduce")
    yield served.log_in(context)
    context.close()


@pytest.mark.axe
def test_the_first_day_has_no_violation(seen: Page, served: Served) -> None:
    page = seen
    for end in ("", "?question=trial", "/versions"):
        page.goto(f"{served.url}/inbox/policy{end}")
        look(page)


@pytest.fixture(scope="module")
def full(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A browser as ``seen``, at a desk with something of everything; it only looks."""
    served = Served(tmp_path_factory.mktemp("full"))
    publish_and_change(served)
    context = chromium.new_context(locale="en-GB", bypass_csp=True, reduced_motion="reduce")
    yield served.log_in(context)
    context.close()
    served.close()


@pytest.mark.axe
@pytest.mark.parametrize("end", SCREENS)
def test_a_screen_of_the_policy_has_no_violation(full: Page, end: str) -> None:
    full.goto(full.url.partition("/inbox")[0] + f"/inbox/policy{end}")
    look(full)


@pytest.mark.axe
def test_errors_have_no_violation_and_the_summary_has_the_focus(seen: Page, served: Served) -> None:
    page = seen
    page.goto(f"{served.url}/inbox/policy?question=trial")
    page.get_by_label("Days that a buyer needs to try it").fill("soon")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator(".summary")).to_be_focused()
    assert page.title().startswith("Error:")
    look(page)
    page.goto(f"{served.url}/inbox/policy/answers")
    page.get_by_label("All answers").fill("sells = [")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".summary")).to_be_focused()
    look(page)
