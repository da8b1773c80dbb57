"""Ten minutes of everything at once: does memory stay flat, do file handles, and how slow is slow?

    python -m benchmarks.soak --minutes 10

A real ``amends serve`` with a mail server on loopback. Customers open forms, send messages of every
kind, read their receipt, look at their page and reply; the owner reads lists, searches, opens
cases, answers, notes and closes; somebody takes a backup every minute and watches ``/readyz``. The
rate is held below what the machine can do, so that what is measured is wear and not a queue.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.load import Customers, Letter, new_letter, new_reply, percentile
from benchmarks.tally import Tally, say
from tests.cli.processes import family_of
from tests.journey.plain_http import PlainBrowser
from tests.live import LiveDesk, environment_of, open_wire, serve_desk
from widget.app import open_desk
from widget.desk import Desk, print_login, verify_all
from widget.setting_checks import networks

SAMPLE_S = 5.0
WARM_SHARE = 0.3  # of the time, until caches and threads are there
FLAT = 0.10
LONG_ENOUGH_M = 2.0  # a shorter run measures the warming up


@dataclass
class Sample:
    """The server at a moment: seconds since the start, megabytes and handles of its processes."""

    at_s: float
    megabytes: float
    handles: int


@dataclass
class Soak:
    """One desk, everybody who uses it, and what was seen."""

    live: LiveDesk
    desk: Desk
    dice: random.Random
    rate: float  # steps a second, over all
    times: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    number: int = 0

    def __post_init__(self) -> None:
        """Nobody is there yet."""
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._customers = Customers(self.live, self._letter)

    def customer(self) -> None:
        """A stream of customers: each step one request or two, at a pace."""
        acts: tuple[tuple[int, Callable[[], None]], ...] = (
            (5, self._send),
            (2, self._open_form),
            (3, self._look),
            (2, self._reply),
            (1, self._keep),
        )
        steps = [act for weight, act in acts for _ in range(weight)]
        while not self._stop.is_set():
            self._pace()
            act = self.dice.choice(steps)
            try:
                act()
            except OSError as error:
                self._note(f"{act.__name__}: {type(error).__name__}")

    def owner(self) -> None:
        """The owner at work, all the time."""
        desk = open_desk(self.live.settings)
        link = print_login(desk, self.live.shop.mailbox)
        desk.store.close()
        browser = PlainBrowser(self.live.url)
        browser.get(link.removeprefix(self.live.url))
        browser.submit({})
        while not self._stop.is_set():
            for path in ("/inbox/?q=cracked", "/inbox/?view=waiting", "/inbox/"):
                self._timed("list", lambda path=path: browser.get(path).status)  # type: ignore[misc]
            found = re.findall(r"/inbox/case/(AM-[2-9A-Z]{4}-[2-9A-Z]{3})", browser.page)
            if not found:
                self._stop.wait(1)
                continue
            case = f"/inbox/case/{self.dice.choice(found)}"
            self._timed("case", lambda case=case: browser.get(case).status)  # type: ignore[misc]
            for form, typed in (
                ("/reply", {"text": "Two new ones leave today."}),
                ("/note", {"text": "A regular."}),
                ("/close", {"outcome": "settled", "text": ""}),
            ):
                if f'action="{case}{form}"' in browser.page:
                    # 409: the customer wrote between the look and the act, and the owner is told.
                    self._timed(
                        "owner acts",
                        lambda f=form, t=typed: browser.submit(t, f).status,  # type: ignore[misc]
                        {200, 409},
                    )
            self._stop.wait(0.5)

    def watch(self) -> None:
        """A machine that watches, and a backup every minute."""
        folder = self.live.settings.data.parent
        rounds = 0
        while not self._stop.wait(5):
            self._timed("readyz", lambda: self._get("/readyz"))
            rounds += 1
            if rounds % 12 == 0:
                target = str(folder / "soak-backup.db")
                done = subprocess.run(
                    [sys.executable, "-m", "widget.cli", "backup", target, "--replace"],
                    env=environment_of(self.live.settings),
                    capture_output=True,
                    check=False,
                )
                if done.returncode:
                    self._note("a backup failed")

    def run(self, minutes: float) -> list[Sample]:
        """Let everybody loose, look at the server every few seconds, and call them back."""
        threads = [threading.Thread(target=self.customer) for _ in range(6)]
        threads += [threading.Thread(target=self.owner), threading.Thread(target=self.watch)]
        for thread in threads:
            thread.start()
        began, samples = time.monotonic(), []
        while time.monotonic() - began < minutes * 60:
            time.sleep(SAMPLE_S)
            samples.append(measure(self.live.process.pid, time.monotonic() - began))
            if len(samples) % 12 == 0:
                newest = samples[-1]
                count = sum(map(len, self.times.values()))
                say(
                    f"{newest.at_s:.0f} s: {newest.megabytes:.1f} MB, {newest.handles} handles, "
                    f"{count} requests"
                )
        self._stop.set()
        for thread in threads:
            thread.join()
        return samples

    def _letter(self) -> Letter:
        self.number += 1
        return new_letter(self.desk, self.live, self.dice, self.number)

    def _send(self) -> None:
        with self._lock:
            letter = self._letter()
        self._timed("send", lambda: self._customers.send(letter), {303})
        with self._lock:
            if letter.token:
                self.tokens = [*self.tokens[-499:], letter.token]

    def _open_form(self) -> None:
        self._timed("form", lambda: self._get(f"/s/{self.live.shop.slug}/complaint"))

    def _look(self) -> None:
        self._with_token(lambda token: self._timed("page", lambda: self._get(f"/c/{token}")))

    def _keep(self) -> None:
        for end in ("receipt", "receipt.json", "transcript.txt"):
            self._with_token(
                lambda token, end=end: self._timed("keep", lambda: self._get(f"/c/{token}/{end}"))  # type: ignore[misc]
            )

    def _reply(self) -> None:
        def write(token: str) -> None:
            self.number += 1
            letter = new_reply(self.desk, self.live, token, self.number)
            self._timed("reply", lambda: self._customers.send(letter), {303})

        self._with_token(write)

    def _with_token(self, act: Callable[[str], None]) -> None:
        with self._lock:
            token = self.dice.choice(self.tokens) if self.tokens else ""
        if token:
            act(token)

    def _get(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.live.settings.port, timeout=60)
        try:
            connection.request("GET", path, headers={"Host": self.live.url.partition("://")[2]})
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def _timed(self, what: str, act: Callable[[], int], right: set[int] = {200}) -> None:  # noqa: B006
        began = time.perf_counter()
        status = act()
        ms = (time.perf_counter() - began) * 1000
        with self._lock:
            self.times.setdefault(what, []).append(ms)
        if status not in right:
            self._note(f"{what}: {status}")

    def _pace(self) -> None:
        self._stop.wait(self.dice.expovariate(self.rate / 6))

    def _note(self, sentence: str) -> None:
        with self._lock:
            self.wrong.append(sentence)


def measure(pid: int, at_s: float) -> Sample:
    """Memory that is the server's own (private and its share of the rest), and open handles."""
    kilobytes = handles = 0
    for each in family_of(pid):
        try:
            rollup = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii")
            kilobytes += int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1])  # type: ignore[index]
            handles += len(os.listdir(f"/proc/{each}/fd"))  # noqa: PTH208
        except OSError:
            continue
    return Sample(at_s, kilobytes / 1024, handles)


def run(minutes: float, rate: float, seed: int) -> Tally:
    """Soak a desk for so many minutes at so many steps a second."""
    tally = Tally()
    proxy = networks("127.0.0.1")
    with (
        tempfile.TemporaryDirectory() as folder,
        open_wire() as wire,
        serve_desk(Path(folder), wire.port, trusted_proxies=proxy) as live,
    ):
        desk = open_desk(live.settings)
        desk.ring  # noqa: B018
        desk.store.close()
        soak = Soak(live, desk, random.Random(seed), rate)
        samples = soak.run(minutes)
        tally.check(live.process.poll() is None, "the server still runs")
        look = open_desk(live.settings)
        verified = verify_all(look)
        look.store.close()
        say(f"{verified.cases} cases with {verified.events} events, {len(wire.mails)} mails")
        tally.check(not verified.faults, "every history verifies")
    _tell_times(soak)
    tally.check(not soak.wrong, f"every answer was the right one: {soak.wrong[:5]}")
    if minutes >= LONG_ENOUGH_M:
        _tell_wear(samples, tally)
    return tally


def _tell_times(soak: Soak) -> None:
    everything: list[float] = []
    for what, times in sorted(soak.times.items()):
        everything += times
        half, most = percentile(times, 0.5), percentile(times, 0.99)
        say(f"{what}: {len(times)} requests, p50 {half:.0f} ms, p99 {most:.0f} ms")
    half, most = percentile(everything, 0.5), percentile(everything, 0.99)
    say(f"all: {len(everything)} requests, p50 {half:.0f} ms, p99 {most:.0f} ms")


def _tell_wear(samples: list[Sample], tally: Tally) -> None:
    warm = samples[int(len(samples) * WARM_SHARE) :]
    third = max(len(warm) // 3, 1)
    early, late = warm[:third], warm[-third:]
    before = sum(sample.megabytes for sample in early) / len(early)
    after = sum(sample.megabytes for sample in late) / len(late)
    say(f"memory: {before:.1f} MB in the first third after warming up, {after:.1f} MB in the last")
    tally.check(after <= before * (1 + FLAT), f"memory is flat within {FLAT:.0%}")
    # What is open at a moment depends on who is just being served; what leaks stays.
    first, last = (median(sample.handles for sample in part) for part in (early, late))
    say(f"file handles (median): {first:g} in the first third when warm, {last:g} in the last")
    tally.check(last <= first + 1, "file handles do not grow")


def main() -> None:
    """Read the command line and end with the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--rate", type=float, default=20, help="steps of customers a second")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = parser.parse_args()
    say(f"seed {given.seed}")
    run(given.minutes, given.rate, given.seed).end()


if __name__ == "__main__":
    main()
