"""A customer at the door, by plain HTTP as without script, and one with Chromium."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Playwright, sync_playwright
from werkzeug.datastructures import Headers
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from tests.conftest import Clock
from tests.live import WREN_AND_TIDE, free_port
from tests.needs import path_of
from tests.public.reading import Page
from widget.app import create_app
from widget.cases.model import Shop
from widget.desk import Desk, make_owner, make_shop
from widget.settings import Settings

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Seen = TypeVar("Seen")

# What Hanna types; the names are those of the form.
TYPED: Mapping[str, str] = {
    "order": "WT-0047b",
    "ordered": "2026-11-09",
    "items": "two Oat & Honey bars",
    "happened": "Both bars were cracked right through when I opened the box.",
    "meant": "They were for my sister’s birthday.",
    "wish": "replacement",
    "name": "Hanna Lind",
    "email": "hanna.lind@post.example",
    "reach": "email",
}


@dataclass
class Customer:
    """Somebody without script and without cookies, one page at a time."""

    client: FlaskClient
    last: TestResponse | None = None

    def get(self, path: str, **more: Any) -> Page:
        """Open a page."""
        return self._keep(self.client.get(path, **more))

    def post(self, path: str, fields: Mapping[str, Any] | str | bytes, **more: Any) -> Page:
        """Send fields, or a body as it is."""
        return self._keep(self.client.post(path, data=fields, **more))

    def open_form(self, path: str = "/s/wren-tide/complaint") -> Page:
        """Open a form of one kind."""
        return self.get(path)

    def check(self, page: Page, **typed: str) -> Page:
        """Type into the form and press "Go on and check"; an empty text leaves a box empty."""
        where, fields = page.press("Go on and check")
        return self.post(where, fields | dict(TYPED) | typed)

    def press(self, page: Page, words: str, form: str = "message", **typed: str) -> Page:
        """Press a button of a page as it is, after typing something."""
        where, fields = page.press(words, form)
        return self.post(where, fields | typed)

    def review(self, path: str = "/s/wren-tide/complaint", **typed: str) -> Page:
        """Fill in a form and come to its review."""
        page = self.check(self.open_form(path), **typed)
        assert self.status == 200, page.errors
        return page

    def send(self, path: str = "/s/wren-tide/complaint", **typed: str) -> str:
        """Send a whole message; returns the path of its private page."""
        self.press(self.review(path, **typed), "Send")
        assert self.status == 303
        return self.location.removesuffix("/receipt")

    @property
    def status(self) -> int:
        """The status of the last answer."""
        assert self.last is not None
        return self.last.status_code

    @property
    def location(self) -> str:
        """Where the last answer leads."""
        assert self.last is not None
        return str(self.last.headers["Location"])

    @property
    def headers(self) -> Headers:
        """The headers of the last answer."""
        assert self.last is not None
        return self.last.headers

    def _keep(self, answer: TestResponse) -> Page:
        self.last = answer
        assert "Set-Cookie" not in answer.headers
        return Page(answer.get_data(as_text=True))


@pytest.fixture
def customer(client: FlaskClient, shop: Shop) -> Customer:
    """A customer of the shop, who reads English."""
    return Customer(client)


@dataclass
class OpenDoor:
    """A desk that serves on loopback, for a browser."""

    url: str
    desk: Desk
    shop: Shop
    clock: Clock


@pytest.fixture
def open_door(settings: Settings, clock: Clock, dice: Callable[[int], bytes]) -> Iterator[OpenDoor]:
    """The door of a shop, open for a browser."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    app = create_app(
        Settings(data=settings.data, base_url=url, port=port, smtp_url=settings.smtp_url),
        clock=clock,
        random_bytes=dice,
    )
    desk: Desk = app.extensions["desk"]
    shop = make_shop(desk, WREN_AND_TIDE)
    make_owner(desk, shop.id, shop.mailbox, shop.owner_name)
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, name="door", daemon=True)
    thread.start()
    try:
        yield OpenDoor(url, desk, shop, clock)
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()
        desk.store.close()


@pytest.fixture(scope="session")
def in_browser() -> Iterator[Callable[[Callable[[Browser], Seen]], Seen]]:
    """Runs a look at pages with Chromium: ``in_browser(lambda browser: …)``.

    In a thread of its own, since a second of Playwright's loops cannot start where one runs.
    """
    path = path_of("chromium")
    running: list[Playwright] = []

    def start() -> Browser:
        running.append(sync_playwright().start())
        return running[0].chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)

    with ThreadPoolExecutor(1, thread_name_prefix="chromium") as thread:
        browser = thread.submit(start).result()
        yield lambda look: thread.submit(look, browser).result()
        thread.submit(browser.close).result()
        thread.submit(running[0].stop).result()
