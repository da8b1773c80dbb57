"""The history of a case as a file of its own: written, and read as strictly as a receipt.

What it is, is frozen with proof version 1 (docs/proof.md). Words may be left out of a file without
breaking it: the header that stays says what they were sealed as.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from widget.cases.errors import N_, ProofBroken, ReceiptRefused
from widget.cases.proof import SALT_BYTES, VERSION, Sealed, canonical, verify_chain
from widget.cases.receipts import bytes_of, header_of

_FIELDS = {"amends_chain", "case", "events", "shop", "withheld"}
_EVENT_FIELDS = {"hash", "header", "payload", "salt"}

_NO_CHAIN = N_("This is no history of a case.")
_OTHER_VERSION = N_("This history is of a later version than this Amends can read.")


@dataclass(frozen=True)
class HandedInChain:
    """A history that is whole in itself. Only the desk that sealed it knows if it is genuine.

    ``withheld`` are the numbers of the events whose words whoever made the file left out.
    """

    shop_id: int
    case_id: int
    events: tuple[Sealed, ...]
    withheld: frozenset[int]

    @property
    def newest(self) -> Sealed:
        """The last event of the file."""
        return self.events[-1]


def chain_of(
    shop_id: int, case_id: int, history: Sequence[Sealed], kept_back: Collection[str] = ()
) -> dict[str, Any]:
    """A history as data. The words of events of the kinds ``kept_back`` are left out."""
    withheld = [
        event.header.seq
        for event in history
        if event.payload is not None and event.header.kind in kept_back
    ]
    return {
        "amends_chain": VERSION,
        "case": case_id,
        "events": [_event(event, event.header.seq in withheld) for event in history],
        "shop": shop_id,
        "withheld": withheld,
    }


def _event(event: Sealed, is_withheld: bool) -> dict[str, Any]:
    shown = event.payload is not None and event.salt is not None and not is_withheld
    return {
        "hash": event.hash.hex(),
        "header": event.header.as_json(),
        "payload": json.loads(event.payload) if shown and event.payload is not None else None,
        "salt": event.salt.hex() if shown and event.salt is not None else None,
    }


def read_chain(whole: Any) -> HandedInChain:
    """Check a history as it came in a file.

    Raises ``ReceiptRefused`` where it is none, and ``ProofBroken`` for the first event that is not
    as it was sealed.
    """
    if not isinstance(whole, dict) or type(whole.get("amends_chain")) is not int:
        raise ReceiptRefused(_NO_CHAIN)
    if whole["amends_chain"] > VERSION:
        raise ReceiptRefused(_OTHER_VERSION)
    if whole["amends_chain"] < VERSION or set(whole) != _FIELDS:
        raise ReceiptRefused(_NO_CHAIN)
    shop_id, case_id = whole["shop"], whole["case"]
    told, withheld = whole["events"], whole["withheld"]
    if not (_is_number(shop_id) and _is_number(case_id) and isinstance(told, list) and told):
        raise ReceiptRefused(_NO_CHAIN)
    if not isinstance(withheld, list) or not all(_is_number(seq) for seq in withheld):
        raise ReceiptRefused(_NO_CHAIN)
    events = tuple(_sealed(one) for one in told)
    verify_chain(case_id, events, withheld=frozenset(withheld))
    for event in events:
        if event.header.shop_id != shop_id:
            raise ProofBroken(case_id, event.header.seq, "an event is missing or out of its place")
    return HandedInChain(shop_id, case_id, events, frozenset(withheld))


def _is_number(value: Any) -> bool:
    return type(value) is int and -(2**63) <= value < 2**63


def _sealed(said: Any) -> Sealed:
    if not isinstance(said, dict) or set(said) != _EVENT_FIELDS:
        raise ReceiptRefused(_NO_CHAIN)
    payload, salt = said["payload"], said["salt"]
    if (payload is None) != (salt is None) or not isinstance(payload, dict | None):
        raise ReceiptRefused(_NO_CHAIN)
    return Sealed(
        header=header_of(said["header"]),
        hash=bytes_of(said["hash"], 32),
        salt=None if salt is None else bytes_of(salt, SALT_BYTES),
        payload=None if payload is None else canonical(payload),
    )
