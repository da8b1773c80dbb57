"""A verifier that a stranger could have written: from docs/proof.md alone, with no line of ours.

Each function returns the number of the first event that was changed, or 0 where there is none; -1
stands for a file that is not of this kind.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from typing import Any


def canonical(value: Any) -> bytes:
    def normal(inner: Any) -> Any:
        if isinstance(inner, str):
            return unicodedata.normalize("NFC", inner)
        if isinstance(inner, list):
            return [normal(one) for one in inner]
        if isinstance(inner, dict):
            return {key: normal(one) for key, one in inner.items()}
        return inner

    return json.dumps(
        normal(value), ensure_ascii=False, separators=(",", ":"), sort_keys=True
    ).encode()


def digest(*parts: bytes) -> str:
    whole = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hashlib.sha256(whole).hexdigest()


def commitment(payload: Any, salt: str) -> str:
    return digest(b"amends payload v1", bytes.fromhex(salt), canonical(payload))


def header_hash(header: Any) -> str:
    return digest(b"amends header v1", canonical(header))


def check_receipt(receipt: Any) -> int:
    header = receipt["header"]
    if receipt["amends_receipt"] != 1 or header["v"] != 1:
        return -1
    whole = header_hash(header) == receipt["hash"]
    return (
        0
        if whole and commitment(receipt["payload"], receipt["salt"]) == header["commitment"]
        else 1
    )


def check_chain(chain: Any) -> int:
    if chain["amends_chain"] != 1:
        return -1
    prev, missing, erased = "00" * 32, [], 0
    for place, event in enumerate(chain["events"], start=1):
        header = event["header"]
        named = (header["v"], header["seq"], header["case"], header["shop"], header["prev"])
        if named != (1, place, chain["case"], chain["shop"], prev):
            return place
        if header_hash(header) != event["hash"]:
            return place
        if event["payload"] is None or event["salt"] is None:
            missing.append(place)
        elif commitment(event["payload"], event["salt"]) != header["commitment"]:
            return place
        if header["kind"] == "erased":
            erased = place
        prev = event["hash"]
    unexplained = [place for place in missing if place >= erased and place not in chain["withheld"]]
    return unexplained[0] if unexplained else 0


def check_heads(shop_chain: Any, case_chains: list[Any]) -> list[tuple[int, int]]:
    """Case and number of each event that a head names and that is not there as it was."""
    there = {
        (chain["case"], event["header"]["seq"]): event["hash"]
        for chain in case_chains
        for event in chain["events"]
    }
    return [
        (case, seq)
        for event in shop_chain["events"]
        if event["header"]["kind"] == "heads_told"
        for case, seq, head in event["payload"]["cases"]
        if there.get((case, seq)) != head
    ]
