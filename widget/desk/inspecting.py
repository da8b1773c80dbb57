"""A file that anybody hands in: is it ours, is it as it was sealed, and of which shop is it?

Nothing is kept, and nothing is told that the file does not hold already but the shop's name and the
zone of its clock.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Literal

from widget.cases.chains import read_chain
from widget.cases.errors import ProofBroken, ReceiptRefused
from widget.cases.model import Shop
from widget.cases.proof import Sealed
from widget.cases.receipts import parse_strictly
from widget.desk.proving import verify_receipt
from widget.desk.wired import Desk
from widget.storage import cases, shops

MOST_FILE_BYTES = 256_000

Found = Literal["genuine", "changed", "foreign", "unknown", "large"]


@dataclass(frozen=True)
class Verdict:
    """What a file is.

    ``genuine``: this desk has sealed it, for ``shop``, at ``at`` (ms UTC). ``changed``: ``reason``
    says what, at the event ``seq``. ``foreign``: whole in itself, sealed by another desk or by
    nobody. ``unknown``: no file of this kind. ``large``: more than such a file can have.
    ``kind`` is what it is a file of; of a history ``events`` are in it, and ``later`` came after
    them. ``withheld`` words were left out by whoever made it. ``gone``: the desk has erased them.
    """

    found: Found
    kind: Literal["receipt", "history"] = "receipt"
    shop: Shop | None = None
    at: int = 0
    seq: int = 0
    reason: str = ""
    events: int = 0
    later: int = 0
    withheld: int = 0
    gone: bool = False


def inspect_file(desk: Desk, data: bytes) -> Verdict:
    """What a file is, whatever its bytes are. Raises ``StorageUnavailable`` alone."""
    if len(data) > MOST_FILE_BYTES:
        return Verdict("large")
    try:
        whole = parse_strictly(data)
        if isinstance(whole.get("proof"), dict) and "amends_case_file" in whole:
            whole = whole["proof"]
        if "amends_chain" in whole:
            return _inspect_chain(desk, whole)
        return _inspect_receipt(desk, data)
    except ReceiptRefused:
        return Verdict("unknown")


def _inspect_receipt(desk: Desk, data: bytes) -> Verdict:
    try:
        receipt, known = verify_receipt(desk, data)
    except ProofBroken as broken:
        return Verdict("changed", seq=broken.seq, reason=broken.reason)
    if known is None:
        return Verdict("foreign", at=receipt.header.at)
    return Verdict("genuine", shop=known.shop, at=receipt.header.at, gone=known.erased)


def _inspect_chain(desk: Desk, whole: object) -> Verdict:
    try:
        chain = read_chain(whole)
    except ProofBroken as broken:
        return Verdict("changed", "history", seq=broken.seq, reason=broken.reason)
    events, first = len(chain.events), chain.events[0].header.at
    known = _sealed_here(desk, chain.shop_id, chain.case_id, chain.newest)
    if known is None:
        return Verdict("foreign", "history", at=first, events=events)
    shop, ours = known
    return Verdict(
        "genuine",
        "history",
        shop=shop,
        at=first,
        events=events,
        later=len(ours) - events,
        withheld=len(chain.withheld),
        gone=any(event.payload is None for event in ours[:events]),
    )


def _sealed_here(
    desk: Desk, shop_id: int, case_id: int, sealed: Sealed
) -> tuple[Shop, list[Sealed]] | None:
    """The shop and its whole history, where that holds this very event."""
    with desk.store.read() as connection:
        shop = next((one for one in shops.all_shops(connection) if one.id == shop_id), None)
        if shop is None:
            return None
        ours = cases.sealed_of(connection, shop_id, case_id)
    same = (
        event.header.seq == sealed.header.seq and hmac.compare_digest(event.hash, sealed.hash)
        for event in ours
    )
    return (shop, ours) if any(same) else None
