"""The HTML mails as a browser shows them: for everybody, in light and dark, and without a wire."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

from tests.mail.paper import (
    BREAKOUTS,
    MAILS,
    a_case,
    a_shop,
    an_event,
    html_of,
    material_for,
    written,
)
from tests.needs import path_of

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LONG = "Donaudampfschifffahrtsgesellschaftskapitän" * 3


Look = Callable[[Callable[[Browser], None]], None]


@pytest.fixture(scope="module")
def look() -> Iterator[Look]:
    """Does something with a browser, in a thread of its own: other tests may have one open."""
    path = path_of("chromium")
    with ThreadPoolExecutor(max_workers=1) as thread:
        playwright = thread.submit(lambda: sync_playwright().start()).result()
        browser = thread.submit(
            lambda: playwright.chromium.launch(executable_path=path, args=FLAGS)
        ).result()
        yield lambda what: thread.submit(what, browser).result()
        thread.submit(browser.close).result()
        thread.submit(playwright.stop).result()


@pytest.fixture
def mail_file(tmp_path: Path) -> Callable[[EmailMessage], str]:
    """Writes a mail's HTML into a file and gives its URL."""

    def keep(message: EmailMessage) -> str:
        file = tmp_path / "mail.html"
        file.write_text(html_of(message))
        return file.as_uri()

    return keep


def with_words(mail: str, words: str) -> EmailMessage:
    """A mail in which every field that people fill holds the same words."""
    shop = a_shop(name=words, owner_name=words, address=words, phone=words)
    case = a_case(name=words, items=words, order_number=words, phone=words)
    material = material_for(mail, shop, case)
    if material.event is not None:
        said = dict.fromkeys(("happened", "meant", "text", "signed"), words)
        material = replace(material, event=an_event(material.event.kind, said))
    return written(mail, material)


def axe(page: Page) -> list[str]:
    page.evaluate(path_of("axe-core").read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.axe
@pytest.mark.parametrize(
    ("mail", "colour"), [*((mail, "#6b3a75") for mail in MAILS), ("notice", "#ffff00")]
)
def test_everybody_can_read_each_mail(look, mail_file, mail, colour):
    url = mail_file(written(mail, material_for(mail, a_shop(colour=colour))))
    found: list[str] = []

    def read(browser: Browser) -> None:
        for width in (390, 1280):
            for scheme in ("light", "dark"):
                page = browser.new_page(
                    viewport={"width": width, "height": 800}, color_scheme=scheme
                )
                page.goto(url)
                found.extend(axe(page))
                page.close()

    look(read)
    assert found == []


@pytest.mark.browser
@pytest.mark.parametrize("mail", MAILS)
def test_no_mail_scrolls_sideways_on_the_smallest_phone(look, mail_file, mail):
    url, wide = mail_file(with_words(mail, LONG)), []

    def measure(browser: Browser) -> None:
        page = browser.new_page(viewport={"width": 320, "height": 700})
        page.goto(url)
        wide.append(page.evaluate("document.documentElement.scrollWidth"))
        page.close()

    look(measure)
    assert wide[0] <= 320


@pytest.mark.browser
@pytest.mark.parametrize("mail", MAILS)
def test_T18_no_mail_runs_or_loads_anything_whatever_was_typed(look, mail_file, mail):
    url = mail_file(with_words(mail, " ".join(BREAKOUTS)))
    seen: list[str] = []

    def refuse(dialog: Dialog) -> None:
        seen.append("dialog")
        dialog.dismiss()

    def open_it(browser: Browser) -> None:
        page = browser.new_page()
        page.on("dialog", refuse)
        page.on("request", lambda request: seen.append(request.url))
        page.goto(url)
        page.mouse.move(300, 300)
        seen.append(str(page.locator("script, img, svg, iframe").count()))
        page.close()

    look(open_it)
    assert seen == [url, "0"]
