"""Why a message was put aside, in words: the owner judges whether the reasons are good ones."""

from __future__ import annotations

from widget.cases.model import Case
from widget.inbox.words import N_, _

# One sentence for each sign of ``widget.cases.suspicion``; a test holds the two together.
SENTENCES = {
    "trap": N_("A field that people cannot see was filled in."),
    "fast": N_("The form was sent a few seconds after it opened."),
    "network": N_("The same network sent five or more messages this hour."),
    "shop": N_("Your shop got twenty or more messages this hour."),
    "repeated": N_("Somebody else sent the same words within the last three days."),
    "links": N_("The text holds several links, or a name that is one."),
    "markup": N_("The text holds commands for web pages, as link sellers write them."),
    "pitch": N_("The words are those of somebody who sells, lends or bets."),
    "selling": N_("Many words of that sort, or such words with a link."),
    "unrelated": N_("Nothing in it is about an order."),
    "nameless": N_("It names neither an order nor a thing."),
    "gibberish": N_("The text looks like keys that were hit at random."),
    "odd_name": N_("The name looks like keys that were hit at random."),
}


def why_suspect(case: Case) -> str:
    """The reasons as sentences; one we do not know is shown as it was stored."""
    found = [reason.strip() for reason in case.suspect_reasons.split(",") if reason.strip()]
    return " ".join(
        _(SENTENCES[reason]) if reason in SENTENCES else _("%(reason)s.", reason=reason)
        for reason in found
    )
