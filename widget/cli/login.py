"""``amends login``: a log-in link on the terminal, for the first day and for a lost mailbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from widget.cli.opened import opened_desk
from widget.cli.spoken import (
    N_,
    SpokenCommand,
    StopError,
    _,
    option,
    settings_or_stop,
)

if TYPE_CHECKING:
    from widget.desk import Desk


@click.command(
    cls=SpokenCommand,
    help=N_("Print a link that logs somebody in: once, within 10 minutes."),
)
@option(
    "--email",
    metavar="ADDRESS",
    help=N_("Whom to log in; may be left out where only one person can."),
)
@click.pass_context
def login(context: click.Context, email: str | None) -> None:
    """Print a one-time link."""
    from widget.cases.errors import LoginRefused
    from widget.desk import print_login

    with opened_desk(settings_or_stop(context)) as desk:
        address = email or _only_address(desk)
        try:
            link = print_login(desk, address)
        except LoginRefused:
            raise StopError(_("Nobody can log in as %(email)s.", email=address)) from None
    click.echo(link)
    # On the other output, so that the link can be piped on alone.
    click.echo(_("It logs in %(email)s once, within 10 minutes.", email=address), err=True)


def _only_address(desk: Desk) -> str:
    from widget.desk import all_shops, people_of

    addresses = sorted(
        {person.email for shop in all_shops(desk) for person in people_of(desk, shop.id)}
    )
    if not addresses:
        raise StopError(_("Nobody can log in yet. “amends shop add” makes a shop and its owner."))
    if len(addresses) > 1:
        raise StopError(_("Say who with --email. These can log in:"), *addresses)
    return addresses[0]
