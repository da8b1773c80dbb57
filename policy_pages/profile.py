"""The owner's answers: read from ``policy.toml``, checked, and written back.

Reading finds every fault at once. Writing names every field with its meaning, whether answered or
left at its default, and writes equal answers as equal bytes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache, reduce
from typing import Any, cast

from policy_pages.answers import Answer, FieldSpec, Money, OwnWords, Tier, specs_of
from policy_pages.contradictions import contradictions
from policy_pages.errors import (
    BadPolicy,
    Fault,
    ImpossibleDate,
    MissingAnswer,
    NotReadable,
    UnknownField,
)
from policy_pages.questions import QUESTIONS
from policy_pages.reading import read_answer
from policy_pages.site_sections import Profile
from policy_pages.toml_lines import field_at, line_of, lines_of
from policy_pages.words import N_, Sentence

__all__ = [
    "Profile",
    "answer_of",
    "field_specs",
    "read_answers",
    "read_profile",
    "with_answer",
    "write_profile",
]

HEAD = """\
# The policy of a shop: answers from which its pages, its form and its decisions are made.
# What is left out has the default that this file would show. It is information, not legal advice.
"""


@lru_cache(maxsize=1)
def field_specs() -> Mapping[str, FieldSpec]:
    """Every field of a policy by its dotted name, in the order of the file."""
    return {spec.name: spec for spec in specs_of(Profile)}


def answer_of(profile: Profile, name: str) -> Answer:
    """The answer to a field by its dotted name; ``KeyError`` for a name that no policy has."""
    found: Any = reduce(getattr, field_specs()[name].path, profile)
    return cast(Answer, found)


def with_answer(profile: Profile, name: str, answer: Answer) -> Profile:
    """The profile with one answer changed; the answer is not checked."""
    *sections, last = field_specs()[name].path
    if not sections:
        return replace(profile, **cast(Any, {last: answer}))
    inner = replace(getattr(profile, sections[0]), **{last: answer})
    return replace(profile, **cast(Any, {sections[0]: inner}))


def read_profile(text: str, file_name: str) -> Profile:
    """The answers in the text of a ``policy.toml``. Raises ``BadPolicy`` with every fault found."""
    profile, faults = read_answers(text, file_name)
    if faults:
        raise BadPolicy(faults, file_name)
    return profile


def read_answers(text: str, file_name: str) -> tuple[Profile, tuple[Fault, ...]]:
    """The answers as far as they can be read, with every fault found; none leave their default.

    For an interview that is under way. Raises ``BadPolicy`` for a text that is not TOML.
    """
    try:
        told = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise BadPolicy([_unreadable(text, str(error))], file_name) from error
    faults: list[Fault] = list(_unknown_fields(told))
    profile = Profile()
    for spec in field_specs().values():
        try:
            profile = _with_told(profile, spec, told)
        except Fault as fault:
            faults.append(fault)
    faults += contradictions(profile)
    lines = lines_of(text) if faults else {}
    for each in faults:
        each.line = each.line or line_of(each.field, lines)
    return profile, tuple(faults)


def _with_told(profile: Profile, spec: FieldSpec, told: Mapping[str, Any]) -> Profile:
    table, _, key = spec.name.rpartition(".")
    inside = told.get(table, {}) if table else told
    if not isinstance(inside, dict):
        return profile  # told as an unknown field already
    if key not in inside:
        if spec.ask.required:
            raise MissingAnswer(spec.name, Sentence(N_("This needs an answer.")))
        return profile
    answer = read_answer(spec.name, spec.ask, inside[key])
    if spec.ask.required and not answer:
        raise MissingAnswer(spec.name, Sentence(N_("This needs an answer.")))
    return with_answer(profile, spec.name, answer)


def _unknown_fields(told: Mapping[str, Any]) -> Iterator[UnknownField]:
    known = field_specs()
    tables = {name.partition(".")[0] for name in known if "." in name}
    for name, value in told.items():
        if name in tables and isinstance(value, dict):
            names = [f"{name}.{key}" for key in value]
        else:
            names = [name]
        for each in names:
            if each not in known:
                yield _unknown(each)


def _unknown(name: str) -> UnknownField:
    near = get_close_matches(name, field_specs(), n=1)
    if not near:
        return UnknownField(name, Sentence(N_("A policy has no such field.")))
    text = N_("A policy has no such field; did you mean “%(near)s”?")
    return UnknownField(name, Sentence(text, {"near": near[0]}))


def _unreadable(text: str, told: str) -> Fault:
    found = re.search(r"at line (\d+)", told)
    line = int(found[1]) if found else len(text.splitlines()) or None
    field = field_at(text, line) if line else ""
    if "date" in told.lower():
        reason = N_("There is no such day; a day is written like 2026-11-21.")
        return ImpossibleDate(field, Sentence(reason), line)
    reason = N_("This is not written as TOML: %(reason)s.")
    return NotReadable(field, Sentence(reason, {"reason": told}), line)


def write_profile(profile: Profile) -> str:
    """The text of ``policy.toml``: every field with its meaning; equal profiles, equal bytes."""
    asked = {question.fields[0]: question.text for question in QUESTIONS}
    parts, table = [HEAD], ""
    for spec in field_specs().values():
        if spec.name == "own":
            continue
        head, _, key = spec.name.rpartition(".")
        if head != table:
            parts.append(f"\n[{head}]\n")
            table = head
        if spec.name in asked:
            parts.append(f"# {asked[spec.name]}\n")
        parts.append(_comment(spec))
        answer = answer_of(profile, spec.name)
        parts.append(f"# {key} =\n" if answer is None else f"{key} = {_written(answer)}\n")
    parts += [_written_own(own) for own in profile.own]
    return "".join(parts)


def _comment(spec: FieldSpec) -> str:
    """What a field means, what may stand in it, and the default that is lawful everywhere."""
    choice = "Any of" if spec.ask.type == "list" else "One of"
    lines = [f"# {spec.ask.meaning}."]
    if spec.ask.values:
        lines.append(f"#   {choice}: {', '.join(spec.ask.values)}.")
    if spec.default is not None and not spec.ask.required:
        lines.append(f"#   Left out: {_written(spec.default)}.")
    return "\n".join(lines) + "\n"


def _written(answer: Answer | Tier) -> str:
    if isinstance(answer, bool):
        return "true" if answer else "false"
    if isinstance(answer, date):
        return answer.isoformat()
    if isinstance(answer, Decimal):
        return f"{answer.normalize():f}"
    if isinstance(answer, Money):
        return f"{{ minor = {answer.minor}, currency = {_quoted(answer.currency)} }}"
    if isinstance(answer, Tier):
        hours, share = answer.hours_before, answer.refund_percent
        return f"{{ hours_before = {hours}, refund_percent = {share} }}"
    if isinstance(answer, tuple):
        return f"[{', '.join(_written(cast(Answer, each)) for each in answer)}]"
    return _quoted(answer) if isinstance(answer, str) else str(answer)


def _written_own(own: OwnWords) -> str:
    body = "\n".join(_escaped(line) for line in own.text.split("\n"))
    page, language = _quoted(own.page), _quoted(own.language)
    return f'\n[[own]]\npage = {page}\nlanguage = {language}\ntext = """\n{body}"""\n'


def _quoted(text: str) -> str:
    return '"' + _escaped(text).replace("\n", "\\n") + '"'


def _escaped(text: str) -> str:
    """A text as it may stand between TOML's quotation marks, short or long."""
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return re.sub(
        r"[\x00-\x08\x0b-\x1f\x7f]|\t", lambda found: f"\\u{ord(found.group()):04x}", text
    )
