"""The sites that may show a shop's form."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from widget.cases.errors import FieldErrors
from widget.desk.steps import record_for_shop
from widget.desk.wired import Actor, Desk
from widget.mail.words import N_
from widget.storage import shops
from widget.storage.shops import Site

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")


def sites_of(desk: Desk, shop_id: int) -> list[Site]:
    """The sites that may show the form; empty means any."""
    with desk.store.read() as connection:
        return shops.sites_of(connection, shop_id)


def add_site(desk: Desk, actor: Actor, text: str) -> Site:
    """Allow a site, given as a name or a whole address. Raises ``FieldErrors``."""
    origin = read_origin(text)
    if origin is None:
        raise FieldErrors({"site": N_("Write the name of the site, for example shop.example.")})
    now = desk.clock()
    site = Site(desk.new_id(now), origin, now)

    def change(connection: Connection) -> None:
        shops.insert_site(connection, actor.shop_id, site)
        record_for_shop(desk, connection, actor, "site_added", {"origin": origin})

    try:
        desk.store.writer.change(change)
    except IntegrityError:
        raise FieldErrors({"site": N_("This site is on the list already.")}) from None
    return site


def remove_site(desk: Desk, actor: Actor, site_id: int) -> None:
    """Take a site off the list; nothing happens where it is not on it."""

    def change(connection: Connection) -> None:
        origin = shops.delete_site(connection, actor.shop_id, site_id)
        if origin is not None:
            record_for_shop(desk, connection, actor, "site_removed", {"origin": origin})

    desk.store.writer.change(change)


def read_origin(text: str) -> str | None:
    """Scheme, IDNA host and port of what somebody typed as their site; nothing else survives.

    ``shop.example/page`` gives ``https://shop.example``. ``None`` where it is no site [T04].
    """
    whole = text.strip()
    whole = whole if "://" in whole else f"https://{whole}"
    try:
        parts = urlsplit(whole)
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
        port = parts.port
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host) or ".." in host:
        return None
    if parts.username is not None or parts.password is not None:
        return None
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in {None, usual} else "")
