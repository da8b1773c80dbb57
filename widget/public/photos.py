"""Photos at the customer's door: taken at every press of a button, shown to whoever may see."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import BinaryIO, cast

from flask import jsonify, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from widget.asking.photo_box import PhotosField
from widget.asking.photo_words import FileFinding, findings_of
from widget.box.limits import MOST_FILE_BYTES
from widget.cases.errors import FormExpired, FormForged, PhotoRefused
from widget.cases.model import ASKED_KINDS, Shop
from widget.cases.tokens import FormToken
from widget.desk import (
    Desk,
    Photo,
    drop_photo,
    find_shop,
    keep_photo,
    photo_for_customer,
    photos_of_form,
    read_form,
    waiting_photo,
)
from widget.doors import photo_answer, photo_number, the_desk
from widget.public.bodies import ComingFile, let_files_in
from widget.public.door import blueprint

_PURPOSES = (*ASKED_KINDS, "reply")
_AROUND_BYTES = 64 * 1024  # of a request besides its one file
_LONGEST_S = 20.0  # with the files of one request; proxies wait for 30 s


@blueprint.get("/s/<slug>/photo/<handle>")
def waiting(slug: str, handle: str) -> Response:
    """A photo that no message has taken yet, for whoever holds its handle [T03]."""
    desk = the_desk()
    body, number = waiting_photo(desk, find_shop(desk, slug), handle)
    return photo_answer(body, number)


@blueprint.get("/c/<token>/photo/<number>")
def photo(token: str, number: str) -> Response:
    """A photo of the case behind a private link."""
    chosen = photo_number(number)
    return photo_answer(photo_for_customer(the_desk(), token, chosen), chosen)


@blueprint.post("/s/<slug>/photo")
def add_photo(slug: str) -> Response:
    """One photo, sent by script while the form is still being written; told in JSON.

    ``photos``: those that the form has now, each with handle, address and words. ``error``: a
    sentence about the file, empty where only a whole page can help.
    """
    desk = the_desk()
    shop = find_shop(desk, slug)
    let_files_in(MOST_FILE_BYTES + _AROUND_BYTES)
    try:
        files = request.files.getlist("photos")
    except RequestEntityTooLarge:
        return _told(413, error="")
    form = _any_form(desk, shop, request.form.get("token", ""))
    if form is None:
        return _told(400, error="")
    if "drop" in request.form:
        drop_photo(desk, shop, form, request.form["drop"])
    findings = _keep_all(desk, shop, form, files)
    kept = [_in_json(shop, photo) for photo in photos_of_form(desk, shop, form)]
    if findings:
        return _told(422, photos=kept, error=findings[0])
    return _told(200, photos=kept)


def take_photos(desk: Desk, shop: Shop, purpose: str, token: str, box: PhotosField) -> None:
    """Keep what was chosen and forget what is to go, whatever button was pressed; tell the form.

    ``token`` is the one that goes into the next page, so it is good.
    """
    form = read_form(desk, shop, purpose, token)
    if request.form.get("drop"):
        drop_photo(desk, shop, form, request.form["drop"])
    findings = _keep_all(desk, shop, form, request.files.getlist("photos"))
    box.tell(photos_of_form(desk, shop, form), findings)


def _keep_all(
    desk: Desk, shop: Shop, form: FormToken, files: Sequence[FileStorage]
) -> list[FileFinding]:
    """Keep each file that can be; what is told of the others."""
    left_out: list[tuple[str, str]] = []
    end = time.monotonic() + _LONGEST_S
    for file in files:
        name = file.filename or ""
        if not name and not _is_something(file):
            continue  # a box in which nothing was chosen
        try:
            _keep(desk, shop, form, file, in_time=time.monotonic() < end)
        except PhotoRefused as refused:
            left_out.append((refused.why, name))
    return findings_of(left_out)


def _keep(desk: Desk, shop: Shop, form: FormToken, file: FileStorage, *, in_time: bool) -> None:
    coming = file.stream
    if isinstance(coming, ComingFile) and coming.why:
        raise PhotoRefused(coming.why)
    if not in_time:
        raise PhotoRefused("busy")
    keep_photo(desk, shop, form, cast("BinaryIO", coming))


def _is_something(file: FileStorage) -> bool:
    return bool(file.stream.read(1))


def _any_form(desk: Desk, shop: Shop, token: str) -> FormToken | None:
    """The form that photos are for, whichever of a shop's it is."""
    for purpose in _PURPOSES:
        try:
            return read_form(desk, shop, purpose, token)
        except FormForged:
            continue
        except FormExpired:
            break
    return None


def _in_json(shop: Shop, photo: Photo) -> dict[str, str]:
    return {
        "handle": photo.handle,
        "url": url_for("public.waiting", slug=shop.slug, handle=photo.handle),
        "alt": _("Photo %(number)s", number=photo.number),
        "name": _("photo %(number)s", number=photo.number),
    }


def _told(status: int, **said: object) -> Response:
    answer = jsonify(said)
    answer.status_code = status
    return answer
