"""``amends policy``: the policy as a file, for static sites. Needs no server and no database."""

from __future__ import annotations

import click

from widget.cli.policy.build import build
from widget.cli.policy.check import check
from widget.cli.policy.new import new
from widget.cli.policy.pull import pull
from widget.cli.spoken import N_, SpokenGroup


@click.group(
    cls=SpokenGroup,
    help=N_("The policy as a file: make it, put its pages on a static site, keep the two alike."),
)
def policy() -> None:
    """Commands about the policy."""


for command in (new, build, pull, check):
    policy.add_command(command)
