"""The words that screens and mails share."""

from __future__ import annotations

import pytest

from widget.cases.model import FACT_NAMES, KINDS, OUTCOMES, STATES, WISHES
from widget.mail import words as tables
from widget.mail.words import words_for

AT_MS = 1_794_924_401_000  # Tuesday 17 November 2026, 14:06:41 UTC


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Dublin", "Tuesday 17 November 2026 at 14:06:41, Ireland time (UTC+0)"),
        ("Europe/Vienna", "Tuesday 17 November 2026 at 15:06:41, Austria time (UTC+1)"),
        # Countries with several zones are named by the city.
        ("America/New_York", "Tuesday 17 November 2026 at 09:06:41, New York time (UTC−5)"),
        ("America/St_Johns", "Tuesday 17 November 2026 at 10:36:41, St John’s time (UTC−3:30)"),
        ("Asia/Kolkata", "Tuesday 17 November 2026 at 19:36:41, India time (UTC+5:30)"),
        ("Pacific/Auckland", "Wednesday 18 November 2026 at 03:06:41, Auckland time (UTC+13)"),
        ("UTC", "Tuesday 17 November 2026 at 14:06:41, UTC"),
        ("Etc/GMT+5", "Tuesday 17 November 2026 at 09:06:41, UTC−5"),
    ],
)
def test_a_moment_is_said_with_its_zone_and_how_far_that_is_from_utc(zone, said):
    assert words_for("en").moment(AT_MS, zone) == said


def test_a_day_is_said_with_weekday_and_year():
    assert words_for("en").day("2026-11-20") == "Friday 20 November 2026"
    assert words_for("en").day_short("2026-11-20") == "Fri 20 Nov"
    assert words_for("de").day("2026-11-20") == "Freitag, 20. November 2026"
    assert words_for("de").day_short("2026-11-20") == "Fr., 20. Nov."
    assert words_for("en").day("") == words_for("en").day_short("") == ""


def test_times_in_a_history_are_short():
    words = words_for("en")
    assert words.moment_short(AT_MS, "Europe/Dublin") == "Tuesday 17 November, 14:06"
    assert words.clock(AT_MS, "Europe/Berlin") == "15:06"


def test_american_english_is_said_the_british_way():
    assert words_for("en-US").day("2026-11-20") == "Friday 20 November 2026"


@pytest.mark.parametrize("locale", ["fr", "ar", "de-AT", "pt_BR"])
def test_a_language_without_a_pattern_of_ours_says_days_in_its_own_way(locale):
    words = words_for(locale)
    assert "2026" in words.day("2026-11-20") or "٢٠٢٦" in words.day("2026-11-20")
    assert words.day_short("2026-11-20")
    assert words.moment(AT_MS, "Europe/Dublin")


@pytest.mark.parametrize("locale", ["", "zz", "../../etc/passwd", "x" * 100_000, "de\x00", "1"])
def test_T78_a_language_that_does_not_exist_is_english(locale):
    assert words_for(locale).language == "en"


@pytest.mark.parametrize("zone", ["", "../../etc/passwd", "Nowhere/At_All", "Europe/", "\x00"])
def test_T78_a_zone_that_does_not_exist_is_utc(zone):
    assert words_for("en").moment(AT_MS, zone).endswith("14:06:41, UTC")


def test_direction_follows_the_language():
    assert words_for("en").direction == "ltr"
    assert words_for("ar").direction == "rtl"


def test_every_word_of_the_house_is_said():
    assert set(tables.KIND_WORDS) == set(KINDS)
    assert set(tables.WISH_WORDS) == set(tables.WANTS) == set(tables.WOULD_LIKE) == set(WISHES)
    assert set(tables.OUTCOME_WORDS) == set(OUTCOMES)
    assert set(tables.STATE_WORDS) >= set(STATES)
    assert set(tables.FACT_WORDS) == set(FACT_NAMES)
    words = words_for("en")
    assert words.kind("complaint") == "Complaint"
    assert words.wish("replacement") == "New ones"
    assert words.wants("replacement") == "wants new ones"
    assert words.would_like("replacement", "Hanna") == "Hanna would like new ones"
    assert words.would_like("", "Hanna") == "Hanna has written to you"
    assert words.outcome("settled") == "Settled"
    assert words.state("waiting") == "Waiting for the customer"
    assert words.reach("phone") == "By phone"
    assert words.fact("delivered") == "Delivered on"
    assert words.kind("not of ours") == "not of ours"


def test_a_text_without_a_translation_says_itself():
    words = words_for("en")
    assert words.gettext("%(name)s has it", name="Hanna") == "Hanna has it"
    assert words.gettext("100 %") == "100 %"
    assert words.ngettext("%(num)s case", "%(num)s cases", 1) == "1 case"
    assert words.ngettext("%(num)s case", "%(num)s cases", 2) == "2 cases"
