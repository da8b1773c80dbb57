"""The frozen proof: what was proven once verifies in every later version, by us and by strangers.

The files in ``proof/`` are never made anew. ``stranger.py`` was written from docs/proof.md alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.contract import stranger
from tests.contract.proof.make import vectors
from widget.cases.chains import chain_of, read_chain
from widget.cases.errors import ProofBroken, ReceiptRefused
from widget.cases.receipts import read_receipt

HERE = Path(__file__).resolve().parent
CHAINS = ("case", "withheld", "erased", "shop")


def frozen(name: str) -> Any:
    return json.loads((HERE / f"proof/v1-{name}.json").read_text(encoding="utf-8"))


def as_file(value: Any) -> bytes:
    return json.dumps(value).encode()


def test_every_vector_is_there_and_would_be_made_the_same_today():
    made = vectors()

    assert {file.stem for file in (HERE / "proof").glob("*.json")} == {f"v1-{n}" for n in made}
    for name, whole in made.items():
        assert frozen(name) == whole, name


def test_stranger_knows_nothing_of_ours():
    assert "widget" not in (HERE / "stranger.py").read_text(encoding="utf-8")


def test_frozen_receipt_verifies():
    read = read_receipt(as_file(frozen("receipt")))

    assert read.reference == "AM-7K3Q-9F2"
    assert read.hash.hex() == frozen("receipt")["hash"]
    assert stranger.check_receipt(frozen("receipt")) == 0


@pytest.mark.parametrize("name", CHAINS)
def test_frozen_chain_verifies_and_is_written_again_as_it_was(name: str):
    whole = frozen(name)

    read = read_chain(whole)

    assert read.newest.hash.hex() == whole["events"][-1]["hash"]
    assert stranger.check_chain(whole) == 0
    if not read.withheld:
        assert chain_of(read.shop_id, read.case_id, read.events) == whole


def test_receipt_is_the_first_event_of_its_case():
    receipt, first = frozen("receipt"), frozen("case")["events"][0]

    assert (receipt["hash"], receipt["header"]) == (first["hash"], first["header"])


def test_words_that_were_withheld_change_no_hash():
    whole, less = frozen("case"), frozen("withheld")

    assert [event["hash"] for event in whole["events"]] == [e["hash"] for e in less["events"]]
    assert less["withheld"] == [3]
    assert less["events"][2]["payload"] is None
    assert less["events"][2]["salt"] is None


def test_heads_that_the_shop_told_are_in_the_cases():
    assert stranger.check_heads(frozen("shop"), [frozen("case"), frozen("erased")]) == []

    shorter = frozen("case")
    del shorter["events"][4:]
    assert stranger.check_chain(shorter) == 0
    found = stranger.check_heads(frozen("shop"), [shorter, frozen("erased")])
    assert found == [(shorter["case"], 6)]


def edits(whole: Any) -> Iterator[tuple[str, Any]]:
    """The same file again and again, each time with one value of it changed a little."""

    def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        if isinstance(value, dict | list):
            pairs = value.items() if isinstance(value, dict) else enumerate(value)
            for key, inner in pairs:
                yield from paths(inner, (*path, key))
        elif value is not None:
            yield path

    for path in paths(whole):
        copy = deepcopy(whole)
        place = copy
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = changed(place[path[-1]])
        yield "/".join(str(step) for step in path), copy


def changed(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value ^ 1
    return value[:-1] + chr(ord(value[-1]) ^ 1) if value else "x"


def verifies(read: Callable[[], object]) -> bool:
    try:
        read()
    except (ProofBroken, ReceiptRefused):
        return False
    return True


@pytest.mark.parametrize("name", ["receipt", *CHAINS])
def test_T71_every_value_of_a_frozen_file_is_watched(name: str):
    is_receipt = name == "receipt"
    check = stranger.check_receipt if is_receipt else stranger.check_chain
    tried = 0
    for place, edit in edits(frozen(name)):
        if place in {"reference", "withheld/0"}:
            continue  # beside the proof: a desk compares the one, the other only explains a gap
        tried += 1
        assert check(edit) != 0, place
        read = (
            (lambda e=edit: read_receipt(as_file(e)))
            if is_receipt
            else lambda e=edit: read_chain(e)
        )
        assert not verifies(read), place
    assert tried > 20


def test_T71_gap_that_no_file_explains_is_found():
    less = frozen("withheld")
    less["withheld"] = []

    assert stranger.check_chain(less) == 3
    with pytest.raises(ProofBroken) as broken:
        read_chain(less)
    assert broken.value.seq == 3


@pytest.mark.parametrize(
    "odd",
    [
        None,
        [],
        {},
        {"amends_chain": True},
        {"amends_chain": 2},
        {"amends_chain": 0},
        {"amends_chain": 1, "case": 1, "events": [], "shop": 1, "withheld": []},
        {"amends_chain": 1, "case": 1, "events": [{}], "shop": 1, "withheld": []},
        {"amends_chain": 1, "case": 1, "events": "x", "shop": 1, "withheld": []},
        {"amends_chain": 1, "case": 2**63, "events": [{}], "shop": 1, "withheld": []},
        {"amends_chain": 1, "case": 1, "events": [{}], "shop": "1", "withheld": []},
        {"amends_chain": 1, "case": 1, "events": [{}], "shop": 1, "withheld": ["1"]},
        {"amends_chain": 1, "case": 1, "events": [{}], "shop": 1, "withheld": [], "more": 1},
    ],
    ids=repr,
)
def test_T71_whatever_is_no_history_is_refused(odd: Any):
    with pytest.raises(ReceiptRefused):
        read_chain(odd)


@pytest.mark.parametrize("half", ["payload", "salt"])
def test_half_of_an_events_words_is_refused(half: str):
    whole = frozen("case")
    whole["events"][1][half] = None

    with pytest.raises(ReceiptRefused):
        read_chain(whole)


def test_T71_half_a_sign_and_numbers_beyond_any_desk_are_refused():
    for change in (
        {"payload": {"happened": "\ud800"}},
        {"header": {**frozen("receipt")["header"], "case": 2**63}},
        {"header": {**frozen("receipt")["header"], "kind": "\ud800"}},
    ):
        with pytest.raises(ReceiptRefused):
            read_receipt(as_file({**frozen("receipt"), **change}))
