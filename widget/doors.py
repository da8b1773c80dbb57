"""What every door shares: the desk at hand, the language, and how days and moments are said."""

from __future__ import annotations

import hashlib
import ipaddress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from flask import Flask, Response, abort, current_app, g, request, url_for
from flask_babel import Babel

from widget.cases.errors import AmendsError
from widget.cases.model import Shop
from widget.desk import OFFERED_LANGUAGES, Desk, find_shop
from widget.mail.words import LOCALES, Words, words_for

STATIC = Path(__file__).resolve().parent / "static"


def the_desk() -> Desk:
    """The desk that this app serves."""
    desk: Desk = current_app.extensions["desk"]
    return desk


def speak_for(shop: Shop) -> str:
    """Choose the language for a shop's customer: ``?lang=``, the browser's, the shop's own."""
    g.locale = _choose(shop.languages)
    return str(g.locale)


def language() -> str:
    """The language of this answer; for pages of no shop, among all that the desk speaks."""
    if not hasattr(g, "locale"):
        slug = (request.view_args or {}).get("slug") if request else None
        g.locale = _choose(_languages_of(slug))
    return str(g.locale)


def _languages_of(slug: str | None) -> tuple[str, ...]:
    if slug is None:
        return OFFERED_LANGUAGES
    try:
        return find_shop(the_desk(), slug).languages
    except AmendsError:
        # A page must also be able to say, in some language, that there is no such shop.
        return OFFERED_LANGUAGES


def _choose(languages: tuple[str, ...]) -> str:
    asked = request.args.get("lang", "")
    if asked in languages:
        return asked
    return request.accept_languages.best_match(languages) or languages[0]


def photo_answer(body: bytes, number: int) -> Response:
    """A photo of ours, under our own name. Its headers are in ``widget.headers``."""
    response = Response(body, mimetype="image/jpeg")
    response.headers["Content-Disposition"] = f'inline; filename="photo-{number}.jpg"'
    return response


def photo_number(text: str) -> int:
    """The number in the address of a photo; 404 for anything else."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 3):
        abort(404)
    return int(text)


def network_of_request() -> str:
    """The network of whoever asks: /24 for IPv4, /48 for IPv6. Only ever counted, never kept."""
    return network_of(request.remote_addr or "")


def network_of(address: str) -> str:
    """The network of an address as text; mapped IPv4 is unwrapped, rubbish is one network."""
    try:
        found = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    prefix = 24 if found.version == 4 else 48
    return str(ipaddress.ip_network(f"{found}/{prefix}", strict=False))


def teach_words(app: Flask) -> None:
    """Give the app its languages, and templates their filters and globals."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(LOCALES)
    Babel(app, locale_selector=language)
    app.jinja_env.filters.update(
        day=lambda iso: _words().day(iso),
        day_short=lambda iso: _words().day_short(iso),
        moment=lambda ms, zone: _words().moment(ms, zone),
        moment_short=lambda ms, zone: _words().moment_short(ms, zone),
        clock=lambda ms, zone: _words().clock(ms, zone),
        iso=iso_moment,
        kind_word=lambda kind: _words().kind(kind),
        wish_word=lambda wish: _words().wish(wish),
        outcome_word=lambda outcome: _words().outcome(outcome),
        state_word=lambda state: _words().state(state),
        reach_word=lambda reach: _words().reach(reach),
        fact_word=lambda name: _words().fact(name),
    )
    app.jinja_env.globals["asset"] = asset
    app.context_processor(_language_of_page)


def _language_of_page() -> dict[str, Any]:
    locale = language()
    return {"locale": locale, "text_direction": Locale.parse(locale).text_direction}


def _words() -> Words:
    return words_for(language())


def iso_moment(ms: int) -> str:
    """A moment as ``<time datetime>`` wants it."""
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def asset(name: str) -> str:
    """The address of a file in ``widget/static``; it changes with the file, so it may be kept."""
    return url_for("asset", name=name, v=_fingerprint(name, (STATIC / name).stat().st_mtime_ns))


@lru_cache(maxsize=64)
def _fingerprint(name: str, changed_ns: int) -> str:
    del changed_ns  # part of the key alone
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
