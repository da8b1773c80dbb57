"""Things that are not as they should be: until when the shop answers for them, and how soon."""

from __future__ import annotations

from collections.abc import Iterator

from policy_pages.counting import end_after, years_after
from policy_pages.rules import places_of, rule_named
from widget.cases.clocks.clock import Clock, made, shops_state, state_of_message
from widget.cases.clocks.counting import law, months_after
from widget.cases.clocks.known import Known

KINDS = frozenset({"complaint", "refund", "return"})
# Where a claim must be settled in time and not merely answered.
_SETTLED = frozenset({"cz.complaint_30"})
_REFUND_OF_REJECTED = "uk.clock.refund_rejected"


def fault_clocks(known: Known, place: str, family: str) -> Iterator[Clock]:
    """The time for faulty goods, for rejecting them, for the answer, and for the money agreed."""
    if known.kind == "complaint":
        yield from _answer(known, place)
    if known.kind not in KINDS or family == "services":
        return
    yield from _reject(known, place)
    yield from _liable(known, place)
    yield from _refund_of_rejected(known, place)


def _answer(known: Known, place: str) -> Iterator[Clock]:
    rule = law(known, place, "complaint_answer_days")
    if rule is None:
        return
    ends = end_after(known.received_on, rule.number)
    settle = rule.id in _SETTLED
    done = known.ended or (known.answered_on is not None and not settle)
    yield made(
        rule,
        place,
        "answer",
        "shop",
        starts=known.received_on,
        ends=ends,
        state=shops_state(ends, known.today, done=done),
        sentence="answer.settle" if settle else "answer.message",
        certain=True,
    )


def _reject(known: Known, place: str) -> Iterator[Clock]:
    rule = law(known, place, "reject_days")
    if rule is None:
        return
    begun = known.delivered_on
    ends = None if begun is None else end_after(begun, rule.number)
    yield made(
        rule,
        place,
        "reject",
        "customer",
        starts=begun,
        ends=ends,
        state=state_of_message(ends, known.received_on),
        sentence="reject.delivery" if begun else "reject.delivery.unknown",
        certain=True,
        settles=("delivered",) if begun is None else (),
    )


def _liable(known: Known, place: str) -> Iterator[Clock]:
    years = law(known, place, "conformity_years")
    if years is None:
        endless = law(known, place, "fault_time")
        rule = endless or law(known, place, "fault_remedy")
        if rule is not None:
            sentence = "fault.reasonable" if endless else "fault.no_end"
            yield made(
                rule,
                place,
                "fault",
                "customer",
                starts=known.delivered_on,
                ends=None,
                state="endless",
                sentence=sentence,
                certain=True,
            )
        return
    begun = known.delivered_on
    longer = law(known, place, "repair_extension") if known.repaired_on else None
    ends = None if begun is None else years_after(begun, years.number)
    # A repair lengthens what still runs; what is over stays over.
    if ends and longer and known.repaired_on and known.repaired_on <= ends:
        ends = months_after(ends, longer.number)
    else:
        longer = None
    yield made(
        longer or years,
        place,
        "fault",
        "customer",
        starts=begun,
        ends=ends,
        state=state_of_message(ends, known.received_on),
        sentence=("fault.repaired" if longer else "fault.years")
        if begun
        else "fault.years.unknown",
        certain=True,
        settles=("delivered",) if begun is None else (),
        number=years.number,
    )


def _refund_of_rejected(known: Known, place: str) -> Iterator[Clock]:
    rule = rule_named(_REFUND_OF_REJECTED)
    if rule.place not in places_of(place) or known.agreed_on is None:
        return
    # "Beginning with the day on which the trader agrees": that day is the first of them.
    days = int(rule.more["amount"])
    ends = end_after(known.agreed_on, days - 1 if rule.more["first_day_counts"] else days)
    done = known.refunded_on is not None or known.ended
    yield made(
        rule,
        place,
        "refund_agreed",
        "shop",
        starts=known.agreed_on,
        ends=ends,
        state=shops_state(ends, known.today, done=done),
        sentence="refund.agreed",
        certain=True,
        number=days,
    )
