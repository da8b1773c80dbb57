"""Settings of the shop, and the way from one shop to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from widget.cases.errors import FieldErrors, UnknownShop
from widget.cases.text import clean_line, clean_text
from widget.desk import OFFERED_LANGUAGES, change_shop, switch_shop
from widget.doors import language, the_desk
from widget.inbox.country_names import country_names
from widget.inbox.door import blueprint
from widget.inbox.frame import show
from widget.inbox.onward import unpack
from widget.inbox.rights import actor, needs
from widget.inbox.said import said, translated
from widget.inbox.sessions import the_session
from widget.inbox.words import _

NUMBERS = ("target_days", "spam_days", "closed_years")
LINES = (
    "name",
    "owner_name",
    "mailbox",
    "phone",
    "phone_hours",
    "site_url",
    "zone",
    "country",
    "colour",
)
REGIONS = frozenset(
    {
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)


@blueprint.get("/settings")
@needs("settings")
def settings() -> ResponseReturnValue:
    """Show what the shop has said about itself."""
    return _show(asdict(the_session().shop), {})


@blueprint.post("/settings")
@needs("settings")
def change_settings() -> ResponseReturnValue:
    """Keep what the owner says now, or show beside each field what it needs."""
    typed = _typed()
    try:
        change_shop(the_desk(), actor(), typed)
    except FieldErrors as wrong:
        return _show(typed, translated(wrong), 400)
    return redirect(url_for("inbox.settings", done="saved", _anchor="saved"), code=303)


@blueprint.post("/shop/<to>")
@needs("read")
def switch(to: str) -> ResponseReturnValue:
    """Go to another of one's own shops. Somebody else's is as unknown as a made-up one."""
    if not switch_shop(the_desk(), the_session(), to):
        raise UnknownShop(to)
    wanted = request.form.get("wanted", "")
    onward = unpack(wanted) if wanted else url_for("inbox.listing", done="switched")
    return redirect(onward, code=303)


def _labels() -> dict[str, str]:
    """What the fields are called, in their order on the page."""
    return {
        "name": _("Name of the shop"),
        "owner_name": _("Your name"),
        "mailbox": _("Your email address"),
        "phone": _("Phone"),
        "phone_hours": _("When you answer the phone"),
        "address": _("Postal address"),
        "site_url": _("Your site"),
        "country": _("Country"),
        "zone": _("Time zone"),
        "languages": _("Languages"),
        "colour": _("Your colour"),
        "target_days": _("Working days until you answer"),
        "spam_days": _("Days until spam is erased"),
        "closed_years": _("Years until closed cases are erased"),
    }


def _typed() -> dict[str, Any]:
    values: dict[str, Any] = {name: clean_line(request.form.get(name, "")) for name in LINES}
    values["address"] = clean_text(request.form.get("address", ""))
    values.update((name, _number(request.form.get(name, ""))) for name in NUMBERS)
    ticked = [one for one in OFFERED_LANGUAGES if one in request.form.getlist("languages")]
    first = request.form.get("first", "")
    values["languages"] = tuple(sorted(ticked, key=lambda one: one != first))
    return values


def _number(text: str) -> int | str:
    """What was typed as a number, or as it was typed, so that the desk can say what it needs."""
    text = clean_line(text)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text


def _show(
    values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
) -> ResponseReturnValue:
    labels = _labels()
    return show(
        "settings",
        status,
        values=values,
        labels=labels,
        errors={name: errors[name] for name in labels if name in errors},
        languages=[(one, Locale.parse(one).get_display_name(one)) for one in OFFERED_LANGUAGES],
        zones=_zones(),
        countries=country_names(language()),
        said=said(request.args.get("done", "")),
    )


@lru_cache(maxsize=1)
def _zones() -> dict[str, list[str]]:
    """Zone names by their part of the world; the old aliases outside of it are left out."""
    regions: dict[str, list[str]] = {}
    for zone in sorted(available_timezones()):
        region = zone.partition("/")[0]
        if region in REGIONS:
            regions.setdefault(region, []).append(zone)
    regions["UTC"] = ["UTC"]
    return regions
