"""The form token that came back with a form: good, too old, or none of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from widget.cases.errors import FormExpired, FormForged
from widget.cases.model import ASKED_KINDS, Shop
from widget.cases.tokens import FormToken
from widget.desk import Desk, new_form, read_form, renew_form


@dataclass(frozen=True)
class HeldToken:
    """What to print into the next form. ``form`` is ``None`` unless the token was good."""

    text: str
    form: FormToken | None
    state: Literal["good", "old", "unknown"]


def take_token(desk: Desk, shop: Shop, purpose: str, text: str) -> HeldToken:
    """Read a posted token; where it is no good, make one that is.

    A token that is only too old keeps its nonce, so that a message sent before is still recognised.
    So does one of another kind of message: the photos that wait under it go along.
    """
    try:
        return HeldToken(text, read_form(desk, shop, purpose, text), "good")
    except FormExpired as expired:
        return HeldToken(renew_form(desk, shop, purpose, expired.nonce), None, "old")
    except FormForged:
        nonce = _nonce_of_other(desk, shop, text) if purpose in ASKED_KINDS else None
        fresh = renew_form(desk, shop, purpose, nonce) if nonce else new_form(desk, shop, purpose)
        return HeldToken(fresh, None, "unknown")


def _nonce_of_other(desk: Desk, shop: Shop, text: str) -> bytes | None:
    for kind in ASKED_KINDS:
        try:
            return read_form(desk, shop, kind, text).nonce
        except FormExpired as expired:
            return expired.nonce
        except FormForged:
            continue
    return None
