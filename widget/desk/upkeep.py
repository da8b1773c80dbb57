"""What the desk does by itself: erase what was kept long enough, forget log-ins that ended."""

from __future__ import annotations

import logging
import threading
from datetime import date

from sqlalchemy import Connection

from widget.cases.deadlines import local_day
from widget.cases.errors import AmendsError, TracesLeft
from widget.cases.model import Case, Shop
from widget.cases.retention import erase_on
from widget.desk.copying import copy_by_night
from widget.desk.erasing import (
    cases_to_erase,
    clear_all_traces,
    erase_case,
    forget_old_keys,
    forget_sent_mails,
    traces_are_left,
)
from widget.desk.framing import forget_old_sightings
from widget.desk.heads import tell_heads
from widget.desk.mail_upkeep import look_after_mails
from widget.desk.order_matching import match_orders
from widget.desk.order_tellings import TOLD_KEPT_MS, tell_orders
from widget.desk.photos import forget_old_uploads
from widget.desk.reminding import remind_of_clocks
from widget.desk.sessions import DAY_MS, IDLE_MS, LONGEST_MS
from widget.desk.storefronts import forget_old_relayed
from widget.desk.wired import UPKEEP, Desk
from widget.storage import cases, people, shops
from widget.storage.clock_jumps import pull_back
from widget.storage.storefront_calls import forget_told

EVERY_S = 15 * 60
_FORMS_KEPT_MS = 15 * DAY_MS  # a token lives seven days; twice that and one more
_MAILS_KEPT_MS = 30 * DAY_MS
_LOGINS_KEPT_MS = 2 * DAY_MS
_ERASED_AT_ONCE = 10  # cases in one commit

log = logging.getLogger("amends.upkeep")


def do_upkeep(desk: Desk) -> int:
    """Do all that is due now; returns how many cases were erased."""
    now = desk.clock()
    with desk.store.read() as connection:
        everywhere = shops.all_shops(connection)
    erased = sum(_tidy_shop(desk, shop, now) for shop in everywhere)
    desk.store.writer.change(
        lambda connection: people.delete_stale(
            connection,
            idle_since=now - IDLE_MS,
            begun_before=now - LONGEST_MS,
            logins_before=now - _LOGINS_KEPT_MS,
        )
    )
    match_orders(desk, everywhere)
    tell_orders(desk, everywhere, now)
    look_after_mails(desk, everywhere, now)
    tell_heads(desk, everywhere, now)
    remind_of_clocks(desk, everywhere, now)
    _clear_what_is_left(desk)
    copy_by_night(desk)
    return erased


def _clear_what_is_left(desk: Desk) -> None:
    """Rid the files of what was erased, now or when it did not work at once."""
    if traces_are_left(desk):
        try:
            clear_all_traces(desk)
        except TracesLeft as error:
            log.warning("traces are left", extra={"error_class": type(error).__name__})


def _tidy_shop(desk: Desk, shop: Shop, now: int) -> int:
    today = local_day(now, shop.zone)
    due: list[Case] = []
    # A wrong clock makes a case look older than it is, and what is erased stays erased.
    if not desk.clock_watch.jumped_ms:
        with desk.store.read() as connection:
            closed = cases_to_erase(connection, shop.id)
        due = [case for case in closed if _is_due(shop, case, today)]
    erased = 0
    # Some at a time: on New Year's Day a whole year is due, and customers write meanwhile.
    for start in range(0, len(due), _ERASED_AT_ONCE):
        batch = due[start : start + _ERASED_AT_ONCE]
        erased += desk.store.writer.change(lambda c, batch=batch: _erase_all(desk, c, batch))  # type: ignore[misc]

    def forget(connection: Connection) -> None:
        forget_old_keys(connection, shop.id, now - _FORMS_KEPT_MS)
        forget_sent_mails(connection, shop.id, now - _MAILS_KEPT_MS)
        forget_old_sightings(connection, shop, now)
        forget_old_uploads(connection, shop.id, now)
        forget_old_relayed(connection, shop.id, now)
        forget_told(connection, shop.id, now - TOLD_KEPT_MS)
        pull_back(connection, shop.id, now)

    desk.store.writer.change(forget)
    return erased


def _is_due(shop: Shop, case: Case, today: date) -> bool:
    return today >= erase_on(
        closed_on=local_day(case.closed_at or case.changed_at, shop.zone),
        outcome=case.outcome,
        spam_days=shop.spam_days,
        closed_years=shop.closed_years,
    )


def _erase_all(desk: Desk, connection: Connection, due: list[Case]) -> int:
    """Erase those of the cases that nobody has touched since they were found to be due."""
    erased = 0
    for case in due:
        if cases.case_by_id(connection, case.shop_id, case.id) == case:
            erase_case(desk, connection, case, UPKEEP, "retention")
            erased += 1
    return erased


def run_upkeep(desk: Desk, stop: threading.Event) -> None:
    """The upkeep thread: once at the start, then every quarter of an hour, until ``stop``."""
    while True:
        try:
            desk.clock_watch.look(desk.clock())
            do_upkeep(desk)
        except AmendsError as error:
            log.warning("upkeep was put off", extra={"error_class": type(error).__name__})
        except Exception as error:
            # The thread must outlive a defect; it is named, and tried again next time.
            log.exception("upkeep failed", extra={"error_class": type(error).__name__})
        if stop.wait(EVERY_S):
            return
