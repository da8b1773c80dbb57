"""The plugin and a desk: what PHP sends and signs, the desk takes and reads."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.needs import path_of
from widget.cases.signing import read_order_link
from widget.desk import agree_to_connect, read_ask

SHOP = "https://wrenandtide.example"
STATE = "ab" * 16


@pytest.fixture
def told(desk, client, clock, shop, orla):
    """What a connected plugin sends about an order of 39.80, and its links."""
    clock.now = int(time.time() * 1000)
    back = agree_to_connect(
        desk,
        orla,
        read_ask(
            "woocommerce",
            SHOP,
            f"{SHOP}/wp-admin/admin-post.php?action=amends_desk_return",
            STATE,
        ),
    )
    query = parse_qs(urlsplit(back).query)
    assert query["state"] == [STATE]
    swapped = client.post("/relay/v1/connect", json={"code": query["code"][0], "state": STATE})
    assert swapped.status_code == 200, swapped.text
    # The plugin knows no desk by http; where it sends to makes no difference to what it sends.
    connection = {**swapped.get_json(), "desk": "https://desk.example"}
    ended = subprocess.run(
        [path_of("php"), Path(__file__).with_name("tell.php"), json.dumps(connection)],
        capture_output=True,
        text=True,
        check=True,
    )
    return {**json.loads(ended.stdout), "connection": connection}


def send(client, request):
    address, about = request
    return client.open(
        urlsplit(address).path,
        method=about["method"],
        headers=about["headers"],
        data=about.get("body", ""),
    )


@pytest.mark.php
def test_desk_takes_what_the_plugin_sends(client, told):
    order, ping, erase = (send(client, request) for request in told["requests"])

    assert (order.status_code, order.get_json()) == (200, {"kept": True})
    assert (ping.status_code, ping.get_json()["shop"]) == (200, "Wren & Tide")
    assert (erase.status_code, erase.get_json()) == (200, {"orders": 1})


@pytest.mark.php
def test_desk_refuses_what_somebody_changed_on_the_way(client, told):
    address, about = told["requests"][0]
    changed = {**about, "body": about["body"].replace("39.80", "99.80")}

    assert send(client, [address, changed]).status_code == 401


@pytest.mark.php
@pytest.mark.parametrize("kind", ["complaint", "withdraw"])
def test_desk_reads_the_order_out_of_a_link_and_shows_the_form(client, told, kind):
    secret, now_s = told["connection"]["secret"], int(time.time())
    address = urlsplit(told["links"][kind])
    token = parse_qs(address.query)["o"][0]

    read = read_order_link(secret, token, shop="wren-tide", purpose=kind, now_s=now_s)

    assert (read.verdict, read.order) == ("ok", "18")
    assert client.get(f"{address.path}?{address.query}").status_code == 200
