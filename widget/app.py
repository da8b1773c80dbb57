"""The factory: wires settings, desk, doors and threads. Importing it does nothing."""

from __future__ import annotations

import mimetypes
import os
import threading
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from sqlalchemy import make_url

from widget import embed, inbox, public, relay, watch
from widget.desk import Desk, Rates, run_upkeep
from widget.doors import STATIC, teach_words
from widget.errors import answer_errors
from widget.framing import watch_frames
from widget.headers import send_headers
from widget.logs import log_requests
from widget.mail.deliver import Deliverer
from widget.mail.gather import Gatherer
from widget.mail.material import MailSettings
from widget.mail.transports import Transport, transport_for
from widget.proxies import FrontDoor
from widget.relay.carrier import Carrier
from widget.relay.reach import Reach
from widget.setting_checks import is_loopback
from widget.settings import Settings
from widget.storage import Store, upgrade

MOST_BODY_BYTES = 256 * 1024
MOST_FIELDS = 200


def now_ms() -> int:
    """The clock of the service: ms UTC."""
    return time.time_ns() // 1_000_000


def open_desk(
    settings: Settings,
    clock: Callable[[], int] = now_ms,
    random_bytes: Callable[[int], bytes] = os.urandom,
) -> Desk:
    """The desk for these settings: its database brought up to date, its keys made."""
    upgrade(settings.database_url, clock())
    return Desk(
        store=Store(settings.database_url),
        clock=clock,
        random_bytes=random_bytes,
        base_url=settings.base_url,
        data=settings.data,
        rates=Rates(settings.rates_url),
        self_test=settings.self_test,
    )


def create_app(
    settings: Settings,
    *,
    desk: Desk | None = None,
    clock: Callable[[], int] = now_ms,
    random_bytes: Callable[[int], bytes] = os.urandom,
) -> Flask:
    """Make the service. ``desk``, ``clock`` and ``random_bytes`` are for tests and the demo."""
    # A folder of the app's own is looked into before those of the doors: what both doors share.
    app = Flask("widget", static_folder=None, template_folder="templates")
    app.extensions["desk"] = desk or open_desk(settings, clock, random_bytes)
    app.extensions["settings"] = settings
    app.config.update(
        SECRET_KEY=app.extensions["desk"].ring.csrf,
        MAX_CONTENT_LENGTH=MOST_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BODY_BYTES,
        MAX_FORM_PARTS=MOST_FIELDS,
        TRAP_HTTP_EXCEPTIONS=False,
        PROPAGATE_EXCEPTIONS=False,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    log_requests(app)
    app.before_request(_refuse_many_fields)
    teach_words(app)
    answer_errors(app)
    send_headers(app)
    watch_frames(app)
    inbox.init_app(app)
    app.register_blueprint(public.blueprint)
    app.register_blueprint(inbox.blueprint, url_prefix="/inbox")
    app.register_blueprint(relay.blueprint, url_prefix="/relay/v1")
    app.register_blueprint(watch.blueprint)
    app.register_blueprint(embed.blueprint)
    app.add_url_rule("/static/<name>", "asset", _asset)
    app.add_url_rule("/favicon.ico", "icon", _icon)
    inbox.check_rights(app)
    app.wsgi_app = FrontDoor(  # type: ignore[assignment,method-assign]  # Flask's own way to wrap an app
        app.wsgi_app, settings.base_url, settings.trusted_proxies
    )
    return app


def _refuse_many_fields() -> None:
    # Werkzeug counts the parts of multipart bodies only.
    if request.mimetype == "application/x-www-form-urlencoded":
        body = request.get_data(cache=True, parse_form_data=False)
        if body.count(b"&") >= MOST_FIELDS:
            abort(413)


def _asset(name: str) -> Response:
    """A file of ``widget/static``: whole in memory, since the largest has a few kilobytes."""
    file = STATIC / name
    if name not in _asset_names() or not file.is_file():
        abort(404)
    response = Response(file.read_bytes(), mimetype=mimetypes.guess_type(name)[0])
    response.add_etag()
    return cast("Response", response.make_conditional(request))


def _icon() -> Response:
    """The desk's mark in a tab. Browsers ask for it here where a page names none."""
    return _asset("icon.svg")


@lru_cache(maxsize=1)
def _asset_names() -> frozenset[str]:
    return frozenset(file.name for file in STATIC.iterdir() if file.is_file())


def make_deliverer(app: Flask, transport: Transport | None = None) -> Deliverer:
    """The deliverer of an app's outbox. ``transport`` is for tests; else the settings name it."""
    settings: Settings = app.extensions["settings"]
    desk: Desk = app.extensions["desk"]
    second = transport_for(settings.smtp_url_2, desk.host) if settings.smtp_url_2 else None
    return Deliverer(
        desk.store,
        transport or transport_for(settings.smtp_url, desk.host),
        gather=Gatherer(desk.store, desk.base_url, lambda: desk.ring, desk.answer_by),
        settings=MailSettings(mail_from=settings.mail_from, base_url=settings.base_url),
        clock=desk.clock,
        random_bytes=desk.random_bytes,
        second=second,
    )


def make_carrier(app: Flask, reach: Reach | None = None) -> Carrier:
    """The carrier of an app's calls to shops. ``reach`` is for tests."""
    settings: Settings = app.extensions["settings"]
    out = reach or Reach(
        loopback=is_loopback(urlsplit(settings.base_url).hostname or ""),
        private_hosts=settings.private_hosts,
    )
    return Carrier(app.extensions["desk"], out)


def start_threads(app: Flask) -> Callable[[], None]:
    """Start deliverer, carrier and upkeep beside the app; returns what stops them.

    They are daemon threads: a killed worker takes them along, and nothing waits for them.
    """
    desk: Desk = app.extensions["desk"]
    stop, wake, wake_carrier = threading.Event(), threading.Event(), threading.Event()

    def wake_both() -> None:
        wake.set()
        wake_carrier.set()

    desk.store.writer.on_orders = wake_both
    deliverer = make_deliverer(app)
    threads: tuple[tuple[str, Callable[..., Any], tuple[Any, ...]], ...] = (
        ("deliverer", deliverer.run, (stop, wake)),
        ("carrier", make_carrier(app).run, (stop, wake_carrier)),
        ("upkeep", run_upkeep, (desk, stop)),
    )
    started = [
        threading.Thread(target=run, args=arguments, name=name, daemon=True)
        for name, run, arguments in threads
    ]
    for thread in started:
        thread.start()

    def end() -> None:
        stop.set()
        wake_both()
        for thread in started:
            thread.join(timeout=5)

    return end


def database_file(settings: Settings) -> Path | None:
    """The SQLite file of these settings; ``None`` on another database."""
    url = make_url(settings.database_url)
    return Path(url.database) if settings.on_sqlite and url.database else None
