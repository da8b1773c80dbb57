"""A shop with our plugin, on loopback: it checks signatures, makes refunds once, and has moods."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from flask.testing import FlaskClient

from tests.conftest import Clock
from tests.relay.conftest import STATE, Plugin, order
from widget.cases.signing import Stamp, judge
from widget.desk import Actor, Desk, agree_to_connect, read_ask

Said = tuple[int, dict[str, Any]]


@dataclass
class StandIn:
    """The shop. ``moods`` are taken one a request, first in, first out; none is a good day.

    ``refunded`` is every refund that moved money: key, amount. ``heard`` is every request.
    """

    clock: Clock
    port: int = 0
    shop: str = ""
    secret: str = ""
    left: float = 17.80
    moods: list[str] = field(default_factory=list)
    refunded: list[tuple[str, str]] = field(default_factory=list)
    heard: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None
    paid: bool | None = True
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def origin(self) -> str:
        """Where it stands."""
        return f"http://127.0.0.1:{self.port}"

    def asked(self, route: str) -> list[dict[str, Any]]:
        """What was asked at a route, oldest first."""
        return [said for path, _, said in self.heard if path == f"/wp-json/amends/v1/{route}"]

    def answer(self, path: str, headers: Any, body: bytes) -> Said | None:
        """What a request gets; ``None`` for no answer at all."""
        stamp = Stamp(
            headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"]
        )
        verdict = judge(self.secret, stamp, body, self.clock.now // 1000)
        if verdict != "ok" or headers["amends-shop"] != self.shop:
            return 401, {"code": "bad_signature", "message": "", "data": {"status": 401}}
        said = json.loads(body)
        with self.lock:
            self.heard.append((path, headers["webhook-id"], said))
            mood = self.moods.pop(0) if self.moods else ""
            return self._answer(path, said, mood)

    def _answer(self, path: str, said: dict[str, Any], mood: str) -> Said | None:
        plain: dict[str, Said | None] = {
            "500": (500, {"error": "broken"}),
            "502": (502, {}),
            "later": (409, {"error": "later", "sentence": "Busy."}),
            "no_route": (404, {"code": "rest_no_route", "message": ""}),
            "kept_out": (401, {"code": "rest_not_logged_in", "message": ""}),
            "words": (422, {"error": "refused", "sentence": "<b>No</b>\nmoney & more"}),
            "silence": None,
            "404": (404, {"error": "not_here", "sentence": ""}),
        }
        if mood in plain:
            return plain[mood]
        if path.endswith("/refund"):
            done = self._refund(said)
            self.meanwhile()
            return {"made_500": (500, {}), "made_silence": None}.get(mood, done)
        if path.endswith("/refund/find"):
            found = [one for one in self.refunded if one[0] == said["key"]]
            return (200, self._told(*found[0])) if found else plain["404"]
        return 200, {"key": said["key"]}

    def _refund(self, said: dict[str, Any]) -> Said:
        for key, amount in self.refunded:
            if key == said["key"]:
                return 200, self._told(key, amount)
        if float(said["amount"]) > self.left + 0.001:
            return 422, {"error": "refused", "sentence": "More than is left."}
        self.left -= float(said["amount"])
        self.refunded.append((said["key"], said["amount"]))
        return 200, self._told(said["key"], said["amount"])

    def _told(self, key: str, amount: str) -> dict[str, Any]:
        number = [one for one, _ in self.refunded].index(key)
        return {"id": str(900 + number), "key": key, "amount": amount, "paid": self.paid}


@contextmanager
def standing(site: StandIn) -> Iterator[StandIn]:
    """Have a shop answer on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            said = site.answer(self.path, self.headers, body)
            if said is None:
                self.close_connection = True
                return
            text = json.dumps(said[1]).encode()
            self.send_response(said[0])
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", site.port), Handler)
    server.daemon_threads = True
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def connect(
    site: StandIn, desk: Desk, client: FlaskClient, actor: Actor, order_of: dict[str, Any]
) -> Plugin:
    """Connect the shop with the desk, and have it tell of an order."""
    back = f"{site.origin}/wp-admin/"
    ask = read_ask("woocommerce", site.origin, back, STATE)
    code = agree_to_connect(desk, actor, ask).partition("code=")[2].partition("&")[0]
    body = {"code": code, "state": STATE, "rest": f"{site.origin}/wp-json/amends/v1"}
    answer = client.post("/relay/v1/connect", json=body)
    assert answer.status_code == 200, answer.text
    site.shop, site.secret = answer.get_json()["shop"], answer.get_json()["secret"]
    plugin = Plugin(client, site.clock, site.shop, site.secret)
    assert plugin.post("orders", {"order": order(**order_of)}).status_code == 200
    return plugin
