"""``amends restore FILE``: the desk as it was when a backup was taken."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from widget.cli.bars import bars
from widget.cli.spoken import N_, SpokenCommand, StopError, _, option, settings_or_stop
from widget.cli.verify import fault_line
from widget.settings import Settings
from widget.speech import terminal_words

if TYPE_CHECKING:
    from widget.desk.restoring import Restored


@click.command(
    cls=SpokenCommand,
    help=N_("Bring a backup back. The desk must not run; what is there now is kept beside it."),
)
@click.argument("file", type=click.Path(path_type=Path))
@option("--yes", is_flag=True, help=N_("Do not ask before what is there now is put aside."))
@option(
    "--take-faults",
    is_flag=True,
    help=N_("Take the backup although some of its cases do not verify."),
)
@click.pass_context
def restore(context: click.Context, file: Path, yes: bool, take_faults: bool) -> None:
    """Read a backup into a fresh database and put that in place."""
    from widget.app import database_file
    from widget.cases.errors import BackupFailed, RestoreRefused
    from widget.desk.restoring import NotProven
    from widget.desk.restoring import restore as bring_back
    from widget.storage.backup import USE_PG_DUMP

    settings = settings_or_stop(context)
    translate = terminal_words().gettext
    database = database_file(settings)
    if database is None:
        raise StopError(BackupFailed(USE_PG_DUMP).said(translate))
    os.umask(0o077)
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _hold(settings):
        if database.exists() and not yes:
            click.echo(_("The backup takes the place of what is in %(file)s now.", file=database))
            click.confirm(_("Go on?"), abort=True)
        try:
            with bars() as progress:
                restored = bring_back(
                    file,
                    database,
                    settings.data,
                    now=time.time_ns() // 1_000_000,
                    random_bytes=os.urandom,
                    progress=progress,
                    take_faults=take_faults,
                )
        except RestoreRefused as error:
            raise StopError(
                _("%(file)s cannot be restored.", file=file) + " " + error.said(translate),
                _("Nothing was changed."),
            ) from None
        except NotProven as error:
            raise StopError(
                _("%(file)s holds cases that are not as they were sealed:", file=file),
                *(fault_line(fault) for fault in error.faults),
                _("Nothing was changed. “--take-faults” brings it back as it is."),
            ) from None
    _tell(restored, file)


@contextmanager
def _hold(settings: Settings) -> Iterator[None]:
    """Hold the folder as ``serve`` does; ends the command while one is running."""
    from filelock import FileLock, Timeout

    from widget.serve import LOCK_NAME

    lock = FileLock(settings.data / LOCK_NAME, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise StopError(
            _("The desk is running on %(folder)s. End it first.", folder=settings.data)
        ) from None
    try:
        yield
    finally:
        lock.release()


def _tell(restored: Restored, file: Path) -> None:
    words = terminal_words()
    verified = restored.verified
    click.echo(
        _(
            "Restored: %(cases)d cases with %(events)d events, %(rows)d rows in all.",
            cases=verified.cases,
            events=verified.events,
            rows=restored.rows,
        )
    )
    for fault in verified.faults:
        click.echo(fault_line(fault))
    if restored.newest_at is not None:
        moment = words.moment(restored.newest_at, "UTC")
        click.echo(_("The newest thing in it is of %(moment)s.", moment=moment))
    if restored.erased_again:
        click.echo(
            words.ngettext(
                "%(num)d case that was erased since is erased again. %(file)s still holds it.",
                "%(num)d cases that were erased since are erased again. %(file)s still holds them.",
                restored.erased_again,
                file=file,
            )
        )
    for path in restored.list_unread:
        click.echo(
            _(
                "The list of erased cases in %(file)s could not be read. What was erased after the "
                "newest other copy may be back.",
                file=path,
            )
        )
    if restored.kept is not None:
        click.echo(_("What was there before is kept in %(file)s", file=restored.kept))
    click.echo(_("Everybody has to log in again. These can, as owners:"))
    for owner in restored.owners:
        click.echo(f"  {owner}")
    click.echo(_("If the backup was in other hands, make new keys: “amends keys rotate”."))
