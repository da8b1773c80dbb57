"""What every screen of the inbox shows around its own matter: shop, person, tabs, alarm."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template

from widget.cases.deadlines import local_day
from widget.desk import alarms, count_unsent, inbox_page, mail_health, shops_of
from widget.doors import language, the_desk
from widget.inbox.due import days_left
from widget.inbox.rights import may
from widget.inbox.sessions import the_session
from widget.inbox.suspicion import why_suspect
from widget.inbox.words import _, ngettext
from widget.mail.words import words_for


def show(template: str, status: int = 200, **values: Any) -> tuple[str, int]:
    """Render a screen of the inbox inside its frame."""
    desk, session = the_desk(), the_session()
    frame = {
        "shop": session.shop,
        "person": session.person,
        "shops": shops_of(desk, session.person.id),
        "may": may,
        "today": today(),
        "mail_now": mail_health(desk),
        "unsent_mails": count_unsent(desk, session.shop.id),
        "alarms": [alarm.said(_) for alarm in alarms(desk)],
        "due_word": due_word,
        "clock_or_day": clock_or_day,
        "lately": lately,
        "day_at": day_at,
        "why_suspect": why_suspect,
    }
    values.setdefault("failed_mails", frozenset())
    if "counts" not in values:
        values["counts"] = inbox_page(desk, session.shop.id, "open", limit=1).counts
    return render_template(f"inbox/{template}.html", **frame, **values), status


def today() -> date:
    """The day it is where the shop is."""
    return local_day(the_desk().clock(), the_session().shop.zone)


def day_at(at: int) -> str:
    """The ISO day of a moment (ms UTC) where the shop is."""
    return local_day(at, the_session().shop.zone).isoformat()


def clock_or_day(at: int) -> str:
    """A moment (ms UTC) for the middle of a sentence: the time alone when it was today."""
    words, zone = words_for(language()), the_session().shop.zone
    if local_day(at, zone) == today():
        return words.clock(at, zone)
    return words.moment_short(at, zone)


def lately(at: int) -> str:
    """A moment (ms UTC) that stands for itself: "today 14:10", or day and time."""
    said = clock_or_day(at)
    return _("today %(time)s", time=said) if day_at(at) == today().isoformat() else said


def due_word(due_on: str) -> str:
    """How far away an ISO day is: "2 days late", "today", "in 3 days"."""
    left = days_left(due_on, today())
    if left < 0:
        return ngettext("%(num)s day late", "%(num)s days late", -left)
    if left in {0, 1}:
        return _("tomorrow") if left else _("today")
    return _("in %(days)s days", days=left)
