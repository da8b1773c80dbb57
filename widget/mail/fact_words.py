"""What is known of an order in words: days, yes and no, kinds of items. No Flask."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from widget.cases.clocks.items import read_item
from widget.mail.words import N_, Words

_DAYS = frozenset({"date", "delivered", "returned", "refunded", "informed", "repaired", "agreed"})
_ANSWERS: Mapping[str, str] = {"yes": N_("Yes"), "no": N_("No")}
_ANSWERED = frozenset({"informed", "by_law", "shipped"})

ITEM_WORDS: Mapping[str, str] = {
    "goods": N_("Ordinary goods"),
    "bespoke": N_("Made to order or personal"),
    "perishable": N_("Spoils quickly"),
    "sealed_hygiene": N_("Sealed for health or hygiene"),
    "sealed_media": N_("Sealed recording or software"),
    "newspaper": N_("A single newspaper or magazine"),
    "subscription": N_("Regular deliveries"),
    "digital": N_("A download"),
    "service": N_("A service"),
    "dated_leisure": N_("Leisure, stay or catering on a fixed date"),
    "urgent_repair": N_("An urgent repair that was asked for"),
    # The policy has words of its own for these; the law counts them as ordinary goods.
    "sale": N_("On sale"),
    "gift_card": N_("Gift card"),
    "underwear": N_("Underwear or swimwear"),
    "beauty": N_("Beauty product"),
}
ITEM_FACT_WORDS: Mapping[str, str] = {
    "told_before_order": N_("the customer was told before the order that it does not go back"),
    "unsealed": N_("the seal is broken"),
    "mixed": N_("it is mixed with other things and cannot be parted"),
    "started": N_("the download has begun"),
    "performed": N_("the service is fully carried out"),
    "consent_to_start": N_("the customer asked to begin before the time was over"),
    "acknowledge_loss": N_("the customer acknowledged that the right ends by that"),
    "confirmation_on_durable_medium": N_("you confirmed that by email or on paper"),
    "sealed": N_("it was sealed"),
    "specific_date": N_("it was booked for a fixed date"),
}


def fact_value_word(name: str, value: str, words: Words) -> str:
    """The value of a fact as a person reads it; whatever is in no known shape stays as it is."""
    if name in _ANSWERED and value in _ANSWERS:
        return words.gettext(_ANSWERS[value])
    if name in _DAYS and _is_day(value):
        return words.day(value)
    if name == "item_kind":
        found = read_item(value)
        if found is not None:
            kind = words.gettext(ITEM_WORDS[found.item.kind])
            told = [words.gettext(ITEM_FACT_WORDS[each]) for each in sorted(found.item.facts)]
            said = "; ".join([kind, *told])
            return f"{found.label}: {said}" if found.label else said
    return value


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
