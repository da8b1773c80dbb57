"""A desk’s published policy on loopback, as plain answers: what ``policy pull`` meets."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from policy_pages.edition import Edition
from policy_pages.profile import Profile, with_answer, write_profile

DAY = date(2026, 10, 1)


@dataclass
class Answer:
    """What the server says to a path."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class PublishedDesk:
    """A running server; ``answers`` by path, everything else is 404."""

    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The desk's address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        """Where the shop's policy stands."""
        return f"{self.url}/p/wren-tide"

    def edition(self, profile: Profile, number: int = 3) -> Edition:
        """A version of these answers at this desk."""
        return Edition(profile, number, DAY, self.url, "wren-tide", ("en", "de"))

    def publish(self, profile: Profile, number: int = 3) -> Edition:
        """Answer as a desk whose version in force this is."""
        edition = self.edition(profile, number)
        told = {"number": number, "day": DAY.isoformat(), "hash": edition.hash}
        told |= {"locales": list(edition.locales), "pages": []}
        self.answers["/p/wren-tide/version.json"] = Answer(json.dumps(told).encode())
        self.answers["/p/wren-tide/policy.toml"] = Answer(write_profile(profile).encode())
        return edition


def shop_profile(**answers: object) -> Profile:
    """Lawful answers of Wren & Tide; keywords are fields with ``__`` for the dot."""
    profile = with_answer(Profile(), "contact.name", "Wren & Tide")
    profile = with_answer(profile, "contact.address", "4 Quay Lane, Kilmarra, Ireland")
    for name, answer in answers.items():
        profile = with_answer(profile, name.replace("__", "."), answer)  # type: ignore[arg-type]
    return profile


@contextlib.contextmanager
def open_published_desk() -> Iterator[PublishedDesk]:
    """Serve until the end."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            desk.asked.append(self.path)
            answer = desk.answers.get(self.path, Answer(b"", 404))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(OSError):  # somebody who has read enough goes away
                self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    desk = PublishedDesk(server.server_port)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield desk
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()
