"""Customers by the dozen: forms filled in and sent over http by as many threads as are wanted."""

from __future__ import annotations

import http.client
import random
import threading
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.live import LiveDesk
from widget.desk import Desk, new_form

KINDS = ("complaint", "refund", "return", "cancel")


@dataclass
class Letter:
    """One thing a customer sends: where to, the whole form, and a word that only it has.

    ``token`` is the private link that the answer named; empty for a reply and before the answer.
    """

    path: str
    form: dict[str, str]
    mark: str
    is_reply: bool = False
    token: str = ""
    ms: float = 0.0


def new_letter(desk: Desk, live: LiveDesk, dice: random.Random, number: int) -> Letter:
    """A new message of any kind, with a form token as the page would carry it."""
    path = dice.choice(KINDS)
    kind = "cancellation" if path == "cancel" else path
    mark = f"mark{number}x{dice.randrange(10**9)}"
    form = {
        "token": new_form(desk, live.shop, kind),
        "step": "send",
        "order": f"WT-{number}",
        "items": "two Oat & Honey bars",
        "happened": f"{mark} was cracked right through. " * dice.randrange(1, 8),
        "meant": "They were for my sister’s birthday.",
        "wish": "refund",
        "name": f"Hanna {mark}",
        "email": f"{mark}@post.example",
        "reach": "email",
    }
    return Letter(f"/s/{live.shop.slug}/{path}", form, mark)


def new_reply(desk: Desk, live: LiveDesk, token: str, number: int) -> Letter:
    """A reply to a case that was answered with a private link."""
    mark = f"reply{number}x"
    form = {"token": new_form(desk, live.shop, "reply"), "text": f"{mark} One more thing."}
    return Letter(f"/c/{token}", form, mark, is_reply=True)


@dataclass
class Customers:
    """Threads that send letters until they are told to stop.

    ``next_letter`` is called under a lock. ``answered`` are those that were shown that it worked,
    ``cut_off`` those whose answer never came, ``refused`` statuses that nobody should see.
    """

    live: LiveDesk
    next_letter: Callable[[], Letter]
    threads: int = 8
    answered: list[Letter] = field(default_factory=list)
    cut_off: list[Letter] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Nobody writes yet."""
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._running: list[threading.Thread] = []

    def start(self) -> None:
        """Let them write."""
        self._running = [threading.Thread(target=self._write) for _ in range(self.threads)]
        for thread in self._running:
            thread.start()

    def stop(self) -> None:
        """Let each finish what it is at, and wait for it."""
        self._stop.set()
        for thread in self._running:
            thread.join()

    def wait_for(self, answers: int, patience_s: float = 120) -> None:
        """Wait until so many were answered."""
        end = time.monotonic() + patience_s
        while len(self.answered) < answers and time.monotonic() < end:
            time.sleep(0.005)

    def send(self, letter: Letter) -> int:
        """Send one on a connection of its own; returns the status. Raises ``OSError``."""
        connection = http.client.HTTPConnection("127.0.0.1", self.live.settings.port, timeout=60)
        try:
            return self._send(connection, letter)
        finally:
            connection.close()

    def _write(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.live.settings.port, timeout=60)
        while not self._stop.is_set():
            with self._lock:
                letter = self.next_letter()
            try:
                status = self._send(connection, letter)
            except (OSError, http.client.HTTPException):
                with self._lock:
                    self.cut_off.append(letter)
                break
            with self._lock:
                if status == 303:
                    self.answered.append(letter)
                else:
                    self.refused.append(status)
        connection.close()

    def _send(self, connection: http.client.HTTPConnection, letter: Letter) -> int:
        began = time.perf_counter()
        connection.request(
            "POST",
            letter.path,
            body=urllib.parse.urlencode(letter.form),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Host": self.live.url.partition("://")[2],
                # Everybody has a network of their own, so that nobody looks like a flood.
                "X-Forwarded-For": _address_of(letter.mark),
            },
        )
        answer = connection.getresponse()
        answer.read()
        letter.ms = (time.perf_counter() - began) * 1000
        place = answer.getheader("Location") or ""
        if answer.status == 303 and not letter.is_reply:
            letter.token = place.split("/c/")[1].split("/")[0]
        return answer.status


def _address_of(mark: str) -> str:
    dice = random.Random(mark)
    return f"{dice.randrange(1, 224)}.{dice.randrange(256)}.{dice.randrange(256)}.7"


def percentile(values: list[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of all lie; 0 for none."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0.0
