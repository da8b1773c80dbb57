"""How far away a due day is, and the groups in which the inbox shows it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from widget.cases.model import Case

Group = Literal["late", "today", "week", "later"]
GROUPS: tuple[Group, ...] = ("late", "today", "week", "later")


@dataclass(frozen=True)
class DueGroup:
    """Cases that are due at about the same time."""

    name: Group
    cases: list[Case]


def days_left(due_on: str, today: date) -> int:
    """Days until an ISO day; negative when it has passed."""
    return (date.fromisoformat(due_on) - today).days


def group_of(due_on: str, today: date) -> Group:
    """The group of an ISO day. A week ends on Sunday; without a day it is never late."""
    if not due_on:
        return "later"
    left = days_left(due_on, today)
    if left < 0:
        return "late"
    if left == 0:
        return "today"
    sunday = today + timedelta(days=6 - today.weekday())
    return "week" if date.fromisoformat(due_on) <= sunday else "later"


def groups_by_due(cases: Sequence[Case], today: date) -> list[DueGroup]:
    """The cases in their groups, in the order they came; empty groups are left out."""
    found: dict[Group, list[Case]] = {name: [] for name in GROUPS}
    for case in cases:
        found[group_of(case.due_on, today)].append(case)
    return [DueGroup(name, members) for name, members in found.items() if members]
