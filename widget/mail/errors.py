"""What can go wrong with a mail: the server's fault, this mail's fault, or a bad address.

A *fault* is one short word, sometimes with the reply code of the mail server behind it
(``refused 550``). It is what the outbox stores; ``fault_sentence`` turns it into words for the
owner. Never the server's own text: that often repeats the address.
"""

from __future__ import annotations

from collections.abc import Mapping

from widget.cases.errors import AmendsError
from widget.mail.words import N_, Words

FAULT_SENTENCES: Mapping[str, str] = {
    # The server's
    "unset": N_("No mail server is set yet. “amends doctor” says how."),
    "unreachable": N_("The mail server cannot be reached."),
    "silent": N_("The mail server does not answer."),
    "broke_off": N_(
        "The mail server broke off while it took the mail. It is sent again with the same number,"
        " so that a second copy can be told from the first."
    ),
    "busy": N_("The mail server takes no mail at the moment."),
    "certificate": N_(
        "The mail server shows a certificate that this machine does not trust, or one for another"
        " name. Nothing was sent to it."
    ),
    "no_tls": N_("The mail server offers no encryption. Nothing was sent to it."),
    "login": N_("The mail server does not accept the user name and password in the settings."),
    "sender": N_("The mail server does not accept mail from the sender in the settings."),
    "unwritable": N_("The folder for mails cannot be written."),
    # This mail's
    "later": N_("The mail server wants this mail later. It is tried again."),
    "refused": N_("The mail server does not accept this address or this mail."),
    "address": N_("This is not one plain email address, so nothing was sent to it."),
    "headers": N_("The mail came out other than it was written, so it was held back."),
    "too_old": N_("The log-in link would have ended before it arrived, so it was not sent."),
    "gone": N_("What the mail was about has been erased."),
    "defect": N_("The mail could not be written. It is tried again."),
}


class MailError(AmendsError):
    """A mail did not leave. ``fault`` is one of ``FAULT_SENTENCES``; ``code`` is SMTP's, or 0."""

    def __init__(self, fault: str, *, code: int = 0) -> None:
        """Carry the fault as the outbox will store it."""
        super().__init__(f"{fault} {code}" if code else fault)
        self.fault = fault
        self.code = code


class MailServerDown(MailError):
    """The server takes no mail at all: not reached, not trusted, not logged in, or gone silent.

    ``maybe_sent`` is true where it broke off after the whole mail had been handed over, so that
    nobody knows whether it was taken.
    """

    def __init__(self, fault: str, *, code: int = 0, maybe_sent: bool = False) -> None:
        """Carry the fault and whether the mail may have left after all."""
        super().__init__(fault, code=code)
        self.maybe_sent = maybe_sent


class MailRefused(MailError):
    """This one mail cannot go, or not now. The server is well, and other mails may leave."""

    def __init__(self, fault: str, *, permanent: bool, code: int = 0) -> None:
        """``permanent``: trying again is no use."""
        super().__init__(fault, code=code)
        self.permanent = permanent


class BadAddress(AmendsError):
    """Not one plain address: something quoted, a comment, a list, or no address at all."""


class BadMailServer(AmendsError):
    """A mail server's URL in the settings that cannot be meant; the message is a whole sentence."""


def fault_sentence(error: str, words: Words) -> str:
    """A stored error as a sentence for the owner; empty for none."""
    fault, _, code = error.partition(" ")
    sentence = words.gettext(FAULT_SENTENCES.get(fault, FAULT_SENTENCES["defect"]))
    if not error:
        return ""
    return f"{sentence} ({code})" if code else sentence
