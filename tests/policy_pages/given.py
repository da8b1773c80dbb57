"""Random policies, orders and moments for the property tests and the benchmark."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from policy_pages.answers import Tier
from policy_pages.offers import SOLD
from policy_pages.order import ITEM_FACTS, ITEM_KINDS, Item, Order
from policy_pages.profile import Profile, field_specs, with_answer
from policy_pages.rules import members

REGIONS = ["EU", "DE", "ES", "CZ", "UK", "US", "US-NY", "AU", "NZ", "CA-QC"]
COUNTRIES = ["AT", "CZ", "DE", "ES", "FR", "IE", "IT", "NL", "PL", "GB", "US", "AU", "NZ", "CA"]
ZONES = ["Europe/Dublin", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]

days = st.dates(date(2024, 1, 1), date(2029, 12, 31))
percents = st.decimals(0, 100, places=1).map(Decimal)


@st.composite
def tiers(draw: st.DrawFn) -> tuple[Tier, ...]:
    """Steps as an owner may write them: later is never better."""
    hours = sorted(draw(st.sets(st.integers(0, 120), max_size=4)), reverse=True)
    shares = sorted((draw(st.integers(0, 100)) for _ in hours), reverse=True)
    return tuple(Tier(hour, share) for hour, share in zip(hours, shares, strict=True))


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Policies, lawful or not, with those answers varied that a decision reads."""
    profile = Profile()
    offered = draw(st.booleans())
    answers: dict[str, Any] = {
        "buyer_regions": tuple(draw(st.sets(st.sampled_from(REGIONS), min_size=1, max_size=3))),
        "sells": draw(some("sells")) or ("goods",),
        "change_of_mind.offered": offered,
        "change_of_mind.starts": draw(choice("change_of_mind.starts")),
        "change_of_mind.excluded_items": draw(some("change_of_mind.excluded_items")),
        "trial.days": draw(st.none() | st.integers(0, 40)) if offered else None,
        "return.cost_paid_by": draw(choice("return.cost_paid_by")),
        "return.method": draw(choice("return.method")),
        "refund.days": draw(st.integers(0, 40)),
        "refund.days_from": draw(choice("refund.days_from")),
        "refund.restocking_fee_percent": draw(percents),
        "exchange.offered": draw(st.booleans()),
        "exchange.days": draw(st.none() | st.integers(0, 60)),
        "money_back.days": draw(st.none() | st.integers(1, 90)),
        "digital.waiver": draw(choice("digital.waiver")),
        "services.exception": draw(choice("services.exception")),
        "services.start_request": draw(st.booleans()),
        "cancellation.tiers": draw(tiers()),
        "cancellation.no_show_fee_percent": draw(st.none() | percents),
        "deposit.amount_percent": draw(percents),
        "deposit.refundable": draw(choice("deposit.refundable")),
        "deposit.until_hours_before": draw(st.none() | st.integers(0, 100)),
    }
    for name, answer in answers.items():
        profile = with_answer(profile, name, answer)
    return profile


def choice(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from(field_specs()[name].ask.values)


def some(name: str) -> st.SearchStrategy[tuple[str, ...]]:
    values = field_specs()[name].ask.values
    return st.sets(st.sampled_from(values), max_size=3).map(
        lambda chosen: tuple(value for value in values if value in chosen)
    )


items = st.builds(
    Item,
    kind=st.sampled_from(sorted(ITEM_KINDS)),
    value=st.none() | st.integers(0, 10_000_000),
    facts=st.sets(st.sampled_from(sorted(ITEM_FACTS)), max_size=3).map(frozenset),
)


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """Orders of which more or less is known; days stand in the order in which things happen."""
    ordered = draw(days)
    dispatched = ordered + timedelta(days=draw(st.integers(0, 20)))
    first = dispatched + timedelta(days=draw(st.integers(0, 10)))
    last = first + timedelta(days=draw(st.integers(0, 10)))
    zone = draw(st.sampled_from(ZONES))
    appointment = None
    if draw(st.booleans()):
        wall = datetime.combine(
            ordered + timedelta(days=draw(st.integers(0, 40))), draw(st.times())
        )
        appointment = wall.replace(tzinfo=ZoneInfo(zone), microsecond=0)
    return Order(
        ordered_on=draw(st.none() | st.just(ordered)),
        items=tuple(draw(st.lists(items, min_size=1, max_size=4))),
        currency="EUR",
        zone=zone,
        delivered_on=draw(st.none() | st.just(last)),
        first_delivered_on=draw(st.none() | st.just(first)),
        dispatched_on=draw(st.none() | st.just(dispatched)),
        appointment=appointment,
        country=draw(st.none() | st.sampled_from(COUNTRIES)),
    )


@st.composite
def orders_from(draw: st.DrawFn, profile: Profile) -> Order:
    """Orders of things that the shop sells, by buyers who live where it says that it sells."""
    order = draw(orders())
    sold = sorted({kind for answer in profile.sells for kind in SOLD[answer]})
    kinds = [draw(st.sampled_from(sold)) for _ in order.items]
    region = draw(st.sampled_from(profile.buyer_regions))
    return replace(
        order,
        items=tuple(
            replace(item, kind=kind) for item, kind in zip(order.items, kinds, strict=True)
        ),
        country=draw(st.sampled_from(members())) if region == "EU" else region,
    )


@st.composite
def moments_about(draw: st.DrawFn, order: Order) -> datetime:
    """A moment near the days that matter for an order."""
    anchor = datetime.combine(order.ordered_on or date(2026, 11, 1), datetime.min.time(), UTC)
    if order.appointment is not None and draw(st.booleans()):
        anchor = order.appointment.astimezone(UTC) - timedelta(hours=draw(st.integers(-3, 130)))
        return anchor + timedelta(minutes=draw(st.sampled_from([-1, 0, 1, 30])))
    return anchor + timedelta(hours=draw(st.integers(0, 90 * 24)))
