"""WebKit by its own driver: plain WebDriver calls over HTTP, on a screen that nobody sees."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.live import free_port, wait_until
from tests.needs import path_of

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # what WebDriver calls a reference to one


class NotThere(Exception):
    """WebDriver says no; the message is its own."""


@dataclass(frozen=True)
class WebKit:
    """A session of the driver."""

    port: int
    session: str = ""

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """One call of the driver. Raises ``NotThere``."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{self.session}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as refused:
            said = json.load(refused)["value"]
            raise NotThere(f"{said['error']}: {said['message']}") from None

    def goto(self, url: str) -> None:
        """Open a page."""
        self.call("POST", "/url", {"url": url})

    def run(self, script: str, *arguments: Any) -> Any:
        """What a function body returns in the document at hand."""
        return self.call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def find(self, css: str) -> str:
        """The path of an element, once there is one."""

        def look() -> str:
            with contextlib.suppress(NotThere):
                found = self.call("POST", "/element", {"using": "css selector", "value": css})
                return f"/element/{found[ELEMENT]}"
            return ""

        return str(wait_until(look, css))

    def click(self, css: str) -> None:
        """Press an element, once it is there, in view and calm."""
        refusals: list[str] = []

        def press() -> bool:
            try:
                self.call("POST", f"{self.find(css)}/click", {})
            except NotThere as refused:
                refusals.append(str(refused))
                return False
            return True

        try:
            wait_until(press, css, 10)
        except AssertionError:
            raise NotThere(refusals[-1]) from None

    def type(self, css: str, text: str) -> None:
        """Type into an element."""
        self.call("POST", f"{self.find(css)}/value", {"text": text})

    def text(self, css: str) -> str:
        """What an element says."""
        return str(self.call("GET", f"{self.find(css)}/text"))

    def enter(self, css: str) -> None:
        """Go into a frame."""
        element = self.find(css).rpartition("/")[2]
        self.call("POST", "/frame", {"id": {ELEMENT: element}})

    def leave(self) -> None:
        """Go back to the page."""
        self.call("POST", "/frame", {"id": None})


@contextlib.contextmanager
def open_webkit() -> Iterator[WebKit]:
    """A fresh WebKit, ended with its driver and its screen."""
    browsers = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
    assert browsers, "the driver came without MiniBrowser"
    screen = subprocess.Popen(
        [path_of("xvfb"), "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert screen.stdout is not None
    display = screen.stdout.readline().decode().strip()
    port = free_port()
    driver = subprocess.Popen(
        [path_of("webkit"), f"--port={port}", "--host=127.0.0.1"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={
            **os.environ,
            "DISPLAY": f":{display}",
            "GDK_BACKEND": "x11",
            # In a container the engine cannot make a sandbox of its own.
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
            "LIBGL_ALWAYS_SOFTWARE": "1",
        },
    )
    try:
        bare = WebKit(port)
        options = {"binary": str(browsers[-1]), "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}

        def begin() -> str:
            with contextlib.suppress(OSError):
                return str(bare.call("POST", "/session", {"capabilities": wanted})["sessionId"])
            return ""

        session = wait_until(begin, "WebKit to start")
        webkit = WebKit(port, f"/session/{session}")
        yield webkit
        webkit.call("DELETE", "")
    finally:
        for process in (driver, screen):
            process.terminate()
            process.wait(timeout=15)
        screen.stdout.close()
