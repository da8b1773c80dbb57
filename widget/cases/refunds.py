"""How much of an order can still be refunded, and what somebody typed as an amount. Pure.

Money is ``Decimal`` in whole units of the order's currency, as the storefront wrote it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from babel.numbers import get_currency_precision

from widget.cases.errors import AmendsError
from widget.cases.storefront import StorefrontOrder

# In these WooCommerce has not been paid yet, as far as it knows.
_UNPAID = frozenset({"pending", "failed", "on-hold", "checkout-draft"})
_TYPED = re.compile(r"(?P<sign>[-−])?(?P<whole>[0-9]{1,12})([.,](?P<part>[0-9]{1,20}))?", re.ASCII)
_LONGEST = 40  # letters


class RefundRefused(AmendsError):
    """A refund that the desk does not ask for; nothing was done.

    ``why`` is of the amount: ``empty``, ``unreadable``, ``not_positive``, ``decimals``,
    ``too_much``; or of the order: ``unpaid``, ``no_order``, ``under_way`` (another refund),
    ``moved`` (it is not as it was shown).
    """

    def __init__(self, why: str) -> None:
        """``why`` is one of the words above."""
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Ordered:
    """A refund that the desk ordered and that may have been made: its key, id, and how much."""

    key: str
    refund_id: str
    amount: Decimal


@dataclass(frozen=True)
class Ground:
    """What of an order was paid, what went back, what is left."""

    order_id: str
    number: str
    currency: str
    paid: Decimal
    refunded: Decimal

    @property
    def left(self) -> Decimal:
        """What can still go back, never below nothing; in steps that the currency has."""
        step = Decimal(1).scaleb(-get_currency_precision(self.currency))
        return max(self.paid - self.refunded, Decimal(0)).quantize(step, ROUND_DOWN)

    @property
    def mark(self) -> str:
        """Equal for equal figures: whether the order is as it was shown."""
        figures = (self.order_id, self.currency, self.paid.normalize(), self.refunded.normalize())
        return hashlib.sha256("|".join(map(str, figures)).encode()).hexdigest()[:32]


def ground_of(order: StorefrontOrder, ordered: Iterable[Ordered]) -> Ground:
    """The ground for a refund: as the storefront last told, and what the desk ordered since."""
    keys = {refund.key for refund in order.refunds if refund.key}
    ids = {refund.id for refund in order.refunds}
    told = sum((Decimal(refund.amount) for refund in order.refunds), Decimal(0))
    ours = sum(
        (each.amount for each in ordered if each.key not in keys and each.refund_id not in ids),
        Decimal(0),
    )
    unpaid = order.status.removeprefix("wc-") in _UNPAID
    return Ground(
        order_id=order.id,
        number=order.number,
        currency=order.currency,
        paid=Decimal(0) if unpaid else Decimal(order.total),
        refunded=told + ours,
    )


def read_amount(text: str, ground: Ground) -> Decimal:
    """What somebody typed as an amount, within what is left. Raises ``RefundRefused``."""
    typed = text.strip().removesuffix(ground.currency).strip()
    if not typed:
        raise RefundRefused("empty")
    found = _TYPED.fullmatch(typed) if len(typed) <= _LONGEST else None
    if found is None:
        raise RefundRefused("unreadable")
    places = get_currency_precision(ground.currency)
    part = (found["part"] or "").rstrip("0")
    if len(part) > places:
        raise RefundRefused("decimals")
    amount = Decimal(f"{found['whole']}.{part or 0}").quantize(Decimal(1).scaleb(-places))
    if found["sign"] or not amount:
        raise RefundRefused("not_positive")
    if not ground.paid:
        raise RefundRefused("unpaid")
    if amount > ground.left:
        raise RefundRefused("too_much")
    return amount
