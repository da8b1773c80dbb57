"""A mail server as the settings name it."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from widget.mail.errors import BadMailServer
from widget.mail.words import N_

SUBMISSION_PORT = 587
TLS_PORT = 465
LOOPBACK_PORT = 25

BAD_URL = N_(
    "The address of the mail server has to be smtps://user:password@host:465 or"
    " smtp://user:password@host:587."
)
BAD_CA_FILE = N_("The file with the mail server’s certificate authority cannot be read.")


@dataclass(frozen=True)
class Server:
    """Where mail is handed over, and how.

    ``tls_at_once``: TLS from the first byte. ``starttls``: the plain connection must become TLS
    before anything is said. ``hello`` is the name this machine gives itself.
    """

    host: str
    port: int
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    tls_at_once: bool = False
    starttls: bool = True
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)
    # What smtplib would say, without asking the network for a name.
    hello: str = "[127.0.0.1]"


def server_of(url: str, hello: str = "") -> Server:
    """Read ``smtp://user:password@host:587`` or ``smtps://…:465``.

    ``?ca_file=/path`` adds a certificate authority of one's own. Beyond this machine ``smtp:``
    demands STARTTLS; there is no way to switch that off [T38]. ``hello`` is the name this machine
    gives itself, such as the desk's host. Raises ``BadMailServer``, which never repeats the URL: it
    may hold a password.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        query = parse_qs(parts.query, keep_blank_values=True)
    except ValueError:
        raise BadMailServer(BAD_URL) from None
    if not _fits(parts, host) or set(query) - {"ca_file"}:
        raise BadMailServer(BAD_URL)
    ca_file = query.get("ca_file", [""])[0]
    tls_at_once = parts.scheme == "smtps"
    # On this machine nobody listens in between; elsewhere there is no mail without TLS.
    near = is_loopback(host)
    return Server(
        host=host,
        port=port or (TLS_PORT if tls_at_once else LOOPBACK_PORT if near else SUBMISSION_PORT),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls_at_once=tls_at_once,
        starttls=not tls_at_once and (bool(ca_file) or not near),
        context=_context(ca_file),
        hello=hello if "." in hello and hello.isascii() else "[127.0.0.1]",
    )


def is_loopback(host: str) -> bool:
    """Whether a host can only mean this very machine."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _fits(parts: SplitResult, host: str) -> bool:
    return bool(
        parts.scheme in {"smtp", "smtps"}
        and host
        and parts.path in {"", "/"}
        and not parts.fragment
        and bool(parts.username) == bool(parts.password)
    )


def _context(ca_file: str) -> ssl.SSLContext:
    # smtplib by itself checks neither certificate nor name; this context checks both.
    context = ssl.create_default_context()
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except (OSError, ValueError):
            raise BadMailServer(BAD_CA_FILE) from None
    return context
