"""Whether a message looks like spam, and whose network it is counted under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from widget.cases.model import Shop, Statement
from widget.cases.suspicion import (
    FLOOD_FROM_NETWORK,
    MANY_FOR_SHOP,
    Evidence,
    reasons_for_suspicion,
)
from widget.cases.text import search_form
from widget.cases.tokens import FormToken
from widget.desk.wired import Desk
from widget.storage import allowances
from widget.storage.allowances import shop_key
from widget.storage.orders import NOBODYS, Networks

WORDS_WORTH_COMPARING = 40  # letters; "Where is my parcel?" is said by many


@dataclass(frozen=True)
class Sender:
    """What the door saw of whoever sent the form. Nothing of it is stored.

    ``network`` is the /24 or /48 as text; ``trap_filled`` whether the field was filled in that
    people cannot see.
    """

    network: str
    trap_filled: bool = False


@dataclass(frozen=True)
class Judged:
    """Why a message is suspect (empty: it is not), and the marks that its mails are counted by."""

    reasons: tuple[str, ...] = ()
    networks: Networks = NOBODYS


def judge(
    desk: Desk,
    shop: Shop,
    statement: Statement,
    form: FormToken,
    body: bytes,
    sender: Sender | None,
    reasons: Sequence[str] = (),
    *,
    prefilled: bool = False,
) -> Judged:
    """Count a new message and judge it. Without a ``sender`` only the given ``reasons`` count.

    ``body`` is the hash of what is sent: the same under one form is one message. ``prefilled``:
    the form knew the order, so that a person is soon done with it.
    """
    if sender is None:
        return Judged(tuple(reasons))
    networks = networks_of(desk, sender.network)
    evidence = _evidence(desk, shop, statement, form, body, sender, networks)
    if prefilled:
        evidence = replace(evidence, age_s=Evidence.age_s)
    found = reasons_for_suspicion(statement, evidence)
    if _is_proven(desk, statement.email):
        # Whoever has answered by mail before is not one of the strangers of their network.
        networks = NOBODYS
    return Judged(tuple(dict.fromkeys((*reasons, *found))), networks)


def networks_of(desk: Desk, network: str) -> Networks:
    """The marks of a network (/24 or /48 as text) for orders of now."""
    today = datetime.fromtimestamp(desk.clock() / 1000, UTC).date()
    days = (today, today - timedelta(days=1))
    marks = [
        desk.keyed_hash(b"network", day.isoformat().encode(), network.encode("utf-8", "replace"))
        for day in days
    ]
    return Networks(*marks)


def _evidence(
    desk: Desk,
    shop: Shop,
    statement: Statement,
    form: FormToken,
    body: bytes,
    sender: Sender,
    networks: Networks,
) -> Evidence:
    now, key = desk.clock(), shop_key(shop.id)
    # Of one shop: a telephone company's network writes to many shops of a large desk.
    of_shop = (key + networks.today, key + networks.before)
    from_network, for_shop = desk.rates.once(
        desk.keyed_hash(b"form", key, form.nonce, body),
        lambda: (
            desk.rates.count("network", of_shop, FLOOD_FROM_NETWORK),
            desk.rates.count("shop", (key,), MANY_FOR_SHOP),
        ),
    )
    return Evidence(
        trap_filled=sender.trap_filled,
        age_s=_age_s(form, now),
        from_network=from_network,
        for_shop=for_shop,
        said_before=_said_before(desk, shop, statement, now),
        own_host=urlsplit(shop.site_url).hostname or "",
    )


def _age_s(form: FormToken, now: int) -> int:
    """How long the form was open; a usual time where the clock went back and nobody can tell."""
    age = now // 1000 - form.made_at_s
    return age if age >= 0 else Evidence.age_s


def _said_before(desk: Desk, shop: Shop, statement: Statement, now: int) -> int:
    words = search_form(statement.happened)
    if len(words) < WORDS_WORTH_COMPARING:
        return 0
    writer = statement.email or statement.phone
    return desk.rates.said_by_others(
        desk.keyed_hash(b"words", shop_key(shop.id), words.encode()),
        desk.keyed_hash(b"writer", search_form(writer).encode()),
        now,
    )


def _is_proven(desk: Desk, email: str) -> bool:
    if not email:
        return False
    with desk.store.read() as connection:
        return allowances.is_proven(connection, allowances.address_key(connection, email))
