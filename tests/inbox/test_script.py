"""What the inbox's script does in Chromium, and that nothing is missing without it."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect
from werkzeug.serving import make_server

from tests.conftest import Clock, said
from tests.live import WREN_AND_TIDE, free_port
from tests.needs import path_of
from widget.app import create_app
from widget.desk import (
    Desk,
    Receipt,
    make_owner,
    make_shop,
    new_form,
    open_case,
    print_login,
    read_form,
)
from widget.settings import Settings

pytestmark = pytest.mark.browser

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


class Served:
    """A desk that listens on loopback, with one shop and three open cases."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        settings = Settings(
            data=folder,
            base_url=self.url,
            smtp_url=f"folder://{folder}/mails",
            mail_from="desk@desk.example",
        )
        app = create_app(settings, clock=Clock(), random_bytes=random.Random(5).randbytes)
        self.desk: Desk = app.extensions["desk"]
        self.shop = make_shop(self.desk, WREN_AND_TIDE)
        make_owner(self.desk, self.shop.id, self.shop.mailbox, self.shop.owner_name)
        self.cases = [self.open(name) for name in ("First One", "Second One", "Third One")]
        self.server = make_server("127.0.0.1", port, app, threaded=True)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def open(self, name: str) -> Receipt:
        statement = said(name=name)
        token = new_form(self.desk, self.shop, statement.kind)
        form = read_form(self.desk, self.shop, statement.kind, token)
        return open_case(self.desk, self.shop, statement, form)

    def log_in(self, context: BrowserContext) -> Page:
        page = context.new_page()
        page.goto(print_login(self.desk, self.shop.mailbox))
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
        page.wait_for_load_state("load")  # only then does its script listen to keys
        return page

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
        self.desk.store.close()


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
def with_script(chromium: Browser, served: Served) -> Iterator[Page]:
    context = chromium.new_context(locale="en-GB")
    page = served.log_in(context)
    complaints: list[str] = []
    # Nothing may be refused by our own policy, and no script may fail.
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert [text for text in complaints if "Failed to load resource" not in text] == []
    context.close()


@pytest.fixture
def without_script(chromium: Browser, served: Served) -> Iterator[Page]:
    context = chromium.new_context(locale="en-GB", java_script_enabled=False)
    yield served.log_in(context)
    context.close()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_j_k_and_enter_walk_the_list_and_slash_searches(with_script: Page) -> None:
    page = with_script
    page.keyboard.press("j")
    assert focused(page).endswith("First One")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert focused(page).endswith("Third One")
    page.keyboard.press("k")
    assert focused(page).endswith("Second One")
    page.keyboard.press("/")
    page.keyboard.type("jk/")
    assert page.locator("#q").input_value() == "jk/"
    page.locator("#q").fill("")
    page.locator("#q").blur()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Third One")).to_be_visible()


def test_keys_stay_off_once_they_are_turned_off(with_script: Page) -> None:
    page = with_script
    page.get_by_role("button", name="Turn keys off").click()
    assert focused(page) == "Turn keys on"
    page.reload()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")
    page.get_by_role("button", name="Turn keys on").click()
    page.keyboard.press("j")
    assert focused(page).endswith("First One")


def test_a_case_that_is_shown_is_marked_as_read(with_script: Page, served: Served) -> None:
    page = with_script
    reference = served.cases[0].case.reference
    with page.expect_response(f"**/inbox/case/{reference}/read") as answer:
        page.goto(f"{served.url}/inbox/case/{reference}")
    assert answer.value.status == 303
    expect(page.get_by_role("button", name="Mark as read")).to_be_hidden()
    page.goto(f"{served.url}/inbox/")
    expect(page.locator(".case.new")).to_have_count(2)


def test_the_snippet_can_be_copied(with_script: Page, served: Served) -> None:
    page = with_script
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{served.url}/inbox/site")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines() == [
        f'<a data-amends href="{served.url}/s/wren-tide">Something wrong with your order?</a>',
        f'<script async src="{served.url}/embed.js"></script>',
    ]


def test_without_script_nothing_is_shown_that_does_nothing(
    without_script: Page, served: Served
) -> None:
    page = without_script
    expect(page.get_by_text("Turn keys off")).to_be_hidden()
    page.goto(f"{served.url}/inbox/site")
    expect(page.get_by_role("button", name="Copy")).to_be_hidden()
    page.goto(f"{served.url}/inbox/case/{served.cases[0].case.reference}")
    page.get_by_role("button", name="Mark as read").click()
    expect(page.get_by_role("status")).to_have_text("Marked as read.")
    page.goto(f"{served.url}/inbox/")
    expect(page.locator(".case.new")).to_have_count(2)


def test_without_script_a_fact_a_note_and_an_answer_are_kept(
    without_script: Page, served: Served
) -> None:
    page = without_script
    page.goto(f"{served.url}/inbox/case/{served.cases[0].case.reference}")
    page.get_by_text("Add a fact").click()
    page.get_by_label("What it is").select_option("value")
    page.get_by_label("What you know").fill("€13.00")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("status")).to_have_text("Added to the facts.")
    page.get_by_label("Add a note").fill("Ask the courier.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.get_by_label("Your answer to First").fill("Dear First,\n\nyes.\n\nOrla")
    page.get_by_role("button", name="Send to First").click()
    expect(page.get_by_role("status")).to_contain_text("Your answer is recorded")
    assert page.url.endswith("?done=answered#reply")


def test_a_second_tab_that_is_out_of_date_keeps_its_text(with_script: Page, served: Served) -> None:
    first = with_script
    address = f"{served.url}/inbox/case/{served.cases[1].case.reference}"
    first.goto(address)
    second = first.context.new_page()
    second.goto(address)
    first.get_by_label("Your answer to Second").fill("The first answer")
    first.get_by_role("button", name="Send to Second").click()
    expect(first.get_by_role("status")).to_be_visible()
    second.get_by_label("Your answer to Second").fill("A quite different answer")
    second.get_by_role("button", name="Send to Second").click()
    expect(second.get_by_role("alert")).to_contain_text("Something happened while you were writing")
    expect(second.get_by_role("alert")).to_contain_text("The first answer")
    assert second.get_by_label("Your answer to Second").input_value() == "A quite different answer"
