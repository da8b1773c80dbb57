"""Form tokens: the customer's door has no cookie, so the form itself carries who it is."""

from __future__ import annotations

from widget.cases import tokens
from widget.cases.model import Shop
from widget.cases.tokens import FormToken
from widget.desk.wired import Desk

MOST_BODIES = 5


def new_form(desk: Desk, shop: Shop, purpose: str) -> str:
    """A token for a fresh form. ``purpose`` is a kind of case, or ``reply``."""
    return renew_form(desk, shop, purpose, desk.random_bytes(tokens.NONCE_BYTES))


def renew_form(desk: Desk, shop: Shop, purpose: str, nonce: bytes) -> str:
    """A token of now for a form that was shown before and keeps its nonce."""
    return tokens.make_form_token(
        desk.ring.form,
        purpose=purpose,
        shop_id=shop.id,
        nonce=nonce,
        now_s=desk.clock() // 1000,
    )


def read_form(desk: Desk, shop: Shop, purpose: str, text: str) -> FormToken:
    """Check a form token. Raises ``FormExpired`` (with its nonce) or ``FormForged``."""
    return tokens.read_form_token(
        desk.ring.form,
        text,
        purpose=purpose,
        shop_id=shop.id,
        now_s=desk.clock() // 1000,
    )
