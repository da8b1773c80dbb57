"""The case file: all that proves a case, for a payment dispute or a small-claims court.

It leaves out the notes of the shop and the mails to its owner: they are nobody else's. The headers
of the notes stay in the history, so that the file proves everything else all the same.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from widget.cases.chains import chain_of
from widget.cases.errors import ProofBroken
from widget.cases.model import Event, Fact, Kind
from widget.cases.proof import Sealed
from widget.desk.casefile import CaseFile, case_file
from widget.desk.pinning import Pin, pin_of
from widget.desk.proving import verify_case
from widget.desk.transcript import iso
from widget.desk.wired import Desk
from widget.storage import cases, policies
from widget.storage.outbox import CUSTOMERS_MAILS, Order
from widget.storage.policies import PolicyVersion

FORMAT = 1
OWN_NOTES = frozenset({"note_added"})
SENDING = (
    "shipped",
    "delivered",
    "returned",
    "refunded",
)  # facts of where the goods and money went

_PAGES: Mapping[Kind, tuple[str, ...]] = {
    "complaint": ("complaints", "guarantee"),
    "refund": ("refund",),
    "return": ("refund",),
    "cancellation": ("cancellation",),
    "withdrawal": ("withdrawal",),
    "termination": ("cancellation",),
}


@dataclass(frozen=True)
class PolicyThen:
    """The version that counts for a case, and what its pages for such a case say.

    ``version`` is ``None`` where the law alone counts. ``texts`` is page → plain text, in the
    shop's first language.
    """

    pin: Pin
    version: PolicyVersion | None
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Evidence:
    """A case with its proof, at a moment (ms UTC).

    ``file`` is the case without what the shop told itself, ``notes`` how many notes there are.
    ``broken`` says what is not as it was sealed; ``None``: everything is.
    """

    at: int
    file: CaseFile
    history: tuple[Sealed, ...]
    notes: int
    broken: ProofBroken | None
    policy: PolicyThen

    @property
    def head(self) -> str:
        """The hash of the newest event: whoever has it can tell whether the history was changed."""
        return self.history[-1].hash.hex()

    @property
    def sending(self) -> list[Fact]:
        """What is known of where the goods and the money went, and who said so."""
        return [fact for fact in self.file.facts if fact.name in SENDING]


def evidence_of(desk: Desk, shop_id: int, reference: str) -> Evidence:
    """All that proves a case, checked at this moment. Raises ``UnknownCase``."""
    file = case_file(desk, shop_id, reference)
    with desk.store.read() as connection:
        history = tuple(cases.sealed_of(connection, shop_id, file.case.id))
        policy = _policy_then(connection, file)
    return Evidence(
        at=desk.clock(),
        file=_for_others(file),
        history=history,
        notes=sum(event.kind in OWN_NOTES for event in file.events),
        broken=_what_is_broken(desk, file),
        policy=policy,
    )


def _for_others(file: CaseFile) -> CaseFile:
    """The case without what the shop told itself: its notes, and the mails to its owner."""

    def concerns_others(event: Event) -> bool:
        if event.kind in {"mailed", "mail_failed"}:
            return (event.payload or {}).get("mail", "receipt") in CUSTOMERS_MAILS
        return event.kind not in OWN_NOTES

    return replace(
        file,
        events=[event for event in file.events if concerns_others(event)],
        mailings=[order for order in file.mailings if order.mail in CUSTOMERS_MAILS],
    )


def _what_is_broken(desk: Desk, file: CaseFile) -> ProofBroken | None:
    try:
        verify_case(desk, file.shop.id, file.case.id)
    except ProofBroken as broken:
        return broken
    return None


def _policy_then(connection: Connection, file: CaseFile) -> PolicyThen:
    pin = pin_of(connection, file.case)
    version = policies.find_version(connection, file.shop.id, pin.number) if pin.number else None
    if version is None:
        return PolicyThen(pin, None, {})
    kept = policies.files_of(connection, file.shop.id, version.number)
    texts = {
        page: gzip.decompress(kept[f"{page}.txt"]).decode("utf-8")
        for page in _PAGES.get(file.case.kind, ())
        if f"{page}.txt" in kept
    }
    return PolicyThen(pin, version, texts)


def evidence_json(evidence: Evidence) -> str:
    """The case file as data; ``proof`` in it is what anybody can verify (docs/proof.md)."""
    file, case, shop = evidence.file, evidence.file.case, evidence.file.shop
    history = chain_of(shop.id, case.id, evidence.history, kept_back=OWN_NOTES)
    whole: dict[str, Any] = {
        "amends_case_file": FORMAT,
        "drawn_up": iso(evidence.at),
        "reference": case.reference,
        "kind": case.kind,
        "state": case.state,
        "outcome": case.outcome,
        "opened": iso(case.opened_at),
        "shop": {"name": shop.name, "owner": shop.owner_name, "address": shop.address},
        "customer": {"name": case.name, "email": case.email, "phone": case.phone},
        "events": [_event(event) for event in file.events],
        "notes_left_out": evidence.notes,
        "facts": [
            {"name": fact.name, "value": fact.value, "said_by": fact.said_by, "at": iso(fact.at)}
            for fact in file.facts
        ],
        "mails": [_mail(order) for order in file.mailings],
        "photos": [{"number": photo.number, "sha256": digest} for photo, digest in _digests(file)],
        "policy": _policy(evidence.policy),
        "head": evidence.head,
        "proof": history,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _event(event: Event) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "at": iso(event.at),
        "kind": event.kind,
        "by": event.actor_name or event.role,
        "words": event.payload,
    }


def _mail(order: Order) -> dict[str, Any]:
    return {
        "mail": order.mail,
        "to": order.address,
        "message_id": order.message_id,
        "state": order.state,
        "error": order.error,
        "ordered": iso(order.created_at),
        "accepted": iso(order.sent_at) if order.sent_at is not None else None,
    }


def _digests(file: CaseFile) -> list[tuple[Any, str]]:
    """The photos with the SHA-256 that the events name, in the same order."""
    told = [
        str(digest) for event in file.events for digest in (event.payload or {}).get("photos", ())
    ]
    return list(zip(file.photos, told, strict=False))


def _policy(policy: PolicyThen) -> dict[str, Any]:
    version = policy.version
    return {
        "number": policy.pin.number,
        "why": policy.pin.why,
        "in_force_since": version.day if version else "",
        "hash": version.hash if version else "",
        "texts": dict(policy.texts),
    }
