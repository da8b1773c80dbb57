"""Cancelling an appointment: how far ahead, and which share of the price comes back."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from policy_pages.counting import hours_before, local_day, share_of
from policy_pages.decision import Option, Reason, Step, reason
from policy_pages.order import BOOKED
from policy_pages.site_sections import Profile
from policy_pages.terms import Asked

WHOLE = Decimal(100)


def percent_ahead(profile: Profile, hours: int) -> Decimal:
    """The share that comes back for cancelling so many full hours ahead; 0 is up to the beginning.

    After the last step nothing comes back unless a late fee is set; without steps all of it does.
    """
    tiers, late = profile.cancellation.tiers, profile.cancellation.late_fee_percent
    fitting = [tier.refund_percent for tier in tiers if hours >= tier.hours_before]
    if fitting:
        return _less_deposit(profile, Decimal(fitting[0]), hours)
    if late is None:
        late = WHOLE if tiers else Decimal(0)
    return _less_deposit(profile, WHOLE - late, hours)


def percent_after(profile: Profile) -> Decimal:
    """The share that comes back once the appointment has begun."""
    fee = profile.cancellation.no_show_fee_percent
    if fee is None:
        return percent_ahead(profile, 0)
    return _less_deposit(profile, WHOLE - fee, 0)


def _less_deposit(profile: Profile, percent: Decimal, hours: int) -> Decimal:
    """A deposit that is kept limits what can come back."""
    deposit = profile.deposit
    limit = deposit.until_hours_before or 0
    kept = deposit.refundable == "never" or (
        deposit.refundable == "until_hours_before" and hours < limit
    )
    return min(percent, WHOLE - deposit.amount_percent) if kept else percent


def boundaries(profile: Profile) -> list[int]:
    """The hours ahead at which the share changes, the farthest first; 0 is always the last."""
    hours = {0, *(tier.hours_before for tier in profile.cancellation.tiers)}
    if profile.deposit.refundable == "until_hours_before":
        hours.add(profile.deposit.until_hours_before or 0)
    return sorted(hours, reverse=True)


def cancel_options(asked: Asked) -> Iterator[Option]:
    """What cancelling an appointment brings now and later, for all booked items of an order."""
    order, profile = asked.order, asked.profile
    places = tuple(place for place, item in enumerate(order.items) if item.kind in BOOKED)
    if order.appointment is None or not places:
        return
    value = order.value_of(places)
    steps: list[Step] = []
    for hours in boundaries(profile):
        percent = percent_ahead(profile, hours)
        until = hours_before(order.appointment, hours, order.zone)
        if steps and steps[-1].percent == percent:
            steps.pop()
        steps.append(Step(until, percent, share_of(value, percent)))
    ahead = [step for step in steps if asked.moment <= step.until]
    percent = ahead[0].percent if ahead else percent_after(profile)
    yield Option(
        act="cancel",
        basis="promise",
        items=places,
        open=bool(ahead),
        until=local_day(order.appointment, order.zone),
        percent=percent,
        amount=share_of(value, percent),
        pays_return="nobody",
        why=tuple(_why(profile)),
        steps=tuple(steps),
        refund_days=profile.refund.days,
        refund_from="message",
    )


def _why(profile: Profile) -> Iterator[Reason]:
    for tier in profile.cancellation.tiers:
        percent = percent_ahead(profile, tier.hours_before)
        yield reason("tier.ahead", hours=tier.hours_before, percent=percent)
    yield reason("tier.late", percent=percent_ahead(profile, 0))
    yield reason("tier.no_show", percent=percent_after(profile))
    if profile.deposit.refundable != "always" and profile.deposit.amount_percent:
        yield reason("deposit.kept", percent=profile.deposit.amount_percent)
