"""A shop and its storefront: connecting, disconnecting, and taking what the storefront tells."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from widget.cases.errors import N_, AmendsError, Refused
from widget.cases.model import Shop
from widget.cases.storefront import StorefrontOrder
from widget.cases.tokens import SECRET_BYTES, hash_of, spell
from widget.desk.erased_in_shop import tell_of_erasure
from widget.desk.erasing import TRACES
from widget.desk.sealing import SALT_BYTES, storefront_secret
from widget.desk.sites import read_origin
from widget.desk.steps import record_for_shop
from widget.desk.storefront_doors import read_rest
from widget.desk.storefront_secrets import LINKS_READ_MS, PLATFORM, end_connection, supersede
from widget.desk.wired import Actor, Desk
from widget.storage import shops
from widget.storage import storefronts as rows
from widget.storage.health import set_health
from widget.storage.storefronts import Connected

WEBHOOKS = "woocommerce_webhooks"  # WooCommerce's own, for a shop without the plugin
CODE_LIVES_MS = 10 * 60 * 1000
DAY_MS = 24 * 3600 * 1000
RELAYED_KEPT_MS = 7 * DAY_MS
ORDERS_KEPT_MS = 3 * 366 * DAY_MS  # after the storefront last told of one

_STATE = re.compile("[A-Za-z0-9_-]{8,200}", re.ASCII)
_RETURN = re.compile(r"[!-~]{1,2000}", re.ASCII)
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


class UnknownCode(AmendsError):
    """A one-time code that never was, was used, is older than ten minutes, or not of that state."""


class Replayed(AmendsError):
    """An id that was used for another body."""


@dataclass(frozen=True)
class ConnectAsk:
    """What a plugin asks the owner to agree to: its site, where to go back to, its own mark."""

    origin: str
    return_to: str
    state: str


@dataclass(frozen=True)
class Call:
    """A signed request: over which connection, under which id, with which body."""

    storefront: Connected
    webhook_id: str
    body: bytes


def read_ask(platform: str, origin: str, return_to: str, state: str) -> ConnectAsk:
    """Check what a plugin asks for. Raises ``Refused`` with a sentence."""
    site = read_origin(origin) if len(origin) <= 300 and origin.isascii() else None
    safe = site is not None and (site.startswith("https://") or _is_loopback(site))
    back = return_to.startswith(f"{site}/") and _RETURN.fullmatch(return_to)
    if platform != PLATFORM or not safe or not back or not _STATE.fullmatch(state):
        raise Refused(
            N_(
                "This link does not say which shop wants to be connected. Press Connect in the "
                "shop’s settings once more. Its address has to begin with https."
            )
        )
    return ConnectAsk(str(site), return_to, state)


def _is_loopback(origin: str) -> bool:
    return urlsplit(origin).netloc.rpartition(":")[0] in _LOOPBACK or (
        urlsplit(origin).netloc in _LOOPBACK
    )


def agree_to_connect(desk: Desk, actor: Actor, ask: ConnectAsk) -> str:
    """The owner agrees; returns the address to go back to, with a one-time code for ten minutes.

    What was connected before stays so until the code is swapped. Raises ``KeyRefused``.
    """
    now = desk.clock()
    code, connection_id, salt = (
        spell(desk.random_bytes(SECRET_BYTES)),
        desk.new_id(now),
        desk.random_bytes(SALT_BYTES),
    )
    # Better to hear now than in the plugin that there can be no secret.
    storefront_secret(desk, actor.shop_id, connection_id, salt)

    def change(connection: Connection) -> None:
        rows.insert_storefront(
            connection,
            {
                "shop_id": actor.shop_id,
                "connection_id": connection_id,
                "platform": PLATFORM,
                "origin": ask.origin,
                "salt": salt,
                "code_hash": hash_of(code),
                "state_hash": hash_of(ask.state),
                "created_at": now,
            },
        )
        record_for_shop(desk, connection, actor, "storefront_agreed", {"origin": ask.origin})

    desk.store.writer.change(change)
    glue = "&" if urlsplit(ask.return_to).query else "?"
    plain, hash_sign, rest = ask.return_to.partition("#")
    said = urlencode({"code": code, "state": ask.state})
    return f"{plain}{glue}{said}{hash_sign}{rest}"


def swap_code(desk: Desk, code: str, state: str, rest: str = "") -> tuple[Shop, str]:
    """The plugin swaps its code for the secret, once. ``rest`` is where it wants to be asked.

    An older connection of the same platform ends at that moment: see ``supersede``. Raises
    ``UnknownCode``, ``KeyRefused``, and ``ForeignRest`` where ``rest`` is not of the agreed site.
    """

    def change(connection: Connection) -> tuple[Shop, Connected]:
        now = desk.clock()
        one = rows.storefront_by_code(connection, hash_of(code))
        if one is None or one.ended_at or one.created_at + CODE_LIVES_MS < now:
            raise UnknownCode
        if one.state_hash != hash_of(state):
            raise UnknownCode
        asked_at = read_rest(rest, one.origin)
        supersede(connection, one, now)
        rows.change_storefront(
            connection,
            one,
            code_hash=None,
            state_hash=None,
            connected_at=now,
            seen_at=now,
            rest=asked_at,
        )
        return shops.shop_by_id(connection, one.shop_id), one

    shop, one = desk.store.writer.change(change)
    return shop, storefront_secret(desk, one.shop_id, one.connection_id, one.salt)


def open_webhooks(desk: Desk, actor: Actor) -> str:
    """Make a secret for WooCommerce's own webhooks; it is told here and never again."""
    now = desk.clock()
    connection_id, salt = desk.new_id(now), desk.random_bytes(SALT_BYTES)
    secret = storefront_secret(desk, actor.shop_id, connection_id, salt)

    def change(connection: Connection) -> None:
        for older in rows.live_storefronts(connection, actor.shop_id):
            if older.platform == WEBHOOKS:
                end_connection(connection, older, now)
        rows.insert_storefront(
            connection,
            {
                "shop_id": actor.shop_id,
                "connection_id": connection_id,
                "platform": WEBHOOKS,
                "origin": "",
                "salt": salt,
                "created_at": now,
                "connected_at": now,
            },
        )
        record_for_shop(desk, connection, actor, "storefront_agreed", {"origin": ""})

    desk.store.writer.change(change)
    return secret


def disconnect(desk: Desk, actor: Actor) -> None:
    """End every connection of the shop at once, and forget the orders that came over them.

    What stands in cases stays there.
    """

    def change(connection: Connection) -> None:
        now = desk.clock()
        known = rows.salted_storefronts(connection, actor.shop_id, ended_since=0)
        for one in known:
            end_connection(connection, one, now)
        if known:
            rows.forget_all_orders(connection, actor.shop_id)
            set_health(connection, TRACES, now, "disconnected")
            record_for_shop(desk, connection, actor, "storefront_ended", {})

    desk.store.writer.change(change)


def storefronts_of(desk: Desk, shop_id: int) -> tuple[list[Connected], int]:
    """What a shop is connected with now, newest first, and how many orders are known."""
    with desk.store.read() as connection:
        return rows.live_storefronts(connection, shop_id), rows.count_orders(connection, shop_id)


def note_seen(desk: Desk, one: Connected) -> Shop:
    """Keep that a storefront has just shown it knows the secret; returns its shop."""

    def change(connection: Connection) -> Shop:
        rows.change_storefront(connection, one, seen_at=desk.clock())
        return shops.shop_by_id(connection, one.shop_id)

    return desk.store.writer.change(change)


def take_order(desk: Desk, call: Call, order: StorefrontOrder, at: int) -> Mapping[str, Any]:
    """Keep an order as of ``at`` (ms UTC, the storefront's clock). Raises ``Replayed``.

    Cases learn of it in the upkeep, never while somebody waits for an answer.
    """

    def effect(connection: Connection) -> dict[str, Any]:
        one, now = call.storefront, desk.clock()
        kept = rows.keep_order(connection, one.shop_id, order, at)
        rows.change_storefront(connection, one, seen_at=now, order_at=now)
        return {"kept": kept}

    return take_once(desk, call, effect)


def erase_orders(desk: Desk, call: Call, email: str) -> Mapping[str, Any]:
    """Forget the orders under an address. Cases stay until the owner erases them, who is told."""

    def effect(connection: Connection) -> dict[str, Any]:
        now = desk.clock()
        gone = rows.forget_orders_of(connection, call.storefront.shop_id, email)
        if gone:
            set_health(connection, TRACES, now, "asked")
        tell_of_erasure(desk, connection, call.storefront.shop_id, email, now)
        rows.change_storefront(connection, call.storefront, seen_at=now)
        return {"orders": gone}

    return take_once(desk, call, effect)


def take_once(
    desk: Desk, call: Call, effect: Callable[[Connection], dict[str, Any]]
) -> Mapping[str, Any]:
    """Do what a request asks for once [T55]: its id stands in the same commit as its effect.

    The same id with the same body gets the first answer again. Raises ``Replayed`` for another.
    """
    digest = hashlib.sha256(call.body).digest()

    def change(connection: Connection) -> Mapping[str, Any]:
        known = rows.relayed_before(connection, call.storefront, call.webhook_id)
        if known is not None:
            if known["digest"] != digest:
                raise Replayed
            before: Mapping[str, Any] = json.loads(known["answer"])
            return before
        answer = effect(connection)
        rows.note_relayed(
            connection, call.storefront, call.webhook_id, digest, json.dumps(answer), desk.clock()
        )
        return answer

    try:
        return desk.store.writer.change(change)
    except IntegrityError:
        # Another process took the same id at this moment; now it can be read.
        return desk.store.writer.change(change)


def forget_old_relayed(connection: Connection, shop_id: int, now: int) -> None:
    """Drop ids, codes and orders that nobody needs any more."""
    rows.forget_relayed(connection, shop_id, now - RELAYED_KEPT_MS)
    rows.forget_unanswered(connection, shop_id, now - DAY_MS)
    rows.forget_salts(connection, shop_id, now - LINKS_READ_MS)
    rows.forget_orders_before(connection, shop_id, now - ORDERS_KEPT_MS)
