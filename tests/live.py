"""The real thing for tests: a desk that serves in a process of its own, and a mail server.

Everything listens on loopback, at ports the system picks, and ends with the test.
"""

from __future__ import annotations

import contextlib
import email.policy
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from widget.app import open_desk
from widget.cases.model import Shop
from widget.desk import make_owner, make_shop
from widget.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_S = 30.0

WREN_AND_TIDE: dict[str, Any] = {
    "slug": "wren-tide",
    "name": "Wren & Tide",
    "owner_name": "Orla Byrne",
    "mailbox": "orla@wrenandtide.example",
    "phone": "020 912 0147",
    "phone_hours": "Tuesday to Friday, 10:00 to 16:00",
    "address": "4 Quay Lane, Kilmarra, Co. Clare, Ireland",
    "site_url": "https://wrenandtide.example",
    "zone": "Europe/Dublin",
    "country": "IE",
    "languages": ("en", "de"),
    "colour": "#6b3a75",
}


def free_port() -> int:
    """A port of loopback that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(happened: Callable[[], Any], what: str, patience_s: float = PATIENCE_S) -> Any:
    """Wait for another process: returns what ``happened`` gives once it is true."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        found = happened()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {patience_s:.0f} s in vain for {what}")


@dataclass
class Wire:
    """A real mail server that keeps what it takes: envelope and message, in order."""

    port: int = 0
    mails: list[tuple[str, EmailMessage]] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a mail."""
        del server, session
        content = envelope.content or b""
        raw = content.encode() if isinstance(content, str) else content
        parsed = BytesParser(policy=email.policy.default).parsebytes(raw)
        assert isinstance(parsed, EmailMessage)
        with self.arrived:
            self.mails.extend((to, parsed) for to in envelope.rcpt_tos)
            self.arrived.notify_all()
        return "250 taken"

    def to(self, address: str, number: int = 1) -> list[EmailMessage]:
        """Wait until so many mails went to an address, and return all that did."""
        with self.arrived:
            came = self.arrived.wait_for(lambda: len(self._of(address)) >= number, PATIENCE_S)
            assert came, f"{len(self._of(address))} of {number} mails came to {address}"
            return self._of(address)

    def _of(self, address: str) -> list[EmailMessage]:
        return [mail for to, mail in self.mails if to == address]


@contextlib.contextmanager
def open_wire(port: int = 0) -> Iterator[Wire]:
    """A mail server on loopback."""
    wire = Wire(port=port or free_port())
    controller = Controller(wire, hostname="127.0.0.1", port=wire.port)
    controller.start()
    try:
        yield wire
    finally:
        controller.stop()


def text_of(mail: EmailMessage) -> str:
    """The plain part of a mail."""
    part = mail.get_body(preferencelist=("plain",))
    assert part is not None
    return str(part.get_content())


@dataclass
class LiveDesk:
    """A desk that serves in a child process."""

    process: subprocess.Popen[bytes]
    settings: Settings
    shop: Shop
    log: Path

    @property
    def url(self) -> str:
        """Where it stands."""
        return self.settings.base_url

    def kill(self) -> None:
        """End it the hard way, with everything that it started."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def settings_for(folder: Path, wire_port: int, **more: Any) -> Settings:
    """Settings of a desk in ``folder``, on a free port, that mails to the wire."""
    port = free_port()
    return Settings(
        **{
            "data": folder / "desk",
            "base_url": f"http://127.0.0.1:{port}",
            "port": port,
            "smtp_url": f"smtp://127.0.0.1:{wire_port}",
            "mail_from": "desk@desk.example",
            **more,
        }
    )


def make_desk_files(settings: Settings) -> Shop:
    """The database of a fresh desk with one shop and its owner, before anything serves."""
    desk = open_desk(settings)
    try:
        shop = make_shop(desk, WREN_AND_TIDE)
        make_owner(desk, shop.id, shop.mailbox, shop.owner_name)
        return shop
    finally:
        desk.store.close()


def environment_of(settings: Settings) -> dict[str, str]:
    """The settings as the environment of a process."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("AMENDS_")},
        "AMENDS_DATA": str(settings.data),
        "AMENDS_BASE_URL": settings.base_url,
        "AMENDS_PORT": str(settings.port),
        "AMENDS_SMTP_URL": settings.smtp_url,
        "AMENDS_MAIL_FROM": settings.mail_from,
        "AMENDS_TRUSTED_PROXIES": ",".join(str(network) for network in settings.trusted_proxies),
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "default",
    }


def start_serving(settings: Settings, shop: Shop) -> LiveDesk:
    """Start ``amends serve`` and wait until it answers."""
    log = settings.data / "serve.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "widget.cli", "serve"],
            env=environment_of(settings),
            cwd=settings.data,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    live = LiveDesk(process, settings, shop, log)

    def answers() -> bool:
        if process.poll() is not None:
            raise AssertionError(f"the desk ended:\n{log.read_text()[-2000:]}")
        with contextlib.suppress(OSError):
            watch = f"http://127.0.0.1:{settings.port}/healthz"
            with urllib.request.urlopen(watch, timeout=1) as answer:
                return bool(answer.status == 200)
        return False

    wait_until(answers, "the desk to answer")
    return live


@contextlib.contextmanager
def serve_desk(folder: Path, wire_port: int, **more: Any) -> Iterator[LiveDesk]:
    """A fresh desk that serves, with one shop; ended with all that belongs to it."""
    settings = settings_for(folder, wire_port, **more)
    live = start_serving(settings, make_desk_files(settings))
    try:
        yield live
    finally:
        live.process.terminate()
        try:
            live.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            live.kill()
