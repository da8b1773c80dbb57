"""A shop's own page for tests: on ``localhost``, so that a desk on 127.0.0.1 is another site."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HTML = "text/html; charset=utf-8"


@dataclass
class ShopSite:
    """A running site. Pages are put in by their path: body and further headers."""

    port: int
    pages: dict[str, tuple[bytes, dict[str, str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address by name."""
        return f"http://localhost:{self.port}"

    def put(self, path: str, body: str, **headers: str) -> str:
        """Put a page there; returns its address. ``Content_Security_Policy=…`` is a header."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (body.encode(), {"Content-Type": HTML, **named})
        return self.url + path


def page_of(body: str, *, desk: str, head: str = "", loader: bool = True) -> str:
    """A whole page with the desk's two lines in its foot; ``{link}`` in ``body`` is the form's."""
    script = f'<script async src="{desk}/embed.js"></script>' if loader else ""
    link = f'<a data-amends href="{desk}/s/wren-tide">Something wrong with your order?</a>'
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{head}</head>'
        f"<body><h1>Soap made by hand</h1>{body}<footer>{link}</footer>{script}</body></html>"
    )


@contextlib.contextmanager
def open_shop_site(pages: Mapping[str, str] | None = None) -> Iterator[ShopSite]:
    """Serve pages until the end."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            site.asked.append(path)
            body, headers = site.pages.get(path, (b"", {"Content-Type": HTML}))
            self.send_response(200 if path in site.pages else 404)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            site.reports.append(self.rfile.read(length).decode(errors="replace"))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = ShopSite(server.server_port)
    for path, body in (pages or {}).items():
        site.put(path, body)
    thread = threading.Thread(target=server.serve_forever, name="shop site", daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()
