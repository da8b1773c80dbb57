"""Mails and their troubles in plain words, for a person who runs a shop and not a mail server."""

from __future__ import annotations

from collections.abc import Callable

from widget.cases.budget import NEVER
from widget.desk import Mailing
from widget.doors import language
from widget.inbox.words import N_, _
from widget.mail.errors import fault_sentence
from widget.mail.words import words_for

_MAILS = {
    "receipt": N_("The receipt"),
    "answer": N_("The answer"),
    "closed": N_("The mail that the case is closed"),
    "notice": N_("The notice to you"),
    "reply_notice": N_("The notice of a reply"),
    "login": N_("A log-in link"),
    "test": N_("A test mail"),
    "link": N_("The link to the private page"),
    "digest": N_("The digest to you"),
    "alarm": N_("An alarm to you"),
    "proof": N_("The weekly proof to you"),
    "clocks": N_("The reminder of days of the law to you"),
}

# Why a mail is held, and what ends that. Where the clock ends it, the moment is said after it.
_HELD = {
    "suspect": N_("Its case looks like spam: it leaves once you say that the case is real, else:"),
    "suspects": N_("Many of your cases look like spam, and their mails leave a few at a time:"),
    "network": N_(
        "Many messages came from one network, and their mails to strangers leave a few at a time:"
    ),
    "address_day": N_("This address has had three mails within a day and has not answered yet:"),
}
_PARKED = {
    "address_ever": N_(
        "This address has had ten mails and has never answered. It leaves when somebody answers "
        "from there, or when you send it."
    ),
    "spam": N_("You closed its case as spam."),
    "digest": N_("Many came within an hour: it is told in one mail with the others."),
    "suspect": N_("Its case looks like spam: it is told in the digest of the day."),
}


def mail_word(mail: str) -> str:
    """What sort of mail it is: "The receipt"."""
    return _(_MAILS[mail]) if mail in _MAILS else _("A mail")


def why_held(mailing: Mailing, say: Callable[[int], str]) -> str:
    """Why a held mail waits, and until when unless somebody acts; ``say`` words a moment (ms)."""
    if mailing.next_at < NEVER and mailing.reason in _HELD:
        return _(_HELD[mailing.reason]) + " " + say(mailing.next_at) + "."
    if mailing.reason in _PARKED:
        return _(_PARKED[mailing.reason])
    return _("It waits.")


def plain_error(error: str) -> str:
    """A stored fault as a whole sentence; empty for none."""
    return fault_sentence(error, words_for(language()))
