"""A post of somebody whose log-in ended while they wrote: nothing is done, and nothing is lost."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from widget.inbox.words import _

LONG = 20  # letters: what is shorter is typed again faster than it is copied


def typed_texts() -> dict[str, str]:
    """The long texts of this post by the name of their field, without our own token."""
    return {
        name: text
        for name, text in request.form.items()
        if name != "csrf_token" and len(text) > LONG
    }


def logged_out_page() -> ResponseReturnValue:
    """Answer with what was typed, to be copied before the log-in."""
    page = render_template(
        "inbox/error.html",
        status=403,
        title=_("You are not logged in any more"),
        text=_("Nothing was changed. What you typed is below: copy it, log in and paste it."),
        kept=typed_texts(),
        shop=None,
    )
    return page, 403
