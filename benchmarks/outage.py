"""The mail server is away for a day and a thousand people write: what is lost, who sees an error?

    python -m benchmarks.outage --submissions 1000 --hours 24

The real app with a clock of its own, the real deliverer, a real SMTP server (aiosmtpd) on a socket
of loopback that opens when the day is over.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from benchmarks.tally import Tally, say
from tests.live import WREN_AND_TIDE, Wire, free_port, open_wire
from widget.app import create_app, make_deliverer
from widget.desk import Desk, mail_health, make_owner, make_shop
from widget.mail.deliver import Deliverer
from widget.settings import Settings
from widget.storage.outbox import Order, order_of
from widget.storage.tables import outbox

TOKEN = re.compile(r'name="token" value="([^"]+)"')
START_MS = 1_794_924_401_000
MINUTE_MS = 60_000
PATH = "/s/wren-tide/complaint"
BASE = "http://127.0.0.1:8000"
OUTSIDE = "203.0.113.9"  # a machine that watches


@dataclass
class Clock:
    """A clock that goes only when it is told to. Milliseconds UTC."""

    now: int = START_MS

    def __call__(self) -> int:
        """The moment it is, each look a millisecond later."""
        self.now += 1
        return self.now


@dataclass
class Day:
    """A desk, its clock and everybody who comes to it."""

    app: Flask
    clock: Clock
    client: FlaskClient
    deliverer: Deliverer
    dice: random.Random

    @property
    def desk(self) -> Desk:
        """The desk behind the app."""
        desk: Desk = self.app.extensions["desk"]
        return desk

    def write(self, number: int) -> tuple[int, str]:
        """Somebody fills in the form and sends it; status and where they are sent on to."""
        # A network of one's own for each, as people have.
        client = {"REMOTE_ADDR": f"10.{number >> 8}.{number & 255}.7"}
        page = self.client.get(PATH, base_url=BASE, environ_overrides=client).text
        token = TOKEN.search(page)
        if token is None:
            return 0, ""
        self.clock.now += 30_000  # nobody fills in a form in no time
        words = {
            "token": token.group(1),
            "order": f"WT-{number}",
            "items": "two Oat & Honey bars",
            "happened": f"Bar {number} was cracked right through when I opened the box.",
            "skip": "yes",
            "wish": "replacement",
            "name": f"Hanna Lind {number}",
            "email": f"hanna{number}@post{number}.example",
            "email_kept": f"hanna{number}@post{number}.example",
            "reach": "email",
            "step": "send",
        }
        answer = self.client.post(PATH, base_url=BASE, data=words, environ_overrides=client)
        return answer.status_code, answer.headers.get("Location", "")

    def mailz(self) -> int:
        """What a machine that watches is told about mail."""
        watcher = {"REMOTE_ADDR": OUTSIDE}
        return self.client.get("/mailz", base_url=BASE, environ_overrides=watcher).status_code

    def orders(self) -> list[Order]:
        """All there ever was to be mailed."""
        with self.desk.store.read() as connection:
            rows = connection.execute(
                outbox.select().execution_options(across_shops="the benchmark looks")
            ).mappings()
            return [order_of(row) for row in rows]


@contextmanager
def a_day(port: int, seed: int) -> Iterator[Day]:
    """A desk whose mail server is to be at a port of loopback."""
    with tempfile.TemporaryDirectory() as name:
        dice, clock = random.Random(seed), Clock()
        settings = Settings(
            data=Path(name) / "desk",
            base_url=BASE,
            smtp_url=f"smtp://127.0.0.1:{port}",
            mail_from="desk@desk.example",
        )
        app = create_app(settings, clock=clock, random_bytes=dice.randbytes)
        client = app.test_client(use_cookies=False)
        day = Day(app, clock, client, make_deliverer(app), dice)
        shop = make_shop(day.desk, WREN_AND_TIDE)
        make_owner(day.desk, shop.id, shop.mailbox, shop.owner_name)
        try:
            yield day
        finally:
            day.desk.store.close()


def check_how_soon_it_shows(day: Day, tally: Tally) -> None:
    """The first mail of the day: `/mailz` is red within a minute, tried or not."""
    tally.check(day.mailz() == 200, "before anything is to be mailed all is well")
    day.write(0)
    tally.check(day.mailz() == 200, "a mail that has just been ordered is no fault")
    before = day.clock.now
    day.deliverer.deliver_due()
    tally.check(day.mailz() == 503, "the server refused, and /mailz is red at once")
    tally.check(day.clock.now - before < MINUTE_MS, "that took less than a minute")


def check_silence(tally: Tally, seed: int) -> None:
    """Where nobody even tries, as when the deliverer hangs, it shows a minute later."""
    with a_day(free_port(), seed) as day:
        day.write(0)
        ordered = max(order.created_at for order in day.orders())
        day.clock.now = ordered + MINUTE_MS - 100
        tally.check(day.mailz() == 200, "for a minute silence is no fault")
        day.clock.now = ordered + MINUTE_MS
        tally.check(day.mailz() == 503, "after a minute it is")


def outage(day: Day, tally: Tally, submissions: int, hours: int) -> set[str]:
    """A day without a mail server; returns the receipts that people were sent on to."""
    end, receipts = START_MS + hours * 3_600_000, set()
    statuses: Counter[int] = Counter()
    check_how_soon_it_shows(day, tally)
    step = (end - day.clock.now) // submissions
    tried = 0
    for number in range(1, submissions):
        status, location = day.write(number)
        statuses[status] += 1
        receipts.add(location)
        day.clock.now = max(day.clock.now, START_MS + number * step)
        if number % 3 == 0:
            tried += 1
            tally.check(day.deliverer.deliver_due() == 0, "no mail leaves")
    day.clock.now = max(day.clock.now, end)
    say(f"{submissions} submissions in {hours} h of the desk's clock: {dict(statuses)}")
    say(f"the deliverer looked {tried} times; waiting: {mail_health(day.desk).waiting} mails")
    tally.check(set(statuses) == {303}, f"everybody gets a receipt, not {dict(statuses)}")
    tally.check(len(receipts) == submissions - 1, "each of them another one")
    tally.check(day.mailz() == 503, "/mailz is red to the end")
    return receipts


def recovery(day: Day, tally: Tally, wire: Wire) -> None:
    """The server is back: go on until nothing waits, and compare what left with what came."""
    began, minutes = time.monotonic(), 0
    while minutes < 7 * 24 * 60 and any(
        order.state in {"waiting", "claimed", "held"} for order in day.orders()
    ):
        day.deliverer.deliver_due()
        if minutes == 0:
            tally.check(day.mailz() == 200, "/mailz is well as soon as mail leaves")
        day.clock.now += MINUTE_MS if minutes < 120 else 30 * MINUTE_MS
        minutes += 1 if minutes < 120 else 30
    orders = day.orders()
    say(f"all left {minutes} min later, in {time.monotonic() - began:.1f} s of ours")
    say(f"states: {dict(Counter(f'{order.mail} {order.state}' for order in orders))}")
    came = Counter(str(mail["Message-ID"]) for _, mail in wire.mails)
    tally.check({order.state for order in orders} == {"sent"}, "no order is left behind")
    # After some notices in an hour the owner gets one mail that tells of all the others.
    until = max((order.params["until"] for order in orders if order.mail == "digest"), default=0)
    together = 0
    for order in orders:
        left = came.pop(order.message_id, 0)
        is_told = order.mail == "notice" and left == 0 and order.order_id <= until
        together += is_told
        tally.check(left == 1 or is_told, f"{order.mail} {order.message_id} left {left} times")
    tally.check(not came, f"nothing came that was not ordered: {came}")
    say(f"{together} notices were told of together in digests, all else left by itself")


def run(submissions: int, hours: int, seed: int) -> Tally:
    """A day, and what comes after it."""
    tally, port = Tally(), free_port()
    check_silence(tally, seed)
    with a_day(port, seed) as day:
        outage(day, tally, submissions, hours)
        with open_wire(port) as wire:
            recovery(day, tally, wire)
        count_letters(tally, wire, submissions)
    say(f"seed {seed}")
    return tally


def count_letters(tally: Tally, wire: Wire, submissions: int) -> None:
    """Each customer has one receipt, and the owner has been told."""
    to: Counter[Any] = Counter(address for address, _ in wire.mails)
    owner = str(WREN_AND_TIDE["mailbox"])
    customers = {address: count for address, count in to.items() if address != owner}
    tally.check(len(customers) == submissions, f"{len(customers)} customers have their receipt")
    tally.check(set(customers.values()) == {1}, "none has two")
    say(f"{to[owner]} mails to the owner, {len(customers)} to customers")
    tally.check(to[owner] > 0, "the owner is told")


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--submissions", type=int, default=1000)
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = parser.parse_args()
    run(given.submissions, given.hours, given.seed).end()


if __name__ == "__main__":
    main()
