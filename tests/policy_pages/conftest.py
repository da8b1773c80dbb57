"""Chromium for the tests that look at pages; all else here is pure and needs nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.needs import path_of


@pytest.fixture(scope="session")
def in_browser() -> Iterator[Callable[[Callable[[Browser], Any]], Any]]:
    """Runs a look at pages with Chromium, in a thread of its own: ``in_browser(lambda b: …)``."""
    path = path_of("chromium")
    running: list[Playwright] = []

    def start() -> Browser:
        running.append(sync_playwright().start())
        return running[0].chromium.launch(executable_path=path, args=["--no-sandbox"])

    with ThreadPoolExecutor(1, thread_name_prefix="chromium") as thread:
        browser = thread.submit(start).result()
        yield lambda look: thread.submit(look, browser).result()
        thread.submit(browser.close).result()
        thread.submit(running[0].stop).result()
