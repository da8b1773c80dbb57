"""A connected shop: WordPress with the plugin on one side, a desk that listens on the other."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from werkzeug.serving import BaseWSGIServer, make_server

from tests.conftest import Mailbox
from tests.live import WREN_AND_TIDE, free_port
from tests.woocommerce.wordpress.site import OWNER, PASSWORD, Site
from tests.woocommerce.wordpress.visitor import Page, Visitor
from widget.app import create_app, make_carrier, make_deliverer, now_ms
from widget.cases.model import Shop as ShopOfDesk
from widget.desk import Desk, make_owner, make_shop, print_login
from widget.desk.order_tellings import tell_orders
from widget.settings import Settings

SETTINGS = "/wp-admin/admin.php?page=wc-settings&tab=advanced&section=amends_desk"


@dataclass
class DeskBeside:
    """A desk on loopback, in this process and by the real clock; it can be away for a while."""

    app: Flask
    desk: Desk
    shop: ShopOfDesk
    url: str
    mailbox: Mailbox = field(default_factory=Mailbox)
    _server: BaseWSGIServer | None = None
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen."""
        port = int(self.url.rpartition(":")[2])
        self._server = make_server("127.0.0.1", port, self.app, threaded=True)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop listening; what it knows stays."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = None

    def work(self) -> int:
        """Do what waits: mails go into the mailbox, calls to the shop. How many of both."""
        tell_orders(self.desk, [self.shop], self.desk.clock())
        mails = make_deliverer(self.app, self.mailbox).deliver_due()
        return mails + make_carrier(self.app).carry_due()

    def log_in_link(self) -> str:
        """A link that logs the owner in."""
        return print_login(self.desk, self.shop.mailbox)

    def owner(self) -> Visitor:
        """The owner, logged in to the inbox."""
        visitor = Visitor(self.url)
        visitor.open(self.log_in_link())
        visitor.press("Log in")
        return visitor


@contextlib.contextmanager
def open_desk_beside(
    folder: Path, site_url: str, clock: Callable[[], int] = now_ms
) -> Iterator[DeskBeside]:
    """A fresh desk with one shop at an address, and its owner, listening."""
    url = f"http://127.0.0.1:{free_port()}"
    settings = Settings(
        data=folder,
        base_url=url,
        smtp_url=f"folder://{folder}/mails",
        mail_from="desk@desk.example",
    )
    app = create_app(settings, clock=clock)
    desk: Desk = app.extensions["desk"]
    shop = make_shop(desk, {**WREN_AND_TIDE, "site_url": site_url})
    make_owner(desk, shop.id, shop.mailbox, shop.owner_name)
    beside = DeskBeside(app, desk, shop, url)
    beside.start()
    try:
        yield beside
    finally:
        beside.stop()
        desk.store.close()


@dataclass
class Shop:
    """Both sides."""

    site: Site
    desk: DeskBeside

    def visitor(self, name: str = "") -> Visitor:
        """Somebody in the shop; with a name logged in."""
        return self.site.visitor(name)

    def connect(self) -> Page:
        """The owner saves the desk's address, presses Connect, and agrees at the desk."""
        owner = self.desk.owner()
        owner.open(f"{self.site.url}/wp-login.php")
        owner.press("Log In", log=OWNER, pwd=PASSWORD)
        owner.open(f"{self.site.url}{SETTINGS}")
        owner.press("Save changes", amends_desk_address=self.desk.url)
        owner.follow("Connect")
        assert owner.page.url.startswith(f"{self.desk.url}/inbox/connect"), owner.page.text[-2000:]
        page = owner.press("Agree and go back")
        assert page.url.startswith(self.site.url), page.url
        assert "Connected" in page.text, page.text[-2000:]
        return page
