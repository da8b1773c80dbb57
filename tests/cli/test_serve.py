from __future__ import annotations

import contextlib
import http.client
import importlib.util
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.processes import children_of, family_of, started, wait_until_gone
from tests.conftest import said
from tests.live import (
    environment_of,
    free_port,
    make_desk_files,
    settings_for,
    wait_until,
)
from widget import serve
from widget.app import open_desk
from widget.desk import find_shop, new_form, open_case, read_form
from widget.serve import answers, port_is_free

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
SERVERS = ("granian", "waitress")


@pytest.fixture
def desk_folder(tmp_path):
    """Settings of a desk that is made, but not served; mail goes to a folder."""
    settings = settings_for(tmp_path, 0, smtp_url=f"folder://{tmp_path}/mails")
    make_desk_files(settings)
    return settings


@contextlib.contextmanager
def served(settings, *arguments):
    with started("serve", *arguments, environ=environment_of(settings), folder=settings.data) as it:
        wait_until(lambda: answers(settings) or it.poll() is not None, "the desk to answer")
        assert it.poll() is None, it.out.read()
        yield it


def get(settings, path="/s/wren-tide", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", settings.port, timeout=10)
    host = settings.base_url.partition("://")[2]
    connection.request("GET", path, headers={"Host": host, **headers})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def half_a_post(settings):
    """A connection that has sent half of its body and waits."""
    connection = socket.create_connection(("127.0.0.1", settings.port), timeout=10)
    host = settings.base_url.partition("://")[2]
    connection.sendall(
        f"POST /s/wren-tide/complaint HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1000\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\nhappened=it".encode()
    )
    return connection


@pytest.mark.parametrize("server", SERVERS)
def test_the_desk_says_when_it_is_open_and_answers(desk_folder, server):
    with served(desk_folder, "--server", server) as process:
        line = next(line for line in process.out if "open at" in line)
        assert line == f"The desk is open at {desk_folder.base_url}\n"
        answer = get(desk_folder)
        assert answer.status == 200
        assert answer.getheader("Server", "granian") == "granian"


def test_whatever_serve_writes_only_its_owner_can_read(desk_folder):
    with served(desk_folder):
        for path in desk_folder.data.rglob("*"):
            assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path


@pytest.mark.parametrize("server", SERVERS)
def test_T60_what_a_trusted_proxy_says_gets_through_each_server(tmp_path, server):
    settings = settings_for(tmp_path, 0, smtp_url=f"folder://{tmp_path}/mails")
    make_desk_files(settings)
    environ = {**environment_of(settings), "AMENDS_TRUSTED_PROXIES": "127.0.0.1"}
    https = {"X-Forwarded-Proto": "https"}
    with started("serve", "--server", server, environ=environ, folder=tmp_path):
        wait_until(lambda: answers(settings), "the desk to answer")
        assert get(settings, **https).getheader("Strict-Transport-Security")
        assert not get(settings).getheader("Strict-Transport-Security")


def test_a_second_serve_on_the_same_folder_is_refused(desk_folder):
    with served(desk_folder):
        second = {**environment_of(desk_folder), "AMENDS_PORT": str(free_port())}
        with started("serve", environ=second, folder=desk_folder.data) as process:
            assert process.wait(20) == 1
            assert process.out.read() == (
                f"Another amends serve is using the folder {desk_folder.data}. End it first, or "
                "give this one a folder of its own with AMENDS_DATA.\n"
            )
        assert get(desk_folder).status == 200


def test_a_port_that_is_taken_is_said(desk_folder):
    with socket.create_server(("127.0.0.1", desk_folder.port)):
        environ = environment_of(desk_folder)
        with started("serve", environ=environ, folder=desk_folder.data) as process:
            assert process.wait(20) == 1
            assert f"Port {desk_folder.port} on 127.0.0.1 is taken" in process.out.read()
    assert port_is_free("127.0.0.1", desk_folder.port)


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_in_order_within_ten_seconds_even_with_requests_half_way(desk_folder, server, by):
    with served(desk_folder, "--server", server) as process:
        family = family_of(process.pid)
        half = [half_a_post(desk_folder) for _ in range(4)]
        began = time.monotonic()
        # As a terminal does it: Ctrl-C reaches every process of the group.
        os.killpg(process.pid, by)
        assert process.wait(15) == 0
        assert time.monotonic() - began < 10
        wait_until_gone(family)
        for connection in half:
            connection.close()
        assert "Traceback" not in process.out.read()
    assert port_is_free("127.0.0.1", desk_folder.port)


@pytest.mark.parametrize("server", SERVERS)
def test_it_ends_by_an_interrupt_although_the_shell_had_it_ignored(desk_folder, server):
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as for `amends serve &` in a script
    try:
        with served(desk_folder, "--server", server) as process:
            signal.signal(signal.SIGINT, before)
            process.send_signal(signal.SIGINT)
            assert process.wait(15) == 0
    finally:
        signal.signal(signal.SIGINT, before)


def test_the_worker_ends_when_the_main_process_is_killed_and_the_desk_can_start_again(desk_folder):
    with served(desk_folder, "--server", "granian") as process:
        workers = children_of(process.pid)
        assert len(workers) == 1
        process.kill()
        process.wait()
        wait_until_gone(workers, 5)
    with served(desk_folder):
        assert get(desk_folder).status == 200


def test_it_starts_at_once_after_a_kill_without_waiting_for_the_old_worker(desk_folder):
    with served(desk_folder, "--server", "granian") as process:
        process.kill()
        process.wait()
        environ = environment_of(desk_folder)
        with started("serve", environ=environ, folder=desk_folder.data) as next_one:
            assert any("open at" in line for line in next_one.out)
            assert get(desk_folder).status == 200


def test_a_worker_that_dies_is_replaced(desk_folder):
    with served(desk_folder, "--server", "granian") as process:
        (worker,) = children_of(process.pid)
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: [pid for pid in children_of(process.pid) if pid != worker], "a new one")
        wait_until(lambda: answers(desk_folder), "the new one to answer")


def test_the_desk_of_a_demo_ends_with_the_demo(desk_folder):
    program = (
        "import subprocess, sys, time\n"
        "subprocess.Popen([sys.executable, '-m', 'widget.cli', 'serve', '--end-with-parent'])\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program], env=environment_of(desk_folder), cwd=desk_folder.data
    )
    try:
        wait_until(lambda: answers(desk_folder), "the desk to answer")
        family = family_of(parent.pid)[1:]
        assert len(family) == 2
    finally:
        parent.kill()
        parent.wait()
    wait_until_gone(family)


def test_T61_many_posts_that_are_never_finished_keep_nobody_out(desk_folder):
    with served(desk_folder), contextlib.ExitStack() as held:
        for _ in range(200):
            held.enter_context(half_a_post(desk_folder))
        began = time.monotonic()
        assert get(desk_folder).status == 200
        assert time.monotonic() - began < 5


def test_mail_that_does_not_leave_is_said_on_the_terminal(tmp_path):
    settings = settings_for(tmp_path, free_port())
    make_desk_files(settings)
    desk = open_desk(settings)
    shop = find_shop(desk, "wren-tide")
    form = read_form(desk, shop, "complaint", new_form(desk, shop, "complaint"))
    open_case(desk, shop, said(), form)
    desk.store.close()
    with served(settings) as process:
        began = time.monotonic()
        line = next(line for line in process.out if line.startswith("Mail is not leaving"))
        assert time.monotonic() - began < 60
    assert line == (
        "Mail is not leaving: 2 messages wait. Nothing is lost. "
        "The mail server cannot be reached.\n"
    )


def test_waitress_serves_where_there_is_no_granian(monkeypatch):
    assert serve.best_server() == "granian"
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert serve.best_server() == "waitress"


def test_a_port_of_ipv6_is_looked_at_as_such():
    try:
        listener = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no IPv6")
    port = listener.getsockname()[1]
    assert not port_is_free("::1", port)
    listener.close()
    assert port_is_free("::1", port)


def test_the_unit_for_systemd_ends_after_wrong_settings_and_starts_nothing_twice():
    unit = (Path(__file__).resolve().parents[2] / "deploy" / "amends.service").read_text()
    assert "RestartPreventExitStatus=2" in unit
    assert "UMask=0077" in unit
    stop_s = next(line for line in unit.splitlines() if line.startswith("TimeoutStopSec="))
    assert int(stop_s.partition("=")[2]) > serve.STOP_S + 2


def test_a_desk_without_a_mail_server_serves_and_takes_cases(tmp_path):
    settings = settings_for(tmp_path, 0, smtp_url="", mail_from="")
    make_desk_files(settings)
    with served(settings):
        assert get(settings).status == 200
        assert get(settings, "/s/wren-tide/complaint").status == 200
