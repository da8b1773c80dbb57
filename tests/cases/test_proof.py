"""The proof: what it is, byte for byte, and that every change to it is found and named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from widget.cases import proof
from widget.cases.errors import ProofBroken
from widget.cases.proof import GENESIS, Ends, Header, Sealed, canonical, seal, verify_chain

ROOT = Path(__file__).resolve().parents[2]
VECTORS = json.loads((ROOT / "tests/contract/proof.json").read_text(encoding="utf-8"))
SHOP, CASE = 5, 77


def story(*told: tuple[str, Mapping[str, Any]], case: int = CASE) -> list[Sealed]:
    """A chain of events, each a kind and a payload."""
    chain: list[Sealed] = []
    for seq, (kind, payload) in enumerate(told, start=1):
        chain.append(
            seal(
                payload,
                salt=bytes([seq]) * proof.SALT_BYTES,
                shop_id=SHOP,
                case_id=case,
                event_id=case * 100 + seq,
                seq=seq,
                kind=kind,
                at=1_794_924_401_000 + seq,
                role="customer",
                actor=0,
                door="public",
                prev=chain[-1].hash if chain else GENESIS,
            )
        )
    return chain


@pytest.fixture
def chain() -> list[Sealed]:
    return story(
        ("opened", {"happened": "Both bars were cracked."}),
        ("answered", {"text": "Two new bars leave today."}),
        ("customer_replied", {"text": "Thank you."}),
        ("closed", {"outcome": "settled", "text": "", "told": False}),
    )


def without_words(event: Sealed) -> Sealed:
    return replace(event, payload=None, salt=None)


def broken(chain: list[Sealed], case: int = CASE) -> ProofBroken:
    with pytest.raises(ProofBroken) as found:
        verify_chain(case, chain)
    assert found.value.case_id == case
    return found.value


# What it is, for ever.


@pytest.mark.parametrize("vector", VECTORS["canonical"], ids=lambda vector: vector["text"][:20])
def test_canonical_json_is_the_frozen_text(vector: dict[str, Any]):
    assert canonical(vector["value"]) == vector["text"]


@pytest.mark.parametrize("value", VECTORS["refused"], ids=repr)
def test_canonical_json_refuses_what_has_more_than_one_spelling(value: Any):
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize("value", [b"bytes", {1: "key"}, {None: 1}, {1, 2}, object(), float("nan")])
def test_canonical_json_refuses_what_json_has_not(value: Any):
    with pytest.raises(TypeError):
        canonical(value)


def test_canonical_json_of_a_lone_surrogate_cannot_be_sealed():
    with pytest.raises(UnicodeEncodeError):
        story(("opened", {"happened": "a\ud800"}))


def test_events_are_sealed_to_the_frozen_commitments_and_hashes():
    prev = bytes.fromhex(VECTORS["genesis"])
    for vector in VECTORS["events"]:
        header = vector["header"]
        sealed = seal(
            vector["payload"],
            salt=bytes.fromhex(vector["salt"]),
            shop_id=header["shop"],
            case_id=header["case"],
            event_id=header["event"],
            seq=header["seq"],
            kind=header["kind"],
            at=header["at"],
            role=header["role"],
            actor=header["actor"],
            door=header["door"],
            prev=prev,
        )
        assert sealed.payload == vector["canonical_payload"]
        assert canonical(sealed.header.as_json()) == vector["canonical_header"]
        assert sealed.header.as_json() == header
        assert sealed.hash.hex() == vector["hash"]
        prev = sealed.hash


def test_frozen_chain_verifies():
    chain = [
        Sealed(
            Header(
                version=vector["header"]["v"],
                shop_id=vector["header"]["shop"],
                case_id=vector["header"]["case"],
                event_id=vector["header"]["event"],
                seq=vector["header"]["seq"],
                kind=vector["header"]["kind"],
                at=vector["header"]["at"],
                role=vector["header"]["role"],
                actor=vector["header"]["actor"],
                door=vector["header"]["door"],
                commitment=bytes.fromhex(vector["header"]["commitment"]),
                prev=bytes.fromhex(vector["header"]["prev"]),
            ),
            bytes.fromhex(vector["hash"]),
            bytes.fromhex(vector["salt"]),
            vector["canonical_payload"],
        )
        for vector in VECTORS["events"]
    ]

    head = verify_chain(VECTORS["events"][0]["header"]["case"], chain)

    assert head.hex() == VECTORS["events"][-1]["hash"]


def test_lengths_keep_salt_and_words_apart():
    assert proof.commit("bc", b"a") != proof.commit("c", b"ab")


ASCII = st.text(st.characters(max_codepoint=126), max_size=6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ASCII, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
@settings(deadline=None)
def test_canonical_json_read_and_written_again_is_the_same(value: Any):
    text = canonical(value)

    assert canonical(json.loads(text)) == text
    assert "\n" not in text


# What it finds.


def test_whole_history_verifies_and_gives_its_head(chain: list[Sealed]):
    assert verify_chain(CASE, chain) == chain[-1].hash
    assert verify_chain(CASE, []) == GENESIS


def edited(value: Any) -> Any:
    """The same value with one bit of one byte turned over."""
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1])
    if isinstance(value, str):
        return value[:-1] + chr(ord(value[-1]) ^ 1)
    return value ^ 1


@pytest.mark.parametrize("seq", [1, 2, 3, 4])
@pytest.mark.parametrize("name", [field.name for field in fields(Header)])
def test_T71_every_field_of_a_header_is_watched(chain: list[Sealed], seq: int, name: str):
    event = chain[seq - 1]
    header = replace(event.header, **{name: edited(getattr(event.header, name))})
    chain[seq - 1] = replace(event, header=header)

    assert broken(sorted(chain, key=lambda event: event.header.seq)).seq == seq


@pytest.mark.parametrize("seq", [1, 2, 3, 4])
@pytest.mark.parametrize("name", ["hash", "salt", "payload"])
def test_T71_hash_salt_and_words_are_watched(chain: list[Sealed], seq: int, name: str):
    event = chain[seq - 1]
    chain[seq - 1] = replace(event, **{name: edited(getattr(event, name))})

    assert broken(chain).seq == seq


@pytest.mark.parametrize("number", [0, -1, -(2**40)])
def test_event_renumbered_to_the_front_is_named_by_its_place(chain: list[Sealed], number: int):
    moved = replace(chain[2], header=replace(chain[2].header, seq=number))

    assert broken([moved, chain[0], chain[1], chain[3]]).seq == 3


def test_words_missing_without_an_erasure_are_tampering(chain: list[Sealed]):
    chain[1] = without_words(chain[1])

    assert broken(chain).seq == 2


def test_first_of_two_changes_is_the_one_that_is_named(chain: list[Sealed]):
    chain[1] = replace(chain[1], payload='{"text":"No bars."}')
    chain[2] = replace(chain[2], header=replace(chain[2].header, at=1))

    assert broken(chain).seq == 2


@pytest.mark.parametrize(
    ("change", "seq"),
    [(lambda ends: replace(ends, seq=5), 5), (lambda ends: replace(ends, head=b"x" * 32), 4)],
)
def test_history_that_ends_otherwise_than_was_known_outside_is_found(
    chain: list[Sealed], change: Callable[[Ends], Ends], seq: int
):
    ends = Ends(4, chain[3].hash)

    assert verify_chain(CASE, chain, ends) == chain[3].hash
    with pytest.raises(ProofBroken) as found:
        verify_chain(CASE, chain, change(ends))
    assert found.value.seq == seq


def test_erasure_that_was_taken_away_is_what_is_missed():
    chain = erased_story()

    with pytest.raises(ProofBroken) as found:
        verify_chain(CASE, chain[:2], Ends(3, chain[2].hash))
    assert found.value.seq == 3


@pytest.mark.parametrize("part", ["payload", "salt"])
def test_half_of_the_words_missing_is_tampering(chain: list[Sealed], part: str):
    if part == "payload":
        chain[0] = replace(chain[0], payload=None)
    else:
        chain[0] = replace(chain[0], salt=None)

    assert broken(chain).seq == 1


def erased_story() -> list[Sealed]:
    told = story(
        ("opened", {"happened": "Both bars were cracked."}),
        ("closed", {"outcome": "spam", "text": "", "told": False}),
        ("erased", {"reason": "retention"}),
    )
    return [without_words(told[0]), without_words(told[1]), told[2]]


def test_erased_words_still_verify():
    chain = erased_story()

    assert verify_chain(CASE, chain) == chain[-1].hash


def test_an_erasure_does_not_excuse_its_own_missing_words():
    chain = erased_story()
    chain[2] = without_words(chain[2])

    assert broken(chain).seq == 3


def test_an_erasure_does_not_excuse_what_came_after_it():
    chain = story(
        ("opened", {"happened": "a"}), ("erased", {"reason": "asked"}), ("reopened", {"by": "x"})
    )
    chain = [without_words(chain[0]), chain[1], without_words(chain[2])]

    assert broken(chain).seq == 3


def test_an_erasure_made_up_to_hide_missing_words_is_found(chain: list[Sealed]):
    chain[0] = without_words(chain[0])
    chain[3] = replace(chain[3], header=replace(chain[3].header, kind="erased"))

    assert broken(chain).seq == 4


Change = Callable[[list[Sealed]], list[Sealed]]


def swap(chain: list[Sealed]) -> list[Sealed]:
    return [chain[0], chain[2], chain[1], chain[3]]


def swap_with_numbers(chain: list[Sealed]) -> list[Sealed]:
    second = replace(chain[2], header=replace(chain[2].header, seq=2))
    third = replace(chain[1], header=replace(chain[1].header, seq=3))
    return [chain[0], second, third, chain[3]]


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        (lambda chain: chain[1:], 1),
        (lambda chain: [chain[0], *chain[2:]], 2),
        (lambda chain: [*chain[:2], chain[3]], 3),
        (lambda chain: [chain[0], chain[0], *chain[1:]], 2),
        (lambda chain: [*chain, chain[3]], 5),
        (swap, 2),
        (swap_with_numbers, 2),
    ],
)
def test_T71_dropped_doubled_and_swapped_events_are_found(
    chain: list[Sealed], change: Change, seq: int
):
    assert broken(change(chain)).seq == seq


def test_words_of_two_events_cannot_change_places(chain: list[Sealed]):
    chain[0], chain[1] = (
        replace(chain[0], payload=chain[1].payload, salt=chain[1].salt),
        replace(chain[1], payload=chain[0].payload, salt=chain[0].salt),
    )

    assert broken(chain).seq == 1


def test_T71_event_of_another_case_does_not_fit_in(chain: list[Sealed]):
    other = story(*[("opened", {"happened": "b"}), ("answered", {"text": "c"})], case=78)
    chain[1] = other[1]

    assert broken(chain).seq == 2


def test_history_shown_as_another_cases_is_refused(chain: list[Sealed]):
    assert broken(chain, case=78).seq == 1


def test_whole_history_sealed_anew_begins_with_another_hash(chain: list[Sealed]):
    anew = story(("opened", {"happened": "Nothing was cracked."}))

    verify_chain(CASE, anew)
    assert anew[0].hash != chain[0].hash


# What the customer keeps.


def checker_of_the_docs() -> Callable[[Any], bool]:
    """The function that docs/proof.md gives to everybody, as it stands there."""
    page = (ROOT / "docs/proof.md").read_text(encoding="utf-8")
    [lines] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names: dict[str, Any] = {"__name__": "docs"}
    exec(lines, names)  # noqa: S102 (our own page)
    check: Callable[[Any], bool] = names["check"]
    return check


def test_receipt_verifies_alone_by_the_lines_in_the_docs():
    check = checker_of_the_docs()
    [opened] = story(("opened", {"happened": "Cafe\u0301 “bars” 🧼\u2028\n\u0303"}))
    receipt = json.loads(canonical(proof.receipt_proof(opened, "AM-7K3Q-9F2")))

    assert check(receipt)
    assert not check({**receipt, "hash": "00" * 32})
    assert not check({**receipt, "salt": "00" * 32})
    assert not check({**receipt, "payload": {"happened": "Nothing."}})
    assert not check({**receipt, "header": {**receipt["header"], "at": 1}})


def test_an_erased_event_has_no_receipt(chain: list[Sealed]):
    with pytest.raises(ValueError, match="erased"):
        proof.receipt_proof(without_words(chain[0]), "AM-7K3Q-9F2")
