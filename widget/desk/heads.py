"""Once a week the owner is mailed what the whole history stands on, so that it lies outside too.

Somebody who can write the whole database can cut off its end, or compute it anew. A head that was
kept elsewhere shows that: it is no longer there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser

from sqlalchemy import Connection

from widget.cases.deadlines import local_day
from widget.cases.model import Shop
from widget.desk.mail_upkeep import morning_of
from widget.desk.steps import record_for_shop
from widget.desk.wired import UPKEEP, Actor, Desk
from widget.storage import heads, outbox, shops
from widget.storage.heads import HEADS_TOLD, TURNED_OFF, TURNED_ON, Placed

EVERY = timedelta(days=7)
LARGEST_MAIL = 1_000_000  # bytes

_HASH = re.compile(r"(?<![0-9A-Za-z])[0-9a-fA-F]{64}(?![0-9A-Za-z])")


@dataclass(frozen=True)
class KeptHead:
    """A hash that was kept outside, and the event it is of; ``None``: of none in this desk."""

    hash: str
    shop: Shop | None
    event: Placed | None

    @property
    def stands_for_all(self) -> bool:
        """Whether it is the head of a whole shop, not of one history."""
        return self.event is not None and self.event.kind == HEADS_TOLD


def tell_heads(desk: Desk, everywhere: Sequence[Shop], now: int) -> None:
    """Mail the head of each shop's histories to its owner where a week is over."""
    for shop in everywhere:
        with desk.store.read() as connection:
            due = _is_due(connection, shop, now)
        if due:
            desk.store.writer.change(lambda c, shop=shop: _tell(desk, c, shop, now))  # type: ignore[misc]


def _is_due(connection: Connection, shop: Shop, now: int) -> bool:
    """Weeks are counted in days of the shop, so that a restart or a late hour moves none."""
    if now < morning_of(shop, now) or not _is_on(connection, shop.id):
        return False
    last = heads.newest_of_shop(connection, shop.id, HEADS_TOLD)
    since = last.at if last else heads.first_event_at(connection, shop.id)
    if since is None:
        return False
    # A clock that ran ahead by years must not end this for years.
    return abs(local_day(now, shop.zone) - local_day(since, shop.zone)) >= EVERY


def _tell(desk: Desk, connection: Connection, shop: Shop, now: int) -> None:
    if not _is_due(connection, shop, now):
        return  # another process was faster
    tips = heads.tips_to_tell(connection, shop.id)
    newest = heads.newest_of_shop(connection, shop.id)
    if not tips and (newest is None or newest.kind == HEADS_TOLD):
        return  # nothing has happened since: what was kept still stands for all of it
    heads.record_heads(
        connection, shop.id, tips, at=now, doer=UPKEEP, random_bytes=desk.random_bytes
    )
    told = heads.newest_of_shop(connection, shop.id, HEADS_TOLD)
    row = outbox.order_row(
        shop_id=shop.id,
        case_id=0,
        mail="proof",
        locale=shop.languages[0],
        address=shop.mailbox,
        params={"seq": told.seq if told else 0},
        host=desk.host,
        now=now,
        random_bytes=desk.random_bytes,
    )
    outbox.add_order(connection, row)


def weekly_proof_is_on(desk: Desk, shop_id: int) -> bool:
    """Whether the shop's owner is mailed the head every week; so it is until they say no."""
    with desk.store.read() as connection:
        return _is_on(connection, shop_id)


def _is_on(connection: Connection, shop_id: int) -> bool:
    said = heads.newest_of_shop(connection, shop_id, TURNED_OFF, TURNED_ON)
    return said is None or said.kind == TURNED_ON


def turn_weekly_proof(desk: Desk, actor: Actor, on: bool) -> None:
    """Have the weekly mail sent or not; the shop's own history keeps who said so."""

    def change(connection: Connection) -> None:
        if _is_on(connection, actor.shop_id) != on:
            kind = TURNED_ON if on else TURNED_OFF
            record_for_shop(desk, connection, actor, kind, {})

    desk.store.writer.change(change)


def hashes_in(data: bytes) -> list[str]:
    """Every hash in a text or in a mail as it was saved, once each, in order."""
    texts = [data.decode("utf-8", "replace"), *_texts_of_mail(data)]
    found = [digest.lower() for text in texts for digest in _HASH.findall(text)]
    return list(dict.fromkeys(found))


def _texts_of_mail(data: bytes) -> list[str]:
    """The readable parts of a mail; a long line of a mail may be broken in its file."""
    try:
        mail = BytesParser(EmailMessage, policy=policy.default).parsebytes(data)
        parts = [part for part in mail.walk() if part.get_content_type() == "text/plain"]
        return [str(part.get_content()) for part in parts]
    except (MessageError, LookupError, ValueError, AttributeError):
        return []


def find_heads(desk: Desk, hashes: Sequence[str]) -> list[KeptHead]:
    """Each hash with the event of this desk that has it."""
    with desk.store.read() as connection:
        everywhere = shops.all_shops(connection)
        return [_find(connection, everywhere, digest) for digest in hashes]


def _find(connection: Connection, everywhere: Sequence[Shop], digest: str) -> KeptHead:
    for shop in everywhere:
        event = heads.find_hash(connection, shop.id, bytes.fromhex(digest))
        if event is not None:
            return KeptHead(digest, shop, event)
    return KeptHead(digest, None, None)
