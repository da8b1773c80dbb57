"""Where each sentence of a decision stands on the pages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from policy_pages.markup import PREFIX
from policy_pages.sentences import SENTENCES

# The page and the section, by the beginning of a sentence's id; the longest that fits counts.
SECTIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "law.": ("withdrawal", "exceptions"),
        "law.from_": ("withdrawal", "law"),
        "law.moved": ("withdrawal", "law"),
        "law.before_delivery": ("withdrawal", "law"),
        "law.no_rules": ("withdrawal", "law"),
        "delivery.unknown": ("refund", "mind"),
        "order_day.unknown": ("refund", "mind"),
        "country.unknown": ("refund", "mind"),
        "promise.": ("refund", "more"),
        "return.": ("refund", "sending"),
        "refund.": ("refund", "money"),
        "refund.promised": ("refund", "more"),
        "fault.": ("guarantee", "law"),
        "fault.claim_days": ("guarantee", "more"),
        "tier.": ("cancellation", "appointment"),
        "deposit.": ("cancellation", "deposit"),
    }
)


def place_of(sentence_id: str) -> tuple[str, str]:
    """The page and the anchor on it where a decision's sentence stands.

    The anchor exists on every page, whatever the policy says. ``KeyError`` for an id that no
    decision has.
    """
    if sentence_id not in SENTENCES:
        raise KeyError(sentence_id)
    fitting = max((start for start in SECTIONS if sentence_id.startswith(start)), key=len)
    page, section = SECTIONS[fitting]
    return page, PREFIX + section
