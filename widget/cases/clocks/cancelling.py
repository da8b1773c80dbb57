"""Cancelling as in Ontario and Quebec: by the copy of the agreement, with a refund of its own."""

from __future__ import annotations

from collections.abc import Iterator

from policy_pages.counting import end_after
from policy_pages.law_files import Rule
from widget.cases.clocks.clock import Clock, made, shops_state, state_of_message
from widget.cases.clocks.counting import law
from widget.cases.clocks.known import Known

KINDS = frozenset({"withdrawal", "return", "refund", "cancellation"})


def cancellation_clocks(known: Known, place: str) -> Iterator[Clock]:
    """The time to cancel for a copy that is missing or late, the copy itself, and the money."""
    after_copy = law(known, place, "cancel_after_copy_days")
    if known.kind not in KINDS or after_copy is None:
        return
    yield from _cancel(known, place, after_copy)
    yield from _copy(known, place)
    yield from _refund(known, place)


def _cancel(known: Known, place: str, after_copy: Rule) -> Iterator[Clock]:
    """Until when one may cancel; nothing where everything was told and handed over in time."""
    if known.informed is True:
        return
    starts, ends, rule = None, None, after_copy
    sentence = "copy.unknown"
    settles: tuple[str, ...] = ("informed",)
    if known.informed_on is not None:
        starts, sentence, settles = known.informed_on, "copy.given", ()
        ends = end_after(starts, after_copy.number)
    elif known.informed is False:
        without = law(known, place, "cancel_without_copy_days")
        sentence, settles = "copy.missing", ()
        if without is None:
            sentence = "copy.missing.no_number"
        elif known.ordered_on is None:
            sentence, settles, rule = "copy.missing.unknown", ("date",), without
        else:
            starts, rule = known.ordered_on, without
            ends = end_after(starts, without.number)
    yield made(
        rule,
        place,
        "cancel",
        "customer",
        starts=starts,
        ends=ends,
        state=state_of_message(ends, known.received_on),
        sentence=sentence,
        certain=True,
        settles=settles,
    )


def _copy(known: Known, place: str) -> Iterator[Clock]:
    rule = law(known, place, "copy_days")
    if rule is None or known.ordered_on is None:
        return
    ends = end_after(known.ordered_on, rule.number)
    given = known.informed is True or known.informed_on is not None
    yield made(
        rule,
        place,
        "copy",
        "shop",
        starts=known.ordered_on,
        ends=ends,
        state=shops_state(ends, known.today, done=given or known.ended),
        sentence="copy.order",
        certain=known.informed is False and not given,
        settles=() if given or known.informed is False else ("informed",),
    )


def _refund(known: Known, place: str) -> Iterator[Clock]:
    rule = law(known, place, "legal_cancellation_refund_days")
    if rule is None or known.by_law is False:
        return
    ends = end_after(known.received_on, rule.number)
    done = known.refunded_on is not None or known.ended
    yield made(
        rule,
        place,
        "refund",
        "shop",
        starts=known.received_on,
        ends=ends,
        state=shops_state(ends, known.today, done=done),
        sentence="refund.cancelled",
        certain=known.by_law is True,
        settles=() if done or known.by_law else ("by_law",),
    )
