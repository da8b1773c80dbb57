"""What people are told about what changed from one version to the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from policy_pages.answers import OwnWords
from policy_pages.differences import Change, differences
from tests.policy_pages.editions import edition


def told(changes: list[Change]) -> str:
    return "\n".join(f"{each.heading}|{each.before}|{each.after}" for each in changes)


def test_equal_answers_have_no_differences_whatever_the_number_and_day():
    later = replace(edition(), number=4, day=date(2026, 12, 1))

    for page in ("refund", "cancellation", "withdrawal", "guarantee", "complaints"):
        assert differences(edition(), later, page, "en") == []


def test_a_longer_trial_shows_both_numbers_under_its_heading():
    changes = differences(edition({"trial.days": 7}), edition({"trial.days": 14}), "refund", "en")

    assert (
        "At a glance|Change your mind within: 14\u00a0days|Change your mind within: 28\u00a0days"
        in (told(changes))
    )
    assert any("28" in each.after and each.heading.startswith("What we add") for each in changes)
    assert not any("sending" in each.heading.casefold() for each in changes)


def test_a_paragraph_that_comes_and_one_that_goes_stand_alone():
    own = (OwnWords("refund", "en", "Opened soap may come back too."),)

    (came,) = differences(edition(), edition({"own": own}), "refund", "en")
    (went,) = differences(edition({"own": own}), edition(), "refund", "en")

    assert (came.before, came.after) == ("", "Opened soap may come back too.")
    assert (went.before, went.after) == ("Opened soap may come back too.", "")
    assert came.heading == went.heading == "What we add of our own accord"


def test_the_first_version_is_new_altogether():
    changes = differences(None, edition(), "complaints", "de")

    assert changes
    assert all(each.before == "" and each.after for each in changes)


def test_a_difference_is_plain_text():
    own = (OwnWords("refund", "en", "*Kind* <b>words</b> & [a link](https://a.example/)"),)

    (came,) = differences(edition(), edition({"own": own}), "refund", "en")

    assert came.after == "Kind <b>words</b> & a link (https://a.example/)"
