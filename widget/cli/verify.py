"""``amends verify``: is a receipt, a case, or the whole desk as it was sealed?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from widget.cli.bars import bars
from widget.cli.opened import opened_desk
from widget.cli.spoken import LINE, N_, SpokenCommand, StopError, _, option, settings_or_stop
from widget.cli.verify_head import kept_hashes, tell_heads
from widget.settings import Settings
from widget.speech import terminal_words

if TYPE_CHECKING:
    from widget.desk import Desk, Fault, Verified


@click.command(
    cls=SpokenCommand,
    help=N_("Check that nothing was changed: a receipt’s file, a case by its reference, or all."),
)
@click.argument("what", metavar="[FILE|REFERENCE]", type=LINE, required=False)
@option("--all", "everything", is_flag=True, help=N_("Every case of every shop of this desk."))
@option(
    "--head",
    metavar="HEX|FILE",
    help=N_("A head that was kept outside, or the weekly mail; everything is checked with it."),
)
@click.pass_context
def verify(context: click.Context, what: str | None, everything: bool, head: str | None) -> None:
    """Check, say what was found, end with 1 where something was changed."""
    from widget.cases.ids import read_reference

    if sum((bool(what), everything, head is not None)) != 1:
        raise StopError(_("Name a receipt’s file or a case, or say --all or --head."))
    if head is not None:
        hashes = kept_hashes(head)
        with opened_desk(settings_or_stop(context)) as desk:
            # A head stands for what is below it only if all of that verifies, too.
            whole = all([tell_heads(desk, hashes), _verify_desk(desk, "")])
        if not whole:
            context.exit(1)
        return
    if what and Path(what).is_file():
        whole = _verify_file(context, Path(what))
    elif what and (reference := read_reference(what)) is None:
        raise StopError(_("“%(what)s” is neither a file nor the reference of a case.", what=what))
    else:
        with opened_desk(settings_or_stop(context)) as desk:
            whole = _verify_desk(desk, "" if everything else str(reference))
    if not whole:
        context.exit(1)


def fault_line(fault: Fault) -> str:
    """What is wrong with one history: which event, of when, and what about it."""
    place = fault.reference or _("the shop’s own history")
    if not fault.reference and fault.case_id:
        place = _("a case that is gone (%(id)d)", id=fault.case_id)
    if not fault.seq and fault.at is not None:
        return _(
            "%(shop)s, the policy that was published on %(moment)s: %(reason)s.",
            shop=fault.shop.slug,
            moment=_moment(fault.at),
            reason=_(fault.reason),
        )
    values = {"shop": fault.shop.slug, "place": place, "seq": fault.seq, "reason": _(fault.reason)}
    if fault.at is not None:
        return _(
            "%(shop)s, %(place)s: event %(seq)d (%(kind)s, %(moment)s) is the first that was "
            "changed: %(reason)s.",
            kind=fault.kind,
            moment=_moment(fault.at),
            **values,
        )
    if fault.after is None:
        return _("%(shop)s, %(place)s: event %(seq)d is not there: %(reason)s.", **values)
    return _(
        "%(shop)s, %(place)s: event %(seq)d is not there: %(reason)s. The last before it is of "
        "%(moment)s.",
        moment=_moment(fault.after),
        **values,
    )


def _moment(at: int) -> str:
    return terminal_words().moment(at, "UTC")


def _verify_desk(desk: Desk, reference: str) -> bool:
    from widget.cases.errors import UnknownCase
    from widget.desk import verify_all, verify_reference

    if reference:
        try:
            found = verify_reference(desk, reference)
        except UnknownCase:
            raise StopError(_("No shop has a case %(reference)s.", reference=reference)) from None
    else:
        with bars() as progress:
            found = verify_all(desk, progress)
    return _tell(found)


def _tell(found: Verified) -> bool:
    for fault in found.faults:
        click.echo(fault_line(fault))
    counted = terminal_words().ngettext(
        "%(num)d case with %(events)d events.",
        "%(num)d cases with %(events)d events.",
        found.cases,
        events=found.events,
    )
    if found.faults:
        changed = terminal_words().ngettext(
            "%(num)d history is not as it was sealed.",
            "%(num)d histories are not as they were sealed.",
            len(found.faults),
        )
        click.echo(f"{counted} {changed}")
        return False
    click.echo(counted + " " + _("Everything is as it was sealed."))
    return True


def _verify_file(context: click.Context, file: Path) -> bool:
    from widget.cases.errors import ProofBroken, ReceiptRefused
    from widget.cases.receipts import LARGEST
    from widget.desk import verify_receipt

    settings = settings_or_stop(context)
    with file.open("rb") as source:
        data = source.read(LARGEST + 1)
    try:
        if not _is_there(settings):
            receipt, known = verify_receipt(None, data)
        else:
            with opened_desk(settings) as desk:
                receipt, known = verify_receipt(desk, data)
    except ReceiptRefused as error:
        raise StopError(error.said(terminal_words().gettext)) from None
    except ProofBroken as error:
        click.echo(_("This receipt was changed: %(reason)s.", reason=_(error.reason)))
        return False
    moment = _moment(receipt.header.at)
    if known is not None:
        click.echo(
            _(
                "This receipt is genuine: %(shop)s received it on %(moment)s as %(reference)s.",
                shop=known.shop.name,
                moment=moment,
                reference=known.case.reference,
            )
        )
        if known.erased:
            click.echo(_("The desk has erased its words since; the receipt still proves them."))
        return True
    if not _is_there(settings):
        click.echo(
            _("This receipt is whole in itself, of %(moment)s.", moment=moment)
            + " "
            + _("Only the desk that sealed it can say that it is genuine; there is none here.")
        )
        return True
    click.echo(
        _("This receipt is whole in itself, but this desk has never sealed it. Do not rely on it.")
    )
    return False


def _is_there(settings: Settings) -> bool:
    from widget.app import database_file

    database = database_file(settings)
    return database is None or database.exists()
