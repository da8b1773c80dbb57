"""What the owner is told of where the form was opened."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import Clock
from tests.public.reading import Page
from widget.cases.model import Person, Shop
from widget.cases.sites import SURELY_OWN, likely_mistake
from widget.desk import (
    Actor,
    Desk,
    add_site,
    do_upkeep,
    ignore_sighting,
    note_opening,
    print_login,
    sightings_of,
    sites_of,
)
from widget.storage.tables import sightings

LISTED = ["https://wrenandtide.example", "https://shop.example:8443", "http://orla.pages.example"]


def open_framed(client: FlaskClient, shop: Shop, origin: str) -> None:
    answer = client.get(f"/s/{shop.slug}?frame=1", headers={"Referer": f"{origin}/"})
    assert answer.status_code == 200


def rows(desk: Desk) -> list[dict[str, object]]:
    query = select(sightings).execution_options(across_shops="a test")
    with desk.store.read() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


@pytest.mark.parametrize(
    ("seen", "mistake"),
    [
        ("https://www.wrenandtide.example", "www"),
        ("http://www.wrenandtide.example", "www"),
        ("http://wrenandtide.example", "scheme"),
        ("https://wrenandtide.example:8443", "port"),
        ("https://shop.example", "port"),
        ("https://orla.pages.example", "scheme"),
        ("https://blog.wrenandtide.example", "subdomain"),
        ("https://a.b.wrenandtide.example", "subdomain"),
        ("https://wren-and-tide.example", "spelling"),
        ("https://pages.example", ""),
        ("https://other.pages.example", ""),
        ("https://evilwrenandtide.example", ""),
        ("https://wrenandtide.example.evil.example", ""),
        ("https://xn--wrenandtide-x1a.example", ""),
    ],
)
def test_a_near_miss_is_named_and_a_stranger_is_not(seen: str, mistake: str) -> None:
    assert likely_mistake(seen, LISTED) == mistake


def test_what_may_belong_to_somebody_else_is_not_offered() -> None:
    assert {"www", "scheme", "port", "subdomain"} == SURELY_OWN


def test_without_a_list_nothing_is_noted(desk: Desk, client: FlaskClient, shop: Shop) -> None:
    open_framed(client, shop, "https://stranger.example")
    assert rows(desk) == []


def test_a_host_that_is_not_listed_is_counted_and_a_listed_one_dated(
    desk: Desk, client: FlaskClient, shop: Shop, orla: Actor, clock: Clock
) -> None:
    add_site(desk, orla, "wrenandtide.example")
    for _ in range(3):
        open_framed(client, shop, "https://www.wrenandtide.example")
        clock.forward(seconds=11)
    (seen,) = sightings_of(desk, shop)
    assert (seen.host, seen.likely, seen.times) == ("www.wrenandtide.example", "www", 3)
    assert sites_of(desk, shop.id)[0].opened_at is None
    open_framed(client, shop, "https://wrenandtide.example")
    first = sites_of(desk, shop.id)[0].opened_at
    clock.forward(minutes=4)
    open_framed(client, shop, "https://wrenandtide.example")
    assert sites_of(desk, shop.id)[0].opened_at == first
    clock.forward(minutes=2)
    open_framed(client, shop, "https://wrenandtide.example")
    assert (sites_of(desk, shop.id)[0].opened_at or 0) > (first or 0)


def test_nothing_of_the_person_is_kept(
    desk: Desk, client: FlaskClient, shop: Shop, orla: Actor
) -> None:
    add_site(desk, orla, "wrenandtide.example")
    client.get(
        f"/s/{shop.slug}?frame=1&email=hanna@post.example",
        headers={
            "Referer": "https://user:secret@stranger.example:444/order/ABC?key=wc_order_1#x",
            "User-Agent": "CANARY-agent",
        },
    )
    client.get(
        f"/s/{shop.slug}?frame=1", headers={"Referer": "https://stranger.example/order/ABC?key=1"}
    )
    (row,) = rows(desk)
    assert {key: row[key] for key in ("host", "likely", "times")} == {
        "host": "stranger.example",
        "likely": "",
        "times": 1,
    }


@pytest.mark.parametrize(
    "referrer",
    [
        "",
        "about:blank",
        "file:///home/orla/index.html",
        "https://",
        "https://a b.example/",
        "https://photo\u202egpj.example/",
        "https://x; script-src *",
        "https://" + "a" * 300 + ".example/",
        "javascript:alert(1)",
    ],
)
def test_T77_what_is_no_plain_host_is_passed_over(
    desk: Desk, shop: Shop, orla: Actor, referrer: str
) -> None:
    add_site(desk, orla, "wrenandtide.example")
    note_opening(desk, shop, referrer)
    assert rows(desk) == []


def test_five_hosts_a_day_are_noted_also_when_many_come_at_once(
    desk: Desk, shop: Shop, orla: Actor, clock: Clock
) -> None:
    add_site(desk, orla, "wrenandtide.example")
    barrier = threading.Barrier(12)

    def come(number: int) -> None:
        barrier.wait()
        note_opening(desk, shop, f"https://stranger-{number}.example/")

    threads = [threading.Thread(target=come, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rows(desk)) == 5
    clock.forward(days=1)
    note_opening(desk, shop, "https://stranger-99.example/")
    assert len(rows(desk)) == 6
    clock.forward(days=100)
    do_upkeep(desk)
    assert rows(desk) == []


def test_a_host_that_is_not_mine_is_not_spoken_of_again(
    desk: Desk, shop: Shop, orla: Actor, clock: Clock
) -> None:
    add_site(desk, orla, "wrenandtide.example")
    note_opening(desk, shop, "https://stranger.example/")
    ignore_sighting(desk, orla, "stranger.example")
    assert sightings_of(desk, shop) == []
    clock.forward(days=2)
    note_opening(desk, shop, "https://stranger.example/")
    assert sightings_of(desk, shop) == []


@pytest.fixture
def owner_client(app: Flask, desk: Desk, owner: Person) -> FlaskClient:
    """The owner, logged in."""
    browser = app.test_client()
    path = print_login(desk, owner.email).removeprefix(desk.base_url)
    fields = {
        tag.attrs["name"]: tag.attrs.get("value", "")
        for tag in Page(browser.get(path).text).find("input")
    }
    assert browser.post(path, data=fields).status_code == 303
    return browser


def press(browser: FlaskClient, words: str) -> None:
    """Press a button of /inbox/site."""
    page = Page(browser.get("/inbox/site").text)
    for form in page.find("form"):
        if any(words in button.text for button in form.find("button")):
            fields = {tag.attrs["name"]: tag.attrs.get("value", "") for tag in form.find("input")}
            answer = browser.post(form.attrs["action"], data=fields)
            assert answer.status_code == 303
            return
    raise AssertionError(words)


def test_the_owner_reads_what_happened_and_may_allow_only_what_is_surely_theirs(
    desk: Desk, shop: Shop, orla: Actor, owner_client: FlaskClient, client: FlaskClient
) -> None:
    add_site(desk, orla, "wrenandtide.example")
    open_framed(client, shop, "https://www.wrenandtide.example")
    open_framed(client, shop, "https://wren-and-tide.example")
    open_framed(client, shop, "https://evil.example")
    text = Page(owner_client.get("/inbox/site").text).text
    assert "Your form was opened from sites that are not on your list" in text
    assert "www.wrenandtide.example , once today." in text.replace("example,", "example ,")
    assert "It differs from a site of your list only by “www.”." in text
    assert "Allow www.wrenandtide.example" in text
    assert "Allow evil.example" not in text
    assert "Allow wren-and-tide.example" not in text
    assert "anybody can pretend to be a site here" in text
    press(owner_client, "Allow www.wrenandtide.example")
    press(owner_client, "It is not mine: evil.example")
    assert [site.origin for site in sites_of(desk, shop.id)] == [
        "https://wrenandtide.example",
        "https://www.wrenandtide.example",
    ]
    assert [one.host for one in sightings_of(desk, shop)] == ["wren-and-tide.example"]
    open_framed(client, shop, "https://www.wrenandtide.example")
    text = Page(owner_client.get("/inbox/site").text).text
    assert "It works. Last opened today 14:06, from www.wrenandtide.example." in text


def test_the_owner_copies_two_lines(shop: Shop, owner_client: FlaskClient) -> None:
    snippet = Page(owner_client.get("/inbox/site").text).one("pre", id="snippet").raw
    assert snippet.splitlines() == [
        f'<a data-amends href="http://127.0.0.1:8000/s/{shop.slug}">'
        "Something wrong with your order?</a>",
        '<script async src="http://127.0.0.1:8000/embed.js"></script>',
    ]
