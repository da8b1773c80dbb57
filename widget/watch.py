"""For machines that watch, and for people who found a hole: a few plain words each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, abort, current_app

from widget.cases.errors import StorageUnavailable
from widget.desk import mail_health
from widget.doors import the_desk
from widget.settings import Settings

SECURITY_TXT_DAYS = 180

blueprint = Blueprint("watch", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return _word(well=True)


@blueprint.get("/readyz")
def readyz() -> Response:
    """The database takes what is written and the disk has room: send people here."""
    desk = the_desk()
    return _word(well=desk.store.probe(desk.clock()) and desk.store.has_room())


@blueprint.get("/mailz")
def mailz() -> Response:
    """Mail leaves: the server answers and nothing due has lain for a minute."""
    try:
        return _word(well=mail_health(the_desk()).ok)
    except StorageUnavailable:
        return _word(well=False)


@blueprint.get("/.well-known/security.txt")
def security_txt() -> Response:
    """Where to tell of a hole [T79], as RFC 9116 has it. Not there while nobody is named."""
    settings: Settings = current_app.extensions["settings"]
    contact = settings.contact or settings.mail_from
    if not contact:
        abort(404)
    contact = contact if ":" in contact else f"mailto:{contact}"
    today = datetime.fromtimestamp(the_desk().clock() / 1000, UTC).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    expires = (today + timedelta(days=SECURITY_TXT_DAYS)).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = (
        f"Contact: {contact}",
        f"Expires: {expires}",
        "Preferred-Languages: en, de",
        f"Canonical: {settings.base_url}/.well-known/security.txt",
    )
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def _word(*, well: bool) -> Response:
    # One word for strangers; whoever runs the desk asks "amends doctor".
    return Response("ok\n" if well else "no\n", 200 if well else 503, mimetype="text/plain")
