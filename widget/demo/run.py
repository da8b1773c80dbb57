"""Run the demo: make a desk in a folder of its own, serve it, and leave nothing behind."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

import widget
from widget.mail.words import Words
from widget.serve import answers, port_is_free
from widget.settings import PREFIX, Settings
from widget.speech import terminal_words

HERE = "127.0.0.1"  # and nowhere else: whoever reaches the demo reaches its log-in link [T76]
PORTS_TRIED = 200
START_S = 30
STOP_S = 12


class DemoError(Exception):
    """The demo cannot start; the message is a whole sentence."""


def run_demo(port: int, shop_port: int, *, browser: bool) -> int:
    """Run until Ctrl-C; the exit status. Settings of a real desk are neither read nor touched."""
    words, stop = terminal_words(), threading.Event()
    _end_on_signals(stop)
    try:
        port = _free_port(port, set(), words)
        shop_port = _free_port(shop_port, {port}, words)
        with tempfile.TemporaryDirectory(prefix="amends-demo-") as folder:
            settings = Settings(
                data=Path(folder) / "data",
                host=HERE,
                port=port,
                base_url=f"http://{HERE}:{port}",
                smtp_url=f"folder://{folder}/mails",
                mail_from="desk@wrenandtide.example",
                log_level="warning",
            )
            click.echo(words.gettext("Making a shop with a few cases …"))
            link = _make_everything(settings)
            with _shop_page(settings, shop_port, words), _desk(settings) as desk:
                _wait_until_open(settings, desk, stop, words)
                if not stop.is_set():
                    _show(settings, shop_port, link, words)
                    if browser:
                        _open_browser(f"http://{HERE}:{shop_port}/")
                return _stay(desk, stop, words)
    except DemoError as error:
        click.echo(str(error), err=True)
        return 1


def _end_on_signals(stop: threading.Event) -> None:
    # A closed terminal (SIGHUP) ends the demo just as Ctrl-C does.
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: stop.set())


def _free_port(wanted: int, taken: set[int], words: Words) -> int:
    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        if port not in taken and port_is_free(HERE, port):
            if port != wanted:
                click.echo(
                    words.gettext(
                        "Port %(wanted)d is taken, so it is %(port)d.", wanted=wanted, port=port
                    )
                )
            return port
    raise DemoError(words.gettext("No port is free from %(wanted)d on.", wanted=wanted))


def _make_everything(settings: Settings) -> str:
    """Shop, owner, cases and their mails; returns a log-in link."""
    from widget.app import create_app, make_deliverer, now_ms, open_desk
    from widget.demo.past import PastClock, let_happen, open_demo_shop
    from widget.demo.stories import read_stories
    from widget.desk import print_login

    os.umask(0o077)
    _write_settings(settings)
    clock = PastClock(now_ms() - 60 * 24 * 3600 * 1000)
    desk = open_desk(settings, clock=clock)
    try:
        shop, owner = open_demo_shop(desk)
        clock.at = now_ms()
        deliverer = make_deliverer(create_app(settings, desk=desk))
        let_happen(desk, clock, shop, owner, read_stories(), deliverer.deliver_due)
        clock.at = now_ms()
        return print_login(desk, shop.mailbox)
    finally:
        desk.store.close()


def _write_settings(settings: Settings) -> None:
    """Write down what the desk's own process has to know."""
    settings.data.mkdir(mode=0o700)
    lines = [
        f'base_url = "{settings.base_url}"',
        f'smtp_url = "{settings.smtp_url}"',
        f'mail_from = "{settings.mail_from}"',
        f'host = "{settings.host}"',
        f"port = {settings.port}",
        f'log_level = "{settings.log_level}"',
    ]
    settings.file.write_text("\n".join(lines) + "\n", encoding="utf-8")


@contextmanager
def _desk(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """The desk, served as any desk is, in a process that ends with this one."""
    environ = {name: text for name, text in os.environ.items() if not name.startswith(PREFIX)}
    # The very package that runs here, whatever lies in the folder we were called from.
    environ["PYTHONPATH"] = str(Path(widget.__file__).parent.parent)
    environ[f"{PREFIX}DATA"] = str(settings.data)
    with _log_of(settings).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "widget.cli", "serve", "--end-with-parent"],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # Ctrl-C is for this process, which then ends the desk in order.
            start_new_session=True,
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _log_of(settings: Settings) -> Path:
    return settings.data / "serve.log"


@contextmanager
def _shop_page(settings: Settings, port: int, words: Words) -> Iterator[None]:
    """The shop's page and the mailbox, on a port of their own, in a thread."""
    from waitress.server import create_server

    from widget.demo.shop_page import make_shop_page

    # It warns of each request that waits a moment, which would only puzzle whoever looks on.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    own_hosts = {f"{HERE}:{port}", f"localhost:{port}"}
    mails = Path(settings.smtp_url.removeprefix("folder://"))
    app = make_shop_page(settings.base_url, own_hosts, mails, words)
    server = create_server(app, host=HERE, port=port, threads=4, ident=None)
    threading.Thread(target=server.run, name="shop page", daemon=True).start()
    try:
        yield
    finally:
        server.close()


def _wait_until_open(
    settings: Settings, desk: subprocess.Popen[bytes], stop: threading.Event, words: Words
) -> None:
    end = time.monotonic() + START_S
    while not answers(settings):
        if stop.wait(0.05):
            return
        if desk.poll() is not None or time.monotonic() > end:
            said = _log_of(settings).read_text(errors="replace").strip()[-2000:]
            raise DemoError(f"{words.gettext('The desk did not start.')}\n{said}".strip())


def _show(settings: Settings, shop_port: int, link: str, words: Words) -> None:
    from widget.demo.stories import SHOP

    shop = f"http://{HERE}:{shop_port}"
    lines = [
        (words.gettext("The shop"), f"{shop}/"),
        (words.gettext("Its desk"), f"{settings.base_url}/s/demo"),
        (words.gettext("Its policy"), f"{settings.base_url}/p/demo"),
        (words.gettext("What was mailed"), f"{shop}/mailbox"),
        (words.gettext("The owner’s inbox"), link),
    ]
    width = max(len(label) for label, _ in lines)
    click.echo(words.gettext("The demo is ready. All of it is on this machine."))
    click.echo()
    for label, address in lines:
        click.echo(f"  {label:{width}}  {address}")
    click.echo()
    click.echo(
        words.gettext(
            "The last link logs in once, within 10 minutes. Later ask for another one as "
            "%(email)s; it arrives in the mailbox.",
            email=SHOP["mailbox"],
        )
    )
    click.echo(words.gettext("Ctrl-C ends the demo and removes everything it made."))


def _open_browser(address: str) -> None:
    here = sys.platform in {"win32", "darwin"}
    if here or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(address)


def _stay(desk: subprocess.Popen[bytes], stop: threading.Event, words: Words) -> int:
    while not stop.wait(0.5):
        if desk.poll() is not None:
            raise DemoError(words.gettext("The desk has ended by itself."))
    click.echo(words.gettext("Ending …"))
    return 0
