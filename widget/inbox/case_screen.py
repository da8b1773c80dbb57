"""A case on one screen: the words, what is known, and the three steps read, reply, close."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from widget.cases.model import ORDER_FACTS, REFUND_EVENTS, Event, letters_of
from widget.desk import CaseFile, case_file, earlier_cases, failed_mails_of
from widget.doors import language, the_desk
from widget.inbox.clocks import country_choices, law_panel, suggested_answer
from widget.inbox.decided import policy_says
from widget.inbox.frame import show
from widget.inbox.known import fact_value, facts_in_order, said_by
from widget.inbox.refund_panel import refund_panel
from widget.inbox.said import said
from widget.inbox.sessions import the_session
from widget.inbox.timeline import timeline_of, told_in_a_sentence, who_did

# Events that do not make an answer wrong; the desk does not stop for them either.
_QUIET = frozenset(
    {
        "mailed",
        "mail_failed",
        "read",
        "note_added",
        "fact_added",
        "email_changed",
        "policy_pinned",
        *REFUND_EVENTS,
        "erased_in_shop",
    }
)

# Where on the page the hand was, by what it did.
ANCHORS = {
    "answered": "reply",
    "noted": "notes",
    "fact": "facts",
    "closed": "close",
    "closed_told": "close",
    "reopened": "reply",
    "real": "reply",
    "spam": "close",
    "read": "read",
    "address": "reach",
    "law": "law",
    "refund": "refund",
}


@dataclass(frozen=True)
class Typed:
    """What somebody typed into a form of the case that could not be taken yet.

    ``errors`` is field → sentence; ``moved_since`` is the number of the last event they had seen,
    where others were faster, else ``None``.
    """

    reply: str = ""
    note: str = ""
    fact_name: str = ""
    fact_value: str = ""
    address: str = ""
    outcome: str = ""
    last_word: str = ""
    tell: bool = False
    refund_amount: str = ""
    refund_reason: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    moved_since: int | None = None


def show_case(reference: str, status: int = 200, typed: Typed | None = None) -> tuple[str, int]:
    """Render the case as it stands now, with what was typed. Raises ``UnknownCase``."""
    desk, session = the_desk(), the_session()
    file = case_file(desk, session.shop.id, reference)
    typed = typed or Typed(reply=suggested_answer(file, request.args.get("suggest", "")))
    return show(
        "case",
        status,
        file=file,
        case=file.case,
        typed=typed,
        earlier=earlier_cases(desk, session.shop.id, file.case),
        timeline=timeline_of(file, session.person.id),
        who=lambda event: who_did(event, file, session.person.id),
        tell=lambda event: told_in_a_sentence(event, file, session.person.id),
        facts=facts_in_order(file),
        fact_names=ORDER_FACTS,
        fact_value=fact_value,
        said_by=said_by,
        law=law_panel(file),
        law_countries=lambda: country_choices(language()),
        law_wrong=any(field.startswith("law-") for field in typed.errors),
        policy=policy_says(file),
        refund=refund_panel(file),
        erased_in_shop=any(event.kind == "erased_in_shop" for event in file.events),
        failed_mail=file.case.id in failed_mails_of(desk, session.shop.id, [file.case]),
        done=request.args.get("done", ""),
        said=said(request.args.get("done", "")),
        **_conversation(file, typed),
    )


def to_case(reference: str, done: str) -> ResponseReturnValue:
    """Answer a step that was done: the case again, at the place where the hand was."""
    here = url_for("inbox.case", reference=reference, done=done, _anchor=ANCHORS[done])
    return redirect(here, code=303)


def _conversation(file: CaseFile, typed: Typed) -> dict[str, Any]:
    """The letters, the steps that are behind us, and what is new since the form was opened."""
    letters = letters_of(file.events)
    read = _last(file.events, "read")
    answered = [event for event in file.events if event.kind == "answered"]
    turn = [event for event in letters if event.kind in {"opened", "customer_replied"}]
    replied = bool(answered and (not turn or answered[-1].seq > turn[-1].seq))
    new: list[Event] = []
    if typed.moved_since is not None:
        seen = typed.moved_since
        new = [event for event in file.events if event.seq > seen and event.kind not in _QUIET]
    return {
        "letters": letters,
        "read": read,
        "answered": answered[-1] if answered else None,
        "replied": replied,
        "closing": _last(file.events, "closed", "customer_settled")
        if file.case.state == "closed"
        else None,
        "notes": [event for event in file.events if event.kind == "note_added"],
        "new_events": new,
    }


def _last(events: list[Event], *kinds: str) -> Event | None:
    return next((event for event in reversed(events) if event.kind in kinds), None)
