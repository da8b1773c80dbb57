"""The doctor's look at the database: can it be opened, is it whole, of this version, of now?"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from widget.cli.doctor.copies import look_at_copies
from widget.cli.doctor.findings import Finding, fine, note, wrong
from widget.cli.spoken import N_
from widget.settings import Settings
from widget.speech import terminal_words

if TYPE_CHECKING:
    from pathlib import Path

    from widget.desk import Desk

CLOCK_SLACK_MS = 60_000


def look_at_database(settings: Settings) -> Iterator[Finding]:
    """Everything about the database; what depends on an earlier look is left out where it fails."""
    from widget.app import database_file

    file = database_file(settings)
    if file is not None:
        if not file.exists():
            yield wrong(N_("There is no database yet. “amends init” makes one."))
            return
        broken = _fault_of_file(file)
        if broken is not None:
            yield broken
            return
    stands = _look_at_version(settings)
    yield stands
    if stands.level == "fine":
        yield from _look_inside(settings)


def _fault_of_file(file: Path) -> Finding | None:
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        said = type(error).__name__
    if said == "ok":
        return None
    return wrong(
        N_(
            "The database %(file)s is damaged. End the desk and bring back the newest copy with "
            "“amends restore FILE”."
        ),
        file=file,
    )


def _look_at_version(settings: Settings) -> Finding:
    from alembic.util import CommandError
    from sqlalchemy.exc import SQLAlchemyError

    from widget.storage.upgrade import current_revision, head_revision

    try:
        stands, head = current_revision(settings.database_url), head_revision()
    except (SQLAlchemyError, CommandError) as error:
        return wrong(N_("The database cannot be reached (%(error)s)."), error=type(error).__name__)
    if stands == head:
        return fine(N_("The database is whole and of this version."))
    if stands is None or stands < head:
        return wrong(
            N_("The database is of an earlier version. “amends serve” brings it up to date.")
        )
    return wrong(N_("The database is of a later version of Amends than this one."))


def _look_inside(settings: Settings) -> Iterator[Finding]:
    from widget.app import open_desk
    from widget.cases.errors import AmendsError
    from widget.cli.doctor.key_file import look_at_key_file
    from widget.desk import all_shops

    desk = open_desk(settings)
    try:
        shops = all_shops(desk)
        if not shops:
            yield note(N_("There is no shop yet. “amends shop add” makes one."))
        yield _look_at_clock(desk, [shop.id for shop in shops])
        yield from _look_at_outbox(desk)
        yield from look_at_copies(desk)
        yield from look_at_key_file(settings, desk)
    except AmendsError as error:
        yield wrong(N_("The database cannot be read (%(error)s)."), error=type(error).__name__)
    finally:
        desk.store.close()


def _look_at_clock(desk: Desk, shop_ids: list[int]) -> Finding:
    from sqlalchemy import func, select

    from widget.storage.tables import events

    now = time.time_ns() // 1_000_000
    with desk.store.read() as connection:
        newest = max(
            (
                connection.scalar(select(func.max(events.c.at)).where(events.c.shop_id == shop_id))
                or 0
                for shop_id in shop_ids
            ),
            default=0,
        )
    shown = terminal_words().moment(now, "UTC")
    if newest > now + CLOCK_SLACK_MS:
        return wrong(
            N_(
                "The clock of this machine says %(now)s, but something in the database is of "
                "%(newest)s. Deadlines come out wrong; set the clock."
            ),
            now=shown,
            newest=terminal_words().moment(newest, "UTC"),
        )
    return fine(N_("The clock says %(now)s."), now=shown)


def _look_at_outbox(desk: Desk) -> Iterator[Finding]:
    from widget.desk import mail_health
    from widget.mail.errors import fault_sentence

    health = mail_health(desk)
    if health.ok:
        return
    words = terminal_words()
    text = words.ngettext(
        "Mail is not leaving: %(num)d message waits. Nothing is lost.",
        "Mail is not leaving: %(num)d messages wait. Nothing is lost.",
        health.waiting,
    )
    yield Finding("wrong", f"{text} {fault_sentence(health.error, words)}".rstrip())
