"""Posts that another site made a browser send, and posts that only look old."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from tests.conftest import Clock
from tests.inbox.conftest import Browser
from widget.app import create_app
from widget.cases.model import Person
from widget.desk import case_file, make_owner, make_shop, print_login
from widget.settings import Settings

HTTPS = "https://desk.example"


def notes(desk, receipt) -> list[str]:
    file = case_file(desk, receipt.shop.id, receipt.case.reference)
    return [(event.payload or {})["text"] for event in file.events if event.kind == "note_added"]


@pytest.mark.parametrize("sent", ["form", "script"])
def test_T15_a_post_from_another_site_is_refused_even_with_the_right_token(
    desk, make_case, inbox: Browser, sent: str
) -> None:
    receipt = make_case()
    path = f"/inbox/case/{receipt.case.reference}"
    inbox.get(path)
    mode = {"form": "navigate", "script": "cors"}[sent]
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode}
    refused = inbox.post(f"{path}/note", text="from elsewhere", headers=headers)
    assert refused.status_code == 400
    assert notes(desk, receipt) == []
    for site in ("same-origin", "none"):
        kept = inbox.post(f"{path}/note", text=site, headers={"Sec-Fetch-Site": site})
        assert kept.status_code == 303
    assert notes(desk, receipt) == ["same-origin", "none"]


TOKENS = ["", "x", "null", "WyJhIl0.aaaa.bbbb", "ImEi", "a" * 10_000, "\u0000", "é.é.é"]


@pytest.mark.parametrize("token", TOKENS)
def test_T15_a_post_without_our_token_does_nothing_and_gives_the_words_back(
    desk, make_case, inbox: Browser, token: str
) -> None:
    receipt = make_case()
    path = f"/inbox/case/{receipt.case.reference}"
    text = "A long answer that took <half> an hour & is worth keeping."
    refused = inbox.post(f"{path}/note", text=text, csrf_token=token)
    assert refused.status_code == 400
    assert "A long answer that took &lt;half&gt; an hour &amp; is worth keeping." in refused.text
    assert 'href="/inbox/"' in refused.text
    assert notes(desk, receipt) == []


def test_T15_the_token_of_another_session_is_worth_nothing(
    desk, make_case, inbox: Browser, owner: Person, logged_in: Callable[[str], Browser]
) -> None:
    receipt = make_case()
    other = logged_in(owner.email)
    foreign = other.token()
    assert foreign != inbox.token()
    path = f"/inbox/case/{receipt.case.reference}/note"
    assert inbox.post(path, text="hello", csrf_token=foreign).status_code == 400
    assert notes(desk, receipt) == []


def test_T15_a_log_in_cannot_be_forced_upon_a_browser(desk, owner: Person, browser) -> None:
    victim, attacker = browser(), browser()
    link = print_login(desk, owner.email)[-43:]
    attacker.get("/inbox/login")
    victim.get("/inbox/login")
    answer = victim.post(f"/inbox/login/{link}", csrf_token=attacker.token())
    assert answer.status_code == 400
    assert not victim.cookie("__Host-amends")


def test_T15_a_page_that_was_open_for_three_hours_still_posts(
    desk, clock: Clock, make_case, inbox: Browser
) -> None:
    receipt = make_case()
    path = f"/inbox/case/{receipt.case.reference}"
    inbox.get(path)
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=3)
    clock.forward(hours=3)
    with time_machine.travel(later):
        answer = inbox.post(f"{path}/note", text="after a long walk")
    assert answer.status_code == 303
    assert notes(desk, receipt) == ["after a long walk"]


def test_T15_get_changes_nothing_wherever_it_comes_from(inbox: Browser) -> None:
    page = inbox.get("/inbox/", headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status_code == 200


def test_the_customers_door_asks_for_no_token_and_has_no_session(app: Flask, shop) -> None:
    customer = app.test_client()
    answer = customer.post(f"/s/{shop.slug}/complaint", data={"step": "review"})
    assert answer.status_code != 400
    assert "Set-Cookie" not in answer.headers


@pytest.fixture
def safe_app(tmp_path: Path, clock: Clock) -> Iterator[Flask]:
    """The same desk behind a proxy that speaks https."""
    settings = Settings(
        data=tmp_path / "safe",
        base_url=HTTPS,
        smtp_url=f"folder://{tmp_path}/mails",
        mail_from="desk@desk.example",
    )
    app = create_app(settings, clock=clock, random_bytes=random.Random(3).randbytes)
    desk = app.extensions["desk"]
    values = {"slug": "wren", "name": "Wren", "owner_name": "Orla", "mailbox": "o@w.example"}
    make_owner(desk, make_shop(desk, values).id, "o@w.example", "Orla")
    yield app
    desk.store.close()


@pytest.mark.parametrize(
    ("referrer", "passes"),
    [
        (f"{HTTPS}/inbox/login", True),
        (f"{HTTPS}/", True),
        ("", False),
        ("null", False),
        ("http://desk.example/inbox/login", False),
        ("https://desk.example.evil.example/", False),
        ("https://desk.example:444/", False),
        ("https://evil.example/?https://desk.example/", False),
        ("https://[", False),
        ("https://desk.example:99999999/", False),
    ],
)
def test_T15_over_https_a_post_has_to_come_from_a_page_of_ours(
    safe_app: Flask, referrer: str, passes: bool
) -> None:
    visitor = Browser(safe_app.test_client(), base=HTTPS)
    visitor.get("/inbox/login")
    answer = visitor.post(
        "/inbox/login", email="o@w.example", headers={"Referer": referrer} if referrer else {}
    )
    assert answer.status_code == (200 if passes else 400)
