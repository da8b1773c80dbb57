"""One shop on a real WordPress: served on loopback, with what tests do to it and read off it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.live import free_port, wait_until
from tests.woocommerce.wordpress.core import PARTS, Core, lay_out
from tests.woocommerce.wordpress.visitor import Visitor

OWNER, CUSTOMER, OTHER = "orla", "karla", "pat"
PASSWORD = "a good password"

MUGS: dict[str, Any] = {
    "status": "processing",
    "currency": "EUR",
    "total": "39.80",
    "payment_method": "lab-pay",
    "payment_method_title": "Lab Pay",
    "billing_email": "karla@post.example",
    "billing_first_name": "Karla",
    "billing_last_name": "Kunde",
    "billing_country": "AT",
    "items": [
        {
            "id": 4,
            "name": "Lab mug",
            "quantity": 2,
            "total": "39.80",
            "product": {"id": 11, "name": "Lab mug"},
        }
    ],
}


@dataclass
class Site:
    """A WordPress with its folder; it serves once :meth:`serve` was entered."""

    core: Core
    folder: Path
    url: str
    _serving: bool = False

    def act(self, name: str, about: Any = None) -> Any:
        """Have acts.php do something; AssertionError with PHP's words where it fails."""
        asked = json.dumps(about or {})
        said, right = self._asked(name, asked) if self._serving else self._run(name, asked)
        with contextlib.suppress(json.JSONDecodeError):
            if right:
                return json.loads(said)
        raise AssertionError(f"{name} said: {said}\n{self.debug_log()}")

    def _asked(self, name: str, asked: str) -> tuple[str, bool]:
        try:
            with urllib.request.urlopen(f"{self.url}/act/{name}", asked.encode(), timeout=60) as it:
                return it.read().decode(), True
        except urllib.error.HTTPError as fault:
            with fault:
                return fault.read().decode(), False

    def _run(self, name: str, asked: str) -> tuple[str, bool]:
        ended = subprocess.run(
            self.core.php(PARTS / "acts.php", self.core.files, name, asked),
            env=self.core.environment(self.folder, self.url),
            capture_output=True,
            text=True,
        )
        return ended.stdout + ended.stderr, ended.returncode == 0

    def order(self, customer: str = CUSTOMER, **changes: Any) -> dict[str, Any]:
        """Make an order, paid by the provider that can pay back; '' is a guest's."""
        made: dict[str, Any] = self.act("order", {**MUGS, "customer": customer, **changes})
        return made

    def run_actions(self, seconds_from_now: float = 0) -> int:
        """Run all of the queue that is due at a moment; how many there were."""
        return int(self.act("run", {"at": int(time.time() + seconds_from_now)})["ran"])

    def visitor(self, name: str = "") -> Visitor:
        """Somebody in the shop; with a name logged in."""
        visitor = Visitor(self.url)
        if name:
            visitor.log_in(name, PASSWORD)
        return visitor

    def debug_log(self) -> str:
        """All that PHP and WordPress had to say so far; empty is good."""
        # The driver of the database is older than this PHP, and no part of what is tested.
        lines = self._read("debug.log").splitlines()
        return "\n".join(line for line in lines if str(self.core.sqlite) not in line)

    def wc_log(self) -> str:
        """What stands in WooCommerce's log under the plugin's name."""
        return self._read("wp-content/wc-logs/amends-desk.log")

    def requests(self) -> list[dict[str, str]]:
        """Each request that left the site: address, method and the page during which it left."""
        return [json.loads(line) for line in self._read("requests.jsonl").splitlines()]

    def mails(self) -> list[dict[str, Any]]:
        """Each mail that left the site: to, subject, text, headers."""
        return [json.loads(line) for line in self._read("mails.jsonl").splitlines()]

    def forget(self) -> None:
        """Empty the three records."""
        for name in ("debug.log", "requests.jsonl", "mails.jsonl"):
            (self.folder / name).unlink(missing_ok=True)

    def _read(self, name: str) -> str:
        path = self.folder / name
        return path.read_text(encoding="utf-8") if path.exists() else ""

    @contextlib.contextmanager
    def serve(self) -> Iterator[None]:
        """Run PHP's own server, with four workers, as long as this lasts."""
        host = self.url.removeprefix("http://")
        command = self.core.php("-S", host, "-t", self.core.files, PARTS / "router.php")
        environment = self.core.environment(self.folder, self.url) | {"PHP_CLI_SERVER_WORKERS": "4"}
        with (self.folder / "server.log").open("ab") as log:
            process = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        try:
            wait_until(self._answers, "WordPress to answer")
            self._serving = True
            yield
        finally:
            self._serving = False
            # PHP leaves its workers behind when it is ended gently.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _answers(self) -> bool:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{self.url}/wp-includes/css/buttons.css", timeout=5).close()
            return True
        return False


def make_template(core: Core, folder: Path) -> Site:
    """A shop with its pages and people, to be copied; the plugin is there and not active."""
    site = Site(core, folder, "http://127.0.0.1")
    lay_out(core, folder)
    site.act("prepare")
    site.act("flush")
    assert site.debug_log() == ""
    return site


def make_site(core: Core, template: Path, folder: Path, *, linked: bool = False) -> Site:
    """A fresh copy of the template at an address of its own."""
    lay_out(core, folder, database=template / "database", linked=linked)
    return Site(core, folder, f"http://127.0.0.1:{free_port()}")
