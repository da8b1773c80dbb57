"""Every token of the desk is made and checked here and nowhere else.

The form token is stateless: itsdangerous signs purpose, shop and a 128-bit nonce with a time.
All other tokens are random or derived text whose SHA-256 is what the database knows.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer

from widget.cases.errors import FormExpired, FormForged

FORM_MAX_AGE_S = 7 * 24 * 3600
NONCE_BYTES = 16
LINK_BYTES = 16  # 128 bits
SECRET_BYTES = 32  # 256 bits: log-in links and sessions


@dataclass(frozen=True)
class FormToken:
    """A form token that was checked: whose form it is, its nonce and when it was made (seconds)."""

    purpose: str
    shop_id: int
    nonce: bytes
    made_at_s: int


def _signer_at(now_s: int) -> type[TimestampSigner]:
    class SignerAtThisMoment(TimestampSigner):
        def get_timestamp(self) -> int:
            return now_s

    return SignerAtThisMoment


def _form_serializer(newest_first: Sequence[bytes], now_s: int) -> URLSafeTimedSerializer:
    # The desk keeps keys newest first; itsdangerous signs with the last one it is given.
    return URLSafeTimedSerializer(
        list(reversed(newest_first)),
        salt="amends.form",
        signer=_signer_at(now_s),
        signer_kwargs={"digest_method": hashlib.sha256},
    )


def make_form_token(
    newest_first: Sequence[bytes], *, purpose: str, shop_id: int, nonce: bytes, now_s: int
) -> str:
    """Sign a form: ``purpose`` (``complaint``, ``reply``), shop, 16 random bytes, the time."""
    encoded = base64.urlsafe_b64encode(nonce).decode().rstrip("=")
    return str(_form_serializer(newest_first, now_s).dumps([purpose, shop_id, encoded]))


def read_form_token(
    newest_first: Sequence[bytes], text: str, *, purpose: str, shop_id: int, now_s: int
) -> FormToken:
    """Check a form token for one purpose and shop.

    Raises ``FormExpired`` (with its nonce) after seven days and ``FormForged`` for all else. A form
    from the future is taken as well: only the desk signs, so its clock was ahead when it did, and
    that is no fault of the customer's. Whatever spells the same signature otherwise still yields
    the same nonce, and only the nonce counts as the form's key.
    """
    serializer = _form_serializer(newest_first, now_s)
    try:
        value, made = serializer.loads(text, return_timestamp=True)
    except (BadSignature, ValueError, TypeError, OverflowError):
        raise FormForged("not a form of this desk") from None
    token = _form_of(value, purpose, shop_id, int(made.timestamp()))
    if abs(now_s - token.made_at_s) > FORM_MAX_AGE_S:
        raise FormExpired(token.nonce)
    return token


def _form_of(value: Any, purpose: str, shop_id: int, made_at_s: int) -> FormToken:
    match value:
        case [str(said_purpose), int(said_shop), str(encoded)]:
            if said_purpose == purpose and said_shop == shop_id:
                nonce = base64.urlsafe_b64decode(encoded + "==")
                return FormToken(purpose, shop_id, nonce, made_at_s)
    raise FormForged("a form for something else")


def spell(secret: bytes) -> str:
    """Random bytes as the text that stands in a link or cookie."""
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")


def hash_of(text: str) -> bytes:
    """What the database keeps of a secret text: its SHA-256, over the full text as given."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def link_token(key: bytes, *, purpose: str, shop_id: int, link_id: int, salt: bytes) -> str:
    """The text of a private link, derived so that no readable copy of it need be stored.

    ``key`` is the desk's link key, ``salt`` 16 random bytes of the link's row. Without either, the
    128 bits are as good as random; with both, the receipt's mail can name the link again.
    """
    message = f"amends.link\x00{purpose}\x00{shop_id}\x00{link_id}\x00".encode() + salt
    return spell(hmac.new(key, message, hashlib.sha256).digest()[:LINK_BYTES])


def keyed_hash(key: bytes, *parts: bytes) -> bytes:
    """A hash that nobody can try out without the desk's key (networks, form bodies, addresses)."""
    digest = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        digest.update(len(part).to_bytes(4, "big"))
        digest.update(part)
    return digest.digest()
