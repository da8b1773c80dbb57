"""The head that lies outside: once a week, and enough to find a history cut off or made anew."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Clock, Mailbox
from tests.contract import stranger
from tests.keeping.conftest import Amends, change, rows_in, send
from widget.cases.chains import chain_of
from widget.cases.model import Shop
from widget.desk import (
    Actor,
    Desk,
    Receipt,
    answer,
    do_upkeep,
    find_heads,
    hashes_in,
    make_shop,
    turn_weekly_proof,
    verify_all,
    verify_reference,
    weekly_proof_is_on,
)
from widget.storage import cases, heads

HASH = re.compile(r"\b[0-9a-f]{64}\b")


def weekly_mails(mailbox: Mailbox) -> list[str]:
    """The text of every weekly mail so far."""
    found = []
    for mail in mailbox.mails:
        if "the proof of your cases" in str(mail["Subject"]):
            part = mail.get_body(("plain",))
            assert part is not None
            found.append(str(part.get_content()))
    return found


@pytest.fixture
def week(
    desk: Desk, clock: Clock, mailbox: Mailbox, deliver: Callable[[], int]
) -> Callable[[float], list[str]]:
    """Let days pass, with upkeep twice in each, as after restarts; returns all weekly mails."""

    def go(days: float) -> list[str]:
        for _ in range(int(days * 2)):
            clock.forward(hours=12)
            do_upkeep(desk)
            do_upkeep(desk)
            deliver()
        return weekly_mails(mailbox)

    return go


@pytest.fixture
def mail(week: Callable[[float], list[str]]) -> str:
    """The first weekly mail."""
    [text] = week(8)
    return text


def head_of(mail: str) -> str:
    """The first hash of a weekly mail: the head."""
    return str(HASH.findall(mail)[0])


# The mail.


def test_owner_is_mailed_the_head_once_a_week_and_never_more_often(
    week: Callable[[float], list[str]], desk: Desk, shop: Shop, mailbox: Mailbox
):
    assert week(5) == []
    assert len(week(3)) == 1
    send(desk, shop)
    assert len(week(4)) == 1
    assert len(week(2)) == 2
    assert {
        to
        for m, to in zip(mailbox.mails, mailbox.recipients, strict=True)
        if "proof" in str(m["Subject"])
    } == {shop.mailbox}


def test_a_week_in_which_nothing_happened_has_no_mail(
    week: Callable[[float], list[str]], desk: Desk, orla: Actor, history: list[Receipt]
):
    assert len(week(8)) == 1
    assert len(week(21)) == 1
    answer(desk, orla, history[3].case.reference, "Two new bars.", 99)
    assert len(week(1)) == 2


def test_mail_says_head_number_moment_and_what_is_new(
    mail: str, desk: Desk, shop: Shop, file: Path
):
    with desk.store.read() as connection:
        told = heads.newest_of_shop(connection, shop.id, heads.HEADS_TOLD)
        assert told is not None
        head = heads.head_told(connection, shop.id, told.seq, 99)
    assert head is not None
    assert head_of(mail) == head.hash.hex()
    assert f"Events: {head.events}" in mail
    assert head.events == len(rows_in(file)["events"]) - 1
    assert "Tuesday 24 November 2026" in mail or "November 2026 at" in mail
    assert f"amends verify --head {head.hash.hex()}" in mail
    assert len(re.findall(r"\* AM-", mail)) == 5
    assert "Hanna" not in mail
    assert "post.example" not in mail


def test_owner_turns_the_mail_off_and_on_again(
    week: Callable[[float], list[str]], desk: Desk, orla: Actor, shop: Shop, file: Path
):
    turn_weekly_proof(desk, orla, False)
    turn_weekly_proof(desk, orla, False)
    assert not weekly_proof_is_on(desk, shop.id)
    assert week(10) == []
    turn_weekly_proof(desk, orla, True)
    assert len(week(1)) == 1
    with closing(sqlite3.connect(file)) as connection:
        kinds = [
            row[0]
            for row in connection.execute("SELECT kind FROM events WHERE kind LIKE 'weekly%'")
        ]
    assert kinds == ["weekly_proof_off", "weekly_proof_on"]


def test_clock_that_was_set_back_does_not_end_the_mails(
    mail: str, week: Callable[[float], list[str]], desk: Desk, shop: Shop, clock: Clock
):
    del mail
    clock.forward(days=-400)
    send(desk, shop)
    assert len(week(1)) == 2


def test_another_shop_has_a_head_of_its_own(
    desk: Desk, clock: Clock, week: Callable[[float], list[str]]
):
    north = make_shop(
        desk,
        {"slug": "north", "name": "North", "owner_name": "B", "mailbox": "b@north.example"},
    )
    receipt = send(desk, north)
    mails = week(8)
    ours = [text for text in mails if receipt.case.reference in text]
    assert len(mails) == 2
    assert len(ours) == 1
    assert ours[0].count("* AM-") == 1


def test_more_cases_than_one_event_takes_are_told_in_several(
    desk: Desk, shop: Shop, monkeypatch: pytest.MonkeyPatch, week: Callable[[float], list[str]]
):
    monkeypatch.setattr(heads, "MOST_IN_EVENT", 2)
    [text] = week(8)
    with desk.store.read() as connection:
        told = {tip.case_id for tip in heads.tips_told(connection, shop.id)}
        own = cases.sealed_of(connection, shop.id, 0)
    assert len(told) == 5
    assert [event.header.kind for event in own][-3:] == ["heads_told"] * 3
    assert head_of(text) == own[-1].hash.hex()
    assert verify_all(desk).faults == []


# The check.


def test_kept_head_is_found_and_a_stranger_finds_all_that_it_stands_for(
    mail: str, desk: Desk, shop: Shop, history: list[Receipt]
):
    [found] = find_heads(desk, [head_of(mail)])
    assert found.shop == shop
    assert found.stands_for_all

    with desk.store.read() as connection:
        own = chain_of(shop.id, 0, cases.sealed_of(connection, shop.id, 0))
        chains = [
            chain_of(shop.id, one.case.id, cases.sealed_of(connection, shop.id, one.case.id))
            for one in history
        ]
    assert head_of(mail) in {event["hash"] for event in own["events"]}
    assert [stranger.check_chain(chain) for chain in (own, *chains)] == [0] * 6
    assert stranger.check_heads(own, chains) == []


def test_head_is_checked_on_the_command_line(mail: str, amends: Amends, tmp_path: Path):
    result = amends("verify", "--head", head_of(mail).upper())
    assert result.exit_code == 0, result.output
    assert "is there: the head of wren-tide" in result.output
    assert "Everything is as it was sealed." in result.output

    (tmp_path / "kept.txt").write_text(mail)
    result = amends("verify", "--head", tmp_path / "kept.txt")
    assert result.exit_code == 0, result.output
    assert result.output.count("is there: event") == 5


def test_mail_as_it_was_saved_is_read_whatever_its_lines(mail: str, mailbox: Mailbox):
    [saved] = [m for m in mailbox.mails if "proof" in str(m["Subject"])]
    assert hashes_in(saved.as_bytes()) == hashes_in(mail.encode())
    assert len(hashes_in(mail.encode())) == 6


@pytest.mark.parametrize(
    "what", ["", "zz", "ab" * 31, "ab" * 33, "AM-2222-222", "g" * 64, "no\nhead"]
)
def test_what_is_no_head_is_refused(amends: Amends, desk: Desk, what: str):
    del desk
    result = amends("verify", "--head", what)
    assert result.exit_code == 1
    assert "is neither a file nor a head" in result.output


def test_file_without_a_head_and_two_questions_at_once_are_refused(
    amends: Amends, desk: Desk, tmp_path: Path
):
    del desk
    (tmp_path / "x").write_bytes(b"\xff\x00 nothing")
    assert "There is no head in" in amends("verify", "--head", tmp_path / "x").output
    assert "Name a receipt" in amends("verify", "--all", "--head", "ab" * 32).output


def test_T71_history_cut_off_at_its_end_with_all_rows_made_to_fit_is_found_from_outside(
    mail: str, desk: Desk, file: Path, history: list[Receipt], amends: Amends
):
    """Whoever can write everything takes away the newest event, and the head that names it."""
    case_id = history[1].case.id
    cut_last_event(file, case_id)
    assert [fault.case_id for fault in verify_all(desk).faults] == [case_id]
    assert verify_reference(desk, history[1].case.reference).faults

    change(
        file,
        "DELETE FROM payloads WHERE event_id IN"
        " (SELECT event_id FROM events WHERE kind = 'heads_told')",
        "DELETE FROM events WHERE kind = 'heads_told'",
    )
    assert verify_all(desk).faults == []  # nothing inside can tell any more

    result = amends("verify", "--head", head_of(mail))
    assert result.exit_code == 1
    assert "is in no history of this desk" in result.output


def test_T71_case_that_was_taken_away_whole_is_missed(
    mail: str, desk: Desk, file: Path, history: list[Receipt]
):
    del mail
    case_id = history[4].case.id
    change(
        file,
        (
            "DELETE FROM payloads WHERE event_id IN (SELECT event_id FROM events WHERE case_id=?)",
            case_id,
        ),
        ("DELETE FROM events WHERE case_id = ?", case_id),
        ("DELETE FROM cases WHERE case_id = ?", case_id),
    )
    [fault] = verify_all(desk).faults
    assert fault.case_id == case_id
    assert "told to the owner" in fault.reason


def test_T71_words_of_a_head_that_were_changed_are_found(mail: str, desk: Desk, file: Path):
    del mail
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        event_id, body = connection.execute(
            "SELECT p.event_id, p.body FROM payloads p JOIN events e USING (event_id)"
            " WHERE e.kind = 'heads_told'"
        ).fetchone()
        told = json.loads(body)
        told["cases"] = told["cases"][:1]
        connection.execute(
            "UPDATE payloads SET body = ? WHERE event_id = ?",
            (json.dumps(told, separators=(",", ":")), event_id),
        )
    assert [fault.case_id for fault in verify_all(desk).faults] == [0]


def test_erasing_a_case_leaves_every_head_true(
    mail: str, desk: Desk, clock: Clock, history: list[Receipt], orla: Actor
):
    from widget.desk import close_case

    close_case(desk, orla, history[4].case.reference, "spam", "", False, 99)
    clock.forward(days=40)
    assert do_upkeep(desk) == 1
    assert verify_all(desk).faults == []
    assert find_heads(desk, hashes_in(mail.encode()))[0].event is not None


def cut_last_event(file: Path, case_id: int) -> None:
    """Take away the newest event of a case, and make its row fit."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        rows: list[Any] = connection.execute(
            "SELECT event_id, seq, hash FROM events WHERE case_id = ? ORDER BY seq", (case_id,)
        ).fetchall()
        connection.execute("DELETE FROM payloads WHERE event_id = ?", (rows[-1][0],))
        connection.execute("DELETE FROM events WHERE event_id = ?", (rows[-1][0],))
        connection.execute(
            "UPDATE cases SET seq = ?, head = ? WHERE case_id = ?",
            (rows[-2][1], rows[-2][2], case_id),
        )
