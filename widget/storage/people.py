"""People who can log in: who they are, which shops they may enter, and where they are logged in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from widget.cases.model import Person, Shop
from widget.storage.shops import shop_of
from widget.storage.tables import logins, memberships, people, sessions, shops


@dataclass(frozen=True)
class SessionRow:
    """A log-in that lasts. Moments are ms; ``device`` is a coarse word such as "Firefox, Linux"."""

    id: int
    person_id: int
    shop_id: int
    device: str
    created_at: int
    seen_at: int


@dataclass(frozen=True)
class LoginRow:
    """A log-in that was asked for and can be used once."""

    id: int
    person_id: int | None
    cookie_hash: bytes | None
    code: str
    tries: int
    created_at: int
    used_at: int | None


def person_id_of(connection: Connection, email: str) -> int | None:
    """The person with that address (already in its stored form); ``None`` where nobody has it."""
    return connection.scalar(select(people.c.person_id).where(people.c.email == email))


def email_of(connection: Connection, person_id: int) -> str | None:
    """The address in the table, where log-in mails go whatever was typed [T27]."""
    return connection.scalar(select(people.c.email).where(people.c.person_id == person_id))


def person_in_shop(connection: Connection, person_id: int, shop_id: int) -> Person | None:
    """The person as a member of that shop; ``None`` where they are none."""
    row = connection.execute(
        select(people, memberships.c.role)
        .join(memberships, memberships.c.person_id == people.c.person_id)
        .where(people.c.person_id == person_id, memberships.c.shop_id == shop_id)
    ).first()
    return None if row is None else Person(row.person_id, row.email, row.name, row.role)


def people_of_shop(connection: Connection, shop_id: int) -> list[Person]:
    """Everybody who may enter the shop: owners first, then helpers, by name."""
    rows = connection.execute(
        select(people, memberships.c.role)
        .join(memberships, memberships.c.person_id == people.c.person_id)
        .where(memberships.c.shop_id == shop_id)
        .order_by(memberships.c.role.desc(), people.c.name)
    ).all()
    return [Person(row.person_id, row.email, row.name, row.role) for row in rows]


def shops_of_person(connection: Connection, person_id: int) -> list[Shop]:
    """The shops a person may enter, by name."""
    rows = connection.execute(
        select(shops)
        .join(memberships, memberships.c.shop_id == shops.c.shop_id)
        .where(memberships.c.person_id == person_id)
        .order_by(shops.c.name)
        .execution_options(across_shops="the person's memberships name them")
    ).mappings()
    return [shop_of(row) for row in rows]


def insert_person(
    connection: Connection, person_id: int, *, email: str, name: str, now: int
) -> None:
    """Make a person known. Raises ``IntegrityError`` where the address is known already."""
    connection.execute(
        insert(people).values(person_id=person_id, email=email, name=name, created_at=now)
    )


def add_member(
    connection: Connection, shop_id: int, person_id: int, *, role: str, now: int
) -> None:
    """Let a person into a shop. Raises ``IntegrityError`` where they are in already."""
    connection.execute(
        insert(memberships).values(shop_id=shop_id, person_id=person_id, role=role, created_at=now)
    )


def remove_member(connection: Connection, shop_id: int, person_id: int) -> None:
    """Take a person's right to a shop and end their log-ins there at once."""
    where = (memberships.c.shop_id == shop_id) & (memberships.c.person_id == person_id)
    connection.execute(delete(memberships).where(where))
    connection.execute(
        delete(sessions).where(sessions.c.shop_id == shop_id, sessions.c.person_id == person_id)
    )


def insert_session(connection: Connection, row: SessionRow, token_hash: bytes) -> None:
    """Keep a new log-in."""
    connection.execute(
        insert(sessions).values(
            session_id=row.id,
            token_hash=token_hash,
            person_id=row.person_id,
            shop_id=row.shop_id,
            device=row.device,
            created_at=row.created_at,
            seen_at=row.seen_at,
        )
    )


def session_by_hash(connection: Connection, token_hash: bytes) -> SessionRow | None:
    """The log-in of a cookie; ``None`` where it was ended or never was."""
    row = connection.execute(select(sessions).where(sessions.c.token_hash == token_hash)).first()
    return None if row is None else _session_of(row)


def sessions_of_person(connection: Connection, person_id: int) -> list[SessionRow]:
    """Everywhere a person is logged in, the newest use first."""
    rows = connection.execute(
        select(sessions)
        .where(sessions.c.person_id == person_id)
        .order_by(sessions.c.seen_at.desc())
    )
    return [_session_of(row) for row in rows]


def touch_session(connection: Connection, session_id: int, now: int) -> None:
    """Note that a log-in was used."""
    connection.execute(
        update(sessions).where(sessions.c.session_id == session_id).values(seen_at=now)
    )


def move_session(connection: Connection, session_id: int, shop_id: int) -> None:
    """Let a log-in look at another shop of the same person."""
    connection.execute(
        update(sessions).where(sessions.c.session_id == session_id).values(shop_id=shop_id)
    )


def delete_session(connection: Connection, session_id: int, person_id: int) -> bool:
    """End one of a person's log-ins; false where it is not theirs or already over."""
    done = connection.execute(
        delete(sessions).where(
            sessions.c.session_id == session_id, sessions.c.person_id == person_id
        )
    )
    return done.rowcount == 1


def delete_stale(
    connection: Connection, *, idle_since: int, begun_before: int, logins_before: int
) -> None:
    """Forget log-ins that ended by themselves, and requests for log-ins that are history."""
    connection.execute(
        delete(sessions).where(
            or_(sessions.c.seen_at < idle_since, sessions.c.created_at < begun_before)
        )
    )
    connection.execute(delete(logins).where(logins.c.created_at < logins_before))


def count_logins(
    connection: Connection, *, address_hash: bytes, network_hash: bytes, since: int
) -> tuple[int, int]:
    """How often a log-in was asked for since then: for one address, and from one network."""
    recent = logins.c.created_at > since
    return (
        connection.scalar(select(func.count()).where(recent, logins.c.address_hash == address_hash))
        or 0,
        connection.scalar(select(func.count()).where(recent, logins.c.network_hash == network_hash))
        or 0,
    )


def insert_login(connection: Connection, **values: Any) -> None:
    """Keep a log-in that was asked for; ``values`` are the columns of ``logins``."""
    connection.execute(insert(logins).values(tries=0, used_at=None, **values))


def login_by_token(connection: Connection, token_hash: bytes) -> LoginRow | None:
    """The log-in of a mailed link; ``None`` where there is none."""
    row = connection.execute(select(logins).where(logins.c.token_hash == token_hash)).first()
    return None if row is None else _login_of(row)


def newest_login_of_cookie(connection: Connection, cookie_hash: bytes) -> LoginRow | None:
    """The newest log-in asked for in a browser, used or not; ``None`` where there is none."""
    row = connection.execute(
        select(logins)
        .where(logins.c.cookie_hash == cookie_hash)
        .order_by(logins.c.login_id.desc())
        .limit(1)
    ).first()
    return None if row is None else _login_of(row)


def use_up_logins(connection: Connection, login: LoginRow, now: int) -> bool:
    """Use a log-in once and end all older ones of the person; false where another was faster."""
    done = connection.execute(
        update(logins)
        .where(logins.c.login_id == login.id, logins.c.used_at.is_(None))
        .values(used_at=now)
    )
    if done.rowcount != 1:
        return False
    connection.execute(
        update(logins)
        .where(
            logins.c.person_id == login.person_id,
            logins.c.login_id < login.id,
            logins.c.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return True


def count_try(connection: Connection, login_id: int) -> None:
    """Note a wrong code."""
    connection.execute(
        update(logins).where(logins.c.login_id == login_id).values(tries=logins.c.tries + 1)
    )


def _session_of(row: Any) -> SessionRow:
    return SessionRow(
        row.session_id, row.person_id, row.shop_id, row.device, row.created_at, row.seen_at
    )


def _login_of(row: Any) -> LoginRow:
    return LoginRow(
        row.login_id,
        row.person_id,
        row.cookie_hash,
        row.code,
        row.tries,
        row.created_at,
        row.used_at,
    )
