"""A case to keep: the same conversation as text and as data, the same bytes each time."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from widget.cases.model import Event
from widget.desk.casefile import CaseFile
from widget.desk.photos import Photo
from widget.mail.fact_words import fact_value_word
from widget.mail.words import Words, words_for


def transcript_json(file: CaseFile) -> str:
    """The case as JSON for people and programs; moments are ISO 8601 UTC."""
    case = file.case
    whole: dict[str, Any] = {
        "reference": case.reference,
        "shop": file.shop.name,
        "kind": case.kind,
        "state": case.state,
        "outcome": case.outcome,
        "opened": iso(case.opened_at),
        "events": [
            {
                "seq": event.seq,
                "at": iso(event.at),
                "kind": event.kind,
                "by": event.actor_name or event.role,
                "words": event.payload,
            }
            for event in file.events
        ],
        "facts": [
            {"name": fact.name, "value": fact.value, "said_by": fact.said_by} for fact in file.facts
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def transcript_text(file: CaseFile, locale: str) -> str:
    """The conversation as plain text in one language, with what people wrote left as it is."""
    words = words_for(locale)
    _ = words.gettext
    case, shop = file.case, file.shop
    lines = [
        f"{shop.name}",
        _("Reference: %(reference)s") % {"reference": case.reference},
        _("Kind: %(kind)s") % {"kind": words.kind(case.kind)},
        _("State: %(state)s") % {"state": words.state(case.state)},
        "",
    ]
    for event in file.events:
        said = _told(words, event)
        if said is None:
            continue
        said += _photos(words, file.photos_of(event))
        who = _speaker(words, event, case.name, shop.name)
        lines += [f"{words.moment(event.at, shop.zone)}, {who}", *said, ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _photos(words: Words, photos: list[Photo]) -> list[str]:
    if not photos:
        return []
    numbers = ", ".join(str(photo.number) for photo in photos)
    return _indented(
        words.ngettext("Photo: %(numbers)s", "Photos: %(numbers)s", len(photos), numbers=numbers),
        "",
    )


def _speaker(words: Words, event: Event, customer: str, shop: str) -> str:
    if event.role == "customer":
        return customer or words.gettext("Customer")
    if event.role in {"owner", "helper"}:
        return event.actor_name or shop
    return shop


def _told(words: Words, event: Event) -> list[str] | None:
    """The lines of an event, or ``None`` where a transcript does not name it."""
    _ = words.gettext
    payload = event.payload
    if payload is None:
        return ["    " + _("(erased)")]
    match event.kind:
        case "opened":
            return _opening(words, payload)
        case "customer_replied" | "answered" | "note_added":
            lead = _("(note, only for the shop)") if event.kind == "note_added" else ""
            if payload.get("not_meant"):
                lead = _("This is not what I meant.")
            return _indented(lead, payload.get("text", ""))
        case "customer_settled":
            return _indented(_("This is settled."), payload.get("text", ""))
        case "closed":
            outcome = words.outcome(payload["outcome"])
            return _indented(_("Closed: %(outcome)s") % {"outcome": outcome}, payload["text"])
        case "reopened":
            return _indented(_("Opened again."), "")
        case "fact_added":
            value = fact_value_word(payload["name"], payload["value"], words)
            return _indented(f"{words.fact(payload['name'])}: {value}", "")
        case "refund_made":
            amount = f"{payload['amount']} {payload['currency']}"
            return _indented(_("Refunded: %(amount)s") % {"amount": amount}, "")
        case "mailed":
            return _indented(_("Sent by email to %(address)s") % {"address": payload["to"]}, "")
    return None


def _opening(words: Words, payload: Any) -> list[str]:
    if "statement" in payload:
        return _indented("", payload["statement"])
    _ = words.gettext
    told = [
        (_("Order number"), payload["order_number"]),
        (_("Ordered on"), payload["ordered_on"]),
        (_("Items"), payload["items"]),
        (_("What happened"), payload["happened"]),
        (_("What it meant"), payload["meant"]),
        (_("To put it right"), words.wish(payload["wish"])),
    ]
    lines: list[str] = []
    for label, value in told:
        if value:
            lines += _indented(f"{label}:", value)
    return lines


def _indented(lead: str, text: str) -> list[str]:
    told = ([lead] if lead else []) + (text.split("\n") if text else [])
    return [f"    {line}".rstrip() for line in told]


def iso(at: int) -> str:
    """A moment (ms UTC) as data has it: ISO 8601, UTC, to the millisecond."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")
