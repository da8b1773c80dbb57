from __future__ import annotations

import filecmp
import http.client
import os
import re
import shutil
import signal
import socket
import sys
import tempfile
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from tests.cli.processes import Running, family_of, started, wait_until_gone
from tests.journey.plain_http import PlainBrowser
from tests.live import ROOT, free_port
from widget.demo.mailbox import with_links
from widget.demo.shop_page import make_shop_page
from widget.mail.words import words_for
from widget.serve import port_is_free

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")


class Demo(NamedTuple):
    """A demo that runs, and the addresses it printed."""

    process: Running
    said: str
    shop: str
    desk: str
    policy: str
    mailbox: str
    inbox: str
    began: float


def addresses_in(said: str) -> list[str]:
    return re.findall(r"http://127\.0\.0\.1:\d+/\S*", said)


def read_until_ready(process: Running) -> str:
    said = ""
    for line in process.out:
        said += line
        if "Ctrl-C" in line:
            return said
    raise AssertionError(f"the demo ended:\n{said}")


def get(url: str, **headers: str) -> str:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
        return str(answer.read().decode())


def folders() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("amends-demo-*"))


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("elsewhere")
    # Settings of somebody's real desk lie in wait; the demo reads none of them.
    real = folder / "real"
    environ = {
        "AMENDS_DATA": str(real),
        "AMENDS_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x",
        "AMENDS_BASE_URL": "https://desk.example",
        "AMENDS_HOST": "0.0.0.0",
        "AMENDS_NONSENSE": "yes",
    }
    ports = ["--port", str(free_port()), "--shop-port", str(free_port())]
    began = time.monotonic()
    with started("demo", "--no-browser", *ports, environ=environ, folder=folder) as process:
        said = read_until_ready(process)
        took = time.monotonic() - began
        shop, desk, policy, mailbox, inbox = addresses_in(said)
        yield Demo(process, said, shop, desk, policy, mailbox, inbox, took)
        assert not real.exists()


def test_the_demo_prints_its_addresses_and_each_answers(demo):
    assert demo.said.startswith("Making a shop with a few cases …\n")
    assert "Soap made by hand" in get(demo.shop)
    assert "Wren &amp; Tide" in get(demo.desk)
    assert "Returns and refunds" in get(demo.policy)
    assert "28" in get(f"{demo.policy}/refund")
    assert "for 28 days after the last delivery" in get(f"{demo.desk}/return")
    assert "Hanna Lind" in get(demo.mailbox)
    assert "<form" in get(demo.inbox)


def test_the_shop_page_leads_to_the_desk(demo):
    page = get(demo.shop)
    assert f'<a data-amends href="{demo.desk}">' in page
    assert "desk.example" not in page
    for name in re.findall(r'(?:src|href)="((?:img|shop)[^"]+)"', page):
        assert urllib.request.urlopen(demo.shop + name, timeout=10).status == 200


def test_the_link_logs_in_once_and_shows_the_cases(demo):
    browser = PlainBrowser(demo.inbox)
    path = urlsplit(demo.inbox).path
    assert browser.get(path).status == 200
    assert browser.submit({}, form=path).path == "/inbox/"
    for name in ("Marek Dvořák", "Aoife Brennan", "Tomás Ribeiro", "Saoirse Daly", "Hanna Lind",
                 "Jonas Weber", "Priya Nair"):  # fmt: skip
        assert name in unescape(browser.page)
    stranger = PlainBrowser(demo.inbox)
    stranger.get(path)
    assert "does not work any more" in stranger.page


def test_a_mail_is_shown_as_text_and_page_and_its_links_work(demo):
    origin = demo.shop.rstrip("/")
    listing = get(demo.mailbox)
    paths = re.findall(r'<a href="(/mailbox/[^"]+)"', listing)
    assert len(paths) >= 20
    receipt = next(page for page in map(get, (origin + path for path in paths)) if "/c/" in page)
    link = re.search(r'<a href="(http://127\.0\.0\.1:\d+/c/[^"]+)"', receipt)
    assert link is not None
    assert "Wren &amp; Tide" in get(unescape(link[1]))
    framed = re.search(r'<iframe\s+src="([^"]+)"\s+sandbox="([^"]+)"', receipt)
    assert framed is not None
    assert "allow-scripts" not in framed[2]
    assert "allow-same-origin" not in framed[2]
    with urllib.request.urlopen(origin + framed[1], timeout=10) as answer:
        assert answer.headers["Content-Security-Policy"].startswith("sandbox ")
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert '<base target="_blank">' in answer.read().decode()


def test_the_newest_mail_stands_first(demo):
    moments = re.findall(r'<time datetime="([^"]+)"', get(demo.mailbox))
    assert moments == sorted(moments, reverse=True)
    assert all(datetime.fromisoformat(moment) <= datetime.now(UTC) for moment in moments)


@pytest.mark.parametrize("name", ["../../etc/passwd", "..%2f..%2fetc%2fpasswd", "nobody", "%00"])
def test_a_mail_that_is_none_is_not_found(demo, name):
    for path in (f"mailbox/{name}", f"mailbox/{name}/page", f"img/{name}"):
        with pytest.raises(urllib.error.HTTPError) as caught:
            get(demo.shop + path)
        assert caught.value.code == 404
        caught.value.close()


@pytest.mark.parametrize("where", ["shop", "desk"])
def test_T76_the_demo_listens_on_this_machine_only_and_to_its_own_name(demo, where):
    port = int(getattr(demo, where).split(":")[2].partition("/")[0])
    for path in ("/", "/mailbox", "/s/demo", "/inbox/"):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", path, headers={"Host": f"evil.example:{port}"})
        answer = connection.getresponse()
        assert answer.status == 421
        assert b"evil" not in answer.read()
        connection.close()
    # Every 127.x.x.x is this machine, and yet only one of them is listened on.
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.2", port), timeout=2)


def test_T76_there_is_no_host_to_choose(tmp_path):
    with started("demo", "--host", "0.0.0.0", environ={}, folder=tmp_path) as process:
        assert process.wait(20) == 2
        assert "No such option" in process.out.read()


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_demo_leaves_no_process_and_no_folder_behind(tmp_path, by):
    port, shop_port = free_port(), free_port()
    ports = ["--port", str(port), "--shop-port", str(shop_port)]
    before = folders()
    with started("demo", "--no-browser", *ports, environ={}, folder=tmp_path) as process:
        read_until_ready(process)
        (folder,) = folders() - before
        assert folder.stat().st_mode & 0o077 == 0
        family = family_of(process.pid)
        assert len(family) == 3
        # As a terminal does it: to all processes of the group.
        os.killpg(process.pid, by)
        assert process.wait(20) == 0
        wait_until_gone(family)
        assert not folder.exists()
        assert "Traceback" not in process.out.read()
    assert port_is_free("127.0.0.1", port)
    assert port_is_free("127.0.0.1", shop_port)


def test_a_killed_demo_takes_its_desk_along(tmp_path):
    ports = ["--port", str(free_port()), "--shop-port", str(free_port())]
    before = folders()
    with started("demo", "--no-browser", *ports, environ={}, folder=tmp_path) as process:
        read_until_ready(process)
        family = family_of(process.pid)
        process.kill()
        wait_until_gone(family, 15)
    for left in folders() - before:
        shutil.rmtree(left)


def test_a_port_that_is_taken_is_said_and_the_next_one_is_used(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        # Both want the same port: the shop gets one that is not the desk's either.
        ports = ["--port", str(port), "--shop-port", str(port)]
        with started("demo", "--no-browser", *ports, environ={}, folder=tmp_path) as process:
            said = read_until_ready(process)
            shop, desk, *_ = addresses_in(said)
            assert said.count(f"Port {port} is taken, so it is ") == 2
            assert shop.rstrip("/") != desk.removesuffix("/s/demo")
            assert get(desk)
            assert get(shop)


def test_the_demo_is_ready_within_seconds(demo):
    # Five on an idle machine; a test machine may be busy with other tests.
    assert demo.began < 20


def test_the_example_shop_and_the_demos_are_the_same_files():
    example, own = ROOT / "examples" / "static-shop", ROOT / "widget" / "demo" / "shop"
    names = {str(path.relative_to(own)) for path in own.rglob("*") if path.is_file()}
    assert {str(path.relative_to(example)) for path in example.rglob("*") if path.is_file()} == {
        *names,
        "README.md",
    }
    assert all(filecmp.cmp(example / name, own / name, shallow=False) for name in names)


def test_only_links_into_the_desk_become_links():
    text = "see http://127.0.0.1:8000/c/abc. Or http://127.0.0.1:80001/x or https://evil.example"
    links = [piece for piece, is_link in with_links(text, "http://127.0.0.1:8000") if is_link]
    assert links == ["http://127.0.0.1:8000/c/abc"]
    assert "".join(piece for piece, _ in with_links(text, "x")) == text


def test_the_mailbox_speaks_the_language_of_the_terminal_and_escapes_what_mails_say(tmp_path):
    (tmp_path / "1.eml").write_bytes(
        b"From: a@b.example\r\nTo: c@d.example\r\nSubject: <script>alert(1)</script> {{ 7*7 }}\r\n"
        b"Date: rubbish\r\n\r\n<img src=x onerror=alert(1)> http://127.0.0.1:8000/c/x\r\n"
    )
    app = make_shop_page("http://127.0.0.1:8000", {"127.0.0.1:8001"}, tmp_path, words_for("de"))
    client = app.test_client()
    for path in ("/mailbox", "/mailbox/1"):
        page = client.get(path, base_url="http://127.0.0.1:8001").text
        assert '<html lang="de"' in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in page
        assert "<img src=x" not in page


def test_an_empty_mailbox_says_what_will_come(tmp_path):
    app = make_shop_page("http://127.0.0.1:8000", {"127.0.0.1:8001"}, tmp_path, words_for("en"))
    page = app.test_client().get("/mailbox", base_url="http://127.0.0.1:8001").text
    assert "No mail yet." in page
