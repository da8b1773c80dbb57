"""The form inside other pages: who may show it, where it was opened, and what the owner is told."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from widget.cases.deadlines import local_day
from widget.cases.model import Shop
from widget.cases.sites import likely_mistake, short_name
from widget.desk.sites import read_origin
from widget.desk.wired import Actor, Desk
from widget.storage import shops, sightings
from widget.storage.sightings import Sighting

MOST_HOSTS_A_DAY = 5
LONGEST_ORIGIN = 280  # letters: a host has at most 253
OPENED_EVERY_MS = 5 * 60 * 1000  # a site's last opening is kept no more often
COUNTED_EVERY_MS = 10 * 1000  # nor is a stranger counted, so that a flood writes little
SHOWN_DAYS = 7
KEPT_DAYS = 90


def frame_origins(desk: Desk, shop: Shop) -> tuple[str, ...]:
    """The origins that may show the shop's form; none listed means any may."""
    with desk.store.read() as connection:
        return tuple(site.origin for site in shops.sites_of(connection, shop.id))


def note_opening(desk: Desk, shop: Shop, referrer: str) -> None:
    """Keep that the form was asked for from inside a page of ``referrer`` (its origin, as sent).

    A listed site: when that was. Another one, once there is a list: its host, for the owner, five
    a day. What is no ASCII origin is passed over. Nothing of the person is looked at.
    """
    origin = _origin_of(referrer)
    if origin is None:
        return
    now = desk.clock()
    day = local_day(now, shop.zone).isoformat()
    with desk.store.read() as connection:
        listed = shops.sites_of(connection, shop.id)
        if not listed:
            return
        last = next((site.opened_at or 0 for site in listed if site.origin == origin), None)
        if last is not None:
            if now - last < OPENED_EVERY_MS:
                return
        elif not _counts(connection, shop.id, day, short_name(origin), now):
            return

    def change(connection: Connection) -> None:
        if last is not None:
            sightings.mark_opened(connection, shop.id, origin, now)
        # Asked again where only one writes: of many at one moment, five are kept.
        elif _counts(connection, shop.id, day, short_name(origin), now):
            sightings.add_sighting(
                connection,
                shop.id,
                day=day,
                host=short_name(origin),
                likely=likely_mistake(origin, [site.origin for site in listed]),
                now=now,
            )

    desk.store.writer.change(change)


def _origin_of(referrer: str) -> str | None:
    if len(referrer) > LONGEST_ORIGIN or not referrer.isascii():
        return None
    if not referrer.startswith(("https://", "http://")):
        return None
    return read_origin(referrer)


def _counts(connection: Connection, shop_id: int, day: str, host: str, now: int) -> bool:
    today = sightings.seen_on(connection, shop_id, day)
    if host in today:
        return today[host].likely != sightings.IGNORED and (
            now - today[host].seen_at >= COUNTED_EVERY_MS
        )
    return len(today) < MOST_HOSTS_A_DAY and not sightings.is_ignored(connection, shop_id, host)


def sightings_of(desk: Desk, shop: Shop) -> list[Sighting]:
    """What the owner is told: hosts of the last week that are not on the list, newest first."""
    since = local_day(desk.clock(), shop.zone) - timedelta(days=SHOWN_DAYS - 1)
    with desk.store.read() as connection:
        listed = {short_name(site.origin) for site in shops.sites_of(connection, shop.id)}
        found = sightings.newest_of(connection, shop.id, since.isoformat())
        return [one for one in found if listed and one.host not in listed]


def ignore_sighting(desk: Desk, actor: Actor, host: str) -> None:
    """The owner says that a host is not theirs: it is not spoken of again."""
    desk.store.writer.change(
        lambda connection: sightings.ignore_host(connection, actor.shop_id, host)
    )


def forget_old_sightings(connection: Connection, shop: Shop, now: int) -> None:
    """Drop what nobody needs to know any more."""
    before = local_day(now, shop.zone) - timedelta(days=KEPT_DAYS)
    sightings.forget_before(connection, shop.id, before.isoformat())
