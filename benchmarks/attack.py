"""A thousand posts with a thousand made-up addresses: how many mails does the desk send for them?

    python -m benchmarks.attack
    python -m benchmarks.attack --posts 200 --customers 20 --alone

Two networks send complaints, refunds, returns and cancellations through a proxy that the desk
trusts, spread over one hour; each post is plausible, has words of its own and takes its time, so
that nothing but its network gives it away. Meanwhile customers of other networks write. The real
app, the real deliverer, a real SMTP server (aiosmtpd) on loopback; the clock is the script's own.

Afterwards the clock runs until nothing waits any more. Beside it stands django-helpdesk 2.6, which
is installed from PyPI into a temporary environment and gets the same posts by its public form.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path

import time_machine
from flask import Flask
from flask.testing import FlaskClient

from benchmarks.attack_posts import Post, posts_of
from benchmarks.helpdesk import helpdesk
from benchmarks.tally import Tally, say
from tests.live import WREN_AND_TIDE, Wire, open_wire
from widget.app import create_app, make_deliverer
from widget.desk import Desk, do_upkeep, make_owner, make_shop
from widget.settings import Settings

START_MS = 1_794_924_401_000
HOUR_MS = 3_600_000
BASE = "http://127.0.0.1:8000"
PROXY = "127.0.0.1"
OWNER = str(WREN_AND_TIDE["mailbox"])
LONGEST_H = 24 * 14
MOST_IN_HOUR = 10  # five for each of the two networks
MOST_TO_OWNER = 21
TOKEN = re.compile(r'name="token" value="([^"]+)"')


@dataclass
class Clock:
    """The desk's clock and the machine's, moved together. Milliseconds UTC."""

    traveller: time_machine.Traveller
    now: int = START_MS

    def __call__(self) -> int:
        """The moment it is, each look a millisecond later."""
        self.now += 1
        return self.now

    def forward(self, ms: int) -> None:
        """Let time pass."""
        self.now += ms
        self.traveller.move_to(self.now / 1000, tick=False)


@dataclass
class Hour:
    """A desk under attack, and everything that leaves it."""

    app: Flask
    clock: Clock
    wire: Wire
    client: FlaskClient
    receipts_seen: int = 0
    left_at: list[tuple[int, str, str]] = field(default_factory=list)  # when, to whom, subject

    @property
    def desk(self) -> Desk:
        """The desk."""
        found: Desk = self.app.extensions["desk"]
        return found

    def open_form(self, post: Post) -> str:
        """The token of a fresh form."""
        page = self.client.get(
            f"/s/wren-tide/{post.path}", base_url=BASE, **_from(post.source)
        ).get_data(as_text=True)
        found = TOKEN.search(page)
        assert found is not None, page[:500]
        return found.group(1)

    def send(self, post: Post, token: str) -> None:
        """Check, send, and look at the receipt."""
        path, fields = f"/s/wren-tide/{post.path}", {**post.fields(), "token": token}
        where = {"base_url": BASE, **_from(post.source)}
        review = self.client.post(path, data={**fields, "step": "check"}, **where)
        assert review.status_code == 200, review.get_data(as_text=True)[:2000]
        sent = self.client.post(path, data={**fields, "step": "send"}, **where)
        if sent.status_code == 303:
            page = self.client.get(sent.headers["Location"], **where)
            shown = page.get_data(as_text=True)
            self.receipts_seen += page.status_code == 200 and "Your reference" in shown

    def deliver(self) -> None:
        """Send what may leave, and note when it did."""
        before = len(self.wire.mails)
        make_deliverer(self.app).deliver_due()
        for to, mail in self.wire.mails[before:]:
            self.left_at.append((self.clock.now, to, str(mail["Subject"])))

    def receipts(self, since: int = 0, until: int = 2**62) -> Counter[str]:
        """To whom receipts left within a time, and how many."""
        return Counter(
            to
            for at, to, subject in self.left_at
            if since <= at < until and "has your message" in subject
        )


def _from(source: str) -> dict[str, object]:
    return {"environ_base": {"REMOTE_ADDR": PROXY}, "headers": {"X-Forwarded-For": source}}


@contextmanager
def open_hour(folder: Path) -> Iterator[Hour]:
    """A desk with one shop, behind a proxy that it trusts, and a mail server."""
    with time_machine.travel(START_MS / 1000, tick=False) as traveller, open_wire() as wire:
        clock = Clock(traveller)
        settings = Settings(
            data=folder / "desk",
            base_url=BASE,
            smtp_url=f"smtp://127.0.0.1:{wire.port}",
            mail_from="desk@desk.example",
            trusted_proxies=(ip_network(f"{PROXY}/32"),),
        )
        app = create_app(settings, clock=clock, random_bytes=random.Random(34).randbytes)
        hour = Hour(app, clock, wire, app.test_client(use_cookies=False))
        shop = make_shop(hour.desk, WREN_AND_TIDE)
        make_owner(hour.desk, shop.id, shop.mailbox, shop.owner_name)
        try:
            yield hour
        finally:
            hour.desk.store.close()


def attack(hour: Hour, posts: list[Post], tally: Tally) -> None:
    """The hour itself: everybody sends, and mail leaves meanwhile."""
    began = hour.clock.now
    forms = {post.email: hour.open_form(post) for post in posts if not post.is_customer}
    step = (HOUR_MS - 120_000) // len(posts)
    minute = 60_000 // step + 2  # posts, at least the next one
    for number, post in enumerate(posts):
        hour.clock.forward(step)
        # Attackers opened all their forms beforehand; customers take a minute.
        for later in posts[number : number + minute]:
            if later.email not in forms:
                forms[later.email] = hour.open_form(later)
        hour.send(post, forms[post.email])
        if number % 10 == 0 or post.is_customer:
            hour.deliver()
    hour.deliver()
    in_hour = hour.receipts(began, began + HOUR_MS)
    strangers = sum(in_hour[post.email] for post in posts if not post.is_customer)
    customers = [post for post in posts if post.is_customer]
    served = sum(1 for post in customers if in_hour[post.email] == 1)
    to_owner = sum(1 for _, to, _ in hour.left_at if to == OWNER)
    say(
        f"within the hour: {len(posts) - len(customers)} posts of two networks, {strangers} "
        f"receipts mailed for them; {hour.receipts_seen} of {len(posts)} saw their receipt on the "
        f"screen; {served} of {len(customers)} customers of other networks got theirs by mail; "
        f"{to_owner} mails to the owner"
    )
    tally.check(strangers <= MOST_IN_HOUR, f"at most {MOST_IN_HOUR} receipts for the attack")
    tally.check(hour.receipts_seen == len(posts), "everybody saw their receipt")
    tally.check(served == len(customers), "every customer of another network got the mail")
    tally.check(to_owner <= MOST_TO_OWNER, f"at most {MOST_TO_OWNER} mails to the owner")


def let_the_rest_leave(hour: Hour, posts: list[Post], tally: Tally) -> None:
    """The clock runs until nothing waits any more; no hour has more mails than the first."""
    began, wanted = hour.clock.now, {post.email for post in posts}
    while hour.clock.now - began < LONGEST_H * HOUR_MS:
        hour.clock.forward(HOUR_MS // 4)
        do_upkeep(hour.desk)
        hour.deliver()
        if set(hour.receipts()) >= wanted:
            break
    sent = hour.receipts()
    strangers = {post.email for post in posts if not post.is_customer}
    times = [at for at, to, subject in hour.left_at if to in strangers and "has your" in subject]
    busiest = max(
        sum(1 for other in times if at <= other < at + HOUR_MS) for at in times[:: max(1, 1)]
    )
    passed = (hour.clock.now - START_MS) / HOUR_MS
    say(
        f"after {passed:.0f} hours: {sum(sent.values())} receipts to {len(sent)} of {len(posts)} "
        f"addresses, none twice; in the busiest hour {busiest} of the attack"
    )
    tally.check(set(sent) == wanted, "every receipt left at last")
    tally.check(max(sent.values()) == 1, "and none twice")
    tally.check(busiest <= MOST_IN_HOUR, f"never more than {MOST_IN_HOUR} of the attack in an hour")


def run(posts: int, customers: int, tally: Tally, seed: int = 17) -> list[Post]:
    """The attack and its aftermath on a fresh desk; returns who wrote."""
    written = posts_of(posts, customers, random.Random(seed))
    with tempfile.TemporaryDirectory() as name, open_hour(Path(name)) as hour:
        attack(hour, written, tally)
        let_the_rest_leave(hour, written, tally)
    return written


def main() -> None:
    """Attack the desk, then the other program, and print both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--customers", type=int, default=100)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--alone", action="store_true", help="without the other program")
    told = parser.parse_args()
    tally = Tally()
    say(f"seed {told.seed}")
    written = run(told.posts, told.customers, tally, told.seed)
    if not told.alone:
        say(helpdesk([post for post in written if not post.is_customer]))
    tally.end()


if __name__ == "__main__":
    main()
