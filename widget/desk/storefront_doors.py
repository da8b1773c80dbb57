"""Where and as whom the desk asks a shop's storefront."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from widget.cases.errors import AmendsError
from widget.desk.sealing import storefront_secret
from widget.desk.sites import read_origin
from widget.desk.storefront_secrets import PLATFORM
from widget.desk.wired import Desk
from widget.storage import shops
from widget.storage import storefronts as rows

REST_OF_WORDPRESS = "/wp-json/amends/v1"
_REST = re.compile(r"[!-~]{1,500}", re.ASCII)
_ENDING = "/amends/v1"


class ForeignRest(AmendsError):
    """A plugin wants to be asked at an address that is not of the site the owner agreed to."""


@dataclass(frozen=True)
class StorefrontDoor:
    """Where a plugin is asked, and with which shop's name and secret."""

    shop: str
    rest: str
    secret: str


def read_rest(rest: str, origin: str) -> str:
    """Check where a plugin wants to be asked; empty stays empty. Raises ``ForeignRest``."""
    if not rest:
        return ""
    plain = rest.rstrip("/")
    try:
        parts = urlsplit(plain)
        own = read_origin(f"{parts.scheme}://{parts.netloc}") == origin
    except ValueError:
        own = False
    fits = _REST.fullmatch(plain) and "@" not in plain and "#" not in plain
    if not (own and fits and plain.endswith(_ENDING)):
        raise ForeignRest
    return plain


def door_of(desk: Desk, shop_id: int, connection_id: int) -> StorefrontDoor | None:
    """How to ask the site that a connection was made with; ``None`` where it has ended.

    A site that has connected anew since is the same site. Raises ``KeyRefused``.
    """
    with desk.store.read() as connection:
        first = rows.storefront_by_id(connection, shop_id, connection_id)
        live = rows.live_storefronts(connection, shop_id)
        shop = shops.shop_by_id(connection, shop_id)
    for one in live:
        if first is not None and (one.platform, one.origin) == (PLATFORM, first.origin):
            return StorefrontDoor(
                shop=shop.slug,
                rest=one.rest or f"{one.origin}{REST_OF_WORDPRESS}",
                secret=storefront_secret(desk, one.shop_id, one.connection_id, one.salt),
            )
    return None
