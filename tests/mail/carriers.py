"""Carriers for tests: transports that keep or fail as told, and a look at the outbox."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from email.message import EmailMessage

from sqlalchemy import select

from tests.mail.wire import read
from widget.mail.deliver import Deliverer
from widget.mail.gather import Gatherer
from widget.mail.material import MailSettings
from widget.mail.smtp import SmtpTransport, Timeouts
from widget.storage import outbox
from widget.storage.tables import outbox as outbox_table

CUSTOMER, OWNER = "hanna.lind@post.example", "orla@wrenandtide.example"
QUICK = Timeouts(step=0.5, taken=0.5, whole=5)


@dataclass
class Post:
    """A transport that keeps what it takes, and fails as it is told for each mail."""

    fails: list[Exception] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)
    tries: int = 0
    came: threading.Event = field(default_factory=threading.Event)

    def send(self, message: EmailMessage, sender: str, recipient: str) -> None:
        del sender
        self.tries += 1
        if self.fails:
            raise self.fails.pop(0)
        assert str(message["To"]) == recipient
        self.mails.append(read(message.as_bytes()))
        self.came.set()

    def close(self) -> None:
        """Nothing is open."""

    @property
    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails]


@dataclass
class Always:
    """A transport that always fails in the same way."""

    failure: Exception
    tries: int = 0

    def send(self, message: EmailMessage, sender: str, recipient: str) -> None:
        del message, sender, recipient
        self.tries += 1
        raise self.failure

    def close(self) -> None:
        """Nothing is open."""


def orders(desk) -> list[outbox.Order]:
    with desk.store.read() as connection:
        rows = connection.execute(
            select(outbox_table)
            .order_by(outbox_table.c.order_id)
            .execution_options(across_shops="the test looks at all")
        ).mappings()
        return [outbox.order_of(row) for row in rows]


def states(desk) -> Counter[str]:
    return Counter(order.state for order in orders(desk))


def on_wire(desk, url: str, timeouts: Timeouts = QUICK) -> Deliverer:
    return Deliverer(
        desk.store,
        SmtpTransport.from_url(url, timeouts),
        gather=Gatherer(desk.store, desk.base_url, lambda: desk.ring, desk.answer_by),
        settings=MailSettings("desk@desk.example", desk.base_url),
        clock=desk.clock,
        random_bytes=desk.random_bytes,
    )
