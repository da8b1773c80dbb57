"""Versions of policies for the tests of pages: an ordinary shop, and shops of every sort."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from policy_pages.answers import Money, Tier
from policy_pages.edition import Edition
from tests.policy_pages.people import EVERYWHERE, policy

DAY = date(2026, 11, 21)
DESK = "https://desk.example"
EVERYTHING = (
    *("goods", "bespoke_goods", "digital_content", "services", "appointments"),
    *("event_tickets", "subscriptions"),
)
SHOPS: Mapping[str, Mapping[str, Any]] = {
    "goods in the EU": {"trial.days": 14, "contact.email": "orla@wrenandtide.example"},
    "everything everywhere": {
        "sells": EVERYTHING,
        "buyer_regions": EVERYWHERE,
        "contact.phone": "020 912 0147",
        "return.cost_paid_by": "seller",
        "warranty.offered": True,
        "exchange.offered": True,
        "money_back.days": 60,
        "change_of_mind.excluded_items": ("sale", "bespoke", "gift_card"),
        "cancellation.tiers": (Tier(48, 100), Tier(24, 50)),
        "deposit.amount_percent": Decimal(20),
        "deposit.refundable": "until_hours_before",
        "deposit.until_hours_before": 24,
        "dispatch.days": 3,
        "subscription.auto_renews": True,
    },
    "no promise in America": {"buyer_regions": ("US",), "change_of_mind.offered": False},
    "only made to order": {
        "sells": ("bespoke_goods",),
        "buyer_regions": ("DE",),
        "change_of_mind.excluded_items": ("bespoke",),
    },
    "only appointments": {
        "sells": ("appointments",),
        "buyer_regions": ("IE", "UK"),
        "deposit.amount_percent": Decimal(30),
        "deposit.refundable": "never",
        "seller_cancels.refund": "credit",
    },
    "heavy goods, its own fee": {
        "buyer_regions": ("AU", "NZ", "US-NY"),
        "return.postable": False,
        "return.cost_estimate": Money(4950, "EUR"),
        "return.method": "seller_collects",
        "refund.restocking_fee_percent": Decimal("12.5"),
        "refund.form": "store_credit",
        "refund.outbound_delivery": "not_refunded",
        "faulty.return_cost_paid_by": "buyer",
        "faulty.claim_days": 30,
        "complaint.adr_body": "Fair Trading",
    },
}


def edition(answers: Mapping[str, Any] | None = None, **changes: Any) -> Edition:
    """Version 3 of a policy at a desk, in both languages; changed as asked."""
    known: dict[str, Any] = {
        "profile": policy(answers),
        "number": 3,
        "day": DAY,
        "desk": DESK,
        "shop": "wren-tide",
        "locales": ("en", "de"),
    }
    return Edition(**{**known, **changes})


def without_desk(answers: Mapping[str, Any] | None = None, **changes: Any) -> Edition:
    """A policy that no desk published."""
    return edition(answers, **{"number": 0, "desk": "", "shop": "", **changes})
