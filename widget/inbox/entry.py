"""Log-in and log-out: a mailed link that works where it was asked for, or a code typed there."""

from __future__ import annotations

from typing import Any

from flask import Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from widget.cases.errors import LoginRefused
from widget.cases.text import clean_line
from widget.desk import ask_login, log_out, look_at_login, use_code, use_login
from widget.doors import network_of_request, the_desk
from widget.inbox.devices import device_word
from widget.inbox.door import blueprint
from widget.inbox.onward import pack, unpack
from widget.inbox.rights import needs
from widget.inbox.sessions import (
    ONWARD_COOKIE,
    give_onward_cookie,
    give_session,
    greet_browser,
    login_cookie,
    meet_browser,
    take_session,
    the_session,
)
from widget.inbox.words import _

ADDRESS_LONGEST = 254  # letters; RFC 5321 allows no more
STATUS_OF_LINK = {"button": 200, "code": 200, "gone": 410}


@blueprint.get("/login")
@needs("open")
def login() -> ResponseReturnValue:
    """Ask who is there."""
    if g.session is not None:
        return redirect(url_for("inbox.listing"), code=303)
    return _page("login", email="", error="", wanted=_wanted())


@blueprint.post("/login")
@needs("open")
def ask() -> ResponseReturnValue:
    """Have a link mailed. The answer is the same for every address [T05, T12]."""
    email = clean_line(request.form.get("email", ""))[:ADDRESS_LONGEST]
    if not email:
        error = _("Type your email address.")
        return _page("login", 400, email="", error=error, wanted=_wanted())
    ask_login(the_desk(), email, meet_browser(), network_of_request())
    page = _page("login_asked", email=email, error="")
    wanted = _wanted()
    if wanted:
        give_onward_cookie(page, wanted)
    return page


@blueprint.post("/login/code")
@needs("open")
def log_in_by_code() -> ResponseReturnValue:
    """Log in by the code that the link showed in another browser."""
    code = "".join(request.form.get("code", "")[:32].split())
    try:
        token = use_code(the_desk(), meet_browser(), code, _device())
    except LoginRefused:
        email = clean_line(request.form.get("email", ""))[:ADDRESS_LONGEST]
        error = _(
            "This code does not fit. Look at it once more, or ask for a new link. "
            "After five tries a code is dead."
        )
        return _page("login_asked", 400, email=email, error=error)
    return _let_in(token)


@blueprint.get("/login/<token>")
@needs("open")
def look_at_link(token: str) -> ResponseReturnValue:
    """Show what a mailed link can do here. Looking changes nothing, however often [T10]."""
    return _link_page(token)


@blueprint.post("/login/<token>")
@needs("open")
def log_in_by_link(token: str) -> ResponseReturnValue:
    """Log in, where the link was asked for; elsewhere nothing happens [T11]."""
    try:
        session_token = use_login(the_desk(), token, login_cookie() or None, _device())
    except LoginRefused:
        return _link_page(token, 403)
    return _let_in(session_token)


@blueprint.post("/logout")
@needs("read")
def leave() -> ResponseReturnValue:
    """End this session, here and in the table."""
    log_out(the_desk(), the_session())
    response = _go(url_for("inbox.login"))
    take_session(response)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def _let_in(token: str) -> Response:
    """Answer a log-in. Whoever was logged in here before is not any more [T13]."""
    before = g.session
    if before is not None:
        log_out(the_desk(), before)
    response = _go(unpack(request.cookies.get(ONWARD_COOKIE, "")))
    give_session(response, token)
    return response


def _link_page(token: str, status: int | None = None) -> Response:
    view = look_at_login(the_desk(), token, login_cookie() or None)
    usual = STATUS_OF_LINK[view.state]
    shown = usual if status is None or usual != 200 else status
    return _page("login_link", shown, token=token, view=view)


def _page(template: str, status: int = 200, **values: Any) -> Response:
    """A page before the log-in, with the cookie that binds its forms to this browser."""
    meet_browser()
    page = make_response(render_template(f"inbox/{template}.html", **values), status)
    greet_browser(page)
    return page


def _wanted() -> str:
    """The page somebody was on the way to, as the name of a route; empty for none [T14]."""
    if "wanted" in request.form:
        name, _dot, reference = request.form["wanted"].partition(".")
        return pack(name, reference)
    return pack(request.args.get("next", ""), request.args.get("reference", ""))


def _go(address: str) -> Response:
    return make_response(redirect(address, code=303))


def _device() -> str:
    return device_word(request.headers.get("User-Agent", ""))
