"""A desk that can be made to fail: too busy, broken, too strict, silent, gone."""

from __future__ import annotations

import io
import json
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from tests.live import WREN_AND_TIDE, free_port
from widget.app import create_app
from widget.cases.model import Shop
from widget.desk import Desk, make_owner, make_shop
from widget.settings import Settings
from widget.storage.tables import cases, payloads

Start = Callable[..., Any]


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@dataclass
class AheadClock:
    """The real time, moved ahead by so many milliseconds."""

    ahead_ms: int = 0

    def __call__(self) -> int:
        """The moment it is (ms UTC)."""
        return time.time_ns() // 1_000_000 + self.ahead_ms


@dataclass
class ShakyDesk:
    """A desk in this process. ``failing`` is the status of the next posts, as many as there are.

    0 stands for a connection that is cut once the desk has done its work: the answer is lost.
    """

    app: Flask
    desk: Desk
    shop: Shop
    port: int
    clock: AheadClock
    failing: list[int] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    _server: BaseWSGIServer | None = None

    @property
    def url(self) -> str:
        """Where it stands."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Begin to serve, or to serve again."""
        self._server = make_server(
            "127.0.0.1", self.port, self._answer, threaded=True, request_handler=_Quiet
        )
        threading.Thread(target=self._server.serve_forever, name="desk", daemon=True).start()

    def stop(self) -> None:
        """Be gone: connections are refused."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def count_cases(self) -> int:
        """How many cases there are."""
        query = select(func.count()).select_from(cases).where(cases.c.shop_id == self.shop.id)
        with self.desk.store.read() as connection:
            return connection.scalar(query) or 0

    def told(self) -> list[str]:
        """What each case says has happened."""
        query = select(payloads.c.body).where(payloads.c.shop_id == self.shop.id)
        with self.desk.store.read() as connection:
            bodies = [json.loads(body) for body in connection.scalars(query)]
        return [body["happened"] for body in bodies if "happened" in body]

    def _answer(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST" or "/s/" not in environ["PATH_INFO"]:
            return self.app(environ, start)
        self.posts.append(environ["PATH_INFO"])
        status = self.failing.pop(0) if self.failing else 200
        if status == 200:
            return self.app(environ, start)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if status == 0:
            environ["wsgi.input"] = io.BytesIO(body)
            list(self.app(environ, lambda *_: None))  # type: ignore[arg-type]
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionAbortedError
        start(f"{status} Not now", [("Content-Type", "text/plain"), ("Connection", "close")])
        return [b"not now"]


@contextmanager
def open_shaky_desk(folder: Path) -> Iterator[ShakyDesk]:
    """A fresh desk with one shop."""
    port = free_port()
    settings = Settings(
        data=folder / "desk",
        base_url=f"http://127.0.0.1:{port}",
        port=port,
        smtp_url=f"folder://{folder}/mails",
    )
    clock = AheadClock()
    app = create_app(settings, clock=clock)
    desk: Desk = app.extensions["desk"]
    shop = make_shop(desk, WREN_AND_TIDE)
    make_owner(desk, shop.id, shop.mailbox, shop.owner_name)
    shaky = ShakyDesk(app, desk, shop, port, clock)
    shaky.start()
    try:
        yield shaky
    finally:
        shaky.stop()
        desk.store.close()
