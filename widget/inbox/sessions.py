"""Who is at the inbox's door: session rows instead of Flask's signed cookie, and forged posts.

Flask's session object exists here only so that Flask-WTF finds its secret. The secret is derived
from what the browser already holds, so nothing is stored for it and it never runs out by itself.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Any

from flask import Flask, Request, Response, g, request, session
from flask.sessions import SessionInterface, SessionMixin
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.wrappers import Response as AnyResponse

from widget.cases.errors import StorageUnavailable
from widget.desk import Session, session_for
from widget.doors import the_desk

SESSION_COOKIE = "__Host-amends"
LOGIN_COOKIE = "__Host-amends-login"
ONWARD_COOKIE = "__Host-amends-next"
SESSION_MAX_AGE_S = 30 * 24 * 3600
ONWARD_MAX_AGE_S = 600  # as long as a log-in link lives

_LOGIN_COOKIE_SHAPE = re.compile("[A-Za-z0-9_-]{43}", re.ASCII)

csrf = CSRFProtect()


class DoorSession(dict[str, Any], SessionMixin):
    """What Flask takes for the session: at most one entry, the secret against forged posts."""

    modified = False


class RowSessions(SessionInterface):
    """Opens the session row of an inbox request as ``g.session``; elsewhere there is none."""

    def open_session(self, app: Flask, request: Request) -> DoorSession | None:  # noqa: ARG002
        """Look up who is there. Outside the inbox Flask gets a session that refuses to be used."""
        g.session = None
        if not is_inbox(request.path):
            return None
        token = request.cookies.get(SESSION_COOKIE, "")
        try:
            g.session = session_for(the_desk(), token) if token else None
        except StorageUnavailable as fault:
            # Told by the view's guard: here, before any view, it would only be a defect.
            g.storage_fault = fault
        if g.session is not None:
            return DoorSession(csrf_token=_secret_of(g.session.csrf_seed))
        cookie = login_cookie()
        return DoorSession(csrf_token=_secret_of(cookie.encode())) if cookie else DoorSession()

    def save_session(self, app: Flask, session: SessionMixin, response: AnyResponse) -> None:
        """Write nothing: rows are the desk's, and only the log-in sets cookies."""


def guard_sessions(app: Flask) -> None:
    """Wire both guards. The inbox calls ``check_post`` itself; no other door has a session."""
    app.session_interface = RowSessions()
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    # A page may stay open for as long as somebody thinks about an answer.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    csrf.init_app(app)


def check_post() -> None:
    """Refuse a POST that another site made this browser send.

    Raises ``CSRFError`` (400). GET and HEAD pass, since they change nothing.
    """
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise CSRFError("The post came from another site.")
    try:
        csrf.protect()
    except (ValueError, TypeError):  # a Referer or token that is not even one
        raise CSRFError("The post does not say where it came from.") from None


def is_inbox(path: str) -> bool:
    """Tell whether an address belongs to the owner's door."""
    return path == "/inbox" or path.startswith("/inbox/")


def login_cookie() -> str:
    """The cookie that binds a log-in to this browser, or empty text."""
    cookie = request.cookies.get(LOGIN_COOKIE, "")
    return cookie if _LOGIN_COOKIE_SHAPE.fullmatch(cookie) else ""


def meet_browser() -> str:
    """The log-in cookie of this browser; one that has none gets one with ``greet_browser``.

    Forms that are rendered from now on rely on it.
    """
    known = login_cookie() or g.get("fresh_login_cookie", "")
    if known:
        return str(known)
    fresh = base64.urlsafe_b64encode(the_desk().random_bytes(32)).decode().rstrip("=")
    g.fresh_login_cookie = fresh
    if g.session is None:
        session["csrf_token"] = _secret_of(fresh.encode())
    return fresh


def greet_browser(response: Response) -> None:
    """Set the log-in cookie that this request has made, if it has; it lasts until log-in."""
    if g.get("fresh_login_cookie"):
        _give(response, LOGIN_COOKIE, g.fresh_login_cookie, None)


def give_onward_cookie(response: Response, value: str) -> None:
    """Remember the page somebody wanted while the log-in mail is under way."""
    _give(response, ONWARD_COOKIE, value, ONWARD_MAX_AGE_S)


def give_session(response: Response, token: str) -> None:
    """Hand over a new session. What the browser had from before the log-in goes."""
    _give(response, SESSION_COOKIE, token, SESSION_MAX_AGE_S)
    for name in (LOGIN_COOKIE, ONWARD_COOKIE):
        if name in request.cookies:
            _take(response, name)


def take_session(response: Response) -> None:
    """Clear every cookie of the inbox."""
    for name in (SESSION_COOKIE, LOGIN_COOKIE, ONWARD_COOKIE):
        _take(response, name)


def the_session() -> Session:
    """The session of a view behind a log-in; only such a view may ask."""
    found: Session = g.session
    return found


def _give(response: Response, name: str, value: str, max_age_s: int | None) -> None:
    response.set_cookie(
        name, value, max_age=max_age_s, path="/", secure=True, httponly=True, samesite="Lax"
    )


def _take(response: Response, name: str) -> None:
    response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="Lax")


def _secret_of(seed: bytes) -> str:
    return hmac.new(seed, b"amends.csrf", hashlib.sha256).hexdigest()
