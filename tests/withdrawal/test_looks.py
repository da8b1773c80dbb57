"""The pages of the withdrawal function in Chromium: axe, narrow screens, 24 languages, paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.needs import path_of
from tests.public.conftest import OpenDoor
from tests.public.test_looks import LONG, follow, page_of
from tests.withdrawal.doors import EMAIL, Backstage, PlainDoor
from widget.desk import make_shop
from widget.mail.law_words import LANGUAGES

InBrowser = Callable[[Callable[[Browser], Any]], Any]
MAIN = "button:not(.vh, .btn-2, .btn-3)"
TYPED = {
    "name": "Hanna Lind",
    "contract": "order WT-1047",
    "items": "1 Kelp & Sea Salt bar",
    "email": "hanna.lind@post.example",
}


def screens(page: Page, first: str, typed: dict[str, str]) -> Iterator[str]:
    """Go the whole way; yields the name of each page once it is shown."""
    page.goto(first)
    yield "first"
    page.locator("summary").click()
    yield "first, languages open"
    follow(page, page.locator(MAIN))
    yield "asked"
    for name, text in typed.items():
        page.fill(f"[name={name}]", text)
    follow(page, page.locator(MAIN))
    if page.locator("#summary").count():
        yield "asked again"
        follow(page, page.locator(MAIN))
    yield "second"
    follow(page, page.locator(MAIN))
    yield "receipt"


@pytest.mark.axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    in_browser: InBrowser, open_door: OpenDoor, width: int, scheme: Any
) -> None:
    axe = path_of("axe-core").read_text(encoding="utf-8")
    url = f"{open_door.url}/s/wren-tide"

    def look(browser: Browser) -> dict[str, Any]:
        found: dict[str, Any] = {}
        context = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
        with page_of(browser, **context) as page:
            for name in screens(page, f"{url}/withdraw?lang=de", TYPED):
                page.evaluate(axe)
                for fault in page.evaluate("axe.run()")["violations"]:
                    nodes = [node["html"][:200] for node in fault["nodes"]]
                    found.setdefault(name, []).append((fault["id"], nodes))
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    found.setdefault(name, []).append("wide")
            page.goto(f"{url}/terminate?lang=de")
            page.evaluate(axe)
            for fault in page.evaluate("axe.run()")["violations"]:
                found.setdefault("terminate", []).append(fault["id"])
        return found

    assert in_browser(look) == {}


@pytest.mark.browser
def test_every_language_fits_on_a_phone_of_320_pixels(
    in_browser: InBrowser, open_door: OpenDoor
) -> None:
    def look(browser: Browser) -> list[str]:
        wide = []
        with page_of(browser, viewport={"width": 320, "height": 700}) as page:
            for lang in LANGUAGES:
                for path in ("withdraw", "terminate"):
                    page.goto(f"{open_door.url}/s/wren-tide/{path}?lang={lang}")
                    follow(page, page.locator(MAIN))
                    if page.evaluate("document.documentElement.scrollWidth") > 320:
                        wide.append(f"{lang} {path}")
                    box = page.locator(MAIN).bounding_box()
                    assert box is not None
                    if box["x"] < 0 or box["x"] + box["width"] > 320:
                        wide.append(f"{lang} {path} button")
        return wide

    assert in_browser(look) == []


@pytest.mark.browser
@pytest.mark.parametrize(("width", "size"), [(320, "100%"), (640, "200%")])
def test_long_words_and_large_text_do_not_scroll_sideways(
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
        },
    )
    typed = {
        "name": LONG,
        "contract": LONG * 2,
        "items": "W" * 199,
        "email": f"{'a' * 60}@{'b' * 60}.example",
    }

    def look(browser: Browser) -> list[str]:
        wide = []
        with page_of(browser, viewport={"width": width, "height": 900}) as page:
            for name in screens(page, f"{open_door.url}/s/long/withdraw?lang=el", typed):
                page.evaluate(
                    "(size) => document.documentElement.style.setProperty('font-size', size)", size
                )
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    wide.append(name)
        return wide

    assert in_browser(look) == []


@pytest.mark.browser
def test_receipt_prints_on_one_sheet_of_a4(in_browser: InBrowser, open_door: OpenDoor) -> None:
    def look(browser: Browser) -> bytes:
        with page_of(browser) as page:
            for _ in screens(page, f"{open_door.url}/s/wren-tide/withdraw", TYPED):
                pass
            return page.pdf(format="A4")

    assert in_browser(look).count(b"/Type /Page\n") == 1


@pytest.mark.axe
def test_everybody_can_read_both_mails(
    in_browser: InBrowser, door: PlainDoor, backstage: Backstage, tmp_path: Path
) -> None:
    axe = path_of("axe-core").read_text(encoding="utf-8")
    door.declare("de", items=LONG * 2)
    files = []
    for number, to in enumerate((EMAIL, backstage.shop.mailbox)):
        (mail,) = backstage.mails_to(to)
        html = mail.get_body(("html",))
        assert html is not None
        files.append(tmp_path / f"{number}.html")
        files[-1].write_text(html.get_content(), encoding="utf-8")

    def look(browser: Browser) -> list[Any]:
        found: list[Any] = []
        for file in files:
            for width, scheme in ((320, "light"), (1280, "dark")):
                context: dict[str, Any] = {"color_scheme": scheme}
                page = browser.new_page(viewport={"width": width, "height": 900}, **context)
                page.goto(file.as_uri())
                page.evaluate(axe)
                found += [fault["id"] for fault in page.evaluate("axe.run()")["violations"]]
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    found.append(f"{file.name} is wide")
                page.close()
        return found

    assert in_browser(look) == []
