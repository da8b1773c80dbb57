"""The house as a whole: hosts, proxies, headers, limits, logs, and what machines are told."""

from __future__ import annotations

import ipaddress
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, cast

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from tests.conftest import BASE_URL as BASE
from tests.conftest import Clock
from widget.app import MOST_BODY_BYTES, create_app
from widget.cases.model import Shop
from widget.desk import Desk, Receipt
from widget.headers import headers_of
from widget.logs import JsonLines, masked
from widget.proxies import FrontDoor
from widget.settings import Settings


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What is logged, as the service writes it."""
    written: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    handler = Keep()
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1:8001", "127.0.0.1", "", "127.0.0.1:8000.evil.example"]
)
def test_T14_another_host_gets_421_and_no_link_of_theirs(
    client: FlaskClient, shop: Shop, host: str
) -> None:
    answer = client.post(
        f"/s/{shop.slug}/complaint", data={"step": "send"}, environ_overrides={"HTTP_HOST": host}
    )
    assert answer.status_code == 421
    assert "evil" not in answer.text


def test_localhost_is_sent_on_to_the_address_that_links_name(
    client: FlaskClient, shop: Shop
) -> None:
    answer = client.get(
        f"/s/{shop.slug}?lang=de", environ_overrides={"HTTP_HOST": "localhost:8000"}
    )
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{BASE}/s/{shop.slug}?lang=de"
    posted = client.post(f"/s/{shop.slug}", environ_overrides={"HTTP_HOST": "localhost:8000"})
    assert posted.status_code == 421


@pytest.mark.parametrize("path", ["//evil.example/x", "/\\evil.example", "/%0d%0aSet-Cookie:x"])
def test_T14_sending_on_never_leaves_the_desk(client: FlaskClient, path: str) -> None:
    answer = client.get(path, environ_overrides={"HTTP_HOST": "localhost:8000", "PATH_INFO": path})
    assert answer.headers["Location"].startswith(f"{BASE}/")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("peer", "claimed", "trusted", "expected"),
    [
        ("203.0.113.9", "198.51.100.7", [], "203.0.113.9"),
        ("10.0.0.1", "198.51.100.7", ["10.0.0.0/8"], "198.51.100.7"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.7", ["10.0.0.0/8"], "198.51.100.7"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.7, 10.0.0.2", ["10.0.0.0/8"], "198.51.100.7"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", ["10.0.0.0/8"], "10.0.0.3"),
        ("10.0.0.1", "", ["10.0.0.0/8"], "10.0.0.1"),
        ("203.0.113.9", "198.51.100.7", ["10.0.0.0/8"], "203.0.113.9"),
    ],
)
def test_T60_the_client_is_the_rightmost_address_that_is_no_trusted_proxy(
    peer: str, claimed: str, trusted: list[str], expected: str
) -> None:
    seen: dict[str, Any] = {}

    def app(environ: dict[str, Any], start: Any) -> list[bytes]:
        seen.update(environ)
        start("200 OK", [])
        return []

    door = FrontDoor(app, BASE, [ipaddress.ip_network(name) for name in trusted])
    environ = {
        "HTTP_HOST": "127.0.0.1:8000",
        "REMOTE_ADDR": peer,
        "HTTP_X_FORWARDED_FOR": claimed,
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_FORWARDED": "for=6.6.6.6",
        "HTTP_X_REAL_IP": "6.6.6.6",
        "PATH_INFO": "/",
        "REQUEST_METHOD": "GET",
        "wsgi.url_scheme": "http",
    }
    door(environ, lambda *_: lambda _: None)
    assert seen["REMOTE_ADDR"] == expected
    is_trusted = bool(trusted) and peer.startswith("10.")
    assert seen["wsgi.url_scheme"] == ("https" if is_trusted else "http")
    assert "HTTP_FORWARDED" not in seen
    assert "HTTP_X_REAL_IP" not in seen


def test_every_answer_of_each_door_has_exactly_its_headers(
    client: FlaskClient, shop: Shop, make_case: Callable[..., Receipt]
) -> None:
    receipt = make_case()
    asked = [
        ("GET", f"/s/{shop.slug}", 200),
        ("GET", f"/s/{shop.slug}/complaint", 200),
        ("POST", f"/s/{shop.slug}/complaint", 422),
        ("DELETE", f"/s/{shop.slug}/complaint", 405),
        ("GET", "/s/nobody", 404),
        ("GET", f"/s/{shop.slug}/theme.css", 200),
        ("GET", f"/c/{receipt.token}", 200),
        ("GET", f"/c/{receipt.token}/receipt", 200),
        ("GET", f"/c/{receipt.token}/receipt.json", 200),
        ("GET", f"/c/{receipt.token[:-1]}", 404),
        ("GET", f"/p/{shop.slug}/privacy", 200),
        ("GET", "/inbox/", 303),
        ("GET", "/inbox/login", 200),
        ("POST", "/inbox/login", 400),
        ("GET", "/inbox/nothing", 404),
        ("GET", "/static/desk.css", 200),
        ("GET", "/static/nothing.css", 404),
        ("GET", "/healthz", 200),
        ("GET", "/nothing", 404),
    ]
    for method, path, status in asked:
        answer = client.open(path, method=method)
        assert answer.status_code == status, (method, path, answer.status_code)
        for name, value in headers_of(path, cast("Response", answer)).items():
            if name == "Vary":
                assert value in answer.headers["Vary"], path
            else:
                assert answer.headers.getlist(name) == [value], (path, name)
        assert "Server" not in answer.headers
        assert "Strict-Transport-Security" not in answer.headers
        assert (
            "charset" in answer.headers["Content-Type"] or "json" in answer.headers["Content-Type"]
        )
        if not path.startswith("/inbox"):
            assert "Set-Cookie" not in answer.headers, path


def test_a_tab_of_the_desk_has_its_mark(client: FlaskClient) -> None:
    mark = client.get("/favicon.ico")
    assert (mark.status_code, mark.mimetype) == (200, "image/svg+xml")
    assert mark.headers["Cache-Control"] == "public, max-age=86400"
    assert client.get("/favicon.ico", headers={"If-None-Match": mark.headers["ETag"]}).data == b""


def test_https_is_asked_for_again_only_where_it_was_used(client: FlaskClient, shop: Shop) -> None:
    secure = client.get(f"/s/{shop.slug}", environ_overrides={"wsgi.url_scheme": "https"})
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize(
    "path", ["/c/{token}", "/s/{slug}", "/s/{slug}/complaint", "/p/{slug}/privacy"]
)
def test_the_customers_door_never_sets_a_cookie_even_when_it_is_given_one(
    client: FlaskClient, shop: Shop, make_case: Callable[..., Receipt], path: str
) -> None:
    where = path.format(token=make_case().token, slug=shop.slug)
    answer = client.get(where, headers={"Cookie": "session=abc; __Host-amends=def"})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_T62_a_body_over_the_limit_gets_413_and_a_sentence(client: FlaskClient, shop: Shop) -> None:
    answer = client.post(
        f"/s/{shop.slug}/complaint", data={"happened": "x" * (10 * 1024 * 1024), "step": "check"}
    )
    assert answer.status_code == 413
    assert "your text is still there" in answer.text
    assert MOST_BODY_BYTES == 256 * 1024


def test_T62_more_than_200_fields_get_413(client: FlaskClient, shop: Shop) -> None:
    body = "&".join(f"a{number}=1" for number in range(60_000))[: MOST_BODY_BYTES - 1]
    answer = client.post(
        f"/s/{shop.slug}/complaint", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413


def test_a_defect_is_a_page_with_the_words_kept_and_a_line_without_them(
    app: Flask, client: FlaskClient, shop: Shop, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(**_: object) -> None:
        raise RuntimeError("secret words of Hanna")

    monkeypatch.setitem(app.view_functions, "public.form", break_down)
    name = next(
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/s/<slug>/<") and "POST" in (rule.methods or ())
    )
    monkeypatch.setitem(app.view_functions, name, break_down)
    answer = client.post(f"/s/{shop.slug}/complaint", data={"happened": "My words stay here."})
    assert answer.status_code == 500
    assert "My words stay here." in answer.text
    assert "Traceback" not in answer.text
    assert "secret words" not in "".join(lines)
    assert any("RuntimeError" in line for line in lines)


@pytest.mark.parametrize(
    "planted", ["\nforged", "\x1b[31m", "\u2028", "${jndi:ldap://x}", "Hanna Lind"]
)
def test_T48_a_log_line_is_one_line_of_json_without_what_people_typed(
    client: FlaskClient, shop: Shop, lines: list[str], planted: str
) -> None:
    client.post(
        f"/s/{shop.slug}/complaint",
        data={"name": planted, "happened": planted, "step": "check"},
        headers={"User-Agent": "agent-canary", "Referer": "https://ref-canary.example/"},
    )
    client.get(f"/s/{shop.slug}", query_string={"q": planted})
    assert len(lines) == 2
    for line in lines:
        assert "\n" not in line
        assert json.loads(line)["event"] == "request"
        assert "canary" not in line
        assert planted not in line


def test_T09_private_links_are_cut_in_the_log(
    client: FlaskClient, make_case: Callable[..., Receipt], lines: list[str]
) -> None:
    token = make_case().token
    client.get(f"/c/{token}/receipt")
    assert token not in "".join(lines)
    assert f"/c/{token[:6]}…/receipt" in json.loads(lines[-1])["path"]
    assert masked("/inbox/login/abcdefghijkl") == "/inbox/login/abcdef…"


def test_the_watchers_get_one_word_and_no_cookie(
    client: FlaskClient, desk: Desk, clock: Clock, make_case: Callable[..., Receipt]
) -> None:
    for path in ("/healthz", "/readyz", "/mailz"):
        answer = client.get(path, environ_overrides={"HTTP_HOST": "10.1.2.3"})
        assert (answer.status_code, answer.text) == (200, "ok\n"), path
    make_case()
    clock.forward(seconds=61)
    assert client.get("/mailz").status_code == 503
    assert client.get("/readyz").status_code == 200


def test_T79_security_txt_names_a_contact_and_ends_within_a_year(
    settings: Settings, desk: Desk, clock: Clock
) -> None:
    told = create_app(replace(settings, contact="security@desk.example"), desk=desk)
    client = told.test_client()
    answer = client.get("/.well-known/security.txt", base_url=BASE)
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"] == "mailto:security@desk.example"
    assert fields["Expires"] == "2027-05-16T00:00:00Z"
    assert fields["Canonical"] == f"{BASE}/.well-known/security.txt"
    assert "en" in fields["Preferred-Languages"]
