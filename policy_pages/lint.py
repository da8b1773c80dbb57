"""What a policy may not say, where, and why: the checks of law over the answers and own words.

An error keeps a policy from being published, a warning does not. Every check is a row of the files
of law; this module only knows how to ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from policy_pages.booking import percent_ahead
from policy_pages.decide import promised_days
from policy_pages.findings import FINDINGS
from policy_pages.law_files import Rule
from policy_pages.phrases import broken_by
from policy_pages.profile import answer_of
from policy_pages.rules import implied_by, lint_rules, places_of, rule_for, statutory_words
from policy_pages.site_sections import Profile
from policy_pages.words import Sentence

Level = Literal["error", "warning"]
LABELS = {
    "withdrawal_function.label": "entry",
    "withdrawal_function.confirm_label": "confirm",
}


@dataclass(frozen=True)
class Finding:
    """One thing that the law says against a policy.

    ``rule`` is the id of the check. ``words`` are those of the owner that were found, empty where
    an answer is meant. ``unconfirmed``: the check is from general knowledge; the owner is told so.
    """

    field: str
    country: str
    level: Level
    reason: Sentence
    source: str
    repair: Sentence
    rule: str
    unconfirmed: bool
    from_unknown: bool
    words: str = ""


def lint(profile: Profile, on: date) -> list[Finding]:
    """Everything that the law of a day says against a policy, errors first."""
    regions = implied_by(profile.buyer_regions)
    found = []
    for rule in lint_rules(on):
        if all(_holds(profile, clause, rule, on) for clause in rule.more["when"]):
            found.append(_finding(rule, rule.more["field"], _level(profile, rule, on)))
        if rule.place == "INT" or rule.place in regions:
            found += [
                _finding(rule, f"own.{number}", _level(profile, rule, on), words)
                for number, own in enumerate(profile.own)
                for words in broken_by(own.text, rule.id)
            ]
    return sorted(found, key=lambda finding: finding.level != "error")


def _finding(rule: Rule, field: str, level: Level, words: str = "") -> Finding:
    why, repair = FINDINGS[rule.id]
    return Finding(
        field=field,
        country=rule.place,
        level=level,
        reason=Sentence(why),
        source=rule.source,
        repair=Sentence(repair),
        rule=rule.id,
        unconfirmed=rule.unconfirmed,
        from_unknown=rule.from_unknown,
        words=words,
    )


def _level(profile: Profile, rule: Rule, on: date) -> Level:
    """An error only where the duty that the check is about has begun for one of the buyers."""
    duty = rule.more.get("only_where")
    begun = duty is None or any(
        rule_for(region, duty, on) is not None
        for region in profile.buyer_regions
        if rule.place in places_of(region)
    )
    return "error" if rule.more["severity"] == "error" and begun else "warning"


def told(profile: Profile, name: str, place: str, on: date) -> Any:
    """What a policy says about a field to buyers in a place; ``None`` where it says nothing.

    Answers that were left out and follow from others or from the law are worked out here.
    """
    answer = answer_of(profile, name)
    if name == "buyer_regions":
        return tuple(sorted(implied_by(profile.buyer_regions)))
    if answer is not None:
        return answer
    if name == "change_of_mind.days":
        floor = rule_for(place, "withdrawal_days", on)
        least = floor.number if floor and not floor.repealed else 0
        return promised_days(profile, least) if profile.change_of_mind.offered else least
    if name == "cancellation.late_fee_percent":
        return Decimal(100) - percent_ahead(profile, 0)
    if name in LABELS:
        countries = implied_by(profile.buyer_regions)
        words = statutory_words(profile.page.language, LABELS[name], countries, on)
        return words[0] if words else None
    return None


def _plain(words: str) -> str:
    return words.strip().rstrip(".").strip().casefold()


def _is_not_statutory(profile: Profile, name: str, answer: Any, on: date) -> bool:
    countries = implied_by(profile.buyer_regions)
    words = statutory_words(profile.page.language, LABELS[name], countries, on)
    return bool(words) and _plain(str(answer)) not in {_plain(word) for word in words}


# A clause about a field without an answer is false, but for `missing` and `ne`.
OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda answer, value: bool(answer == value),
    "lt": lambda answer, value: bool(answer < value),
    "gt": lambda answer, value: bool(answer > value),
    "in": lambda answer, value: answer in value,
    "not_in": lambda answer, value: answer not in value,
    "contains": lambda answer, value: value in answer,
    "excludes": lambda answer, value: value not in answer,
    "has_any": lambda answer, value: not set(answer).isdisjoint(value),
    "not_subset_of": lambda answer, value: not set(answer) <= set(value),
    "not_superset_of": lambda answer, value: not set(answer) >= set(value),
    "present": lambda _answer, _value: True,
}


def _holds(profile: Profile, clause: Mapping[str, Any], rule: Rule, on: date) -> bool:
    """Whether one clause of a check holds for a policy."""
    name, operator, value = clause["field"], clause["op"], clause.get("value")
    answer = told(profile, name, rule.place, on)
    if answer == "":
        answer = None
    if operator == "missing":
        return answer is None
    if operator == "ne":
        return bool(answer != value)
    if answer is None:
        return False
    if operator == "not_statutory":
        return _is_not_statutory(profile, name, answer, on)
    return OPERATORS[operator](answer, value)


def has_errors(findings: list[Finding]) -> bool:
    """Whether something stands against publishing."""
    return any(finding.level == "error" for finding in findings)


def errors_of(findings: list[Finding]) -> Iterator[Finding]:
    """What stands against publishing."""
    return (finding for finding in findings if finding.level == "error")
