"""The desk as one thing: storage, clock, randomness and keys, wired once by the app."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import holidays
from sqlalchemy import Connection

from widget.box.outside import Box
from widget.cases import tokens
from widget.cases.deadlines import answer_by, local_day
from widget.cases.errors import UnknownShop
from widget.cases.ids import new_id
from widget.cases.model import Door, Shop
from widget.desk.clockwatch import ClockWatch
from widget.desk.rates import Rates
from widget.storage import keys, shops
from widget.storage.cases import Doer
from widget.storage.keys import KeyRing
from widget.storage.store import Store


@dataclass
class Desk:
    """Everything a use case needs. ``clock`` gives ms UTC, ``random_bytes`` n bytes.

    ``base_url`` is where the desk stands on the web, without a slash at its end: the only source
    of absolute links. ``data`` is the folder where copies of the database belong, ``None`` where
    the desk makes none by itself. ``box`` opens the files of strangers. ``rates`` counts what came
    in lately. ``self_test``: a mail a day to the first owner, to see that mail arrives.
    """

    store: Store
    clock: Callable[[], int]
    random_bytes: Callable[[int], bytes]
    base_url: str
    data: Path | None = None
    clock_watch: ClockWatch = field(default_factory=ClockWatch, repr=False)
    box: Box = field(default_factory=Box, repr=False)
    rates: Rates = field(default_factory=Rates, repr=False)
    self_test: bool = False
    _ring: KeyRing | None = field(default=None, repr=False)

    @property
    def ring(self) -> KeyRing:
        """The desk's keys; made when there are none, read once, and anew after a rotation."""
        if self._ring is None:
            with self.store.read() as connection:
                ring = keys.read_ring(connection) if keys.are_complete(connection) else None
            self._ring = ring or self.store.writer.change(self._make_keys)
        return self._ring

    def _make_keys(self, connection: Connection) -> KeyRing:
        keys.make_missing(connection, self.clock(), self.random_bytes)
        return keys.read_ring(connection)

    def forget_keys(self) -> None:
        """Read the keys again at next use."""
        self._ring = None

    @property
    def host(self) -> str:
        """The desk's own host name, for Message-IDs."""
        return urlsplit(self.base_url).hostname or "localhost"

    def new_id(self, now: int) -> int:
        """An id of this moment."""
        return new_id(now, self.random_bytes(3))

    def keyed_hash(self, *parts: bytes) -> bytes:
        """A hash that only this desk can make."""
        return tokens.keyed_hash(self.ring.hash, *parts)

    def answer_by(self, shop: Shop, at: int) -> str:
        """The ISO day by which the shop wants to have answered what came in at ``at``."""
        day = local_day(at, shop.zone)
        off = _public_holidays(shop.country, day.year)
        return answer_by(day, shop.target_days, off).isoformat()


# To compute Ireland's takes four milliseconds, and a submission asks several times.
@lru_cache(maxsize=256)
def _public_holidays(country: str, year: int) -> frozenset[date]:
    """The holidays of a year and the next; none for a country that is not known."""
    if country not in holidays.list_supported_countries():
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=(year, year + 1)))


@dataclass(frozen=True)
class Actor:
    """Somebody of the shop at work: who, in which role, through which door."""

    shop_id: int
    person_id: int
    role: Literal["owner", "helper", "operator"]
    name: str
    door: Door = "inbox"

    @property
    def doer(self) -> Doer:
        """The actor as the header of an event wants it."""
        return Doer(role=self.role, actor=self.person_id, door=self.door)


CUSTOMER = Doer(role="customer", actor=0, door="public")
BY_SHOP = Doer(role="customer", actor=0, door="relay")  # a customer, by a form in the shop
UPKEEP = Doer(role="desk", actor=0, door="upkeep")


def find_shop(desk: Desk, slug: str) -> Shop:
    """The shop of an address. Raises ``UnknownShop``."""
    if not (0 < len(slug) <= 64 and slug.isascii() and slug.isprintable()):
        # Not every text can be looked up in every database.
        raise UnknownShop(slug[:64])
    with desk.store.read() as connection:
        return shops.shop_by_slug(connection, slug)
