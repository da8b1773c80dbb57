"""What customers send by a form in the shop: taken once, never lost, answered with its receipt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Clock, Mailbox
from tests.public.reading import Page
from tests.relay.conftest import Plugin, order
from tests.withdrawal.doors import text_of
from widget.cases.model import Event, Shop
from widget.desk import (
    Actor,
    CaseFile,
    Desk,
    case_file,
    clocks_of_file,
    due_by_law,
    erase_customer,
    find_customers,
)
from widget.storage.tables import cases

HANNA = "hanna.lind@post.example"
LAW = {"name": "Hanna Lind", "contract": "order WT-1047", "items": "", "email": HANNA}
MESSAGE = {
    "order": "WT-1047",
    "happened": "The bar broke.",
    "meant": "",
    "wish": "replacement",
    "name": "Hanna Lind",
    "email": HANNA,
    "phone": "",
    "reach": "email",
}
DAY_MS = 24 * 3600 * 1000


def relayed(form: str = "withdraw", **changes: Any) -> dict[str, Any]:
    """A body as the plugin sends it."""
    return {
        "form": form,
        "lang": "en",
        "fields": dict(MESSAGE if form not in {"withdraw", "terminate"} else LAW),
        "received_at": "2026-11-17T14:06:30Z",
        "order": "",
        "visitor": "v1",
        "kept": False,
        **changes,
    }


def rows(desk: Desk, shop: Shop) -> list[Any]:
    with desk.store.read() as connection:
        return list(connection.execute(select(cases).where(cases.c.shop_id == shop.id)).mappings())


def file_of(desk: Desk, shop: Shop, answer: Any) -> CaseFile:
    return case_file(desk, shop.id, answer.get_json()["reference"])


def opened(desk: Desk, shop: Shop, answer: Any) -> Event:
    return file_of(desk, shop, answer).events[0]


def said_in(event: Event) -> Mapping[str, Any]:
    assert event.payload is not None
    return event.payload


# ---------- Taken ----------


def test_withdrawal_is_taken_receipted_and_told_to_the_shop(
    plugin: Plugin,
    desk: Desk,
    shop: Shop,
    deliver: Callable[[], int],
    mailbox: Mailbox,
    client: FlaskClient,
) -> None:
    answer = plugin.post("statements", relayed())
    assert answer.status_code == 200
    told = answer.get_json()
    assert told["title"] == "We have received your withdrawal"
    assert told["statement"] == "I, Hanna Lind, withdraw from this contract: order WT-1047"
    assert told["received_at"] == "2026-11-17T14:06:41Z"
    text = "\n".join(told["paragraphs"])
    assert "It is not yet an answer to it." in text
    assert "Received on: Tuesday 17 November 2026, 14:06:41 (UTC+0, Dublin)" in text
    assert "website on: Tuesday 17 November 2026, 14:06:30 (UTC+0, Dublin)" in text
    assert told["reference"] in text
    hrefs = [link["href"] for link in told["links"]]
    assert all(href.startswith(f"{desk.base_url}/c/") for href in hrefs)
    assert hrefs[0].endswith("/receipt")
    assert any("/receipt.html" in href for href in hrefs)
    event = opened(desk, shop, answer)
    assert (event.role, event.door) == ("customer", "relay")
    assert event.payload is not None
    assert event.payload["shop_received_at"] == 1_794_924_390_000
    deliver()
    (receipt,) = mailbox.to(HANNA)
    assert told["statement"] in text_of(receipt)
    assert "Received by the shop’s website on: Tuesday 17 November" in text_of(receipt)
    (notice,) = mailbox.to(shop.mailbox)
    assert told["statement"] in text_of(notice)
    assert "Received by the shop’s website: Tuesday 17 November" in text_of(notice)
    for href in hrefs:
        page = client.get(href.removeprefix(desk.base_url))
        assert page.status_code == 200, href
    shown = Page(client.get(hrefs[0].removeprefix(desk.base_url)).get_data(as_text=True))
    assert "14:06:30 (UTC+0, Dublin)" in shown.text


def test_message_is_taken_with_the_words_of_the_desk(
    plugin: Plugin, desk: Desk, shop: Shop, deliver: Callable[[], int], mailbox: Mailbox
) -> None:
    answer = plugin.post("statements", relayed("complaint", lang="de"))
    told = answer.get_json()
    assert answer.status_code == 200
    assert told["title"] == "Danke, Hanna. Es ist angekommen."
    assert "Was geschehen ist: The bar broke." in told["statement"]
    assert told["links"][0]["href"].startswith(f"{desk.base_url}/c/")
    (row,) = rows(desk, shop)
    assert (row["kind"], row["locale"], row["state"]) == ("complaint", "de", "open")
    said = opened(desk, shop, answer).payload
    assert said is not None
    assert (said["wish"], said["meant_skipped"], said["email"]) == ("replacement", True, HANNA)
    deliver()
    assert len(mailbox.to(HANNA)) == 1
    assert len(mailbox.to(shop.mailbox)) == 1


def test_receipt_speaks_the_asked_language(plugin: Plugin) -> None:
    titles = dict.fromkeys(("xx", "", "en"), "We have received your withdrawal")
    for lang, title in (titles | {"el": "Λάβαμε την υπαναχώρησή σας"}).items():
        assert plugin.post("statements", relayed(lang=lang)).get_json()["title"] == title


def test_termination_keeps_its_ending_and_its_day(plugin: Plugin, desk: Desk, shop: Shop) -> None:
    fields = {"ending": "extraordinary", "reason": "moved", "ends_on": "2026-12-01"}
    fields["name"] = "Hanna"
    answer = plugin.post("statements", relayed("terminate", fields=fields))
    assert answer.get_json()["statement"].split("\n") == [
        "I, Hanna, terminate this contract: –",
        "Extraordinary termination, for this reason: moved",
        "The contract should end on: Tuesday 1 December 2026",
    ]
    assert said_in(opened(desk, shop, answer))["ends_on"] == "2026-12-01"
    text = "\n".join(answer.get_json()["paragraphs"])
    assert "it is your full receipt" in text


# ---------- Once ----------


def test_same_id_with_the_same_words_is_one_case_and_one_answer(
    plugin: Plugin, desk: Desk, shop: Shop
) -> None:
    first = plugin.post("statements", relayed(), id="form-1")
    plugin.clock.forward(minutes=4)
    later = relayed(kept=True, received_at="2026-11-17T14:07:00Z", lang="en")
    again = plugin.post("statements", later, id="form-1")
    assert again.get_json() == first.get_json()
    assert len(rows(desk, shop)) == 1


def test_same_id_with_other_words_loses_none_of_them(
    plugin: Plugin, desk: Desk, shop: Shop
) -> None:
    for number in range(8):
        fields = {**LAW, "contract": "x" * 300 + str(number)}
        assert plugin.post("statements", relayed(fields=fields), id="form-1").status_code == 200
    files = [case_file(desk, shop.id, row["reference"]) for row in rows(desk, shop)]
    said = [file.events[0].payload for file in files]
    assert {each["statement"][-1] for each in said if each} == set("01234567")


def test_T55_same_statement_at_the_same_moment_is_one_case(
    plugin: Plugin, app: Flask, desk: Desk, shop: Shop
) -> None:
    def send(_: int) -> str:
        here = Plugin(app.test_client(), plugin.clock, plugin.shop, plugin.secret)
        answer = here.post("statements", relayed(), id="form-1")
        assert answer.status_code == 200, answer.text
        return str(answer.get_json()["reference"])

    with ThreadPoolExecutor(2) as pool:
        references = set(pool.map(send, range(8)))
    assert len(references) == 1
    assert len(rows(desk, shop)) == 1


def test_order_that_arrives_between_two_tries_makes_no_second_case(
    plugin: Plugin, desk: Desk, shop: Shop
) -> None:
    body = relayed("complaint", order="18", fields={**MESSAGE, "order": ""})
    plugin.post("statements", body, id="form-1")
    plugin.post("orders", {"order": order()})
    plugin.post("statements", body, id="form-1")
    assert len(rows(desk, shop)) == 1


def test_retry_after_the_case_was_erased_is_taken_anew_rather_than_lost(
    plugin: Plugin, desk: Desk, shop: Shop, orla: Actor
) -> None:
    plugin.post("statements", relayed(), id="form-1")
    (hanna,) = find_customers(desk, HANNA, shop.id)
    references = [case.reference for case in hanna.cases]
    assert erase_customer(desk, orla.doer, hanna, references, also_open=True) == 1
    assert plugin.post("statements", relayed(), id="form-1").status_code == 200
    assert sorted(row["state"] for row in rows(desk, shop)) == ["erased", "open"]


# ---------- What does not fit ----------


def test_message_that_does_not_fit_comes_back_with_a_sentence_for_each_box(
    plugin: Plugin, desk: Desk, shop: Shop
) -> None:
    fields = {**MESSAGE, "email": "hanna at", "name": "", "wish": "gold", "order": "x" * 65}
    answer = plugin.post("statements", relayed("complaint", fields=fields, lang="de"))
    told = answer.get_json()
    assert (answer.status_code, told["error"]) == (422, "unfit")
    assert set(told["fields"]) == {"email", "name", "wish", "order"}
    assert told["fields"]["email"].startswith("Das ist keine ganze E-Mail-Adresse.")
    assert rows(desk, shop) == []


def test_kept_message_is_taken_and_nothing_typed_is_lost(
    plugin: Plugin, desk: Desk, shop: Shop
) -> None:
    fields = {
        **MESSAGE,
        "email": "hanna at home",
        "ordered": "around Easter",
        "wish": "gold",
        "items": "soap " * 120,
        "reach": "pigeon",
        "colour": "blue",
    }
    answer = plugin.post("statements", relayed("complaint", fields=fields, kept=True))
    assert answer.status_code == 200
    said = opened(desk, shop, answer).payload
    assert said is not None
    assert (said["email"], said["ordered_on"], said["wish"]) == ("", "", "")
    assert said["happened"].startswith("The bar broke.\n\n")
    for text in ("hanna at home", "around Easter", "gold", "pigeon", "colour: blue"):
        assert text in said["happened"], text
    assert said["happened"].count("soap") == 120


def test_kept_message_of_nobody_about_nothing_is_taken(plugin: Plugin) -> None:
    answer = plugin.post("statements", relayed("refund", fields={}, kept=True))
    assert answer.status_code == 200
    assert answer.get_json()["title"] == f"Receipt {answer.get_json()['reference']}"


def test_likely_typing_error_in_an_address_is_taken_as_it_is(plugin: Plugin) -> None:
    fields = {**MESSAGE, "email": "hanna@gmial.com", "phone": "12", "reach": "phone"}
    assert plugin.post("statements", relayed("complaint", fields=fields)).status_code == 200


def test_withdrawal_is_taken_whatever_was_typed(plugin: Plugin, desk: Desk, shop: Shop) -> None:
    fields = {"name": "", "contract": "y" * 250, "email": "hanna at home", "why": "no reason"}
    answer = plugin.post("statements", relayed(fields=fields))
    assert answer.status_code == 200
    said = opened(desk, shop, answer).payload
    assert said is not None
    assert (said["email"], said["receipt_to"]) == ("", "hanna at home")
    assert "y" * 250 in said["statement"]
    assert "why: no reason" in said["statement"]
    assert "it is your full receipt" in "\n".join(answer.get_json()["paragraphs"])


HOSTILE = ["", "\0", "\ud800", "‮x", "<script>", "{name}", "%(name)s", "x" * 9_000, "\n\n[…]\n\n"]


@pytest.mark.parametrize("form", ["withdraw", "terminate", "complaint", "cancel"])
def test_T62_hostile_text_in_every_box_is_taken_or_asked_about(
    plugin: Plugin, deliver: Callable[[], int], form: str
) -> None:
    names = {*LAW, *MESSAGE, "ending", "reason", "ends_on", "ordered", "use_email", "item-1"}
    for text in HOSTILE:
        fields = dict.fromkeys({*names, text[:9]}, text)
        answer = plugin.post("statements", relayed(form, fields=fields, kept=True))
        assert answer.status_code == 200, answer.text
    deliver()


RUBBISH: list[dict[str, Any]] = [
    {"form": "nonsense"},
    {"form": None},
    {"fields": None},
    {"fields": []},
    {"fields": {"name": 1}},
    {"fields": {"name": None}},
    {"fields": {"name": {"first": "Hanna"}}},
    {"fields": {"x" * 61: "y"}},
    {"fields": {str(number): "y" for number in range(41)}},
]


def test_T62_body_without_a_form_or_fields_is_rubbish(
    plugin: Plugin, desk: Desk, shop: Shop
) -> None:
    for change in RUBBISH:
        answer = plugin.post("statements", relayed(**change))
        assert (answer.status_code, answer.get_json()["error"]) == (400, "rubbish"), change
    assert rows(desk, shop) == []


ODD: list[Any] = [None, 1, True, [], {}, "x" * 500, "\ud800", "\0", "2026-13-45T99:99:99Z"]


def test_T62_slip_of_a_plugin_costs_no_statement(plugin: Plugin, desk: Desk, shop: Shop) -> None:
    for odd in ODD:
        body = relayed(lang=odd, received_at=odd, order=odd, visitor=odd, kept=odd)
        assert plugin.post("statements", body).status_code == 200, odd
    assert len(rows(desk, shop)) == len(ODD)


def test_T62_too_much_is_refused_before_it_is_read(plugin: Plugin) -> None:
    answer = plugin.post("statements", relayed(fields={"name": "x" * 2_000_000}))
    assert answer.status_code == 413


# ---------- Who may ----------


def test_T55_forged_stale_and_other_shops_statements_are_refused(
    plugin: Plugin, desk: Desk, shop: Shop, other_shop: Shop, client: FlaskClient, clock: Clock
) -> None:
    assert client.post("/relay/v1/statements", json=relayed()).status_code == 404
    forged = plugin.post("statements", relayed(), **{"webhook-signature": "v1,AAAA"})
    assert (forged.status_code, forged.get_json()["error"]) == (401, "bad_signature")
    stale = plugin.post("statements", relayed(), at=str(clock.now // 1000 - 301))
    assert (stale.status_code, stale.get_json()["error"]) == (409, "stale")
    others = plugin.post("statements", relayed(), **{"amends-shop": other_shop.slug})
    assert others.status_code in {401, 404}
    assert rows(desk, shop) == rows(desk, other_shop) == []


def test_T59_customers_of_a_shop_are_not_one_network(
    plugin: Plugin, desk: Desk, shop: Shop, deliver: Callable[[], int], mailbox: Mailbox
) -> None:
    for number in range(12):
        fields = {**MESSAGE, "email": f"c{number}@post.example", "happened": f"Bar {number} broke."}
        plugin.post("statements", relayed("complaint", fields=fields, visitor=f"v{number}"))
    deliver()
    assert all(len(mailbox.to(f"c{number}@post.example")) == 1 for number in range(12))


def test_T59_one_visitor_who_sends_many_is_one_network(
    plugin: Plugin, deliver: Callable[[], int], mailbox: Mailbox
) -> None:
    for number in range(12):
        fields = {**MESSAGE, "email": f"c{number}@post.example", "happened": f"Bar {number} broke."}
        assert plugin.post("statements", relayed("complaint", fields=fields)).status_code == 200
    deliver()
    reached = [number for number in range(12) if mailbox.to(f"c{number}@post.example")]
    assert 0 < len(reached) < 12


# ---------- The order, and the moment that counts ----------


def test_named_order_fills_what_was_left_empty(plugin: Plugin, desk: Desk, shop: Shop) -> None:
    plugin.post("orders", {"order": order()})
    body = relayed("complaint", order="18", fields={**MESSAGE, "order": ""})
    file = file_of(desk, shop, plugin.post("statements", body))
    assert (file.case.order_key, file.case.order_number) == ("18", "WT-1047")
    assert file.case.ordered_on == "2026-11-09"
    assert {(fact.name, fact.said_by) for fact in file.facts} == {
        ("number", "storefront"),
        ("date", "storefront"),
    }


def test_withdrawal_keeps_its_words_and_gets_the_order(
    plugin: Plugin, desk: Desk, shop: Shop
) -> None:
    plugin.post("orders", {"order": order()})
    answer = plugin.post("statements", relayed(order="18", fields={**LAW, "contract": ""}))
    file = file_of(desk, shop, answer)
    assert file.case.order_number == "WT-1047"
    assert answer.get_json()["statement"] == "I, Hanna Lind, withdraw from this contract: –"
    assert said_in(file.events[0])["items"] == ""


def test_order_is_taken_unless_another_number_is_typed(
    plugin: Plugin, desk: Desk, shop: Shop
) -> None:
    plugin.post("orders", {"order": order()})
    typed = {"order WT-1047": "18", "the soap": "18", "WT-10477": "", "99": ""}
    for text, key in typed.items():
        body = relayed(order="18", fields={**LAW, "contract": text})
        assert file_of(desk, shop, plugin.post("statements", body)).case.order_key == key, text


def test_moment_of_the_shop_counts_for_the_clocks(plugin: Plugin, desk: Desk, shop: Shop) -> None:
    counting = {
        "2026-11-13T22:30:00Z": date(2026, 11, 13),
        "2026-10-19T12:00:00Z": date(2026, 10, 19),
        "2026-10-17T12:00:00Z": date(2026, 11, 17),  # more than 30 days back
        "2026-11-17T15:00:00Z": date(2026, 11, 17),  # still to come
        "": date(2026, 11, 17),
    }
    for said, day in counting.items():
        file = file_of(desk, shop, plugin.post("statements", relayed(received_at=said)))
        assert clocks_of_file(desk, file).known.received_on == day, said
        assert ("shop_received_at" in (file.events[0].payload or {})) is bool(said)


def test_list_counts_from_the_same_moment_as_the_case(
    plugin: Plugin, desk: Desk, shop: Shop
) -> None:
    answer = plugin.post("statements", relayed(received_at="2026-11-07T10:00:00Z", kept=True))
    file = file_of(desk, shop, answer)
    (due,) = due_by_law(desk, shop)
    assert due.clock in clocks_of_file(desk, file).clocks
    later = file_of(desk, shop, plugin.post("statements", relayed(fields={**LAW, "items": "1"})))
    last = next(one for one in due_by_law(desk, shop) if one.case.id == later.case.id)
    assert (last.clock.name, last.clock.ends) > (due.clock.name, due.clock.ends)
