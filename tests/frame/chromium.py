"""Chromium as people have it: a process of its own, with none of a test tool's switches.

Playwright turns storage partitioning off when it starts a browser; here it only joins one.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Playwright

from tests.live import wait_until
from tests.needs import path_of

SWITCHES = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--password-store=basic",
    "--use-mock-keychain",
    "--lang=en-GB",
    "--remote-debugging-port=0",
]
SiteData = Literal["usual", "no third-party cookies", "none"]
_PREFERENCES: dict[SiteData, dict[str, Any]] = {
    "usual": {},
    "no third-party cookies": {"profile": {"cookie_controls_mode": 1}},
    "none": {"profile": {"default_content_setting_values": {"cookies": 2}}},
}


@contextlib.contextmanager
def open_chromium(
    playwright: Playwright, site_data: SiteData = "usual", *more: str
) -> Iterator[Browser]:
    """A fresh Chromium with a profile of its own; ``more`` are further switches."""
    profile = Path(tempfile.mkdtemp(prefix="amends-chromium-"))
    (profile / "Default").mkdir()
    preferences = _PREFERENCES[site_data] | {"intl": {"accept_languages": "en-GB,en"}}
    (profile / "Default" / "Preferences").write_text(json.dumps(preferences))
    process = subprocess.Popen(
        [path_of("chromium"), *SWITCHES, *more, f"--user-data-dir={profile}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        port_file = profile / "DevToolsActivePort"

        def port() -> str:
            assert process.poll() is None, "Chromium ended"
            return port_file.read_text().partition("\n")[0] if port_file.exists() else ""

        browser = playwright.chromium.connect_over_cdp(
            f"http://127.0.0.1:{wait_until(port, 'Chromium to listen')}"
        )
        yield browser
        browser.close()
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        shutil.rmtree(profile, ignore_errors=True)
