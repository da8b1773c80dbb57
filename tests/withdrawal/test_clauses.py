"""Every clause at every door: the hosted form, the dialog on a shop's page, and without script."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import Mailbox
from tests.frame.shop_site import open_shop_site, page_of
from tests.public.conftest import OpenDoor
from tests.withdrawal.clauses import CLAUSES
from tests.withdrawal.doors import Backstage, BrowserDoor, PlainDoor
from widget.mail.deliver import Deliverer
from widget.mail.gather import Gatherer
from widget.mail.material import MailSettings

DOCS = Path(__file__).resolve().parents[2] / "docs" / "withdrawal.md"
InBrowser = Callable[[Callable[[Browser], None]], None]


def backstage_of(door: OpenDoor) -> Backstage:
    desk, mailbox = door.desk, Mailbox()
    deliverer = Deliverer(
        desk.store,
        mailbox,
        gather=Gatherer(desk.store, desk.base_url, lambda: desk.ring, desk.answer_by),
        settings=MailSettings(mail_from="desk@desk.example", base_url=desk.base_url),
        clock=desk.clock,
        random_bytes=desk.random_bytes,
    )
    return Backstage(desk, door.shop, door.clock, mailbox, deliverer.deliver_due)


@pytest.mark.parametrize("name", CLAUSES)
def test_clause_without_script(name: str, door: PlainDoor) -> None:
    CLAUSES[name](door)


@pytest.mark.parametrize("name", CLAUSES)
def test_clause_in_the_frame_without_script(name: str, framed: PlainDoor) -> None:
    CLAUSES[name](framed)


@pytest.mark.browser
@pytest.mark.parametrize("name", CLAUSES)
def test_clause_on_the_hosted_form(name: str, open_door: OpenDoor, in_browser: InBrowser) -> None:
    def look(browser: Browser) -> None:
        page = browser.new_page(locale="en-IE")
        try:
            CLAUSES[name](BrowserDoor(page, open_door.url, backstage_of(open_door)))
        finally:
            page.close()

    in_browser(look)


@pytest.mark.browser
@pytest.mark.parametrize("name", CLAUSES)
def test_clause_in_the_dialog(name: str, open_door: OpenDoor, in_browser: InBrowser) -> None:
    def look(browser: Browser) -> None:
        page = browser.new_page(locale="en-IE")
        try:
            with open_shop_site() as site:

                def shop_page(address: str) -> str:
                    whole = page_of("", desk=open_door.url).replace(
                        f'href="{open_door.url}/s/wren-tide"', f'href="{address}"'
                    )
                    return site.put("/", whole)

                door = BrowserDoor(page, open_door.url, backstage_of(open_door), shop_page)
                CLAUSES[name](door)
        finally:
            page.close()

    in_browser(look)


def test_the_table_in_the_docs_names_every_clause_and_no_other() -> None:
    named = re.findall(r"^\|[^|]*\|[^|]*\| `(\w+)` \|", DOCS.read_text(), re.MULTILINE)
    assert sorted(named) == sorted(CLAUSES)
