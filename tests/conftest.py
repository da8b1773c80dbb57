"""What every test may ask for: a desk on a real database file, with its own clock and dice."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Playwright, expect, sync_playwright

from widget.app import create_app, make_deliverer
from widget.cases.model import Person, Shop, Statement
from widget.desk import Actor, Desk, Receipt, make_owner, make_shop, new_form, open_case, read_form
from widget.settings import Settings

# Tuesday 17 November 2026, 14:06:41 UTC, which is also Irish time.
START_MS = 1_794_924_401_000
BASE_URL = "http://127.0.0.1:8000"
DAY_MS = 24 * 3600 * 1000

# A busy machine may need longer than Playwright's five seconds for what is right; nobody waits
# for what has come.
expect.set_options(timeout=15_000)

# The same examples each time: what CI says today it says tomorrow. Chance is for `benchmarks/`.
hypothesis.settings.register_profile("fixed", derandomize=True, deadline=None)
hypothesis.settings.load_profile("fixed")


@dataclass
class Clock:
    """A clock that goes only when it is told to. Milliseconds UTC."""

    now: int = START_MS

    def __call__(self) -> int:
        """The moment it is; each look is a millisecond later, so that ids stay in order."""
        self.now += 1
        return self.now

    def forward(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> None:
        """Let time pass."""
        self.now += int((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000)


@dataclass
class Mailbox:
    """A transport that keeps what it is given: the mails, and to whom each went."""

    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    def send(self, message: EmailMessage, sender: str, recipient: str) -> None:
        """Take a mail, as a mail server would."""
        del sender
        self.mails.append(message)
        self.recipients.append(recipient)

    def close(self) -> None:
        """Nothing is open."""

    def to(self, address: str) -> list[EmailMessage]:
        """The mails that went to an address, oldest first."""
        return [mail for mail, to in zip(self.mails, self.recipients, strict=True) if to == address]


class Browser(FlaskClient):
    """A client that asks for the desk by its own address."""

    def open(self, *args: Any, **values: Any) -> Any:
        """Ask for a page."""
        values.setdefault("base_url", BASE_URL)
        return super().open(*args, **values)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, started once: in one thread a second one cannot start beside it."""
    with sync_playwright() as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def dice() -> Callable[[int], bytes]:
    """Randomness that is the same in every run."""
    return random.Random(20261117).randbytes


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        data=tmp_path / "desk",
        base_url=BASE_URL,
        smtp_url=f"folder://{tmp_path}/mails",
        mail_from="desk@desk.example",
    )


@pytest.fixture
def app(settings: Settings, clock: Clock, dice: Callable[[int], bytes]) -> Iterator[Flask]:
    app = create_app(settings, clock=clock, random_bytes=dice)
    app.test_client_class = Browser
    yield app
    app.extensions["desk"].store.close()


@pytest.fixture
def desk(app: Flask) -> Desk:
    found: Desk = app.extensions["desk"]
    return found


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies at the customer's door."""
    return app.test_client(use_cookies=False)


@pytest.fixture
def shop(desk: Desk) -> Shop:
    return make_shop(
        desk,
        {
            "slug": "wren-tide",
            "name": "Wren & Tide",
            "owner_name": "Orla Byrne",
            "mailbox": "orla@wrenandtide.example",
            "phone": "020 912 0147",
            "phone_hours": "Tuesday to Friday, 10:00 to 16:00",
            "address": "4 Quay Lane, Kilmarra, Co. Clare, Ireland",
            "site_url": "https://wrenandtide.example",
            "zone": "Europe/Dublin",
            "country": "IE",
            "languages": ("en", "de"),
            "colour": "#6b3a75",
        },
    )


@pytest.fixture
def other_shop(desk: Desk) -> Shop:
    """A second shop of the same desk: whatever is its own must never be seen from the first."""
    return make_shop(
        desk,
        {
            "slug": "north-oven",
            "name": "CANARY-B Bakery",
            "owner_name": "CANARY-B Baker",
            "mailbox": "canary-b@northoven.example",
            "languages": ("de",),
            "zone": "Europe/Berlin",
            "country": "DE",
        },
    )


@pytest.fixture
def owner(desk: Desk, shop: Shop) -> Person:
    return make_owner(desk, shop.id, "orla@wrenandtide.example", "Orla Byrne")


@pytest.fixture
def orla(shop: Shop, owner: Person) -> Actor:
    """The owner at work."""
    return Actor(shop.id, owner.id, "owner", owner.name)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def deliver(app: Flask, mailbox: Mailbox) -> Callable[[], int]:
    """Send all that is due into the mailbox; returns how many left."""
    return make_deliverer(app, mailbox).deliver_due


def said(**changes: Any) -> Statement:
    """What Hanna says on the form, with changes."""
    words: dict[str, Any] = {
        "kind": "complaint",
        "order_number": "WT-1047",
        "ordered_on": "2026-11-09",
        "items": "two Oat & Honey bars",
        "happened": "Both bars were cracked right through when I opened the box.",
        "meant": "They were for my sister’s birthday.",
        "meant_skipped": False,
        "wish": "replacement",
        "name": "Hanna Lind",
        "email": "hanna.lind@post.example",
        "phone": "",
        "reach": "email",
        "locale": "en",
    }
    return Statement(**{**words, **changes})


@pytest.fixture
def make_case(desk: Desk, shop: Shop) -> Callable[..., Receipt]:
    """Open a case as a customer does; keywords change what is said."""

    def make(at: Shop = shop, suspect_reasons: tuple[str, ...] = (), **changes: Any) -> Receipt:
        statement = said(**changes)
        form = read_form(desk, at, statement.kind, new_form(desk, at, statement.kind))
        return open_case(desk, at, statement, form, suspect_reasons)

    return make
