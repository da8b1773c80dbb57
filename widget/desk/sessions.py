"""Log-ins that last: who is logged in, where, and for which of their shops."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection

from widget.cases import tokens
from widget.cases.errors import StorageUnavailable
from widget.cases.model import Person, Shop
from widget.desk.steps import record_for_shop
from widget.desk.wired import Actor, Desk
from widget.storage import people, shops
from widget.storage.people import SessionRow

MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS

IDLE_MS = 7 * DAY_MS
LONGEST_MS = 30 * DAY_MS
_TOUCH_AFTER_MS = 5 * MINUTE_MS  # how coarse "last seen" is


@dataclass(frozen=True)
class Session:
    """Somebody who is logged in, and the shop they look at. ``csrf_seed`` is this log-in's own."""

    id: int
    person: Person
    shop: Shop
    created_at: int
    seen_at: int
    device: str
    csrf_seed: bytes


def session_for(desk: Desk, token: str) -> Session | None:
    """Who holds that cookie; ``None`` once it was ended, seven days idle or thirty days old."""
    if not token:
        return None
    now = desk.clock()
    with desk.store.read() as connection:
        row = people.session_by_hash(connection, tokens.hash_of(token))
        if row is None or now - row.seen_at > IDLE_MS or now - row.created_at > LONGEST_MS:
            return None
        person = people.person_in_shop(connection, row.person_id, row.shop_id)
        if person is None:
            return None
        shop = shops.shop_by_id(connection, row.shop_id)
    if now - row.seen_at > _TOUCH_AFTER_MS:
        # Whoever can still read must be able to, also while nothing can be written.
        with suppress(StorageUnavailable):
            desk.store.writer.change(lambda c: people.touch_session(c, row.id, now))
    return Session(
        id=row.id,
        person=person,
        shop=shop,
        created_at=row.created_at,
        seen_at=row.seen_at,
        device=row.device,
        csrf_seed=tokens.keyed_hash(desk.ring.csrf, b"session", token.encode("utf-8", "replace")),
    )


def sessions_of(desk: Desk, person_id: int) -> list[SessionRow]:
    """Everywhere a person is logged in."""
    with desk.store.read() as connection:
        return people.sessions_of_person(connection, person_id)


def end_session(desk: Desk, actor: Actor, session_id: int) -> bool:
    """End one of one's own log-ins; false where there was none."""

    def change(connection: Connection) -> bool:
        ended = people.delete_session(connection, session_id, actor.person_id)
        if ended:
            record_for_shop(desk, connection, actor, "session_ended", {})
        return ended

    return desk.store.writer.change(change)


def log_out(desk: Desk, session: Session) -> None:
    """End the log-in one is using."""
    person = session.person
    end_session(desk, Actor(session.shop.id, person.id, person.role, person.name), session.id)


def switch_shop(desk: Desk, session: Session, slug: str) -> bool:
    """Look at another of one's shops; false where it is none of theirs."""

    def change(connection: Connection) -> bool:
        mine = people.shops_of_person(connection, session.person.id)
        target = next((shop for shop in mine if shop.slug == slug), None)
        if target is None:
            return False
        people.move_session(connection, session.id, target.id)
        return True

    return desk.store.writer.change(change)


def shops_of(desk: Desk, person_id: int) -> list[Shop]:
    """The shops a person may enter."""
    with desk.store.read() as connection:
        return people.shops_of_person(connection, person_id)
