"""A desk that can fail, a shop's page on another site, and Chromium as people have it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.frame.at_the_form import PATIENCE
from tests.frame.chromium import open_chromium
from tests.frame.shaky import ShakyDesk, open_shaky_desk
from tests.frame.shop_site import ShopSite, open_shop_site, page_of


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Chromium with its usual settings, started by nobody's test tool.

    Without the cache for going back: who drives it does not hear of pages that come from there.
    """
    with open_chromium(playwright, "usual", "--disable-back-forward-cache") as browser:
        yield browser


@pytest.fixture(scope="module")
def shaky(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShakyDesk]:
    with open_shaky_desk(tmp_path_factory.mktemp("shaky")) as desk:
        yield desk


@pytest.fixture(scope="module")
def shop_site(shaky: ShakyDesk) -> Iterator[ShopSite]:
    with open_shop_site() as site:
        site.put("/", page_of("<p>Sixty bars a week.</p>", desk=shaky.url))
        yield site


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser of somebody who was never here."""
    fresh = chromium.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.add_init_script(PATIENCE)
    return page


@pytest.fixture
def hurried(context: BrowserContext) -> Page:
    """A page on which the loader waits for the frame no longer than it says."""
    return context.new_page()
