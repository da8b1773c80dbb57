"""The shops of the desk, and what the owner of one sets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from widget.cases.errors import FieldErrors
from widget.cases.model import Shop
from widget.cases.text import clean_line, clean_text
from widget.desk.steps import record_for_shop
from widget.desk.wired import Actor, Desk
from widget.mail.addresses import plain_address
from widget.mail.errors import BadAddress
from widget.mail.words import N_
from widget.storage import shops

OFFERED_LANGUAGES = ("en", "de")

# What a shop may change about itself, with the most letters of each text.
_TEXTS = {
    "name": 80,
    "owner_name": 80,
    "mailbox": 254,
    "phone": 40,
    "phone_hours": 120,
    "address": 300,
    "site_url": 300,
}
_NEEDED = ("name", "owner_name", "mailbox")
_NUMBERS = {"target_days": (1, 30), "spam_days": (7, 365), "closed_years": (1, 10)}
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?")

_DEFAULTS: Mapping[str, Any] = {
    "phone": "",
    "phone_hours": "",
    "address": "",
    "site_url": "",
    "zone": "Europe/Dublin",
    "country": "IE",
    "languages": ("en",),
    "colour": "#24574c",
    "target_days": 3,
    "spam_days": 30,
    "closed_years": 3,
}


def make_shop(desk: Desk, values: Mapping[str, Any]) -> Shop:
    """Open a shop on this desk. ``values`` as ``Shop`` has them, at least ``slug``, ``name``,
    ``owner_name`` and ``mailbox``. Raises ``FieldErrors``.
    """
    now = desk.clock()
    slug = str(values.get("slug", ""))
    if not _SLUG.fullmatch(slug):
        raise FieldErrors(
            {"slug": N_("Use small letters, digits and hyphens, for example wren-tide.")}
        )
    given = {**_DEFAULTS, **{name: value for name, value in values.items() if name != "slug"}}
    checked = _checked(given)
    shop = Shop(id=desk.new_id(now), slug=slug, created_at=now, **checked)
    try:
        desk.store.writer.change(lambda connection: shops.insert_shop(connection, shop))
    except IntegrityError:
        raise FieldErrors({"slug": N_("Another shop of this desk has that name.")}) from None
    return shop


def change_shop(desk: Desk, actor: Actor, values: Mapping[str, Any]) -> Shop:
    """Change the shop's settings; only what is named in ``values``. Raises ``FieldErrors``."""
    checked = _checked(values, partly=True)

    def change(connection: Connection) -> Shop:
        before = shops.shop_by_id(connection, actor.shop_id)
        changed = {name: value for name, value in checked.items() if getattr(before, name) != value}
        if changed:
            shops.update_shop(connection, actor.shop_id, changed)
            record_for_shop(desk, connection, actor, "shop_changed", {"fields": sorted(changed)})
        return shops.shop_by_id(connection, actor.shop_id)

    return desk.store.writer.change(change)


def _checked(values: Mapping[str, Any], *, partly: bool = False) -> dict[str, Any]:
    """The values as the table wants them. Raises ``FieldErrors`` with a sentence for each."""
    wrong: dict[str, str] = {}
    right: dict[str, Any] = {}
    for name, most in _TEXTS.items():
        if name in values or not partly:
            # Whoever asks, a form or the command line: a line break must not get into a mail.
            clean = clean_text if name == "address" else clean_line
            right[name] = clean(str(values.get(name, "")))
            if name in _NEEDED and not right[name]:
                wrong[name] = N_("Fill this in, customers need it.")
            elif len(right[name]) > most:
                wrong[name] = N_("This is too long.")
    for name, (least, most) in _NUMBERS.items():
        if name in values:
            number = values[name]
            is_number = isinstance(number, int) and not isinstance(number, bool)
            if is_number and least <= number <= most:
                right[name] = number
            else:
                wrong[name] = N_("Write a whole number that fits.")
    _check_mailbox(right, wrong)
    _check_site_url(right, wrong)
    _check_choices(values, right, wrong)
    if wrong:
        raise FieldErrors(wrong)
    return right


def _check_mailbox(right: dict[str, Any], wrong: dict[str, str]) -> None:
    if right.get("mailbox") and "mailbox" not in wrong:
        try:
            right["mailbox"] = plain_address(right["mailbox"])
        except BadAddress:
            wrong["mailbox"] = N_("Write one email address, for example orla@shop.example.")


def _check_site_url(right: dict[str, Any], wrong: dict[str, str]) -> None:
    url = right.get("site_url")
    if url and not re.fullmatch(r"https?://[^\s\"'<>\\]+", url):
        wrong["site_url"] = N_("Write the whole address, for example https://shop.example.")


def _check_choices(values: Mapping[str, Any], right: dict[str, Any], wrong: dict[str, str]) -> None:
    if "zone" in values:
        right["zone"] = values["zone"]
        if values["zone"] not in available_timezones():
            wrong["zone"] = N_("Choose a time zone from the list.")
    if "country" in values:
        right["country"] = str(values["country"]).upper()
        if not re.fullmatch(r"[A-Z]{2}", right["country"]):
            wrong["country"] = N_("Choose a country from the list.")
    if "languages" in values:
        chosen = tuple(values["languages"])
        right["languages"] = chosen
        if not chosen or len(set(chosen)) != len(chosen) or set(chosen) - set(OFFERED_LANGUAGES):
            wrong["languages"] = N_("Choose at least one language.")
    if "colour" in values:
        right["colour"] = str(values["colour"]).lower()
        if not re.fullmatch(r"#[0-9a-f]{6}", right["colour"]):
            wrong["colour"] = N_("Write the colour like #24574c.")


def all_shops(desk: Desk) -> list[Shop]:
    """Every shop of the desk, for the one who runs it."""
    with desk.store.read() as connection:
        return shops.all_shops(connection)
