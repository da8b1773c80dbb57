"""A form as plain data, for a shop that prints it itself: its boxes, its words, its statement.

A condition names a box that is filled (``items``), or one with a certain answer
(``ending=extraordinary``).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from widget.cases.model import Kind

_CONDITIONS = {"only_if": "if", "unless": "unless"}

When = Literal["empty", "address", "long"]


@dataclass(frozen=True)
class Choice:
    """One of several answers: what is sent, and what is read."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Ask:
    """What is asked about a box: once, or until it fits where ``insist`` is true.

    ``address`` is for what is no address, ``long`` for more than ``longest`` letters; ``{length}``
    in the text is how many there are.
    """

    when: When
    text: str
    insist: bool = False
    only_if: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldTold:
    """A box: its question, its kind for the browser, and what may be wrong with it."""

    name: str
    label: str
    hint: str
    type: str
    optional: bool
    autocomplete: str
    longest: int
    default: str = ""
    choices: tuple[Choice, ...] = ()
    asks: tuple[Ask, ...] = ()


@dataclass(frozen=True)
class Nothing:
    """What is insisted on while all these boxes are empty."""

    fields: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Line:
    """A line of the statement that is shown once more before it is sent, where it applies."""

    text: str
    only_if: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormTold:
    """A form of two pages in one language. ``lead`` and the like are paragraphs."""

    kind: Kind
    statutory: bool
    title: str
    lead: tuple[str, ...]
    good_to_know: tuple[str, ...]
    fields: tuple[FieldTold, ...]
    ask_nothing: Nothing | None
    check: str
    check_note: str
    second_title: str
    statement: tuple[Line, ...]
    not_named: str
    receipt_to: str
    no_email: str
    change: str
    send: str
    send_notes: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """The form as JSON has it; ``only_if`` is ``if`` there, and no condition is nothing."""
        told: dict[str, Any] = _renamed(asdict(self))
        return told


def _renamed(value: Any) -> Any:
    if isinstance(value, dict):
        # Most conditions are empty, and there are 24 languages of them.
        kept = {name: inner for name, inner in value.items() if inner or name not in _CONDITIONS}
        return {_CONDITIONS.get(name, name): _renamed(inner) for name, inner in kept.items()}
    return [_renamed(inner) for inner in value] if isinstance(value, list | tuple) else value
