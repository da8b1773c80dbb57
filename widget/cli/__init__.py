"""The command line ``amends``: demo, init, serve, and what keeps a desk well and true.

Each command is a module of its own. What a command needs of the service it imports when it runs,
so that ``amends --help`` is there at once.
"""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError, version

import click

from widget.cli.backup import backup
from widget.cli.customer import erase, export
from widget.cli.demo import demo
from widget.cli.doctor import doctor
from widget.cli.init import init
from widget.cli.keys import keys
from widget.cli.login import login
from widget.cli.plugin import plugin
from widget.cli.policy import policy
from widget.cli.restore import restore
from widget.cli.serve import serve
from widget.cli.shop import shop
from widget.cli.spoken import N_, SpokenGroup, _, option
from widget.cli.verify import verify


def show_version(context: click.Context, option: click.Parameter, wanted: bool) -> None:
    """Print the version of the installed package and end."""
    del option
    if not wanted or context.resilient_parsing:
        return
    try:
        number = version("amends")
    except PackageNotFoundError:
        number = _("(run from its source, not installed)")
    click.echo(f"amends {number}")
    context.exit()


@click.group(
    cls=SpokenGroup,
    help=N_("The complaint, refund and withdrawal desk for one-person shops."),
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@option(
    "--data",
    metavar="FOLDER",
    type=click.Path(),
    help=N_("Folder of the database and of amends.toml, instead of AMENDS_DATA."),
)
@option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=show_version,
    help=N_("Say which version this is."),
)
@click.pass_context
def main(context: click.Context, data: str | None) -> None:
    """Read the environment once, for all commands alike."""
    context.obj = {**os.environ, **({"AMENDS_DATA": data} if data else {})}
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for command in (
    *(demo, init, serve, login, shop, doctor, keys),
    *(backup, restore, export, erase, verify, policy, plugin),
):
    main.add_command(command)
