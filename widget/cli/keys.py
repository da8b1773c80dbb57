"""``amends keys rotate``: new keys for everything that the desk signs."""

from __future__ import annotations

import click

from widget.cli.opened import opened_desk
from widget.cli.spoken import N_, SpokenCommand, SpokenGroup, _, settings_or_stop


@click.group(cls=SpokenGroup, help=N_("The keys that the desk signs with."))
def keys() -> None:
    """Commands about keys."""


@keys.command(
    cls=SpokenCommand,
    help=N_(
        "Make new keys. What is out stays valid, also for whoever holds an old key: links and "
        "forms made with it go on working."
    ),
)
@click.pass_context
def rotate(context: click.Context) -> None:
    """Put new keys in front of the old ones."""
    from widget.desk import rotate_keys

    with opened_desk(settings_or_stop(context)) as desk:
        rotate_keys(desk)
    click.echo(
        _("New keys are in use for whatever is signed from now on. What is out stays valid.")
    )
    click.echo(_("If the desk is running, start it again, so that it takes them."))
