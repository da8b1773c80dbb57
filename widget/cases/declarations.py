"""What the law gives a button of its own: a withdrawal or a termination, as it was declared.

A declaration is never refused and never judged here. Its words are kept as they were shown on the
second page, since that is what the customer confirmed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from widget.cases.model import Kind, Statement

LONGEST_FIELD = 200  # characters of each field, on the page, in the mail and on paper

Ending = Literal["", "ordinary", "extraordinary"]

_LONGEST_WAY_MS = 30 * 24 * 3600 * 1000  # from a shop that could not reach the desk
_LATEST_MS = 2**47  # ms: in the year 6429; no calendar of ours reaches as far as a browser counts
# What mail programs make a link of: a scheme, and any dot with a name of letters behind it.
_SCHEME = re.compile(r":(?=//)")
_DOT = re.compile(r"(?<=\w)\.(?=[^\W\d_]{2})|(?<=www)\.", re.IGNORECASE)


@dataclass(frozen=True)
class Declaration(Statement):
    """A withdrawal or a termination, cleaned; each field is at most ``LONGEST_FIELD`` long.

    ``contract`` is what identifies it, ``receipt_to`` where the receipt was asked for, as typed:
    ``email`` is empty where no mail can go there. ``pressed_at`` is the moment of the press by the
    browser's own clock (ms UTC), ``None`` without script. ``statement`` is what the second page
    showed, in the language ``locale``. A termination also has its ``ending``, the ``reason`` of an
    extraordinary one, and ``ends_on``, an ISO day or what was typed; empty: as soon as possible.
    """

    contract: str
    receipt_to: str
    statement: str
    pressed_at: int | None
    ending: Ending
    reason: str
    ends_on: str

    def as_payload(self) -> dict[str, Any]:
        """The payload of the ``opened`` event; both shapes are frozen with proof version 1."""
        payload: dict[str, Any] = self.relayed_payload() | {
            "contract": self.contract,
            "email": self.email,
            "kind": self.kind,
            "locale": self.locale,
            "name": self.name,
            "pressed_at": self.pressed_at,
            "receipt_to": self.receipt_to,
            "statement": self.statement,
        }
        if self.kind == "termination":
            return payload | {
                "ending": self.ending,
                "ends_on": self.ends_on,
                "reason": self.reason,
            }
        return payload | {"items": self.items}


@dataclass(frozen=True)
class Declared:
    """What was typed on the first page, cleaned and cut; see ``Declaration``.

    ``ordered_on`` is the ISO day of an order that a link named, empty otherwise.
    """

    kind: Kind
    name: str
    contract: str
    receipt_to: str
    email: str
    items: str = ""
    ending: Ending = ""
    reason: str = ""
    ends_on: str = ""
    ordered_on: str = ""

    def as_declaration(self, statement: str, locale: str, pressed_at: int | None) -> Declaration:
        """The declaration, once its words are chosen."""
        return Declaration(
            kind=self.kind,
            order_number=self.contract,
            ordered_on=self.ordered_on,
            items=self.items,
            happened=statement,
            meant="",
            meant_skipped=False,
            wish="",
            name=self.name,
            email=self.email,
            phone="",
            reach="email",
            locale=locale,
            contract=self.contract,
            receipt_to=self.receipt_to,
            statement=statement,
            pressed_at=pressed_at,
            ending=self.ending,
            reason=self.reason,
            ends_on=self.ends_on,
        )


def moment_of_press(text: str) -> int | None:
    """What the browser's clock said (ms UTC), or ``None`` for anything that is no such moment."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 16):
        return None
    return int(text) if 0 < int(text) < _LATEST_MS else None


def moment_that_counts(said_at: object, taken_at: int) -> int:
    """When a statement was made, for the clocks of the law (ms UTC).

    ``said_at`` is when the shop's site says it took it, anything but a moment where it says
    nothing; ``taken_at`` is when the desk did. A moment that is still to come or more than 30 days
    back is a clock that is wrong, and the desk's counts.
    """
    if isinstance(said_at, int) and taken_at - _LONGEST_WAY_MS <= said_at <= taken_at:
        return said_at
    return taken_at


def unlinked(text: str) -> str:
    """Words of a stranger for a mail: nothing in them that a program would make a link [T29]."""
    return _DOT.sub(" .", _SCHEME.sub(" :", text))
