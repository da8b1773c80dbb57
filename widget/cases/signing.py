"""How desk and plugin know each other's words: Standard Webhooks, and the token of a form's link.

``docs/openapi.yaml`` says it for both sides, ``tests/contract/relay`` holds them to it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Literal

PREFIX = "whsec_"
KEY_BYTES = 32
TOLERANCE_S = 300
MOST_SIGNATURES = 8  # in one header: two while a secret is changed, and schemes of later

Verdict = Literal["ok", "stale", "bad_signature"]

_ID = re.compile("[A-Za-z0-9_-]{1,64}", re.ASCII)
_SECONDS = re.compile("[0-9]{1,12}", re.ASCII)
_LINK = re.compile(
    r"(?P<shop>[a-z0-9-]{1,48})\.(?P<order>[A-Za-z0-9_-]{1,40})"
    r"\.(?P<purpose>[a-z]{1,20})\.(?P<expiry>[0-9]{1,12})",
    re.ASCII,
)
_LONGEST_TOKEN = 300


@dataclass(frozen=True)
class Stamp:
    """What stands beside a signed body: its id, its time (Unix seconds) as text, the signatures."""

    id: str
    timestamp: str
    signature: str


def secret_text(key: bytes) -> str:
    """32 random bytes as the secret that both sides keep."""
    return PREFIX + base64.b64encode(key).decode()


def key_of(secret: str) -> bytes:
    """The key in a secret. Raises ``ValueError`` for one that is empty, short or spelled wrong."""
    key = base64.b64decode(secret.removeprefix(PREFIX).encode(), validate=True)
    if not secret.startswith(PREFIX) or len(key) != KEY_BYTES:
        raise ValueError("no secret of ours")
    return key


def sign(secret: str, request_id: str, timestamp: str, body: bytes) -> str:
    """The signature of one request, with its version in front."""
    message = f"{request_id}.{timestamp}.".encode() + body
    digest = hmac.new(key_of(secret), message, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def judge(secret: str, stamp: Stamp, body: bytes, now_s: int) -> Verdict:
    """What to make of a signed request at a moment (Unix seconds). Takes any text, never raises.

    The signature comes first: whoever cannot sign does not hear whether the time would fit.
    """
    if not (_ID.fullmatch(stamp.id) and _SECONDS.fullmatch(stamp.timestamp)):
        return "bad_signature"
    wanted = sign(secret, stamp.id, stamp.timestamp, body).encode()
    given = stamp.signature.split(" ", MOST_SIGNATURES)[:MOST_SIGNATURES]
    # Bytes, for text beyond ASCII cannot be compared in constant time.
    fits = [hmac.compare_digest(each.encode("utf-8", "replace"), wanted) for each in given]
    if not any(fits):
        return "bad_signature"
    return "ok" if abs(now_s - int(stamp.timestamp)) <= TOLERANCE_S else "stale"


@dataclass(frozen=True)
class LinkRead:
    """What a link's token says: ``verdict`` ok, stale or refused, the rest only where it is ok.

    ``expiry_s`` is the last second (Unix) of the link.
    """

    verdict: Literal["ok", "stale", "refused"]
    order: str = ""
    expiry_s: int = 0


def order_link(secret: str, *, shop: str, order: str, purpose: str, expiry_s: int) -> str:
    """The token of a link to a form. ``expiry_s`` is its last second (Unix)."""
    return _token(secret, f"{shop}.{order}.{purpose}.{expiry_s}")


def read_order_link(secret: str, token: str, *, shop: str, purpose: str, now_s: int) -> LinkRead:
    """Check the token of a link. Takes any text, never raises."""
    refused = LinkRead("refused")
    if len(token) > _LONGEST_TOKEN or not token.isascii():
        return refused
    head = token.partition(".")[0]
    try:
        text = base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return refused
    said = _LINK.fullmatch(text)
    # Spelled once: what decodes to the same bytes but is written otherwise is refused.
    if said is None or not hmac.compare_digest(_token(secret, text).encode(), token.encode()):
        return refused
    if (said["shop"], said["purpose"]) != (shop, purpose):
        return refused
    expiry_s = int(said["expiry"])
    return LinkRead("ok", said["order"], expiry_s) if now_s <= expiry_s else LinkRead("stale")


def _token(secret: str, text: str) -> str:
    digest = hmac.new(key_of(secret), text.encode(), hashlib.sha256).digest()
    return f"{_spell(text.encode())}.{_spell(digest)}"


def _spell(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
