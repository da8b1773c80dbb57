"""One clock of the law: what it counts, from which day, until which, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from policy_pages.law_files import Rule

# Whose time it is: the shop's to do something, or the customer's to claim it.
Side = Literal["shop", "customer"]
# running: the last day has not passed. overdue: it has, and the shop has not done it. over: the
# customer's time has passed. in_time, late: how the customer's message stood to their time.
# waiting: the law lets the shop wait for something. unknown: a fact is missing. endless: the law
# sets no last day. done: it was done.
State = Literal[
    "running", "overdue", "over", "in_time", "late", "waiting", "unknown", "endless", "done"
]


@dataclass(frozen=True)
class Clock:
    """One thing that the law gives a time for.

    ``ends`` is the last day on which it is in time; ``None`` where it is not known or where there
    is none (``state`` says which). ``number`` is the length as the row of law has it. ``sentence``
    names how the last day comes about. ``certain``: nothing that is not known could make it go
    away; only such a clock is ever shown as late. ``settles`` are the names of the facts that
    would settle what is open. ``rule`` and ``source`` are the row of law; ``unconfirmed``: nobody
    has read a source for it.
    """

    name: str
    side: Side
    place: str
    starts: date | None
    ends: date | None
    state: State
    sentence: str
    number: int
    rule: str
    source: str
    unconfirmed: bool
    certain: bool
    settles: tuple[str, ...] = ()

    @property
    def is_due(self) -> bool:
        """Whether the shop has to do something by a day that is known."""
        return self.side == "shop" and self.state in {"running", "overdue"}

    @property
    def is_late(self) -> bool:
        """Whether the shop has certainly missed it."""
        return self.certain and self.side == "shop" and self.state == "overdue"


def made(
    rule: Rule,
    place: str,
    name: str,
    side: Side,
    *,
    starts: date | None,
    ends: date | None,
    state: State,
    sentence: str,
    certain: bool,
    settles: tuple[str, ...] = (),
    number: int = 0,
) -> Clock:
    """A clock that rests on a row of law. ``number`` where the row's own is not the length."""
    return Clock(
        name=name,
        side=side,
        place=place,
        starts=starts,
        ends=ends,
        state=state,
        sentence=sentence,
        number=number or (rule.number if isinstance(rule.value, int) else 0),
        rule=rule.id,
        source=rule.source,
        unconfirmed=rule.unconfirmed,
        certain=certain,
        settles=tuple(dict.fromkeys(settles)),
    )


def shops_state(ends: date | None, today: date, *, done: bool) -> State:
    """How a duty of the shop stands on a day."""
    if done:
        return "done"
    if ends is None:
        return "unknown"
    return "running" if today <= ends else "overdue"


def state_of_message(ends: date | None, received_on: date) -> State:
    """How a customer's message stood to their time."""
    if ends is None:
        return "unknown"
    return "in_time" if received_on <= ends else "late"


def clock_data(clock: Clock) -> dict[str, Any]:
    """A clock as plain data, for the order of a mail; nothing in it is about a person."""
    data = asdict(clock)
    for name in ("starts", "ends"):
        data[name] = data[name].isoformat() if data[name] else ""
    return data | {"settles": list(clock.settles)}


def clock_from(data: Mapping[str, Any]) -> Clock:
    """What ``clock_data`` wrote, read again."""
    days = {
        name: date.fromisoformat(data[name]) if data[name] else None for name in ("starts", "ends")
    }
    return Clock(**{**data, **days, "settles": tuple(data["settles"])})
