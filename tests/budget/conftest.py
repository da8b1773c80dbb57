"""A desk whose mails are counted: its tables are made once, its forms are filled in by anybody."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.conftest import Browser, Clock, Mailbox, said
from widget.app import create_app, make_deliverer
from widget.cases.model import Shop
from widget.desk import Desk, Receipt, Sender, new_form, open_case, read_form
from widget.settings import Settings
from widget.storage import upgrade
from widget.storage.orders import Order, order_of
from widget.storage.tables import outbox


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and nothing in them."""
    path = tmp_path_factory.mktemp("empty") / "amends.db"
    upgrade(f"sqlite:///{path}", 0)
    return path


@pytest.fixture
def app(
    settings: Settings, clock: Clock, dice: Callable[[int], bytes], empty_file: Path
) -> Iterator[Flask]:
    settings.data.mkdir()
    shutil.copy(empty_file, settings.data / "amends.db")
    app = create_app(settings, clock=clock, random_bytes=dice)
    app.test_client_class = Browser
    yield app
    app.extensions["desk"].store.close()


@dataclass
class Machine:
    """The clock of the desk and that of the rates, moved together."""

    clock: Clock
    traveller: time_machine.Traveller

    def forward(self, **how: float) -> None:
        """Let time pass for both."""
        before = self.clock.now
        self.clock.forward(**how)
        self.traveller.shift((self.clock.now - before) / 1000)


@pytest.fixture
def machine(clock: Clock) -> Iterator[Machine]:
    with time_machine.travel(clock.now / 1000, tick=False) as traveller:
        yield Machine(clock, traveller)


@dataclass
class Post:
    """The mails of a desk: who sends a message, what leaves, what is held."""

    desk: Desk
    app: Flask
    shop: Shop
    machine: Machine
    mailbox: Mailbox = field(default_factory=Mailbox)
    forms: int = 0

    def send(
        self,
        email: str,
        network: str = "192.0.2.0/24",
        *,
        at: Shop | None = None,
        age_s: int = 90,
        reasons: tuple[str, ...] = (),
        **changes: Any,
    ) -> Receipt:
        """Somebody sends the form, ``age_s`` seconds after opening it. Words differ each time."""
        shop = at or self.shop
        self.forms += 1
        changes.setdefault("happened", f"Bar {self.forms} of the box is cracked right through.")
        statement = said(email=email, **changes)
        token = new_form(self.desk, shop, statement.kind)
        self.machine.forward(seconds=age_s)
        form = read_form(self.desk, shop, statement.kind, token)
        return open_case(self.desk, shop, statement, form, reasons, Sender(network))

    def deliver(self) -> int:
        """Send all that may leave; returns how many did."""
        return make_deliverer(self.app, self.mailbox).deliver_due()

    def deliver_for(self, *, hours: float, every_minutes: float = 10) -> int:
        """Let time pass and mail leave; returns how many left."""
        left = self.deliver()
        for _ in range(round(hours * 60 / every_minutes)):
            self.machine.forward(minutes=every_minutes)
            left += self.deliver()
        return left

    def orders(self, **where: Any) -> list[Order]:
        """The orders of all shops."""
        statement = select(outbox).order_by(outbox.c.order_id)
        for name, value in where.items():
            statement = statement.where(outbox.c[name] == value)
        with self.desk.store.read() as connection:
            rows = connection.execute(
                statement.execution_options(across_shops="the test looks")
            ).mappings()
            return [order_of(row) for row in rows]

    def states(self, mail: str = "receipt") -> Counter[str]:
        """In which states the mails of a sort are, the held ones with their reason."""
        return Counter(f"{order.state} {order.reason}".strip() for order in self.orders(mail=mail))

    def receipts(self) -> list[EmailMessage]:
        """The receipts that have left, oldest first."""
        return [mail for mail in self.mailbox.mails if "has your message" in str(mail["Subject"])]

    def subjects(self, to: str) -> list[str]:
        """What somebody has got, oldest first."""
        return [str(mail["Subject"]) for mail in self.mailbox.to(to)]


@pytest.fixture
def post(desk: Desk, app: Flask, shop: Shop, machine: Machine) -> Post:
    return Post(desk, app, shop, machine)
