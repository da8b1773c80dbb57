"""What a case file says, block by block: the same on paper and on the page."""

from __future__ import annotations

from collections.abc import Iterator

from widget.cases.model import Event, Fact, letters_of
from widget.desk import Evidence, Photo
from widget.doors import language, the_desk
from widget.inbox.known import fact_value, facts_in_order
from widget.inbox.timeline import timeline_of, who_did
from widget.inbox.words import N_, _
from widget.mail.fact_words import fact_value_word
from widget.mail.words import Words, moment_in, words_for
from widget.paper.letter import Block, Facts, Heading, Paragraph, Quote, facts

NOBODY = 0  # a case file says names, never "You": it is handed on

_WHY = {
    "dated": N_("It was in force on the day of the order."),
    "unknown_day": N_(
        "The day of the order is not known: it was in force when the customer wrote."
    ),
    "before_first": N_(
        "The order is older than the first published version: the law alone counts."
    ),
    "no_policy": N_("The shop had published no policy: the law alone counts."),
}


def blocks_of(evidence: Evidence) -> list[Block]:
    """Everything but the photos: the case, what was said, sending, history, proof, policy."""
    words = words_for(language())
    return [
        *_about(evidence, words),
        *_said(evidence, words),
        *_sending(evidence, words),
        *_history(evidence, words),
        *_proof(evidence),
        *_policy(evidence, words),
    ]


def caption_of(evidence: Evidence, photo: Photo) -> str:
    """What stands below a photo: its number, and when it came."""
    came = next((event for event in evidence.file.events if event.id == photo.event_id), None)
    if came is None:
        return _("Photo %(number)s", number=photo.number)
    when = words_for(language()).moment(came.at, evidence.file.shop.zone)
    return _("Photo %(number)s, received on %(when)s", number=photo.number, when=when)


def _about(evidence: Evidence, words: Words) -> Iterator[Block]:
    case, shop = evidence.file.case, evidence.file.shop
    when = words.moment(evidence.at, shop.zone)
    yield Paragraph(_("Drawn up by the desk of %(shop)s on %(when)s.", shop=shop.name, when=when))
    state = words.state(case.state)
    outcome = words.outcome(case.outcome) if case.outcome else ""
    yield facts(
        [
            (_("Reference"), case.reference),
            (_("Kind"), words.kind(case.kind)),
            (_("Received"), words.moment(case.opened_at, shop.zone)),
            (_("Stands"), f"{state}: {outcome}" if outcome else state),
            (_("Customer"), case.name),
            (_("Email"), case.email),
            (_("Phone"), case.phone),
            (
                _("Shop"),
                "\n".join(part for part in (shop.name, shop.owner_name, shop.address) if part),
            ),
            (_("Wants"), words.wish(case.wish) if case.wish else ""),
        ]
    )
    known = facts_in_order(evidence.file)
    if known:
        yield Heading(_("What is known of the order"))
        yield Facts(
            tuple(
                (words.fact(fact.name), f"{fact_value(fact)} ({_who_said(fact)})") for fact in known
            )
        )


def _who_said(fact: Fact) -> str:
    """Who said so, for a reader who belongs to neither side."""
    if fact.said_by == "customer":
        return _("says the customer")
    return _("says the shop system") if fact.said_by == "storefront" else _("says the shop")


def _to_the_second(at: int, zone: str) -> str:
    """A moment as a list of many needs it: the same width each, in one order in every language."""
    return f"{moment_in(at, zone):%Y-%m-%d %H:%M:%S}"


def _said(evidence: Evidence, words: Words) -> Iterator[Block]:
    file = evidence.file
    yield Heading(_("What was said"))
    for event in letters_of(file.events):
        who, when = who_did(event, file, NOBODY), words.moment(event.at, file.shop.zone)
        text = _words_of(event)
        if text or event.payload is None:
            yield Paragraph(f"{who}, {when}", small=True)
            yield Quote(text or _("The words are erased."))


def _words_of(event: Event) -> str:
    """A letter's words as they were written; empty where there are none."""
    payload = event.payload or {}
    told = [str(payload.get(name, "")) for name in ("statement", "happened", "meant", "text")]
    return "\n\n".join(part for part in told if part)


def _sending(evidence: Evidence, words: Words) -> Iterator[Block]:
    """Each thing known of sending with the moment at which it was said."""
    if not evidence.sending:
        return
    zone = evidence.file.shop.zone
    yield Heading(_("Sending, delivery and return"))
    yield Facts(
        tuple(
            (
                words.fact(fact.name),
                _(
                    "%(value)s (%(who)s on %(when)s)",
                    value=fact_value_word(fact.name, fact.value, words),
                    who=_who_said(fact),
                    when=_to_the_second(fact.at, zone),
                ),
            )
            for fact in evidence.sending
        )
    )


def _policy(evidence: Evidence, words: Words) -> Iterator[Block]:
    policy, shop = evidence.policy, evidence.file.shop
    yield Heading(_("The policy that counts"))
    if policy.version is not None:
        day = words.day(policy.version.day)
        number = policy.version.number
        yield Paragraph(_("Version %(number)s, in force since %(day)s.", number=number, day=day))
    yield Paragraph(_(_WHY[policy.pin.why]))
    for page, text in policy.texts.items():
        address = f"{the_desk().base_url}/p/{shop.slug}/{page}"
        if policy.version is not None:
            address += f"/v/{policy.version.number}"
        yield Paragraph(address, small=True)
        yield Quote(text.strip())


def _history(evidence: Evidence, words: Words) -> Iterator[Block]:
    zone = evidence.file.shop.zone
    yield Heading(_("Everything that happened, and how the mails fared"))
    yield Paragraph(_("By the clock of %(zone)s.", zone=zone), small=True)
    yield Facts(
        tuple(
            (_to_the_second(entry.at, zone), entry.sentence)
            for entry in timeline_of(evidence.file, NOBODY)
        )
    )
    if evidence.notes:
        yield Paragraph(
            words.ngettext(
                "%(num)s note of the shop for itself is left out.",
                "%(num)s notes of the shop for itself are left out.",
                evidence.notes,
            ),
            small=True,
        )


def _proof(evidence: Evidence) -> Iterator[Block]:
    yield Heading(_("The proof"))
    if evidence.broken is None:
        yield Paragraph(
            _(
                "Each event is sealed with the one before it. When this file was drawn up, every "
                "event was as it was sealed."
            )
        )
    else:
        yield Paragraph(
            _(
                "When this file was drawn up, event %(seq)s was not as it was sealed: %(reason)s.",
                seq=evidence.broken.seq,
                reason=_(evidence.broken.reason),
            )
        )
    yield Facts(
        ((_("Events"), str(len(evidence.history))), (_("Hash of the newest"), evidence.head))
    )
    yield Paragraph(
        _(
            "To check it, hand in the data of this file (its name ends in “.json”) at %(address)s, "
            "or follow “The proof of a case” in the documentation of Amends, which needs no desk.",
            address=f"{the_desk().base_url}/verify",
        )
    )
