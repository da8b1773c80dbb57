"""The inbox: what is due next, what waits, what looks like spam, what is done."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from widget.cases.model import KINDS, STATES
from widget.cases.text import clean_line
from widget.desk import (
    clocks_of_cases,
    failed_mails_of,
    inbox_page,
    late_by_law,
    policy_in_force,
    sites_of,
)
from widget.doors import the_desk
from widget.inbox.clocks import late_words, row_words
from widget.inbox.door import blueprint
from widget.inbox.due import groups_by_due
from widget.inbox.frame import show, today
from widget.inbox.next_act import next_act
from widget.inbox.rights import may, needs
from widget.inbox.said import said
from widget.inbox.sessions import the_session

ASKED_LONGEST = 400  # letters of a search
CURSOR_LONGEST = 400


@blueprint.get("/")
@needs("read")
def listing() -> ResponseReturnValue:
    """Show one page of cases."""
    desk, shop = the_desk(), the_session().shop
    view = _one_of(request.args.get("view", ""), STATES, "open")
    kind = _one_of(request.args.get("kind", ""), KINDS, "")
    words = clean_line(request.args.get("q", "")[:ASKED_LONGEST])
    after = request.args.get("after", "")[:CURSOR_LONGEST]
    page = inbox_page(desk, shop.id, view, kind=kind, words=words, after=after)
    first_day = not words and not any(page.counts.get(state) for state in STATES)
    return show(
        "listing",
        view=view,
        kind=kind,
        words=words,
        after=after,
        page=page,
        counts=page.counts,
        failed_mails=failed_mails_of(desk, shop.id, page.cases),
        next_act=next_act,
        clocks=row_words(clocks_of_cases(desk, shop, page.cases), today()),
        late_by_law=late_words(late_by_law(desk, shop), today()),
        groups=groups_by_due(page.cases, today()) if view == "open" and not words else [],
        first_day=first_day,
        sites=sites_of(desk, shop.id) if first_day and may("settings") else [],
        has_policy=first_day and policy_in_force(desk, shop.id) is not None,
        said=said(request.args.get("done", "")),
    )


def _one_of(text: str, known: tuple[str, ...], otherwise: str) -> str:
    return text if text in known else otherwise
