"""The relay's blueprint, and every error of it as a word for machines and a sentence for people.

The sentences are English: a plugin says its own for the word, in the language of its owner.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, jsonify

from widget.cases.errors import AmendsError, StorageUnavailable, UnknownLink, UnknownShop
from widget.cases.storefront import BadOrder
from widget.desk import ForeignRest, KeyRefused, Replayed, UnknownCode

blueprint = Blueprint("relay", __name__)


class BadBody(AmendsError):
    """A body that is no JSON of the contract."""


class BadSignature(AmendsError):
    """Not signed with the secret of that shop."""


class Stale(AmendsError):
    """Signed right, but more than five minutes away from now."""


ERRORS: Mapping[type[Exception], tuple[int, str, str]] = {
    BadBody: (400, "rubbish", "The desk could not read this as the JSON that it expects."),
    BadOrder: (400, "rubbish", "The desk could not read one field of the order."),
    ForeignRest: (
        400,
        "rubbish",
        "The address of the plugin’s routes is not of the site that was agreed to.",
    ),
    BadSignature: (
        401,
        "bad_signature",
        "The signature does not fit. Connect the shop with the desk once more.",
    ),
    UnknownCode: (
        401,
        "unknown_code",
        "This code was used or is older than ten minutes. Press Connect once more.",
    ),
    UnknownShop: (404, "unknown_shop", "No shop of that name is connected with this desk."),
    UnknownLink: (404, "not_here", "This was taken, and its case has just been erased."),
    Stale: (
        409,
        "stale",
        "The time of the request is more than five minutes away from the desk’s. "
        "Check the clock of the shop’s server.",
    ),
    Replayed: (409, "replayed", "This id was used before for something else."),
    StorageUnavailable: (503, "later", "The desk cannot save anything just now. Send it again."),
    KeyRefused: (503, "later", "The desk cannot use its keys just now. Send it again later."),
}


@blueprint.errorhandler(AmendsError)
@blueprint.errorhandler(BadOrder)
def tell_error(error: Exception) -> tuple[Response, int]:
    """Answer an error of ours with its status, its word and its sentence."""
    for kind in type(error).__mro__:
        if kind in ERRORS:
            status, word, sentence = ERRORS[kind]
            if isinstance(error, BadOrder):
                sentence = f"{sentence} Its name: {error}."
            return jsonify(error=word, sentence=sentence), status
    raise error
