"""``amends shop``: add a shop to this desk, list them, show one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from widget.cli.opened import opened_desk
from widget.cli.questions import SHOP_QUESTIONS, answers_to, asked_as_options
from widget.cli.spoken import (
    LINE,
    N_,
    SpokenCommand,
    SpokenGroup,
    StopError,
    _,
    option,
    settings_or_stop,
)

if TYPE_CHECKING:
    from widget.cases.model import Shop
    from widget.desk import Desk


@click.group(cls=SpokenGroup, help=N_("The shops of this desk."))
def shop() -> None:
    """Commands about shops."""


@shop.command(cls=SpokenCommand, help=N_("Add a shop and its owner."))
@asked_as_options(SHOP_QUESTIONS)
@option("--yes", is_flag=True, help=N_("Ask nothing; take what is given, and guess the rest."))
@click.pass_context
def add(context: click.Context, /, yes: bool, **given: str | None) -> None:
    """Ask for a shop, and make it."""
    settings = settings_or_stop(context)
    answers = answers_to(SHOP_QUESTIONS, given, ask=not yes)
    with opened_desk(settings) as desk:
        made = make_shop_and_owner(desk, answers)
    click.echo(
        _(
            "%(shop)s is open at %(url)s/s/%(id)s",
            shop=made.name,
            url=settings.base_url,
            id=made.slug,
        )
    )


@shop.command("list", cls=SpokenCommand, help=N_("List the shops."))
@click.pass_context
def list_shops(context: click.Context) -> None:
    """One line for each shop: id, name, address."""
    from widget.desk import all_shops

    settings = settings_or_stop(context)
    with opened_desk(settings) as desk:
        shops = all_shops(desk)
    if not shops:
        click.echo(_("There is no shop yet. “amends shop add” makes one."))
    for each in shops:
        click.echo(f"{each.slug}\t{each.name}\t{settings.base_url}/s/{each.slug}")


@shop.command(cls=SpokenCommand, help=N_("Show a shop and who can log in."))
@click.argument("shop_id", metavar="ID", type=LINE)
@click.pass_context
def show(context: click.Context, shop_id: str) -> None:
    """Everything about one shop, but its customers."""
    from widget.cases.errors import UnknownShop
    from widget.desk import find_shop, people_of

    with opened_desk(settings_or_stop(context)) as desk:
        try:
            found = find_shop(desk, shop_id)
        except UnknownShop:
            raise StopError(
                _("There is no shop “%(id)s”. “amends shop list” shows all.", id=shop_id)
            ) from None
        people = people_of(desk, found.id)
    for label, value in _facts(found):
        click.echo(f"{_(label)}: {value}")
    for person in people:
        role = _(N_("owner")) if person.role == "owner" else _(N_("helper"))
        click.echo(f"{person.name} <{person.email}>, {role}")


def make_shop_and_owner(desk: Desk, answers: Mapping[str, Any]) -> Shop:
    """Make both. Ends the command with the sentences of the fields that do not do."""
    from widget.cases.errors import FieldErrors
    from widget.desk import make_owner, make_shop

    try:
        made = make_shop(desk, answers)
        make_owner(desk, made.id, made.mailbox, made.owner_name)
    except FieldErrors as error:
        raise StopError(*(_(sentence) for sentence in error.sentences.values())) from None
    return made


def _facts(found: Shop) -> list[tuple[str, str]]:
    return [
        (N_("Id"), found.slug),
        (N_("Name"), found.name),
        (N_("Owner"), found.owner_name),
        (N_("Mailbox"), found.mailbox),
        (N_("Languages"), ", ".join(found.languages)),
        (N_("Time zone"), found.zone),
        (N_("Country"), found.country),
        (N_("Working days until an answer"), str(found.target_days)),
    ]
