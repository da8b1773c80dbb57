"""The clocks of the law for a case, for a list, and for whoever is about to erase.

They are worked out whenever somebody asks: a stored one would be wrong the day after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Connection

from widget.cases.budget import BY_LAW
from widget.cases.clocks import Clock, Known, clocks_for, next_of, still_open
from widget.cases.model import Case, Fact, Shop
from widget.desk.casefile import CaseFile
from widget.desk.clock_facts import Told, known_of, profile_for, sane_day, with_exception
from widget.desk.item_rights import ItemRight, all_excepted, rights_of
from widget.desk.pinning import read_day
from widget.desk.wired import Desk
from widget.storage import policies, shops
from widget.storage.clock_rows import answered_at, cases_with_clocks, declared_at, facts_of_cases


@dataclass(frozen=True)
class CaseClocks:
    """What the law wants next in a case, what the customer may do, and what is not known.

    ``settles`` are the facts that would settle what is open, the most telling first; ``rights``
    what the law says of each item. ``places`` is empty where nobody knows whose law may hold.
    """

    known: Known
    clocks: tuple[Clock, ...]
    rights: tuple[ItemRight, ...]

    @property
    def to_do(self) -> tuple[Clock, ...]:
        """What the shop has to do for certain, or has done."""
        return tuple(one for one in self.clocks if one.side == "shop" and one.certain)

    @property
    def perhaps(self) -> tuple[Clock, ...]:
        """What the shop may have to do, as far as is known."""
        return tuple(one for one in self.clocks if one.side == "shop" and not one.certain)

    @property
    def customers(self) -> tuple[Clock, ...]:
        """The customer's own times."""
        return tuple(one for one in self.clocks if one.side == "customer")

    @property
    def settles(self) -> tuple[str, ...]:
        """The facts that would settle what is open, in the order in which they are asked for."""
        asked = {name for clock in self.clocks for name in clock.settles}
        return tuple(name for name in _ASKED if name in asked)

    @property
    def places(self) -> tuple[str, ...]:
        """Whose law may hold."""
        return self.known.places


@dataclass(frozen=True)
class DueCase:
    """A case and the clock in it that comes first, or that has passed."""

    case: Case
    clock: Clock


_ASKED = (
    "country",
    "by_law",
    "delivered",
    "date",
    "returned",
    "shipped",
    "informed",
    "item_kind",
)


def clocks_of_file(desk: Desk, file: CaseFile) -> CaseClocks:
    """What the law wants next in a case, as of now."""
    answered = [event.at for event in file.events if event.kind == "answered"]
    with desk.store.read() as connection:
        texts = _texts(connection, file.shop.id, [file.case])
    told = _told(file.shop, file.case, file.facts, texts, answered[0] if answered else None)
    opened = file.events[0].payload or {}
    told = replace(told, declared_at=opened.get("shop_received_at"))
    return _clocks(told, desk.clock())


def clocks_of_cases(desk: Desk, shop: Shop, listed: Sequence[Case]) -> dict[int, Clock]:
    """The first duty by law of each case of a page; cases without one are left out."""
    with desk.store.read() as connection:
        return _first_clocks(connection, shop, listed, desk.clock())


def late_by_law(desk: Desk, shop: Shop) -> list[DueCase]:
    """Every case of a shop in which a day of the law has passed, the longest ago first."""
    return [due for due in due_by_law(desk, shop) if due.clock.is_late]


def due_by_law(desk: Desk, shop: Shop) -> list[DueCase]:
    """Every case of a shop in which the law wants something by a day, the earliest first."""
    with desk.store.read() as connection:
        return due_in_shop(connection, shop, desk.clock())


def due_in_shop(connection: Connection, shop: Shop, now: int) -> list[DueCase]:
    """``due_by_law`` on a connection at hand."""
    listed = cases_with_clocks(connection, shop.id)
    found = _first_clocks(connection, shop, listed, now)
    due = [DueCase(case, found[case.id]) for case in listed if case.id in found]
    return sorted(due, key=lambda one: (one.clock.ends or one.clock.starts, one.case.id))


def day_that_counts(desk: Desk, text: str) -> str:
    """A day that somebody typed, as ISO; empty where it is none that an order can have."""
    today = datetime.fromtimestamp(desk.clock() / 1000, UTC).date()
    day = sane_day(read_day(text), today)
    return day.isoformat() if day else ""


def open_by_law(connection: Connection, listed: Sequence[Case], now: int) -> list[Case]:
    """Those of some cases of one shop in which a duty of the law is not done yet."""
    if not listed:
        return []
    shop = shops.shop_by_id(connection, listed[0].shop_id)
    clocks = _clocks_of_all(connection, shop, listed, now)
    return [case for case in listed if still_open(clocks[case.id])]


def _first_clocks(
    connection: Connection, shop: Shop, listed: Sequence[Case], now: int
) -> dict[int, Clock]:
    every = _clocks_of_all(connection, shop, listed, now)
    found = {case_id: next_of(clocks) for case_id, clocks in every.items()}
    return {case_id: clock for case_id, clock in found.items() if clock is not None}


def _clocks_of_all(
    connection: Connection, shop: Shop, listed: Sequence[Case], now: int
) -> dict[int, tuple[Clock, ...]]:
    ids = [case.id for case in listed]
    facts = facts_of_cases(connection, shop.id, ids)
    complaints = [case.id for case in listed if case.kind == "complaint"]
    answered = answered_at(connection, shop.id, complaints)
    declared = declared_at(connection, shop.id, [case.id for case in listed if case.kind in BY_LAW])
    texts = _texts(connection, shop.id, listed)
    found = {}
    for case in listed:
        told = _told(shop, case, facts[case.id], texts, answered.get(case.id))
        told = replace(told, declared_at=declared.get(case.id))
        found[case.id] = _clocks(told, now).clocks
    return found


def _texts(connection: Connection, shop_id: int, listed: Sequence[Case]) -> dict[int, str]:
    """The texts of the versions that count for some cases, and of the first one."""
    stamps = policies.stamps_of(connection, shop_id)
    if not stamps:
        return {}
    first = min(stamp.number for stamp in stamps)
    wanted = {first} | {case.policy for case in listed if case.policy}
    found = (policies.find_version(connection, shop_id, number) for number in sorted(wanted))
    return {version.number: version.text for version in found if version}


def _told(
    shop: Shop, case: Case, facts: Sequence[Fact], texts: dict[int, str], answered: int | None
) -> Told:
    first = texts[min(texts)] if texts else ""
    profile = profile_for(texts.get(case.policy or 0, ""), first)
    return Told(shop, case, facts, profile, answered)


def _clocks(told: Told, now: int) -> CaseClocks:
    known = known_of(told, now)
    rights = rights_of(told, known)
    known = with_exception(known, excepted=all_excepted(rights))
    return CaseClocks(known, clocks_for(known), rights)
