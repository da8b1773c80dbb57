"""Every page of the door in Chromium: axe, widths, keyboard, paper, with script and without."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.needs import path_of
from tests.public.conftest import TYPED, OpenDoor
from widget.desk import Actor, answer, make_shop, new_form, open_case, people_of, read_form

STATIC = Path(__file__).resolve().parent.parent.parent / "widget" / "static"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
InBrowser = Callable[[Callable[[Browser], Any]], Any]


@contextmanager
def page_of(browser: Browser, **context: Any) -> Iterator[Page]:
    """A page in a fresh profile; what it complains of in its console fails the test."""
    fresh = browser.new_context(locale="en-GB", **context)
    page = fresh.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: (
            complaints.append(said.text)
            if said.type == "error" and "status of" not in said.text
            else None
        ),
    )
    try:
        yield page
        assert complaints == []
        assert fresh.cookies() == []
    finally:
        fresh.close()


def follow(page: Page, button: Locator) -> None:
    """Press what leads on, and wait until the next page is there: a script may send it."""
    with page.expect_event("load"):
        button.click()


def press(page: Page, step: str) -> None:
    """Press the button of a step that a person sees."""
    follow(page, page.locator(f"button[name=step][value={step}]:visible").last)


def fill_in(page: Page, **changes: str) -> None:
    """Fill in the form as Hanna, with changes."""
    typed = {**TYPED, **changes}
    for name in ("order", "ordered", "items", "happened", "meant", "name", "email"):
        page.fill(f"#{name}", typed[name])
    page.check(f"#wish-{typed['wish']}")


def screens(page: Page, door: OpenDoor) -> Iterator[str]:
    """Go through every page of the door; yields its name each time one is shown."""
    page.goto(f"{door.url}/s/wren-tide")
    yield "choose"
    for path in ("refund", "return", "cancel", "complaint"):
        page.goto(f"{door.url}/s/wren-tide/{path}")
        yield path
    press(page, "check")
    yield "errors at every field"
    fill_in(page, email="hanna@gmial.com")
    page.fill("#phone", "12")
    press(page, "check")
    yield "doubts"
    press(page, "check")
    yield "review"
    follow(page, page.get_by_role("button", name="What happened", exact=True))
    yield "choose again"
    follow(page, page.locator("button.choice").first)
    press(page, "check")
    press(page, "send")
    yield "receipt"
    private = page.locator("#private-url").inner_text()
    page.goto(private)
    yield "status"
    follow(page, page.get_by_role("button", name="Send"))
    yield "status, empty reply"
    page.fill("#text", "One more thing.")
    follow(page, page.get_by_role("button", name="This is settled"))
    yield "status, settled"
    page.goto(answered_link(door))
    yield "status, answered"
    page.goto(f"{door.url}/p/wren-tide/privacy")
    yield "privacy"
    page.goto(f"{door.url}/c/made-up")
    yield "not here"
    door.desk.store.writer.close()
    # The page that the desk answers with; a script would go on trying for a while.
    page.route(
        "**/static/frame.js*", lambda route: route.fulfill(body="", content_type="text/javascript")
    )
    page.goto(f"{door.url}/s/wren-tide/complaint")
    fill_in(page)
    press(page, "check")
    press(page, "send")
    yield "nothing can be saved"


def answered_link(door: OpenDoor) -> str:
    """The private link of a case that Orla has answered."""
    from tests.conftest import said

    form = read_form(door.desk, door.shop, "complaint", new_form(door.desk, door.shop, "complaint"))
    receipt = open_case(door.desk, door.shop, said(), form)
    person = people_of(door.desk, door.shop.id)[0]
    orla = Actor(door.shop.id, person.id, "owner", person.name)
    answer(door.desk, orla, receipt.case.reference, "Dear Hanna,\n\nI am sorry.\n\nOrla", 1)
    return f"{door.url}/c/{receipt.token}"


@pytest.mark.axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_any_page(
    in_browser: InBrowser, open_door: OpenDoor, width: int, scheme: Any
) -> None:
    axe = path_of("axe-core").read_text(encoding="utf-8")

    def look(browser: Browser) -> dict[str, Any]:
        found: dict[str, Any] = {}
        with page_of(
            browser, viewport={"width": width, "height": 900}, color_scheme=scheme
        ) as page:
            for name in screens(page, open_door):
                page.evaluate(axe)
                for fault in page.evaluate("axe.run()")["violations"]:
                    nodes = [node["html"][:200] for node in fault["nodes"]]
                    found.setdefault(name, []).append((fault["id"], nodes))
        return found

    assert in_browser(look) == {}


@pytest.mark.browser
def test_targets_are_large_enough_and_every_box_has_a_label(
    in_browser: InBrowser, open_door: OpenDoor
) -> None:
    small_ones = """() => [...document.querySelectorAll(
        "a, button, input:not([type=hidden]), textarea, summary")]
      .filter((tag) => tag.checkVisibility() && !tag.closest(".vh") && !tag.matches(".vh"))
      .filter((tag) => !tag.closest("p, dd, .small") || tag.matches("button, input"))
      .map((tag) => [tag.outerHTML, (tag.closest("label") ?? tag).getBoundingClientRect()])
      .filter(([, box]) => box.width < 24 || box.height < 24)
      .map(([html]) => html.slice(0, 120))"""
    unlabelled = """() => [...document.querySelectorAll("input:not([type=hidden]), textarea")]
      .filter((box) => !box.labels.length).map((box) => box.outerHTML)"""

    def look(browser: Browser) -> dict[str, Any]:
        found = {}
        with page_of(browser, viewport={"width": 390, "height": 900}) as page:
            for name in screens(page, open_door):
                found[name] = page.evaluate(small_ones) + page.evaluate(unlabelled)
        return {name: tags for name, tags in found.items() if tags}

    assert in_browser(look) == {}


@pytest.mark.browser
@pytest.mark.parametrize(("width", "size"), [(320, "100%"), (640, "200%")])
def test_no_page_scrolls_sideways_with_long_words_or_large_text(
    in_browser: InBrowser, open_door: OpenDoor, width: int, size: str
) -> None:
    make_shop(
        open_door.desk,
        {
            "slug": "long",
            "name": LONG[:70],
            "owner_name": f"{LONG[:40]} Ek",
            "mailbox": "bo@long.example",
            "address": f"{LONG} 1",
            "languages": ("en", "de"),
        },
    )

    def look(browser: Browser) -> list[str]:
        wide: list[str] = []
        with page_of(browser, viewport={"width": width, "height": 900}) as page:

            def measure(name: str) -> None:
                page.evaluate(
                    "(size) => document.documentElement.style.setProperty('font-size', size)", size
                )
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    wide.append(name)

            page.goto(f"{open_door.url}/s/long")
            measure("choose")
            page.goto(f"{open_door.url}/s/long/complaint")
            measure("form")
            press(page, "check")
            measure("errors")
            fill_in(page, order="W" * 64, items=LONG, happened=LONG * 3, meant=LONG, name=LONG)
            page.fill("#email", f"{'a' * 60}@{'b' * 60}.example")
            press(page, "check")
            measure("review")
            press(page, "send")
            measure("receipt")
            page.goto(page.locator("#private-url").inner_text())
            measure("status")
            page.goto(f"{open_door.url}/p/long/privacy")
            measure("privacy")
        return wide

    assert in_browser(look) == []


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_summary_has_the_focus_and_its_links_lead_into_the_boxes(
    in_browser: InBrowser, open_door: OpenDoor, script: bool
) -> None:
    def look(browser: Browser) -> None:
        with page_of(browser, java_script_enabled=script) as page:
            page.goto(f"{open_door.url}/s/wren-tide/complaint")
            press(page, "check")
            page.locator("#summary:focus").wait_for()
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            page.locator("#happened:focus").wait_for()

    in_browser(look)


@pytest.mark.browser
def test_whole_message_by_keyboard_alone(in_browser: InBrowser, open_door: OpenDoor) -> None:
    def tab_to(page: Page, selector: str) -> None:
        for _ in range(60):
            if page.locator(f"{selector}:focus").count():
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"the Tab key never comes to {selector}")

    def look(browser: Browser) -> str:
        with page_of(browser, java_script_enabled=False) as page:
            page.goto(f"{open_door.url}/s/wren-tide")
            page.keyboard.press("Tab")
            page.locator(".skip:focus").wait_for()
            tab_to(page, "a.choice")
            page.keyboard.press("Enter")
            page.wait_for_url("**/complaint")
            for name in ("order", "items", "happened", "meant"):
                tab_to(page, f"#{name}")
                page.keyboard.type(TYPED[name])
            tab_to(page, "#wish-replacement")
            page.keyboard.press("Space")
            for name in ("name", "email"):
                tab_to(page, f"#{name}")
                page.keyboard.type(TYPED[name])
            page.keyboard.press("Enter")  # within a line it goes on, and loses nothing
            page.wait_for_selector(".says")
            tab_to(page, "button[value=send]")
            page.keyboard.press("Enter")
            page.wait_for_url("**/receipt")
            return page.locator("h1").inner_text()

    assert in_browser(look) == "Thank you, Hanna. We have it."


@pytest.mark.browser
def test_change_puts_the_hand_where_it_is_needed(
    in_browser: InBrowser, open_door: OpenDoor
) -> None:
    def look(browser: Browser) -> None:
        with page_of(browser, java_script_enabled=False) as page:
            page.goto(f"{open_door.url}/s/wren-tide/complaint")
            fill_in(page)
            press(page, "check")
            follow(page, page.get_by_role("button", name="Change what happened"))
            assert page.url.endswith("#happened")
            page.locator("#happened:focus").wait_for()
            assert page.locator("#happened").input_value() == TYPED["happened"]

    in_browser(look)


@pytest.mark.browser
def test_receipt_prints_on_one_sheet_of_a4(
    in_browser: InBrowser, open_door: OpenDoor, tmp_path: Path
) -> None:
    def look(browser: Browser) -> None:
        with page_of(browser) as page:
            page.goto(f"{open_door.url}/s/wren-tide/complaint")
            fill_in(page, happened="It is a long story, and it rained. " * 40)
            press(page, "check")
            press(page, "send")
            page.emulate_media(media="print")
            assert page.locator(".ref").is_visible()
            assert page.locator("#private-url").is_visible()
            assert not page.get_by_role("button", name="Print").is_visible()
            page.pdf(path=tmp_path / "receipt.pdf", format="A4")

    in_browser(look)
    pages = re.findall(rb"/Type\s*/Page\b", (tmp_path / "receipt.pdf").read_bytes())
    assert len(pages) == 1


@pytest.mark.browser
def test_print_and_copy_appear_with_a_script_and_do_what_they_say(
    in_browser: InBrowser, open_door: OpenDoor
) -> None:
    def look(browser: Browser) -> None:
        with page_of(browser, permissions=["clipboard-read", "clipboard-write"]) as page:
            page.goto(f"{open_door.url}/s/wren-tide/complaint")
            fill_in(page, name="")
            press(page, "check")
            page.get_by_role("button", name="Copy my text").click()
            page.get_by_text("Copied.").wait_for()
            copied = page.evaluate("navigator.clipboard.readText()")
            assert TYPED["happened"] in copied
            assert TYPED["order"] in copied
            assert "replacement" not in copied
            fill_in(page)
            press(page, "check")
            press(page, "send")
            assert page.get_by_role("button", name="Print").is_visible()
            page.get_by_role("button", name="Copy the link").click()
            page.get_by_text("Copied.").wait_for()
            link = page.locator("#private-url").inner_text()
            assert page.evaluate("navigator.clipboard.readText()") == link

    in_browser(look)


@pytest.mark.browser
def test_date_box_takes_a_day_typed_by_hand(in_browser: InBrowser, open_door: OpenDoor) -> None:
    def look(browser: Browser) -> None:
        with page_of(browser, java_script_enabled=False) as page:
            page.goto(f"{open_door.url}/s/wren-tide/complaint")
            fill_in(page)
            press(page, "check")
            sentence = page.locator(".says li").first.inner_text()
            assert "Monday 9 November 2026" in sentence

    in_browser(look)


def test_sheets_of_the_customer_weigh_at_most_8_kb() -> None:
    css = b"".join((STATIC / name).read_bytes() for name in ("tokens.css", "desk.css"))
    assert len(gzip.compress(css, 9)) <= 8 * 1024


def test_script_of_the_customer_weighs_at_most_1500_bytes_and_keeps_nothing() -> None:
    script = (STATIC / "desk.js").read_text(encoding="utf-8")
    assert len(script.encode()) <= 1500
    for word in ("localStorage", "sessionStorage", "cookie", "fetch(", "innerHTML", "import "):
        assert word not in script
