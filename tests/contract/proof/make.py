"""Make the frozen vectors of the proof: once for each version, and never again.

    python -m tests.contract.proof.make

Writes ``v1-*.json`` beside this file. What is there already is left alone: those files say what a
proof of that version is, and a change of the code must not change them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from widget.cases.chains import chain_of
from widget.cases.proof import GENESIS, VERSION, Sealed, receipt_proof, seal

HERE = Path(__file__).resolve().parent
SHOP, CASE, ERASED, PERSON = 3764206230212611073, 3764206230212620000, 3764206230212640000, 77
START_MS = 1_794_924_401_000

Told = tuple[str, str, int, str, Mapping[str, Any]]  # kind, role, actor, door, payload

OPENED = {
    "kind": "complaint",
    "order_number": "0047",
    "ordered_on": "2026-11-09",
    "items": "two Oat & Honey bars",
    "happened": "Both bars were “cracked”.\nŻółć, ἀλήθεια, щ, ő, ș, ħ 🧼\u2028\\ \u0007 {{ 7*7 }}",
    "meant": "",
    "meant_skipped": True,
    "wish": "replacement",
    "name": "Zoë Ní Dhómhnaill",
    "email": "zoe@post.example",
    "photos": [hashlib.sha256(b"a photo").hexdigest()],
}
CONVERSATION: Sequence[Told] = (
    ("opened", "customer", 0, "public", OPENED),
    ("mailed", "desk", 0, "upkeep", {"mail": "receipt", "to": "zoe@post.example"}),
    ("note_added", "helper", 78, "inbox", {"text": "She is a regular."}),
    ("answered", "owner", PERSON, "inbox", {"text": "Two new bars leave today.", "signed": "Orla"}),
    ("customer_replied", "customer", 0, "public", {"text": "", "not_meant": True}),
    ("closed", "owner", PERSON, "inbox", {"outcome": "settled", "text": "", "told": False}),
)


def chain(case: int, told: Sequence[Told]) -> list[Sealed]:
    """Events sealed one after the other, with salts and moments that are always the same."""
    found: list[Sealed] = []
    for seq, (kind, role, actor, door, payload) in enumerate(told, start=1):
        salt = hashlib.sha256(f"salt of event {seq} of {case}".encode()).digest()
        found.append(
            seal(
                payload,
                salt=salt,
                shop_id=SHOP,
                case_id=case,
                event_id=START_MS * 2**21 + case // 10_000 % 1000 * 100 + seq,
                seq=seq,
                kind=kind,
                at=START_MS + seq * 61_001,
                role=role,
                actor=actor,
                door=door,
                prev=found[-1].hash if found else GENESIS,
            )
        )
    return found


def erased_chain() -> list[Sealed]:
    """A case whose words are gone, and the event that says why."""
    told = chain(
        ERASED, (*CONVERSATION[:2], ("erased", "desk", 0, "upkeep", {"reason": "retention"}))
    )
    return [*(replace(event, payload=None, salt=None) for event in told[:-1]), told[-1]]


def shop_chain(cases: Sequence[Sequence[Sealed]]) -> list[Sealed]:
    """The shop's own history: a version of the policy, and twice the heads of all histories."""
    published = {
        "number": 1,
        "at": START_MS + 61_001,
        "day": "2026-11-17",
        "locales": ["en", "de"],
        "hash": "5a" * 32,
        "files_sha256": hashlib.sha256(b"files").hexdigest(),
        "text_sha256": hashlib.sha256(b"text").hexdigest(),
    }
    first, second = cases
    before = {"cases": [[CASE, 1, first[0].hash.hex()]], "events": 2}
    after = {
        "cases": [[CASE, len(first), first[-1].hash.hex()], [ERASED, 3, second[-1].hash.hex()]],
        "events": 2 + len(first) + len(second),
    }
    return chain(
        0,
        (
            ("policy_published", "owner", PERSON, "inbox", published),
            ("heads_told", "desk", 0, "upkeep", before),
            ("heads_told", "desk", 0, "upkeep", after),
        ),
    )


def vectors() -> dict[str, Any]:
    """Every file with what stands in it."""
    case, erased = chain(CASE, CONVERSATION), erased_chain()
    return {
        "receipt": receipt_proof(case[0], "AM-7K3Q-9F2"),
        "case": chain_of(SHOP, CASE, case),
        "withheld": chain_of(SHOP, CASE, case, kept_back={"note_added"}),
        "erased": chain_of(SHOP, ERASED, erased),
        "shop": chain_of(SHOP, 0, shop_chain((case, erased))),
    }


def main() -> None:
    """Write what is not there yet."""
    for name, whole in vectors().items():
        file = HERE / f"v{VERSION}-{name}.json"
        if not file.exists():
            text = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True)
            file.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
