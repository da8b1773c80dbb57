"""Days as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget.asking.days import NotADay, is_iso_day, read_day
from widget.asking.phones import is_plausible_phone

TODAY = date(2026, 11, 17)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-09",
        "2026-11-9",
        "9.11.2026",
        "09.11.2026",
        "9. 11. 2026",
        "9/11/2026",
        "09/11/2026",
        "9-11-2026",
        "9.11.26",
        " 9.11.2026 ",
    ],
)
def test_day_is_understood(typed: str) -> None:
    assert read_day(typed, TODAY) == "2026-11-09"


def test_no_day_is_no_day() -> None:
    assert read_day("  ", TODAY) == ""


def test_tomorrow_may_be_today_further_east_but_not_the_day_after() -> None:
    assert read_day("18.11.2026", TODAY) == "2026-11-18"
    with pytest.raises(NotADay, match="still to come"):
        read_day("19.11.2026", TODAY)


@pytest.mark.parametrize("typed", ["1.1.1999", "1999-12-31", "0026-11-09"])
def test_day_of_another_century_is_asked_about(typed: str) -> None:
    with pytest.raises(NotADay, match="long ago"):
        read_day(typed, TODAY)


@pytest.mark.parametrize(
    "typed",
    [
        "November",
        "11/13/2026",
        "31.2.2026",
        "29.2.2025",
        "9.11.",
        "9.11.202",
        "٩.١١.٢٠٢٦",
        "0.0.2026",
    ],
)
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(NotADay, match="unclear"):
        read_day(typed, TODAY)


@given(st.text(max_size=20))
def test_any_text_is_a_day_or_refused(text: str) -> None:
    try:
        found = read_day(text, TODAY)
    except NotADay:
        return
    assert found == "" or is_iso_day(found)


@given(st.dates(min_value=date(2000, 1, 1), max_value=TODAY))
def test_every_day_is_read_in_both_spellings(day: date) -> None:
    assert read_day(day.isoformat(), TODAY) == day.isoformat()
    assert read_day(f"{day.day}.{day.month}.{day.year}", TODAY) == day.isoformat()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("2026-11-09", True), ("2026-02-30", False), ("9.11.2026", False), ("", False)],
)
def test_date_box_can_show_iso_days_only(typed: str, shown: bool) -> None:
    assert is_iso_day(typed) is shown


@pytest.mark.parametrize(
    ("number", "country", "likely"),
    [
        ("01 234 5678", "IE", True),
        ("+353 1 234 5678", "IE", True),
        ("030 901820", "DE", True),
        ("030 901820", "de", True),
        ("+49 30 901820", "IE", True),
        ("12", "IE", False),
        ("call me", "IE", False),
        ("", "IE", False),
        ("01 234 5678", "", False),
        ("0" * 40, "IE", False),
    ],
)
def test_phone_is_likely_or_not(number: str, country: str, likely: bool) -> None:
    assert is_plausible_phone(number, country) is likely
