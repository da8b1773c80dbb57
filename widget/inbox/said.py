"""The sentence that tells what has just been done. A page's address only names it."""

from __future__ import annotations

from widget.cases.errors import FieldErrors
from widget.inbox.words import N_, _

SENTENCES = {
    "answered": N_("Your answer is recorded, and the mail is on its way."),
    "noted": N_("Your note is kept. Only your shop can read it."),
    "fact": N_("Added to the facts."),
    "law": N_("Added. The days below are counted with it."),
    "closed": N_("The case is closed."),
    "closed_told": N_("The case is closed, and the mail is on its way."),
    "reopened": N_("The case is open again."),
    "real": N_("It is in Open now, with a day to answer by."),
    "spam": N_("It is closed as spam. Nobody was written to."),
    "read": N_("Marked as read."),
    "saved": N_("Saved."),
    "site_added": N_("Added. The form may now be shown there."),
    "site_removed": N_("Removed. The form is no longer shown there; the link still works."),
    "site_ignored": N_("All right. You will not hear of that site again for a while."),
    "test_sent": N_("A test mail is on its way to you. It usually arrives within a minute."),
    "sending": N_("That mail leaves now."),
    "left_already": N_("That mail has left already."),
    "address": N_("Mails go to that address from now on, also those that had not left."),
    "proof_on": N_("The weekly proof is mailed to you."),
    "proof_off": N_("The weekly proof is no longer mailed."),
    "retried": N_("Every waiting mail is tried again now."),
    "helper_added": N_("Added. To log in, this person asks for a link with that address."),
    "helper_removed": N_("Removed. Their sessions here have ended."),
    "session_ended": N_("That session has ended."),
    "copied": N_("A copy of the desk is made and checked."),
    "copies_deleted": N_("Deleted, and a new copy is made."),
    "erased": N_("Erased. Nothing of it is left in the database’s files."),
    "cleared": N_("Nothing of what was erased is left in the database’s files."),
    "policy_saved": N_("Saved. Nothing is published yet."),
    "policy_repaired": N_("Put right and saved. Nothing is published yet."),
    "policy_dropped": N_("Dropped. The answers are those that are in force."),
    "policy_published": N_("Published. Cases from now on go by this version."),
    "disconnected": N_("Disconnected. Nothing more is taken from the shop."),
    "switched": N_("You are in this shop now."),
}


def said(word: str) -> str:
    """The sentence for a ``done`` word of our own; empty text for any other."""
    return _(SENTENCES[word]) if word in SENTENCES else ""


def translated(wrong: FieldErrors) -> dict[str, str]:
    """The desk's sentences for fields, in the language of the page."""
    return {name: _(sentence) for name, sentence in wrong.sentences.items()}
