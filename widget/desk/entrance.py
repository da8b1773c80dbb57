"""How the shop's people get in: log-in links and codes."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from widget.cases import tokens
from widget.cases.errors import LoginRefused
from widget.cases.text import clean_line
from widget.desk.wired import Desk
from widget.storage import cases, outbox, people
from widget.storage.cases import Doer
from widget.storage.people import LoginRow, SessionRow

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS

LINK_LIFE_MS = 10 * MINUTE_MS
MOST_FOR_ADDRESS = 5  # an hour
MOST_FROM_NETWORK = 20  # an hour
MOST_CODE_TRIES = 5


@dataclass(frozen=True)
class LoginView:
    """What a log-in link shows: a button, a code for the asking browser, or that it ended."""

    state: Literal["button", "code", "gone"]
    code: str = ""


def email_key(email: str) -> str:
    """The one spelling under which a person's address is kept and looked up."""
    return clean_line(email).casefold()[:254]


def ask_login(desk: Desk, email: str, cookie: str, network: str) -> None:
    """Mail a log-in link to whoever has that address. Known or not, the work is the same.

    ``cookie`` is the asking browser's; ``network`` its network as text. Five an hour for an
    address, twenty for a network, counted whether or not the address exists [T12].
    """
    now = desk.clock()
    address_hash = desk.keyed_hash(b"login address", email_key(email).encode("utf-8", "replace"))
    network_hash = desk.keyed_hash(b"login network", network.encode("utf-8", "replace"))
    code = f"{int.from_bytes(desk.random_bytes(8), 'big') % 10**8:08d}"
    token = tokens.spell(desk.random_bytes(tokens.SECRET_BYTES))

    def change(connection: Connection) -> None:
        by_address, by_network = people.count_logins(
            connection, address_hash=address_hash, network_hash=network_hash, since=now - HOUR_MS
        )
        if by_address >= MOST_FOR_ADDRESS or by_network >= MOST_FROM_NETWORK:
            return
        person_id = people.person_id_of(connection, email_key(email))
        login_id = desk.new_id(now)
        people.insert_login(
            connection,
            login_id=login_id,
            person_id=person_id,
            address_hash=address_hash,
            network_hash=network_hash,
            token_hash=tokens.hash_of(token),
            cookie_hash=tokens.hash_of(cookie),
            code=code,
            created_at=now,
        )
        if person_id is not None:
            _order_link(desk, connection, person_id, token, now)

    desk.store.writer.change(change)


def _order_link(desk: Desk, connection: Connection, person_id: int, token: str, now: int) -> None:
    address = people.email_of(connection, person_id)
    mine = people.shops_of_person(connection, person_id)
    if address is None or not mine:
        return
    row = outbox.order_row(
        shop_id=mine[0].id,
        case_id=0,
        mail="login",
        locale=mine[0].languages[0],
        address=address,
        params={"token": token},
        host=desk.host,
        now=now,
        random_bytes=desk.random_bytes,
    )
    outbox.add_order(connection, row)


def print_login(desk: Desk, email: str) -> str:
    """A log-in link for the terminal: bound to no browser, once, ten minutes.

    Raises ``LoginRefused`` where nobody has that address.
    """
    now = desk.clock()
    token = tokens.spell(desk.random_bytes(tokens.SECRET_BYTES))

    def change(connection: Connection) -> None:
        person_id = people.person_id_of(connection, email_key(email))
        if person_id is None:
            raise LoginRefused
        people.insert_login(
            connection,
            login_id=desk.new_id(now),
            person_id=person_id,
            address_hash=b"",
            network_hash=b"",
            token_hash=tokens.hash_of(token),
            cookie_hash=None,
            code="",
            created_at=now,
        )

    desk.store.writer.change(change)
    return f"{desk.base_url}/inbox/login/{token}"


def look_at_login(desk: Desk, token: str, cookie: str | None) -> LoginView:
    """What to show for a log-in link; looking changes nothing, however often [T10]."""
    with desk.store.read() as connection:
        login = people.login_by_token(connection, tokens.hash_of(token))
    if login is None or not _usable(login, desk.clock()):
        return LoginView("gone")
    if _is_bound_to(login, cookie):
        return LoginView("button")
    return LoginView("code", login.code)


def use_login(desk: Desk, token: str, cookie: str | None, device: str) -> str:
    """Log in by the link, in the browser that asked. Returns the session's secret text.

    Raises ``LoginRefused`` for a link that is used, too old or of another browser.
    """

    def change(connection: Connection) -> str:
        login = people.login_by_token(connection, tokens.hash_of(token))
        if login is None or not _is_bound_to(login, cookie):
            raise LoginRefused
        return _begin(desk, connection, login, device)

    return desk.store.writer.change(change)


def use_code(desk: Desk, cookie: str, code: str, device: str) -> str:
    """Log in by the code that the link showed in another browser. Five tries, then it is dead.

    Raises ``LoginRefused``.
    """

    if not cookie:
        raise LoginRefused

    def change(connection: Connection) -> str | None:
        login = people.newest_login_of_cookie(connection, tokens.hash_of(cookie))
        if login is None or login.tries >= MOST_CODE_TRIES:
            return None
        if not hmac.compare_digest(login.code.encode(), code.encode("utf-8", "replace")):
            # Counted and kept, so it must not be an exception that undoes the count.
            people.count_try(connection, login.id)
            return None
        return _begin(desk, connection, login, device)

    session = desk.store.writer.change(change)
    if session is None:
        raise LoginRefused
    return session


def _begin(desk: Desk, connection: Connection, login: LoginRow, device: str) -> str:
    now = desk.clock()
    if login.person_id is None or not _usable(login, now):
        raise LoginRefused
    mine = people.shops_of_person(connection, login.person_id)
    if not mine or not people.use_up_logins(connection, login, now):
        raise LoginRefused
    text = tokens.spell(desk.random_bytes(tokens.SECRET_BYTES))
    row = SessionRow(
        id=desk.new_id(now),
        person_id=login.person_id,
        shop_id=mine[0].id,
        device=device[:80],
        created_at=now,
        seen_at=now,
    )
    people.insert_session(connection, row, tokens.hash_of(text))
    person = people.person_in_shop(connection, login.person_id, mine[0].id)
    role = person.role if person else "helper"
    cases.record_for_shop(
        connection,
        mine[0].id,
        "logged_in",
        {},
        at=now,
        doer=Doer(role=role, actor=login.person_id, door="inbox"),
        random_bytes=desk.random_bytes,
    )
    return text


def _usable(login: LoginRow, now: int) -> bool:
    return (
        login.used_at is None
        and login.tries < MOST_CODE_TRIES
        and 0 <= now - login.created_at <= LINK_LIFE_MS
    )


def _is_bound_to(login: LoginRow, cookie: str | None) -> bool:
    if login.cookie_hash is None:
        return True
    return cookie is not None and secrets.compare_digest(login.cookie_hash, tokens.hash_of(cookie))
