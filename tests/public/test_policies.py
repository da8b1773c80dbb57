"""The published policy at its addresses: as published, in every form, version and language."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from policy_pages import render
from policy_pages.render import outputs
from tests.conftest import Clock
from tests.policies import publish
from tests.public.conftest import Customer
from widget.cases.model import Shop
from widget.desk import Actor, Desk, PolicyVersion, add_site, edition_of, make_owner, policy_file

HERE = "/p/wren-tide"


@pytest.fixture
def first(desk: Desk, orla: Actor) -> PolicyVersion:
    return publish(desk, orla)


@pytest.fixture
def second(desk: Desk, orla: Actor, first: PolicyVersion, clock: Clock) -> PolicyVersion:
    clock.forward(days=3)
    return publish(desk, orla, trial__days=21, return__cost_paid_by="seller")


@pytest.mark.parametrize(
    ("path", "file", "mime"),
    [
        ("/refund", "refund.html", "text/html"),
        ("/refund.html", "refund.html", "text/html"),
        ("/de/refund", "de/refund.html", "text/html"),
        ("/withdrawal.fragment.html", "withdrawal.fragment.html", "text/html"),
        ("/guarantee.md", "guarantee.md", "text/markdown"),
        ("/de/complaints.txt", "de/complaints.txt", "text/plain"),
        ("/cancellation.json", "cancellation.json", "application/json"),
        ("/policy.toml", "policy.toml", "application/toml"),
        ("/version.json", "version.json", "application/json"),
        ("/policy.css", "policy.css", "text/css"),
        ("/checkout.txt", "checkout.txt", "text/plain"),
        ("/de/checkout.txt", "de/checkout.txt", "text/plain"),
    ],
)
def test_every_form_of_a_page_has_an_address(
    desk: Desk, client: FlaskClient, shop: Shop, first: PolicyVersion,
    path: str, file: str, mime: str,
):  # fmt: skip
    answer = client.get(HERE + path)

    assert (answer.status_code, answer.mimetype) == (200, mime)
    assert answer.data == outputs(edition_of(desk, shop, first))[file]
    assert "Set-Cookie" not in answer.headers


def test_page_costs_no_rendering_and_is_not_sent_twice(
    client: FlaskClient, first: PolicyVersion, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a page was rendered")

    monkeypatch.setattr(render, "render", refuse)
    monkeypatch.setattr(render, "outputs", refuse)
    answer = client.get(f"{HERE}/refund")
    again = client.get(f"{HERE}/refund", headers={"If-None-Match": answer.headers["ETag"]})

    assert (answer.status_code, again.status_code, again.data) == (200, 304, b"")
    assert again.headers["ETag"] == answer.headers["ETag"]
    assert answer.headers["Cache-Control"] == "public, max-age=300"


def test_compressed_twin_goes_to_whoever_can_read_it(client: FlaskClient, first: PolicyVersion):
    plain = client.get(f"{HERE}/refund")
    packed = client.get(f"{HERE}/refund", headers={"Accept-Encoding": "br;q=1, gzip;q=0.5"})
    refused = client.get(f"{HERE}/refund", headers={"Accept-Encoding": "gzip;q=0"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data == refused.data
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"


def test_page_of_another_day_has_another_etag(
    desk: Desk, client: FlaskClient, orla: Actor, first: PolicyVersion
):
    before = client.get(f"{HERE}/refund").headers["ETag"]
    publish(desk, orla, trial__days=30)

    answer = client.get(f"{HERE}/refund", headers={"If-None-Match": before})
    assert answer.status_code == 200


def test_page_may_load_the_dialog_and_nothing_from_elsewhere(
    client: FlaskClient, first: PolicyVersion
):
    answer = client.get(f"{HERE}/refund")

    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_T16_page_of_the_desk_may_open_the_form_beside_a_list_of_sites(
    desk: Desk, client: FlaskClient, orla: Actor, first: PolicyVersion
):
    add_site(desk, orla, "https://wrenandtide.example")
    there = "/s/wren-tide/return?frame=1"

    ours = client.get(there, headers={"Sec-Fetch-Site": "same-origin"})
    elsewhere = client.get(there, headers={"Sec-Fetch-Site": "cross-site"})
    policy = ours.headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self' https://wrenandtide.example")
    policy = elsewhere.headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors https://wrenandtide.example")


# Versions.


@pytest.mark.usefixtures("second")
def test_earlier_version_stays_at_its_address(
    desk: Desk, client: FlaskClient, shop: Shop, first: PolicyVersion
):
    files = outputs(edition_of(desk, shop, first))

    assert client.get(f"{HERE}/refund").data != files["refund.html"]
    for path, file in [
        ("/refund/v/1", "refund.html"),
        ("/refund/v/1.md", "refund.md"),
        ("/de/refund/v/1", "de/refund.html"),
        ("/policy.toml/v/1", "policy.toml"),
    ]:
        answer = client.get(HERE + path)
        assert answer.data == files[file], path
        assert answer.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.usefixtures("second")
def test_list_tells_since_when_each_version_was_in_force(customer: Customer):
    page = customer.get(f"{HERE}/refund/versions")

    assert "In force since Friday 20 November 2026" in page.text
    assert "In force from Tuesday 17 November 2026 to Friday 20 November 2026" in page.text
    links = [link.attrs["href"] for link in page.find("a")]
    assert {f"{HERE}/refund", f"{HERE}/refund/v/1", f"{HERE}/refund/changes/1-2"} <= set(links)
    german = customer.get(f"{HERE}/de/refund/versions")
    assert f"{HERE}/de/refund/v/1" in [link.attrs["href"] for link in german.find("a")]


@pytest.mark.usefixtures("second")
def test_changes_are_told_paragraph_by_paragraph(customer: Customer):
    page = customer.get(f"{HERE}/refund/changes/1-2")

    assert customer.status == 200
    assert "28" in page.text
    assert "42" in page.text
    assert "Tuesday 17 November 2026" in page.text


@pytest.mark.usefixtures("second")
def test_page_of_which_nothing_changed_says_so(customer: Customer):
    page = customer.get(f"{HERE}/complaints/changes/1-2")

    assert "On this page nothing was changed." in page.text


def test_index_names_the_pages_in_the_language_of_the_reader(
    customer: Customer, first: PolicyVersion
):
    page = customer.get(HERE)
    assert "Returns and refunds" in page.text
    assert f"{HERE}/refund" in [link.attrs["href"] for link in page.find("a")]
    german = customer.get(HERE, headers={"Accept-Language": "de"})
    assert f"{HERE}/de/refund" in [link.attrs["href"] for link in german.find("a")]


def test_shops_own_language_has_one_address(client: FlaskClient, first: PolicyVersion):
    answer = client.get(f"{HERE}/en/refund")

    assert (answer.status_code, answer.headers["Location"]) == (301, f"{HERE}/refund")


# What is not there.

NOWHERE = [
    "", "/refund", "/refund/versions", "/refund/v/1", "/refund/changes/1-2", "/policy.toml",
    "/version.json", "/de/refund",
]  # fmt: skip


@pytest.mark.parametrize("path", NOWHERE)
def test_shop_without_a_policy_has_no_pages(client: FlaskClient, shop: Shop, path: str):
    assert client.get(HERE + path).status_code == 404
    assert client.get("/p/nobody" + path).status_code == 404


@pytest.mark.parametrize("path", NOWHERE)
def test_T01_shop_without_a_policy_is_told_from_a_made_up_one_by_nothing(
    client: FlaskClient, desk: Desk, shop: Shop, other_shop: Shop, path: str
):
    person = make_owner(desk, other_shop.id, "canary-b@northoven.example", "CANARY-B Baker")
    publish(desk, Actor(other_shop.id, person.id, "owner", person.name))

    answer = client.get(HERE + path)
    assert answer.status_code == 404
    assert "CANARY-B" not in answer.text


@pytest.mark.parametrize(
    "path",
    ["/refund/v/0", "/refund/v/2", "/refund/v/-1", "/refund/v/1.exe", "/refund/v/٣",
     "/refund/v/9999999999999999999999", "/refund/v/1.md.md", "/policy.toml/v/1.md",
     "/refund/changes/1-1", "/refund/changes/2-1", "/refund/changes/1-2", "/refund/changes/x",
     "/refund.html.gz", "/refund.png", "/%2e%2e%2frefund", "/..%2frefund.html", "/fr/refund",
     "/privacy/versions", "/policy.css/versions", "/de/policy.toml", "/de/en/refund",
     "/refund%00", "/REFUND", "/refund/", "/version.json/changes/1-2"],
)  # fmt: skip
@pytest.mark.usefixtures("first")
def test_T73_whatever_was_not_published_is_nowhere(client: FlaskClient, path: str):
    answer = client.get(HERE + path)

    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


def test_T73_caches_keep_what_differs_apart(client: FlaskClient, first: PolicyVersion):
    # A page is in one language and shop by its address, and varies by its compression alone.
    for path in ("/refund", "/de/refund", "/refund/v/1", "/policy.css"):
        answer = client.get(HERE + path, headers={"Accept-Language": "de", "Cookie": "a=b"})
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert "public" in answer.headers["Cache-Control"]
        assert answer.data == client.get(HERE + path).data


def test_T18_names_and_own_words_stay_text(desk: Desk, client: FlaskClient, orla: Actor):
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    publish(desk, orla, contact__name=f"Wren {hostile}", contact__address=f"4 Quay {hostile}")
    for name in json.loads(client.get(f"{HERE}/version.json").data)["pages"]:
        text = client.get(f"{HERE}/{name}").text
        assert "<script>alert" not in text, name
        assert "<img" not in text, name
    index = client.get(HERE).text
    assert "<script>alert" not in index


def test_page_on_disk_that_is_gone_comes_back(
    desk: Desk, client: FlaskClient, shop: Shop, first: PolicyVersion
):
    before = client.get(f"{HERE}/refund").data
    file = policy_file(desk, shop, None, "refund.html")
    file.path.unlink()

    assert client.get(f"{HERE}/refund").data == before
    assert file.path.is_file()
