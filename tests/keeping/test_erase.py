"""Erasing a customer: asked first, everywhere, for good, and said where something is left [T72]."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from tests.conftest import Clock
from tests.keeping.conftest import Amends, bytes_of, rows_in, send
from tests.withdrawing import withdraw
from widget.cases.errors import CasesOpen, TracesLeft, UnknownLink
from widget.cases.model import Shop
from widget.desk import (
    Actor,
    Desk,
    Receipt,
    case_file,
    case_for_customer,
    clear_all_traces,
    close_case,
    copies_with_erased,
    do_upkeep,
    erase_customer,
    find_customers,
    make_copy,
    make_shop,
    new_form,
    read_form,
    traces_are_left,
    verify_all,
)
from widget.desk.restoring import COMMAND
from widget.storage import traces
from widget.storage.tables import allowances, uploads

NAME, STREET, WORD, ANSWER = "Zyxwilbert", "Quibblestrasse", "Flurgendorf", "Snorkelwitz"


@pytest.fixture
def planted(desk: Desk, shop: Shop, orla: Actor) -> Receipt:
    """A closed case whose words stand nowhere else, in every table that can hold any."""
    from widget.desk import answer

    receipt = send(
        desk,
        shop,
        name=f"{NAME} Lind",
        email="zyx@planted.example",
        happened=f"{WORD} broke in {STREET} 9.",
    )
    answer(desk, orla, receipt.case.reference, f"{ANSWER} is on its way.", 99)
    close_case(desk, orla, receipt.case.reference, "settled", "", False, 99)
    plant_photos(desk, receipt)
    return receipt


def plant_photos(desk: Desk, receipt: Receipt) -> None:
    """A photo of the case, and one that was sent with its form and that it did not take."""
    case = receipt.case
    with desk.store.read() as connection:
        from widget.storage.tables import submissions

        nonce = connection.execute(
            submissions.select().where(
                (submissions.c.shop_id == case.shop_id) & (submissions.c.case_id == case.id)
            )
        ).first()
        assert nonce is not None
    row = {
        "shop_id": case.shop_id,
        "event_id": 0,
        "width": 1,
        "height": 1,
        "mime": "image/jpeg",
        "size": 12,
        "created_at": case.opened_at,
        "digest": b"",
        "nonce": nonce.nonce,
    }
    photos = [
        {**row, "upload_id": 1, "case_id": case.id, "handle_hash": b"1", "body": b"PHOTOTAKEN" * 9},
        {**row, "upload_id": 2, "case_id": 0, "handle_hash": b"2", "body": b"PHOTOLEFT" * 9},
    ]
    with desk.store.read() as connection:
        from widget.storage.outbox import orders_of_case

        order = orders_of_case(connection, case.shop_id, case.id)[0].order_id
    counted = {"scope": "address", "key_hash": b"k", "order_id": order, "at": 1}

    def add(connection: Any) -> None:
        connection.execute(insert(uploads), photos)
        connection.execute(insert(allowances).values(counted))

    desk.store.writer.change(add)


def erase(desk: Desk, who: str, **more: Any) -> int:
    (customer,) = find_customers(desk, who)
    references = [case.reference for case in customer.cases]
    return erase_customer(desk, COMMAND, customer, references, **{"also_open": False, **more})


def found_in(folder: Path, *words: str) -> dict[str, list[str]]:
    """Which of the words stand in which file, in any case."""
    return {
        path.name: hits
        for path, content in bytes_of(folder).items()
        if (hits := [word for word in words if word.lower().encode() in content.lower()])
    }


def test_T72_no_word_photo_or_mark_of_the_customer_is_left(
    desk: Desk, planted: Receipt, settings: Any, file: Path
):
    words = (NAME, STREET, WORD, ANSWER, "zyx@planted", "PHOTOTAKEN", "PHOTOLEFT")
    assert found_in(settings.data, *words)

    assert erase(desk, "zyx@planted.example") == 1
    clear_all_traces(desk)

    assert found_in(settings.data, *words) == {}
    assert file.with_name("amends.db-wal").stat().st_size < 20_000
    kept = rows_in(file)
    case_id = planted.case.id
    for table in ("facts", "links", "submissions", "outbox", "case_words", "uploads"):
        assert not [row for row in kept[table] if case_id in row], table
    assert kept["allowances"] == []
    assert [row[1] for row in kept["erasures"]] == [case_id]
    assert not verify_all(desk).faults
    assert not traces_are_left(desk)


def test_what_happened_and_when_can_still_be_proven_after_it(
    desk: Desk, planted: Receipt, orla: Actor
):
    before = case_file(desk, orla.shop_id, planted.case.reference)
    erase(desk, planted.case.reference)
    after = case_file(desk, orla.shop_id, planted.case.reference)

    assert [event.kind for event in after.events] == [
        *(event.kind for event in before.events),
        "erased",
    ]
    assert [event.at for event in after.events][:-1] == [event.at for event in before.events]
    assert all(event.payload is None for event in after.events[:-1])
    assert after.events[-1].payload == {"reason": "asked"}
    with pytest.raises(UnknownLink):
        case_for_customer(desk, planted.token)


def test_all_cases_of_an_address_go_however_it_was_typed_and_nobody_elses(
    desk: Desk, shop: Shop, planted: Receipt
):
    second = send(desk, shop, name="Zyx again", email="ZYX@Planted.example")
    other = send(desk, shop, email="zyx@planted.example.com")

    (customer,) = find_customers(desk, second.case.reference.lower().replace("-", " "))

    assert [case.id for case in customer.cases] == [planted.case.id, second.case.id]
    assert [case.id for case in customer.still_open] == [second.case.id]
    assert erase(desk, "zyx@planted.example", also_open=True) == 2
    assert find_customers(desk, "zyx@planted.example") == []
    assert find_customers(desk, other.case.reference)


def test_case_without_an_address_is_erased_alone(desk: Desk, shop: Shop):
    one = send(desk, shop, email="", phone="+353871234567", reach="phone")
    two = send(desk, shop, email="", phone="+353871234567", reach="phone", happened="Another.")

    assert erase(desk, one.case.reference, also_open=True) == 1
    assert find_customers(desk, two.case.reference)


def test_open_cases_are_not_erased_unless_somebody_says_so(desk: Desk, history: list[Receipt]):
    with pytest.raises(CasesOpen) as still:
        erase(desk, "hanna0@post.example")
    assert still.value.references == (history[0].case.reference,)
    assert find_customers(desk, "hanna0@post.example")

    assert erase(desk, "hanna0@post.example", also_open=True) == 1


def test_case_that_came_in_while_somebody_was_deciding_stays(
    desk: Desk, shop: Shop, planted: Receipt
):
    (shown,) = find_customers(desk, "zyx@planted.example")
    fresh = send(desk, shop, name="Zyx", email="zyx@planted.example", happened="New.")

    references = [case.reference for case in shown.cases]
    assert erase_customer(desk, COMMAND, shown, references, also_open=False) == 1

    (left,) = find_customers(desk, "zyx@planted.example")
    assert [case.id for case in left.cases] == [fresh.case.id]


def test_erasing_by_age_is_on_the_list_and_leaves_no_trace_either(
    desk: Desk, shop: Shop, orla: Actor, clock: Clock, settings: Any, file: Path
):
    spam = send(desk, shop, name=NAME, happened=f"{WORD} for sale", email="spam@planted.example")
    close_case(desk, orla, spam.case.reference, "spam", "", False, 99)
    clock.forward(days=31)

    assert do_upkeep(desk) == 1

    assert found_in(settings.data, NAME, WORD, "spam@planted") == {}
    assert [row[3] for row in rows_in(file)["erasures"]] == ["retention"]


# What cannot be cleared at once.


def test_T72_reader_in_the_way_is_said_and_upkeep_finishes_later(
    desk: Desk, planted: Receipt, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(traces, "PATIENCE_S", 0.3)
    monkeypatch.setattr(traces, "_STEP_MS", 100)
    monkeypatch.setattr(traces.clear_traces, "__defaults__", (0.3,))
    with closing(sqlite3.connect(settings.data / "amends.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM cases").fetchone()
        erase(desk, "zyx@planted.example")

        with pytest.raises(TracesLeft, match="still reading"):
            clear_all_traces(desk)
        do_upkeep(desk)

        assert found_in(settings.data, WORD)
        assert traces_are_left(desk)
        reader.execute("COMMIT")

    do_upkeep(desk)

    assert not traces_are_left(desk)
    later_copies = {p.name for p in (settings.data / "backups").iterdir()}
    assert len(later_copies) == 1
    assert found_in(settings.data, WORD, NAME) == {}


def test_what_was_erased_while_the_files_were_cleared_is_not_forgotten(
    desk: Desk, shop: Shop, planted: Receipt, monkeypatch: pytest.MonkeyPatch
):
    from widget.desk import erasing

    second = send(desk, shop, email="second@planted.example")
    erase(desk, "zyx@planted.example")

    def clear_and_erase(url: str) -> None:
        traces.clear_traces(url)
        erase(desk, second.case.reference, also_open=True)

    monkeypatch.setattr(erasing, "clear_traces", clear_and_erase)
    clear_all_traces(desk)

    assert traces_are_left(desk)


def test_full_disk_keeps_the_traces_on_the_list(
    desk: Desk, planted: Receipt, monkeypatch: pytest.MonkeyPatch, settings: Any
):
    erase(desk, "zyx@planted.example")

    class Full:
        def __enter__(self) -> Any:
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorname = "SQLITE_FULL"
            raise error

        def __exit__(self, *_: Any) -> None: ...

    monkeypatch.setattr(traces, "opened", lambda _: Full())
    with pytest.raises(TracesLeft, match="no room"):
        clear_all_traces(desk)
    assert traces_are_left(desk)


# Copies.


def test_older_copies_are_named_and_newer_ones_are_clean(
    desk: Desk, planted: Receipt, clock: Clock, shop: Shop
):
    old = make_copy(desk)
    assert copies_with_erased(desk, shop.id) == []
    clock.forward(minutes=1)
    erase(desk, "zyx@planted.example")
    clear_all_traces(desk)
    clock.forward(minutes=1)
    new = make_copy(desk)

    assert copies_with_erased(desk, shop.id) == []  # one a day is kept: the new took its place
    assert not old.path.exists()
    assert found_in(new.path.parent, WORD, NAME) == {}


def test_copy_of_yesterday_still_holds_it_and_is_named(
    desk: Desk, planted: Receipt, clock: Clock, shop: Shop
):
    old = make_copy(desk)
    clock.forward(days=1)
    erase(desk, "zyx@planted.example")

    assert copies_with_erased(desk, shop.id) == [old.path]


# The command.


def test_command_asks_first_and_says_what_goes_and_what_stays(
    amends: Amends, desk: Desk, planted: Receipt, file: Path
):
    before = rows_in(file)
    result = amends("erase", "zyx@planted.example", input="n\n")

    assert result.exit_code == 1
    assert planted.case.reference in result.output
    assert "Goes: every word" in result.output
    assert "Stays: that there was a case" in result.output
    assert "This cannot be undone" in result.output
    assert rows_in(file) == before

    result = amends("erase", "zyx@planted.example", input="y\n")

    assert result.exit_code == 0, result.output
    assert "1 case is erased." in result.output
    assert "Nothing of it is left in the database’s files." in result.output


def test_command_asks_about_open_cases_by_themselves(
    amends: Amends, desk: Desk, history: list[Receipt], file: Path
):
    refused = amends("erase", "hanna0@post.example", "--yes")
    assert refused.exit_code == 1
    assert f"Not closed yet: {history[0].case.reference}." in refused.output
    assert rows_in(file)["erasures"] == []

    assert amends("erase", "hanna0@post.example", input="n\n").exit_code == 1
    assert rows_in(file)["erasures"] == []
    assert amends("erase", "hanna0@post.example", input="y\ny\n").exit_code == 0
    assert amends("erase", "hanna1@post.example", "--yes", "--yes-open").exit_code == 0
    assert len(rows_in(file)["erasures"]) == 2
    assert amends("verify", "--all").exit_code == 0


def test_command_lists_older_copies_and_deletes_them_when_told(
    amends: Amends, desk: Desk, planted: Receipt, settings: Any, clock: Clock
):
    old = make_copy(desk).path
    kept = settings.data / "amends.before-20261101T000000Z.db"
    kept.write_bytes(old.read_bytes())

    result = amends("erase", "zyx@planted.example", "--yes")
    assert result.exit_code == 0
    assert str(old) in result.output
    assert str(kept) in result.output
    assert old.exists()

    send(desk, planted.shop, email="zyx@planted.example")
    result = amends("erase", "zyx@planted.example", "--yes", "--yes-open", "--delete-copies")

    assert result.exit_code == 0, result.output
    assert not old.exists()
    assert not kept.exists()
    assert len(list((settings.data / "backups").iterdir())) == 1
    assert found_in(settings.data, WORD, NAME, "zyx@planted") == {}


def test_command_never_erases_for_another_shop(amends: Amends, desk: Desk, planted: Receipt):
    other = make_shop(
        desk,
        {
            "slug": "north-oven",
            "name": "North Oven",
            "owner_name": "Baker",
            "mailbox": "b@oven.example",
        },
    )
    send(desk, other, email="zyx@planted.example")

    result = amends("erase", "zyx@planted.example", "--yes", "--yes-open")
    assert result.exit_code == 1
    assert "Say which one with --shop" in result.output

    result = amends("erase", "zyx@planted.example", "--yes", "--yes-open", "--shop", "north-oven")
    assert result.exit_code == 0
    (left,) = find_customers(desk, "zyx@planted.example")
    assert left.shop.slug == "wren-tide"


@pytest.mark.parametrize("who", ["nobody@post.example", "AM-2222-222", "", "'; DROP TABLE cases"])
def test_command_says_when_there_is_nobody(amends: Amends, desk: Desk, who: str):
    result = amends("erase", who, "--yes")
    assert result.exit_code == 1
    assert "There is no case of" in result.output


# Export.


def test_export_holds_everything_once_and_proves_itself(
    amends: Amends, desk: Desk, planted: Receipt, tmp_path: Path
):
    result = amends("export", "zyx@planted.example", "--to", tmp_path)

    assert result.exit_code == 0, result.output
    data, text = (Path(line) for line in result.stdout.split())
    assert {path.stat().st_mode & 0o777 for path in (data, text)} == {0o600}
    assert "zyx" not in data.name
    whole = json.loads(data.read_text(encoding="utf-8"))
    (case,) = whole["cases"]
    assert case["name"] == f"{NAME} Lind"
    assert [event["header"]["kind"] for event in case["events"]] == ["opened", "answered", "closed"]
    assert case["events"][0]["payload"]["happened"] == f"{WORD} broke in {STREET} 9."
    assert {mail["mail"] for mail in case["mails"]} >= {"notice", "receipt", "answer"}
    assert len(case["photos"]) == 1
    for one in (WORD, STREET, ANSWER, NAME):
        assert one in text.read_text(encoding="utf-8")


def test_T42_export_loses_no_letter(desk: Desk, shop: Shop):
    from widget.desk import export_json

    odd = "=1+1\t@x \u202e ﷽ 🧼 \\u0041 \" ' </script>\n-2 ＝3"
    send(desk, shop, email="odd@post.example", happened=odd, name="=HYPERLINK()")
    (customer,) = find_customers(desk, "odd@post.example")
    whole = json.loads(export_json(desk, customer))
    assert whole["cases"][0]["events"][0]["payload"]["happened"] == odd
    assert whole["cases"][0]["name"] == "=HYPERLINK()"


def test_export_names_no_other_customer(
    amends: Amends, desk: Desk, planted: Receipt, tmp_path: Path
):
    result = amends("export", planted.case.reference, "--to", tmp_path)
    text = "".join(Path(line).read_text(encoding="utf-8") for line in result.stdout.split())
    assert "hanna" not in text.lower()


def test_form_that_is_sent_again_after_erasing_is_a_new_case(desk: Desk, shop: Shop):
    from tests.conftest import said
    from widget.desk import open_case

    form = read_form(desk, shop, "complaint", new_form(desk, shop, "complaint"))
    statement = said(email="again@planted.example")
    first = open_case(desk, shop, statement, form)
    erase(desk, "again@planted.example", also_open=True)

    second = open_case(desk, shop, statement, form)

    assert second.case.id != first.case.id
    assert not verify_all(desk).faults


def test_command_asks_about_a_closed_case_in_which_the_law_still_wants_something(
    amends: Amends, desk: Desk, planted: Receipt, orla: Actor
):
    address = "w@planted.example"
    case = withdraw(desk, planted.shop, email=address, receipt_to=address)
    close_case(desk, orla, case.reference, "not_settled", "", False, 9)

    refused = amends("erase", address, "--yes")
    assert refused.exit_code == 1
    assert "By law something is still to be done in it." in refused.output
    assert f"Not done by law yet: {case.reference}." in refused.output
    assert amends("erase", address, "--yes", "--yes-open").exit_code == 0
