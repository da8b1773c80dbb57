"""The nginx file that we ship, in a real nginx before an application that tells what it hears."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pytest
from waitress.server import create_server

from tests.live import ROOT, free_port, wait_until
from tests.mail.wire import make_certificate
from tests.needs import path_of

pytestmark = pytest.mark.nginx
TOKEN = "Zx9qLm3vTk7RwB2nYc5dHf"
NAME = "localhost"


class Answer(NamedTuple):
    """What came back, read to its end."""

    status: int
    getheader: Callable[[str], str | None]
    text: str


@dataclass
class Front:
    """A running nginx: its ports, its folder, and what reached the application behind it."""

    https: int
    http: int
    folder: Path
    behind: int
    heard: list[dict] = field(default_factory=list)

    def ask(self, path="/s/demo", method="GET", body=None, host="", **headers):
        """Ask over https; ``host`` is the Host that is said, by default the right one."""
        connection = http.client.HTTPSConnection(NAME, self.https, timeout=20, context=self.context)
        said = host or f"{NAME}:{self.https}"
        connection.request(method, path, body=body, headers={"Host": said, **headers})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return Answer(answer.status, answer.getheader, text)

    @property
    def context(self) -> ssl.SSLContext:
        """Trusts the certificate of this nginx and no other."""
        return ssl.create_default_context(cafile=self.folder / f"{NAME}.crt")

    @contextlib.contextmanager
    def line(self) -> Iterator[ssl.SSLSocket]:
        """A bare https connection."""
        with (
            socket.create_connection(("127.0.0.1", self.https), timeout=20) as plain,
            self.context.wrap_socket(plain, server_hostname=NAME) as line,
        ):
            yield line

    def raw(self, request: bytes) -> bytes:
        """Say these very bytes over https; returns the answer until the connection ends."""
        with self.line() as line:
            line.sendall(request)
            answer = b""
            with contextlib.suppress(TimeoutError, OSError):
                while part := line.recv(65536):
                    answer += part
            return answer


def site_of(folder: Path, https: int, plain: int, behind: int) -> str:
    """Our file with another name, other ports and a certificate of its own; nothing else."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    made = make_certificate(folder, NAME)
    for old, new in (
        ("/etc/letsencrypt/live/desk.example/fullchain.pem", str(made.certificate)),
        ("/etc/letsencrypt/live/desk.example/privkey.pem", str(made.key)),
        ("/var/log/nginx/", f"{folder}/"),
        ("127.0.0.1:8000", f"127.0.0.1:{behind}"),
        ("desk.example", NAME),
    ):
        assert old in text
        text = text.replace(old, new)
    text = re.sub(r"listen 80\b", f"listen 127.0.0.1:{plain}", text)
    text = re.sub(r"listen 443\b", f"listen 127.0.0.1:{https}", text)
    return re.sub(r"\n *listen \[::\]:\d+[^;]*;", "", text)


@contextlib.contextmanager
def nginx(folder: Path, behind: int) -> Iterator[Front]:
    folder.mkdir(parents=True, exist_ok=True)
    front = Front(free_port(), free_port(), folder, behind)
    (folder / "site.conf").write_text(site_of(folder, front.https, front.http, behind))
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        # Its worker has to get into a folder that only we may enter.
        f"{'user root;' if os.getuid() == 0 else ''}"
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/main.log crit;"
        f"worker_processes 1; events {{ worker_connections 1024; }}"
        f"http {{ access_log off; {temporary} include {folder}/site.conf; }}"
    )
    command = [str(path_of("nginx")), "-c", str(folder / "nginx.conf"), "-e", str(folder / "e.log")]
    subprocess.run([*command, "-t"], check=True, capture_output=True, timeout=20)
    process = subprocess.Popen(command)
    try:

        def listens() -> bool:
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", front.https), timeout=1),
            ):
                return True
            return False

        wait_until(listens, "nginx to listen")
        yield front
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    """Our nginx before an application that answers with what it was asked."""
    heard: list[dict] = []

    def tell(environ, start):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        told = {name: text for name, text in environ.items() if isinstance(text, str)}
        heard.append({**told, "body": body.decode()})
        start("200 OK", [("Content-Type", "text/plain"), ("X-Robots-Tag", "noindex")])
        return [json.dumps(told).encode()]

    behind = free_port()
    server = create_server(
        tell, host="127.0.0.1", port=behind, clear_untrusted_proxy_headers=False, threads=4
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    with nginx(tmp_path_factory.mktemp("nginx"), behind) as front:
        front.heard = heard
        yield front
    server.close()


def test_the_desk_hears_who_asks_by_which_name_and_that_it_was_https(front):
    told = json.loads(front.ask().text)
    assert told["HTTP_HOST"] == f"{NAME}:{front.https}"
    assert told["HTTP_X_FORWARDED_PROTO"] == "https"
    assert told["HTTP_X_FORWARDED_FOR"] == "127.0.0.1"


def test_T60_whatever_a_visitor_says_of_their_address_is_replaced(front):
    forged = {
        "X-Forwarded-For": "203.0.113.7",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Port": "1",
        "X-Real-IP": "203.0.113.7",
        "Forwarded": "for=203.0.113.7",
        "X_Forwarded_For": "203.0.113.7",
    }
    for path in ("/s/demo", "/static/desk.css"):
        told = json.loads(front.ask(path, **forged).text)
        assert told["HTTP_X_FORWARDED_FOR"] == "127.0.0.1"
        assert told["HTTP_X_FORWARDED_PROTO"] == "https"
        assert "203.0.113.7" not in json.dumps(told)
        assert "evil.example" not in json.dumps(told)


def test_T14_another_name_is_refused_however_it_is_said(front):
    right = f"{NAME}:{front.https}".encode()
    before = len(front.heard)
    for request in (
        b"GET /s/demo HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        b"GET http://evil.example/s/demo HTTP/1.1\r\nHost: %b\r\nConnection: close\r\n\r\n" % right,
        b"GET /s/demo HTTP/1.1\r\nHost: evil.example\r\nHost: %b\r\nConnection: close\r\n\r\n"
        % right,
        b"GET /s/demo HTTP/1.1\r\nConnection: close\r\n\r\n",
    ):
        answer = front.raw(request)
        assert re.match(rb"HTTP/1\.[01] (400|421) ", answer), (request, answer[:80])
    assert len(front.heard) == before


def test_T14_of_two_names_the_desk_never_hears_the_second(front):
    right = f"{NAME}:{front.https}".encode()
    front.raw(
        b"GET /twice HTTP/1.1\r\nHost: %b\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
        % right
    )
    front.raw(
        b"GET http://%b/twice HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n" % right
    )
    for told in front.heard:
        assert "evil" not in told.get("HTTP_HOST", "")


def test_plain_http_is_sent_to_https_at_our_own_name(front):
    connection = http.client.HTTPConnection("127.0.0.1", front.http, timeout=10)
    connection.request("GET", "/s/demo?lang=de", headers={"Host": "evil.example"})
    answer = connection.getresponse()
    assert answer.status in {301, 308}
    assert answer.getheader("Location") == f"https://{NAME}/s/demo?lang=de"
    connection.close()


def test_T09_no_log_holds_more_than_six_characters_of_a_link_nor_any_question(front):
    for path in (
        f"/c/{TOKEN}",
        f"/c/{TOKEN}/transcript.json",
        f"/inbox/login/{TOKEN}",
        f"/c//{TOKEN}",
        f"//c/{TOKEN}",
        f"/%63/{TOKEN}",
        f"/inbox/./login/{TOKEN}",
        f"/inbox?q={TOKEN}",
        f"/s/demo?prefill={TOKEN}",
    ):
        front.ask(path)
        front.ask(path, method="POST", body=b"x")
    front.ask(f"/c/{TOKEN}", host="evil.example")
    front.ask("/s/demo", Referer=f"https://shop.example/{TOKEN}", **{"User-Agent": TOKEN})
    logs = "".join(file.read_text() for file in front.folder.glob("*.log"))
    assert f'"/c/{TOKEN[:6]}..."' in logs
    assert f'"/inbox/login/{TOKEN[:6]}..."' in logs
    assert TOKEN[:7] not in logs
    assert "127.0.0.1" not in logs


def test_T09_an_upstream_that_is_down_puts_no_link_into_the_error_log(tmp_path):
    with nginx(tmp_path, free_port()) as front:
        answer = front.ask(f"/c/{TOKEN}")
        assert answer.status == 503
        assert "Nothing that it has received is lost." in answer.text
        assert answer.getheader("Retry-After") == "30"
        assert answer.getheader("Cache-Control") == "no-store"
        logs = "".join(file.read_text() for file in tmp_path.glob("*.log"))
        assert TOKEN[:7] not in logs


def test_a_body_beyond_the_wall_is_refused_and_one_below_gets_through_whole(front):
    body = b"happened=" + b"x" * 900_000
    assert front.ask("/s/demo/complaint", method="POST", body=body).status == 200
    assert len(front.heard[-1]["body"]) == len(body)
    before = len(front.heard)
    assert front.ask("/s/demo/complaint", method="POST", body=b"x" * 1_100_000).status == 413
    assert len(front.heard) == before


def test_T61_posts_that_are_never_finished_do_not_reach_the_desk(front):
    """Four threads serve behind it; without buffering four such posts would be enough."""
    before = len(front.heard)
    with contextlib.ExitStack() as held:
        for _ in range(64):
            line = held.enter_context(front.line())
            line.sendall(
                f"POST /slow HTTP/1.1\r\nHost: {NAME}:{front.https}\r\n"
                "Content-Length: 1000\r\n\r\nhappened=it".encode()
            )
        began = time.monotonic()
        assert front.ask().status == 200
        assert time.monotonic() - began < 5
    assert [told["PATH_INFO"] for told in front.heard[before:]] == ["/s/demo"]


def test_nothing_says_which_version_serves_and_private_pages_are_not_compressed(front):
    answer = front.ask(**{"Accept-Encoding": "gzip"})
    assert answer.getheader("Server") in {"nginx", "waitress"}
    assert answer.getheader("Content-Encoding") is None
    assert answer.getheader("X-Robots-Tag") == "noindex"
