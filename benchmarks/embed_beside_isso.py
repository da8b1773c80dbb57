"""What a shop's page pays for the desk's two lines, beside isso's two lines, in one run.

    python -m benchmarks.embed_beside_isso

isso (comments for static sites, the nearest self-hosted thing that is put into a page by a script)
is installed from PyPI into a temporary environment and serves itself. Both stand on the same page,
on another site than their server. Printed: requests and bytes (compressed) before anybody clicks
and, for the desk, after; layout shift at both widths; what a strict page has to complain of.
"""

from __future__ import annotations

import contextlib
import gzip
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.tally import Tally, say
from tests.frame.at_the_form import open_sheet
from tests.frame.chromium import open_chromium
from tests.frame.shaky import open_shaky_desk
from tests.frame.shop_site import ShopSite, open_shop_site, page_of
from tests.live import free_port, wait_until

WIDTHS = (390, 1280)
SETTLED_MS = 2500
SHIFTS = """
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifted += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    window.violations.push(event.effectiveDirective);
  });
"""
BELOW = "<p>Orla Byrne, 4 Quay Lane, Kilmarra.</p>" * 4


@dataclass(frozen=True)
class Embed:
    """Something that is put into a page: its server, and the page with it."""

    name: str
    server: str
    path: str


@contextlib.contextmanager
def serve_isso(folder: Path, origins: list[str]) -> Iterator[str]:
    """isso as it comes from PyPI, with a fresh database."""
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    pip = str(folder / "venv" / "bin" / "pip")
    subprocess.run([pip, "install", "--quiet", "isso"], check=True, stderr=subprocess.DEVNULL)
    port = free_port()
    hosts = "\n    ".join(origins)
    config = folder / "isso.cfg"
    config.write_text(
        f"[general]\ndbpath = {folder}/comments.db\nhost =\n    {hosts}\n"
        f"[server]\nlisten = http://127.0.0.1:{port}\n"
    )
    process = subprocess.Popen(
        [folder / "venv" / "bin" / "isso", "-c", config],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:

        def listens() -> bool:
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0

        wait_until(listens, "isso to serve")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=15)


def put_pages(site: ShopSite, desk: str, isso: str) -> list[Embed]:
    """The same page with either, as their documents say it is done."""
    site.put("/amends", page_of("", desk=desk).replace("</footer>", f"</footer>{BELOW}"))
    lines = (
        f'<script data-isso="{isso}/" src="{isso}/js/embed.min.js" async></script>'
        '<section id="isso-thread"></section>'
    )
    page = page_of(lines, desk=desk, loader=False)
    site.put("/isso", page.replace("</footer>", f"</footer>{BELOW}"))
    for name, server in (("amends", desk), ("isso", isso)):
        body, headers = site.pages[f"/{name}"]
        for path, policy in (
            ("csp", f"default-src 'none'; script-src {server}; frame-src {server}; "
                    f"connect-src {server}"),
            ("types", "require-trusted-types-for 'script'"),
        ):  # fmt: skip
            strict = {**headers, "Content-Security-Policy": policy}
            site.pages[f"/{name}/{path}"] = (body, strict)
    return [Embed("amends", desk, "/amends"), Embed("isso", isso, "/isso")]


def open_page(browser: Browser, url: str, width: int) -> tuple[Page, dict[str, int]]:
    """Open a page as somebody new, wait until it is calm; what came, by address, in bytes."""
    context = browser.new_context(viewport={"width": width, "height": 844}, locale="en-GB")
    page, came = context.new_page(), dict[str, int]()
    page.add_init_script(SHIFTS)
    page.on(
        "response",
        lambda answer: (
            came.update({answer.url: len(gzip.compress(answer.body(), 9))}) if answer.ok else None
        ),
    )
    page.goto(url)
    page.wait_for_timeout(SETTLED_MS)
    return page, came


def from_server(came: dict[str, int], server: str) -> tuple[int, int]:
    """How many requests went to a server, and the bytes that came back."""
    sizes = [size for url, size in came.items() if url.startswith(server)]
    return len(sizes), sum(sizes)


def measure(browser: Browser, site: ShopSite, embed: Embed) -> dict[str, float | list[str]]:
    """Everything about one of the two."""
    found: dict[str, float | list[str]] = {}
    for width in WIDTHS:
        page, came = open_page(browser, site.url + embed.path, width)
        requests, size = from_server(came, embed.server)
        found["requests"], found["bytes"] = requests, size
        found[f"shift at {width}"] = round(page.evaluate("window.shifted"), 3)
        if embed.name == "amends":
            page.evaluate("document.querySelector('a[data-amends]').click()")
            page.wait_for_timeout(SETTLED_MS)
            requests, size = from_server(came, embed.server)
            found["requests when open"], found["bytes when open"] = requests, size
            found[f"shift at {width} when open"] = round(page.evaluate("window.shifted"), 3)
        page.context.close()
    for path, name in (("csp", "CSP violations"), ("types", "Trusted Types violations")):
        page, _ = open_page(browser, f"{site.url}{embed.path}/{path}", 1280)
        if embed.name == "amends":
            open_sheet(page)
            page.wait_for_timeout(SETTLED_MS)
        found[name] = page.evaluate("window.violations")
        page.context.close()
    return found


def run() -> Tally:
    """Measure both, print them side by side, and hold ours to its word."""
    tally = Tally()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_shop_site() as site,
        open_shaky_desk(Path(folder)) as desk,
        serve_isso(Path(folder), [site.url]) as isso,
        sync_playwright() as playwright,
        open_chromium(playwright) as browser,
    ):
        embeds = put_pages(site, desk.url, isso)
        ours, theirs = (measure(browser, site, embed) for embed in embeds)
    say(f"{'':34}{'amends':>20}{'isso':>28}")
    for name, value in ours.items():
        other = theirs.get(name, "-")
        say(f"{name:34}{said(value):>20}{said(other):>28}")
    tally.check(ours["requests"] == 1, "one request before a click")
    tally.check(float(str(ours["bytes"])) <= 1000, "at most 1,000 bytes before a click")
    for width in WIDTHS:
        tally.check(ours[f"shift at {width}"] == 0, f"no shift at {width}")
        tally.check(ours[f"shift at {width} when open"] == 0, f"no shift at {width} when open")
    tally.check(float(str(ours["bytes when open"])) <= 26_000, "at most 25 kB when open")
    tally.check(ours["CSP violations"] == [], "no violation of the policy")
    tally.check(ours["Trusted Types violations"] == [], "no violation of Trusted Types")
    tally.check(int(str(theirs["requests"])) > 0, "isso was really there")
    return tally


def said(value: float | list[str] | str) -> str:
    """A figure, or how many violations of what."""
    if isinstance(value, list):
        return f"{len(value)} {', '.join(sorted(set(value)))}".strip()
    return str(value)


def main() -> None:
    """Run."""
    run().end()


if __name__ == "__main__":
    main()
