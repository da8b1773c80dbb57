"""The one way out: a request of the desk to a shop's site, and to nothing that is not one [T39].

The host is looked up once, every address it has is checked, and the connection goes to a checked
address while certificate and ``Host`` are held to the name. No redirect, no proxy of the
environment, ten seconds and one megabyte at most. Nothing of an answer is ever shown.
"""

from __future__ import annotations

import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from widget.relay.public_addresses import Address, is_plainly_public, plain_host

LONGEST_S = 10.0  # for all of it, from the look-up to the last byte
LARGEST_BYTES = 1_000_000
PORTS = frozenset({443, 8443})
MOST_ADDRESSES = 4  # of a host, tried one after the other
_SPELLED = re.compile(r"[!-~]{1,2000}", re.ASCII)
_LOOPBACK_NAME = "localhost"

Resolve = Callable[[str, int], list[str]]


class NotReached(Exception):
    """Nothing was asked: the shop is not there, or the desk does not go there.

    ``why``: ``address`` (a rule of this module), ``name`` (not found), ``connect`` or
    ``certificate``.
    """

    def __init__(self, why: str) -> None:
        """``why`` is one of the words above."""
        super().__init__(why)
        self.why = why


class NoAnswer(Exception):
    """The request may have arrived, and no whole answer came back."""


@dataclass(frozen=True)
class Answer:
    """What came back: the status and the body, whatever they are."""

    status: int
    body: bytes


@dataclass(frozen=True)
class _Place:
    """Where a request goes: the parts of a checked address."""

    scheme: str
    host: str
    port: int
    target: str
    netloc: str


def look_up(host: str, port: int) -> list[str]:
    """All addresses of a host. Raises ``OSError``."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class Reach:
    """Asks shops' sites. ``private_hosts`` are hosts that the machine's settings let it reach.

    ``loopback``: the desk itself is reached on this machine alone, so a shop may stand here, too.
    """

    def __init__(
        self,
        *,
        loopback: bool = False,
        private_hosts: Collection[str] = (),
        resolve: Resolve = look_up,
        trust: ssl.SSLContext | None = None,
        longest_s: float = LONGEST_S,
    ) -> None:
        """``resolve``, ``trust`` and ``longest_s`` (seconds for all of it) are for tests."""
        self._loopback = loopback
        self._private = frozenset(private_hosts)
        self._resolve = resolve
        self._trust = trust
        self._longest_s = longest_s

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send a body and take the answer. Raises ``NotReached``, ``NoAnswer``."""
        end = time.monotonic() + self._longest_s
        place = self._place_of(url)
        raw = self._dial(place, self._addresses_of(place, end), end)
        # Each read has a time-out of its own, and a site that drips bytes never meets it.
        twin = raw.dup()
        watch = threading.Timer(max(end - time.monotonic(), 0), _hang_up, [twin])
        watch.daemon = True
        watch.start()
        line = raw
        try:
            line = self._secure(place, raw)
            answer = _ask(line, place, body, headers)
            if time.monotonic() >= end:
                raise TimeoutError  # what is there was cut off, however whole it looks
            return answer
        except (OSError, HTTPException, ValueError) as error:
            raise NoAnswer(type(error).__name__) from None
        finally:
            watch.cancel()
            line.close()
            raw.close()
            twin.close()

    def _place_of(self, url: str) -> _Place:
        """Check all that a URL says by itself. Raises ``NotReached``."""
        parts = _parts_of(url)
        host = plain_host(parts.hostname or "")
        if host is None or parts.fragment or "@" in parts.netloc:
            raise NotReached("address")
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
        free = host in self._private or (self._loopback and _may_be_loopback(host))
        if parts.scheme not in {"https", "http"} or (parts.scheme == "http" and not free):
            raise NotReached("address")
        if port not in PORTS and not free:
            raise NotReached("address")
        shown = f"[{host}]" if ":" in host else host
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        netloc = shown if parts.port is None else f"{shown}:{port}"
        return _Place(parts.scheme, host, port, target, netloc)

    def _addresses_of(self, place: _Place, end: float) -> list[str]:
        """The addresses of a host, looked up once, none of them forbidden."""
        found: list[str] = []
        failed: list[OSError] = []

        def find() -> None:
            try:
                found.extend(self._resolve(place.host, place.port))
            except (OSError, UnicodeError) as error:
                failed.append(OSError(type(error).__name__))

        # The system's resolver has a patience of its own, and no time-out.
        thread = threading.Thread(target=find, name="look-up", daemon=True)
        thread.start()
        thread.join(max(end - time.monotonic(), 0))
        addresses = list(found)
        if failed or not addresses or thread.is_alive():
            raise NotReached("name")
        for text in addresses:
            try:
                allowed = self._may_call(place, ip_address(text))
            except ValueError:
                allowed = False
            if not allowed:
                raise NotReached("address")
        return addresses[:MOST_ADDRESSES]

    def _may_call(self, place: _Place, address: Address) -> bool:
        if address.is_multicast or address.is_unspecified:
            return False
        if place.host in self._private:
            return True
        if address.is_loopback:
            return self._loopback and _may_be_loopback(place.host)
        # Plain http is for this machine alone, whatever a name such as localhost leads to.
        return place.scheme == "https" and place.port in PORTS and is_plainly_public(address)

    def _dial(self, place: _Place, addresses: list[str], end: float) -> socket.socket:
        """A connection to the first of the checked addresses that takes one."""
        for address in addresses:
            left = end - time.monotonic()
            if left > 0:
                with suppress(OSError):
                    return socket.create_connection((address, place.port), timeout=left)
        raise NotReached("connect")

    def _secure(self, place: _Place, raw: socket.socket) -> socket.socket:
        """Encrypt a connection and hold the certificate to the host's name."""
        if place.scheme == "http":
            return raw
        trust = self._trust or ssl.create_default_context()
        try:
            return trust.wrap_socket(raw, server_hostname=place.host)
        except (OSError, ValueError):
            raise NotReached("certificate") from None


def _ask(line: socket.socket, place: _Place, body: bytes, headers: Mapping[str, str]) -> Answer:
    connection = HTTPConnection(place.host, place.port)
    connection.auto_open = 0  # never to an address that was not checked
    connection.sock = line
    said = {**headers, "Host": place.netloc, "Connection": "close", "Accept-Encoding": "identity"}
    connection.request("POST", place.target, body=body, headers=said)
    response = connection.getresponse()
    read = response.read(LARGEST_BYTES + 1)
    if len(read) > LARGEST_BYTES:
        raise ValueError("too large")
    if response.length:  # it broke off before the length it had named
        raise ValueError("cut off")
    return Answer(response.status, read)


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):  # it has ended by itself
        line.shutdown(socket.SHUT_RDWR)


def _parts_of(url: str) -> SplitResult:
    if not _SPELLED.fullmatch(url):
        raise NotReached("address")
    try:
        parts = urlsplit(url)
        _ = parts.port  # reading it also checks it
    except ValueError:
        raise NotReached("address") from None
    return parts


def _may_be_loopback(host: str) -> bool:
    """Whether a host says of itself that it is this machine: a name of the web never is."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == _LOOPBACK_NAME
