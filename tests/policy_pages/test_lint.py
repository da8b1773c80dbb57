"""The checks of law: all of them can be asked, and each says what it is about."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from policy_pages.answers import Tier
from policy_pages.findings import FINDINGS
from policy_pages.law_files import law
from policy_pages.lint import OPERATORS, lint
from policy_pages.profile import Profile, field_specs, with_answer
from tests.policy_pages.people import EVERYWHERE, TODAY, policy

CHECKS = [rule for rule in law().rules if rule.table == "lint"]
EVERYTHING = field_specs()["sells"].ask.values


def rules_found(profile: Profile, on: date = TODAY) -> set[str]:
    return {finding.rule for finding in lint(profile, on)}


def test_all_checks_of_the_facts_are_there_with_words_of_their_own():
    assert len(CHECKS) == 106
    assert {rule.id for rule in CHECKS} == set(FINDINGS)


def test_every_check_asks_only_for_fields_and_answers_that_a_policy_has():
    for rule in CHECKS:
        assert rule.more["field"] in field_specs(), rule.id
        for clause in rule.more["when"]:
            spec = field_specs()[clause["field"]]
            assert clause["op"] in {*OPERATORS, "ne", "missing", "not_statutory"}
            if spec.ask.values and "value" in clause:
                value = clause["value"]
                said = value if isinstance(value, list) else [value]
                assert set(said) <= set(spec.ask.values), rule.id


@pytest.mark.parametrize("language", ["en", "de", "fr", "it", "cs", "nl", "es", "pl"])
def test_the_defaults_are_lawful_everywhere_and_in_every_language(language):
    profile = policy({"buyer_regions": EVERYWHERE, "sells": EVERYTHING, "page.language": language})

    assert [finding for finding in lint(profile, TODAY) if finding.level == "error"] == []
    assert rules_found(profile) == {"INT-POLICY-DATE", "US-SHIP-NO-TIME", "CA-ON-DELIVERY-DATE"}


def violating(rule_id: str) -> Profile:
    """A policy that meets every clause of a check, made from the check itself."""
    (rule,) = [rule for rule in CHECKS if rule.id == rule_id]
    profile = policy({"buyer_regions": EVERYWHERE, "sells": EVERYTHING})
    for clause in rule.more["when"]:
        spec, value = field_specs()[clause["field"]], clause.get("value")
        others = [each for each in spec.ask.values if each != value]
        answers: dict[str, Any] = {
            "eq": lambda value=value: value,
            "ne": lambda spec=spec, value=value, others=others: (
                not value if spec.ask.type == "bool" else (others or ["Anders"])[0]
            ),
            "lt": lambda value=value: (
                value - type(value - value)(1) if isinstance(value, date) else value - 1
            ),
            "gt": lambda value=value: value + 1,
            "in": lambda value=value: value[0],
            "not_in": lambda: "Anders",
            "contains": lambda spec=spec, value=value: (
                EVERYWHERE if spec.ask.type == "regions" else (value,)
            ),
            "excludes": lambda others=others: (others[-1],),
            "has_any": lambda value=value: (value[0],),
            "not_subset_of": lambda spec=spec, value=value: tuple(
                set(spec.ask.values) - set(value)
            ),
            "not_superset_of": lambda value=value: (value[0],),
            "missing": lambda: None,
            "present": lambda: 10,
            "not_statutory": lambda: "Something else",
        }
        answer = answers[clause["op"]]()
        if clause["field"] == "sells":
            answer = EVERYTHING
        profile = with_answer(profile, clause["field"], answer)
    return profile


@pytest.mark.parametrize("rule", [rule.id for rule in CHECKS])
def test_every_check_fires_on_what_it_describes(rule):
    assert rule in rules_found(violating(rule), date(2027, 1, 2))


def test_a_short_trial_is_lengthened_and_a_short_promise_is_not():
    assert "EU-W-DAYS-SHORT" not in rules_found(policy({"trial.days": 3}))
    assert "EU-W-DAYS-SHORT" in rules_found(policy({"change_of_mind.days": 6}))


def test_steps_that_leave_nothing_count_as_a_late_fee():
    profile = policy({"cancellation.tiers": (Tier(48, 100),), "sells": ("appointments",)})

    assert "EU-S-LATE-FEE" in rules_found(profile)


def test_a_check_from_general_knowledge_says_so():
    found = {each.rule: each for each in lint(policy({"refund.restocking_fee_percent": 1}), TODAY)}
    sale = lint(policy({"change_of_mind.excluded_items": ("sale",)}), TODAY)

    assert not found["EU-R-RESTOCKING"].unconfirmed
    assert {each.rule: each for each in sale}["EU-W-SALE-EXCLUDED"].unconfirmed


def test_a_national_wording_counts_only_where_it_is_sold_and_from_its_day():
    words = {"withdrawal_function.label": "Odstoupit od smlouvy", "page.language": "cs"}

    assert "EU-WF-LABEL" in rules_found(policy(words))
    there = policy({**words, "buyer_regions": ("CZ",)})
    assert "EU-WF-LABEL" in rules_found(there, date(2026, 12, 31))
    assert "EU-WF-LABEL" not in rules_found(there, date(2027, 1, 1))
