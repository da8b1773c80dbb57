"""Photos: kept with a form until its message takes them, then part of the case and of its proof.

Nothing of what a stranger sent is kept but pixels: the parser box makes a new picture of each file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from sqlalchemy import Connection

from widget.box.kinds import HEAD_BYTES, kind_of
from widget.box.limits import MOST_FILE_BYTES
from widget.box.outside import CleanPhoto, NotAPhoto
from widget.cases import tokens
from widget.cases.errors import PhotoRefused, UnknownPhoto
from widget.cases.model import Shop
from widget.cases.tokens import FormToken
from widget.desk.wired import Desk
from widget.storage import cases, links, uploads
from widget.storage.uploads import Upload

MOST_PHOTOS = 5  # in one message
MOST_SHOP_BYTES = 200_000_000
WAITING_KEPT_MS = 24 * 3600 * 1000
_SPARED_MS = 3600 * 1000  # what has waited less long is never pushed out by a newer one
_MIME = "image/jpeg"
_AT_ONCE = 1024 * 1024


@dataclass(frozen=True)
class Photo:
    """A photo as pages show it: its number from 1, in its form or in its case, and its size.

    ``handle`` opens it while no case has taken it, and is empty afterwards. ``event_id`` is the
    event it came with, 0 before.
    """

    number: int
    width: int
    height: int
    handle: str = ""
    event_id: int = 0


@dataclass(frozen=True)
class Batch:
    """The photos that go with one message, and what its event says of them: their SHA-256."""

    uploads: tuple[Upload, ...] = ()
    digests: tuple[str, ...] = ()

    def told_in(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """A payload with the photos named in it; without any it stays as it was."""
        return {**payload, "photos": list(self.digests)} if self.digests else dict(payload)

    def take(self, connection: Connection, case_id: int, event_id: int) -> None:
        """Make them the case's own. Raises ``UploadsMoved`` where somebody was faster."""
        uploads.take_uploads(connection, self.uploads, case_id, event_id)


def keep_photo(desk: Desk, shop: Shop, form: FormToken, file: BinaryIO) -> Photo:
    """Keep a file that came with a form as a clean photo; the same bytes twice are one.

    ``file`` stands at its beginning or can be put there. Raises ``PhotoRefused``, and
    ``StorageUnavailable`` where nothing can be written.
    """
    length, digest = _measured(file)
    if not 0 < length <= MOST_FILE_BYTES:
        raise PhotoRefused(_too_large(file) if length else "empty")
    with desk.store.read() as connection:
        waiting = _waiting(connection, shop.id, form.nonce)
    known = next((upload for upload in waiting if upload.digest == digest), None)
    if known is None:
        if len(waiting) >= MOST_PHOTOS:
            raise PhotoRefused("many")
        if not desk.store.has_room():
            raise PhotoRefused("room")
        known = _kept(desk, shop, form, digest, _cleaned(desk, file, length))
    handle = _handle(desk, known)
    beside = [photo.handle for photo in photos_of_form(desk, shop, form)]
    number = beside.index(handle) + 1 if handle in beside else len(beside) + 1
    return Photo(number, known.width, known.height, handle)


def photos_of_form(desk: Desk, shop: Shop, form: FormToken) -> list[Photo]:
    """The photos that wait under a form, oldest first."""
    with desk.store.read() as connection:
        waiting = _waiting(connection, shop.id, form.nonce)
    return [
        Photo(number, upload.width, upload.height, _handle(desk, upload))
        for number, upload in enumerate(waiting, start=1)
    ]


def count_photos(desk: Desk, shop: Shop, form: FormToken) -> int:
    """How many photos came in with a form and are still there, waiting or taken."""
    with desk.store.read() as connection:
        return len(uploads.uploads_of_form(connection, shop.id, form.nonce))


def move_photos(desk: Desk, shop: Shop, form: FormToken, to: FormToken) -> None:
    """Let the photos that wait under one form wait under another instead."""
    desk.store.writer.change(
        lambda connection: uploads.move_waiting(connection, shop.id, form.nonce, to.nonce)
    )


def drop_photo(desk: Desk, shop: Shop, form: FormToken, handle: str) -> None:
    """Forget a photo that waits under this very form; whatever else the handle names is left."""

    def change(connection: Connection) -> None:
        upload = uploads.waiting_upload(connection, shop.id, handle)
        if upload is not None and upload.nonce == form.nonce:
            uploads.drop_upload(connection, upload)

    desk.store.writer.change(change)


def waiting_photo(desk: Desk, shop: Shop, handle: str) -> tuple[bytes, int]:
    """A photo that no case has taken yet, for whoever holds its handle: bytes and number.

    Raises ``UnknownPhoto``.
    """
    with desk.store.read() as connection:
        upload = uploads.waiting_upload(connection, shop.id, handle)
        if upload is None:
            raise UnknownPhoto(handle[:6])
        beside = _waiting(connection, shop.id, upload.nonce)
        return uploads.body_of(connection, upload), beside.index(upload) + 1


def photo_for_customer(desk: Desk, token: str, number: int) -> bytes:
    """A photo of the case behind a private link. Raises ``UnknownLink``, ``UnknownPhoto``."""
    with desk.store.read() as connection:
        link = links.find_link(connection, token, "status")
        return _numbered(connection, link.shop_id, link.case_id, number)


def photo_for_shop(desk: Desk, shop_id: int, reference: str, number: int) -> bytes:
    """A photo of a case of this shop. Raises ``UnknownCase``, ``UnknownPhoto``."""
    with desk.store.read() as connection:
        case = cases.find_case(connection, shop_id, reference)
        return _numbered(connection, shop_id, case.id, number)


def photos_of_case(connection: Connection, shop_id: int, case_id: int) -> list[Photo]:
    """A case's photos, numbered through all its events."""
    return [
        Photo(number, upload.width, upload.height, event_id=upload.event_id)
        for number, upload in enumerate(
            uploads.uploads_of_case(connection, shop_id, case_id), start=1
        )
    ]


def batches_of_form(connection: Connection, shop_id: int, nonce: bytes) -> list[Batch]:
    """What may go with a form that is sent now, likeliest first.

    Photos that wait are meant. Where none does, a message may have taken them before: the form is
    then known by the very photos that went with it, and else it is sent without any.
    """
    found = uploads.uploads_of_form(connection, shop_id, nonce)
    by_event: dict[int, list[Upload]] = {}
    for upload in found:
        by_event.setdefault(upload.event_id, []).append(upload)
    groups = [by_event[0]] if 0 in by_event else [[], *by_event.values()]
    return [
        Batch(tuple(group), tuple(uploads.sha256_of(connection, one) for one in group))
        for group in groups
    ]


def forget_old_uploads(connection: Connection, shop_id: int, now: int) -> None:
    """Forget the photos of forms that were never sent, a day after they came."""
    uploads.forget_waiting(connection, shop_id, now - WAITING_KEPT_MS)


def _measured(file: BinaryIO) -> tuple[int, bytes]:
    file.seek(0)
    digest, length = hashlib.sha256(), 0
    while some := file.read(_AT_ONCE):
        digest.update(some)
        length += len(some)
    return length, digest.digest()


def _too_large(file: BinaryIO) -> str:
    """The word for a large file: no smaller copy of a film would be a photo."""
    file.seek(0)
    kind = kind_of(file.read(HEAD_BYTES))
    return kind if kind in {"film", "other"} else "large"


def _cleaned(desk: Desk, file: BinaryIO, length: int) -> CleanPhoto:
    file.seek(0)
    try:
        return desk.box.clean_photo(file, length)
    except NotAPhoto as refused:
        raise PhotoRefused(refused.why) from None


def _kept(desk: Desk, shop: Shop, form: FormToken, digest: bytes, clean: CleanPhoto) -> Upload:
    now = desk.clock()
    upload_id = desk.new_id(now)
    upload = Upload(
        shop_id=shop.id,
        id=upload_id,
        nonce=form.nonce,
        case_id=0,
        event_id=0,
        handle_hash=tokens.hash_of(
            _handle_by(desk.ring.links[desk.ring.newest_link], shop.id, upload_id, digest)
        ),
        digest=digest,
        width=clean.width,
        height=clean.height,
        mime=_MIME,
        size=len(clean.body),
        created_at=now,
    )
    return desk.store.writer.change(_keeping(upload, clean.body))


def _keeping(upload: Upload, body: bytes) -> Callable[[Connection], Upload]:
    def change(connection: Connection) -> Upload:
        # Others may have been at it since this was looked at first.
        waiting = _waiting(connection, upload.shop_id, upload.nonce)
        for other in waiting:
            if other.digest == upload.digest:
                return other
        if len(waiting) >= MOST_PHOTOS:
            raise PhotoRefused("many")
        if uploads.bytes_kept(connection, upload.shop_id) + upload.size > MOST_SHOP_BYTES:
            uploads.forget_waiting(connection, upload.shop_id, upload.created_at - _SPARED_MS)
        if uploads.bytes_kept(connection, upload.shop_id) + upload.size > MOST_SHOP_BYTES:
            raise PhotoRefused("full")
        uploads.add_upload(connection, upload, body)
        return upload

    return change


def _waiting(connection: Connection, shop_id: int, nonce: bytes) -> list[Upload]:
    return [one for one in uploads.uploads_of_form(connection, shop_id, nonce) if one.waits]


def _numbered(connection: Connection, shop_id: int, case_id: int, number: int) -> bytes:
    found = uploads.uploads_of_case(connection, shop_id, case_id)
    if not 0 < number <= len(found):
        raise UnknownPhoto(str(number))
    return uploads.body_of(connection, found[number - 1])


def _handle(desk: Desk, upload: Upload) -> str:
    """The handle of an upload, derived again: only its hash is stored."""
    handles = [
        _handle_by(key, upload.shop_id, upload.id, upload.digest)
        for key in desk.ring.links.values()
    ]
    kept = [handle for handle in handles if tokens.hash_of(handle) == upload.handle_hash]
    return kept[0] if kept else ""


def _handle_by(key: bytes, shop_id: int, upload_id: int, salt: bytes) -> str:
    return tokens.link_token(key, purpose="photo", shop_id=shop_id, link_id=upload_id, salt=salt)
