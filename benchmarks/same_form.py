"""Send one form a thousand times from eight threads while the desk is killed: is it one case?

    python -m benchmarks.same_form --sends 1000 --kills 8

The desk is a real ``amends serve`` in a process of its own, ended with SIGKILL and started again in
between. A send counts once the connection stood, whether or not an answer came back.
"""

from __future__ import annotations

import argparse
import http.client
import random
import re
import tempfile
import threading
import time
import urllib.parse
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.tally import Tally, say
from tests.live import LiveDesk, make_desk_files, settings_for, start_serving
from widget.app import open_desk
from widget.desk import inbox_page, receipt_for, verify_case
from widget.storage.cases import events_of
from widget.storage.outbox import orders_of_case

THREADS = 8
NOBODY_LISTENS = 9  # a port of loopback for mail: it waits, which is all it has to do here
TOKEN = re.compile(r'name="token" value="([^"]+)"')
PATH = "/s/wren-tide/complaint"
WORDS = {
    "order": "WT-1047",
    "ordered": "2026-11-09",
    "items": "two Oat & Honey bars",
    "happened": "Both bars were cracked right through when I opened the box.",
    "skip": "yes",
    "wish": "replacement",
    "name": "Hanna Lind",
    "email": "hanna.lind@post.example",
    "email_kept": "hanna.lind@post.example",
    "reach": "email",
    "step": "send",
}


@dataclass
class Sending:
    """One form on its way to one desk, from all threads."""

    live: LiveDesk
    body: str = ""
    sent: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    receipts: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        """One request: status, where it sends on to, page."""
        netloc = urllib.parse.urlsplit(self.live.url).netloc
        connection = http.client.HTTPConnection(netloc, timeout=30)
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        try:
            connection.connect()
            with self.lock:
                self.sent += method == "POST"
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
            return answer.status, answer.getheader("Location") or "", page
        finally:
            connection.close()

    def open_form(self) -> None:
        """Fetch the form and fill it in."""
        _, _, page = self.ask("GET", PATH)
        found = TOKEN.search(page)
        if found is None:
            raise RuntimeError("the form carries no token")
        self.body = urllib.parse.urlencode({**WORDS, "token": found.group(1)})

    def send_until(self, total: int, dice: random.Random) -> None:
        """Send the same form again and again, until all threads together have done enough."""
        while self.sent < total:
            time.sleep(dice.random() * 0.02)
            try:
                status, location, _ = self.ask("POST", PATH, self.body)
            except ConnectionRefusedError:
                time.sleep(0.05)  # it is being started again
                continue
            except (OSError, http.client.HTTPException):
                told = "cut off"
            else:
                told = str(status)
                if status == 303:
                    with self.lock:
                        self.receipts[location] += 1
            with self.lock:
                self.answers[told] += 1


def kill_now_and_then(sending: Sending, total: int, kills: int) -> None:
    """End the desk the hard way, evenly over all sends, and start it again."""
    for number in range(1, kills + 1):
        while sending.sent < total * number // (kills + 1):
            time.sleep(0.005)
        sending.live.kill()
        sending.live = start_serving(sending.live.settings, sending.live.shop)


def look(sending: Sending, tally: Tally) -> None:
    """What the tables hold when all is over."""
    desk, shop = open_desk(sending.live.settings), sending.live.shop
    page = inbox_page(desk, shop.id, "open")
    tally.check(page.counts == {"open": 1, "waiting": 0, "suspect": 0, "closed": 0}, "one case")
    [case] = page.cases
    verify_case(desk, shop.id, case.id)
    with desk.store.read() as connection:
        told = [event.kind for event in events_of(connection, shop.id, case.id)]
        orders = orders_of_case(connection, shop.id, case.id)
    tally.check(told.count("opened") == 1, "it was opened once")
    tally.check(len(orders) == len({order.mail for order in orders}), "each mail is ordered once")
    receipts = {location.split("/c/")[1].split("/")[0] for location in sending.receipts}
    references = {receipt_for(desk, token).case.reference for token in receipts}
    tally.check(references == {case.reference}, f"one reference, not {sorted(references)}")
    tally.check(len(receipts) == 1, f"one private link in all answers, not {len(receipts)}")
    say(f"reference {case.reference}, {len(orders)} orders of mail")
    desk.store.close()


def run(sends: int, kills: int, seed: int) -> Tally:
    """Send, kill, and look."""
    tally, dice = Tally(), random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        settings = settings_for(Path(name), NOBODY_LISTENS)
        sending = Sending(start_serving(settings, make_desk_files(settings)))
        began = time.monotonic()
        try:
            sending.open_form()
            with ThreadPoolExecutor(THREADS + 1) as pool:
                jobs = [
                    pool.submit(sending.send_until, sends, random.Random(dice.random()))
                    for _ in range(THREADS)
                ]
                jobs.append(pool.submit(kill_now_and_then, sending, sends, kills))
                for job in jobs:
                    job.result()
            _, location, _ = sending.ask("POST", PATH, sending.body)
            sending.receipts[location] += 1
        finally:
            sending.live.kill()
        say(f"{sending.sent} sends from {THREADS} threads, {kills} kills, seed {seed}")
        say(f"answers: {dict(sorted(sending.answers.items()))}")
        say(f"{time.monotonic() - began:.1f} s")
        bad = [told for told in sending.answers if told not in {"303", "cut off"}]
        tally.check(not bad, f"nobody is shown an error, not {bad}")
        tally.check(sum(sending.receipts.values()) > sends // 2, "most sends are answered")
        look(sending, tally)
    return tally


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sends", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=8)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = parser.parse_args()
    run(given.sends, given.kills, given.seed).end()


if __name__ == "__main__":
    main()
