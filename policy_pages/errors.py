"""What can be wrong with a policy or with the data of law.

``PolicyError`` is the root. An owner's file that cannot be used raises one ``BadPolicy``, which
carries every fault found, each with file, line and field.
"""

from __future__ import annotations

from collections.abc import Iterable

from policy_pages.words import N_, Sentence, say


class PolicyError(Exception):
    """Anything this room refuses."""


class LawDataWrong(PolicyError):
    """A file of law does not have the shape that the code relies on; a programmer's mistake."""


class UnknownKind(PolicyError):
    """Somebody asked for a decision about a kind of case that no rule is written for."""


class Fault(PolicyError):
    """One thing wrong with an owner's answers.

    ``line`` counts from 1 and is ``None`` where it cannot be had (something is missing, or the
    answers did not come from a file). ``field`` is the dotted name, empty for the file as a whole.
    """

    def __init__(self, field: str, reason: Sentence, line: int | None = None) -> None:
        super().__init__(field, reason, line)
        self.field = field
        self.reason = reason
        self.line = line
        self.file = ""

    def sentence(self, locale: str) -> str:
        """The fault in one language, with its place before it."""
        return f"{self._place(locale)}: {say(self.reason, locale)}"

    def _place(self, locale: str) -> str:
        line = say(Sentence(N_("line %(line)s"), {"line": self.line}), locale) if self.line else ""
        return ", ".join(part for part in (self.file, line, self.field) if part)

    def __str__(self) -> str:
        return self.sentence("en")


class NotReadable(Fault):
    """The text is not TOML."""


class MissingAnswer(Fault):
    """Something was not said that has no sane default."""


class UnknownField(Fault):
    """A name that no policy has."""


class UnknownAnswer(Fault):
    """An answer of the wrong sort, or none of those that there are."""


class UnknownCountry(Fault):
    """A country or region that we have no rules for, or none at all."""


class ImpossibleDate(Fault):
    """A day that no calendar has."""


class NegativeCount(Fault):
    """Fewer than no days, hours or per cent, or more than can be meant."""


class Contradiction(Fault):
    """Two answers that cannot both hold."""


class UnfinishedPlaceholder(Fault):
    """A place in a text that still waits to be filled in."""


class TextTooLong(Fault):
    """A text of the owner's own that is over the limit."""


class BadPolicy(PolicyError):
    """A policy that cannot be used, with every reason why, in the order of the file."""

    def __init__(self, faults: Iterable[Fault], file: str) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.line or 0, fault.field)))
        for fault in self.faults:
            fault.file = file
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)
