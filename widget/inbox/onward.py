"""Where to go after the log-in: the name of one of our pages, never an address.

Two pages have more to them than a name: a case has its reference, and the page that asks whether a
shop may be connected has what the shop's plugin asked. That is checked here as it is there.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from flask import current_app, request, url_for

from widget.cases.errors import Refused
from widget.cases.ids import read_reference
from widget.desk import PLATFORM, read_ask

_CONNECT = "connect"
_LONGEST_ASK = 3_500  # characters: with its name it fits into a cookie


def way_here() -> dict[str, str]:
    """The page of this request as a name and what belongs to it; empty where none fits."""
    if request.method not in {"GET", "HEAD"} or request.endpoint is None:
        return {}
    name = request.endpoint.removeprefix("inbox.")
    about = str((request.view_args or {}).get("reference", ""))
    if name == _CONNECT:
        about = _ask_as_text(
            *(request.args.get(each, "") for each in ("origin", "return", "state"))
        )
    if not way_on(name, about) or name == "listing":
        return {}
    return {"next": name, "reference": about} if about else {"next": name}


def way_on(name: str, about: str = "") -> str:
    """The address of a page by its name, or empty text for what is no page behind the log-in.

    ``about`` is the reference of a case, or what a plugin asked, as ``way_here`` wrote it.
    """
    endpoint = f"inbox.{name}"
    if getattr(current_app.view_functions.get(endpoint), "right", "open") == "open":
        return ""
    if name == _CONNECT:
        return url_for(endpoint, **_ask_of(about))
    known = read_reference(about[:32]) if about else None
    wanted = {"reference"} if known else set()
    for rule in current_app.url_map.iter_rules(endpoint):
        if "GET" in (rule.methods or ()) and rule.arguments == wanted:
            return url_for(endpoint, reference=known) if known else url_for(endpoint)
    return ""


def pack(name: str, about: str) -> str:
    """A checked page as the text of a cookie: ``case.AM-7K3Q-9F2``; empty for no page."""
    if not way_on(name, about):
        return ""
    if name == _CONNECT:
        return f"{name}.{about}" if _ask_of(about) else name
    known = read_reference(about[:32]) if about else None
    return f"{name}.{known}" if known else name


def unpack(text: str) -> str:
    """The address for what ``pack`` wrote; anything else leads to the inbox."""
    name, _, about = text.partition(".")
    return way_on(name, about) or url_for("inbox.listing")


def _ask_as_text(origin: str, return_to: str, state: str) -> str:
    """What a plugin asks, in letters that a cookie takes; empty for nothing that could be asked."""
    said = json.dumps([origin, return_to, state]).encode()
    text = base64.urlsafe_b64encode(said).decode().rstrip("=")
    return text if _ask_of(text) else ""


def _ask_of(text: str) -> dict[str, Any]:
    """What a plugin asked as the query of its page; empty for anything that is not that."""
    if not text or len(text) > _LONGEST_ASK:
        return {}
    try:
        said = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return {}
    if not (isinstance(said, list) and len(said) == 3 and all(isinstance(s, str) for s in said)):
        return {}
    try:
        ask = read_ask(PLATFORM, *said)
    except Refused:
        return {}
    return {
        "platform": PLATFORM,
        "origin": ask.origin,
        "return": ask.return_to,
        "state": ask.state,
    }
