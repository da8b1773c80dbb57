"""Throw requests of every shape at each door: never a 5xx, never a trace, no cookie for customers.

    python -m benchmarks.fuzz --requests 2000

Hypothesis draws the requests from the app's own list of routes, with real tokens, damaged ones and
rubbish in every place that takes something; the real app answers them, without a network between.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from werkzeug.routing import Rule
from werkzeug.test import TestResponse
from werkzeug.urls import iri_to_uri

from benchmarks.fuzz_requests import Request, requests
from benchmarks.tally import Tally, say
from tests.live import WREN_AND_TIDE
from widget.app import create_app, make_deliverer
from widget.cases.model import Statement
from widget.desk import (
    Desk,
    mail_health,
    make_owner,
    make_shop,
    new_form,
    open_case,
    print_login,
    read_form,
    session_for,
    use_login,
)
from widget.settings import Settings

BASE = "http://127.0.0.1:8000"
SESSION_COOKIE = "__Host-amends"
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
DOORS = ("customer", "owner", "machines")


@dataclass
class House:
    """The app, and what is alive in it to be shown at its doors."""

    app: Flask
    alive: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, Counter[int]] = field(
        default_factory=lambda: {door: Counter() for door in DOORS}
    )

    @property
    def desk(self) -> Desk:
        """The desk behind the app."""
        desk: Desk = self.app.extensions["desk"]
        return desk

    def rules(self, door: str) -> list[Rule]:
        """The routes of one door."""

        def door_of(rule: Rule) -> str:
            if rule.rule.startswith("/inbox"):
                return "owner"
            return "customer" if rule.rule.startswith(("/s/", "/c/", "/p/")) else "machines"

        return [rule for rule in self.app.url_map.iter_rules() if door_of(rule) == door]

    def furnish(self) -> None:
        """A shop with an owner and a case, and tokens of every sort."""
        shop = make_shop(self.desk, WREN_AND_TIDE)
        make_owner(self.desk, shop.id, shop.mailbox, shop.owner_name)
        said = Statement(
            kind="complaint",
            order_number="WT-1047",
            ordered_on="2026-11-09",
            items="two bars",
            happened="Cracked.",
            meant="A birthday.",
            meant_skipped=False,
            wish="refund",
            name="Hanna Lind",
            email="hanna@post.example",
            phone="",
            reach="email",
            locale="en",
        )
        form = new_form(self.desk, shop, "complaint")
        receipt = open_case(self.desk, shop, said, read_form(self.desk, shop, "complaint", form))
        self.alive = {
            "slug": shop.slug,
            "path": "complaint",
            "token": receipt.token,
            "reference": receipt.case.reference,
            "form": form,
            "reply": new_form(self.desk, shop, "reply"),
        }

    def log_in(self) -> None:
        """See that the owner is logged in, and know the token of their forms."""
        alive = self.alive.get("session", "")
        if alive and session_for(self.desk, alive) is not None:
            return
        # Whoever lost their place or changed their address is let in again.
        mailbox = str(WREN_AND_TIDE["mailbox"])
        link = print_login(self.desk, mailbox).rpartition("/")[2]
        self.alive["session"] = use_login(self.desk, link, None, "")
        page = self.ask("GET", "/inbox/settings", {}, b"", logged_in=True).text
        found = CSRF.search(page)
        if found is None:
            raise RuntimeError("the owner’s page has no form")
        self.alive["csrf"] = found.group(1)

    def ask(
        self, method: str, url: str, headers: dict[str, str], body: bytes, *, logged_in: bool
    ) -> TestResponse:
        """Send one request."""
        client = self.app.test_client(use_cookies=False)
        given = {**headers, "Content-Length": str(len(body))}
        if logged_in:
            given["Cookie"] = f"{SESSION_COOKIE}={self.alive['session']}"
        return client.open(
            url, method=method, base_url=BASE, headers=given, input_stream=io.BytesIO(body)
        )


def alive_in(house: House, text: str) -> str:
    """What a mark stands for just now; other text as it is."""
    if text == "<cut>":
        return house.alive["token"][:-1]
    if text.startswith("<") and text.endswith(">"):
        return house.alive.get(text[1:-1], "1")
    return text


def url_of(house: House, request: Request) -> str:
    """The path and query of a request, encoded as a browser does."""

    def fill(found: re.Match[str]) -> str:
        return alive_in(house, request.values[found.group(1)])

    path = re.sub(r"<(?:[^<>]*:)?(\w+)>", fill, request.rule)
    query = "&".join(f"{name}={alive_in(house, text)}" for name, text in request.query.items())
    whole = (path.replace("?", "%3F").replace("#", "%23") + (f"?{query}" if query else "")).strip()
    return iri_to_uri(whole.encode("utf-8", "replace").decode())


def body_of(house: House, request: Request) -> tuple[bytes, str]:
    """The bytes of a request and what they call themselves."""
    pairs = [(name, alive_in(house, text)) for name, text in request.fields]
    if request.logged_in:
        pairs.append(("csrf_token", house.alive["csrf"]))
    plain = [(name, text.encode("utf-8", "replace")) for name, text in pairs]
    match request.body:
        case "form":
            encoded = [
                name.encode() + b"=" + b"".join(b"%%%02x" % byte for byte in text)
                for name, text in plain
            ]
            return b"&".join(encoded), "application/x-www-form-urlencoded"
        case "multipart":
            parts = [
                b'--edge\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n\r\n%s\r\n'
                % (name.encode(), request.raw[:9], text)
                for name, text in plain
            ]
            return b"".join(parts) + b"--edge--", "multipart/form-data; boundary=edge"
        case "json":
            return b"[" * 5000 + request.raw, "application/json"
        case "bytes":
            return request.raw * 40, "application/x-www-form-urlencoded"
    return b"", ""


def clean_header(text: str) -> str:
    """A header as a server hands it on: no line break, Latin-1."""
    return re.sub(r"[\r\n\x00]", " ", text)[:4000].encode("latin-1", "replace").decode("latin-1")


def try_one(house: House, door: str, request: Request, tally: Tally) -> None:
    """Send a request and look at the answer."""
    logged_in = request.logged_in and door == "owner"
    if door == "owner":
        house.log_in()
    url, (body, kind) = url_of(house, request), body_of(house, request)
    headers = {name: clean_header(alive_in(house, text)) for name, text in request.headers.items()}
    if kind:
        headers.setdefault("Content-Type", kind)
    try:
        answer = house.ask(request.method, url, headers, body, logged_in=logged_in)
    except Exception as error:  # noqa: BLE001 (whatever it is, it is what is looked for)
        tally.check(False, f"{request.method} {url[:200]} raised {type(error).__name__}: {error}")
        return
    house.statuses[door][answer.status_code] += 1
    wrong = []
    # /mailz is meant to say 503 while mail lies about; here nobody takes it away for long.
    is_red = request.rule == "/mailz" and answer.data == b"no\n" and not mail_health(house.desk).ok
    if answer.status_code >= 500 and not is_red:
        wrong.append(str(answer.status_code))
    if door != "owner" and "Set-Cookie" in answer.headers:
        wrong.append("a cookie")
    if b"Traceback (most recent" in answer.data or b"werkzeug" in answer.data.lower():
        wrong.append("a trace")
    if urlsplit(answer.headers.get("Location", "")).netloc not in {"", urlsplit(BASE).netloc}:
        wrong.append("a way out")
    sentence = f"{', '.join(wrong)}: {request.method} {url[:200]} {request}"
    tally.check(not wrong, sentence[:900])


def try_door(house: House, door: str, count: int, dice: int, tally: Tally) -> None:
    """So many requests at one door."""

    @seed(dice)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(requests(house.rules(door)))
    def each(request: Request) -> None:
        try_one(house, door, request, tally)

    each()
    told = dict(sorted(house.statuses[door].items()))
    say(f"{door}: {sum(told.values())} answers {told}")


def run(count: int, dice: int) -> Tally:
    """So many requests at each door."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        house = House(
            create_app(
                Settings(
                    data=Path(name) / "desk",
                    base_url=BASE,
                    smtp_url=f"folder://{name}/mails",
                    mail_from="desk@desk.example",
                )
            )
        )
        house.furnish()
        house.log_in()
        for door in DOORS:
            make_deliverer(house.app).deliver_due()
            try_door(house, door, count, dice, tally)
        house.desk.store.close()
    say(f"seed {dice}")
    return tally


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--requests", type=int, default=2000, help="at each door")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given_now = parser.parse_args()
    run(given_now.requests, given_now.seed).end()


if __name__ == "__main__":
    main()
