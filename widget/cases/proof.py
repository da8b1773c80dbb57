"""The proof of a case: a chain of event headers over salted commitments.

An event is a *header* without personal data and a *payload* with a salt. The header holds the
commitment to the payload and the hash of the header before it, so nothing in the middle can be
changed, moved or removed without showing. Erasing drops payload and salt: the header still
verifies, and what it committed to can no longer be guessed.

    commitment = SHA-256(len ‖ tag ‖ len ‖ salt ‖ len ‖ canonical payload)
    hash       = SHA-256(len ‖ tag ‖ len ‖ canonical header)

with each ``len`` four bytes, big-endian. Version 1; what is proven today must verify for ever.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from widget.cases.errors import ProofBroken

VERSION = 1
SALT_BYTES = 32
GENESIS = bytes(32)
_PAYLOAD_TAG = b"amends payload v1"
_HEADER_TAG = b"amends header v1"


@dataclass(frozen=True)
class Header:
    """What stays of an event for ever. ``actor`` is a person's id, 0 where there is none."""

    version: int
    shop_id: int
    case_id: int
    event_id: int
    seq: int
    kind: str
    at: int
    role: str
    actor: int
    door: str
    commitment: bytes
    prev: bytes

    def as_json(self) -> dict[str, Any]:
        """The header as canonical JSON wants it: names sorted later, bytes as hex."""
        return {
            "actor": self.actor,
            "at": self.at,
            "case": self.case_id,
            "commitment": self.commitment.hex(),
            "door": self.door,
            "event": self.event_id,
            "kind": self.kind,
            "prev": self.prev.hex(),
            "role": self.role,
            "seq": self.seq,
            "shop": self.shop_id,
            "v": self.version,
        }


@dataclass(frozen=True)
class Sealed:
    """An event as it is stored: header, its hash, and payload with salt unless erased."""

    header: Header
    hash: bytes
    salt: bytes | None
    payload: str | None


@dataclass(frozen=True)
class Ends:
    """The number and hash of the newest event, as something outside the chain knows them."""

    seq: int
    head: bytes


def canonical(value: Any) -> str:
    """Write JSON the one way there is: sorted ASCII keys, NFC text, no floats, no spaces.

    Raises ``TypeError`` for anything that has no single spelling (a float, a key that is no text).
    """
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        for key in value:
            if not (isinstance(key, str) and key.isascii()):
                raise TypeError("keys of canonical JSON are ASCII text")
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [_plain(inner) for inner in value]
    raise TypeError(f"{type(value).__name__} has no canonical spelling")


def _digest(*parts: bytes) -> bytes:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(4, "big"))
        digest.update(part)
    return digest.digest()


def commit(payload: str, salt: bytes) -> bytes:
    """The commitment to a canonical payload. ``salt`` is 32 random bytes, one for each event."""
    return _digest(_PAYLOAD_TAG, salt, payload.encode())


def hash_header(header: Header) -> bytes:
    """The hash that the next event carries as ``prev``."""
    return _digest(_HEADER_TAG, canonical(header.as_json()).encode())


def seal(
    payload: Mapping[str, Any],
    *,
    salt: bytes,
    shop_id: int,
    case_id: int,
    event_id: int,
    seq: int,
    kind: str,
    at: int,
    role: str,
    actor: int,
    door: str,
    prev: bytes,
) -> Sealed:
    """Turn what happened into an event that can be proven. ``prev`` is the head's hash."""
    text = canonical(payload)
    header = Header(
        version=VERSION,
        shop_id=shop_id,
        case_id=case_id,
        event_id=event_id,
        seq=seq,
        kind=kind,
        at=at,
        role=role,
        actor=actor,
        door=door,
        commitment=commit(text, salt),
        prev=prev,
    )
    return Sealed(header=header, hash=hash_header(header), salt=salt, payload=text)


def verify_chain(
    case_id: int,
    events: Iterable[Sealed],
    ends: Ends | None = None,
    withheld: Collection[int] = frozenset(),
) -> bytes:
    """Check one case's history from its first event on and return its head.

    ``events`` come in order of ``seq``; ``ends`` is what somebody outside knows of the newest one.
    Raises ``ProofBroken`` that names the first event which was changed. A payload may be missing
    only where a later ``erased`` event says so, or where a file says that it was ``withheld``.
    """
    # Numbers start at 1; what calls itself less was changed, and must not push the others along.
    history = sorted(events, key=lambda event: event.header.seq < 1)
    prev, last_erased = GENESIS, 0
    missing: list[int] = []
    for expected, event in enumerate(history, start=1):
        header = event.header
        _check_link(case_id, event, prev, expected)
        if event.payload is None or event.salt is None:
            missing.append(header.seq)
        elif not hmac.compare_digest(commit(event.payload, event.salt), header.commitment):
            raise ProofBroken(case_id, header.seq, "the words are not the ones it was sealed with")
        if header.kind == "erased":
            last_erased = header.seq
        prev = event.hash
    if ends is not None:
        _check_ends(case_id, ends, len(history), prev)
    for seq in missing:
        if seq >= last_erased and seq not in withheld:
            raise ProofBroken(case_id, seq, "the words are gone and no erasure says why")
    return prev


def _check_ends(case_id: int, ends: Ends, seq: int, head: bytes) -> None:
    if ends.seq != seq:
        raise ProofBroken(case_id, seq + 1, "the newest events are missing")
    if not hmac.compare_digest(ends.head, head):
        raise ProofBroken(case_id, seq, "the case does not name its newest event")


def _check_link(case_id: int, event: Sealed, prev: bytes, expected: int) -> None:
    header = event.header
    if header.version != VERSION:
        raise ProofBroken(case_id, expected, "it has a version that does not exist")
    if header.seq != expected or header.case_id != case_id:
        raise ProofBroken(case_id, expected, "an event is missing or out of its place")
    if not hmac.compare_digest(header.prev, prev):
        raise ProofBroken(case_id, header.seq, "it does not follow the event before it")
    if not hmac.compare_digest(hash_header(header), event.hash):
        raise ProofBroken(case_id, header.seq, "its header was changed")


def receipt_proof(sealed: Sealed, reference: str) -> dict[str, Any]:
    """What a customer keeps: enough to prove alone what they said and when it was received."""
    if sealed.salt is None or sealed.payload is None:
        raise ValueError("an erased event has no receipt")
    return {
        "amends_receipt": VERSION,
        "hash": sealed.hash.hex(),
        "header": sealed.header.as_json(),
        "payload": json.loads(sealed.payload),
        "reference": reference,
        "salt": sealed.salt.hex(),
    }
