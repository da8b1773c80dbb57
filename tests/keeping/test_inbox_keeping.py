"""Backup, export and erasing in the inbox: for the owner alone, asked first, nothing in a URL."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Clock
from tests.inbox.conftest import Browser
from tests.keeping.conftest import rows_in, send
from widget.cases.model import Person, Shop
from widget.desk import (
    Actor,
    Desk,
    Receipt,
    add_helper,
    make_copy,
    make_owner,
    make_shop,
    print_login,
)
from widget.settings import Settings
from widget.storage import traces


@pytest.fixture
def log_in(app: Flask, desk: Desk) -> Callable[[str], Browser]:
    def make(email: str) -> Browser:
        fresh = Browser(app.test_client())
        assert fresh.log_in_by(print_login(desk, email)).status_code == 303
        return fresh

    return make


@pytest.fixture
def inbox(log_in: Callable[[str], Browser]) -> Browser:
    """The owner's browser, with the tab open."""
    browser = log_in("orla@wrenandtide.example")
    browser.get("/inbox/keeping")
    return browser


@pytest.fixture
def helping(desk: Desk, orla: Actor, log_in: Callable[[str], Browser]) -> Browser:
    person: Person = add_helper(desk, orla, "fintan@wrenandtide.example", "Fintan Daly")
    return log_in(person.email)


def other_shop(desk: Desk) -> Shop:
    shop = make_shop(
        desk,
        {"slug": "oven", "name": "Oven", "owner_name": "B", "mailbox": "b@oven.example"},
    )
    make_owner(desk, shop.id, "b@oven.example", "Baker")
    return shop


def test_tab_says_honestly_that_there_is_no_copy(inbox: Browser):
    page = inbox.get("/inbox/keeping").text
    assert "There is none yet." in page
    assert "Make one now" in page
    assert "not against a lost machine" in page
    assert 'href="/inbox/keeping"' in inbox.get("/inbox/settings").text


def test_owner_makes_a_copy_sees_its_size_and_takes_it_along(
    inbox: Browser, settings: Settings, desk: Desk, file: Path
):
    answer = inbox.post("/inbox/keeping/copy")
    assert answer.status_code == 303
    page = inbox.get(answer.headers["Location"].partition("#")[0]).text
    assert "A copy of the desk is made and checked." in page
    (copy,) = (settings.data / "backups").iterdir()
    assert f"{copy.stat().st_size // 1000} kB" in page

    taken = inbox.post("/inbox/keeping/take", name=copy.name)

    assert taken.data == copy.read_bytes()
    taken.close()
    assert taken.headers["Content-Disposition"] == f"attachment; filename={copy.name}"
    assert taken.headers["Cache-Control"] == "no-store"
    assert "copy_taken" in {row[5] for row in rows_in(file)["events"]}


@pytest.mark.parametrize("name", ["../amends.db", "amends.db", "/etc/passwd", "", "x" * 500])
def test_nothing_but_a_copy_can_be_taken(inbox: Browser, desk: Desk, name: str):
    make_copy(desk)
    answer = inbox.post("/inbox/keeping/take", name=name)
    assert answer.status_code == 400
    assert b"SQLite format" not in answer.data


def test_copy_that_cannot_be_made_is_said_with_the_reason(inbox: Browser, settings: Settings):
    (settings.data / "backups").write_text("in the way")
    answer = inbox.post("/inbox/keeping/copy")
    assert answer.status_code == 503
    assert "That did not work." in answer.text
    assert "backups" in answer.text
    assert "Copies have failed since" in inbox.get("/inbox/keeping").text


def test_T66_helper_neither_sees_nor_does_any_of_it(
    helping: Browser, desk: Desk, history: list[Receipt], file: Path
):
    make_copy(desk)
    assert helping.get("/inbox/keeping").status_code == 403
    case = helping.get(f"/inbox/case/{history[0].case.reference}").text
    assert "Erase everything" not in case
    for path in ("copy", "take", "delete", "clear", "export", "erase", "erased"):
        answer = helping.post(f"/inbox/keeping/{path}", who="hanna0@post.example")
        assert answer.status_code == 403, path
    assert rows_in(file)["erasures"] == []


def test_T01_owner_of_one_shop_of_many_gets_no_copy_of_the_others(
    desk: Desk, inbox: Browser, log_in: Callable[[str], Browser]
):
    made = make_copy(desk)
    other_shop(desk)
    for browser in (inbox, log_in("b@oven.example")):
        page = browser.get("/inbox/keeping").text
        assert "only whoever runs it can take a copy" in page
        assert "Download<span" not in page
        assert browser.post("/inbox/keeping/take", name=made.name).status_code == 403
        assert browser.post("/inbox/keeping/copy").status_code == 403
        assert browser.post("/inbox/keeping/delete").status_code == 403


def test_T01_export_and_erase_stay_in_the_shop(
    desk: Desk, log_in: Callable[[str], Browser], history: list[Receipt], file: Path
):
    other_shop(desk)
    baker = log_in("b@oven.example")
    baker.get("/inbox/keeping")
    for who in ("hanna0@post.example", history[0].case.reference):
        for path in ("export", "erase", "erased"):
            answer = baker.post(
                f"/inbox/keeping/{path}", who=who, reference=history[0].case.reference
            )
            assert answer.status_code == 400
            assert "There is no case of that address" in answer.text
            assert "Oat" not in answer.text
    assert rows_in(file)["erasures"] == []


def test_export_is_a_file_without_the_address_in_its_name(inbox: Browser, history: list[Receipt]):
    answer = inbox.post("/inbox/keeping/export", who="hanna0@post.example", form="data")
    assert "hanna0" not in answer.headers["Content-Disposition"]
    assert json.loads(answer.text)["cases"][0]["email"] == "hanna0@post.example"
    text = inbox.post("/inbox/keeping/export", who=history[0].case.reference, form="text").text
    assert "Two new bars leave today." in text
    assert "A regular." in text


@pytest.mark.parametrize("who", ["", "nobody@post.example", "AM-2222-222", "<b>x</b>", "x" * 999])
def test_unknown_customer_is_a_sentence_at_the_field(inbox: Browser, who: str):
    for path in ("export", "erase", "erased"):
        answer = inbox.post(f"/inbox/keeping/{path}", who=who)
        assert answer.status_code == 400
        assert 'aria-invalid="true"' in answer.text
        assert "<b>x</b>" not in answer.text


def test_erasing_asks_first_says_what_goes_and_erases_what_was_shown(
    inbox: Browser, desk: Desk, orla: Actor, history: list[Receipt], file: Path
):
    case_page = inbox.get(f"/inbox/case/{history[2].case.reference}").text
    assert "Erase everything of this customer" in case_page

    asked = inbox.post("/inbox/keeping/erase", who=history[2].case.reference).text

    assert "Erase everything of one customer?" in asked
    assert "Nobody can bring it back." in asked
    assert "Mails that have left stay" in asked
    assert "not closed" not in asked
    assert rows_in(file)["erasures"] == []

    answer = inbox.post(
        "/inbox/keeping/erased",
        who=history[2].case.reference,
        reference=history[2].case.reference,
    )

    assert answer.status_code == 303
    assert "post.example" not in answer.headers["Location"]
    page = inbox.get("/inbox/keeping?done=erased").text
    assert "Erased. Nothing of it is left in the database’s files." in page
    assert b"hanna2@" not in file.read_bytes()
    (event,) = [row for row in rows_in(file)["events"] if row[5] == "erased"]
    assert event[7:9] == ("owner", orla.person_id)


def test_open_cases_need_a_tick_of_their_own(inbox: Browser, history: list[Receipt], file: Path):
    reference = history[0].case.reference
    asked = inbox.post("/inbox/keeping/erase", who="hanna0@post.example").text
    assert "One of them is not closed. Erase it, too." in asked

    refused = inbox.post("/inbox/keeping/erased", who=reference, reference=reference)
    assert refused.status_code == 400
    assert "Tick this if they shall go all the same." in refused.text
    assert rows_in(file)["erasures"] == []

    inbox.post("/inbox/keeping/erased", who=reference, reference=reference, also_open="1")
    assert len(rows_in(file)["erasures"]) == 1


def test_case_that_was_not_shown_is_not_erased(
    inbox: Browser, desk: Desk, shop: Shop, history: list[Receipt], file: Path
):
    fresh = send(desk, shop, email="hanna2@post.example")
    shown = history[2].case.reference
    inbox.post("/inbox/keeping/erased", who="hanna2@post.example", reference=shown)
    assert [row[1] for row in rows_in(file)["erasures"]] == [history[2].case.id]
    assert fresh.case.reference in inbox.get("/inbox/").text


def test_traces_that_could_not_be_cleared_are_said_until_they_are(
    inbox: Browser, history: list[Receipt], settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(traces.clear_traces, "__defaults__", (0.2,))
    monkeypatch.setattr(traces, "_STEP_MS", 50)
    reader = sqlite3.connect(settings.data / "amends.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM cases").fetchone()
    reference = history[2].case.reference

    answer = inbox.post("/inbox/keeping/erased", who=reference, reference=reference)

    assert answer.status_code == 503
    assert "Erased, but not yet without a trace." in answer.text
    assert "something is still reading" in answer.text
    assert "not yet without a trace" in inbox.get("/inbox/keeping").text
    reader.close()
    assert inbox.post("/inbox/keeping/clear").status_code == 303
    assert "not yet without a trace" not in inbox.get("/inbox/keeping").text


def test_older_copies_that_hold_it_can_be_deleted(
    inbox: Browser, desk: Desk, history: list[Receipt], clock: Clock, settings: Settings
):
    old = make_copy(desk).path
    clock.forward(days=1)
    reference = history[2].case.reference
    inbox.post("/inbox/keeping/erased", who=reference, reference=reference)
    page = inbox.get("/inbox/keeping").text
    assert "One older copy still holds what you had erased." in page

    assert inbox.post("/inbox/keeping/delete").status_code == 303

    assert not old.exists()
    (new,) = (settings.data / "backups").iterdir()
    assert b"hanna2@" not in new.read_bytes()
    assert "still holds" not in inbox.get("/inbox/keeping").text


def test_post_without_its_token_does_nothing(inbox: Browser, history: list[Receipt], file: Path):
    reference = history[2].case.reference
    for path in ("copy", "take", "delete", "clear", "export", "erase", "erased"):
        answer = inbox.client.post(
            f"/inbox/keeping/{path}",
            data={"who": reference, "reference": reference},
            base_url=inbox.base,
        )
        assert answer.status_code == 400, path
    assert rows_in(file)["erasures"] == []


def test_red_bar_stands_on_every_page_while_nothing_can_be_saved(inbox: Browser, desk: Desk):
    def paths() -> list[Any]:
        return [inbox.get(path).text for path in ("/inbox/", "/inbox/mail", "/inbox/keeping")]

    assert not any("Nothing can be saved" in page for page in paths())
    desk.store.writer.fault = "full"
    for page in paths():
        assert "Nothing can be saved: the disk is full." in page
        assert 'class="alarm" role="alert"' in page
