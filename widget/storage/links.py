"""Private links to cases, and the keys by which a form sent twice is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from widget.cases import tokens
from widget.cases.errors import UnknownLink
from widget.cases.ids import new_id
from widget.storage.keys import KeyRing
from widget.storage.tables import links, submissions, uploads


@dataclass(frozen=True)
class Link:
    """A private link's row. Its text is derived when a page or mail has to name it.

    ``mailed``: it only ever stood in mails, so whoever answers by it reads that mailbox.
    """

    shop_id: int
    id: int
    case_id: int
    purpose: str
    salt: bytes
    key_id: int
    opened_at: int | None
    mailed: bool = False

    def text(self, ring: KeyRing) -> str:
        """The token that stands in ``/c/<token>``."""
        return tokens.link_token(
            ring.links[self.key_id],
            purpose=self.purpose,
            shop_id=self.shop_id,
            link_id=self.id,
            salt=self.salt,
        )


def new_link_row(
    ring: KeyRing,
    *,
    shop_id: int,
    case_id: int,
    purpose: str,
    now: int,
    random_bytes: Callable[[int], bytes],
    mailed: bool = False,
) -> tuple[dict[str, Any], str]:
    """A new private link: its row, and its text for whoever is to hold it."""
    link = Link(
        shop_id=shop_id,
        id=new_id(now, random_bytes(3)),
        case_id=case_id,
        purpose=purpose,
        salt=random_bytes(16),
        key_id=ring.newest_link,
        opened_at=None,
        mailed=mailed,
    )
    text = link.text(ring)
    row = {
        "shop_id": shop_id,
        "link_id": link.id,
        "case_id": case_id,
        "purpose": purpose,
        "token_hash": tokens.hash_of(text),
        "salt": link.salt,
        "key_id": link.key_id,
        "created_at": now,
        "opened_at": None,
        "mailed": mailed,
    }
    return row, text


def find_link(connection: Connection, token: str, purpose: str) -> Link:
    """The link whose text somebody holds. Raises ``UnknownLink``."""
    row = (
        connection.execute(
            select(links)
            .where(links.c.token_hash == tokens.hash_of(token), links.c.purpose == purpose)
            .execution_options(across_shops="the token names the case")
        )
        .mappings()
        .first()
    )
    if row is None:
        raise UnknownLink(purpose)
    return _link_of(row)


def link_of_case(
    connection: Connection, shop_id: int, case_id: int, purpose: str, *, mailed: bool = False
) -> Link:
    """The newest link of a case for the screen, or for mails where ``mailed``.

    A case from before there were two has one link for both. Raises ``UnknownLink`` where it has
    none (any more).
    """
    rows = (
        connection.execute(
            select(links)
            .where(
                (links.c.shop_id == shop_id)
                & (links.c.case_id == case_id)
                & (links.c.purpose == purpose)
            )
            .order_by(links.c.link_id.desc())
        )
        .mappings()
        .all()
    )
    if not rows:
        raise UnknownLink(purpose)
    return _link_of(next((row for row in rows if row["mailed"] == mailed), rows[0]))


def replace_mailed_link(
    connection: Connection, link_row: dict[str, Any], shop_id: int, case_id: int
) -> None:
    """End the link that stood in mails and put another in its place: the address was wrong."""
    where = (links.c.shop_id == shop_id) & (links.c.case_id == case_id) & links.c.mailed
    connection.execute(delete(links).where(where))
    connection.execute(insert(links).values(link_row))


def note_opened(connection: Connection, link: Link, now: int) -> None:
    """Remember that the customer's link was used: the address is theirs."""
    where = (links.c.shop_id == link.shop_id) & (links.c.link_id == link.id)
    connection.execute(
        update(links).where(where, links.c.opened_at.is_(None)).values(opened_at=now)
    )


def end_links(connection: Connection, shop_id: int, case_id: int) -> None:
    """Make every private link of a case unknown."""
    where = (links.c.shop_id == shop_id) & (links.c.case_id == case_id)
    connection.execute(delete(links).where(where))


def _link_of(row: Any) -> Link:
    return Link(
        shop_id=row["shop_id"],
        id=row["link_id"],
        case_id=row["case_id"],
        purpose=row["purpose"],
        salt=row["salt"],
        key_id=row["key_id"],
        opened_at=row["opened_at"],
        mailed=row["mailed"],
    )


def case_of_submission(
    connection: Connection, shop_id: int, nonce: bytes, body_hash: bytes
) -> int | None:
    """The case that this very form and body led to before; ``None`` where it is new."""
    return connection.scalar(
        select(submissions.c.case_id).where(
            (submissions.c.shop_id == shop_id)
            & (submissions.c.nonce == nonce)
            & (submissions.c.body_hash == body_hash)
        )
    )


def count_bodies(connection: Connection, shop_id: int, nonce: bytes) -> tuple[int, int]:
    """How many different bodies one form was sent with, and how many photos came in with it."""
    counts = [
        select(func.count())
        .select_from(table)
        .where((table.c.shop_id == shop_id) & (table.c.nonce == nonce))
        .scalar_subquery()
        for table in (submissions, uploads)
    ]
    bodies, photos = connection.execute(select(*counts)).one()
    return bodies, photos
