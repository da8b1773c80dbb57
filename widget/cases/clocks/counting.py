"""Days, months and working days as the rows of law count them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from policy_pages.counting import working_day
from policy_pages.law_files import Rule
from policy_pages.rules import members, rule_for
from widget.cases.clocks.known import Known

ONE_DAY = timedelta(days=1)
# Every kind of row that a clock asks for.
KINDS = (
    "withdrawal_days",
    "withdrawal_starts_goods",
    "withdrawal_starts_regular",
    "withdrawal_starts_services",
    "period_end",
    "not_informed",
    "informed_late",
    "send_back_days",
    "refund_days",
    "refund_may_wait",
    "complaint_answer_days",
    "reject_days",
    "conformity_years",
    "fault_time",
    "fault_remedy",
    "repair_extension",
    "delivery_days",
    "cancel_when_late_days",
    "ship_days",
    "delay_consent_days",
    "refund_unshipped_days",
    "copy_days",
    "cancel_after_copy_days",
    "cancel_without_copy_days",
    "legal_cancellation_refund_days",
)


def law(known: Known, place: str, kind: str) -> Rule | None:
    """The row of law for a kind at a place, as of the contract; ``None`` where there is none."""
    found = rule_for(place, kind, known.law_day)
    return None if found is None or found.repealed else found


def months_after(start: date, months: int) -> date:
    """The same day some months later; where that month has none, its last day."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def working_days_after(start: date, days: int, place: str) -> date:
    """The last of so many working days after a day, which is not counted itself.

    Weekends and public holidays of the whole country are no working days. Holidays of a part of
    it are: a duty must not end a day later for a holiday that the law may not have meant.
    """
    country = place.partition("-")[0]
    day = start
    for _ in range(days):
        day = working_day(day + ONE_DAY, country)
    return day


def moved(known: Known, place: str, day: date) -> date:
    """The end of a time of the customer's: the next working day, where the law moves it.

    A duty of the shop is never moved: whoever does it by then is in time however one reads it.
    Of somebody who lives in some member of the EU, it is the latest that any member has.
    """
    if law(known, place, "period_end") is None:
        return day
    return _latest_working_day(day) if place == "EU" else working_day(day, place)


@lru_cache(maxsize=1024)
def _latest_working_day(day: date) -> date:
    return max(working_day(day, member) for member in members())


@lru_cache(maxsize=64)
def differing_members(on: date) -> tuple[str, ...]:
    """The members of the EU in which one of the rules that clocks ask for is the member's own."""
    return tuple(
        member
        for member in members()
        if any(rule_for(member, kind, on) != rule_for("EU", kind, on) for kind in KINDS)
    )
