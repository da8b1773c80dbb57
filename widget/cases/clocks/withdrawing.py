"""Withdrawing from a contract: until when, when the goods go back, when the money is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from policy_pages.counting import end_after
from policy_pages.law_files import Rule
from widget.cases.clocks.clock import Clock, State, made, shops_state
from widget.cases.clocks.counting import law, months_after, moved
from widget.cases.clocks.known import Known

KINDS = frozenset({"withdrawal", "return", "refund", "cancellation"})


@dataclass(frozen=True)
class _Window:
    """The customer's time to withdraw; ``ends`` ``None``: not known, because of ``missing``."""

    rule: Rule
    starts: date | None
    ends: date | None
    sentence: str
    missing: tuple[str, ...] = ()


def withdrawal_clocks(known: Known, place: str, family: str) -> Iterator[Clock]:
    """The window, and where the message withdraws or may do so, the return and the refund."""
    days = law(known, place, "withdrawal_days")
    if known.kind not in KINDS or days is None:
        return
    window = _window(known, place, family, days)
    yield _window_clock(known, place, window)
    if known.declares is False:
        return
    settles = _doubts(known, window)
    if family != "services" and not known.collects:
        yield from _send_back(known, place, settles)
    yield from _refund(known, place, family, settles)


def _window(known: Known, place: str, family: str, days: Rule) -> _Window:
    """The time to withdraw, as far as it is known; longer where the shop did not inform."""
    starts = law(known, place, f"withdrawal_starts_{family}")
    starts = starts or law(known, place, "withdrawal_starts_goods")
    from_contract = starts is not None and starts.value == "contract"
    begun = known.ordered_on if from_contract else known.delivered_on
    sentence = "window.contract" if from_contract else "window.delivery"
    if begun is None:
        missing = ("date",) if from_contract else ("delivered",)
        return _Window(days, None, None, f"{sentence}.unknown", missing)
    first = moved(known, place, end_after(begun, days.number))
    if known.informed is not False and known.informed_on is None:
        return _Window(days, begun, first, sentence)
    return _longer(known, place, begun, _Window(days, begun, first, sentence))


def _longer(known: Known, place: str, begun: date, plain: _Window) -> _Window:
    """The window where the customer was told late or not at all."""
    told, never = known.informed_on, law(known, place, "not_informed")
    if never is None or plain.ends is None or (told is not None and told <= begun):
        return plain
    late = law(known, place, "informed_late")
    # British law has the same rule; the files hold its row for the European one alone.
    number = late.number if late else plain.rule.number
    if told is not None and told <= months_after(begun, never.number):
        ends = moved(known, place, end_after(told, number))
        return _Window(late or never, told, ends, "window.informed_late")
    ends = moved(known, place, months_after(plain.ends, never.number))
    return _Window(never, begun, ends, "window.not_informed")


def _window_clock(known: Known, place: str, window: _Window) -> Clock:
    state: State = "unknown"
    if window.ends is not None:
        if known.received_on > window.ends:
            state = "late"
        else:
            running = known.declares is not True and known.today <= window.ends
            state = "running" if running else "in_time"
    settles = window.missing
    if state == "late" and known.informed is None and known.informed_on is None:
        # Late, unless they were never told: only the shop knows that.
        settles += ("informed",)
    return made(
        window.rule,
        place,
        "withdraw",
        "customer",
        starts=window.starts,
        ends=window.ends,
        state=state,
        sentence=window.sentence,
        certain=not known.excepted,
        settles=(*settles, "item_kind") if known.excepted else settles,
    )


def _doubts(known: Known, window: _Window) -> tuple[str, ...]:
    """The facts on which it hangs whether the law wants the money back; none where it does."""
    if known.by_law is True:
        return ()
    doubts: tuple[str, ...] = () if known.declares else ("by_law",)
    if window.ends is not None and known.received_on > window.ends:
        doubts += ("date",) if window.sentence == "window.contract" else ("delivered",)
        if known.informed is not True:
            doubts += ("informed",)
    return (*doubts, "item_kind") if known.excepted else doubts


def _send_back(known: Known, place: str, doubts: tuple[str, ...]) -> Iterator[Clock]:
    rule = law(known, place, "send_back_days")
    if rule is None:
        return
    ends = moved(known, place, end_after(known.received_on, rule.number))
    yield made(
        rule,
        place,
        "send_back",
        "customer",
        starts=known.received_on,
        ends=ends,
        state=_return_state(known, ends),
        sentence="send_back.message",
        certain=not doubts,
        settles=doubts,
    )


def _return_state(known: Known, ends: date) -> State:
    if known.returned_on is not None:
        return "done"
    return "running" if known.today <= ends else "over"


def _refund(known: Known, place: str, family: str, doubts: tuple[str, ...]) -> Iterator[Clock]:
    rule = law(known, place, "refund_days")
    if rule is None:
        return
    with_goods = family != "services" and not known.collects
    from_goods = rule.more["from_event"] == "goods_received_or_proof_of_sending"
    if from_goods and with_goods:
        due = _from_goods(known, rule.number)
    else:
        due = _waited_for(known, place, rule.number, with_goods=with_goods)
    done = known.refunded_on is not None or known.ended
    waits = due.ends is None and not done
    yield made(
        rule,
        place,
        "refund",
        "shop",
        starts=due.starts,
        ends=due.ends,
        state="waiting" if waits else shops_state(due.ends, known.today, done=done),
        sentence=due.sentence,
        certain=not doubts,
        settles=() if done else (*doubts, *due.missing),
    )


@dataclass(frozen=True)
class _Due:
    """When the money is due; ``ends`` ``None``: not before what is ``missing`` is known."""

    starts: date | None
    ends: date | None
    sentence: str
    missing: tuple[str, ...] = ()


def _from_goods(known: Known, days: int) -> _Due:
    """The day where the time begins with the goods or the proof, and never before the message."""
    if known.returned_on is None:
        return _Due(None, None, "refund.goods", ("returned",))
    begun = max(known.returned_on, known.received_on)
    return _Due(begun, end_after(begun, days), "refund.goods")


def _waited_for(known: Known, place: str, days: int, *, with_goods: bool) -> _Due:
    """The day on which the money is due where the shop may wait for the goods.

    Within the time the day stands, and the shop may be quicker. After it the money may wait until
    the goods are back or shown to be sent, and is due on that very day. Goods of which nobody knows
    that they ever arrived give no right to wait for them.
    """
    begun, back = known.received_on, known.returned_on
    ends = end_after(begun, days)
    if not with_goods or law(known, place, "refund_may_wait") is None:
        return _Due(begun, ends, "refund.message")
    if back is not None:
        return _Due(
            begun, max(ends, back), "refund.goods_back" if back > ends else "refund.message"
        )
    if known.delivered_on is None:
        return _Due(begun, ends, "refund.unless_sent", ("delivered", "returned"))
    if known.today > ends:
        return _Due(begun, None, "refund.waits", ("returned",))
    return _Due(begun, ends, "refund.may_wait", ("returned",))
