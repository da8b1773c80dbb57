"""The demo's second port: the example shop's page, and a mailbox that shows what was sent."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, abort, make_response, render_template, request
from flask import send_from_directory as send_file_of
from werkzeug.wrappers import Response as AnyResponse

import widget
from widget.demo.mailbox import find_mail, sent_mails, with_links
from widget.mail.words import Words

SHOP_FILES = Path(__file__).parent / "shop"
DESK_LOOK = Path(widget.__file__).parent / "static"
# As it stands in the page that a shop would write; the demo puts its own desk in.
LINK_IN_PAGE = "https://desk.example/s/wren-and-tide"
LOADER_IN_PAGE = "https://desk.example/embed.js"
ZONE = "Europe/Dublin"

# The desk's loader and frame are all that comes from elsewhere.
PAGE_POLICY = (
    "default-src 'none'; script-src {desk}; style-src 'self'; img-src 'self'; "
    "frame-src 'self' {desk}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# A mail brings its own style and may open the desk in a new tab; it can do nothing else.
MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; frame-ancestors 'self'"
)


def make_shop_page(desk_url: str, own_hosts: set[str], mails: Path, words: Words) -> Flask:
    """The application of the second port.

    ``own_hosts`` are the only values of Host that are answered: a page on the web whose name has
    been pointed at this machine must not read the mailbox.
    """
    app = Flask("widget.demo", static_folder=None)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        words.gettext, words.ngettext, newstyle=True
    )
    app.jinja_env.filters["moment"] = lambda at: words.moment(at, ZONE)
    app.jinja_env.filters["moment_short"] = lambda at: words.moment_short(at, ZONE)
    app.jinja_env.globals.update(locale=words.language, text_direction=words.direction)

    @app.before_request
    def only_here() -> None:
        if request.host not in own_hosts:
            abort(421)

    @app.after_request
    def guard(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", PAGE_POLICY.format(desk=desk_url))
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response

    @app.get("/")
    def page() -> str:
        text = (SHOP_FILES / "index.html").read_text(encoding="utf-8")
        text = text.replace(LINK_IN_PAGE, f"{desk_url}/s/demo")
        return text.replace(LOADER_IN_PAGE, f"{desk_url}/embed.js")

    @app.get("/<path:name>")
    def file(name: str) -> AnyResponse:
        return send_file_of(SHOP_FILES, name)

    _add_mailbox(app, desk_url, mails)
    return app


def _add_mailbox(app: Flask, desk_url: str, mails: Path) -> None:
    @app.get("/mailbox")
    def mailbox() -> str:
        return render_template("demo/mailbox.html", mails=sent_mails(mails))

    @app.get("/mailbox/<name>")
    def mail(name: str) -> str:
        found = find_mail(mails, name) or abort(404)
        pieces = list(with_links(found.text, desk_url))
        return render_template("demo/mail.html", mail=found, pieces=pieces)

    @app.get("/mailbox/<name>/page")
    def mail_page(name: str) -> Response:
        found = find_mail(mails, name) or abort(404)
        # In the frame a link would lead nowhere: the desk's pages do not let themselves be framed.
        html = found.html.replace("<head>", '<head><base target="_blank">', 1)
        response = make_response(html)
        response.headers["Content-Security-Policy"] = MAIL_POLICY
        return response

    @app.get("/mailbox.css")
    def mailbox_look() -> AnyResponse:
        return send_file_of(Path(__file__).parent / "look", "mailbox.css")

    @app.get("/tokens.css")
    def tokens() -> AnyResponse:
        return send_file_of(DESK_LOOK, "tokens.css")
