"""What can be answered: the sorts of answers, and how a field of a section says which it takes.

Every field has a default that is lawful for buyers everywhere we know rules for; ``None`` as a
default means that the policy says nothing about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any, cast

LONGEST_TEXT = 20_000  # characters


@dataclass(frozen=True)
class Money:
    """An amount in the currency's smallest unit (cents, pence, yen)."""

    minor: int
    currency: str


@dataclass(frozen=True)
class Tier:
    """A step of cancelling an appointment: so many hours ahead, this per cent comes back."""

    hours_before: int
    refund_percent: int


@dataclass(frozen=True)
class OwnWords:
    """What the owner adds to a page in one language, as Markdown."""

    page: str
    language: str
    text: str


Answer = (
    bool
    | int
    | str
    | date
    | Decimal
    | Money
    | tuple[str, ...]
    | tuple[Tier, ...]
    | tuple[OwnWords, ...]
    | None
)


@dataclass(frozen=True)
class Ask:
    """Which answers a field takes. ``values`` is empty where there is no list to choose from."""

    type: str
    meaning: str
    values: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class FieldSpec:
    """A field of a policy by its dotted name in the file; ``path`` leads to it in ``Profile``."""

    name: str
    path: tuple[str, ...]
    ask: Ask
    default: Answer


def yes(meaning: str) -> Any:
    """A yes-or-no field that is lawful as yes."""
    return field(default=True, metadata={"ask": Ask("bool", meaning)})


def no(meaning: str) -> Any:
    """A yes-or-no field that is lawful as no."""
    return field(default=False, metadata={"ask": Ask("bool", meaning)})


def one_of(default: str, values: str, meaning: str) -> Any:
    """A choice of one; ``values`` are separated by blanks."""
    return field(default=default, metadata={"ask": Ask("choice", meaning, tuple(values.split()))})


def some_of(default: str, values: str, meaning: str, *, required: bool = False) -> Any:
    """A choice of any number; default and ``values`` are separated by blanks."""
    ask = Ask("list", meaning, tuple(values.split()), required)
    return field(default=tuple(default.split()), metadata={"ask": ask})


def count(default: int | None, meaning: str) -> Any:
    """A whole number, never negative."""
    return field(default=default, metadata={"ask": Ask("int", meaning)})


def percent(default: int | None, meaning: str) -> Any:
    """Per cent, from 0 to 100, with decimals if need be."""
    value = None if default is None else Decimal(default)
    return field(default=value, metadata={"ask": Ask("number", meaning)})


def other(type_: str, default: Answer, meaning: str, *, required: bool = False) -> Any:
    """A field of another type: text, date, money, language, country, regions, tiers or own."""
    return field(default=default, metadata={"ask": Ask(type_, meaning, (), required)})


def section(factory: Any, table: str) -> Any:
    """A table of the file, kept as a dataclass of its own."""
    return field(default_factory=factory, metadata={"table": table})


def specs_of(root: type, path: tuple[str, ...] = (), table: str = "") -> Iterator[FieldSpec]:
    """Every field of a dataclass of answers, in the order of the file."""
    for each in fields(root):
        if "ask" in each.metadata:
            name = f"{table}.{each.name}" if table else each.name
            default = cast(Answer, each.default)
            yield FieldSpec(name, (*path, each.name), each.metadata["ask"], default)
        elif "table" in each.metadata:
            inner = cast(type, each.default_factory)
            yield from specs_of(inner, (*path, each.name), each.metadata["table"])
