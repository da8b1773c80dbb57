"""Who asks, and at which host: what proxies may say, and what is refused [T14, T60]."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_WATCHED = frozenset({"/healthz", "/readyz", "/mailz"})


class FrontDoor:
    """WSGI middleware: believes trusted proxies and nobody else, and serves one host only.

    ``X-Forwarded-For`` counts from the right, up to the first address that is no trusted proxy;
    ``X-Forwarded-Proto`` only from a trusted peer. Another ``Host`` than ``base_url``'s gets 421,
    so that no link can be made to point elsewhere.
    """

    def __init__(
        self, app: WSGIApplication, base_url: str, trusted: Sequence[Network] = ()
    ) -> None:
        """``base_url`` as in the settings, ``trusted`` the proxies' networks."""
        self.app = app
        parts = urlsplit(base_url)
        self.base_url = base_url
        self.host = parts.netloc.lower()
        port = f":{parts.port}" if parts.port else ""
        name = self.host.removesuffix(port)
        self.aliases = {f"{alias}{port}" for alias in _LOOPBACK} if name in _LOOPBACK else set()
        self.trusted = tuple(trusted)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Settle peer and scheme, then refuse, send on or serve."""
        self._settle_peer(environ)
        host = str(environ.get("HTTP_HOST", "")).lower()
        path = str(environ.get("PATH_INFO", ""))
        if host == self.host or path in _WATCHED:
            return self.app(environ, start)
        if host in self.aliases and environ.get("REQUEST_METHOD") in {"GET", "HEAD"}:
            return self._send_on(environ, start)
        return _answer(start, "421 Misdirected Request", [], "This desk has another address.\n")

    def _settle_peer(self, environ: dict[str, Any]) -> None:
        claimed = str(environ.pop("HTTP_X_FORWARDED_FOR", ""))
        scheme = str(environ.pop("HTTP_X_FORWARDED_PROTO", "")).split(",")[-1].strip()
        for name in ("HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_HOST"):
            environ.pop(name, None)
        peer = str(environ.get("REMOTE_ADDR", ""))
        if not self._is_trusted(peer):
            return
        if scheme in {"http", "https"}:
            environ["wsgi.url_scheme"] = scheme
        for address in reversed([part.strip() for part in claimed.split(",") if part.strip()]):
            environ["REMOTE_ADDR"] = address
            if not self._is_trusted(address):
                return

    def _is_trusted(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self.trusted)

    def _send_on(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        # localhost and 127.0.0.1 are one desk to a person, but two to a cookie.
        path = str(environ.get("PATH_INFO", "")).encode("latin-1", "replace")
        quoted = _quote(path)
        query = str(environ.get("QUERY_STRING", ""))
        target = f"{self.base_url}{quoted}" + (f"?{query}" if query.isprintable() and query else "")
        return _answer(start, "302 Found", [("Location", target)], "")


def _quote(path: bytes) -> str:
    from urllib.parse import quote

    return quote("/" + path.decode("utf-8", "replace").lstrip("/\\"))


def _answer(
    start: Callable[..., Any], status: str, headers: list[tuple[str, str]], text: str
) -> Iterable[bytes]:
    body = text.encode()
    start(
        status,
        [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", "default-src 'none'"),
            *headers,
        ],
    )
    return [body]
