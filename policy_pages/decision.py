"""What a customer may do, and why: the answer that form, receipt and inbox use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from policy_pages.law_files import Rule
from policy_pages.sentences import SENTENCES
from policy_pages.words import NOTHING, Sentence, say

# Law gives it, or the shop promises it; no option is ever both.
Basis = Literal["law", "promise"]
Act = Literal["withdraw", "change_mind", "exchange", "money_back", "cancel", "remedy", "reject"]
Payer = Literal["seller", "buyer", "nobody"]


@dataclass(frozen=True)
class Reason:
    """One sentence that carries a decision. ``rule`` and ``source`` are empty for a promise.

    ``unconfirmed``: the row of law is from general knowledge; the owner is told so.
    """

    sentence: str
    values: Mapping[str, object] = field(default_factory=lambda: NOTHING, hash=False)
    rule: str = ""
    source: str = ""
    unconfirmed: bool = False

    def text(self, locale: str) -> str:
        """The sentence in a language."""
        return say(Sentence(SENTENCES[self.sentence], self.values), locale)


def reason(sentence: str, rule: Rule | None = None, **values: object) -> Reason:
    """A reason, with the rule of law that it rests on if there is one."""
    if rule is None:
        return Reason(sentence, values)
    return Reason(sentence, values, rule.id, rule.source, rule.unconfirmed)


@dataclass(frozen=True)
class Step:
    """Up to and including ``until``, this share comes back; minor units, ``None``: not known."""

    until: datetime
    percent: Decimal
    amount: int | None


@dataclass(frozen=True)
class Option:
    """One thing that a customer may do, for some items of the order (by their places).

    ``until`` is the last day, ``None`` where none is known or set (``why`` says which); an
    appointment has ``steps`` as well. ``days`` is the length of the time where it is one.
    ``percent`` and ``amount`` (minor units) are what comes back when it is done at that moment.
    """

    act: Act
    basis: Basis
    items: tuple[int, ...]
    open: bool
    until: date | None
    percent: Decimal
    amount: int | None
    pays_return: Payer
    why: tuple[Reason, ...]
    days: int | None = None
    steps: tuple[Step, ...] = ()
    form: str = "original_payment"
    refund_days: int | None = None
    refund_from: str = ""
    may_wait: bool = False
    send_back_days: int | None = None
    outbound_delivery: str = ""


@dataclass(frozen=True)
class Without:
    """Items (by their places) that one may not simply give back, and why."""

    items: tuple[int, ...]
    why: tuple[Reason, ...]


@dataclass(frozen=True)
class Decision:
    """Everything a customer may do about an order on a day.

    ``country`` is the one whose rules were used; ``country_assumed`` where the buyer's is unknown.
    """

    kind: str
    on: date
    country: str
    country_assumed: bool
    options: tuple[Option, ...]
    without: tuple[Without, ...]
    why: tuple[Reason, ...]

    @property
    def open(self) -> tuple[Option, ...]:
        """What may still be done, the best for the customer first."""
        return tuple(sorted((each for each in self.options if each.open), key=_rank))

    @property
    def best(self) -> Option | None:
        """The best of what may still be done; ``None`` if nothing may."""
        return next(iter(self.open), None)

    @property
    def until(self) -> date | None:
        """The last day on which something may be done; ``None`` if that is not known."""
        ends = [option.until for option in self.options]
        return None if None in ends else max((end for end in ends if end), default=None)


def _rank(option: Option) -> tuple[Decimal, int, bool, bool]:
    end = (option.until or date.max).toordinal()
    return (-option.percent, -end, option.pays_return == "buyer", option.basis == "promise")
