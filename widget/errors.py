"""The only place where an error becomes a status and a sentence."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from widget.cases.errors import (
    AmendsError,
    CaseMovedOn,
    FormExpired,
    FormForged,
    LoginRefused,
    NotAllowed,
    NothingSaid,
    StorageUnavailable,
    TooManyBodies,
    UnknownCase,
    UnknownLink,
    UnknownPage,
    UnknownPhoto,
    UnknownShop,
)
from widget.cases.model import Shop
from widget.cases.text import clean_text
from widget.desk import find_shop
from widget.doors import the_desk

log = logging.getLogger("amends.errors")

_TECHNICAL = frozenset(
    {"csrf_token", "token", "step", "seq", "edit", "frame", "kind", "wish", "drop"}
)
_WORTH_KEEPING = 3  # letters; what is shorter is typed again sooner than copied


@dataclass(frozen=True)
class Said:
    """An error as a person reads it: status of the answer, a title, a sentence or two."""

    status: int
    title: str
    text: str


_l = lazy_gettext
_NOT_FOUND = Said(
    404,
    _l("This page is not here"),
    _l("The link may be cut off or too old. Open it again from the mail, or ask the shop."),
)
_FORM_OLD = Said(
    400, _l("This form was open for too long"), _l("Go back, load the page again and send it.")
)

_DOMAIN: dict[type[AmendsError], Said] = {
    UnknownShop: _NOT_FOUND,
    UnknownCase: _NOT_FOUND,
    UnknownLink: _NOT_FOUND,
    UnknownPage: _NOT_FOUND,
    UnknownPhoto: _NOT_FOUND,
    FormExpired: _FORM_OLD,
    FormForged: _FORM_OLD,
    TooManyBodies: _FORM_OLD,
    NothingSaid: Said(422, _l("There is nothing to send yet"), _l("Go back and write a line.")),
    CaseMovedOn: Said(
        409,
        _l("Something happened meanwhile"),
        _l("Open the case again to see it, then go on."),
    ),
    NotAllowed: Said(
        403,
        _l("Only the owner may do this"),
        _l("You can read, answer, note and close. Ask the owner for the rest."),
    ),
    LoginRefused: Said(
        403,
        _l("This log-in does not work any more"),
        _l("It was used, or it is older than 10 minutes. Ask for a new one."),
    ),
    StorageUnavailable: Said(
        503,
        _l("Nothing can be saved just now"),
        _l("Nothing was lost or sent. Go back and try again in a minute."),
    ),
}
_HTTP: dict[int, Said] = {
    404: _NOT_FOUND,
    405: Said(405, _l("This page cannot do that"), _l("Open it again from the start.")),
    413: Said(
        413,
        _l("That is more than the form can take"),
        _l(
            "Go back: your text is still there. Make it shorter, or leave out a large file, "
            "then send it again."
        ),
    ),
}
_ODD = Said(
    400,
    _l("The desk could not read that"),
    _l("Go back: what you typed is still there. Try once more."),
)
_BROKEN = Said(
    500,
    _l("Something broke on our side"),
    _l("It was noted. Go back: what you typed is still there. Try once more in a minute."),
)


def answer_errors(app: Flask) -> None:
    """Make the app answer every error with a page of the door it happened at."""
    app.register_error_handler(AmendsError, _answer_domain)
    app.register_error_handler(CSRFError, _answer_forged)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_defect)


def _answer_domain(error: AmendsError) -> Response:
    for kind in type(error).__mro__:
        if kind in _DOMAIN:
            return _page(_DOMAIN[kind])
    return _page(_BROKEN)


def _answer_forged(error: CSRFError) -> Response:
    del error
    return _page(
        Said(
            400,
            _("This page could not prove that it is yours"),
            _(
                "Perhaps you logged in again in another tab. What you typed is below; copy it, "
                "open the page again and send it."
            ),
        )
    )


def _answer_http(error: HTTPException) -> Response:
    if error.code is not None and error.code < 400:
        return make_response(error.get_response())
    said = _HTTP.get(error.code or 500)
    if said is None:
        said = _BROKEN if (error.code or 500) >= 500 else _ODD
        said = Said(error.code or 500, said.title, said.text)
    page = _page(said)
    for name, value in error.get_headers():
        if name == "Allow":
            page.headers[name] = value
    return page


def _answer_defect(error: Exception) -> Response:
    # The class and the place, never the message: it may hold somebody's words.
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_name}:{place.tb_lineno}" if place else ""
    log.error("defect", extra={"error_class": type(error).__name__, "place": where})
    return _page(_BROKEN)


# What a machine is told where no view of the relay could say it better.
_FOR_MACHINES = {
    400: ("rubbish", "The desk could not read that."),
    404: ("not_here", "There is nothing at this address. Is the plugin newer than the desk?"),
    405: ("method", "This address does not take that method."),
    413: ("too_large", "That is more than the desk takes at once."),
    503: ("later", "The desk cannot do this just now. Send it again."),
}


def _for_machines(status: int) -> Response:
    broken = ("broken", "Something broke at the desk. It was noted; send it again.")
    word, sentence = _FOR_MACHINES.get(status, broken if status >= 500 else _FOR_MACHINES[400])
    return make_response(jsonify(error=word, sentence=sentence), status)


def _page(said: Said) -> Response:
    if request.path.startswith("/relay/"):
        return _for_machines(said.status)
    door = "inbox" if request.path.startswith("/inbox") else "public"
    html = render_template(
        f"{door}/error.html",
        title=str(said.title),
        text=str(said.text),
        status=said.status,
        kept=_typed(said.status),
        shop=_shop_of_request(),
    )
    return make_response(html, said.status)


def _typed(status: int) -> dict[str, str]:
    """What somebody had typed, to be shown back; nothing where the body could not be read."""
    if status == 413:
        return {}
    try:
        fields = request.form.items()
    except HTTPException:
        return {}
    return {
        name[:40]: clean_text(text)[:10_000]
        for name, text in list(fields)[:20]
        if name not in _TECHNICAL and len(text) >= _WORTH_KEEPING
    }


def _shop_of_request() -> Shop | None:
    slug = (request.view_args or {}).get("slug")
    if not isinstance(slug, str):
        return None
    try:
        return find_shop(the_desk(), slug)
    except AmendsError:
        return None
