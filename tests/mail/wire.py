"""Real mail servers on loopback: a good one, and those that misbehave in every way seen."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope

USER, PASSWORD = "desk", "Pässwort #1"


@dataclass
class Wire:
    """What a server took: envelope by envelope, and who logged in.

    ``rcpt`` and ``data`` answer those commands; ``None`` means yes.
    """

    rcpt: Callable[[str], str | None] = lambda _address: None
    data: Callable[[EmailMessage], str | None] = lambda _message: None
    envelopes: list[Envelope] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    sessions: set[Any] = field(default_factory=set)

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.rcpt(address)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 yes"

    async def handle_DATA(self, server, session, envelope):
        self.sessions.add(session.peer)
        answer = self.data(read(envelope.content))
        if answer:
            return answer
        self.envelopes.append(envelope)
        return "250 taken"

    def authenticate(self, server, session, envelope, mechanism, data) -> AuthResult:
        del server, session, envelope, mechanism
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == PASSWORD.encode(), handled=False)

    @property
    def mails(self) -> list[EmailMessage]:
        """The mails as a reader's program reads them."""
        return [read(envelope.content) for envelope in self.envelopes]

    @property
    def ids(self) -> list[str]:
        """Their Message-IDs, in order."""
        return [str(mail["Message-ID"]) for mail in self.mails]

    @property
    def recipients(self) -> list[list[str]]:
        """The recipients of each, as the envelope names them."""
        return [envelope.rcpt_tos for envelope in self.envelopes]


def read(content: bytes | str | None) -> EmailMessage:
    assert isinstance(content, bytes)
    return BytesParser(policy=policy.default).parsebytes(content)


@contextlib.contextmanager
def smtp_server(wire: Wire, port: int = 0, **options: Any) -> Iterator[int]:
    """A mail server at 127.0.0.1 that keeps what it takes in ``wire``; yields its port."""
    port = port or free_port()
    controller = Controller(wire, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@dataclass
class Heard:
    """What a scripted server was told, line by line, and how often it was called."""

    lines: list[str] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)
    calls: int = 0

    @property
    def commands(self) -> list[str]:
        """The first words of what it was told."""
        return [line.split()[0].upper() for line in self.lines if line.strip()]


Script = Callable[[socket.socket, Heard], None]


@contextlib.contextmanager
def scripted_server(script: Script) -> Iterator[tuple[int, Heard]]:
    """A server that does with each connection what the script says; yields port and ears."""
    heard = Heard()
    listener = socket.create_server(("127.0.0.1", 0))
    ending = threading.Event()
    listener.settimeout(0.1)

    def serve() -> None:
        while not ending.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            heard.calls += 1
            connection.settimeout(5)
            with connection, contextlib.suppress(OSError):
                script(connection, heard)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], heard
    finally:
        ending.set()
        thread.join(timeout=10)
        listener.close()


def speak(
    connection: socket.socket, heard: Heard, *, ehlo: str = "250 plain", stop_at: str = ""
) -> None:
    """Speak SMTP until the command ``stop_at`` comes (``.`` is the end of a mail), then hang up."""
    lines = connection.makefile("rb")
    connection.sendall(b"220 here\r\n")
    for raw in lines:
        line = raw.decode("ascii", "replace").rstrip("\r\n")
        heard.lines.append(line)
        command = line.split()[0].upper() if line.split() else ""
        if command == stop_at:
            return
        if command == "DATA":
            connection.sendall(b"354 go on\r\n")
            heard.mails.append(read(_mail_from(lines)))
            if stop_at == ".":
                return
            connection.sendall(b"250 taken\r\n")
        elif command == "EHLO":
            connection.sendall(ehlo.replace("\n", "\r\n").encode() + b"\r\n")
        elif command == "QUIT":
            connection.sendall(b"221 bye\r\n")
            return
        else:
            connection.sendall(b"250 fine\r\n")


def _mail_from(lines: Any) -> bytes:
    body = []
    for raw in lines:
        if raw == b".\r\n":
            break
        body.append(raw[1:] if raw.startswith(b"..") else raw)
    return b"".join(body)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Certificate:
    """A certificate that nobody else knows; it is its own authority."""

    certificate: Path
    key: Path

    def server_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


def make_certificate(folder: Path, name: str) -> Certificate:
    """A self-signed certificate for a host ``name``, by the openssl program."""
    made = Certificate(folder / f"{name}.crt", folder / f"{name}.key")
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}",
            "-keyout", str(made.key), "-out", str(made.certificate),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return made
