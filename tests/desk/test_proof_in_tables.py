"""The proof against somebody at the database: every column is watched, one byte is enough [T71]."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Clock
from tests.desk.conftest import Rows
from widget.cases.errors import ProofBroken, UnknownCase
from widget.cases.model import Shop
from widget.desk import (
    Actor,
    Desk,
    Receipt,
    add_note,
    answer,
    case_file,
    close_case,
    do_upkeep,
    receipt_json,
    verify_case,
)

MakeCase = Callable[..., Receipt]
EVENTS = (
    "shop_id",
    "event_id",
    "case_id",
    "seq",
    "version",
    "kind",
    "at",
    "role",
    "actor",
    "door",
    "commitment",
    "prev",
    "hash",
)
PAYLOADS = ("shop_id", "event_id", "salt", "body")


@pytest.fixture
def case_id(desk: Desk, orla: Actor, make_case: MakeCase) -> int:
    """A case of four events."""
    receipt = make_case()
    reference = receipt.case.reference
    answer(desk, orla, reference, "Two new bars leave today.", 1)
    add_note(desk, orla, reference, "She is a regular.")
    close_case(desk, orla, reference, "spam", "", False, 3)
    return receipt.case.id


def edited(value: Any) -> Any:
    """The value with its last byte changed by one bit."""
    if isinstance(value, int):
        return value ^ 1 if value != 2 else 6  # 2 ^ 1 is the number of the next event
    raw = value if isinstance(value, bytes) else value.encode()
    raw = raw[:-1] + bytes([raw[-1] ^ 4])
    return raw if isinstance(value, bytes) else raw.decode()


def where(rows: Rows, case_id: int, seq: int) -> dict[str, Any]:
    [event] = rows.of("events", case_id=case_id, seq=seq)
    return event


def broken(desk: Desk, shop: Shop, case_id: int) -> ProofBroken:
    with pytest.raises(ProofBroken) as found:
        verify_case(desk, shop.id, case_id)
    return found.value


@pytest.mark.parametrize("erased", [False, True], ids=["whole", "erased"])
@pytest.mark.parametrize("column", EVENTS)
def test_T71_every_column_of_a_header_is_watched_at_every_event(
    desk: Desk, shop: Shop, case_id: int, rows: Rows, clock: Clock, column: str, erased: bool
):
    if erased:
        clock.forward(days=31)
        do_upkeep(desk)
    for seq in range(1, 6 if erased else 5):
        event = where(rows, case_id, seq)
        key = ("UPDATE events SET {} = ? WHERE event_id = ?", event["event_id"])
        changed = 9 if column == "seq" else edited(event[column])
        rows.edit(key[0].format(column), changed, key[1])
        assert broken(desk, shop, case_id).seq == seq
        moved = changed if column == "event_id" else key[1]
        rows.edit(key[0].format(column), event[column], moved)
        verify_case(desk, shop.id, case_id)


@pytest.mark.parametrize("column", PAYLOADS)
def test_T71_every_column_of_the_words_is_watched_at_every_event(
    desk: Desk, shop: Shop, case_id: int, rows: Rows, column: str
):
    for seq in range(1, 5):
        event_id = where(rows, case_id, seq)["event_id"]
        [payload] = rows.of("payloads", event_id=event_id)
        statement = f"UPDATE payloads SET {column} = ? WHERE event_id = ?"  # noqa: S608
        changed = edited(payload[column])
        rows.edit(statement, changed, event_id)
        assert broken(desk, shop, case_id).seq == seq
        rows.edit(statement, payload[column], changed if column == "event_id" else event_id)
        verify_case(desk, shop.id, case_id)


def test_T71_byte_that_is_no_text_any_more_is_named_and_the_page_still_opens(
    desk: Desk, shop: Shop, case_id: int, rows: Rows
):
    event_id = where(rows, case_id, 2)["event_id"]
    [payload] = rows.of("payloads", event_id=event_id)
    damaged = payload["body"].encode().replace(b"bars", b"b\xffrs")
    rows.edit("UPDATE payloads SET body = CAST(? AS TEXT) WHERE event_id = ?", damaged, event_id)

    assert broken(desk, shop, case_id).seq == 2
    [case] = rows.of("cases", case_id=case_id)
    assert len(case_file(desk, shop.id, case["reference"]).events) == 4
    rows.edit(
        "UPDATE events SET kind = CAST(? AS TEXT) WHERE event_id = ?", b"answere\xe4", event_id
    )
    assert broken(desk, shop, case_id).seq == 2


@pytest.mark.parametrize("seq", [1, 2, 3, 4])
def test_T71_words_that_were_taken_away_are_tampering(
    desk: Desk, shop: Shop, case_id: int, rows: Rows, seq: int
):
    rows.edit("DELETE FROM payloads WHERE event_id = ?", where(rows, case_id, seq)["event_id"])

    assert broken(desk, shop, case_id).seq == seq


@pytest.mark.parametrize("seq", [1, 2, 3, 4])
def test_T71_event_that_was_taken_away_is_missed(
    desk: Desk, shop: Shop, case_id: int, rows: Rows, seq: int
):
    rows.edit("DELETE FROM events WHERE event_id = ?", where(rows, case_id, seq)["event_id"])

    assert broken(desk, shop, case_id).seq == seq


def test_T71_dropped_tail_is_found_by_the_row_of_the_case(
    desk: Desk, shop: Shop, case_id: int, rows: Rows
):
    rows.edit("DELETE FROM events WHERE event_id = ?", where(rows, case_id, 4)["event_id"])
    rows.edit("UPDATE cases SET seq = 3 WHERE case_id = ?", case_id)

    assert broken(desk, shop, case_id).seq == 3


@pytest.mark.parametrize(
    ("column", "value", "seq"), [("seq", 3, 5), ("seq", 5, 5), ("head", b"", 4)]
)
def test_T71_row_of_the_case_has_to_name_the_newest_event(
    desk: Desk, shop: Shop, case_id: int, rows: Rows, column: str, value: Any, seq: int
):
    rows.edit(f"UPDATE cases SET {column} = ? WHERE case_id = ?", value, case_id)  # noqa: S608

    assert broken(desk, shop, case_id).seq == seq


@pytest.mark.parametrize("seq", [1, 3, 4])
def test_T71_event_moved_to_another_case_is_missed_here_and_found_there(
    desk: Desk, shop: Shop, case_id: int, make_case: MakeCase, rows: Rows, seq: int
):
    other = make_case().case.id
    event_id = where(rows, case_id, seq)["event_id"]
    if seq == 1:
        rows.edit("UPDATE events SET seq = 9 WHERE case_id = ? AND seq = 1", other)
    rows.edit("UPDATE events SET case_id = ? WHERE event_id = ?", other, event_id)

    assert broken(desk, shop, case_id).seq == seq
    assert broken(desk, shop, other).case_id == other


def test_T71_events_of_two_cases_cannot_change_places(
    desk: Desk, shop: Shop, make_case: MakeCase, rows: Rows
):
    one, other = make_case().case.id, make_case().case.id
    rows.edit("UPDATE events SET case_id = 1 WHERE case_id = ?", one)
    rows.edit("UPDATE events SET case_id = ? WHERE case_id = ?", one, other)
    rows.edit("UPDATE events SET case_id = ? WHERE case_id = 1", other)

    assert broken(desk, shop, one).seq == 1
    assert broken(desk, shop, other).seq == 1


def test_T71_event_of_no_case_is_found_where_it_lies(
    desk: Desk, shop: Shop, case_id: int, rows: Rows
):
    rows.edit(
        "UPDATE events SET case_id = 5 WHERE event_id = ?", where(rows, case_id, 3)["event_id"]
    )

    assert broken(desk, shop, 5).seq == 3


def test_case_that_never_was_is_unknown(desk: Desk, shop: Shop, other_shop: Shop, case_id: int):
    with pytest.raises(UnknownCase):
        verify_case(desk, shop.id, 5)
    with pytest.raises(UnknownCase):
        verify_case(desk, other_shop.id, case_id)
    verify_case(desk, other_shop.id, 0)


def test_T71_receipt_that_was_kept_outside_shows_a_history_made_anew(
    desk: Desk, make_case: MakeCase
):
    receipt = make_case()
    kept = json.loads(receipt_json(desk, receipt.token))

    head = verify_case(desk, receipt.shop.id, receipt.case.id)

    assert kept["hash"] == head.hex()
    assert kept["header"]["prev"] == "00" * 32
