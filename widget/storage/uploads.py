"""Photos: first *uploads* under the nonce of a form, then part of a case.

An upload *waits* until a message takes it; its case and event are 0 so long. Its bytes are read
only where they are asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from widget.cases.tokens import hash_of
from widget.storage.tables import uploads

_WAITING = 0


@dataclass(frozen=True)
class Upload:
    """A clean photo's row without its bytes. ``size`` in bytes, the sides in pixels."""

    shop_id: int
    id: int
    nonce: bytes
    case_id: int
    event_id: int
    handle_hash: bytes
    digest: bytes
    width: int
    height: int
    mime: str
    size: int
    created_at: int

    @property
    def waits(self) -> bool:
        """Whether no case has taken it yet."""
        return self.case_id == _WAITING


class UploadsMoved(Exception):
    """Some of the uploads that were to be taken are gone, or another case was faster."""


_COLUMNS = [column for column in uploads.c if column.name != "body"]


def add_upload(connection: Connection, upload: Upload, body: bytes) -> None:
    """Keep a photo that no case has taken yet."""
    values = {
        column.name: getattr(upload, "id" if column.name == "upload_id" else column.name)
        for column in _COLUMNS
    }
    connection.execute(insert(uploads).values(**values, body=body))


def uploads_of_form(connection: Connection, shop_id: int, nonce: bytes) -> list[Upload]:
    """All that came in under a form's nonce, oldest first, taken or not."""
    return _found(connection, (uploads.c.shop_id == shop_id) & (uploads.c.nonce == nonce))


def uploads_of_case(connection: Connection, shop_id: int, case_id: int) -> list[Upload]:
    """A case's photos in the order of its events: a photo's place in the list never changes."""
    if case_id == _WAITING:
        return []
    return _found(connection, (uploads.c.shop_id == shop_id) & (uploads.c.case_id == case_id))


def waiting_upload(connection: Connection, shop_id: int, handle: str) -> Upload | None:
    """The upload that somebody holds the handle of, until a case takes it; else ``None``."""
    found = _found(
        connection,
        (uploads.c.shop_id == shop_id)
        & (uploads.c.handle_hash == hash_of(handle))
        & (uploads.c.case_id == _WAITING),
    )
    return found[0] if found else None


def body_of(connection: Connection, upload: Upload) -> bytes:
    """A photo's bytes; empty where it is gone."""
    return connection.scalar(select(uploads.c.body).where(_this(upload))) or b""


def sha256_of(connection: Connection, upload: Upload) -> str:
    """The SHA-256 of a photo as it is kept, as hexadecimal text: what the proof says of it."""
    return hashlib.sha256(body_of(connection, upload)).hexdigest()


def digests_between(
    connection: Connection, shop_id: int, first: int, last: int
) -> dict[int, list[str]]:
    """Event id → SHA-256 of each of its photos, for the cases from one id to another."""
    statement = (
        select(uploads.c.event_id, uploads.c.body)
        .where((uploads.c.shop_id == shop_id) & uploads.c.case_id.between(max(first, 1), last))
        .order_by(uploads.c.event_id, uploads.c.upload_id)
        .execution_options(yield_per=8)
    )
    found: dict[int, list[str]] = {}
    for event_id, body in connection.execute(statement):
        found.setdefault(event_id, []).append(hashlib.sha256(body).hexdigest())
    return found


def take_uploads(
    connection: Connection, taken: Sequence[Upload], case_id: int, event_id: int
) -> None:
    """Make waiting uploads a case's own. Raises ``UploadsMoved`` unless all of them still wait."""
    for upload in taken:
        done = connection.execute(
            update(uploads)
            .where(_this(upload), uploads.c.case_id == _WAITING)
            .values(case_id=case_id, event_id=event_id)
        )
        if done.rowcount != 1:
            raise UploadsMoved


def move_waiting(connection: Connection, shop_id: int, nonce: bytes, to: bytes) -> None:
    """Put what waits under one form's nonce under another's."""
    connection.execute(
        update(uploads)
        .where(
            (uploads.c.shop_id == shop_id)
            & (uploads.c.nonce == nonce)
            & (uploads.c.case_id == _WAITING)
        )
        .values(nonce=to)
    )


def drop_upload(connection: Connection, upload: Upload) -> None:
    """Forget an upload that still waits."""
    connection.execute(delete(uploads).where(_this(upload), uploads.c.case_id == _WAITING))


def forget_waiting(connection: Connection, shop_id: int, before: int) -> None:
    """Forget what has waited since before a moment (ms)."""
    connection.execute(
        delete(uploads).where(
            (uploads.c.shop_id == shop_id)
            & (uploads.c.case_id == _WAITING)
            & (uploads.c.created_at < before)
        )
    )


def bytes_kept(connection: Connection, shop_id: int) -> int:
    """How many bytes of photos a shop has, waiting ones included."""
    total = select(func.sum(uploads.c.size)).where(uploads.c.shop_id == shop_id)
    return int(connection.scalar(total) or 0)


def _this(upload: Upload) -> ColumnElement[bool]:
    return (uploads.c.shop_id == upload.shop_id) & (uploads.c.upload_id == upload.id)


def _found(connection: Connection, where: ColumnElement[bool]) -> list[Upload]:
    statement = select(*_COLUMNS).where(where).order_by(uploads.c.event_id, uploads.c.upload_id)
    return [
        Upload(id=row["upload_id"], **{name: row[name] for name in row if name != "upload_id"})
        for row in connection.execute(statement).mappings()
    ]
