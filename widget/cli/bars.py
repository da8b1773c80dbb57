"""Progress bars on the error output, one for each stage of something that takes its time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from widget.cli.spoken import N_, _

if TYPE_CHECKING:
    from widget.storage.rows import Progress

STAGES = {
    "copy": N_("Copying"),
    "sum": N_("Adding up"),
    "check": N_("Checking the file"),
    "read": N_("Reading the rows"),
    "upgrade": N_("Bringing it up to date"),
    "verify": N_("Verifying the cases"),
    "erase": N_("Erasing again what was erased"),
}


@contextmanager
def bars() -> Iterator[Progress]:
    """What to call with a stage, how much of it is done and how much there is."""
    shown = _Bars()
    try:
        yield shown.tell
    finally:
        shown.end()


class _Bars:
    """One bar at a time: the next stage ends the one before."""

    def __init__(self) -> None:
        self._stage = ""
        self._bar: Any = None
        self._done = 0

    def tell(self, stage: str, done: int, of: int) -> None:
        if stage != self._stage:
            self.end()
            self._stage, self._done = stage, 0
            self._bar = click.progressbar(
                length=max(of, 1), label=_(STAGES[stage]), file=sys.stderr, width=30
            )
            self._bar.__enter__()
        self._bar.update(max(done, 1 if done >= of else 0) - self._done)
        self._done = max(done, self._done)

    def end(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None
            self._stage = ""
