"""A live desk with its mail server, and Chromium as people have it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright

from tests.live import LiveDesk, Wire, open_wire, serve_desk
from tests.needs import path_of

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with open_wire() as wire:
        yield wire


@pytest.fixture(scope="module")
def live(wire: Wire, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveDesk]:
    with serve_desk(tmp_path_factory.mktemp("live"), wire.port) as desk:
        yield desk


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    path = path_of("chromium")
    browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
    yield browser
    browser.close()
