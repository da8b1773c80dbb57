"""Backup and export: how the copies are, one more of them, and taking one along."""

from __future__ import annotations

from flask import redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from widget.cases.errors import BackupFailed, NotAllowed, TracesLeft
from widget.desk import (
    clear_all_traces,
    copies_with_erased,
    copy_named,
    copy_state,
    delete_copies,
    make_copy,
    may_take_copies,
    note_copy_taken,
    traces_are_left,
)
from widget.doors import language, the_desk
from widget.inbox.door import blueprint
from widget.inbox.frame import show
from widget.inbox.rights import actor, needs
from widget.inbox.said import said
from widget.inbox.sessions import the_session
from widget.inbox.words import _
from widget.mail.words import words_for


@blueprint.get("/keeping")
@needs("keep")
def keeping() -> ResponseReturnValue:
    """Show the copies, and where a customer's data is handed out or erased."""
    return show_keeping()


@blueprint.post("/keeping/copy")
@needs("keep")
def copy_now() -> ResponseReturnValue:
    """Make a copy; where that does not work, say why."""
    _must_own_all()
    try:
        make_copy(the_desk())
    except BackupFailed as failed:
        return show_keeping(503, copy_error=failed.said(_))
    return _back("copied", "copies")


@blueprint.post("/keeping/take")
@needs("keep")
def take_copy() -> ResponseReturnValue:
    """Hand out a copy. It holds every shop and the keys, so only who owns all of it may have it."""
    _must_own_all()
    copy = copy_named(the_desk(), request.form.get("name", ""))
    if copy is None:
        return show_keeping(400, copy_error=_("The one you chose is not there any more."))
    note_copy_taken(the_desk(), actor())
    return send_file(
        copy.path,
        mimetype="application/vnd.sqlite3",
        as_attachment=True,
        download_name=copy.name,
        etag=False,
        max_age=None,
    )


@blueprint.post("/keeping/delete")
@needs("erase")
def delete_old() -> ResponseReturnValue:
    """Delete the copies that still hold what was erased, and make one that does not."""
    _must_own_all()
    desk = the_desk()
    old = [path.name for path in copies_with_erased(desk, the_session().shop.id)]
    delete_copies(desk, old)
    try:
        make_copy(desk)
    except BackupFailed as failed:
        return show_keeping(503, copy_error=failed.said(_))
    return _back("copies_deleted", "copies")


@blueprint.post("/keeping/clear")
@needs("erase")
def clear() -> ResponseReturnValue:
    """Try once more to have nothing of what was erased left in the files."""
    try:
        clear_all_traces(the_desk())
    except TracesLeft as left:
        return show_keeping(503, traces_error=left.said(_))
    return _back("cleared", "customer")


def show_keeping(
    status: int = 200,
    *,
    who: str = "",
    who_error: str = "",
    copy_error: str = "",
    traces_error: str = "",
) -> ResponseReturnValue:
    """Render the screen, with what was typed and what is wrong with it."""
    desk, session = the_desk(), the_session()
    return show(
        "keeping",
        status,
        state=copy_state(desk),
        size=words_for(language()).size,
        may_take=may_take_copies(desk, session.person.id),
        old_copies=copies_with_erased(desk, session.shop.id),
        traces_left=traces_are_left(desk),
        who=who,
        who_error=who_error,
        copy_error=copy_error,
        traces_error=traces_error,
        done=request.args.get("done", ""),
        said=said(request.args.get("done", "")),
    )


def _must_own_all() -> None:
    if not may_take_copies(the_desk(), the_session().person.id):
        raise NotAllowed("keep")


def _back(done: str, anchor: str) -> ResponseReturnValue:
    return redirect(url_for("inbox.keeping", done=done, _anchor=anchor), code=303)
