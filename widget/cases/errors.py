"""What can go wrong with a case, as one small tree. ``widget.errors`` gives each its sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policy_pages.lint import Finding
    from widget.cases.model import Case


def N_(text: str) -> str:
    """Mark a sentence for the translators; whoever shows it looks it up."""
    return text


class AmendsError(Exception):
    """The root: everything the desk itself refuses."""


class UnknownShop(AmendsError):
    """No shop of this desk has that name."""


class UnknownCase(AmendsError):
    """The shop has no case with that reference. A foreign one is as unknown as a made-up one."""


class UnknownLink(AmendsError):
    """A private link that never was, was ended, or whose case has been erased."""


class FormForged(AmendsError):
    """A form token that this desk did not make, or made for another shop or purpose."""


class FormExpired(AmendsError):
    """A form token of ours that is too old. ``nonce`` goes on in the new one."""

    def __init__(self, nonce: bytes) -> None:
        """Keep the nonce, so that a late resend is still known as the same form."""
        super().__init__("the form token is too old")
        self.nonce = nonce


class TooManyBodies(AmendsError):
    """One form was sent with too many different bodies; the next wants a fresh token."""


class CaseMovedOn(AmendsError):
    """Somebody else changed the case since the page was read. ``case`` is how it stands now."""

    def __init__(self, case: Case) -> None:
        """Carry the case, so that the page can show what happened meanwhile."""
        super().__init__("the case has moved on")
        self.case = case


class NothingSaid(AmendsError):
    """An empty text where the step consists of the text."""


class PhotoRefused(AmendsError):
    """A file that could not be kept as a photo.

    ``why``: ``empty``, ``large`` (too many bytes), ``many`` (photos in one message), ``full`` (the
    shop's share), ``room`` (the disk), or what the parser box said: ``heic``, ``film``, ``other``,
    ``broken``, ``pixels``, ``heavy``, ``busy``.
    """

    def __init__(self, why: str) -> None:
        """``why`` is one of the words above."""
        super().__init__(why)
        self.why = why


class UnknownPhoto(AmendsError):
    """No photo with that handle or number, or not for whoever asks."""


class UnknownPage(AmendsError):
    """No such page, file or version of a shop's policy was ever published."""


class DraftMovedOn(AmendsError):
    """Somebody saved or published the draft of the policy since it was read."""


class PolicyNotLawful(AmendsError):
    """A policy that the law of one of its countries speaks against; nothing was published."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        """``findings`` are all that was found, errors first."""
        super().__init__(", ".join(finding.rule for finding in findings))
        self.findings = tuple(findings)


class FieldErrors(AmendsError):
    """What is wrong with some fields: name of the field to a whole sentence."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        """``sentences``: field name → sentence for the person who typed it."""
        super().__init__(", ".join(sentences))
        self.sentences = dict(sentences)


class LoginRefused(AmendsError):
    """A log-in link or code that is used, too old, or of another browser."""


class NotAllowed(AmendsError):
    """The person's role does not reach that far. ``right`` is the one that is missing."""

    def __init__(self, right: str) -> None:
        """``right`` names what would have been needed."""
        super().__init__(right)
        self.right = right


class Refused(AmendsError):
    """The desk does not do what was asked, and says why in a sentence.

    ``sentence`` is English with ``%(name)s`` places, filled by ``values``; whoever shows it looks
    up the translation.
    """

    def __init__(self, sentence: str, **values: Any) -> None:
        """Keep the sentence apart from what fills it, so that it can be translated."""
        super().__init__(sentence % values)
        self.sentence = sentence
        self.values = values

    def said(self, translate: Callable[[str], str] = str) -> str:
        """The sentence, in the language of ``translate``."""
        return translate(self.sentence) % self.values


class BackupFailed(Refused):
    """No backup came to be; nothing was left behind where it should have been."""


class RestoreRefused(Refused):
    """A file that is not restored from, or a desk that cannot take it now. Nothing was changed."""


class ReceiptRefused(Refused):
    """A file that is no receipt: not even one that was changed."""


class TracesLeft(Refused):
    """What was erased is gone from every page, but bytes of it may still lie in the files."""


class CasesOpen(AmendsError):
    """Some of the cases to be erased are not closed; whoever asks has to say so on purpose."""

    def __init__(self, references: Sequence[str]) -> None:
        """``references`` name them."""
        super().__init__(", ".join(references))
        self.references = tuple(references)


class StorageUnavailable(AmendsError):
    """Nothing could be written (disk full, read-only, database gone). Nothing was half-written."""


class ProofBroken(AmendsError):
    """A history that does not verify. ``seq`` is the first event that was changed."""

    def __init__(self, case_id: int, seq: int, reason: str) -> None:
        """Name the case, the event and in a few words what is wrong with it."""
        super().__init__(f"case {case_id}, event {seq}: {reason}")
        self.case_id = case_id
        self.seq = seq
        self.reason = reason
