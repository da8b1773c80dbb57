"""``amends verify --head``: are the hashes that were kept outside still in the desk?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from widget.cli.spoken import StopError, _
from widget.speech import terminal_words

if TYPE_CHECKING:
    from widget.desk import Desk, KeptHead


def kept_hashes(what: str) -> list[str]:
    """The hashes in what was named: a hash itself, or a file with a mail in it.

    Raises ``StopError`` where there is none.
    """
    from widget.desk import hashes_in
    from widget.desk.heads import LARGEST_MAIL

    if Path(what).is_file():
        with Path(what).open("rb") as file:
            found = hashes_in(file.read(LARGEST_MAIL))
        if not found:
            raise StopError(_("There is no head in “%(file)s”.", file=what))
        return found
    found = hashes_in(what.encode())
    if found != [what.lower()]:
        raise StopError(
            _("“%(what)s” is neither a file nor a head: that has 64 digits.", what=what)
        )
    return found


def tell_heads(desk: Desk, hashes: list[str]) -> bool:
    """Say of each hash where it is; false where one is nowhere."""
    from widget.desk import find_heads

    found = find_heads(desk, hashes)
    for head in found:
        click.echo(_line(head))
    return all(head.event is not None for head in found)


def _line(head: KeptHead) -> str:
    if head.event is None or head.shop is None:
        return _(
            "%(hash)s is in no history of this desk. Either the newest events were cut off, a "
            "history was made anew, an older copy of the desk was brought back, or it is of "
            "another desk.",
            hash=head.hash,
        )
    values = {
        "hash": head.hash,
        "shop": head.shop.slug,
        "seq": head.event.seq,
        "moment": terminal_words().moment(head.event.at, "UTC"),
    }
    if head.stands_for_all:
        return _("%(hash)s is there: the head of %(shop)s, told on %(moment)s.", **values)
    return _("%(hash)s is there: event %(seq)d of a history of %(shop)s, %(moment)s.", **values)
