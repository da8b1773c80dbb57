"""Where the form was opened from: on the listed sites, and on hosts that no list names."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from widget.storage.tables import sightings, sites

IGNORED = "ignored"  # in place of a likely mistake: the owner said that the host is not theirs


@dataclass(frozen=True)
class Sighting:
    """A host that opened the form and is not on the list; ``likely`` names the mistake, if any.

    ``host`` is ASCII; ``http://`` and a port are said where they are unusual. ``day`` is ISO text,
    the shop's; ``times`` counts that day.
    """

    host: str
    likely: str
    day: str
    times: int
    seen_at: int


def seen_on(connection: Connection, shop_id: int, day: str) -> dict[str, Sighting]:
    """The hosts of one day, those that are ignored among them."""
    where = (sightings.c.shop_id == shop_id) & (sightings.c.day == day)
    rows = connection.execute(select(sightings).where(where)).mappings()
    return {
        row["host"]: Sighting(row["host"], row["likely"], day, row["times"], row["seen_at"])
        for row in rows
    }


def newest_of(connection: Connection, shop_id: int, since: str) -> list[Sighting]:
    """Each host that is not ignored with its newest day from ``since`` on, the latest first."""
    where = (sightings.c.shop_id == shop_id) & (sightings.c.day >= since)
    rows = connection.execute(
        select(sightings).where(where).order_by(sightings.c.seen_at)
    ).mappings()
    found = {
        row["host"]: Sighting(row["host"], row["likely"], row["day"], row["times"], row["seen_at"])
        for row in rows
    }
    ignored = _ignored(connection, shop_id)
    newest = sorted(found.values(), key=lambda one: one.seen_at, reverse=True)
    return [one for one in newest if one.host not in ignored]


def is_ignored(connection: Connection, shop_id: int, host: str) -> bool:
    """Whether the owner has said that a host is not theirs."""
    return host in _ignored(connection, shop_id)


def _ignored(connection: Connection, shop_id: int) -> set[str]:
    where = (sightings.c.shop_id == shop_id) & (sightings.c.likely == IGNORED)
    return set(connection.scalars(select(sightings.c.host).where(where)))


def add_sighting(
    connection: Connection, shop_id: int, *, day: str, host: str, likely: str, now: int
) -> None:
    """Note a host, or count it once more."""
    where = (sightings.c.shop_id == shop_id) & (sightings.c.day == day) & (sightings.c.host == host)
    counted = connection.execute(
        update(sightings).where(where).values(times=sightings.c.times + 1, seen_at=now)
    )
    if counted.rowcount == 0:
        connection.execute(
            insert(sightings).values(
                shop_id=shop_id, day=day, host=host, likely=likely, times=1, seen_at=now
            )
        )


def ignore_host(connection: Connection, shop_id: int, host: str) -> None:
    """Speak of a host no more."""
    where = (sightings.c.shop_id == shop_id) & (sightings.c.host == host)
    connection.execute(update(sightings).where(where).values(likely=IGNORED))


def forget_before(connection: Connection, shop_id: int, day: str) -> None:
    """Drop what was noted before a day."""
    where = (sightings.c.shop_id == shop_id) & (sightings.c.day < day)
    connection.execute(delete(sightings).where(where))


def mark_opened(connection: Connection, shop_id: int, origin: str, now: int) -> None:
    """Keep when a listed site last opened the form."""
    where = (sites.c.shop_id == shop_id) & (sites.c.origin == origin)
    connection.execute(update(sites).where(where).values(opened_at=now))
