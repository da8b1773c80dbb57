"""The main job inside a shop's own page, cross-site, in Chromium as people have it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from tests.frame.at_the_form import HAPPENED, LINK, Place, in_the_frame
from tests.frame.chromium import SiteData, open_chromium
from tests.frame.shop_site import ShopSite, open_shop_site, page_of
from tests.journey.a_photo import PHOTO
from tests.live import LiveDesk, Wire, text_of

pytestmark = pytest.mark.browser

# Two cookies and a word in storage, as any script in this place could try to leave them.
LEAVE_TRACES = """() => {
  const left = { cookie: "", word: "", before: "" };
  document.cookie = "plain=1; SameSite=None; Secure";
  left.cookie = document.cookie;
  try {
    left.before = localStorage.getItem("control") ?? "";
    localStorage.setItem("control", "here");
    left.word = localStorage.getItem("control");
  } catch (error) {
    left.word = error.name;
  }
  return left;
}"""


@pytest.fixture(scope="module")
def shop_site(live: LiveDesk) -> Iterator[ShopSite]:
    with open_shop_site() as site:
        site.put("/", page_of("<p>Sixty bars a week.</p>", desk=live.url))
        yield site


def new_page(browser: Browser) -> Page:
    return browser.contexts[0].new_page()


def tell(page: Page, live: LiveDesk, wire: Wire, email: str, shop_url: str) -> None:
    """Click, fill, photo, review, send, receipt, status; then the mails."""
    place = in_the_frame(page, shop_url)
    # In words of their own: what others have said before would be put aside as a copy.
    happened = f"{HAPPENED} That is what {email.partition('@')[0]} says."
    place.type_all(email=email, happened=happened)
    place.inside.locator("input[type=file]").set_input_files(PHOTO)
    expect(place.inside.locator("ul.photos img")).to_be_visible()
    place.check()
    expect(place.inside.get_by_text(happened).first).to_be_visible()
    expect(place.inside.get_by_text("One photo shows it.")).to_be_visible()
    expect_seen(place.inside.locator("ul.photos img"))
    reference = place.send()
    assert page.url == shop_url
    with page.context.expect_page() as opened:
        place.inside.locator("#private-url").click()
    status = Place(opened.value, opened.value)
    expect(status.heading).to_have_text("Orla has your message")
    expect(opened.value.get_by_text(reference).first).to_be_visible()
    expect_seen(opened.value.locator(".thread .photos img"))
    assert reference in text_of(wire.to(email)[0])
    assert happened in text_of(
        next(mail for mail in wire.to(live.shop.mailbox) if email in str(mail["Reply-To"]))
    )
    opened.value.close()
    place.button("Close").click()
    expect(page.get_by_role("link", name=LINK)).to_be_focused()


def expect_seen(photo: Locator) -> None:
    """A photo that is really there, not only its frame."""
    expect(photo).to_be_visible()
    expect(photo).to_have_js_property("complete", True)
    assert photo.evaluate("image => image.naturalWidth") == 320


@pytest.mark.parametrize("site_data", ["no third-party cookies", "none"])
def test_cross_site_a_complaint_goes_from_the_shops_page_to_the_owner(
    live: LiveDesk, wire: Wire, shop_site: ShopSite, playwright: Playwright, site_data: SiteData
) -> None:
    with open_chromium(playwright, site_data) as browser:
        page = new_page(browser)
        place = in_the_frame(page, f"{shop_site.url}/")
        in_frame = place.frame.evaluate(LEAVE_TRACES)
        alone = new_page(browser)
        alone.goto(f"{live.url}/s/wren-tide")
        by_itself = alone.evaluate(LEAVE_TRACES)
        if site_data == "none":
            assert in_frame["word"] == by_itself["word"] == "SecurityError"
            assert in_frame["cookie"] == by_itself["cookie"] == ""
        else:
            # The control: by itself the cookie is taken, in the frame it is refused; storage works
            # in both, and neither sees what the other left.
            assert by_itself == {"cookie": "plain=1", "word": "here", "before": ""}
            assert in_frame == {"cookie": "", "word": "here", "before": ""}
            alone.context.clear_cookies()
        alone.close()
        email = f"hanna.{site_data.replace(' ', '-')}@post.example"
        tell(page, live, wire, email, f"{shop_site.url}/")
        assert browser.contexts[0].cookies() == []


def test_without_javascript_the_shops_link_leads_to_the_whole_page(
    live: LiveDesk, wire: Wire, shop_site: ShopSite, playwright: Playwright
) -> None:
    with open_chromium(playwright) as browser:
        context = browser.new_context(java_script_enabled=False, locale="en-GB")
        page = context.new_page()
        page.goto(f"{shop_site.url}/")
        page.get_by_role("link", name=LINK).click()
        page.get_by_role("link", name="Something is wrong").click()
        place = Place(page, page)
        place.type_all(email="hanna.plain@post.example", happened="All of it was broken.")
        page.locator("input[type=file]").set_input_files(PHOTO)
        place.check()
        expect(page.get_by_text("One photo shows it.")).to_be_visible()
        reference = place.send()
        assert reference in text_of(wire.to("hanna.plain@post.example")[0])
        page.locator("#private-url").click()
        expect(place.heading).to_have_text("Orla has your message")
        photo = page.locator(".thread .photos img")
        expect(photo).to_be_visible()
        # The page runs no script; its tester may.
        assert photo.bounding_box()
        assert page.request.get(live.url + (photo.get_attribute("src") or "")).ok
