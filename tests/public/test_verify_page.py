"""The page on which anybody checks a file: it tells genuine, changed and not ours apart [T71]."""

from __future__ import annotations

import io
import json
import random
import zlib
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import said
from tests.public.conftest import OpenDoor
from tests.public.reading import Page
from widget.cases.chains import chain_of
from widget.cases.model import Shop
from widget.cases.proof import receipt_proof, seal
from widget.desk import (
    Actor,
    Desk,
    Receipt,
    add_note,
    answer,
    close_case,
    do_upkeep,
    new_form,
    open_case,
    read_form,
    receipt_json,
)
from widget.storage import cases

MakeCase = Callable[..., Receipt]
MOST = 256_000


@pytest.fixture
def receipt(desk: Desk, make_case: MakeCase) -> Receipt:
    return make_case()


@pytest.fixture
def kept(desk: Desk, receipt: Receipt) -> dict[str, Any]:
    """The receipt's file, as the customer has it."""
    found: dict[str, Any] = json.loads(receipt_json(desk, receipt.token))
    return found


def hand_in(client: FlaskClient, data: bytes, status: int = 200, **more: Any) -> Page:
    """Choose a file and press the button."""
    fields = {"file": (io.BytesIO(data), "receipt.json")}
    answer = client.post("/verify", data=fields, content_type="multipart/form-data", **more)
    assert answer.status_code == status
    return Page(answer.text)


def verdict(page: Page) -> str:
    return page.one("div", id="verdict").text


def as_file(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def history_of(desk: Desk, receipt: Receipt) -> dict[str, Any]:
    with desk.store.read() as connection:
        sealed = cases.sealed_of(connection, receipt.shop.id, receipt.case.id)
    return chain_of(receipt.shop.id, receipt.case.id, sealed, kept_back={"note_added"})


def test_page_asks_for_a_file_or_its_words_without_script_and_without_a_shop(client: FlaskClient):
    page = Page(client.get("/verify").text)

    assert page.heading == "Check a receipt"
    form = page.one("form")
    assert form.attrs["enctype"] == "multipart/form-data"
    assert {box.attrs.get("name") for box in form.find("input") + form.find("textarea")} == {
        "file",
        "text",
    }


def test_genuine_receipt_names_the_shop_and_the_moment(client: FlaskClient, kept: dict[str, Any]):
    page = hand_in(client, as_file(kept))

    assert "This is genuine." in verdict(page)
    assert "Wren & Tide received this on Tuesday 17 November 2026 at 14:06:41" in verdict(page)


def test_pasted_receipt_is_as_good_as_a_file(client: FlaskClient, kept: dict[str, Any]):
    text = json.dumps(kept, ensure_ascii=False, indent=4)
    for content_type in ("multipart/form-data", "application/x-www-form-urlencoded"):
        page = Page(
            client.post("/verify", data={"text": f"\n{text}\n"}, content_type=content_type).text
        )
        assert "This is genuine." in verdict(page)


def test_page_speaks_german_where_it_is_asked_to(client: FlaskClient):
    page = Page(client.get("/verify?lang=de").text)

    assert page.one("html").attrs["lang"] == "de"


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "words": (lambda r: r["payload"].update(happened="All was well."), "words are not the ones"),
    "moment": (lambda r: r["header"].update(at=r["header"]["at"] + 1), "header was changed"),
    "salt": (lambda r: r.update(salt="00" * 32), "words are not the ones"),
    "reference": (lambda r: r.update(reference="AM-2222-222"), "reference beside it"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_T71_changed_receipt_is_called_changed_and_the_page_names_what(
    client: FlaskClient, kept: dict[str, Any], what: str
):
    change, named = CHANGES[what]
    change(kept)

    told = verdict(hand_in(client, as_file(kept)))

    assert "This was changed." in told
    assert named in told


def test_T71_receipt_of_another_desk_or_of_nobody_is_not_ours(
    client: FlaskClient, kept: dict[str, Any]
):
    header = kept["header"]
    forged = seal(
        {**kept["payload"], "happened": "They promised me 1,000 €."},
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

    told = verdict(hand_in(client, as_file(receipt_proof(forged, kept["reference"]))))

    assert "This is not ours." in told
    assert "this desk has never sealed it" in told
    assert "Wren" not in told


def test_T71_case_numbers_of_a_made_up_receipt_are_no_oracle(client: FlaskClient, shop: Shop):
    """A whole receipt with a real or a made-up number: the same page, to the byte."""
    pages = []
    for shop_id, case_id in ((shop.id, 1), (shop.id, 2**62), (2**62, 1)):
        forged = seal(
            {"happened": "x"},
            salt=bytes(32),
            shop_id=shop_id,
            case_id=case_id,
            event_id=1,
            seq=1,
            kind="opened",
            at=1,
            role="customer",
            actor=0,
            door="public",
            prev=bytes(32),
        )
        pages.append(hand_in(client, as_file(receipt_proof(forged, "AM-2222-222"))).root.text)
    assert len(set(pages)) == 1


def test_history_is_genuine_and_the_page_counts_what_it_holds(
    client: FlaskClient, desk: Desk, orla: Actor, receipt: Receipt
):
    answer(desk, orla, receipt.case.reference, "Two new bars leave today.", 1)
    add_note(desk, orla, receipt.case.reference, "She is a regular.")
    file = history_of(desk, receipt)
    close_case(desk, orla, receipt.case.reference, "settled", "", False, 3)

    told = verdict(hand_in(client, as_file(file)))

    assert "This is genuine." in told
    assert "The history in it is of Wren & Tide" in told
    assert "3 events stand in the file." in told
    assert "The desk knows of 1 later one." in told
    assert "The words of 1 event were left out" in told

    file["events"][1]["payload"]["text"] = "Nothing leaves today."
    told = verdict(hand_in(client, as_file(file)))
    assert "This was changed." in told
    assert "at event 2" in told


def test_erased_case_leaves_the_receipt_genuine(
    client: FlaskClient, desk: Desk, orla: Actor, receipt: Receipt, kept: dict[str, Any], clock: Any
):
    close_case(desk, orla, receipt.case.reference, "spam", "", False, 1)
    clock.forward(days=40)
    assert do_upkeep(desk) == 1

    told = verdict(hand_in(client, as_file(kept)))

    assert "This is genuine." in told
    assert "has erased words of it since" in told


def test_nothing_handed_in_is_asked_for(client: FlaskClient):
    page = Page(client.post("/verify", data={"text": "  "}).text)

    assert "Choose a file, or paste what is in it." in page.one("p", id="file-error").text


@pytest.mark.parametrize("size", [MOST + 1, MOST + 20_000, 400_000])
def test_file_that_is_too_large_is_told_so(client: FlaskClient, size: int):
    assert "larger than a receipt can be" in verdict(hand_in(client, b"[" * size, 413))


def test_largest_file_is_looked_at(client: FlaskClient, kept: dict[str, Any]):
    data = as_file(kept)
    page = hand_in(client, data + b" " * (MOST - len(data)))

    assert "This is genuine." in verdict(page)


ODD: dict[str, bytes] = {
    "name twice": b'{"amends_receipt":1,"amends_receipt":1}',
    "not a number": b'{"amends_receipt":NaN}',
    "infinity": b'{"amends_receipt":1,"hash":Infinity}',
    "fraction": b'{"amends_receipt":1.0}',
    "brackets": b"[" * 100_000,
    "objects": b'{"a":' * 40_000,
    "deep": b'{"amends_chain":1,"events":' + b"[" * 900 + b"]" * 900 + b"}",
    "long number": b'{"amends_receipt":' + b"9" * 10_000 + b"}",
    "zero byte": b"\x00" * 50,
    "half a sign": b'{"amends_receipt":1,"hash":"\\ud800"}',
    "utf-16": '{"amends_receipt":1}'.encode("utf-16"),
    "mark before": b'\xef\xbb\xbf{"amends_receipt":1}',
    "list": b"[]",
    "null": b"null",
    "text": b"hello",
    "picture": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "packed": zlib.compress(b"{}" * 1000),
    "later receipt": b'{"amends_receipt":2}',
    "later history": b'{"amends_chain":2}',
    "case file of nothing": b'{"amends_case_file":1,"proof":{}}',
    "case file of words": b'{"amends_case_file":1,"proof":"x"}',
}


def test_T71_whatever_is_no_receipt_is_not_ours(client: FlaskClient):
    for what, data in ODD.items():
        assert "This is not ours." in verdict(hand_in(client, data)), what


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**19, 2**63 - 1, -(2**63)])
def test_T71_sealed_numbers_of_any_size_break_nothing(client: FlaskClient, shop: Shop, number: int):
    for field in ("shop", "case", "event", "seq", "at", "actor"):
        data = as_file(with_number(shop, field, number))
        assert "This is not ours." in verdict(hand_in(client, data)), field


def with_number(shop: Shop, field: str, number: int) -> dict[str, Any]:
    """A receipt that is whole in itself, with a number of any size in its header."""
    names = {"shop": "shop_id", "case": "case_id", "event": "event_id"}
    values = {"shop_id": shop.id, "case_id": 1, "event_id": 1, "seq": 1, "at": 1, "actor": 0}
    forged = seal(
        {},
        salt=bytes(32),
        kind="opened",
        role="customer",
        door="public",
        prev=bytes(32),
        **{**values, names.get(field, field): number},
    )
    return receipt_proof(forged, "x")


def test_T71_no_bytes_at_all_break_the_page(client: FlaskClient, kept: dict[str, Any]):
    dice = random.Random(6)
    whole = as_file(kept)
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(dice.randrange(1, 6)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        hand_in(client, bytes(data))


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"rubbish"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data"),
        ("application/json", b"{}"),
        ("text/plain; charset=nonsense", b"\xff"),
        ("", b"\x00"),
    ],
)
def test_bodies_that_are_no_form_are_answered(client: FlaskClient, content_type: str, body: bytes):
    answer = client.post("/verify", data=body, content_type=content_type)

    assert answer.status_code in {200, 400, 422}


def test_page_sets_no_cookie_and_is_kept_by_nobody(client: FlaskClient, kept: dict[str, Any]):
    fields = {"file": (io.BytesIO(as_file(kept)), "receipt.json")}
    for page in (client.get("/verify"), client.post("/verify", data=fields)):
        assert "Set-Cookie" not in page.headers
        assert page.headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_nothing_of_the_file_is_kept_or_logged(
    client: FlaskClient, desk: Desk, kept: dict[str, Any], caplog: pytest.LogCaptureFixture
):
    def rows() -> list[Any]:
        with desk.store.read() as connection:
            tables = connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars().all()
            return [
                connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar()  # noqa: S608
                for name in tables
                if not name.startswith(("ix_", "uq_", "sqlite_"))
            ]

    before = rows()
    hand_in(client, as_file(kept))

    assert rows() == before
    assert "Hanna" not in caplog.text
    assert kept["salt"] not in caplog.text


def test_receipt_page_leads_here(client: FlaskClient, receipt: Receipt):
    page = Page(client.get(f"/c/{receipt.token}/receipt").text)

    assert "/verify" in {link.attrs.get("href") for link in page.find("a")}


@pytest.mark.browser
def test_file_that_is_dropped_anywhere_on_the_page_is_checked(in_browser: Any, open_door: OpenDoor):
    shop, desk = open_door.shop, open_door.desk
    form = read_form(desk, shop, "complaint", new_form(desk, shop, "complaint"))
    receipt = open_case(desk, shop, said(), form)
    text = receipt_json(desk, receipt.token)

    def look(browser: Any) -> tuple[str, list[str], bool]:
        with closing(browser.new_context(viewport={"width": 320, "height": 700})) as context:
            page = context.new_page()
            told: list[str] = []
            page.on("console", lambda message: told.append(message.text))
            page.goto(f"{open_door.url}/verify")
            dropped = page.evaluate_handle(
                """(text) => { const dropped = new DataTransfer();
                dropped.items.add(new File([text], "r.json")); return dropped }""",
                text,
            )
            with page.expect_navigation():
                page.dispatch_event("body", "drop", {"dataTransfer": dropped})
            wide = page.evaluate("document.documentElement.scrollWidth") > 320
            return page.inner_text("#verdict"), told, wide

    told, console, wide = in_browser(look)
    assert "This is genuine." in told
    assert not wide
    assert [line for line in console if "favicon" not in line and "404" not in line] == []
