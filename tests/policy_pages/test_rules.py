"""The files of law: their shape, and what is asked of them, country by country."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import policy_pages
from policy_pages.errors import LawDataWrong
from policy_pages.law_files import law, read_law
from policy_pages.rules import (
    country_code,
    exceptions,
    implied_by,
    known_places,
    lint_rules,
    places_of,
    rule_for,
    statutory_words,
)

LONG_AGO, TODAY = date(2015, 1, 1), date(2026, 11, 21)
ROW = """
code = "EU"
[[fact]]
id = "a"
kind = "days"
text = "So many days."
value = 14
from = 2026-01-01
source = "Act 1"
url = "https://law.example"
url_read = true
source_kind = "primary"
confidence = "seen"
checked = 2026-11-21
"""


def test_every_row_that_code_reads_has_a_source_and_a_day():
    read = [rule for rule in law().rules if rule.kind or rule.table in {"lint", "label"}]

    assert len(read) > 200
    for rule in law().rules:
        assert rule.source.strip(), rule.id
        assert rule.starts <= date(2027, 7, 1), rule.id
        assert not rule.from_unknown or rule.starts == rule.checked, rule.id


def test_every_kind_that_the_code_names_is_in_the_files():
    kinds = {rule.kind for rule in law().rules if rule.kind}
    code = "".join(
        path.read_text(encoding="utf-8") for path in Path(policy_pages.__path__[0]).glob("*.py")
    )
    asked = set(re.findall(r"\.rule\(\"([a-z_]+)\"\)|rule_for\([\w.]+, \"([a-z_]+)\"", code))

    assert {one or two for one, two in asked} <= kinds


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (ROW.replace('source = "Act 1"\n', ""), "source is missing"),
        (ROW.replace('"Act 1"', '" "'), "source is empty"),
        (ROW.replace("from = 2026-01-01\n", ""), "from is missing"),
        (ROW.replace('"seen"', '"heard"'), "neither seen nor recalled"),
        (ROW + "until = 2025-01-01\n", "ends before it begins"),
        (ROW + 'status = "not in force"\n', "no law yet"),
        (ROW + "repealed = true\n", "a repealed rule has no value"),
        (ROW.replace("fact", "rumour"), "no table is called rumour"),
        (ROW + ROW.replace('code = "EU"', ""), "stands twice"),
        (ROW + ROW.replace('code = "EU"', "").replace('"a"', '"b"'), "hold on the same day"),
        ("a = = 1", "policy.toml"),
    ],
)
def test_a_file_of_law_with_a_wrong_shape_is_refused(broken, says):
    with pytest.raises(LawDataWrong, match=says):
        read_law({"policy.toml": broken})


def test_a_rule_that_follows_another_the_next_day_is_fine():
    second = ROW.replace('code = "EU"', "").replace('"a"', '"b"').replace("2026-01", "2027-01")

    assert len(read_law({"eu.toml": ROW + "until = 2026-12-31\n" + second}).rules) == 2


def test_a_repealed_rule_is_a_rule_without_a_value():
    assert rule_for("IE", "odr_platform", date(2025, 7, 19)) is None
    gone = rule_for("IE", "odr_platform", date(2025, 7, 20))
    assert gone is not None
    assert gone.repealed
    assert gone.value is None
    with pytest.raises(LawDataWrong):
        _ = gone.number


def test_a_rule_whose_first_day_is_unknown_counts_before_it_was_checked_and_says_so():
    rule = rule_for("IE", "withdrawal_days", LONG_AGO)

    assert rule is not None
    assert rule.number == 14
    assert rule.from_unknown


def test_a_national_row_wins_over_the_core():
    years = {country: rule_for(country, "conformity_years", TODAY) for country in ("IE", "ES")}

    assert {country: rule.value for country, rule in years.items() if rule} == {"IE": 2, "ES": 3}


COUNTRIES = {
    # country: days to withdraw, members of the EU say when the online function came
    "AT": (14, date(2026, 10, 1)),
    "BE": (14, date(2026, 6, 19)),
    "CZ": (14, date(2027, 1, 1)),
    "DE": (14, date(2026, 6, 19)),
    "EE": (14, date(2026, 9, 1)),
    "ES": (14, date(2026, 6, 19)),
    "FR": (14, date(2026, 6, 19)),
    "IT": (14, date(2026, 6, 19)),
    "NL": (14, date(2026, 6, 19)),
    "PL": (14, date(2026, 6, 19)),
    "UK": (14, None),
    "US": (None, None),
    "US-NY": (None, None),
    "AU": (None, None),
    "NZ": (None, None),
    "CA": (None, None),
    "CA-QC": (None, None),
    "XX": (None, None),
}


@pytest.mark.parametrize("country", COUNTRIES)
def test_each_country_has_its_days_and_its_beginning_of_the_function(country):
    days, begins = COUNTRIES[country]

    rule = rule_for(country, "withdrawal_days", TODAY)
    assert (rule.number if rule else None) == days
    if begins is None:
        assert rule_for(country, "withdrawal_function", date(2030, 1, 1)) is None
    else:
        before = date.fromordinal(begins.toordinal() - 1)
        assert rule_for(country, "withdrawal_function", before) is None
        assert rule_for(country, "withdrawal_function", begins) is not None


@pytest.mark.parametrize(
    ("country", "kind", "value"),
    [
        ("UK", "reject_days", 30),
        ("US", "ship_days", 30),
        ("US", "refund_unshipped_days", 7),
        ("CA-ON", "legal_cancellation_refund_days", 15),
        ("CA-QC", "legal_cancellation_refund_days", 15),
        ("CA-QC", "legal_cancellation_return_cost", "seller"),
        ("AU", "fault_time", "reasonable_time"),
        ("ES", "complaint_answer_days", 15),
        ("PL", "complaint_answer_days", 14),
        ("CZ", "complaint_answer_days", 30),
    ],
)
def test_what_single_countries_say(country, kind, value):
    rule = rule_for(country, kind, TODAY)

    assert rule is not None
    assert rule.value == value
    assert rule_for("IE", kind, TODAY) is None or country == "IE"


def test_repair_lengthens_the_liability_from_its_day():
    assert rule_for("IE", "repair_extension", date(2026, 7, 30)) is None
    rule = rule_for("IE", "repair_extension", date(2026, 7, 31))
    assert rule is not None
    assert rule.number == 12


def test_thirteen_exceptions_hold_in_the_eu_and_nine_of_ours_in_the_uk():
    assert len(exceptions("IE", TODAY)) == 13
    assert len(exceptions("GB", TODAY)) == 9
    assert exceptions("US", TODAY) == {}


def test_regions_imply_what_they_lie_in():
    assert implied_by(["CA-QC", "DE"]) == {"CA-QC", "CA", "DE", "EU"}
    assert implied_by(["EU"]) == {"EU"}
    assert places_of("gb") == ("UK",)
    assert places_of("DE-BY") == ("DE-BY", "DE", "EU")
    assert country_code(" el ") == "GR"
    assert {"EU", "IE", "UK", "US-UT", "CA-ON"} <= known_places()


def test_all_24_languages_have_words_for_both_buttons():
    labels = [rule.id for rule in law().rules if rule.table == "label"]

    assert len(labels) == 24
    for language in labels:
        for part in ("entry", "confirm"):
            assert statutory_words(language, part, (), TODAY)
    assert statutory_words("xx", "entry", (), TODAY) == []


def test_checks_hold_from_their_day():
    before = {rule.id for rule in lint_rules(date(2026, 6, 18))}
    after = {rule.id for rule in lint_rules(date(2026, 6, 19))}

    assert "EU-WF-MISSING" in after - before
    assert "EU-W-DAYS-SHORT" in before
