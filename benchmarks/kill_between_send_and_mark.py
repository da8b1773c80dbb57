"""Kill the deliverer after the mail server took a mail and before that is written down.

    python -m benchmarks.kill_between_send_and_mark --kills 100

Each kill is a SIGKILL to a process that has just heard "250" from a real SMTP server. What it could
not write down is sent again, with the same Message-ID, once for each kill and not more.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from benchmarks.tally import Tally, say
from tests.live import WREN_AND_TIDE, Wire, open_wire
from widget.app import create_app, make_deliverer, open_desk
from widget.cases.errors import ProofBroken
from widget.desk import Actor, Desk, make_owner, make_shop, send_test_mail, verify_case
from widget.mail.smtp import SmtpTransport
from widget.settings import Settings
from widget.storage.outbox import unsent_of_shop

START_MS = 1_794_924_401_000
RUN_MS = 10 * 60_000  # between two runs, by the desk's clock: longer than any lease
MOST_SENT = 4  # mails in one run, before the kill


@dataclass
class Fatal:
    """A transport that ends its whole process once the server has taken so many mails."""

    real: SmtpTransport
    left: int

    def send(self, message: EmailMessage, sender: str, recipient: str) -> None:
        """Hand a mail over, and perhaps never come back."""
        self.real.send(message, sender, recipient)
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def close(self) -> None:
        """Good-bye to the server."""
        self.real.close()


def clock_from(now: int) -> Callable[[], int]:
    """A clock that goes a millisecond at each look."""
    moment = now

    def clock() -> int:
        nonlocal moment
        moment += 1
        return moment

    return clock


def deliver(settings: Settings, now: int, mails: int) -> None:
    """One run of the deliverer, in a process of its own; ``mails`` 0 lets it live."""
    app = create_app(settings, clock=clock_from(now))
    transport = Fatal(SmtpTransport.from_url(settings.smtp_url), mails)
    make_deliverer(app, transport).deliver_due()
    app.extensions["desk"].store.close()


def order_mails(settings: Settings, count: int) -> int:
    """A desk with so many mails to send; returns its shop's id."""
    desk = open_desk(settings, clock_from(START_MS))
    shop = make_shop(desk, WREN_AND_TIDE)
    owner = make_owner(desk, shop.id, shop.mailbox, shop.owner_name)
    for _ in range(count):
        send_test_mail(desk, Actor(shop.id, owner.id, "owner", owner.name))
    desk.store.close()
    return shop.id


def ordered_ids(desk: Desk, shop_id: int) -> set[str]:
    """The Message-IDs of all that is still to be sent."""
    with desk.store.read() as connection:
        return {order.message_id for order in unsent_of_shop(connection, shop_id, most=10**6)}


def kill_again_and_again(settings: Settings, kills: int, dice: random.Random, tally: Tally) -> None:
    """Run and kill so often, then let one run to its end."""
    # A process that has everything loaded and nothing running, from which each run is forked.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["widget.app", "tests.live"])
    killed = 0
    for number in range(kills):
        now = START_MS + (number + 1) * RUN_MS
        child = context.Process(target=deliver, args=(settings, now, dice.randint(1, MOST_SENT)))
        child.start()
        child.join(120)
        killed += child.exitcode == -signal.SIGKILL
    tally.check(killed == kills, f"{killed} of {kills} runs were killed")
    last = context.Process(target=deliver, args=(settings, START_MS + (kills + 1) * RUN_MS, 0))
    last.start()
    last.join(300)
    tally.check(last.exitcode == 0, "the last run came to its end")


def compare(tally: Tally, wire: Wire, ordered: set[str], kills: int) -> None:
    """What came against what was ordered."""
    came = Counter(str(mail["Message-ID"]) for _, mail in wire.mails)
    again = sum(count - 1 for count in came.values())
    for message_id in ordered:
        tally.check(came[message_id] >= 1, f"{message_id} came")
    tally.check(set(came) <= ordered, "nothing came that was not ordered")
    tally.check(again <= kills, f"{again} mails came again after {kills} kills")
    tally.check(max(came.values()) - 1 <= kills, "none more often than there were kills")
    say(f"{len(ordered)} mails, {kills} kills after the server took one: {again} came again,")
    say(f"{sum(came.values())} arrived; the most of one Message-ID: {max(came.values())}")


def run(kills: int, seed: int) -> Tally:
    """Order mails, kill, and compare."""
    tally, dice = Tally(), random.Random(seed)
    with tempfile.TemporaryDirectory() as name, open_wire() as wire:
        settings = Settings(
            data=Path(name) / "desk",
            base_url="http://127.0.0.1:8000",
            smtp_url=f"smtp://127.0.0.1:{wire.port}",
            mail_from="desk@desk.example",
        )
        shop_id = order_mails(settings, kills * MOST_SENT)
        desk = open_desk(settings, clock_from(START_MS))
        ordered = ordered_ids(desk, shop_id)
        tally.check(len(ordered) == kills * MOST_SENT, "all mails wait")
        desk.store.close()
        kill_again_and_again(settings, kills, dice, tally)
        desk = open_desk(settings, clock_from(START_MS + (kills + 2) * RUN_MS))
        tally.check(ordered_ids(desk, shop_id) == set(), "nothing waits any more")
        try:
            verify_case(desk, shop_id, 0)
        except ProofBroken as broken:
            tally.check(False, f"the history verifies: {broken}")
        desk.store.close()
        compare(tally, wire, ordered, kills)
    say(f"seed {seed}")
    return tally


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = parser.parse_args()
    run(given.kills, given.seed).end()


if __name__ == "__main__":
    main()
