"""The interview’s parts: which follow a question, how they are put, and when they matter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from widget.cli.spoken import N_

if TYPE_CHECKING:
    from policy_pages.profile import Profile

# A field that stands first in its question is asked with the question's own words.
PARTS: Mapping[str, str] = {
    "subscription.auto_renews": N_("Does it renew and charge without a new order?"),
    "change_of_mind.offered": N_("May buyers return or cancel without a reason?"),
    "return.method": N_("How do things come back?"),
    "return.postable": N_("Can they normally be sent by post?"),
    "return.cost_estimate": N_("What does the way back cost at most, for example 40 EUR?"),
    "change_of_mind.excluded_items": N_("What do you exclude?"),
    "bespoke.definition": N_("What do you call made to order?"),
    "exchange.days": N_("Within how many days after delivery?"),
    "cancellation.no_show_fee_percent": N_(
        "Which share of the price do you keep if somebody does not come, in per cent?"
    ),
    "deposit.refundable": N_("When is it given back?"),
    "deposit.until_hours_before": N_("Until how many hours before?"),
    "change_of_mind.methods": N_("In which ways may they say so? any = any clear statement"),
    "contact.phone": N_("Telephone, if you want calls"),
    "complaint.acknowledge_days": N_("Within how many days do you say that it arrived?"),
    "contact.address": N_("Postal address"),
    "seller.country": N_("Country, in two letters"),
    "complaint.adr_body": N_("A dispute body or mediator that you name, if there is one"),
}
HINTS: Mapping[str, str] = {
    "buyer_regions": N_("Such as EU, or IE, DE, UK, US-NY, AU, CA-ON; several with commas."),
    "trial.days": N_("The time offered is twice that, and never less than the law asks for."),
    "cancellation.tiers": N_("Hours before and share in per cent, for example 48: 100, 24: 50."),
    "contact.email": N_("An email address."),
    "contact.name": N_("The name of the shop or its owner."),
    "deposit.amount_percent": N_("In per cent of the price; 0 for none."),
    "money_back.days": N_("For how many days after delivery; leave it out for no such promise."),
}


def _sends(profile: Profile) -> bool:
    return bool({"goods", "bespoke_goods", "subscriptions"} & set(profile.sells))


def _books(profile: Profile) -> bool:
    return bool({"services", "appointments", "event_tickets"} & set(profile.sells))


# What is not named here is always asked. A question matters when its first field does.
MATTERS: Mapping[str, Callable[[Profile], bool]] = {
    "subscription.auto_renews": lambda profile: "subscriptions" in profile.sells,
    "return.cost_paid_by": _sends,
    "return.cost_estimate": lambda profile: not profile.sending_back.postable,
    "change_of_mind.condition": _sends,
    "bespoke.definition": lambda profile: "bespoke_goods" in profile.sells,
    "exchange.offered": _sends,
    "exchange.days": lambda profile: profile.exchange.offered,
    "cancellation.tiers": _books,
    "deposit.amount_percent": _books,
    "deposit.until_hours_before": lambda profile: (
        profile.deposit.refundable == "until_hours_before"
    ),
}


def matters(name: str, profile: Profile) -> bool:
    """Whether a field is worth asking for, given the answers so far."""
    return name not in MATTERS or MATTERS[name](profile)
