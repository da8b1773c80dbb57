"""People of the shop, and each one's own log-ins."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from widget.cases.errors import FieldErrors
from widget.cases.text import clean_line
from widget.desk import (
    add_helper,
    end_session,
    people_of,
    remove_helper,
    sessions_of,
)
from widget.doors import the_desk
from widget.inbox.door import blueprint
from widget.inbox.frame import show
from widget.inbox.rights import actor, may, needs
from widget.inbox.said import said, translated
from widget.inbox.sessions import the_session
from widget.inbox.site import LARGEST_ID


@blueprint.get("/people")
@needs("read")
def people() -> ResponseReturnValue:
    """Show one's own log-ins, and to the owner everybody who can log in."""
    return _show({}, {})


@blueprint.post("/people")
@needs("people")
def invite() -> ResponseReturnValue:
    """Let a helper log in with their own address."""
    typed = {name: clean_line(request.form.get(name, "")) for name in ("email", "name")}
    try:
        add_helper(the_desk(), actor(), typed["email"], typed["name"])
    except FieldErrors as wrong:
        return _show(typed, translated(wrong), 400)
    return _back("helper_added", "people")


@blueprint.post(f"/people/<int(max={LARGEST_ID}):person_id>/remove")
@needs("people")
def dismiss(person_id: int) -> ResponseReturnValue:
    """Remove a helper; their next request finds no session."""
    remove_helper(the_desk(), actor(), person_id)
    return _back("helper_removed", "people")


@blueprint.post(f"/sessions/<int(max={LARGEST_ID}):session_id>/end")
@needs("read")
def end(session_id: int) -> ResponseReturnValue:
    """End one of one's own log-ins."""
    if not end_session(the_desk(), actor(), session_id):
        abort(404)
    return _back("session_ended", "sessions")


def _back(done: str, anchor: str) -> ResponseReturnValue:
    return redirect(url_for("inbox.people", done=done, _anchor=anchor), code=303)


def _show(typed: dict[str, str], errors: dict[str, str], status: int = 200) -> ResponseReturnValue:
    desk, session = the_desk(), the_session()
    return show(
        "people",
        status,
        people=people_of(desk, session.shop.id) if may("people") else [],
        sessions=sessions_of(desk, session.person.id),
        session_id=session.id,
        typed=typed,
        errors=errors,
        done=request.args.get("done", ""),
        said=said(request.args.get("done", "")),
    )
