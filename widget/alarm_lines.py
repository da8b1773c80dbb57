"""Lines on the terminal or in the journal when database, disk or clock need somebody."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from widget.mail.words import N_, Words

if TYPE_CHECKING:
    from flask import Flask

    from widget.desk import Desk
    from widget.desk.alarming import Alarm

LOOK_S = 5

# Why a desk does not start, by the fault of its database.
CANNOT_USE = {
    "full": N_("The disk is full, so the database cannot be used. Make room, then start again."),
    "read_only": N_("The database cannot be written. See whose the data folder and its files are."),
    "damaged": N_(
        "The database is damaged. “amends restore FILE” brings back a backup; those that the desk "
        "made itself are in the folder “backups” beside it."
    ),
    "busy": N_("Another program holds the database. End it, then start again."),
    "away": N_("The database cannot be used. “amends doctor” says more."),
}


def watch_desk(app: Flask, words: Words, say: Callable[[str], None]) -> None:
    """Look for ever, in a thread of its own."""
    told: dict[str, Alarm] = {}
    while True:
        told = tell_alarms(app.extensions["desk"], told, words, say)
        time.sleep(LOOK_S)


def tell_alarms(
    desk: Desk, told: dict[str, Alarm], words: Words, say: Callable[[str], None]
) -> dict[str, Alarm]:
    """Say what is newly wrong, and when everything can be saved again.

    ``told`` is what the look before has returned: alarms by their names.
    """
    from widget.desk.alarming import alarms

    desk.clock_watch.look(desk.clock())
    if desk.store.trouble:
        # Nobody may be writing just now, and nothing else would show that it works again.
        desk.store.probe(desk.clock())
    now = {alarm.name: alarm for alarm in alarms(desk)}
    for name, alarm in now.items():
        if told.get(name) != alarm:
            say(alarm.said(words.gettext))
    if "database" in told and "database" not in now:
        say(words.gettext("Everything can be saved again."))
    return now
