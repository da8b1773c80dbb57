"""``amends serve``: web, mail and upkeep in one process."""

from __future__ import annotations

import os

import click

from widget.cli.spoken import N_, SpokenCommand, StopError, option, settings_or_stop


@click.command(
    cls=SpokenCommand,
    help=N_("Run the desk: web, mail and upkeep in one process, until it is told to end."),
)
@option(
    "--server",
    type=click.Choice(["granian", "waitress"]),
    help=N_("Which web server; by default granian, or waitress where there is no granian."),
)
@option("--end-with-parent", is_flag=True, hidden=True)
@click.pass_context
def serve(context: click.Context, server: str | None, end_with_parent: bool) -> None:
    """Serve until SIGTERM or SIGINT; ``end_with_parent`` is how the demo starts its desk."""
    settings = settings_or_stop(context)
    # The worker reads them again, in a process of its own.
    os.environ["AMENDS_DATA"] = str(settings.data)
    from widget import serve as service

    try:
        service.serve(settings, server or "", with_parent=end_with_parent)
    except service.CannotServeError as error:
        raise StopError(str(error)) from None
