"""The desk as a command needs it: opened on the database as it is, closed again at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from widget.cli.spoken import StopError, _
from widget.settings import Settings

if TYPE_CHECKING:
    from widget.desk import Desk


@contextmanager
def opened_desk(settings: Settings) -> Iterator[Desk]:
    """The desk of these settings.

    Ends the command with a sentence where there is no database yet, it is of another version, or
    it cannot be opened.
    """
    import sqlite3

    from sqlalchemy.exc import SQLAlchemyError

    from widget.app import database_file, open_desk
    from widget.cases.errors import StorageUnavailable
    from widget.storage.ours import ForeignFile
    from widget.storage.upgrade import current_revision, head_revision

    database = database_file(settings)
    if database is not None and not database.exists():
        raise StopError(
            _("There is no desk in %(folder)s yet. “amends init” makes one.", folder=settings.data)
        )
    try:
        if current_revision(settings.database_url) != head_revision():
            raise StopError(
                _("The database is of another version. “amends serve” brings it up to date.")
            )
        desk = open_desk(settings)
    except (SQLAlchemyError, sqlite3.Error, ForeignFile):
        raise StopError(
            _("The database cannot be used just now. “amends doctor” says why.")
        ) from None
    try:
        yield desk
    except StorageUnavailable:
        raise StopError(
            _("The database cannot be used just now. “amends doctor” says why.")
        ) from None
    finally:
        desk.store.close()
