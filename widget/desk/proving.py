"""Is everything still as it was sealed? One case, one receipt, or the whole desk."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from widget.cases.errors import N_, ProofBroken, UnknownCase
from widget.cases.model import Case, Shop
from widget.cases.proof import Ends, Sealed, canonical, verify_chain
from widget.cases.receipts import HandedIn, read_receipt
from widget.desk.policy_proof import (
    NOT_AS_PUBLISHED,
    NOT_ON_DISK,
    changed_beside,
    check_versions,
)
from widget.desk.wired import Desk
from widget.storage import cases, heads, histories, shops, uploads
from widget.storage.cases import SHOP_CHAIN
from widget.storage.heads import Tip
from widget.storage.histories import History
from widget.storage.policies import PolicyVersion
from widget.storage.rows import Progress, quietly

AT_ONCE = 200  # cases read in one go


_OTHER_THAN_TOLD = "an event that was told to the owner is missing or another one"
_OTHER_REFERENCE = N_("the reference beside it is not the one of its case")

# What ``ProofBroken.reason`` may say, for whoever shows it.
REASONS = (
    N_("the words are gone and no erasure says why"),
    N_("the words are not the ones it was sealed with"),
    N_("it has a version that does not exist"),
    N_("an event is missing or out of its place"),
    N_("it does not follow the event before it"),
    N_("its header was changed"),
    N_("it belongs to nothing that is there"),
    N_("the newest events are missing"),
    N_("the case does not name its newest event"),
    N_("the words are not written as the desk writes them"),
    N_("a photo is missing or not the one it was sealed with"),
    NOT_AS_PUBLISHED,
    NOT_ON_DISK,
    _OTHER_REFERENCE,
    N_("an event that was told to the owner is missing or another one"),
)


@dataclass(frozen=True)
class Fault:
    """The first event of a history that is not as it was sealed.

    ``reference`` is empty for the shop's own history and where no case goes with the events.
    ``kind`` and ``at`` (ms UTC) are those of the event, empty and ``None`` where it is missing;
    ``after`` is the moment of the last event before it. ``seq`` is 0 where no event is wrong, but
    files beside the database.
    """

    shop: Shop
    case_id: int
    reference: str
    seq: int
    reason: str
    kind: str
    at: int | None
    after: int | None


@dataclass(frozen=True)
class Verified:
    """What was looked at, and everything that was found."""

    cases: int = 0
    events: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Known:
    """A receipt that this desk has sealed. ``erased``: its words are only in the receipt now."""

    shop: Shop
    case: Case
    erased: bool


def verify_case(desk: Desk, shop_id: int, case_id: int) -> bytes:
    """Check a case's whole history and that its row names the head. Raises ``ProofBroken``.

    ``case_id`` 0 is the shop's own chain, whose head no row names. Returns the head's hash. Raises
    ``UnknownCase`` where there is neither a case nor an event of one.
    """
    with desk.store.read() as connection:
        history = cases.sealed_of(connection, shop_id, case_id)
        ends = cases.ends_of(connection, shop_id, case_id)
        photos = uploads.digests_between(connection, shop_id, case_id, case_id)
    if ends is None and not history and case_id != SHOP_CHAIN:
        raise UnknownCase(str(case_id))
    head = check_history(case_id, history, ends, photos)
    if case_id == SHOP_CHAIN:
        with desk.store.read() as connection:
            check_versions(connection, shop_id, history)
    return head


def check_history(
    case_id: int,
    history: Sequence[Sealed],
    ends: Ends | None,
    photos: Mapping[int, Sequence[str]],
) -> bytes:
    """Check the events of a case, their photos, and what its row says of the newest.

    ``photos``: event id → SHA-256 of each photo that is kept with it. Raises ``ProofBroken``.
    """
    if ends is None and case_id != SHOP_CHAIN:
        raise ProofBroken(case_id, history[0].header.seq, "it belongs to nothing that is there")
    head = verify_chain(case_id, history, ends)
    for event in history:
        if event.payload is not None and not _is_plain(event.payload):
            reason = "the words are not written as the desk writes them"
            raise ProofBroken(case_id, event.header.seq, reason)
        if _photos_told(event.payload) != list(photos.get(event.header.event_id, [])):
            reason = "a photo is missing or not the one it was sealed with"
            raise ProofBroken(case_id, event.header.seq, reason)
    return head


def _photos_told(payload: str | None) -> list[str]:
    return [] if payload is None else list(json.loads(payload).get("photos", []))


def _is_plain(payload: str) -> bool:
    """Whether a payload has the one spelling there is: no name twice, nothing left to a reader."""
    try:
        value = json.loads(payload)
        return isinstance(value, dict) and canonical(value) == payload
    except (ValueError, TypeError, RecursionError):
        return False


def verify_reference(desk: Desk, reference: str) -> Verified:
    """Check the history of one case, whichever shop has it. Raises ``UnknownCase``."""
    with desk.store.read() as connection:
        for shop in shops.all_shops(connection):
            try:
                case = cases.find_case(connection, shop.id, reference)
            except UnknownCase:
                continue
            sealed = cases.sealed_of(connection, shop.id, case.id)
            ends = cases.ends_of(connection, shop.id, case.id)
            tips = _tips_of(connection, shop.id)
            return _look_at(connection, shop, [History(case.id, reference, ends, sealed)], tips)
    raise UnknownCase(reference)


def verify_all(desk: Desk, progress: Progress = quietly) -> Verified:
    """Check every history of every shop, and that no event stands without its case."""
    with desk.store.read() as connection:
        everywhere = shops.all_shops(connection)
        whole = sum(histories.count_cases(connection, shop.id) for shop in everywhere)
    found = Verified()
    for shop in everywhere:
        found = _verify_shop(desk, shop, found, lambda done: progress("verify", done, whole))
    progress("verify", whole, whole)
    return found


def _verify_shop(desk: Desk, shop: Shop, before: Verified, told: Callable[[int], None]) -> Verified:
    with desk.store.read() as connection:
        others = histories.other_histories(connection, shop.id)
        tips = _tips_of(connection, shop.id)
        found = _sum(before, _look_at(connection, shop, others, tips))
    found = _sum(
        found, Verified(faults=[_on_disk(each, shop) for each in changed_beside(desk, shop)])
    )
    after = SHOP_CHAIN
    while True:
        # A connection for each look: one that reads for minutes would keep the log from its end.
        with desk.store.read() as connection:
            some = histories.next_histories(connection, shop.id, after=after, most=AT_ONCE)
            if not some:
                return _sum(
                    found, Verified(faults=[_gone(shop, left[0]) for left in tips.values()])
                )
            found = _sum(found, _look_at(connection, shop, some, tips))
        after = some[-1].case_id
        told(found.cases)


def _on_disk(version: PolicyVersion, shop: Shop) -> Fault:
    """No event is wrong, but a file beside the database."""
    return Fault(shop, SHOP_CHAIN, "", 0, NOT_ON_DISK, "policy_published", version.at, None)


def _tips_of(connection: Connection, shop_id: int) -> dict[int, list[Tip]]:
    """What was told to the owner of each case, by the case."""
    found: dict[int, list[Tip]] = {}
    for tip in heads.tips_told(connection, shop_id):
        found.setdefault(tip.case_id, []).append(tip)
    return found


def check_tips(history: History, tips: Sequence[Tip]) -> None:
    """Check that a history still holds what was told of it. Raises ``ProofBroken``."""
    there = {event.header.seq: event.hash for event in history.events}
    for tip in tips:
        if not hmac.compare_digest(there.get(tip.seq, b""), tip.hash):
            raise ProofBroken(history.case_id, tip.seq, _OTHER_THAN_TOLD)


def _gone(shop: Shop, tip: Tip) -> Fault:
    """A case of which something was told, and of which nothing is there any more."""
    return Fault(shop, tip.case_id, "", tip.seq, _OTHER_THAN_TOLD, "", None, None)


def _look_at(
    connection: Connection, shop: Shop, some: Sequence[History], tips: dict[int, list[Tip]]
) -> Verified:
    """Check some histories; what was told of them is taken out of ``tips``."""
    faults = []
    ids = [history.case_id for history in some] or [SHOP_CHAIN]
    photos = uploads.digests_between(connection, shop.id, min(ids), max(ids))
    for history in some:
        try:
            told = tips.pop(history.case_id, [])
            check_history(history.case_id, history.events, history.ends, photos)
            check_tips(history, told)
            if history.case_id == SHOP_CHAIN:
                check_versions(connection, shop.id, history.events)
        except ProofBroken as broken:
            faults.append(_fault(shop, history, broken))
    return Verified(
        cases=sum(1 for history in some if history.reference),
        events=sum(len(history.events) for history in some),
        faults=faults,
    )


def _fault(shop: Shop, history: History, broken: ProofBroken) -> Fault:
    headers = [event.header for event in history.events]
    changed = next((header for header in headers if header.seq == broken.seq), None)
    before = [header.at for header in headers if header.seq < broken.seq]
    return Fault(
        shop=shop,
        case_id=history.case_id,
        reference=history.reference,
        seq=broken.seq,
        reason=broken.reason,
        kind=changed.kind if changed else "",
        at=changed.at if changed else None,
        after=before[-1] if before else None,
    )


def _sum(one: Verified, other: Verified) -> Verified:
    return Verified(
        cases=one.cases + other.cases,
        events=one.events + other.events,
        faults=[*one.faults, *other.faults],
    )


def verify_receipt(desk: Desk | None, data: bytes) -> tuple[HandedIn, Known | None]:
    """Check a receipt by itself and, where there is a desk, against what that has sealed.

    ``None`` in the answer: this desk has never sealed it, or there is no desk. Raises
    ``ReceiptRefused`` and ``ProofBroken``, which only the desk can for the reference beside it.
    """
    receipt = read_receipt(data)
    return receipt, None if desk is None else _known(desk, receipt)


def _known(desk: Desk, receipt: HandedIn) -> Known | None:
    header = receipt.header
    with desk.store.read() as connection:
        shop = next((s for s in shops.all_shops(connection) if s.id == header.shop_id), None)
        if shop is None:
            return None
        try:
            case = cases.case_by_id(connection, shop.id, header.case_id)
        except UnknownCase:
            return None
        sealed = cases.sealed_of(connection, shop.id, case.id)
    for event in sealed:
        if event.header.seq == header.seq and hmac.compare_digest(event.hash, receipt.hash):
            if receipt.reference != case.reference:
                raise ProofBroken(case.id, header.seq, _OTHER_REFERENCE)
            return Known(shop, case, erased=event.payload is None)
    return None
