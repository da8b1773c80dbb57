"""A second answer to what the clocks say, slow and on its own: it walks the calendar day by day.

It reads no file of law. What it knows of the law is written down here again, by hand, from the
statutes that the files cite.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import holidays
from hypothesis import strategies as st

from widget.cases.clocks import Clock, Known

EU = ("AT", "CZ", "DE", "ES", "FR", "GR", "IE", "IT", "NL", "PL", "SE")
PLACES = (*EU, "DE-BY", "UK", "US", "US-NY", "CA-ON", "CA-QC", "CA", "AU", "NZ", "JP")
DAY = timedelta(days=1)

# What the oracle says of a clock: its last day (None: not known or none) and how it stands.
Said = dict[str, tuple[date | None, str]]

_OFF: dict[tuple[str, int], set[date]] = {}


def is_off(day: date, place: str) -> bool:
    """Whether nobody works: a weekend, or a public holiday there."""
    country, _, part = place.partition("-")
    key = place, day.year
    if key not in _OFF:
        code = {"UK": "GB"}.get(country, country)
        known = part if part in holidays.list_supported_countries().get(code, []) else None
        _OFF[key] = set(holidays.country_holidays(code, subdiv=known, years=day.year))
    return day.isoweekday() > 5 or day in _OFF[key]


def walk(start: date, days: int, counts: Callable[[date], bool] = lambda _day: True) -> date:
    """The last of so many days that count; the first day is not one of them."""
    day = start
    while days:
        day += DAY
        days -= counts(day)
    return day


def walk_months(start: date, months: int) -> date:
    """The day of the same number some months on, or the last day before the month is over."""
    day, begun = start, 0
    while begun < months or (day.day != start.day and (day + DAY).month == day.month):
        day += DAY
        begun += day.day == 1
    return day


def last_day_moved(day: date, place: str) -> date:
    while is_off(day, place):
        day += DAY
    return day


def in_eu(place: str) -> bool:
    return place.partition("-")[0] in EU


def what_oracle_says(known: Known) -> Said:
    """Every clock of a case under the law of its one place, for its one family of items."""
    (place,), (family,) = known.places, known.families
    said: Said = {}
    if in_eu(place) or place == "UK":
        said |= european(known, place, family)
    if place in {"CA-ON", "CA-QC"}:
        said |= canadian(known, place, family)
    if place.startswith("US"):
        said |= american(known, family)
    said |= of_complaints(known, place)
    said |= of_faults(known, place, family)
    return said


def shops(ends: date | None, known: Known, *, done: bool) -> tuple[date | None, str]:
    if done:
        return ends, "done"
    if ends is None:
        return ends, "unknown"
    return ends, "overdue" if known.today > ends else "running"


def refunded(known: Known) -> bool:
    return known.ended or known.refunded_on is not None


def window(known: Known, place: str, family: str) -> date | None:
    begun = known.ordered_on if family == "services" else known.delivered_on
    if begun is None:
        return None
    move = last_day_moved if in_eu(place) else lambda day, _place: day
    first = move(walk(begun, 14), place)
    told = known.informed_on
    if told is None and known.informed is not False:
        return first
    if told is not None and told <= begun:
        return first
    if told is not None and told <= walk_months(begun, 12):
        return move(walk(told, 14), place)
    return move(walk_months(first, 12), place)


def european(known: Known, place: str, family: str) -> Said:
    said: Said = {}
    goods = family != "services"
    if known.kind in {"withdrawal", "return", "refund", "cancellation"}:
        ends = window(known, place, family)
        state = "unknown"
        if ends is not None:
            state = "in_time" if known.received_on <= ends else "late"
            declares = known.kind == "withdrawal" if known.by_law is None else known.by_law
            if state == "in_time" and not declares and known.today <= ends:
                state = "running"
        said["withdraw"] = ends, state
        if known.by_law is not False:
            if goods and not known.collects:
                back = walk(known.received_on, 14)
                back = last_day_moved(back, place) if in_eu(place) else back
                over = "over" if known.today > back else "running"
                said["send_back"] = back, "done" if known.returned_on else over
            said["refund"] = refund(known, place, waits=goods and not known.collects)
    late_kinds = {"complaint", "refund", "cancellation"}
    if known.kind in late_kinds and goods and known.delivered_on is None:
        ends = walk(known.ordered_on, 30) if known.ordered_on else None
        said["deliver"] = shops(ends, known, done=known.ended)
    return said


def refund(known: Known, place: str, *, waits: bool) -> tuple[date | None, str]:
    back, done = known.returned_on, refunded(known)
    ends: date | None
    if place == "UK" and waits:
        ends = walk(max(back, known.received_on), 14) if back else None
        return (ends, "waiting") if ends is None and not done else shops(ends, known, done=done)
    ends = walk(known.received_on, 14)
    if waits and back is not None and back > ends:
        ends = back
    if waits and back is None and known.delivered_on is not None and known.today > ends:
        return None, "done" if done else "waiting"
    return shops(ends, known, done=done)


def canadian(known: Known, place: str, family: str) -> Said:
    said: Said = {}
    begun, told = known.ordered_on, known.informed_on
    if known.kind in {"withdrawal", "return", "refund", "cancellation"}:
        if known.informed is not True:
            ends = None
            if told is not None:
                ends = walk(told, 7)
            elif known.informed is False and begun is not None and place == "CA-ON":
                ends = walk(begun, 30)
            state = "unknown"
            if ends is not None:
                state = "in_time" if known.received_on <= ends else "late"
            said["cancel"] = ends, state
        if begun is not None:
            given = known.informed is True or told is not None
            said["copy"] = shops(walk(begun, 15), known, done=given or known.ended)
        if known.by_law is not False:
            said["refund"] = shops(walk(known.received_on, 15), known, done=refunded(known))
    undelivered = family != "services" and known.delivered_on is None
    if known.kind in {"complaint", "refund", "cancellation"} and undelivered:
        said["deliver"] = shops(walk(begun, 30) if begun else None, known, done=known.ended)
    return said


def american(known: Known, family: str) -> Said:
    said: Said = {}
    if family == "services" or known.delivered_on is not None or known.shipped is True:
        return said
    begun = known.ordered_on
    if known.kind in {"complaint", "refund", "cancellation"}:
        ends = walk(begun, 30) if begun else None
        said["ship"] = shops(ends, known, done=known.ended)
        if ends is not None and known.today > ends:
            said["delay"] = shops(walk(ends, 30), known, done=known.ended)
    cancels = known.kind in {"cancellation", "withdrawal"} or (
        known.by_law is True and known.kind in {"complaint", "refund"}
    )
    if cancels and known.by_law is not False:
        seventh = walk(known.received_on, 7, lambda day: not is_off(day, "US"))
        said["refund_unshipped"] = shops(seventh, known, done=refunded(known))
    return said


def of_complaints(known: Known, place: str) -> Said:
    days = {"CZ": 30, "ES": 15, "PL": 14}.get(place)
    if known.kind != "complaint" or days is None:
        return {}
    answered = known.answered_on is not None and place != "CZ"
    return {"answer": shops(walk(known.received_on, days), known, done=known.ended or answered)}


def of_faults(known: Known, place: str, family: str) -> Said:
    if known.kind not in {"complaint", "refund", "return"} or family == "services":
        return {}
    said: Said = {}
    begun = known.delivered_on

    def judged(ends: date | None) -> tuple[date | None, str]:
        if ends is None:
            return None, "unknown"
        return ends, "in_time" if known.received_on <= ends else "late"

    if place == "UK":
        said["reject"] = judged(walk(begun, 30) if begun else None)
        if known.agreed_on is not None:
            ends = walk(known.agreed_on - DAY, 14)
            said["refund_agreed"] = shops(ends, known, done=refunded(known))
    if in_eu(place):
        fault_ends = walk_months(begun, 36 if place == "ES" else 24) if begun else None
        repaired = known.repaired_on
        since = date(2026, 7, 31)
        if fault_ends and repaired and repaired <= fault_ends and known.law_day >= since:
            fault_ends = walk_months(fault_ends, 12)
        said["fault"] = judged(fault_ends)
    if place in {"UK", "AU", "NZ"}:
        said["fault"] = None, "endless"
    return said


def as_said(clocks: tuple[Clock, ...]) -> Said:
    """What the clocks say, in the oracle's shape."""
    return {clock.name: (clock.ends, clock.state) for clock in clocks}


# Around leap days, ends of months and years, Easter and the nights when clocks change.
_EDGES = (
    date(2024, 2, 29),
    date(2027, 2, 28),
    date(2028, 2, 29),
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2026, 12, 24),
    date(2026, 12, 31),
    date(2027, 1, 31),
    date(2027, 3, 26),
    date(2026, 7, 31),
)


def days() -> st.SearchStrategy[date]:
    """Days, many of them near an edge of the calendar or of the law."""
    near = st.builds(
        lambda edge, shift: edge + shift * DAY, st.sampled_from(_EDGES), st.integers(-40, 40)
    )
    return st.one_of(near, st.dates(date(2024, 1, 1), date(2029, 12, 31)))


@st.composite
def cases(draw: st.DrawFn) -> Known:
    """A case under one law, whose days lie near the ends of its clocks."""
    maybe_day = st.none() | days()
    begun = draw(days())
    received = begun + draw(st.sampled_from((0, 1, 7, 13, 14, 15, 16, 17, 18, 30, 400))) * DAY
    about = st.sampled_from((0, 1, 6, 7, 10, 13, 14, 15, 16, 29, 30, 31, 60, 380, 760))
    after = st.builds(lambda shift: received + shift * DAY, about)
    since = st.builds(lambda shift: begun + shift * DAY, about)
    return Known(
        kind=draw(st.sampled_from(("withdrawal", "return", "refund", "cancellation", "complaint"))),
        received_on=received,
        today=received + draw(about) * DAY + draw(st.integers(0, 3)) * DAY,
        places=(draw(st.sampled_from(PLACES)),),
        families=(draw(st.sampled_from(("goods", "regular", "services"))),),
        ordered_on=draw(st.none() | st.just(begun) | days()),
        delivered_on=draw(st.none() | st.just(begun) | days()),
        shipped=draw(st.sampled_from((None, True, False))),
        returned_on=draw(st.none() | after),
        refunded_on=draw(st.none() | st.none() | after),
        repaired_on=draw(maybe_day | after),
        agreed_on=draw(st.none() | after),
        answered_on=draw(st.none() | after),
        informed=draw(st.sampled_from((None, None, True, False))),
        informed_on=draw(st.none() | st.none() | since),
        by_law=draw(st.sampled_from((None, None, True, False))),
        collects=draw(st.booleans()),
        ended=draw(st.sampled_from((False, False, False, True))),
    )
