"""Browsers at the owner's door, logged in the way a person is: by mail, by link, by button."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from widget.cases.model import Person, Shop
from widget.desk import Actor, Desk, add_helper, make_owner, print_login

HOST = "127.0.0.1"
BASE = f"http://{HOST}:8000"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
LINK = re.compile(r"/inbox/login/([A-Za-z0-9_-]+)")


@dataclass
class Browser:
    """A browser with cookies of its own. ``page`` is the text of the last page it was shown."""

    client: FlaskClient
    page: str = ""
    base: str = BASE

    def get(self, path: str, **more: Any) -> TestResponse:
        """Open a page."""
        return self._keep(self.client.get(path, base_url=self.base, **more))

    def post(self, path: str, **fields: Any) -> TestResponse:
        """Send a form as the last page with a form would: with its token."""
        headers = fields.pop("headers", None)
        values = {"csrf_token": self.token(), **fields}
        if "from_" in values:
            values["from"] = values.pop("from_")
        return self._keep(self.client.post(path, data=values, headers=headers, base_url=self.base))

    def token(self) -> str:
        """The token in the last page that had a form."""
        found = TOKEN.search(self.page)
        if found is None:
            self.get("/inbox/")
            found = TOKEN.search(self.page)
        return found.group(1) if found else ""

    def cookie(self, name: str) -> str:
        """The value of a cookie, empty where there is none."""
        found = self.client.get_cookie(name, domain=HOST)
        return found.value if found else ""

    def plant(self, name: str, value: str) -> None:
        """Put a cookie into the browser that no page of ours has set."""
        self.client.set_cookie(name, value, domain=HOST)

    def log_in_by(self, link: str) -> TestResponse:
        """Open a log-in link and press the button."""
        found = LINK.search(link)
        assert found
        path = found.group()
        self.get(path)
        answer = self.post(path)
        self.page = ""
        return answer

    def _keep(self, answer: TestResponse) -> TestResponse:
        if answer.mimetype == "text/html" and TOKEN.search(answer.text):
            self.page = answer.text
        return answer


@pytest.fixture
def browser(app: Flask) -> Callable[[], Browser]:
    """Make one more browser, without any cookie."""

    def make() -> Browser:
        return Browser(app.test_client())

    return make


@pytest.fixture
def logged_in(desk: Desk, browser: Callable[[], Browser]) -> Callable[[str], Browser]:
    """A browser in which the person with an address is logged in."""

    def make(email: str) -> Browser:
        fresh = browser()
        answer = fresh.log_in_by(print_login(desk, email))
        assert answer.status_code == 303
        return fresh

    return make


@pytest.fixture
def inbox(owner: Person, logged_in: Callable[[str], Browser]) -> Browser:
    """The owner's browser."""
    return logged_in(owner.email)


@pytest.fixture
def helper(desk: Desk, orla: Actor) -> Person:
    return add_helper(desk, orla, "fintan@wrenandtide.example", "Fintan Daly")


@pytest.fixture
def helping(helper: Person, logged_in: Callable[[str], Browser]) -> Browser:
    """The helper's browser."""
    return logged_in(helper.email)


@pytest.fixture
def other_owner(desk: Desk, other_shop: Shop) -> Person:
    return make_owner(desk, other_shop.id, "canary-b@northoven.example", "CANARY-B Baker")
