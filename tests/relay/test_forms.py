"""All forms of a shop as data: what a plugin needs to print them, in 24 languages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from policy_pages.rules import statutory_words
from tests.conftest import Clock
from tests.public.reading import Page
from tests.relay.conftest import Plugin
from widget.cases.deadlines import local_day
from widget.cases.declarations import Declared
from widget.cases.model import Shop
from widget.desk import Actor, Desk, change_shop
from widget.mail.law_words import LANGUAGES, law_words

ORDINARY = {"complaint", "refund", "return", "cancel"}
BY_LAW = {"withdraw", "terminate"}


def ask(plugin: Plugin, **headers: str) -> TestResponse:
    """The forms, or that they are the same."""
    signed = plugin.headers(b"")
    return plugin.client.get("/relay/v1/forms", headers=signed | headers)


@pytest.fixture
def forms(plugin: Plugin) -> dict[str, Any]:
    answer = ask(plugin)
    assert answer.status_code == 200
    told: dict[str, Any] = answer.get_json()
    return told


def boxes(form: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The boxes of a form by their names."""
    return {box["name"]: box for box in form["fields"]}


def test_law_is_told_in_24_languages_and_messages_in_those_of_the_desk(
    forms: dict[str, Any], shop: Shop
) -> None:
    assert set(forms["languages"]) == set(LANGUAGES)
    for lang, told in forms["languages"].items():
        assert set(told["forms"]) == (BY_LAW | ORDINARY if lang in {"en", "de"} else BY_LAW)
        assert told["dir"] == "ltr"
    assert forms["default"] == "en"
    assert forms["shop"] == {"name": shop.name, "mailbox": shop.mailbox, "zone": shop.zone}


def test_buttons_of_a_withdrawal_have_the_words_of_the_law(
    forms: dict[str, Any], shop: Shop, clock: Clock
) -> None:
    on = local_day(clock.now, shop.zone)
    for lang in LANGUAGES:
        form = forms["languages"][lang]["forms"]["withdraw"]
        assert form["check"] == law_words(lang).entry("withdrawal", shop.country, on)
        assert form["send"] == law_words(lang).confirm("withdrawal", shop.country, on)
        assert form["statutory"]
    for lang in ("en", "de", "el"):
        form = forms["languages"][lang]["forms"]["withdraw"]
        assert form["check"] == statutory_words(lang, "entry", [shop.country], on)[-1]
        assert form["send"] == statutory_words(lang, "confirm", [shop.country], on)[-1]


def test_forms_have_the_boxes_questions_and_hints_of_the_desks_own_pages(
    forms: dict[str, Any], client: FlaskClient, shop: Shop
) -> None:
    for path in sorted(ORDINARY | BY_LAW):
        page = Page(client.get(f"/s/{shop.slug}/{path}?lang=en").get_data(as_text=True))
        form = forms["languages"]["en"]["forms"][path]
        own = {tag.attrs["name"] for tag in page.find("input") + page.find("textarea")}
        told = boxes(form)
        assert set(told) <= own, path
        assert form["title"] in page.text
        for box in told.values():
            assert box["label"] in page.text, box["name"]
            assert box["hint"] in page.text, box["name"]
            assert all(choice["label"] in page.text for choice in box["choices"])


def test_statement_of_the_second_page_is_the_one_the_desk_would_write(
    forms: dict[str, Any],
) -> None:
    part = Declared("withdrawal", "Hanna Lind", "", receipt_to="", email="", items="1 bar")
    typed = {"name": "Hanna Lind", "contract": "", "items": "1 bar"}
    for lang in LANGUAGES:
        form = forms["languages"][lang]["forms"]["withdraw"]
        assert printed(form, typed) == law_words(lang).statement(part)
    ended = Declared(
        "termination", "", "box", receipt_to="", email="", ending="extraordinary", reason="moved"
    )
    typed = {"name": "", "contract": "box", "ending": "extraordinary", "reason": "moved"}
    for lang in LANGUAGES:
        form = forms["languages"][lang]["forms"]["terminate"]
        assert printed(form, typed) == law_words(lang).statement(ended)


def printed(form: dict[str, Any], typed: dict[str, str]) -> str:
    """The statement as a plugin prints it from what was typed."""
    said = {box["name"]: typed.get(box["name"]) or box["default"] for box in form["fields"]}

    def holds(condition: str) -> bool:
        name, equals, value = condition.partition("=")
        return said.get(name, "") == value if equals else bool(said.get(name))

    lines = [
        line["text"]
        for line in form["statement"]
        if all(map(holds, line.get("if", []))) and not any(map(holds, line.get("unless", [])))
    ]
    filled = {name: text or form["not_named"] for name, text in said.items()}
    return "\n".join(line.format(**filled) for line in lines)


def test_what_is_missing_is_asked_about_in_the_desks_words(forms: dict[str, Any]) -> None:
    form = forms["languages"]["en"]["forms"]["withdraw"]
    name, email = boxes(form)["name"], boxes(form)["email"]
    assert name["asks"][0] == {
        "when": "empty",
        "text": "Write your name. If you cannot, just go on.",
        "insist": False,
    }
    assert [ask["when"] for ask in email["asks"]] == ["empty", "address"]
    assert form["ask_nothing"]["fields"] == ["name", "contract", "email"]
    assert not any(ask["insist"] for box in form["fields"] for ask in box["asks"])
    (reason,) = [
        ask
        for ask in boxes(forms["languages"]["en"]["forms"]["terminate"])["reason"]["asks"]
        if ask["when"] == "empty"
    ]
    assert reason["if"] == ["ending=extraordinary"]


def test_messages_insist_on_what_the_desk_insists_on(forms: dict[str, Any]) -> None:
    form = forms["languages"]["de"]["forms"]["complaint"]
    insisted = {
        name
        for name, box in boxes(form).items()
        if any(ask["insist"] and ask["when"] == "empty" for ask in box["asks"])
    }
    assert insisted == {"happened", "wish", "name", "email", "phone", "reach"}
    assert boxes(form)["email"]["asks"][0]["unless"] == ["reach=phone"]
    assert boxes(form)["happened"]["label"] == "Was ist geschehen?"


def test_every_language_has_words_of_its_own(forms: dict[str, Any]) -> None:
    english = forms["languages"]["en"]["words"]
    for lang in set(LANGUAGES) - {"en"}:
        words = forms["languages"][lang]["words"]
        assert set(words) == set(english)
        for name in ("kept_title", "kept_text", "received", "copy_hint", "sent_before", "not_now"):
            assert words[name] != english[name], (lang, name)
        assert "{time}" in words["received"]


def test_same_version_is_not_told_twice_and_a_change_is(
    plugin: Plugin, desk: Desk, orla: Actor
) -> None:
    first = ask(plugin)
    tag = first.headers["ETag"]
    assert tag == f'"{first.get_json()["version"]}"'
    again = ask(plugin, **{"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    change_shop(desk, orla, {"name": "Wren & Daughter"})
    changed = ask(plugin, **{"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag
    assert changed.get_json()["shop"]["name"] == "Wren & Daughter"
    assert json.dumps(changed.get_json()) == json.dumps(ask(plugin).get_json())


def test_T55_forms_are_told_to_the_shops_own_plugin_alone(plugin: Plugin) -> None:
    assert plugin.client.get("/relay/v1/forms").status_code == 404
    forged = plugin.headers(b"") | {"webhook-signature": "v1,AAAA"}
    assert plugin.client.get("/relay/v1/forms", headers=forged).status_code == 401
    stale = plugin.headers(b"", at=str(plugin.clock.now // 1000 - 301))
    assert plugin.client.get("/relay/v1/forms", headers=stale).status_code == 409
