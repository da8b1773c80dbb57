"""Throw requests drawn from docs/openapi.yaml at the machines' door: answers as the file says.

    python -m benchmarks.relay_fuzz --requests 1000

Schemathesis draws them, some as the file says and some on purpose not, a server in this process
answers them, and each answer is held against the file: its status, its kind and its shape, never a
5xx. Two of three are signed by a connected shop, so that what is drawn reaches those who read it.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from requests.auth import AuthBase
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks, not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from werkzeug.serving import WSGIRequestHandler, make_server

from benchmarks.tally import Tally, say
from tests.live import WREN_AND_TIDE, free_port
from widget.app import create_app
from widget.cases.model import Shop
from widget.cases.signing import sign
from widget.desk import (
    Actor,
    Desk,
    agree_to_connect,
    make_owner,
    make_shop,
    open_webhooks,
    read_ask,
    swap_code,
)
from widget.settings import Settings

OPENAPI = Path(__file__).resolve().parent.parent / "docs" / "openapi.yaml"
ORIGIN = "https://wrenandtide.example"
STATE = "state-of-the-plugin"
MOMENT = "2026-11-09T23:30:00Z"
# Without these it is not read as an order.
WOOCOMMERCE: dict[str, Any] = {
    "id": 18,
    "number": "18",
    "line_items": [],
    "date_created_gmt": MOMENT[:-1],
    "currency": "EUR",
    "total": "17.80",
}
PATIENCE_S = 60.0
CHECKED = (
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
)


class Silent(WSGIRequestHandler):
    """Writes no line for each request."""

    def log_request(self, *about: object) -> None:
        """Nobody reads thousands of them."""


class SignedByTheShop(AuthBase):
    """Signs a request as plugin and WooCommerce do, over the bytes that leave."""

    def __init__(self, shop: str, secret: str, hooks: str, dice: random.Random) -> None:
        self.shop, self.secret, self.hooks, self.dice = shop, secret, hooks, dice

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Put the four headers on."""
        body = request.body or b""
        # A few ids come again, with the same body or another.
        name = f"msg_{self.dice.randrange(10**6) if self.dice.random() < 0.9 else 7}"
        at = str(int(time.time()))
        raw = body.encode() if isinstance(body, str) else body
        digest = hmac.new(self.hooks.encode(), raw, hashlib.sha256).digest()
        request.headers["X-WC-Webhook-Signature"] = base64.b64encode(digest).decode()
        request.headers["amends-shop"] = self.shop
        request.headers["webhook-id"] = name
        request.headers["webhook-timestamp"] = at
        request.headers["webhook-signature"] = sign(self.secret, name, at, raw)
        return request


def secrets_for(desk: Desk, shop: Shop) -> tuple[str, str]:
    """The secrets of a plugin and of WooCommerce's webhooks, as the owner gives them out."""
    owner = make_owner(desk, shop.id, shop.mailbox, shop.owner_name)
    actor = Actor(shop.id, owner.id, "owner", owner.name)
    ask = read_ask("woocommerce", ORIGIN, f"{ORIGIN}/wp-admin/admin.php?page=x", STATE)
    code = parse_qs(urlsplit(agree_to_connect(desk, actor, ask)).query)["code"][0]
    return swap_code(desk, code, STATE)[1], open_webhooks(desk, actor)


def come_nearer(case: Any, shop: SignedByTheShop) -> None:
    """Put in what no file of shapes says: real moments, the shop's name, WooCommerce's keys."""
    if "shop" in (case.path_parameters or {}):
        case.path_parameters["shop"] = shop.shop
        if isinstance(case.body, dict):
            for name, value in WOOCOMMERCE.items():
                case.body.setdefault(name, value)
    order = case.body.get("order") if isinstance(case.body, dict) else None
    if isinstance(order, dict):
        order["created_at"], order["delivered_at"] = MOMENT, None


@contextmanager
def connected_desk(dice: random.Random) -> Iterator[tuple[str, SignedByTheShop]]:
    """A desk that listens on loopback, and its one connected shop."""
    port = free_port()
    with tempfile.TemporaryDirectory() as name:
        app = create_app(
            Settings(
                data=Path(name) / "desk",
                base_url=f"http://127.0.0.1:{port}",
                smtp_url=f"folder://{name}/mails",
                mail_from="desk@desk.example",
            )
        )
        desk: Desk = app.extensions["desk"]
        shop = make_shop(desk, WREN_AND_TIDE)
        secret, hooks = secrets_for(desk, shop)
        server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Silent)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}", SignedByTheShop(shop.slug, secret, hooks, dice)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            desk.store.close()


def try_route(
    operation: Any,
    address: str,
    shop: SignedByTheShop,
    count: int,
    dice: int,
    tally: Tally,
) -> Counter[int]:
    """So many requests at one route."""
    statuses: Counter[int] = Counter()
    load_all_checks()
    checks = [not_a_server_error, *(CHECKS.get_one(name) for name in CHECKED)]
    drawn = st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )
    with requests.Session() as session:

        @seed(dice)
        @settings(
            max_examples=count,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(drawn, st.sampled_from((True, True, False)))
        def each(case: Any, signed: bool) -> None:
            if signed:
                come_nearer(case, shop)
            answer = case.call(
                base_url=address,
                session=session,
                auth=shop if signed else None,
                allow_redirects=False,
                timeout=PATIENCE_S,
            )
            statuses[answer.status_code] += 1
            wrong = ""
            try:
                case.validate_response(answer, checks=checks)
            except FailureGroup as group:
                wrong = "; ".join(str(one) for one in group.exceptions)
            tally.check(not wrong, f"{operation.label}: {wrong} {case.as_curl_command()}"[:1500])

        each()
    return statuses


def run(count: int, dice: int) -> Tally:
    """So many requests at each route."""
    tally = Tally()
    schema = schemathesis.openapi.from_path(OPENAPI)
    with connected_desk(random.Random(dice)) as (address, shop):
        for found in schema.get_all_operations():
            if not isinstance(found, Ok):
                raise TypeError(f"a route that cannot be read: {found.err()}")
            operation = found.ok()
            if not operation.path.startswith("/relay/v1"):
                continue
            statuses = try_route(operation, address, shop, count, dice, tally)
            say(f"{operation.label}: {dict(sorted(statuses.items()))}")
    say(f"seed {dice}")
    return tally


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--requests", type=int, default=1000, help="at each route")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given_now = parser.parse_args()
    run(given_now.requests, given_now.seed).end()


if __name__ == "__main__":
    main()
