"""Where to go after the log-in: the name of one of our pages, never an address."""

from __future__ import annotations

from flask import current_app, request, url_for

from widget.cases.ids import read_reference


def way_here() -> dict[str, str]:
    """The page of this request as a name and, for a case, its reference; empty where none fits."""
    if request.method not in {"GET", "HEAD"} or request.endpoint is None:
        return {}
    name = request.endpoint.removeprefix("inbox.")
    reference = str((request.view_args or {}).get("reference", ""))
    if not way_on(name, reference) or name == "listing":
        return {}
    return {"next": name, "reference": reference} if reference else {"next": name}


def way_on(name: str, reference: str = "") -> str:
    """The address of a page by its name, or empty text for what is no page behind the log-in."""
    endpoint = f"inbox.{name}"
    if getattr(current_app.view_functions.get(endpoint), "right", "open") == "open":
        return ""
    known = read_reference(reference[:32]) if reference else None
    wanted = {"reference"} if known else set()
    for rule in current_app.url_map.iter_rules(endpoint):
        if "GET" in (rule.methods or ()) and rule.arguments == wanted:
            return url_for(endpoint, reference=known) if known else url_for(endpoint)
    return ""


def pack(name: str, reference: str) -> str:
    """A checked page as the text of a cookie: ``case.AM-7K3Q-9F2``; empty for no page."""
    if not way_on(name, reference):
        return ""
    known = read_reference(reference[:32]) if reference else None
    return f"{name}.{known}" if known else name


def unpack(text: str) -> str:
    """The address for what ``pack`` wrote; anything else leads to the inbox."""
    name, _, reference = text.partition(".")
    return way_on(name, reference) or url_for("inbox.listing")
