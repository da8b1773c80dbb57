"""How the service is run: one process that people reach, one data folder, everything ends with it.

The main process migrates, takes the folder's lock and starts granian, whose worker calls
``application``. Where granian has no wheel, waitress serves in the main process itself.
"""

from __future__ import annotations

import http.client
import importlib.util
import logging
import multiprocessing
import os
import signal
import socket
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from widget.alarm_lines import CANNOT_USE, watch_desk
from widget.logs import write_logs
from widget.mail.words import Words
from widget.settings import Settings, read_settings
from widget.speech import terminal_words

if TYPE_CHECKING:
    from flask import Flask

LOCK_NAME = "serve.lock"
BACKLOG = 1024  # connections that may wait; granian's blocking threads are half of it
HEADER_TIMEOUT_MS = 15_000
STOP_S = 7  # what is still busy then is ended, so that all is over within 10 seconds
PARENT_LOOK_S = 0.5
PORT_WAIT_S = 3  # a killed main leaves its worker on the port for PARENT_LOOK_S
MAIL_LOOK_S = 5
WAITRESS_THREADS = 16
WAITRESS_CONNECTIONS = 1000  # it reads a body without a thread, but counts its connection


class CannotServeError(Exception):
    """The service cannot start as things are; the message is a whole sentence."""


def hold_folder(settings: Settings, words: Words) -> FileLock:
    """Take the data folder for this process; the lock ends with it, however it ends.

    Raises ``CannotServeError`` while another process serves from the folder.
    """
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(settings.data / LOCK_NAME, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise CannotServeError(
            words.gettext(
                "Another amends serve is using the folder %(folder)s. End it first, or give this "
                "one a folder of its own with AMENDS_DATA.",
                folder=settings.data,
            )
        ) from None
    return lock


def port_is_free(host: str, port: int) -> bool:
    """Whether nobody listens there; a port that has just been left counts as free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # Never SO_REUSEPORT: two services would then share the port without a word.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def wait_for_port(settings: Settings, words: Words) -> None:
    """Wait a moment for the port; raises ``CannotServeError`` where somebody keeps it."""
    end = time.monotonic() + PORT_WAIT_S
    while not port_is_free(settings.host, settings.port):
        if time.monotonic() > end:
            raise CannotServeError(
                words.gettext(
                    "Port %(port)s on %(host)s is taken by another program. End that, or choose "
                    "another “port” in amends.toml.",
                    port=settings.port,
                    host=settings.host,
                )
            )
        time.sleep(0.1)


def serve(settings: Settings, server: str = "", *, with_parent: bool = False) -> None:
    """Serve until SIGTERM or SIGINT, or until the parent is gone where ``with_parent``.

    ``server`` is ``granian``, ``waitress`` or empty: what this machine has. Raises
    ``CannotServeError`` where the folder or the port is another's.
    """
    # Whatever is written from now on, nobody else may read.
    os.umask(0o077)
    words = terminal_words()
    start_logs(settings)
    lock = hold_folder(settings, words)
    try:
        wait_for_port(settings, words)
        _migrate(settings)
        if with_parent:
            end_with_parent(os.getppid(), lambda: os.kill(os.getpid(), signal.SIGTERM))
        if (server or best_server()) == "granian":
            _serve_with_granian(settings)
        else:
            _serve_with_waitress(settings)
    finally:
        lock.release()


def start_logs(settings: Settings) -> None:
    """Log as the settings want it, without what Alembic says of each step."""
    write_logs(settings.log_level)
    logging.getLogger("alembic").setLevel(logging.WARNING)


def best_server() -> str:
    """The server that this machine has: granian, or waitress where it has no wheel."""
    return "granian" if importlib.util.find_spec("granian") else "waitress"


def application() -> Flask:
    """Make the application inside the worker, with the threads that work beside it."""
    settings = read_settings()
    start_logs(settings)
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:
        end_with_parent(parent.pid, lambda: os._exit(1))
    return _start_app(settings)


def end_with_parent(parent: int, end: Callable[[], None]) -> None:
    """Watch the process that started this one, and call ``end`` when it is gone."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_LOOK_S)
        end()

    threading.Thread(target=watch, name="parent", daemon=True).start()


def answers(settings: Settings, timeout_s: float = 1.0) -> bool:
    """Whether the desk answers ``/healthz`` at its port."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    connection = http.client.HTTPConnection(host, settings.port, timeout=timeout_s)
    try:
        connection.request("GET", "/healthz", headers={"Host": urlsplit(settings.base_url).netloc})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _migrate(settings: Settings) -> None:
    from sqlalchemy.exc import SQLAlchemyError

    from widget.storage import upgrade
    from widget.storage.faults import fault_of
    from widget.storage.ours import ForeignFile, look_inside

    words = terminal_words()
    try:
        copy = upgrade(settings.database_url, time.time_ns() // 1_000_000)
        look_inside(settings.database_url)
    except ForeignFile as error:
        raise CannotServeError(
            words.gettext("%(file)s belongs to another program.", file=error)
        ) from None
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise CannotServeError(words.gettext(CANNOT_USE[fault_of(error)])) from None
    if copy is not None:
        _say(
            terminal_words().gettext(
                "The database was brought up to date; what it was before is in %(copy)s.", copy=copy
            )
        )


def _start_app(settings: Settings) -> Flask:
    from widget.app import create_app, start_threads

    app = create_app(settings)
    start_threads(app)
    words = terminal_words()
    for watch, about in (
        (_announce, (settings, words)),
        (_watch_mail, (app, words)),
        (watch_desk, (app, words, _say)),
    ):
        threading.Thread(target=watch, args=about, name=watch.__name__, daemon=True).start()
    return app


def _announce(settings: Settings, words: Words) -> None:
    """Say that the desk is open once it is."""
    for _ in range(600):
        if answers(settings):
            _say(words.gettext("The desk is open at %(url)s", url=settings.base_url))
            return
        time.sleep(0.1)


def _watch_mail(app: Flask, words: Words) -> None:
    """A line when mail stops leaving, and one when it leaves again."""
    from widget.cases.errors import StorageUnavailable
    from widget.desk import mail_health
    from widget.mail.errors import fault_sentence

    well = True
    while True:
        # Without its database the desk has worse to say, and says it elsewhere.
        with suppress(StorageUnavailable):
            health = mail_health(app.extensions["desk"])
            if well and not health.ok:
                line = words.ngettext(
                    "Mail is not leaving: %(num)d message waits. Nothing is lost.",
                    "Mail is not leaving: %(num)d messages wait. Nothing is lost.",
                    health.waiting,
                )
                _say(f"{line} {fault_sentence(health.error, words)}".rstrip())
            elif health.ok and not well:
                _say(words.gettext("Mail is leaving again."))
            well = health.ok
        time.sleep(MAIL_LOOK_S)


def _say(line: str) -> None:
    # Straight to the terminal or the journal: a full pipe must not stop the desk.
    print(line, file=sys.stderr, flush=True)


def _serve_with_granian(settings: Settings) -> None:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    Granian(
        "widget.serve:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        # SQLite has one writer; with PostgreSQL, run more of these services instead.
        workers=1,
        backlog=BACKLOG,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_TIMEOUT_MS),
        websockets=False,
        # It would warn of its own default number of threads, which is right here [T61].
        log_level=LogLevels.error,
        # Its access log would hold the links of cases.
        log_access=False,
        factory=True,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_S,
    ).serve()


def _serve_with_waitress(settings: Settings) -> None:
    from waitress.server import create_server

    signal.signal(signal.SIGTERM, _end_in_order)
    # A shell that starts it in the background has it ignore this one, and Python would leave it so.
    signal.signal(signal.SIGINT, _end_in_order)
    app = _start_app(settings)
    create_server(
        app,
        host=settings.host,
        port=settings.port,
        threads=WAITRESS_THREADS,
        connection_limit=WAITRESS_CONNECTIONS,
        backlog=BACKLOG,
        channel_timeout=30,
        # The desk reads these itself, from proxies that it has been told to trust.
        clear_untrusted_proxy_headers=False,
        ident=None,
    ).run()


def _end_in_order(signum: int, frame: FrameType | None) -> None:
    del signum, frame
    raise SystemExit(0)
