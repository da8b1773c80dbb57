"""Which version of the policy a case gets: the one in force on the day of the order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Connection

from widget.cases.model import Case, Fact
from widget.desk.steps import record_step
from widget.desk.wired import Desk
from widget.storage import cases, policies
from widget.storage.cases import Doer
from widget.storage.policies import Stamp

# dated: in force on the day of the order; before_first: ordered before the first version, so the
# law alone; unknown_day: the day is not known, so the one in force when the customer wrote.
Why = Literal["dated", "before_first", "unknown_day", "no_policy"]

_DAY_FIRST = re.compile(r"(\d{1,2})[./-] ?(\d{1,2})[./-] ?(\d{4})", re.ASCII)
_NAMED = ("%d %B %Y", "%d %b %Y", "%d. %B %Y", "%B %d, %Y")


@dataclass(frozen=True)
class Pin:
    """The version that counts for a case, 0 for the law alone, and why.

    ``day`` is the ISO day of the order, empty where it is not known.
    """

    number: int
    why: Why
    day: str = ""


def pin_for(stamps: Sequence[Stamp], ordered_on: str) -> Pin:
    """The version for an order of that ISO day (empty: not known), of those given, newest first."""
    if not stamps:
        return Pin(0, "no_policy", ordered_on)
    if not ordered_on:
        return Pin(stamps[0].number, "unknown_day")
    found = next((stamp for stamp in stamps if stamp.day <= ordered_on), None)
    if found is None:
        return Pin(0, "before_first", ordered_on)
    return Pin(found.number, "dated", ordered_on)


def pin_when_opened(stamps: Sequence[Stamp], case: Case) -> Pin:
    """The version that the customer was told of on the receipt."""
    return pin_for([stamp for stamp in stamps if stamp.at <= case.opened_at], case.ordered_on)


def also_in_force(stamps: Sequence[Stamp], day: str) -> list[int]:
    """All versions that were in force at some moment of a day: a day may have seen a change."""
    found: list[int] = []
    for stamp in stamps:
        if stamp.day <= day:
            found.append(stamp.number)
            if stamp.day < day:
                break
    return found


def day_of_fact(facts: Sequence[Fact], name: str) -> date | None:
    """The day that is known for a fact: the shop's last word, else the customer's.

    A day that nobody can read is as good as none.
    """
    told = [fact for fact in facts if fact.name == name]
    ours = [fact for fact in told if fact.said_by != "customer"]
    for fact in reversed(ours or told):
        found = read_day(fact.value)
        if found is not None:
            return found
    return None


def read_day(text: str) -> date | None:
    """A day as people of a shop write it, the day before the month; ``None`` for anything else."""
    text = text.strip()
    try:
        if found := _DAY_FIRST.fullmatch(text):
            day, month, year = (int(part) for part in found.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        pass
    for pattern in _NAMED:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def pin_again(desk: Desk, connection: Connection, case: Case, doer: Doer, now: int) -> Case:
    """Pin a case anew after something was learned about the day of its order.

    Where another version counts, or for another reason, an event says so. Returns the case.
    """
    known = day_of_fact(cases.facts_of(connection, case.shop_id, case.id), "date")
    stamps = policies.stamps_of(connection, case.shop_id)
    pin = pin_for(stamps, known.isoformat() if known else case.ordered_on)
    if pin.why == "unknown_day":
        pin = pin_when_opened(stamps, case)
    if (pin.number, pin.why) == (case.policy, case.policy_why):
        return case
    case, _ = record_step(
        desk,
        connection,
        case,
        "policy_pinned",
        {"number": pin.number, "day": pin.day, "why": pin.why},
        now,
        doer,
        touch=False,
        policy=pin.number,
        policy_why=pin.why,
    )
    return case


def pin_of(connection: Connection, case: Case) -> Pin:
    """What is written in a case; for one of before there were policies, what would be."""
    known = day_of_fact(cases.facts_of(connection, case.shop_id, case.id), "date")
    day = known.isoformat() if known else case.ordered_on
    if case.policy is not None and case.policy_why is not None:
        why: Why = case.policy_why  # type: ignore[assignment]  # written by nobody else
        return Pin(case.policy, why, day)
    stamps = policies.stamps_of(connection, case.shop_id)
    if day:
        return pin_for(stamps, day)
    return pin_when_opened(stamps, case)
