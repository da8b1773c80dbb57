"""All clocks of a case, and of several laws that may hold the one to go by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from widget.cases.clocks.cancelling import cancellation_clocks
from widget.cases.clocks.clock import Clock
from widget.cases.clocks.delivering import delivery_clocks
from widget.cases.clocks.faults import fault_clocks
from widget.cases.clocks.known import Known
from widget.cases.clocks.withdrawing import withdrawal_clocks

_ORDER = (
    "refund",
    "refund_agreed",
    "refund_unshipped",
    "answer",
    "ship",
    "delay",
    "deliver",
    "copy",
    "send_back",
    "withdraw",
    "cancel",
    "reject",
    "fault",
)


@lru_cache(maxsize=16384)
def clocks_for(known: Known) -> tuple[Clock, ...]:
    """Every clock of a case: the shop's first, by their last day, then the customer's.

    Where the law of several places may hold, each clock is the strictest for the shop: its own
    duties end as early, the customer's times as late as in any of them.
    """
    found: dict[str, list[Clock]] = {}
    for place in known.places:
        for family in known.families:
            for clock in _clocks_at(known, place, family):
                found.setdefault(clock.name, []).append(clock)
    chosen = [_choose(known, found[name]) for name in _ORDER if name in found]
    return tuple(sorted(chosen, key=_rank))


def next_of(clocks: Iterable[Clock]) -> Clock | None:
    """What the shop has to do first, of what is certain; ``None`` where nothing is."""
    due = [clock for clock in clocks if clock.certain and clock.is_due]
    return min(due, key=_rank, default=None)


def still_open(clocks: Iterable[Clock]) -> tuple[Clock, ...]:
    """The duties of the shop that are certain and not done: somebody may still ask for them."""
    return tuple(
        clock
        for clock in clocks
        if clock.certain
        and clock.side == "shop"
        and clock.state in {"running", "overdue", "waiting"}
    )


def _clocks_at(known: Known, place: str, family: str) -> Iterator[Clock]:
    yield from withdrawal_clocks(known, place, family)
    yield from cancellation_clocks(known, place)
    yield from fault_clocks(known, place, family)
    yield from delivery_clocks(known, place, family)


def _choose(known: Known, clocks: list[Clock]) -> Clock:
    """The strictest of the clocks of one name, and what would settle that it is the right one."""
    shops = clocks[0].side == "shop"
    best = min(clocks, key=_earliest) if shops else max(clocks, key=_latest)
    settles, certain = best.settles, best.certain
    if not known.family_known and len({_terms(clock) for clock in clocks}) > 1:
        settles += ("item_kind",)
    if not known.place_known:
        everywhere = {clock.place for clock in clocks} == set(known.places)
        if not everywhere or len({_terms(clock) for clock in clocks}) > 1:
            settles += ("country",)
        # A duty that only some of the laws know may be none; after a declaration it is kept to.
        certain = certain and (everywhere or not shops or known.declares is True)
    return replace(best, certain=certain, settles=tuple(dict.fromkeys(settles)))


def _terms(clock: Clock) -> tuple[object, ...]:
    return (clock.ends, clock.state, clock.number)


def _earliest(clock: Clock) -> tuple[bool, date]:
    return (not clock.certain, clock.ends or date.max)


def _latest(clock: Clock) -> date:
    return clock.ends or date.max


def _rank(clock: Clock) -> tuple[bool, bool, bool, date, int]:
    return (
        clock.side != "shop",
        clock.state == "done",
        not clock.certain,
        clock.ends or date.max,
        _ORDER.index(clock.name),
    )
