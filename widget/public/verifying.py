"""The page on which anybody checks a file: a receipt, or the history of a case. Keeps nothing."""

from __future__ import annotations

from flask import make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.wrappers import Response

from widget.desk import OFFERED_LANGUAGES, Verdict, inspect_file
from widget.desk.inspecting import MOST_FILE_BYTES
from widget.doors import language, the_desk
from widget.public.door import blueprint
from widget.public.sheet import own_name

_ROUND_ABOUT = 16 * 1024  # bytes of a form around the file


@blueprint.get("/verify")
def verify() -> Response:
    """Where a receipt or a case file is checked by anybody; nothing is kept of it."""
    return _show()


@blueprint.post("/verify")
def verify_file() -> Response:
    """What a file is that somebody chose, dropped or pasted."""
    # So little that it stays in memory: nothing of it comes to lie on a disk.
    request.max_content_length = MOST_FILE_BYTES + _ROUND_ABOUT
    request.max_form_memory_size = request.max_content_length
    try:
        data = _handed_in()
    except RequestEntityTooLarge:
        return _show(Verdict("large"), 413)
    except BadRequest:
        return _show(Verdict("unknown"))
    if not data:
        return _show(missing=_("Choose a file, or paste what is in it."), status=422)
    verdict = inspect_file(the_desk(), data)
    return _show(verdict, 413 if verdict.found == "large" else 200)


def _handed_in() -> bytes:
    """The file; where none was chosen, the pasted text."""
    file = request.files.get("file")
    data = b"" if file is None else file.read(MOST_FILE_BYTES + 1)
    if data.strip():
        return data
    text = request.form.get("text", "").strip()
    # What cannot be written down is no receipt either, and is told so.
    return text.encode("utf-8", "replace")


def _show(verdict: Verdict | None = None, status: int = 200, missing: str = "") -> Response:
    page = render_template(
        "public/verify.html",
        shop=None,
        verdict=verdict,
        missing=missing,
        most=MOST_FILE_BYTES // 1000,
        others=[(code, own_name(code)) for code in OFFERED_LANGUAGES if code != language()],
    )
    return make_response(page, status)
