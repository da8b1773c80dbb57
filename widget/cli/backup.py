"""``amends backup FILE``: everything in one file, taken while the desk runs."""

from __future__ import annotations

import os
from pathlib import Path

import click

from widget.cli.bars import bars
from widget.cli.spoken import N_, SpokenCommand, StopError, _, option, settings_or_stop
from widget.speech import terminal_words


@click.command(
    cls=SpokenCommand,
    help=N_("Write the whole desk into one file, while it runs. Bring it back with “restore”."),
)
@click.argument("file", type=click.Path(path_type=Path))
@option("--replace", is_flag=True, help=N_("Take the place of a file that is there already."))
@click.pass_context
def backup(context: click.Context, file: Path, replace: bool) -> None:
    """Write, check and name a backup."""
    from widget.app import database_file
    from widget.cases.errors import BackupFailed
    from widget.storage.backup import make_backup

    settings = settings_or_stop(context)
    os.umask(0o077)
    database = database_file(settings)
    if database is not None and not database.exists():
        raise StopError(
            _("There is no desk in %(folder)s yet. “amends init” makes one.", folder=settings.data)
        )
    try:
        with bars() as progress:
            size = make_backup(settings.database_url, file, replace=replace, progress=progress)
    except BackupFailed as error:
        raise StopError(error.said(terminal_words().gettext)) from None
    shown = terminal_words().size(size)
    click.echo(_("%(file)s is written and checked: %(size)s.", file=file, size=shown))
    click.echo(
        _(
            "It holds everything: all messages, photos and addresses, and the keys the desk signs "
            "with. Keep it where only you can read it, and not on this machine alone."
        )
    )
