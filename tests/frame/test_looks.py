"""What people meet: nothing moves, keys reach everything, axe is content, little is loaded."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.frame.at_the_form import LINK, SHORT_WAITS, Place, in_the_frame, on_a_page, open_sheet
from tests.frame.shaky import ShakyDesk
from tests.frame.shop_site import ShopSite, page_of
from tests.needs import path_of
from widget.doors import STATIC

pytestmark = pytest.mark.browser

SHIFTS = """
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifted += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
"""
MOST_FRAME_BYTES = 25_000  # compressed, all that an open frame has loaded
MOST_SCRIPT_BYTES = 4_096
FIRST_KIND = (
    "Something is wrong with what I got"
    " Broken, the wrong thing, not as described, or it never came."
)


@pytest.fixture(params=["page", "frame"])
def open_form(
    request: pytest.FixtureRequest, shaky: ShakyDesk, shop_site: ShopSite
) -> Callable[[Page], Place]:
    shaky.failing.clear()
    if request.param == "page":
        return lambda page: on_a_page(page, shaky.url)
    return lambda page: in_the_frame(page, f"{shop_site.url}/")


def look_with_axe(place: Place) -> list[str]:
    """What axe finds in the document of the form."""
    place.frame.evaluate(path_of("axe-core").read_text())
    found = place.frame.evaluate("axe.run(document, { iframes: false })")
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]


@pytest.mark.axe
def test_axe_finds_nothing_empty_wrong_offline_and_sent(
    page: Page, context: BrowserContext, open_form: Callable[[Page], Place]
) -> None:
    page.add_init_script(SHORT_WAITS)
    place = open_form(page)
    if place.inside is not page:
        page.emulate_media(color_scheme="dark")
    assert look_with_axe(place) == [], "empty"
    place.button("Go on and check").last.click()
    expect(place.inside.get_by_role("alert")).to_be_visible()
    assert look_with_axe(place) == [], "error"
    place.type_all()
    context.set_offline(True)
    place.button("Go on and check").last.click()
    expect(place.inside.locator(".sending > .notice")).to_be_visible()
    place.wait_until_kept()
    assert look_with_axe(place) == [], "offline"
    context.set_offline(False)
    expect(place.heading).to_have_text("If we understand correctly:")
    assert look_with_axe(place) == [], "review"
    place.send()
    assert look_with_axe(place) == [], "sent"


@pytest.mark.axe
def test_axe_finds_nothing_on_the_shops_page_with_the_sheet_open(
    page: Page, shaky: ShakyDesk, shop_site: ShopSite
) -> None:
    shop_site.put("/main", page_of("", desk=shaky.url).replace("<h1>", "<main><h1>").replace(
        "<footer>", "</main><footer>"))  # fmt: skip
    page.goto(f"{shop_site.url}/main")
    open_sheet(page)
    page.evaluate(path_of("axe-core").read_text())
    found = page.evaluate("axe.run(document, { iframes: false })")["violations"]
    assert [one["id"] for one in found] == []


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_shifts_on_the_shops_page_or_in_the_frame(
    page: Page, shaky: ShakyDesk, shop_site: ShopSite, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.add_init_script(SHIFTS)
    page.goto(f"{shop_site.url}/")
    # By script: what moves within half a second of a real press is not counted.
    page.evaluate("document.querySelector('a[data-amends]').click()")
    place = Place(page, page.frame_locator("dialog iframe"))
    expect(place.heading).to_be_visible()
    place.frame.evaluate("document.querySelector('a.choice').click()")
    expect(place.heading).to_have_text("Tell us about it")
    place.frame.evaluate(
        """() => {
          const box = document.getElementById("happened");
          box.value = "Broken.";
          box.dispatchEvent(new Event("input", { bubbles: true }));
        }"""
    )
    place.wait_until_kept()
    shifts = [round(frame.evaluate("window.shifted"), 3) for frame in page.frames]
    print(f"layout shift at {width}: page {shifts[0]:.3f}, frame {shifts[-1]:.3f}")
    assert shifts == [0.0] * len(shifts)


def test_the_focus_goes_in_through_all_and_comes_back(
    page: Page, shaky: ShakyDesk, shop_site: ShopSite
) -> None:
    page.goto(f"{shop_site.url}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=LINK)).to_be_focused()
    page.keyboard.press("Enter")
    place = Place(page, page.frame_locator("dialog iframe"))
    expect(place.heading).to_be_visible()
    passed = []
    for _ in range(9):
        page.keyboard.press("Tab")
        here = place.frame.evaluate(
            "document.activeElement.matches('body') ? '' :"
            " document.activeElement.textContent.trim().split('\\n')[0]"
        )
        passed += [here] if here else []
    assert passed[:4] == [
        "Skip to the content",
        "Deutsch",
        "Close",
        FIRST_KIND,
    ]
    place.inside.get_by_role("link", name="Something is wrong").focus()
    page.keyboard.press("Enter")
    expect(place.heading).to_have_text("Tell us about it")
    place.wait_until_loaded()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name=LINK)).to_be_focused()


HERE = "document.activeElement.name || document.activeElement.textContent.trim()"
MOST_TABS = 60


def tab_until(page: Page, place: Place, button: str, typed: Mapping[str, str]) -> list[str]:
    """Go from box to box with the Tab key, type on the way, press a button; what was passed."""
    passed: list[str] = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        here = place.frame.evaluate(HERE)
        if here in typed and passed[-1:] != [here]:
            page.keyboard.type(typed[here])
        elif here == "wish":
            page.keyboard.press("Space")
        passed += [here] if passed[-1:] != [here] else []
        if place.frame.evaluate("document.activeElement.textContent.trim()") == button:
            page.keyboard.press("Enter")
            return passed
    raise AssertionError(f"no {button} among {passed}")


def test_with_keys_alone_all_is_filled_in_and_sent_in_the_order_of_the_page(
    page: Page, shaky: ShakyDesk, open_form: Callable[[Page], Place]
) -> None:
    place = open_form(page)
    typed = {"happened": "It broke.", "meant": "A gift.", "name": "Kim", "email": "kim"}
    before = shaky.count_cases()
    passed = tab_until(page, place, "Go on and check", typed)
    wanted = ["order", "ordered", "items", "happened", "meant", "photos", "wish", "name", "email"]
    assert [name for name in dict.fromkeys(passed) if name in wanted] == wanted
    # What is wrong is told first, has the focus, and leads to its box.
    summary = place.inside.get_by_role("alert")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(place.box("email")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type("@post.example")
    page.keyboard.press("Enter")
    expect(place.heading).to_have_text("If we understand correctly:")
    tab_until(page, place, "Send", {})
    expect(place.inside.locator(".ref")).to_be_visible()
    assert shaky.count_cases() == before + 1


def test_an_open_frame_has_loaded_little(page: Page, shaky: ShakyDesk, shop_site: ShopSite) -> None:
    loaded: dict[str, int] = {}
    page.on("response", lambda answer: loaded.update({answer.url: len(packed(answer.body()))}))
    page.goto(f"{shop_site.url}/")
    open_sheet(page).inside.get_by_role("link", name="Something is wrong").click()
    place = Place(page, page.frame_locator("dialog iframe"))
    place.type_all()
    place.wait_until_kept()
    ours = {url: size for url, size in loaded.items() if url.startswith(shaky.url)}
    frame = {url: size for url, size in ours.items() if "embed.js" not in url}
    scripts = {url: size for url, size in frame.items() if ".js" in url}
    for url, size in sorted(ours.items()):
        print(f"{size:6} B gzip  {url.removeprefix(shaky.url)}")
    print(f"open frame: {sum(frame.values())} B gzip; our script: {sum(scripts.values())} B gzip")
    assert sum(frame.values()) <= MOST_FRAME_BYTES
    assert scripts
    assert sum(scripts.values()) <= MOST_SCRIPT_BYTES
    # What photos need comes with the first one, and all of it together is still little.
    assert not any("photos.js" in url for url in scripts)
    with page.expect_response("**/photos.js*") as came:
        place.inside.locator("input[type=file]").focus()
    assert sum(frame.values()) + len(packed(came.value.body())) <= MOST_FRAME_BYTES


def packed(body: bytes) -> bytes:
    return gzip.compress(body, 9, mtime=0)


def test_dark_and_light_come_from_the_reader_without_a_white_flash(
    page: Page, shaky: ShakyDesk, shop_site: ShopSite
) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{shop_site.url}/")
    page.route("**/s/wren-tide?frame=1", lambda _: None)
    page.get_by_role("link", name=LINK).click()
    # While the frame is still empty the sheet is dark already.
    expect(page.locator("dialog")).to_have_css("color-scheme", "light dark")
    expect(page.locator("dialog iframe")).to_have_css("color-scheme", "light dark")
    red, green, blue = page.evaluate(
        "getComputedStyle(document.querySelector('dialog')).backgroundColor.match(/\\d+/g)"
    )[:3]
    assert max(int(red), int(green), int(blue)) < 80


def test_the_frames_styles_know_no_left_or_right() -> None:
    css = (STATIC / "desk.css").read_text()
    physical = re.findall(
        r"^\s*((?:margin|padding|border|inset)-(?:left|right)|left|right|(?:float|text-align):"
        r" (?:left|right))\b",
        css,
        re.MULTILINE,
    )
    assert physical == []
