"""No statement is refused: whatever is wrong with the form, it is taken and flagged."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.public.reading import Page
from tests.withdrawal.doors import CONTRACT, EMAIL, NAME, Backstage, PlainDoor, text_of
from widget.cases.errors import StorageUnavailable
from widget.cases.model import Shop
from widget.desk import Desk, case_file, inbox_page, new_form

WHERE = "/s/wren-tide/withdraw"
SAID = {"step": "confirm", "name": NAME, "contract": CONTRACT, "email": EMAIL}


@pytest.mark.parametrize("path", ["withdraw", "terminate"])
@pytest.mark.parametrize("token", ["", "no token at all", "WyJ3aXRoZHJhd2FsIl0.x.y"])
def test_missing_and_forged_tokens_take_the_statement(
    client: FlaskClient, backstage: Backstage, token: str, path: str
) -> None:
    answer = client.post(f"/s/wren-tide/{path}", data=SAID | {"token": token})
    assert answer.status_code == 303
    assert len(backstage.statements()) == 1


def test_token_of_another_form_takes_the_statement(
    client: FlaskClient, backstage: Backstage, desk: Desk, shop: Shop
) -> None:
    token = new_form(desk, shop, "complaint")
    assert client.post(WHERE, data=SAID | {"token": token}).status_code == 303
    assert len(backstage.statements()) == 1


def test_expired_form_sent_twice_is_one_statement(door: PlainDoor, backstage: Backstage) -> None:
    door.begin()
    door.first()
    where, fields = door.page.press("Confirm withdrawal")
    backstage.clock.forward(days=30)
    locations = {
        door.client.post(where, data=fields).headers["Location"].partition("?")[0] for _ in range(2)
    }
    assert len(locations) == 1
    assert len(backstage.statements()) == 1


def test_second_press_and_another_language_are_the_same_statement(
    door: PlainDoor, backstage: Backstage
) -> None:
    door.begin()
    door.first()
    where, fields = door.page.press("Confirm withdrawal")
    path = where.partition("?")[0]
    for lang, pressed_at in (("en", "1794924400000"), ("sv", "1794924409000"), ("bg", "")):
        sent = fields | {"pressed_at": pressed_at}
        assert door.client.post(f"{path}?lang={lang}", data=sent).status_code == 303
    (statement,) = backstage.statements()
    assert statement.payload is not None
    assert statement.payload["pressed_at"] == 1_794_924_400_000


def test_one_form_sent_with_a_dozen_contracts_is_a_dozen_statements(
    door: PlainDoor, backstage: Backstage
) -> None:
    door.begin()
    door.first()
    where, fields = door.page.press("Confirm withdrawal")
    for number in range(12):
        answer = door.client.post(where, data=fields | {"contract": f"WT-{number}"})
        assert answer.status_code == 303
    assert len(backstage.statements()) == 12


def test_T31_forty_from_one_network_are_taken_and_the_shop_hears_of_each(
    client: FlaskClient, backstage: Backstage, shop: Shop
) -> None:
    for number in range(40):
        sent = SAID | {"contract": f"WT-{number}", "email": f"h{number}@post.example"}
        assert client.post(WHERE, data=sent).status_code == 303
    assert len(inbox_page(backstage.desk, shop.id, "suspect").cases) == 0
    assert len(backstage.mails_to(shop.mailbox)) == 40


def test_T28_the_budget_holds_back_only_the_mailed_copy(
    client: FlaskClient, backstage: Backstage
) -> None:
    where = ""
    for number in range(25):
        sent = SAID | {"contract": f"WT-{number}", "email": f"h{number}@post.example"}
        where = client.post(WHERE, data=sent).headers["Location"]
    backstage.deliver()
    mailed = [to for to in backstage.mailbox.recipients if to.startswith("h")]
    assert len(mailed) == 20
    page = Page(client.get(where).get_data(as_text=True))
    assert "withdraw from this contract: WT-24" in page.text
    assert "has not left yet; we keep trying" in page.text


def test_what_looks_like_spam_is_flagged_and_stays_open(
    client: FlaskClient, backstage: Backstage, shop: Shop
) -> None:
    lure = "WT-1 http://evil.example/a www.evil.example bit.ly/x SEO services"
    assert client.post(WHERE, data=SAID | {"contract": lure}).status_code == 303
    (case,) = inbox_page(backstage.desk, shop.id, "open").cases
    assert case.suspect_reasons
    (mail,) = backstage.mails_to(shop.mailbox)
    assert "It has signs of spam. It counts all the same" in text_of(mail)
    assert len(backstage.mails_to(EMAIL)) == 1


def test_empty_name_and_contract_are_each_asked_about_once(
    door: PlainDoor, backstage: Backstage
) -> None:
    door.begin()
    asked = door.first(name="", contract="")
    assert asked.status == 422
    assert set(door.page.errors) == {"name", "contract"}
    assert door.press("Withdraw from contract here").status == 200
    assert "I withdraw from this contract: –" in door.seen.text
    assert door.confirm().is_receipt
    assert len(backstage.statements()) == 1


def test_nothing_at_all_is_asked_about_each_time(door: PlainDoor, backstage: Backstage) -> None:
    door.begin()
    for _ in range(3):
        seen = door.first(name="", contract="", email="")
        assert seen.status == 422
        assert "Write your name, the contract or your email address." in seen.text
    assert backstage.statements() == []


def test_likely_typing_error_offers_the_repair_and_asks_once(
    door: PlainDoor, backstage: Backstage
) -> None:
    door.begin()
    assert "looks like a typing error" in door.first(email="hanna@gmial.com").text
    door.page.button("Use hanna@gmail.com")
    door.press("Withdraw from contract here")
    assert door.confirm().is_receipt
    (statement,) = backstage.statements()
    assert statement.payload is not None
    assert statement.payload["email"] == "hanna@gmial.com"


def test_pressing_the_repair_puts_it_into_the_box(door: PlainDoor) -> None:
    door.begin()
    door.first(email="hanna@gmial.com")
    where, fields = door.page.press("Use hanna@gmail.com")
    page = Page(door.client.post(where, data=fields).get_data(as_text=True))
    assert page.fields()["email"] == "hanna@gmail.com"


@pytest.mark.parametrize("field", ["name", "contract", "items"])
def test_what_is_too_long_is_asked_about_once_and_then_shown_as_it_is_sent(
    door: PlainDoor, backstage: Backstage, field: str
) -> None:
    door.begin()
    asked = door.first(**{field: "x" * 300})
    assert asked.status == 422
    assert "only the beginning is sent" in asked.text
    second = door.press("Withdraw from contract here")
    assert "x" * 200 in second.text
    assert "x" * 201 not in second.text
    assert door.confirm().is_receipt
    (statement,) = backstage.statements()
    assert statement.payload is not None
    assert statement.payload[field] == "x" * 200


def test_what_cannot_be_saved_says_so_and_keeps_every_word(
    door: PlainDoor, monkeypatch: pytest.MonkeyPatch, backstage: Backstage
) -> None:
    door.begin()
    door.first()
    with monkeypatch.context() as patch:
        patch.setattr(backstage.desk.store.writer, "submit", _fails)
        seen = door.confirm()
    assert seen.status == 503
    assert "We could not save your statement just now." in seen.text
    assert backstage.shop.mailbox in seen.text
    assert door.confirm().is_receipt
    assert len(backstage.statements()) == 1


def _fails(*_: object) -> None:
    raise StorageUnavailable("the disk is full")


def test_changing_something_keeps_what_was_typed(door: PlainDoor) -> None:
    door.begin()
    door.first()
    where, fields = door.page.press("Change something")
    page = Page(door.client.post(where, data=fields).get_data(as_text=True))
    assert page.fields()["contract"] == CONTRACT
    assert page.heading == "Withdraw from contract"


def test_termination_says_its_kind_reason_and_end(door: PlainDoor, backstage: Backstage) -> None:
    door.begin(what="terminate")
    where, fields = door.page.press("Terminate contracts here")
    sent = fields | {
        "name": NAME,
        "contract": "soap club",
        "email": EMAIL,
        "ending": "extraordinary",
        "reason": "no soap since May",
        "ends_on": "2026-12-31",
    }
    page = Page(door.client.post(where, data=sent).get_data(as_text=True))
    assert f"I, {NAME}, terminate this contract: soap club" in page.text
    assert "Extraordinary termination, for this reason: no soap since May" in page.text
    assert "The contract should end on: Thursday 31 December 2026" in page.text
    where, fields = page.press("Terminate now")
    assert door.client.post(where, data=fields).status_code == 303
    (statement,) = backstage.statements()
    assert statement.payload is not None
    assert {name: statement.payload[name] for name in ("ending", "reason", "ends_on")} == {
        "ending": "extraordinary",
        "reason": "no soap since May",
        "ends_on": "2026-12-31",
    }


def test_payload_of_a_withdrawal_has_its_frozen_shape(
    door: PlainDoor, backstage: Backstage
) -> None:
    door.declare("sv", items="one bar")
    (statement,) = backstage.statements()
    assert statement.payload is not None
    assert sorted(statement.payload) == [
        "contract",
        "email",
        "items",
        "kind",
        "locale",
        "name",
        "pressed_at",
        "receipt_to",
        "statement",
    ]
    assert statement.payload["locale"] == "sv"
    assert statement.payload["pressed_at"] is None


def test_payload_of_a_termination_has_its_frozen_shape(
    door: PlainDoor, backstage: Backstage
) -> None:
    door.begin(what="terminate")
    door.first()
    door.confirm()
    (statement,) = backstage.statements()
    assert statement.payload is not None
    assert sorted(statement.payload) == [
        "contract",
        "email",
        "ending",
        "ends_on",
        "kind",
        "locale",
        "name",
        "pressed_at",
        "reason",
        "receipt_to",
        "statement",
    ]
    assert statement.payload["ending"] == "ordinary"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1794924400000", 1_794_924_400_000),
        ("", None),
        ("-5", None),
        ("0", None),
        ("1e9", None),
        ("٣٣", None),
        (str(2**47), None),
        (str(2**47 - 1), 2**47 - 1),
        ("1", 1),
        ("9007199254740991", None),
        ("9" * 16, None),
        ("9" * 400, None),
    ],
)
def test_browsers_clock_is_kept_where_it_is_a_moment(
    client: FlaskClient, backstage: Backstage, typed: str, kept: int | None
) -> None:
    answer = client.post(WHERE, data=SAID | {"pressed_at": typed})
    assert answer.status_code == 303
    assert client.get(answer.headers["Location"]).status_code == 200
    (statement,) = backstage.statements()
    assert statement.payload is not None
    assert statement.payload["pressed_at"] == kept


def test_page_tells_nothing_of_orders(client: FlaskClient, shop: Shop) -> None:
    asked: list[int] = []
    pages: list[str] = []
    for contract in ("order WT-1047", "order WT-9999"):
        answer = client.post(WHERE, data=SAID | {"contract": contract})
        page = client.get(answer.headers["Location"]).get_data(as_text=True)
        masked = re.sub(r"AM-\w{4}-\w{3}|/c/[\w-]+|\d\d:\d\d:\d\d(Z)?", "…", page)
        pages.append(masked.replace(contract, "…"))
        asked.append(answer.status_code)
    assert asked == [303, 303]
    assert pages[0] == pages[1]


def test_case_page_of_the_owner_shows_the_statement(
    door: PlainDoor, backstage: Backstage, shop: Shop
) -> None:
    door.declare("bg")
    (case,) = inbox_page(backstage.desk, shop.id, "open").cases
    file = case_file(backstage.desk, shop.id, case.reference)
    assert (case.kind, case.locale) == ("withdrawal", "en")
    assert [(fact.name, fact.value) for fact in file.facts] == [("number", CONTRACT)]


NASTY = [
    "%(name)s %s %",
    "[…]",
    "a\x00b\r\n\r\nBcc: x@evil.example",
    "\u202edrawhtiw\u202c\u200b",
    "{{ 7*7 }} {% trans %}",
    "9999-12-31",
    "0001-01-01",
    "2026-W01-1",
    "=?utf-8?q?=0ABcc=3A_x?=",
    "a@b@c",
    "@",
    "x" * 300 + "@post.example",
    "💥" * 250,
    "\u0344" * 250,
    "﷽" * 150,
    "<script>alert(1)</script>",
]
ALL_ASKED = "name contract email typing reason long-name long-contract long-items long-reason"


@pytest.mark.parametrize("path", ["withdraw", "terminate"])
def test_no_text_whatever_stops_a_statement_or_its_mails(
    client: FlaskClient, backstage: Backstage, path: str
) -> None:
    for text in NASTY:
        fields = dict.fromkeys(("name", "contract", "items", "reason", "ends_on", "email"), text)
        sent = fields | {"step": "confirm", "asked": f"{ALL_ASKED} long-ends_on"}
        answer = client.post(f"/s/wren-tide/{path}", data=sent | {"ending": "extraordinary"})
        assert answer.status_code == 303, text
        page = client.get(answer.headers["Location"])
        assert page.status_code == 200, text
        file = answer.headers["Location"].replace("/receipt", "/receipt.html")
        assert client.get(file).status_code == 200, text
    assert len(backstage.statements()) == len(NASTY)
    assert len(backstage.mails_to(backstage.shop.mailbox)) == len(NASTY)
