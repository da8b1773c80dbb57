"""Kill the whole server under load, again and again: is everything that was answered in the file?

    python -m benchmarks.crash --kills 30 --answers 25000

A real ``amends serve`` takes messages and replies from a dozen threads until it is killed, main
process and worker at once (SIGKILL to the group). After each kill the file is opened as it lies
there: each answered message must be in it with its history, private links, idempotency key and both
mail orders, each answered reply with its event and its order. What was cut off is sent again to the
next start, with the same form: it must be answered, and be there once.

``--control`` does the same to a server that answers before its commit. That must lose some; if it
did not, this benchmark would prove nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.load import Customers, Letter, new_letter, new_reply, percentile
from benchmarks.tally import Tally, say
from tests.live import (
    LiveDesk,
    environment_of,
    free_port,
    make_desk_files,
    settings_for,
    start_serving,
    wait_until,
)
from widget.app import open_desk
from widget.desk import Desk, verify_all
from widget.serve import answers
from widget.setting_checks import networks
from widget.settings import Settings

THREADS = 12
REPLIES = 0.15  # of all that is sent


class Rounds:
    """One desk that is killed again and again, and all that was sent to it."""

    def __init__(self, folder: Path, seed: int, *, control: bool) -> None:
        """``control``: the server that answers before its commit."""
        self.settings: Settings = settings_for(
            folder, free_port(), trusted_proxies=networks("127.0.0.1")
        )
        self.shop = make_desk_files(self.settings)
        self.dice = random.Random(seed)
        self.control = control
        self.number = 0
        self.answered: list[Letter] = []
        self.cut_off: list[Letter] = []
        self.resent = 0
        self.refused: list[int] = []
        # For its keys alone: the forms that are sent carry tokens as the pages do.
        self.desk: Desk = open_desk(self.settings)
        self.desk.ring  # noqa: B018
        self.desk.store.close()

    def start(self) -> LiveDesk:
        """Serve."""
        if not self.control:
            return start_serving(self.settings, self.shop)
        with (self.settings.data / "serve.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.early_answer"],
                env=environment_of(self.settings),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(lambda: answers(self.settings), "the control to answer")
        return LiveDesk(process, self.settings, self.shop, self.settings.data / "serve.log")

    def run(self, wanted: int) -> Customers:
        """Serve, send again what was cut off before, let customers write, and kill."""
        live = self.start()
        customers = Customers(live, lambda: self._next(live, customers), THREADS)
        for letter in self.cut_off:
            status = customers.send(letter)
            if status == 303:
                self.answered.append(letter)
                self.resent += 1
            else:
                self.refused.append(status)
        customers.start()
        customers.wait_for(self.dice.randrange(int(wanted * 0.9), int(wanted * 1.1) + 1))
        # Somewhere within a commit, an answer, a claim of the deliverer: nobody chooses.
        time.sleep(self.dice.random() * 0.03)
        live.kill()
        customers.stop()
        self.cut_off = customers.cut_off
        self.answered += customers.answered
        self.refused += customers.refused
        return customers

    def _next(self, live: LiveDesk, customers: Customers) -> Letter:
        self.number += 1
        if customers.answered and self.dice.random() < REPLIES:
            earlier = self.dice.choice(customers.answered)
            if earlier.token:
                return new_reply(self.desk, live, earlier.token, self.number)
        return new_letter(self.desk, live, self.dice, self.number)

    def missing(self, letters: list[Letter]) -> list[str]:
        """What the file does not hold of what was answered, a sentence for each."""
        found = Found(self.settings.data / "amends.db")
        return [sentence for letter in letters for sentence in found.faults_of(letter)]


class Found:
    """What lies in the file after a kill."""

    def __init__(self, database: Path) -> None:
        """Read it as it is, log and all."""
        with closing(sqlite3.connect(database)) as connection:
            rows = connection.execute
            self.links: dict[bytes, int] = dict(rows("SELECT token_hash, case_id FROM links"))
            self.opened = {case for (case,) in rows("SELECT case_id FROM events WHERE seq = 1")}
            self.cases = {case for (case,) in rows("SELECT case_id FROM cases")}
            self.names = Counter(name for (name,) in rows("SELECT name FROM cases"))
            self.keys = {case for (case,) in rows("SELECT case_id FROM submissions")}
            self.searched = {case for (case,) in rows("SELECT case_id FROM case_words")}
            self.orders: dict[int, set[str]] = {}
            for case, mail in rows("SELECT case_id, mail FROM outbox"):
                self.orders.setdefault(case, set()).add(mail)
            self.replies: dict[str, list[int]] = {}
            said = (
                "SELECT p.body, e.case_id FROM payloads p JOIN events e USING (shop_id, event_id)"
                " WHERE e.kind = 'customer_replied'"
            )
            for body, case in rows(said):
                self.replies.setdefault(body.split('"text":"')[1].split(" ")[0], []).append(case)
            self.whole: Any = rows("PRAGMA integrity_check").fetchone()[0]

    def faults_of(self, letter: Letter) -> list[str]:
        """What is missing of one letter, or there twice."""
        if letter.is_reply:
            cases = self.replies.get(letter.mark, [])
            if len(cases) != 1:
                return [f"a reply is there {len(cases)} times"]
            told = "reply_notice" in self.orders.get(cases[0], set())
            return [] if told else ["a reply has no order"]
        case = self.links.get(hashlib.sha256(letter.token.encode()).digest())
        if case is None:
            return ["a message is not there"]
        parts = {
            "case": case in self.cases,
            "history": case in self.opened,
            "idempotency key": case in self.keys,
            "search words": case in self.searched,
            "orders": {"notice", "receipt"} <= self.orders.get(case, set()),
            "single case": self.names[letter.form["name"]] == 1,
        }
        return [f"a message has no {part}" for part, there in parts.items() if not there]


def run(kills: int, answers: int, seed: int, *, control: bool = False) -> Tally:
    """Kill ``kills`` times and see to at least ``answers`` answers in all."""
    tally = Tally()
    lost = 0
    times: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        rounds = Rounds(Path(folder), seed, control=control)
        for kill in range(1, kills + 1):
            done = rounds.run(-(-answers // kills))
            times += [letter.ms for letter in done.answered]
            missing = rounds.missing(done.answered)
            lost += len(missing)
            if not control:
                for sentence in set(missing):
                    tally.check(False, f"kill {kill}: {sentence}")
                tally.check(not missing, f"kill {kill}: everything answered is in the file")
            say(
                f"kill {kill}: {len(done.answered)} answered, {len(done.cut_off)} cut off, "
                f"{len(missing)} lost"
            )
        _end(rounds, tally, control=control, lost=lost)
        half, most = percentile(times, 0.5), percentile(times, 0.99)
        say(
            f"{len(rounds.answered)} answers in {kills} kills, {rounds.resent} of them sent again, "
            f"{lost} lost; p50 {half:.0f} ms, p99 {most:.0f} ms"
        )
        if not control:
            tally.check(len(rounds.answered) >= answers, f"at least {answers} answers")
    return tally


def _end(rounds: Rounds, tally: Tally, *, control: bool, lost: int) -> None:
    """The last look: everything of all rounds, and nothing half-written."""
    found = Found(rounds.settings.data / "amends.db")
    tally.check(found.whole == "ok", "the file is whole")
    desk = open_desk(rounds.settings)
    verified = verify_all(desk)
    desk.store.close()
    tally.check(not verified.faults, "every history verifies")
    halves = len(found.cases ^ (found.opened - {0}))
    tally.check(halves == 0, "no case is there by half")
    if control:
        tally.check(lost > 0, "a server that answers before its commit loses something")
        return
    missing = rounds.missing(rounds.answered)
    tally.check(not missing, f"everything of all rounds is there: {missing[:3]}")
    tally.check(not rounds.refused, f"nobody was refused: {rounds.refused[:5]}")


def main() -> None:
    """Read the command line and end with the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--answers", type=int, default=25_000)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--control", action="store_true")
    given = parser.parse_args()
    say(f"seed {given.seed}")
    run(given.kills, given.answers, given.seed, control=given.control).end()


if __name__ == "__main__":
    main()
