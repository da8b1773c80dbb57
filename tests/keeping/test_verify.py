"""Proof for everyone: what was changed is found, named, and nothing else is said to be [T71]."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.keeping.conftest import Amends, change, rows_in, send
from widget.cases.errors import ProofBroken, ReceiptRefused
from widget.cases.model import Shop
from widget.cases.proof import canonical
from widget.cases.receipts import read_receipt
from widget.desk import (
    Desk,
    Receipt,
    erase_customer,
    find_customers,
    make_shop,
    receipt_json,
    verify_all,
    verify_receipt,
    verify_reference,
)
from widget.desk.proving import REASONS
from widget.desk.restoring import COMMAND


@pytest.fixture
def receipt(desk: Desk, history: list[Receipt]) -> dict[str, Any]:
    """The receipt that the first customer has kept."""
    kept: dict[str, Any] = json.loads(receipt_json(desk, history[0].token))
    return kept


def as_file(receipt: Any) -> bytes:
    return canonical(receipt).encode()


# A receipt.


def test_genuine_receipt_is_known_by_its_desk(
    desk: Desk, receipt: dict[str, Any], history: list[Receipt]
):
    read, known = verify_receipt(desk, as_file(receipt))

    assert known is not None
    assert known.case.reference == history[0].case.reference == read.reference
    assert not known.erased
    assert read.payload["happened"].startswith("Both bars were cracked")


def test_receipt_outlives_the_erasure_of_its_case(
    desk: Desk, receipt: dict[str, Any], history: list[Receipt]
):
    (customer,) = find_customers(desk, "hanna0@post.example")
    erase_customer(
        desk, COMMAND, customer, [case.reference for case in customer.cases], also_open=True
    )
    _, known = verify_receipt(desk, as_file(receipt))
    assert known is not None
    assert known.erased


CHANGES: dict[str, Callable[[dict[str, Any]], None]] = {
    "its words": lambda r: r["payload"].update(happened="All was well."),
    "one letter": lambda r: r["payload"].update(name="Hanna 1"),
    "its time": lambda r: r["header"].update(at=r["header"]["at"] + 1),
    "its shop": lambda r: r["header"].update(shop=r["header"]["shop"] + 1),
    "its number": lambda r: r["header"].update(seq=2),
    "its salt": lambda r: r.update(salt="00" * 32),
    "its hash": lambda r: r.update(hash="00" * 32),
    "its commitment": lambda r: r["header"].update(commitment="00" * 32),
    "what came before": lambda r: r["header"].update(prev="11" * 32),
}


@pytest.mark.parametrize("what", CHANGES)
def test_T71_receipt_that_was_changed_is_found(
    desk: Desk, receipt: dict[str, Any], amends: Amends, tmp_path: Path, what: str
):
    CHANGES[what](receipt)
    with pytest.raises(ProofBroken) as broken:
        verify_receipt(desk, as_file(receipt))
    assert broken.value.reason in REASONS

    (tmp_path / "r.json").write_bytes(as_file(receipt))
    result = amends("verify", tmp_path / "r.json")
    assert result.exit_code == 1
    assert "This receipt was changed" in result.output


def test_T71_forged_receipt_is_whole_in_itself_but_not_known(
    desk: Desk, receipt: dict[str, Any], amends: Amends, tmp_path: Path
):
    from widget.cases.proof import seal

    header = receipt["header"]
    forged = seal(
        {**receipt["payload"], "happened": "They promised me 1,000 €."},
        salt=bytes(32),
        shop_id=header["shop"],
        case_id=header["case"],
        event_id=header["event"],
        seq=1,
        kind="opened",
        at=header["at"],
        role="customer",
        actor=0,
        door="public",
        prev=bytes(32),
    )
    from widget.cases.proof import receipt_proof

    data = as_file(receipt_proof(forged, receipt["reference"]))
    assert verify_receipt(desk, data)[1] is None
    (tmp_path / "forged.json").write_bytes(data)

    result = amends("verify", tmp_path / "forged.json")

    assert result.exit_code == 1
    assert "this desk has never sealed it" in result.output


ODD: dict[str, Callable[[dict[str, Any]], bytes]] = {
    "nothing": lambda _: b"",
    "no JSON": lambda _: b"Dear desk",
    "a list": lambda _: b"[]",
    "a number": lambda _: b"1",
    "a name twice": lambda r: as_file(r).replace(b'{"amends', b'{"salt":"","amends', 1),
    "words twice": lambda r: as_file(r).replace(b'"payload":{', b'"payload":{"name":"Eve",', 1),
    "NaN": lambda r: as_file(r).replace(b'"seq":1', b'"seq":NaN'),
    "a fraction": lambda r: as_file(r).replace(b'"seq":1', b'"seq":1.0'),
    "true for one": lambda r: as_file(r).replace(b'"v":1', b'"v":true'),
    "text for a number": lambda r: as_file(r).replace(b'"seq":1', b'"seq":"1"'),
    "a huge number": lambda r: as_file(r).replace(b'"seq":1', b'"seq":' + b"1" * 5000),
    "letters that are not composed": lambda r: as_file(r).replace(b"birthday", "bi\u0301".encode()),
    "bytes that are no text": lambda r: as_file(r).replace(b"birthday", b"\xff\xfe"),
    "10⁵ brackets": lambda _: b"[" * 100_000,
    "10⁵ braces": lambda _: b'{"a":' * 100_000,
    "brackets in its words": lambda r: as_file(r).replace(
        b'"payload":{', b'"payload":' + b"[" * 900
    ),
    "a megabyte": lambda _: b" " * 1_000_001,
    "large hexadecimal letters": lambda r: as_file({**r, "hash": r["hash"].upper()}),
    "a short hash": lambda r: as_file({**r, "hash": r["hash"][:-2]}),
    "a field more": lambda r: as_file({**r, "more": 1}),
    "a field less": lambda r: as_file({k: v for k, v in r.items() if k != "reference"}),
    "a header with more": lambda r: as_file({**r, "header": {**r["header"], "x": 1}}),
    "a later version": lambda r: as_file({**r, "amends_receipt": 2}),
    "a header of a later version": lambda r: as_file({**r, "header": {**r["header"], "v": 2}}),
}


@pytest.mark.parametrize("name", ODD)
def test_T71_what_is_no_receipt_is_refused_in_a_sentence(
    desk: Desk, receipt: dict[str, Any], amends: Amends, tmp_path: Path, name: str
):
    data = ODD[name](receipt)
    with pytest.raises(ReceiptRefused):
        read_receipt(data)
    (tmp_path / "odd.json").write_bytes(data)

    result = amends("verify", tmp_path / "odd.json")

    assert result.exit_code == 1
    assert "receipt" in result.output
    assert "Traceback" not in result.output


def test_receipt_with_many_brackets_in_its_words_is_one(desk: Desk, shop: Shop):
    sent = send(desk, shop, happened="[[[{{{" * 300, meant="]" * 500)
    assert verify_receipt(desk, receipt_json(desk, sent.token).encode())[1] is not None


def test_T71_every_changed_byte_of_a_receipt_is_found_or_refused(receipt: dict[str, Any]):
    whole = as_file(receipt)
    named = whole.index(b'"reference":')
    spared = range(named + 13, named + 24)  # the reference stands beside the proof
    dice = random.Random(71)
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1 << dice.randrange(8)
        if place in spared:
            continue
        with pytest.raises((ProofBroken, ReceiptRefused)):
            read_receipt(bytes(changed))


def test_receipt_can_be_checked_where_there_is_no_desk(
    amends: Amends, desk: Desk, receipt: dict[str, Any], tmp_path: Path
):
    (tmp_path / "r.json").write_bytes(as_file(receipt))
    result = amends("verify", tmp_path / "r.json", DATA=str(tmp_path / "nowhere"))
    assert result.exit_code == 0
    assert "Only the desk that sealed it can say" in result.output

    result = amends("verify", tmp_path / "r.json")
    assert result.exit_code == 0
    assert (
        "This receipt is genuine: Wren & Tide received it on Tuesday 17 November" in result.output
    )


# The desk.

TAMPERED: dict[str, tuple[str, str, str]] = {
    "words": (
        "UPDATE payloads SET body = replace(body, 'Two new bars', 'No new bars')",
        "event 2 (answered, Tuesday 17 November 2026 at 14:06:41",
        "the words are not the ones it was sealed with",
    ),
    "a time": (
        "UPDATE events SET at = at + 1000 WHERE kind = 'note_added'",
        "(note_added,",
        "its header was changed",
    ),
    "who did it": (
        "UPDATE events SET role = 'helper' WHERE kind = 'closed'",
        "(closed,",
        "its header was changed",
    ),
    "an event gone": (
        "DELETE FROM events WHERE kind = 'customer_replied'",
        "an event is missing or out of its place",
        "",
    ),
    "the newest gone": (
        "DELETE FROM events WHERE kind = 'fact_added'",
        "is not there: the newest events are missing. The last before it is of",
        "",
    ),
    "all of a case gone": (
        "DELETE FROM events WHERE case_id = (SELECT max(case_id) FROM cases)",
        "event 1 is not there: the newest events are missing",
        "",
    ),
    "the case gone": (
        "DELETE FROM cases WHERE case_id = (SELECT max(case_id) FROM cases)",
        "a case that is gone",
        "it belongs to nothing that is there",
    ),
    "the case's end turned back": (
        "UPDATE cases SET seq = 1 WHERE seq = 5",
        "",
        "the newest events are missing",
    ),
    "words taken away": (
        "DELETE FROM payloads WHERE event_id = (SELECT max(event_id) FROM payloads)",
        "",
        "the words are gone and no erasure says why",
    ),
    "the shop's own history": (
        "UPDATE events SET actor = 5 WHERE case_id = 0",
        "the shop’s own history: event 1 (owner_added,",
        "its header was changed",
    ),
    "a name twice in the words": (
        'UPDATE payloads SET body = replace(body, \'{"signed"\', \'{"signed":"Eve","signed"\')',
        "",
        "the words are not the ones it was sealed with",
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_T71_what_was_changed_is_named_with_its_time(
    amends: Amends, desk: Desk, file: Path, what: str
):
    statement, named, reason = TAMPERED[what]
    desk.store.close()
    before = rows_in(file)
    change(file, statement)
    assert rows_in(file) != before

    result = amends("verify", "--all")

    assert result.exit_code == 1
    assert named in result.output
    assert reason in result.output
    assert "not as" in result.output


def test_T71_words_with_a_right_seal_but_a_second_spelling_are_found(desk: Desk, file: Path):
    """Whoever writes the database can seal anew; readers would still differ in what they take."""
    from widget.cases import proof

    shop_id = desk_shop(desk)
    with desk.store.read() as connection:
        from widget.storage import histories

        history = histories.next_histories(connection, shop_id, after=0, most=9)[-1]
    event = history.events[0]
    assert event.payload is not None
    assert event.salt is not None
    twice = event.payload.replace("{", '{"name":"Eve",', 1)
    header = proof.Header(**{**vars(event.header), "commitment": proof.commit(twice, event.salt)})
    sealed = proof.hash_header(header)
    change(
        file,
        ("UPDATE payloads SET body = ? WHERE event_id = ?", twice, header.event_id),
        (
            "UPDATE events SET commitment = ?, hash = ? WHERE event_id = ?",
            *(header.commitment, sealed, header.event_id),
        ),
        ("UPDATE cases SET head = ? WHERE case_id = ?", sealed, header.case_id),
    )

    (fault,) = verify_all(desk).faults

    assert fault.reason == "the words are not written as the desk writes them"


def desk_shop(desk: Desk) -> int:
    from widget.desk import all_shops

    return all_shops(desk)[0].id


def test_one_case_is_checked_by_its_reference_however_it_is_typed(
    amends: Amends, desk: Desk, history: list[Receipt], file: Path
):
    reference = history[0].case.reference
    result = amends("verify", reference.lower().replace("-", " "))
    assert result.exit_code == 0
    assert result.output == "1 case with 5 events. Everything is as it was sealed.\n"

    change(file, "UPDATE events SET at = at + 1 WHERE kind = 'note_added'")
    assert amends("verify", reference).exit_code == 1
    assert amends("verify", history[1].case.reference).exit_code == 0
    assert [fault.seq for fault in verify_reference(desk, reference).faults] == [4]


def test_all_shops_are_checked(amends: Amends, desk: Desk, file: Path):
    other = make_shop(
        desk,
        {"slug": "oven", "name": "Oven", "owner_name": "B", "mailbox": "b@oven.example"},
    )
    sent = send(desk, other)
    assert verify_all(desk).cases == 6
    change(file, ("UPDATE events SET at = 1 WHERE case_id = ?", sent.case.id))

    result = amends("verify", "--all")

    assert result.exit_code == 1
    assert f"oven, {sent.case.reference}: event 1 (opened," in result.output


def test_many_cases_are_read_some_at_a_time(
    desk: Desk, history: list[Receipt], monkeypatch: pytest.MonkeyPatch
):
    from widget.desk import proving

    monkeypatch.setattr(proving, "AT_ONCE", 2)
    seen: list[tuple[int, int]] = []

    found = verify_all(desk, lambda _, done, of: seen.append((done, of)))

    assert found.cases == 5
    assert seen == [(2, 5), (4, 5), (5, 5), (5, 5)]


@pytest.mark.parametrize("words", [(), ("--all", "AM-2222-222"), ("nothing.json",)])
def test_command_that_names_nothing_says_what_to_name(
    amends: Amends, desk: Desk, words: tuple[str, ...]
):
    result = amends("verify", *words)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert "case" in result.output
