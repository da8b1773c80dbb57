"""The published files in Chromium: axe, a narrow screen, dark and light, paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from policy_pages.publish import write_files
from policy_pages.render import PAGES, outputs
from tests.needs import path_of
from tests.policy_pages.editions import SHOPS, without_desk

InBrowser = Callable[[Callable[[Browser], Any]], Any]
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
BUSY = {**SHOPS["everything everywhere"], "contact.name": LONG}


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The pages of a busy shop in both languages, as files."""
    folder = tmp_path_factory.mktemp("pages")
    write_files(folder, outputs(without_desk(BUSY)))
    return [folder / inner / f"{page}.html" for inner in ("", "de") for page in PAGES]


@pytest.mark.axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    in_browser: InBrowser, published: list[Path], width: int, scheme: Any
) -> None:
    axe = path_of("axe-core").read_text(encoding="utf-8")

    def look(browser: Browser) -> dict[str, Any]:
        found: dict[str, Any] = {}
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        for path in published:
            page.goto(path.as_uri())
            page.evaluate(axe)
            faults = page.evaluate("axe.run()")["violations"]
            wide = page.evaluate("document.documentElement.scrollWidth")
            if faults or wide > width:
                found[f"{path.parent.name}/{path.name}"] = [
                    wide,
                    *((fault["id"], fault["nodes"][0]["html"]) for fault in faults),
                ]
        page.close()
        return found

    assert in_browser(look) == {}


@pytest.mark.browser
@pytest.mark.parametrize(("paper", "width"), [("A4", 794), ("Letter", 816)])
def test_paper_shows_the_policy_and_no_buttons(
    in_browser: InBrowser, published: list[Path], paper: str, width: int
) -> None:
    def look(browser: Browser) -> list[str]:
        page = browser.new_page(viewport={"width": width, "height": 1123}, color_scheme="dark")
        page.emulate_media(media="print")
        wrong = []
        for path in published:
            page.goto(path.as_uri())
            for name in (".foot", ".aside", ".top ul", ".skip"):
                wrong += [f"{path.name}: {name}"] if page.locator(name).first.is_visible() else []
            for name in ("h1", ".glance", ".amends-closing"):
                wrong += [] if page.locator(name).is_visible() else [f"{path.name}: no {name}"]
            ink = page.evaluate("getComputedStyle(document.body).color")
            ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
            if (ink, ground) != ("rgb(0, 0, 0)", "rgb(255, 255, 255)"):
                wrong.append(f"{path.name}: {ink} on {ground}")
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append(f"{path.name}: wider than {paper}")
            assert page.pdf(format=paper).startswith(b"%PDF")
        page.close()
        return wrong

    assert in_browser(look) == []
