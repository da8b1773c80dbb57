"""The loader on hostile, strict and plain pages: it opens a sheet, or the link stays a link."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request, expect

from tests.frame.at_the_form import LINK, open_sheet
from tests.frame.chromium import open_chromium
from tests.frame.shaky import ShakyDesk
from tests.frame.shop_site import ShopSite, page_of
from tests.live import wait_until
from widget.desk import Actor, add_site, remove_site

pytestmark = pytest.mark.browser

POISON = """
  for (const name of Object.getOwnPropertyNames(Array.prototype)) {
    if (name !== "length") Array.prototype[name] = () => { throw new Error("poisoned " + name); };
  }
  Array.prototype[Symbol.iterator] = () => { throw new Error("poisoned iterator"); };
"""
CLOBBER = "".join(
    f'<form name="{name}"><input name="{name}"></form><img name="{name}" id="{name}" alt="">'
    for name in (
        *("createElement", "querySelector", "addEventListener", "append", "closest", "setTimeout"),
        *("body", "documentElement", "head", "parentNode", "location", "Document", "URL", "Map"),
    )
)

# The loader's three seconds, which pass when they are told to; whether anything waited for them.
HELD_TIMER = """{
  const wait = setTimeout;
  const end = clearTimeout;
  let held = null;
  window.setTimeout = (then, ms) => (ms === 3000 ? ((held = then), -1) : wait(then, ms));
  window.clearTimeout = (timer) => void (timer === -1 ? (held = null) : end(timer));
  window.threeSecondsPass = () => {
    const waited = held;
    held = null;
    if (waited) wait(waited);
    return waited !== null;
  };
}"""


def troubles_of(page: Page) -> list[str]:
    """Whatever the page's console complains of, as it comes."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "console",
        lambda said: found.append(said.text) if said.type == "error" else None,
    )
    return found


def test_nothing_loads_before_the_first_click(
    page: Page, shaky: ShakyDesk, shop_site: ShopSite
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{shop_site.url}/")
    page.get_by_role("link", name=LINK).hover()
    page.get_by_role("link", name=LINK).focus()
    assert [url for url in asked if url.startswith(shaky.url)] == [f"{shaky.url}/embed.js"]
    expect(page.locator("dialog, iframe")).to_have_count(0)
    open_sheet(page)
    expect(page.locator("dialog")).to_have_attribute("aria-label", LINK)
    expect(page.locator("iframe")).to_have_attribute("title", LINK)
    expect(page.locator("iframe")).to_have_attribute("referrerpolicy", "origin")


def test_it_leaves_no_trace_on_the_page(
    page: Page, context: BrowserContext, shaky: ShakyDesk, shop_site: ShopSite
) -> None:
    shop_site.put("/plain", page_of("", desk=shaky.url, loader=False))
    page.goto(f"{shop_site.url}/plain")
    names = page.evaluate("Object.getOwnPropertyNames(window)")
    page.goto(f"{shop_site.url}/")
    open_sheet(page)
    usual = {"event", "0", "length"}
    assert set(page.evaluate("Object.getOwnPropertyNames(window)")) - set(names) <= usual
    expect(page.locator("style, link[rel=stylesheet]")).to_have_count(0)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert context.cookies() == []


@pytest.mark.parametrize("key", ["Control", "Meta", "Shift", "Alt"])
def test_a_modified_click_stays_a_link(
    page: Page, shaky: ShakyDesk, shop_site: ShopSite, key: str
) -> None:
    page.goto(f"{shop_site.url}/")
    page.evaluate(
        """() => addEventListener("click", (event) => {
          window.wasTaken = event.defaultPrevented;
          event.preventDefault();
        })"""
    )
    page.get_by_role("link", name=LINK).click(modifiers=[key])  # type: ignore[list-item]
    assert page.evaluate("window.wasTaken") is False
    page.get_by_role("link", name=LINK).click(button="middle", no_wait_after=True)
    page.evaluate(
        """() => document.querySelector("a").dispatchEvent(
          new MouseEvent("click", { button: 1, bubbles: true, cancelable: true, composed: true })
        )"""
    )
    expect(page.locator("dialog")).to_have_count(0)


def test_links_that_come_later_and_links_in_a_shadow_open_too(
    page: Page, shaky: ShakyDesk, shop_site: ShopSite
) -> None:
    page.goto(f"{shop_site.url}/")
    page.evaluate(
        """(desk) => {
          const link = document.createElement("a");
          Object.assign(link, { href: desk + "/s/wren-tide/complaint", textContent: "Late" });
          link.dataset.amends = "";
          const host = document.createElement("p");
          host.attachShadow({ mode: "open" }).append(link);
          document.body.append(host);
        }""",
        shaky.url,
    )
    page.get_by_role("link", name="Late").click()
    inside = page.frame_locator("dialog[open] iframe")
    expect(inside.get_by_role("heading", level=1)).to_have_text("Tell us about it")


def test_T17_it_works_on_a_strict_page_without_a_violation(
    hurried: Page, shaky: ShakyDesk, shop_site: ShopSite
) -> None:
    policy = (
        f"default-src 'none'; script-src {shaky.url}; frame-src {shaky.url}; style-src 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    shop_site.put("/strict", page_of("", desk=shaky.url), Content_Security_Policy=policy)
    troubles = troubles_of(hurried)
    hurried.goto(f"{shop_site.url}/strict")
    place = open_sheet(hurried)
    hurried.wait_for_timeout(3300)
    assert hurried.url.endswith("/strict")
    assert hurried.locator("dialog").bounding_box() is not None
    place.button("Close").click()
    expect(hurried.get_by_role("link", name=LINK)).to_be_focused()
    assert [trouble for trouble in troubles if "404" not in trouble] == []


def test_it_works_on_a_page_that_isolates_itself(
    page: Page, shaky: ShakyDesk, shop_site: ShopSite
) -> None:
    headers = {
        "Cross_Origin_Embedder_Policy": "require-corp",
        "Cross_Origin_Opener_Policy": "same-origin",
    }
    shop_site.put("/isolated", page_of("", desk=shaky.url), **headers)
    page.goto(f"{shop_site.url}/isolated")
    place = open_sheet(page)
    place.inside.get_by_role("link", name="Something is wrong").click()
    expect(place.heading).to_have_text("Tell us about it")


def test_T17_it_works_with_poisoned_arrays_and_clobbered_names(
    hurried: Page, shaky: ShakyDesk, shop_site: ShopSite
) -> None:
    poison = f"<script>{POISON}</script>"
    shop_site.put("/hostile", page_of(CLOBBER, desk=shaky.url, head=poison))
    hurried.goto(f"{shop_site.url}/hostile")
    with hurried.expect_event("frameattached"):
        hurried.get_by_text(LINK).click()
    inside = hurried.frames[1]
    expect(inside.locator("h1")).to_have_text("What happened with your order?")
    hurried.wait_for_timeout(3300)
    assert hurried.url.endswith("/hostile")
    inside.locator("[data-close]").click()
    expect(hurried.locator("dialog")).to_be_hidden()


@pytest.mark.parametrize(
    "broken",
    [
        "HTMLDialogElement.prototype.showModal = null",
        "Document.prototype.createElement = () => { throw new Error('no') }",
        "window.URL = null",
        "Event.prototype.composedPath = undefined",
    ],
)
def test_where_it_cannot_work_the_link_is_a_link_and_nothing_is_thrown(
    page: Page, shaky: ShakyDesk, shop_site: ShopSite, broken: str
) -> None:
    shop_site.put("/old", page_of("", desk=shaky.url, head=f"<script>{broken}</script>"))
    troubles = troubles_of(page)
    page.goto(f"{shop_site.url}/old")
    page.get_by_role("link", name=LINK).click()
    page.wait_for_url(f"{shaky.url}/s/wren-tide")
    assert [trouble for trouble in troubles if "404" not in trouble] == []


def test_T16_a_frame_that_is_refused_gives_way_to_the_full_page(
    hurried: Page, shaky: ShakyDesk, shop_site: ShopSite
) -> None:
    actor = Actor(shaky.shop.id, 1, "owner", "Orla")
    listed = add_site(shaky.desk, actor, "https://wrenandtide.example")
    ours = None
    try:
        hurried.goto(f"{shop_site.url}/")
        hurried.get_by_role("link", name=LINK).click()
        hurried.wait_for_timeout(1500)
        assert hurried.url == f"{shop_site.url}/"
        hurried.wait_for_url(f"{shaky.url}/s/wren-tide", timeout=10_000)
        ours = add_site(shaky.desk, actor, shop_site.url)
        hurried.goto(f"{shop_site.url}/")
        open_sheet(hurried)
    finally:
        for site in filter(None, (listed, ours)):
            remove_site(shaky.desk, actor, site.id)


def test_a_silent_desk_gives_way_to_the_link_unless_it_is_closed_before(
    page: Page, shaky: ShakyDesk, shop_site: ShopSite
) -> None:
    page.add_init_script(HELD_TIMER)
    page.goto(f"{shop_site.url}/")
    page.route(re.compile(r"frame=1"), lambda _: None)
    page.get_by_role("link", name=LINK).click()
    expect(page.locator("dialog")).to_be_visible()
    page.mouse.click(100, 400)
    expect(page.locator("dialog")).to_be_hidden()
    assert page.evaluate("threeSecondsPass()") is False
    page.get_by_role("link", name=LINK).click()
    expect(page.locator("dialog")).to_be_visible()
    assert page.url == f"{shop_site.url}/"
    assert page.evaluate("threeSecondsPass()") is True
    page.wait_for_url(f"{shaky.url}/s/wren-tide")


def test_escape_close_and_a_press_beside_it_close_and_give_the_focus_back(
    page: Page, shaky: ShakyDesk, shop_site: ShopSite
) -> None:
    page.goto(f"{shop_site.url}/")
    sheet, link = page.locator("dialog"), page.get_by_role("link", name=LINK)
    place = open_sheet(page)
    place.inside.get_by_role("link", name="Something is wrong").focus()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(sheet).to_be_visible()
    place.button("Close").click()
    expect(sheet).to_be_hidden()
    expect(link).to_be_focused()
    link.click()
    page.mouse.click(100, 400)
    expect(sheet).to_be_hidden()
    expect(link).to_be_focused()


def test_it_is_a_sheet_at_the_end_of_the_line_and_the_screen_of_a_phone(
    page: Page, shaky: ShakyDesk, shop_site: ShopSite
) -> None:
    page.goto(f"{shop_site.url}/")
    open_sheet(page)
    box = page.locator("dialog").bounding_box()
    frame = page.locator("iframe").bounding_box()
    assert box == {"x": 1280 - 576, "y": 0, "width": 576, "height": 900}
    assert frame == box
    page.evaluate("document.documentElement.dir = 'rtl'")
    turned = page.locator("dialog").bounding_box()
    assert turned is not None
    assert turned["x"] == 0
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.locator("dialog").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert page.locator("iframe").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}


def test_it_is_not_printed(page: Page, shaky: ShakyDesk, shop_site: ShopSite) -> None:
    page.goto(f"{shop_site.url}/")
    open_sheet(page)
    page.emulate_media(media="print")
    expect(page.locator("dialog")).to_have_css("opacity", "0")
    page.emulate_media(media="screen")
    expect(page.locator("dialog")).to_have_css("opacity", "1")


def test_a_page_that_was_left_comes_back_from_the_cache(
    playwright: Playwright, shaky: ShakyDesk, shop_site: ShopSite
) -> None:
    # Told to the site itself: who drives Chromium does not always hear of such a page.
    tell = (
        "<script>addEventListener('pageshow', (event) => "
        "event.persisted && navigator.sendBeacon('/shown', 'restored'))</script>"
    )
    shop_site.put("/back", page_of("", desk=shaky.url, head=tell))
    shop_site.put("/next", "<title>next</title>")
    with open_chromium(playwright) as browser:
        page = browser.contexts[0].new_page()
        page.goto(f"{shop_site.url}/back")
        open_sheet(page)
        # A page with something on its way is not kept.
        for frame in page.frames:
            frame.wait_for_load_state("load")
        page.goto(f"{shop_site.url}/next")
        page.evaluate("setTimeout(() => history.back())")
        wait_until(lambda: "restored" in shop_site.reports, "the page from the cache")


def test_T09_the_desk_hears_of_the_origin_and_no_page_of_the_shop(
    page: Page, shaky: ShakyDesk, shop_site: ShopSite
) -> None:
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    shop_site.put("/order", page_of("", desk=shaky.url))
    page.goto(f"{shop_site.url}/order?key=wc_order_secret")
    open_sheet(page)
    loads = [
        request
        for request in asked
        if request.url.startswith(shaky.url) and request.is_navigation_request()
    ]
    sent = [request.all_headers().get("referer", "") for request in loads]
    assert sent == [f"{shop_site.url}/"]


def test_the_same_two_lines_twice_open_one_sheet(
    page: Page, shaky: ShakyDesk, shop_site: ShopSite
) -> None:
    twice = f'<script async src="{shaky.url}/embed.js"></script>'
    shop_site.put("/twice", page_of(twice, desk=shaky.url))
    page.goto(f"{shop_site.url}/twice")
    open_sheet(page)
    expect(page.locator("dialog")).to_have_count(1)


def test_it_opens_on_a_file_that_its_owner_looks_at(
    chromium: Browser, shaky: ShakyDesk, tmp_path: Path
) -> None:
    file = tmp_path / "index.html"
    file.write_text(page_of("", desk=shaky.url))
    page = chromium.contexts[0].new_page()
    page.goto(file.as_uri())
    open_sheet(page)
    page.close()
