"""Door 2: the owner's inbox. It translates between a browser and one desk function a view."""

from __future__ import annotations

from flask import Flask

from widget.inbox import (
    case,
    case_acts,
    case_files,
    clock_acts,
    connect,
    copies,
    customers,
    entry,
    listing,
    mail,
    people,
    policy,
    policy_look,
    policy_publish,
    policy_texts,
    refunds,
    shop,
    site,
    transcripts,
)
from widget.inbox.door import blueprint
from widget.inbox.rights import check_rights
from widget.inbox.sessions import guard_sessions

__all__ = ["blueprint", "check_rights", "init_app"]

# Naming them registers their views.
VIEWS = (
    *(case, case_acts, case_files, clock_acts, connect, copies, customers, entry),
    *(listing, mail, people, refunds, shop, site, transcripts),
    *(policy, policy_look, policy_publish, policy_texts),
)


def init_app(app: Flask) -> None:
    """Give the app the inbox's sessions and its guard against forged posts.

    Call it once, before the blueprint is registered; ``check_rights`` follows after.
    """
    guard_sessions(app)
