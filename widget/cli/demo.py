"""``amends demo``: a shop, its desk and its mailbox on this machine, until Ctrl-C."""

from __future__ import annotations

import click

from widget.cli.spoken import N_, SpokenCommand, option


@click.command(
    cls=SpokenCommand,
    help=N_("Show it all on this machine: a shop, its desk with a few cases, and its mailbox."),
)
@option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help=N_("Port of the desk."),
)
@option(
    "--shop-port",
    type=click.IntRange(1, 65535),
    default=8001,
    show_default=True,
    help=N_("Port of the shop and the mailbox."),
)
@option("--no-browser", is_flag=True, help=N_("Open no browser."))
@click.pass_context
def demo(context: click.Context, port: int, shop_port: int, no_browser: bool) -> None:
    """Run the demo. There is no ``--host``: it is for this machine alone [T76]."""
    from widget.demo.run import run_demo

    context.exit(run_demo(port, shop_port, browser=not no_browser))
