"""Reads the files of law and refuses any whose shape the code could not rely on.

One file a country, one for the EU and one for what holds everywhere; every entry is a ``Rule``.
Only ``policy_pages.rules`` reads them; everybody else asks it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from policy_pages.errors import LawDataWrong

Value = bool | int | str | date | tuple[str, ...] | None

TABLES = {
    "fact",
    "exception",
    "deadline",
    "state",
    "transposition",
    "check",
    "reply_step",
    "lint",
    "label",
    "national",
}
# What every row says, whatever it is about.
TAIL: Mapping[str, type] = MappingProxyType(
    {
        "id": str,
        "from": date,
        "source": str,
        "url": str,
        "url_read": bool,
        "source_kind": str,
        "confidence": str,
        "checked": date,
    }
)
OPERATORS = {
    "eq",
    "ne",
    "lt",
    "gt",
    "in",
    "not_in",
    "contains",
    "excludes",
    "has_any",
    "not_subset_of",
    "not_superset_of",
    "missing",
    "present",
    "not_statutory",
}
NEEDS_NO_VALUE = {"missing", "present", "not_statutory"}
SEVERITIES = {"error", "warning", "advice"}
# Only what is law, or was, is a rule; a bill or an unconfirmed report never is.
NO_RULE_YET = ("not in force", "bill", "in preparation", "not confirmed")


@dataclass(frozen=True)
class Rule:
    """One row of law: what holds where, since when, and who says so.

    ``kind`` is empty for rows that inform people and that no code asks for. ``value`` is ``None``
    where the row has none and where the rule was repealed (``repealed``). ``until`` is the last day
    in force; ``None``: no end is known. Where ``from_unknown``, ``starts`` is only the day on which
    the row was checked, and the row counts before it too. ``unconfirmed``: nobody of us has read a
    source for it. ``more`` holds what is particular to a table.
    """

    id: str
    table: str
    place: str
    kind: str
    value: Value
    unit: str
    text: str
    starts: date
    from_unknown: bool
    until: date | None
    repealed: bool
    source: str
    url: str
    confidence: str
    checked: date
    more: Mapping[str, Any] = field(hash=False, repr=False)

    @property
    def unconfirmed(self) -> bool:
        """Whether the row is from general knowledge and was not yet read anywhere."""
        return self.confidence == "recalled"

    @property
    def number(self) -> int:
        """The value as a count in ``unit``; ``LawDataWrong`` for a row that has none."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise LawDataWrong(f"{self.id} holds no number")
        return self.value

    def holds_on(self, day: date) -> bool:
        """Whether the row is the law of a day."""
        begun = self.from_unknown or self.starts <= day
        return begun and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Law:
    """Everything in the files. ``based_on`` says whose rules a country takes over."""

    rules: tuple[Rule, ...]
    based_on: Mapping[str, str]
    members: tuple[str, ...]


@lru_cache(maxsize=1)
def law() -> Law:
    """The law as shipped, read once. Raises ``LawDataWrong``."""
    folder = files("policy_pages") / "jurisdictions"
    shipped = {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    }
    return read_law(shipped)


def read_law(texts: Mapping[str, str]) -> Law:
    """Law from the texts of its files, by file name. Raises ``LawDataWrong`` with file and row."""
    rules: list[Rule] = []
    based_on: dict[str, str] = {}
    members: tuple[str, ...] = ()
    for name, text in sorted(texts.items()):
        try:
            told = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise LawDataWrong(f"{name}: {error}") from error
        code = str(told.get("code", "EU"))
        rules += _rules_of(name, code, told)
        members += tuple(told.get("members", ()))
        if "based_on" in told:
            based_on[code] = str(told["based_on"])
    based_on |= dict.fromkeys(members, "EU")
    _refuse_twice(rules)
    _refuse_overlaps(rules)
    return Law(tuple(rules), MappingProxyType(based_on), members)


def _rules_of(name: str, code: str, told: Mapping[str, Any]) -> Iterator[Rule]:
    for table, rows in told.items():
        if not (isinstance(rows, list) and rows and isinstance(rows[0], dict)):
            continue
        if table not in TABLES:
            raise LawDataWrong(f"{name}: no table is called {table}")
        for row in rows:
            fault = _fault_of(table, row)
            if fault:
                raise LawDataWrong(f"{name}: {row.get('id', table)}: {fault}")
            yield _rule(table, code, row)


def _fault_of(table: str, row: Mapping[str, Any]) -> str:
    """What is wrong with the shape of a row; empty if nothing is."""
    for key, type_ in TAIL.items():
        if not isinstance(row.get(key), type_):
            return f"{key} is missing or of the wrong sort"
    if row["confidence"] not in {"seen", "recalled"}:
        return "confidence is neither seen nor recalled"
    if not row["source"].strip():
        return "source is empty"
    if "until" in row and row["until"] < row["from"]:
        return "it ends before it begins"
    if row.get("kind") and str(row.get("status", "")).startswith(NO_RULE_YET):
        return "it is no law yet, so no code may ask for it"
    if row.get("kind") and not row.get("repealed") and table == "fact" and not row.get("text"):
        return "text is missing"
    if row.get("repealed") and "value" in row:
        return "a repealed rule has no value"
    return _fault_of_lint(row) if table == "lint" else ""


def _fault_of_lint(row: Mapping[str, Any]) -> str:
    if row.get("severity") not in SEVERITIES or not row.get("field") or not row.get("place"):
        return "severity, field or place is missing"
    for clause in row.get("when") or [{}]:
        if clause.get("op") not in OPERATORS or not clause.get("field"):
            return "a clause has no field, or an operator that nobody knows"
        if (clause["op"] in NEEDS_NO_VALUE) == ("value" in clause):
            return f"the clause about {clause['field']} has a value too many or too few"
    return ""


def _rule(table: str, code: str, row: Mapping[str, Any]) -> Rule:
    value = row.get("value")
    return Rule(
        id=row["id"],
        table=table,
        place=row.get("place", code),
        kind=row.get("kind", ""),
        value=tuple(value) if isinstance(value, list) else value,
        unit=row.get("unit", ""),
        text=row.get("text", ""),
        starts=row["from"],
        from_unknown=row.get("from_unknown", False),
        until=row.get("until"),
        repealed=row.get("repealed", False),
        source=row["source"],
        url=row["url"],
        confidence=row["confidence"],
        checked=row["checked"],
        more=MappingProxyType(dict(row)),
    )


def _refuse_twice(rules: Iterable[Rule]) -> None:
    seen: set[tuple[str, str]] = set()
    for rule in rules:
        if (rule.table, rule.id) in seen:
            raise LawDataWrong(f"{rule.id} stands twice in the files")
        seen.add((rule.table, rule.id))


def _refuse_overlaps(rules: Iterable[Rule]) -> None:
    """Two rows for one question on one day would make the answer a matter of their order."""
    kinds: dict[tuple[str, str], list[Rule]] = {}
    for rule in rules:
        if rule.kind:
            kinds.setdefault((rule.place, rule.kind), []).append(rule)
    for rows in kinds.values():
        rows.sort(key=lambda rule: date.min if rule.from_unknown else rule.starts)
        for earlier, later in pairwise(rows):
            if earlier.until is None or later.holds_on(earlier.until):
                raise LawDataWrong(f"{earlier.id} and {later.id} hold on the same day")
