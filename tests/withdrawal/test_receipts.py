"""The receipt: the same words on the page, in the mail and on paper, and honest about the mail."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from tests.public.reading import Page
from tests.withdrawal.doors import CONTRACT, EMAIL, NAME, Backstage, PlainDoor, text_of
from widget.cases.declarations import unlinked
from widget.cases.model import Shop
from widget.cases.receipts import read_receipt
from widget.desk import Actor, Desk, Receipt, erase_customer, find_customers, verify_receipt
from widget.paper import letter
from widget.storage.tables import outbox

LURES = [
    "http://evil.example/pay",
    "www.evil.example",
    "WWW.EVIL.EXAMPLE",
    "evil.com",
    "//evil.example",
    "hanna@evil.example",
    "\u202eevil\u202c",
    "<a href=x>",
    "%(name)s {{ 7*7 }}",
]
A_LINK = re.compile(r"https?://|www\.\S|\w\.(?:com|example)\b", re.IGNORECASE)


def receipt_rows(desk: Desk, shop: Shop) -> list[dict[str, object]]:
    with desk.store.read() as connection:
        rows = connection.execute(
            select(outbox).where(outbox.c.shop_id == shop.id, outbox.c.mail == "receipt")
        )
        return [dict(row) for row in rows.mappings()]


def path_of_receipt(door: PlainDoor) -> str:
    """The private link of the receipt that is seen, as a path."""
    whole = next(href for _, href in door.seen.links if href.endswith("/receipt"))
    return "/" + whole.partition("://")[2].partition("/")[2]


@pytest.mark.parametrize("lure", LURES)
@pytest.mark.parametrize("field", ["name", "contract", "items"])
def test_T29_nothing_typed_becomes_a_link_in_the_mail(
    door: PlainDoor, backstage: Backstage, lure: str, field: str
) -> None:
    door.declare(**{field: f"see {lure}"})
    (mail,) = backstage.mails_to(EMAIL)
    html = mail.get_body(("html",))
    assert html is not None
    own = re.compile(r"http://127\.0\.0\.1:8000/c/[\w-]+/receipt")
    assert len(own.findall(text_of(mail))) == 1
    assert not A_LINK.search(own.sub("", text_of(mail)))
    assert html.get_content().count("<a ") == 1
    assert "evil" not in str(mail["Subject"])
    assert "\u202e" not in text_of(mail)


@pytest.mark.parametrize(
    ("typed", "mailed"),
    [
        ("order WT-1047", "order WT-1047"),
        ("2 bars, 4.50 each, bought 3.11.2026", "2 bars, 4.50 each, bought 3.11.2026"),
        ("http://a.example/x", "http ://a .example/x"),
        ("www.a.example", "www .a .example"),
    ],
)
def test_broken_links_stay_readable(typed: str, mailed: str) -> None:
    assert unlinked(typed) == mailed


def test_mailed_words_are_stored_and_stay(
    door: PlainDoor, backstage: Backstage, desk: Desk, shop: Shop
) -> None:
    door.declare("de")
    (before,) = receipt_rows(desk, shop)
    body = str(before["body"])
    assert before["locale"] == "de"
    assert CONTRACT in body
    assert "/c/" not in body
    (mail,) = backstage.mails_to(EMAIL)
    (after,) = receipt_rows(desk, shop)
    assert (after["state"], after["body"]) == ("sent", body)
    start, _, end = body.partition("\n\n")[2].partition("[…]")
    assert text_of(mail).startswith(start)
    assert text_of(mail).rstrip("\n").endswith(end)


def test_mail_leads_to_the_receipt_by_a_link_of_its_own(
    door: PlainDoor, backstage: Backstage, client: FlaskClient
) -> None:
    door.declare()
    shown = path_of_receipt(door)
    (mail,) = backstage.mails_to(EMAIL)
    found = re.search(r"http://127\.0\.0\.1:8000(/c/[\w-]+/receipt)", text_of(mail))
    assert found is not None
    assert found[1] != shown
    page = Page(client.get(found[1]).get_data(as_text=True))
    assert f"withdraw from this contract: {CONTRACT}" in page.text


@pytest.mark.parametrize(
    ("state", "error", "sentence"),
    [
        ("waiting", "", "A copy is on its way by email to h…@post.example."),
        ("claimed", "", "A copy is on its way by email to h…@post.example."),
        ("waiting", "refused", "has not left yet; we keep trying."),
        ("held", "", "has not left yet; we keep trying."),
        ("failed", "refused", "could not be delivered. Print or save this page"),
        ("sent", "", "A copy was sent by email to h…@post.example."),
    ],
)
def test_page_says_how_the_mail_stands(
    door: PlainDoor, desk: Desk, shop: Shop, state: str, error: str, sentence: str
) -> None:
    door.declare()
    path = path_of_receipt(door)
    where = (outbox.c.shop_id == shop.id) & (outbox.c.mail == "receipt")
    desk.store.writer.change(
        lambda connection: connection.execute(
            update(outbox).where(where).values(state=state, error=error)
        )
    )
    assert sentence in door.open(path).text


def test_receipt_as_data_proves_itself(door: PlainDoor, desk: Desk) -> None:
    door.declare()
    answer = door.client.get(f"{path_of_receipt(door)}.json")
    read = read_receipt(answer.data)
    assert read.payload["statement"] == f"I, {NAME}, withdraw from this contract: {CONTRACT}"
    handed_in, known = verify_receipt(desk, answer.data)
    assert handed_in == read
    assert known is not None
    changed = json.loads(answer.data)
    changed["payload"]["statement"] += "."
    with pytest.raises(Exception, match="sealed"):
        read_receipt(json.dumps(changed).encode())


def test_receipt_as_a_page_needs_nothing_else(door: PlainDoor) -> None:
    door.declare("fr")
    answer = door.client.get(f"{path_of_receipt(door)}.html?lang=fr")
    page = Page(answer.get_data(as_text=True))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert page.one("html").attrs["lang"] == "fr"
    assert CONTRACT in page.text
    assert not page.find("link") + page.find("script") + page.find("img")


def test_receipt_on_paper_has_every_word(door: PlainDoor, tmp_path: Path) -> None:
    pytest.importorskip("fpdf")
    door.declare(name="Ελένη Ştefănescu", contract="Заказ 中文 WT-1047")
    answer = door.client.get(f"{path_of_receipt(door)}.pdf?lang=en")
    assert answer.mimetype == "application/pdf"
    assert answer.data == door.client.get(f"{path_of_receipt(door)}.pdf?lang=en").data
    file = tmp_path / "receipt.pdf"
    file.write_bytes(answer.data)
    told = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)
    text = " ".join(told.stdout.decode().split())
    assert "Ελένη Ştefănescu, withdraw from this contract: Заказ [U+4E2D][U+6587] WT-1047" in text
    assert "stands as its code point" in text
    assert "17 November 2026, 14:06:41 (UTC+0, Dublin)" in text


def test_without_the_extra_there_is_no_paper_and_the_rest_stays(
    door: PlainDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letter, "is_there", lambda: False)
    door.declare()
    assert not any(".pdf" in href for _, href in door.seen.links)
    assert any(".html" in href for _, href in door.seen.links)
    assert door.client.get(f"{path_of_receipt(door)}.pdf").status_code == 404


def test_other_kinds_have_no_such_files(
    client: FlaskClient, make_case: Callable[..., Receipt]
) -> None:
    token = make_case().token
    for form in ("html", "pdf"):
        assert client.get(f"/c/{token}/receipt.{form}").status_code == 404


def test_erased_receipt_is_gone_words_and_all(
    door: PlainDoor, desk: Desk, orla: Actor, backstage: Backstage, shop: Shop
) -> None:
    door.declare()
    path = path_of_receipt(door)
    backstage.deliver()
    (hanna,) = find_customers(desk, EMAIL, shop.id)
    references = [case.reference for case in hanna.cases]
    assert erase_customer(desk, orla.doer, hanna, references, also_open=True) == 1
    assert door.client.get(path).status_code == 404
    assert receipt_rows(desk, shop) == []
