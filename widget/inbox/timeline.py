"""A case's history as sentences: who did what, and which mail has left or waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from widget.cases.model import Event, Shop
from widget.desk import CaseFile, Mailing
from widget.doors import language
from widget.inbox.mail_words import mail_word, plain_error, why_held
from widget.inbox.refund_words import BAD_NEWS
from widget.inbox.refund_words import TELLERS as REFUND_TELLERS
from widget.inbox.words import N_, _
from widget.mail.fact_words import fact_value_word
from widget.mail.words import words_for

Look = Literal["done", "waiting", "bad"]


@dataclass(frozen=True)
class Entry:
    """One line of the history. ``text`` is what a person wrote with it, or empty."""

    at: int
    sentence: str
    text: str = ""
    look: Look = "done"


def timeline_of(file: CaseFile, person_id: int) -> list[Entry]:
    """Everything that happened, oldest first, then the mails that have not left yet."""
    entries = [_entry_of(event, file, person_id) for event in file.events]
    entries += [
        _waiting_mail(mailing, file.shop) for mailing in file.mailings if mailing.state != "sent"
    ]
    return entries


def who_did(event: Event, file: CaseFile, person_id: int) -> str:
    """Who did it: "You", a person of the shop, the customer, or the desk by itself."""
    if event.role == "customer":
        return file.case.name or _("The customer")
    if event.actor_id and event.actor_id == person_id:
        return _("You")
    return event.actor_name or (_("The shop") if event.actor_id else _("The desk"))


def told_in_a_sentence(event: Event, file: CaseFile, person_id: int) -> str:
    """One event in words."""
    return _sentence_of(event, who_did(event, file, person_id))


def _entry_of(event: Event, file: CaseFile, person_id: int) -> Entry:
    sentence = _sentence_of(event, who_did(event, file, person_id))
    if event.payload is None and event.kind in _WITH_WORDS:
        sentence = _("%(sentence)s (the words are erased)", sentence=sentence)
    text = str((event.payload or {}).get("text", "")) if event.kind == "note_added" else ""
    look: Look = "bad" if event.kind == "mail_failed" or event.kind in BAD_NEWS else "done"
    return Entry(event.at, sentence, text, look)


def _waiting_mail(mailing: Mailing, shop: Shop) -> Entry:
    values = {"mail": mail_word(mailing.mail), "to": mailing.address}
    reason = plain_error(mailing.error)
    look: Look = "waiting"
    if mailing.state == "failed":
        sentence = _("%(mail)s to %(to)s could not be delivered:", **values) + " " + reason
        look = "bad"
    elif mailing.state == "held":
        sentence = _("%(mail)s to %(to)s is held.", **values)
        sentence += " " + why_held(
            mailing, lambda at: words_for(language()).moment_short(at, shop.zone)
        )
    elif reason:
        again = words_for(language()).moment_short(mailing.next_at, shop.zone)
        sentence = _("%(mail)s to %(to)s has not left yet.", **values)
        sentence += " " + reason + " " + _("Next try: %(when)s.", when=again)
    else:
        sentence = _("%(mail)s to %(to)s waits to leave.", **values)
    return Entry(mailing.created_at, sentence, look=look)


def _sentence_of(event: Event, who: str) -> str:
    payload = event.payload or {}
    if event.kind in _TELLERS:
        return _TELLERS[event.kind](who, payload)
    if event.kind in _PLAIN:
        return _(_PLAIN[event.kind], who=who)
    return event.kind


def _replied(who: str, payload: Mapping[str, Any]) -> str:
    if payload.get("not_meant"):
        return _("%(who)s said: this is not what I meant", who=who)
    return _("%(who)s wrote again", who=who)


def _fact(who: str, payload: Mapping[str, Any]) -> str:
    name = words_for(language()).fact(str(payload.get("name", "")))
    value = str(payload.get("value", ""))
    if not value:
        return _("%(who)s added a fact", who=who)
    value = fact_value_word(str(payload.get("name", "")), value, words_for(language()))
    return _("%(who)s added: %(name)s “%(value)s”", who=who, name=name, value=value)


def _closed(who: str, payload: Mapping[str, Any]) -> str:
    outcome = words_for(language()).outcome(str(payload.get("outcome", "")))
    if not outcome:
        return _("%(who)s closed it", who=who)
    sentence = _("%(who)s closed it: %(outcome)s.", who=who, outcome=outcome)
    if payload.get("told"):
        return sentence + " " + _("The customer is told by email.")
    return sentence + " " + _("Nobody is mailed.")


def _email_changed(who: str, payload: Mapping[str, Any]) -> str:
    to = str(payload.get("to", ""))
    if not to:
        return _("%(who)s changed the email address", who=who)
    return _("%(who)s changed the email address to %(to)s", who=who, to=to)


def _mailed(_who: str, payload: Mapping[str, Any]) -> str:
    mail, to = mail_word(str(payload.get("mail", ""))), str(payload.get("to", ""))
    if not to:
        return _("%(mail)s was accepted by the mail server", mail=mail)
    return _("%(mail)s was accepted by the mail server, for %(to)s", mail=mail, to=to)


def _mail_failed(_who: str, payload: Mapping[str, Any]) -> str:
    mail = mail_word(str(payload.get("mail", "")))
    reason = plain_error(str(payload.get("error_class", "")))
    return _("%(mail)s was not accepted:", mail=mail) + " " + reason


def _pinned(_who: str, payload: Mapping[str, Any]) -> str:
    number = payload.get("number")
    if number:
        return _("Version %(number)s of the policy counts for this case", number=number)
    if payload.get("why") == "before_first":
        return _("No policy was published when this was ordered: the law alone counts")
    return _("Another version of the policy counts for this case")


_PLAIN: Mapping[str, str] = {
    "opened": N_("%(who)s wrote, from the form"),
    "customer_settled": N_("%(who)s said that it is settled"),
    "answered": N_("%(who)s answered"),
    "note_added": N_("%(who)s made a note"),
    "reopened": N_("%(who)s opened it again"),
    "found_real": N_("%(who)s moved it to Open: it is real"),
    "read": N_("%(who)s read it"),
    "erased_in_shop": N_("This customer’s data were erased in the shop"),
    "erased": N_("The words, the name and the addresses of this case were erased"),
}
_TELLERS: Mapping[str, Callable[[str, Mapping[str, Any]], str]] = {
    "customer_replied": _replied,
    "fact_added": _fact,
    "closed": _closed,
    "email_changed": _email_changed,
    "mailed": _mailed,
    "mail_failed": _mail_failed,
    "policy_pinned": _pinned,
    **REFUND_TELLERS,
}
_WITH_WORDS = frozenset({"opened", "customer_replied", "answered", "note_added"})
