"""Goods that have not come: until when to send or deliver them, and the money if they do not."""

from __future__ import annotations

from collections.abc import Iterator

from policy_pages.counting import end_after
from policy_pages.law_files import Rule
from widget.cases.clocks.clock import Clock, made, shops_state
from widget.cases.clocks.counting import law, working_days_after
from widget.cases.clocks.known import Known

KINDS = frozenset({"complaint", "refund", "cancellation", "withdrawal"})


def delivery_clocks(known: Known, place: str, family: str) -> Iterator[Clock]:
    """Delivery within the days of law, or sending, and the refund of what was never sent."""
    if known.kind not in KINDS or family == "services" or known.delivered_on is not None:
        return
    if known.kind != "withdrawal":
        rule = law(known, place, "delivery_days") or law(known, place, "cancel_when_late_days")
        if rule is not None:
            yield from _by_day(known, place, rule, "deliver")
        ship = law(known, place, "ship_days")
        if ship is not None and known.shipped is not True:
            yield from _ship(known, place, ship)
    yield from _refund_unshipped(known, place)


def _by_day(known: Known, place: str, rule: Rule, name: str) -> Iterator[Clock]:
    """Something to be done so many days after the order, as far as nothing else was agreed.

    Whether the goods came, and whether another day was agreed, is not known, so it is never
    certain.
    """
    begun = known.ordered_on
    ends = None if begun is None else end_after(begun, rule.number)
    late = rule.kind == "cancel_when_late_days"
    sentence = "deliver.or_cancel" if late else f"{name}.order"
    yield made(
        rule,
        place,
        name,
        "shop",
        starts=begun,
        ends=ends,
        state=shops_state(ends, known.today, done=known.ended),
        sentence=f"{sentence}.unknown" if begun is None else sentence,
        certain=False,
        settles=("date", "delivered") if begun is None else ("delivered",),
    )


def _ship(known: Known, place: str, rule: Rule) -> Iterator[Clock]:
    """Sending by the day of law; after that, the day until which silence was consent."""
    begun, unsent = known.ordered_on, known.shipped is False
    ends = None if begun is None else end_after(begun, rule.number)
    settles = () if unsent else ("shipped",)
    yield made(
        rule,
        place,
        "ship",
        "shop",
        starts=begun,
        ends=ends,
        state=shops_state(ends, known.today, done=known.ended),
        sentence="ship.order" if begun else "ship.order.unknown",
        certain=unsent and begun is not None,
        settles=settles if begun else ("date", *settles),
    )
    delay = law(known, place, "delay_consent_days")
    if ends is None or delay is None or known.today <= ends:
        return
    longest = end_after(ends, delay.number)
    yield made(
        delay,
        place,
        "delay",
        "shop",
        starts=ends,
        ends=longest,
        state=shops_state(longest, known.today, done=known.ended),
        sentence="delay.silence",
        certain=unsent,
        settles=settles,
    )


def _refund_unshipped(known: Known, place: str) -> Iterator[Clock]:
    """The prompt refund of an order that is cancelled before it was sent."""
    rule = law(known, place, "refund_unshipped_days")
    cancels = known.kind in {"cancellation", "withdrawal"} or known.by_law is True
    if rule is None or not cancels or known.shipped is True or known.by_law is False:
        return
    # The right vests where the shop is late and offers to cancel; a mere change of mind has none.
    certain = known.by_law is True and known.shipped is False
    settles = () if known.by_law else ("by_law",)
    ends = working_days_after(known.received_on, rule.number, place)
    done = known.refunded_on is not None or known.ended
    yield made(
        rule,
        place,
        "refund_unshipped",
        "shop",
        starts=known.received_on,
        ends=ends,
        state=shops_state(ends, known.today, done=done),
        sentence="refund.unshipped",
        certain=certain,
        settles=() if done else (*settles, *(() if known.shipped is False else ("shipped",))),
    )
