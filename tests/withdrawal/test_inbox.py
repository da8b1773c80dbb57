"""The owner sees a statement by law in the inbox as it was made, and answers it like any other."""

from __future__ import annotations

from tests.inbox.conftest import Browser, browser, inbox, logged_in
from tests.withdrawal.doors import CONTRACT, NAME, Backstage, PlainDoor
from widget.desk import inbox_page

__all__ = ["browser", "inbox", "logged_in"]

SENTENCE = f"I, {NAME}, withdraw from this contract: {CONTRACT}"


def test_case_and_list_show_the_statement(
    door: PlainDoor, backstage: Backstage, inbox: Browser
) -> None:
    door.declare()
    (case,) = inbox_page(backstage.desk, backstage.shop.id, "open").cases
    listed = inbox.get("/inbox/")
    assert "Withdrawal" in listed.get_data(as_text=True)
    page = inbox.get(f"/inbox/case/{case.reference}").get_data(as_text=True)
    assert SENTENCE in page
    text = inbox.get(f"/inbox/case/{case.reference}/transcript.txt").get_data(as_text=True)
    assert SENTENCE in text


def test_kinds_by_law_can_be_listed_alone(
    door: PlainDoor, backstage: Backstage, inbox: Browser
) -> None:
    door.declare()
    door.begin(what="terminate")
    door.first()
    door.confirm()
    page = inbox.get("/inbox/?kind=termination").get_data(as_text=True)
    assert page.count("Termination") > page.count("Withdrawal")
    assert len(backstage.statements()) == 2


def test_customer_reads_the_statement_on_their_private_page(door: PlainDoor) -> None:
    door.declare()
    status = next(href for text, href in door.seen.links if text.startswith("Write to the shop"))
    page = door.open(status.partition("?")[0])
    assert SENTENCE in page.text
