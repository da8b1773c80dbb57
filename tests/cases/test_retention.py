"""How long a closed case is kept: the first day on which it goes, and the day before."""

from __future__ import annotations

from datetime import date

import pytest

from widget.cases.retention import erase_on


@pytest.mark.parametrize(
    ("closed_on", "outcome", "first_day"),
    [
        (date(2026, 11, 17), "spam", date(2026, 12, 17)),
        (date(2028, 1, 31), "spam", date(2028, 3, 1)),
        (date(2026, 1, 1), "settled", date(2030, 1, 1)),
        (date(2026, 12, 31), "settled", date(2030, 1, 1)),
        (date(2027, 1, 1), "settled", date(2031, 1, 1)),
        (date(2026, 6, 1), "not_settled", date(2030, 1, 1)),
        (date(2026, 6, 1), "all_done", date(2030, 1, 1)),
        (date(2026, 6, 1), "mistaken", date(2030, 1, 1)),
    ],
)
def test_case_goes_on_the_day_that_the_privacy_page_names(
    closed_on: date, outcome: str, first_day: date
):
    found = erase_on(closed_on=closed_on, outcome=outcome, spam_days=30, closed_years=3)

    assert found == first_day


def test_shops_own_numbers_count():
    closed_on = date(2026, 11, 17)

    spam = erase_on(closed_on=closed_on, outcome="spam", spam_days=7, closed_years=3)
    settled = erase_on(closed_on=closed_on, outcome="settled", spam_days=30, closed_years=1)

    assert spam == date(2026, 11, 24)
    assert settled == date(2028, 1, 1)
