"""Reading a receipt that somebody hands in: strictly, for anybody may have written it.

What a receipt is, is frozen with proof version 1 (docs/proof.md). Whatever has another shape is
refused; whatever has the shape but was changed raises ``ProofBroken``.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from widget.cases.errors import N_, ProofBroken, ReceiptRefused
from widget.cases.proof import SALT_BYTES, VERSION, Header, canonical, commit, hash_header

LARGEST = 1_000_000  # bytes; the form takes a quarter of that

_NUMBERS = ("shop", "case", "event", "seq", "at", "actor")
_TEXTS = ("kind", "role", "door")
_HASHES = ("commitment", "prev")
_FIELDS = {"amends_receipt", "hash", "header", "payload", "reference", "salt"}

_NO_RECEIPT = N_("This is no receipt of Amends.")
_TOO_LARGE = N_("This file is larger than a receipt can be.")
_OTHER_VERSION = N_("This receipt is of a later version than this Amends can read.")


@dataclass(frozen=True)
class HandedIn:
    """A receipt that is whole in itself. Only the desk that sealed it knows if it is genuine.

    ``reference`` stands beside the proof and is not part of it.
    """

    header: Header
    hash: bytes
    payload: Mapping[str, Any]
    reference: str


def read_receipt(data: bytes) -> HandedIn:
    """Check a receipt as it came in a file.

    Raises ``ReceiptRefused`` where it is none, and ``ProofBroken`` where its words, its salt or its
    header are not the ones it was sealed with.
    """
    whole = parse_strictly(data)
    version = whole.get("amends_receipt")
    if type(version) is not int or version < VERSION:
        raise ReceiptRefused(_NO_RECEIPT)
    if version > VERSION:
        raise ReceiptRefused(_OTHER_VERSION)
    if set(whole) != _FIELDS or not isinstance(whole["reference"], str):
        raise ReceiptRefused(_NO_RECEIPT)
    header = header_of(whole["header"])
    payload = whole["payload"]
    salt = bytes_of(whole["salt"], SALT_BYTES)
    sealed = bytes_of(whole["hash"], 32)
    if not isinstance(payload, dict):
        raise ReceiptRefused(_NO_RECEIPT)
    if not hmac.compare_digest(hash_header(header), sealed):
        raise ProofBroken(header.case_id, header.seq, "its header was changed")
    if not hmac.compare_digest(commit(canonical(payload), salt), header.commitment):
        reason = "the words are not the ones it was sealed with"
        raise ProofBroken(header.case_id, header.seq, reason)
    return HandedIn(header, sealed, payload, whole["reference"])


def parse_strictly(data: bytes) -> dict[str, Any]:
    """The JSON object of a file, where it has one meaning only. Raises ``ReceiptRefused``."""
    if len(data) > LARGEST:
        raise ReceiptRefused(_TOO_LARGE)
    try:
        whole = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_each_once,
            parse_float=_never,
            parse_constant=_never,
            parse_int=_number,
        )
        if not isinstance(whole, dict):
            raise ReceiptRefused(_NO_RECEIPT)
        # Only one spelling counts, so that nothing can hide in another. Half a sign has none.
        if json.loads(canonical(whole).encode()) != whole:
            raise ReceiptRefused(_NO_RECEIPT)
    except (ValueError, TypeError, RecursionError):
        raise ReceiptRefused(_NO_RECEIPT) from None
    return whole


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands there twice, and readers differ in which they take")
    return found


def _never(text: str) -> Any:
    raise ValueError(text)


def _number(text: str) -> int:
    if len(text) > 20:
        raise ValueError("no number of a receipt is that long")
    return int(text)


def header_of(said: Any) -> Header:
    """A header as it stands in a file. Raises ``ReceiptRefused``."""
    names = {*_NUMBERS, *_TEXTS, *_HASHES, "v"}
    if not isinstance(said, dict) or set(said) != names or said["v"] != VERSION:
        raise ReceiptRefused(_NO_RECEIPT)
    if any(type(said[name]) is not int for name in (*_NUMBERS, "v")) or any(
        not isinstance(said[name], str) for name in _TEXTS
    ):
        raise ReceiptRefused(_NO_RECEIPT)
    if any(not -(2**63) <= said[name] < 2**63 for name in _NUMBERS):
        raise ReceiptRefused(_NO_RECEIPT)  # no desk has numbers that large
    return Header(
        version=said["v"],
        shop_id=said["shop"],
        case_id=said["case"],
        event_id=said["event"],
        seq=said["seq"],
        kind=said["kind"],
        at=said["at"],
        role=said["role"],
        actor=said["actor"],
        door=said["door"],
        commitment=bytes_of(said["commitment"], 32),
        prev=bytes_of(said["prev"], 32),
    )


def bytes_of(text: Any, length: int) -> bytes:
    """Bytes that were written as small hexadecimal letters, the only way they are.

    Raises ``ReceiptRefused``.
    """
    if not isinstance(text, str) or len(text) != 2 * length or set(text) - set("0123456789abcdef"):
        raise ReceiptRefused(_NO_RECEIPT)
    return bytes.fromhex(text)
