"""``amends export`` and ``amends erase``: everything of one customer, handed out or gone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from widget.cli.opened import opened_desk
from widget.cli.spoken import LINE, N_, SpokenCommand, StopError, _, option, settings_or_stop
from widget.speech import terminal_language, terminal_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from widget.desk import Desk
    from widget.desk.customers import Customer


@click.command(
    cls=SpokenCommand,
    help=N_("Write all that a customer’s cases hold into two files: JSON, and text to read."),
)
@click.argument("who", metavar="ADDRESS|REFERENCE", type=LINE)
@option("--shop", "slug", metavar="ID", help=N_("Look in this shop alone."))
@option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(),
    help=N_("Folder for the files, instead of this one."),
)
@click.pass_context
def export(context: click.Context, who: str, slug: str | None, folder: Path) -> None:
    """Hand out everything the desk holds about a customer."""
    from widget.desk.customers import export_json, export_text
    from widget.storage.copies import stamp

    os.umask(0o077)
    with opened_desk(settings_or_stop(context)) as desk:
        customer = _the_customer(desk, who, slug)
        # No address and no name in the name of a file.
        name = f"amends-export-{customer.cases[0].reference}-{stamp(desk.clock())}"
        data = export_json(desk, customer)
        text = export_text(desk, customer, terminal_language(os.environ))
    for ending, content in (("json", data), ("txt", text)):
        path = folder / f"{name}.{ending}"
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as target:
            target.write(content)
        click.echo(path)
    click.echo(
        terminal_words().ngettext(
            "%(num)d case, with the shop’s own notes and all photos. Look before you hand it on.",
            "%(num)d cases, with the shop’s own notes and all photos. Look before you hand it on.",
            len(customer.cases),
        ),
        err=True,
    )


@click.command(
    cls=SpokenCommand,
    help=N_("Erase all cases of a customer, for good. What happened and when can still be proven."),
)
@click.argument("who", metavar="ADDRESS|REFERENCE", type=LINE)
@option("--shop", "slug", metavar="ID", help=N_("Look in this shop alone."))
@option("--yes", is_flag=True, help=N_("Do not ask."))
@option("--yes-open", is_flag=True, help=N_("Also erase cases that are not closed."))
@option(
    "--delete-copies",
    is_flag=True,
    help=N_("Also delete older copies of the desk in its folder, and make a new one."),
)
@click.pass_context
def erase(
    context: click.Context,
    who: str,
    slug: str | None,
    yes: bool,
    yes_open: bool,
    delete_copies: bool,
) -> None:
    """Show what goes, ask, erase, and say what still holds it."""
    from widget.cases.errors import CasesOpen
    from widget.desk.customers import erase_customer
    from widget.desk.restoring import COMMAND

    os.umask(0o077)
    with opened_desk(settings_or_stop(context)) as desk:
        customer = _the_customer(desk, who, slug)
        _show(customer)
        also_open = yes_open or (not yes and _ask_about_open(customer))
        if not yes:
            click.confirm(_("Erase? This cannot be undone."), abort=True)
        references = [case.reference for case in customer.cases]
        try:
            erased = erase_customer(desk, COMMAND, customer, references, also_open=also_open)
        except CasesOpen as error:
            raise StopError(
                *_why_not(customer, error.references),
                _("Nothing was erased. “--yes-open” erases them as well."),
            ) from None
        click.echo(
            terminal_words().ngettext(
                "%(num)d case is erased.", "%(num)d cases are erased.", erased
            )
        )
        clean = _clear(desk)
        _look_after_copies(desk, delete=delete_copies, ask=not yes)
    if not clean:
        context.exit(1)


def _the_customer(desk: Desk, who: str, slug: str | None) -> Customer:
    """The one customer that is meant. Ends the command where there is none, or where two shops
    have somebody of that address: one must not erase for the other."""
    from widget.cases.errors import UnknownShop
    from widget.desk import find_shop
    from widget.desk.customers import find_customers

    try:
        shop_id = find_shop(desk, slug).id if slug else None
    except UnknownShop:
        raise StopError(
            _("There is no shop “%(id)s”. “amends shop list” shows all.", id=slug)
        ) from None
    found = find_customers(desk, who, shop_id)
    if not found:
        raise StopError(_("There is no case of “%(who)s”, or it is erased.", who=who))
    if len(found) > 1:
        raise StopError(
            _("Several shops have cases of “%(who)s”. Say which one with --shop:", who=who),
            *(f"  {customer.shop.slug}" for customer in found),
        )
    return found[0]


def _show(customer: Customer) -> None:
    words = terminal_words()
    click.echo(_("Cases at %(shop)s:", shop=customer.shop.name))
    for case in customer.cases:
        day = words.moment_short(case.opened_at, customer.shop.zone)
        state = words.state(case.state)
        click.echo(f"  {case.reference}  {words.kind(case.kind)}, {day}, {state}")
        if case.reference in customer.due_by_law:
            click.echo("    " + _("By law something is still to be done in it."))
    click.echo(
        _(
            "Goes: every word, name, address, number and photo of them, mails that still wait, and "
            "the private links."
        )
    )
    click.echo(
        _("Stays: that there was a case, of which kind, and when what happened, without words.")
    )


def _why_not(customer: Customer, references: Sequence[str]) -> list[str]:
    """Why some cases are not erased unasked: not closed, not done by law, money may still move."""
    by_law = [one for one in references if one in customer.due_by_law]
    moving = [one for one in references if one in customer.refund_under_way]
    settled = customer.due_by_law | customer.refund_under_way
    not_closed = [one for one in references if one not in settled]
    lines: list[str] = []
    if not_closed:
        lines.append(_("Not closed yet: %(cases)s.", cases=", ".join(not_closed)))
    if by_law:
        lines.append(_("Not done by law yet: %(cases)s.", cases=", ".join(by_law)))
    if moving:
        lines.append(_("A refund is under way: %(cases)s.", cases=", ".join(moving)))
    return lines


def _ask_about_open(customer: Customer) -> bool:
    if not customer.still_open:
        return False
    return click.confirm(
        terminal_words().ngettext(
            "%(num)d of them is not closed, or not done by law. Erase it all the same?",
            "%(num)d of them are not closed, or not done by law. Erase them all the same?",
            len(customer.still_open),
        ),
        abort=True,
    )


def _clear(desk: Desk) -> bool:
    """Rid the files of what was erased; says so where that does not work now."""
    from widget.cases.errors import TracesLeft
    from widget.desk.erasing import clear_all_traces
    from widget.storage.ours import database_path

    if database_path(desk.store.url) is None:
        click.echo(
            _(
                "PostgreSQL overwrites old rows in its own time; VACUUM FULL does it at once. Its "
                "logs and dumps are yours to look after."
            )
        )
        return True
    try:
        clear_all_traces(desk)
    except TracesLeft as error:
        click.echo(error.said(terminal_words().gettext), err=True)
        click.echo(
            _(
                "A running desk tries again each quarter of an hour; “amends doctor” says if it is "
                "still so."
            ),
            err=True,
        )
        return False
    click.echo(_("Nothing of it is left in the database’s files."))
    return True


def _look_after_copies(desk: Desk, *, delete: bool, ask: bool) -> None:
    from widget.desk.copying import copies_with_the_past
    from widget.desk.copying import delete_copies as delete_all

    copies = copies_with_the_past(desk)
    if not copies:
        return
    click.echo(_("These older copies of the desk still hold it:"))
    for path in copies:
        click.echo(f"  {path}")
    if not delete and not (ask and click.confirm(_("Delete them, and make a new copy?"))):
        click.echo(_("They go by themselves within five weeks, but for those named “before”."))
        return
    delete_all(desk, [path.name for path in copies])
    _make_new(desk)


def _make_new(desk: Desk) -> None:
    from widget.cases.errors import BackupFailed
    from widget.desk.copying import make_copy

    try:
        made = make_copy(desk)
    except BackupFailed as error:
        click.echo(error.said(terminal_words().gettext), err=True)
        return
    click.echo(_("Deleted. The new copy is %(file)s", file=made.path))
