"""The owner's door over https through nginx: forged posts, old pages, and what its log holds."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect

from tests.journey.conftest import CHROMIUM_FLAGS
from tests.journey.front import HOST, Front, run_front
from tests.journey.test_main_job import HAPPENED, complain, log_in
from tests.live import LiveDesk, Wire, free_port, serve_desk
from tests.needs import path_of

pytestmark = [pytest.mark.nginx, pytest.mark.browser]


@dataclass
class Behind:
    """A desk behind nginx."""

    desk: LiveDesk
    front: Front


@pytest.fixture(scope="module")
def behind(wire: Wire, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    folder, port = tmp_path_factory.mktemp("front"), free_port()
    more = {
        "base_url": f"https://{HOST}:{port}",
        "trusted_proxies": (ipaddress.ip_network("127.0.0.1/32"),),
    }
    with (
        serve_desk(folder, wire.port, **more) as desk,
        run_front(folder / "nginx", desk.settings.port, port) as front,
    ):
        yield Behind(desk, front)


def new_context(browser: Browser, **more: object) -> BrowserContext:
    return browser.new_context(ignore_https_errors=True, locale="en-GB", **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def https_browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(
        executable_path=path_of("chromium"),
        args=[*CHROMIUM_FLAGS, f"--host-resolver-rules=MAP {HOST} 127.0.0.1"],
    )
    yield browser
    browser.close()


def test_T15_the_inbox_works_over_https_and_refuses_posts_of_other_sites(
    behind: Behind, wire: Wire, https_browser: Browser, tmp_path: Path
) -> None:
    context = new_context(https_browser)
    customer = context.new_page()
    reference, private = complain(customer, behind.desk, "hanna.https@post.example")
    assert private.startswith(behind.front.url)
    owner = log_in(context, behind.desk, wire)
    owner.goto(f"{behind.front.url}/inbox/case/{reference}")
    owner.locator("form[action$='/reply'] textarea").fill("Dear Hanna, two new bars leave today.")
    owner.locator("form[action$='/reply'] button").last.click()
    expect(owner.get_by_role("status").first).to_be_visible()

    attack = tmp_path / "attack.html"
    attack.write_text(
        f"<form method=post action='{behind.front.url}/inbox/case/{reference}/note'>"
        "<input name=text value=forged><button>Win a prize</button></form>"
    )
    stranger = context.new_page()
    stranger.goto(attack.as_uri())
    with stranger.expect_navigation() as went:
        stranger.get_by_role("button").click()
    # SameSite=Lax keeps the cookie at home, so the post meets a log-in page or a refusal.
    answer = went.value
    assert answer is not None
    assert answer.request.method == "GET" or answer.status in {400, 401, 403}
    owner.reload()
    assert "forged" not in owner.content()
    context.close()


def test_T09_no_log_of_nginx_or_desk_holds_a_private_link_or_what_was_typed(
    behind: Behind, wire: Wire, https_browser: Browser
) -> None:
    context = new_context(https_browser)
    page = context.new_page()
    email = "canary.address@post.example"
    _, private = complain(page, behind.desk, email)
    page.goto(private)
    log_in(context, behind.desk, wire)
    logs = behind.front.logs + behind.desk.log.read_text()
    assert "/s/wren-tide" in behind.front.logs
    token = private.rpartition("/c/")[2]
    for planted in (token, email, "canary.address", "Hanna Lind", HAPPENED[:20], "WT-0047"):
        assert planted not in logs, planted
    for _, mail in wire.mails:
        for line in mail.as_string().splitlines():
            _, found, link = line.partition("/inbox/login/")
            assert not found or link.strip()[:12] not in logs
    context.close()
