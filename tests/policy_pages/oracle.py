"""A second answer to what decide says, slow and on its own: it walks day by day and hour by hour.

It reads no file of law. What it knows of the law is written down here again, by hand, from the
statutes that the files cite.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import holidays

from policy_pages.order import Item, Order
from policy_pages.profile import Profile

EU = [
    "AT",
    "BE",
    "BG",
    "HR",
    "CY",
    "CZ",
    "DK",
    "EE",
    "FI",
    "FR",
    "DE",
    "GR",
    "HU",
    "IE",
    "IT",
    "LV",
    "LT",
    "LU",
    "MT",
    "NL",
    "PL",
    "PT",
    "RO",
    "SK",
    "SI",
    "ES",
    "SE",
]
# Directive 2011/83/EU, Art. 16, as far as an item can tell; what must be known.
NEVER = {
    "bespoke": {"told"},
    "perishable": {"told"},
    "newspaper": set(),
    "dated_leisure": {"told", "date"},
    "urgent_repair": set(),
}
UNTIL = {"sealed_hygiene": "unsealed", "sealed_media": "unsealed", "digital": "started"}
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Said:
    """One thing that may be done with one item."""

    until: date | None
    percent: Fraction
    payer: str


def in_eu(country: str) -> bool:
    return country in EU


def has_statute(country: str) -> bool:
    return in_eu(country) or country == "UK"


def excluded(profile: Profile, item: Item) -> bool:
    words = profile.change_of_mind.excluded_items
    reliance = profile.services.exception
    if item.kind == "service" and reliance == "fully_performed":
        return True
    return item.kind in words or "all" in words or item.kind == reliance


def may_withdraw(profile: Profile, order: Order, item: Item, country: str) -> bool:
    if not has_statute(country):
        return False
    if "mixed" in item.facts:
        return False
    told = excluded(profile, item) or "told_before_order" in item.facts
    if item.kind in NEVER:
        if country == "UK":
            return False
        wanted = NEVER[item.kind]
        met = ("told" not in wanted or told) and ("date" not in wanted or bool(order.appointment))
        return not met
    if item.kind == "digital":
        agreed = profile.digital.waiver == "consent_acknowledgement_confirmation" or {
            "consent_to_start",
            "acknowledge_loss",
            "confirmation_on_durable_medium",
        } <= item.facts | {
            {
                "consent": "consent_to_start",
                "acknowledgement": "acknowledge_loss",
                "confirmation": "confirmation_on_durable_medium",
            }.get(word, "")
            for word in profile.digital.waiver.split("_")
        }
        return not (agreed and "started" in item.facts)
    if item.kind == "sealed_hygiene" and in_eu(country):
        return not (told and "unsealed" in item.facts)
    if item.kind in UNTIL:
        return UNTIL[item.kind] not in item.facts
    if item.kind == "service" and in_eu(country):
        agreed = "acknowledge_loss" in item.facts and (
            profile.services.start_request or "consent_to_start" in item.facts
        )
        return not (agreed and "performed" in item.facts)
    return True


def walked(start: date | None, days: int) -> date | None:
    """The last day, found by walking: the day after the event is the first."""
    if start is None:
        return None
    day, counted = start, 0
    while counted < days:
        day += DAY
        counted += 1
    return day


def is_off(day: date, country: str) -> bool:
    code = "GB" if country == "UK" else country
    return day.weekday() in {5, 6} or day in holidays.country_holidays(code)


def by_law(profile: Profile, order: Order, item: Item, country: str) -> Said | None:
    if not may_withdraw(profile, order, item, country):
        return None
    intangible = item.kind in {"service", "digital", "dated_leisure", "urgent_repair"}
    if intangible:
        start = order.ordered_on
    elif item.kind == "subscription" and in_eu(country):
        start = order.first_delivered_on or order.delivered_on
    else:
        start = order.delivered_on
    last = walked(start, 14)
    while in_eu(country) and last is not None and is_off(last, country):
        last += DAY
    payer = "nobody" if intangible else payer_of(profile)
    return Said(last, Fraction(100), payer)


def payer_of(profile: Profile) -> str:
    return "buyer" if profile.sending_back.cost_paid_by == "buyer" else "seller"


def by_promise(profile: Profile, order: Order, item: Item, country: str) -> Said | None:
    if not profile.change_of_mind.offered or excluded(profile, item):
        return None
    if profile.change_of_mind.days is not None:
        days = profile.change_of_mind.days
    elif profile.trial.days is not None:
        days = profile.trial.days + profile.trial.days
    else:
        days = 14
    if has_statute(country) and days < 14:
        days = 14
    intangible = item.kind in {"service", "digital", "dated_leisure", "urgent_repair"}
    start = {
        "order": order.ordered_on,
        "contract": order.ordered_on,
        "dispatch": order.dispatched_on or order.delivered_on,
        "delivery_first": order.first_delivered_on or order.delivered_on,
        "delivery_last": order.delivered_on,
    }["order" if intangible else profile.change_of_mind.starts]
    kept = Fraction(profile.refund.restocking_fee_percent)
    payer = "nobody" if intangible else payer_of(profile)
    return Said(walked(start, days), 100 - kept, payer)


def amount(value: int | None, percent: Fraction) -> int | None:
    """The share, to the customer's favour: counted up until it is enough."""
    if value is None:
        return None
    exact = Fraction(value) * percent / 100
    found = exact.numerator // exact.denominator
    while found < exact:
        found += 1
    return found


def hours_ahead(moment: datetime, appointment: datetime) -> int:
    """Full hours until an appointment, one after the other; -1 once it has begun."""
    here, there = moment.astimezone(UTC), appointment.astimezone(UTC)
    if here > there:
        return -1
    hours = 0
    while here + (hours + 1) * HOUR <= there:
        hours += 1
    return hours


def cancelling(profile: Profile, hours: int) -> Fraction:
    """The share for cancelling so many full hours ahead, asked of one step after another."""
    late = profile.cancellation.late_fee_percent
    steps = {tier.hours_before: tier.refund_percent for tier in profile.cancellation.tiers}
    no_show = profile.cancellation.no_show_fee_percent
    if hours < 0 and no_show is not None:
        share = 100 - Fraction(no_show)
    else:
        asked = max(hours, 0)
        while asked >= 0 and asked not in steps:
            asked -= 1
        if asked >= 0:
            share = Fraction(steps[asked])
        elif late is not None:
            share = 100 - Fraction(late)
        else:
            share = Fraction(0 if steps else 100)
    deposit = profile.deposit
    keeps = deposit.refundable == "never"
    if deposit.refundable == "until_hours_before":
        keeps = max(hours, 0) < (deposit.until_hours_before or 0)
    return min(share, 100 - Fraction(deposit.amount_percent)) if keeps else share


def day_of(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()
