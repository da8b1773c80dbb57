"""Sites that may show a shop's form: how near one that is not listed comes to one that is. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal
from urllib.parse import urlsplit

Mistake = Literal["www", "scheme", "port", "subdomain", "spelling", ""]

# Still the owner's own for certain, or as good as: these may be allowed by one press.
SURELY_OWN: frozenset[Mistake] = frozenset({"www", "scheme", "port", "subdomain"})
_IN_ORDER: tuple[Mistake, ...] = ("www", "scheme", "port", "subdomain", "spelling")


def short_name(origin: str) -> str:
    """An origin as people know it: ``shop.example``; http and unusual ports are said."""
    return origin.removeprefix("https://")


def likely_mistake(origin: str, listed: Iterable[str]) -> Mistake:
    """What the owner probably got wrong, where ``origin`` is not among ``listed`` but near one.

    Both are scheme, ASCII host and port. ``spelling`` is a hyphen where the other has none, as when
    a name of two words is written down; such a host may belong to somebody else. Empty: a stranger.
    """
    found = {_difference(origin, one) for one in listed}
    return next((mistake for mistake in _IN_ORDER if mistake in found), "")


def _difference(seen: str, listed: str) -> Mistake:
    seen_host, seen_port = _parts(seen)
    host, port = _parts(listed)
    if seen_host.removeprefix("www.") == host.removeprefix("www."):
        if seen_host != host:
            return "www"
        return "port" if urlsplit(seen).scheme == urlsplit(listed).scheme else "scheme"
    if seen_host.endswith("." + host.removeprefix("www.")) and not _is_number(host):
        return "subdomain"
    if seen_host.replace("-", "") == host.replace("-", "") and seen_port == port:
        return "spelling"
    return ""


def _parts(origin: str) -> tuple[str, int | None]:
    parts = urlsplit(origin)
    return parts.hostname or "", parts.port


def _is_number(host: str) -> bool:
    return host.replace(".", "").isdigit()
