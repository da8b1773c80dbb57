"""What puts a finding of the checks right in one press: a field, and the answer it would get.

The sentence of a check says what is wrong; this looks for the smallest change of answers after
which the check is silent and nothing else has become wrong. Where there is none, the owner chooses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from policy_pages.answers import Answer, FieldSpec
from policy_pages.contradictions import contradictions
from policy_pages.lint import Finding, lint
from policy_pages.profile import Profile, answer_of, field_specs, with_answer
from policy_pages.rules import Rule, lint_rules

# What a shop is and where, and whether an exception of the law fits: no button may decide that.
NEVER_CHANGED = frozenset(
    {
        "sells",
        "sells_online",
        "buyer_regions",
        "seller.country",
        "page.language",
        "subscription.auto_renews",
        "services.exception",
    }
)

# Checks whose advice is to say more, not to promise otherwise: the words are the owner's.
ONLY_BY_HAND = frozenset(
    {"EU-R-RETURN-COST-BULKY", "EU-S-LATE-FEE", "INT-DEPOSIT-WINDOW", "UK-S-FEE"}
)


@dataclass(frozen=True)
class Repair:
    """One answer that puts a finding right. ``rule`` is the id of the check."""

    rule: str
    field: str
    answer: Answer


def repair_of(profile: Profile, finding: Finding, on: date) -> Repair | None:
    """The answer that silences a check; ``None`` where only the owner can say."""
    if finding.field.startswith("own.") or finding.rule in ONLY_BY_HAND:
        return None
    rule = next(rule for rule in lint_rules(on) if rule.id == finding.rule)
    for field, answer in _candidates(profile, rule):
        changed = with_answer(profile, field, answer)
        if changed != profile and _is_better(profile, changed, finding.rule, on):
            return Repair(finding.rule, field, answer)
    return None


def repair_named(profile: Profile, rule: str, on: date) -> Repair | None:
    """The repair for a check by its id; ``None`` where it finds nothing, or cannot be repaired."""
    finding = next((found for found in lint(profile, on) if found.rule == rule), None)
    return repair_of(profile, finding, on) if finding else None


def repaired(profile: Profile, repair: Repair) -> Profile:
    """The profile with the answer of a repair."""
    return with_answer(profile, repair.field, repair.answer)


def _is_better(profile: Profile, changed: Profile, rule: str, on: date) -> bool:
    before, after = _found(profile, on), _found(changed, on)
    return rule not in after and after < before and _clashes(changed) <= _clashes(profile)


def _found(profile: Profile, on: date) -> set[str]:
    return {finding.rule for finding in lint(profile, on)}


def _clashes(profile: Profile) -> set[str]:
    return {fault.field for fault in contradictions(profile)}


def _candidates(profile: Profile, rule: Rule) -> Iterator[tuple[str, Answer]]:
    """Changes to try, those first that add what is missing instead of taking a promise away."""
    about = rule.more["field"]
    clauses = [clause for clause in rule.more["when"] if clause["field"] not in NEVER_CHANGED]
    for clause in clauses:
        if clause["op"] == "ne":
            yield clause["field"], clause["value"]
    for clause in clauses:
        if clause["field"] != about:
            yield clause["field"], field_specs()[clause["field"]].default
    spec = field_specs()[about]
    if spec.ask.type == "list":
        yield from ((about, answer) for answer in _lists(profile, spec, clauses))
    yield about, spec.default
    for clause in clauses:
        if clause["field"] == about and clause["op"] == "not_in":
            yield about, clause["value"][0]


def _lists(
    profile: Profile, spec: FieldSpec, clauses: list[dict[str, Any]]
) -> Iterator[tuple[str, ...]]:
    """The list with what a check misses, or without what it minds."""
    present = answer_of(profile, spec.name)
    if not isinstance(present, tuple):
        return
    chosen: set[Any] = {str(each) for each in present}
    for clause in clauses:
        if clause["field"] != spec.name:
            continue
        value = clause.get("value")
        named = set(value) if isinstance(value, list) else {value}
        better = {
            "excludes": chosen | named,
            "not_superset_of": chosen | named,
            "contains": chosen - named,
            "has_any": chosen - named,
            "not_subset_of": chosen & named,
        }.get(clause["op"])
        if better is not None:
            yield tuple(each for each in spec.ask.values if each in better)
