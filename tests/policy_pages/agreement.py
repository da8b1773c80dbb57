"""Compares decide with the oracle; used by the property tests and by the benchmark."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from policy_pages.decide import decide
from policy_pages.decision import Decision, Option
from policy_pages.order import BOOKED, Order
from policy_pages.profile import Profile
from tests.policy_pages import oracle


def assert_agreement(profile: Profile, order: Order, on: datetime) -> None:
    """Every day, share, amount and payer that decide tells is what the oracle finds."""
    for kind in ("return", "cancellation"):
        decision = decide(profile, order, kind, on)
        assert decision.on == oracle.day_of(on, order.zone)
        agree_on_items(profile, order, decision)
        if order.country is None:
            agree_on_best(profile, order, decision)
        if kind == "cancellation":
            agree_on_booking(profile, order, decision, on)


def agree_on_items(profile: Profile, order: Order, decision: Decision) -> None:
    for place, item in enumerate(order.items):
        for act, said in (
            ("withdraw", oracle.by_law(profile, order, item, decision.country)),
            ("change_mind", oracle.by_promise(profile, order, item, decision.country)),
        ):
            found = [each for each in decision.options if each.act == act and place in each.items]
            assert bool(found) == bool(said), (act, place, decision.country)
            if said is None:
                continue
            (option,) = found
            assert option.until == said.until
            assert Fraction(option.percent) == said.percent
            assert option.pays_return == said.payer
            assert option.open == (said.until is None or decision.on <= said.until)
            agree_on_amount(order, option)


def agree_on_amount(order: Order, option: Option) -> None:
    values = [order.items[place].value for place in option.items]
    whole = None if None in values else sum(value for value in values if value is not None)
    assert option.amount == oracle.amount(whole, Fraction(option.percent))


def agree_on_best(profile: Profile, order: Order, decision: Decision) -> None:
    """No region of the policy gives an unknown buyer more, or more time."""
    ends: list[tuple[Fraction, date]] = []
    for region in profile.buyer_regions:
        for country in oracle.EU if region == "EU" else [region]:
            for item in order.items:
                for rule in (oracle.by_law, oracle.by_promise):
                    said = rule(profile, order, item, country)
                    if said and (said.until is None or decision.on <= said.until):
                        ends.append((said.percent, said.until or date.max))
    told = [
        (Fraction(each.percent), each.until or date.max)
        for each in decision.open
        if each.act in {"withdraw", "change_mind"}
    ]
    if ends and not any(each.act in {"cancel", "money_back"} for each in decision.options):
        assert told
        assert max(told) == max(ends)


def agree_on_booking(profile: Profile, order: Order, decision: Decision, on: datetime) -> None:
    booked = any(item.kind in BOOKED for item in order.items)
    found = [each for each in decision.options if each.act == "cancel"]
    assert bool(found) == (booked and order.appointment is not None)
    if found and order.appointment is not None:
        (option,) = found
        hours = oracle.hours_ahead(on, order.appointment)
        assert Fraction(option.percent) == oracle.cancelling(profile, hours)
        assert option.open == (hours >= 0)
        agree_on_amount(order, option)
