"""The doctor's look at the copies of the desk, and at what erased cases have left in its files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from widget.cli.doctor.findings import Finding, fine, note, wrong
from widget.cli.spoken import N_
from widget.speech import terminal_words

if TYPE_CHECKING:
    from widget.desk import Desk


def look_at_copies(desk: Desk) -> Iterator[Finding]:
    """Whether there is a copy, how old the newest is, and whether making them works."""
    from widget.desk.copying import copy_state
    from widget.desk.erasing import traces_are_left

    state = copy_state(desk)
    if state.own_affair:
        yield note(N_("PostgreSQL is backed up with its own pg_dump; the desk makes no copies."))
    elif state.failing_since is not None:
        yield wrong(
            N_("No copy of the desk could be made since %(when)s. Try “amends backup FILE”."),
            when=terminal_words().moment(state.failing_since, "UTC"),
        )
    elif state.newest is None:
        yield note(N_("There is no copy of the desk yet; the first is made when it runs."))
    else:
        about = wrong if state.late else fine
        yield about(
            N_("The newest copy of the desk is of %(when)s."),
            when=terminal_words().moment(state.newest.made_at, "UTC"),
        )
    if traces_are_left(desk):
        yield wrong(
            N_(
                "Cases were erased, but the database’s files may still hold bytes of them. The "
                "running desk tries again each quarter of an hour."
            )
        )
