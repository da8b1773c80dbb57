"""What the law says, by country, kind and day. The only reader of the files of law.

A country has its own rows and, in the EU, those of the core. Where a country has a row of its own
for a kind, the core is not asked, not even for days before that row begins: a member that started
later had nothing before. A repealed rule is a row without a value, so that "no longer" and "never
heard of it" stay apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from policy_pages.law_files import Rule, law

# What people write for a country that the files call otherwise.
OTHER_NAMES = {"GB": "UK", "EL": "GR"}

__all__ = [
    "Rule",
    "country_code",
    "exceptions",
    "implied_by",
    "known_places",
    "lint_rules",
    "members",
    "places_of",
    "rule_for",
    "rule_named",
    "statutory_words",
]


def country_code(text: str) -> str:
    """A country or region as the files of law write it: ``GB`` is ``UK``, case does not matter."""
    code = text.strip().upper()
    return OTHER_NAMES.get(code, code)


def places_of(country: str) -> tuple[str, ...]:
    """Whose rules hold for a buyer in a country or region, the nearest first."""
    code = country_code(country)
    chain = [code]
    if "-" in code:
        chain.append(code.partition("-")[0])
    if chain[-1] in law().based_on:
        chain.append(law().based_on[chain[-1]])
    return tuple(chain)


def members() -> tuple[str, ...]:
    """The member states of the EU."""
    return law().members


def known_places() -> frozenset[str]:
    """Every country and region that the files say something about."""
    return frozenset(rule.place for rule in law().rules if rule.place != "INT") | set(members())


def implied_by(regions: Iterable[str]) -> frozenset[str]:
    """The regions and all that they lie in: a province implies its country, a member the EU."""
    return frozenset(place for region in regions for place in places_of(region))


def rule_for(country: str, kind: str, on: date) -> Rule | None:
    """The rule of a kind for buyers in a country on a day.

    ``None``: the files hold no such rule for that day. A ``repealed`` rule has no value.
    """
    for place in places_of(country):
        own = _rows(place, kind)
        if own:
            return next((rule for rule in own if rule.holds_on(on)), None)
    return None


def rule_named(name: str) -> Rule:
    """One row of the files, by its id (``de.cancel_button``). Raises ``LookupError``."""
    for rule in law().rules:
        if rule.id == name:
            return rule
    raise LookupError(name)


def exceptions(country: str, on: date) -> dict[str, Rule]:
    """The cases without a right of withdrawal, by code (``made_to_order`` …)."""
    found = {
        rule.kind.partition(".")[2]
        for rule in law().rules
        if rule.table == "exception" and rule.place in places_of(country)
    }
    asked = {code: rule_for(country, f"exception.{code}", on) for code in sorted(found)}
    return {code: rule for code, rule in asked.items() if rule is not None}


def lint_rules(on: date) -> Iterator[Rule]:
    """The checks of a policy that hold on a day, in the order of the files."""
    return (rule for rule in law().rules if rule.table == "lint" and rule.holds_on(on))


def statutory_words(language: str, part: str, countries: Iterable[str], on: date) -> list[str]:
    """The words of the withdrawal function in a language; ``part`` is ``entry`` or ``confirm``.

    First those of the directive, then those that a law or body of one of the countries names on
    that day. Empty for a language that is none of the EU's.
    """
    words: list[str] = []
    for rule in law().rules:
        if rule.table == "label" and rule.id == language:
            words.insert(0, str(rule.more[part]))
        elif (
            rule.table == "national"
            and rule.more["language"] == language
            and rule.place in set(countries)
            and rule.holds_on(on)
            and "status" not in rule.more
            and rule.more[part]
        ):
            words.append(str(rule.more[part]))
    return words


@lru_cache(maxsize=1024)
def _rows(place: str, kind: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in law().rules if rule.place == place and rule.kind == kind)
