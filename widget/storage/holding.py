"""Whether an order that is due may leave now: the mail budget, decided when it is claimed.

Nothing is dropped. What is above the budget is ``held``, with the reason and the moment at which
it is due again; everything else of the same sender that is due is put back in the same breath, so
that a thousand posts cost one statement and not a thousand looks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from widget.cases import budget
from widget.cases.budget import BY_LAW, FIRST_MAILS, NEVER, NOTICES, Limit
from widget.cases.model import Case
from widget.storage import allowances
from widget.storage.allowances import address_key, shop_key
from widget.storage.orders import Order, order_row
from widget.storage.tables import cases, outbox
from widget.storage.waiting import across, due
from widget.storage.writer import NEW_ORDERS

# Why an order is held.
SUSPECT = "suspect"  # its case looks like spam and has not been looked at
SUSPECTS = "suspects"  # too many such mails of this shop
NETWORK = "network"
ADDRESS_DAY = "address_day"
ADDRESS_EVER = "address_ever"
SPAM = "spam"  # the owner said so
DIGEST = "digest"  # the owner is told by one mail instead of many
# Not why it is held but why it is not: the owner wants it to leave.
BY_OWNER = "by_owner"

LONGEST_WAIT_MS = budget.DAY_MS + 2 * budget.HOUR_MS  # of those that a clock ends

ADDRESS_REASONS = (ADDRESS_DAY, ADDRESS_EVER)


def must_wait(
    connection: Connection,
    order: Order,
    case: Case | None,
    now: int,
    random_bytes: Callable[[int], bytes],
) -> bool:
    """Whether a due order is above its budget; then it has been put back, with its like."""
    if order.reason == BY_OWNER:
        return False
    if order.mail in FIRST_MAILS:
        return _first_mail_waits(connection, order, case, now)
    if order.mail in NOTICES and not _is_by_law(case):
        return _notice_waits(connection, order, now, random_bytes)
    return False


def note_taken(connection: Connection, order: Order, case: Case | None, now: int) -> None:
    """Count an order that is about to leave."""
    for scope, keys in _counted_under(connection, order, case):
        for key in keys:
            allowances.count(connection, scope, key, order.order_id, now)


def note_given_back(connection: Connection, order: Order, case: Case | None) -> None:
    """Take back the count of an order that could not leave, since the server is down.

    Or a long outage would count a day's worth, and all of it would leave in its last minute.
    """
    for scope, keys in _counted_under(connection, order, case):
        allowances.uncount(connection, scope, keys, order.order_id)


def _counted_under(
    connection: Connection, order: Order, case: Case | None
) -> list[tuple[str, list[bytes]]]:
    if order.mail in NOTICES:
        return [("owner", [shop_key(order.shop_id)])]
    if order.mail not in FIRST_MAILS:
        return []
    counted = [("address", [address_key(connection, order.address)])]
    if order.network:
        counted.append((_network_scope(case), _networks(order)))
    if case is not None and case.state == "suspect":
        counted.append(("suspects", [shop_key(order.shop_id)]))
    return counted


def _first_mail_waits(connection: Connection, order: Order, case: Case | None, now: int) -> bool:
    key = address_key(connection, order.address)
    if allowances.is_counted(connection, "address", key, order.order_id):
        return False
    reason, until = _address_wait(connection, key, now)
    if reason:
        _hold(connection, reason, until, _to_address(order, now))
        return True
    if order.network:
        limit = budget.FROM_NETWORK_BY_LAW if _is_by_law(case) else budget.FROM_NETWORK
        opens = _opens_at(connection, _network_scope(case), _networks(order), limit, now)
        if opens is not None:
            _hold(connection, NETWORK, opens, _of_network(order, now, by_law=_is_by_law(case)))
            return True
    if case is not None and case.state == "suspect" and not _is_by_law(case):
        opens = _opens_at(
            connection, "suspects", [shop_key(order.shop_id)], budget.OF_SUSPECTS, now
        )
        if opens is not None:
            _hold(connection, SUSPECTS, opens, _of_suspects(order, now))
            return True
    return False


def _address_wait(connection: Connection, key: bytes, now: int) -> tuple[str, int]:
    """Why and until when nothing more goes to an address; an empty reason where it may."""
    ever = allowances.moments(connection, "address", [key], 0)
    limit = budget.TO_ADDRESS
    if allowances.is_proven(connection, key):
        limit = budget.TO_PROVEN
    elif len(ever) >= budget.TO_ADDRESS_EVER:
        return ADDRESS_EVER, NEVER
    opens = limit.opens_at(ever, now)
    return (ADDRESS_DAY, opens) if opens is not None else ("", 0)


def _notice_waits(
    connection: Connection, order: Order, now: int, random_bytes: Callable[[int], bytes]
) -> bool:
    key = shop_key(order.shop_id)
    if allowances.is_counted(connection, "owner", key, order.order_id):
        return False
    opens = _opens_at(connection, "owner", [key], budget.TO_OWNER, now)
    if opens is None:
        return False
    # What the law wants told at once is in no digest, however busy the hour [T31].
    lawful = _case_of_order(cases.c.kind.in_(BY_LAW))
    notices = (outbox.c.shop_id == order.shop_id) & outbox.c.mail.in_(NOTICES) & due(now) & ~lawful
    _hold(connection, DIGEST, NEVER, notices)
    order_digest(connection, order, opens, now, random_bytes)
    return True


def order_digest(
    connection: Connection,
    notice: Order,
    due_at: int,
    now: int,
    random_bytes: Callable[[int], bytes],
) -> bool:
    """Have one mail tell of all held notices of a shop; false where one is on its way already.

    ``notice`` is any of them: the digest goes to the same mailbox in the same language.
    """
    pending = (
        (outbox.c.channel == "mail")
        & (outbox.c.shop_id == notice.shop_id)
        & (outbox.c.mail == "digest")
        & outbox.c.state.in_(("waiting", "claimed"))
    )
    if connection.scalar(select(func.count()).select_from(outbox).where(pending)):
        return False
    row = order_row(
        shop_id=notice.shop_id,
        case_id=0,
        mail="digest",
        locale=notice.locale,
        address=notice.address,
        params={},
        host=notice.host,
        now=now,
        random_bytes=random_bytes,
    )
    connection.execute(insert(outbox).values({**row, "next_at": due_at}))
    return True


def prove_address(connection: Connection, address: str, now: int) -> None:
    """Note that somebody answered from a mailbox, and let go what waited for that."""
    allowances.prove(connection, address_key(connection, address), now)
    connection.execute(
        across(update(outbox), "an address is counted over all shops")
        .where(
            outbox.c.channel == "mail",
            outbox.c.state == "held",
            outbox.c.address == address,
            outbox.c.reason.in_((*ADDRESS_REASONS, NETWORK)),
        )
        # Whoever is known is no longer counted among the strangers of their network.
        .values(state="waiting", next_at=now, reason="", network=b"", network_before=b"")
    )
    connection.info[NEW_ORDERS] = True


def let_go(connection: Connection, shop_id: int, case_id: int, now: int) -> None:
    """A person wrote it: what waited for somebody to look may leave, within the budget.

    The owner has seen the case, so they need not be told of it any more.
    """
    mine = (outbox.c.shop_id == shop_id) & (outbox.c.case_id == case_id)
    held = mine & (outbox.c.state == "held")
    connection.execute(
        update(outbox)
        .where(held & outbox.c.reason.in_((SUSPECT, SUSPECTS, SPAM)))
        .where(outbox.c.mail.not_in(NOTICES))
        .values(state="waiting", next_at=now, reason="")
    )
    _forget_notices(connection, held)
    connection.info[NEW_ORDERS] = True


def park(connection: Connection, shop_id: int, case_id: int) -> None:
    """It is spam: what a stranger made the desk write stays here, until somebody wants it sent."""
    mine = (outbox.c.shop_id == shop_id) & (outbox.c.case_id == case_id)
    connection.execute(
        update(outbox)
        .where(mine & outbox.c.state.in_(("waiting", "held")) & outbox.c.mail.in_(FIRST_MAILS))
        .values(state="held", next_at=NEVER, reason=SPAM)
    )
    _forget_notices(connection, mine & (outbox.c.state == "held"))


def _forget_notices(connection: Connection, held: Any) -> None:
    connection.execute(
        delete(outbox).where(held & (outbox.c.reason == SUSPECT) & outbox.c.mail.in_(NOTICES))
    )


def end_wrong_waits(connection: Connection, now: int) -> None:
    """Have nothing wait for a moment that only a clock that was ahead could have set."""
    connection.execute(
        across(update(outbox), "the clock is the machine's")
        .where(
            outbox.c.channel == "mail",
            outbox.c.state == "held",
            outbox.c.next_at > now + LONGEST_WAIT_MS,
            outbox.c.next_at < NEVER,
        )
        .values(next_at=now)
    )


def _opens_at(
    connection: Connection, scope: str, keys: list[bytes], limit: Limit, now: int
) -> int | None:
    counted = allowances.moments(connection, scope, keys, now - limit.window_ms)
    return limit.opens_at(counted, now)


def _hold(connection: Connection, reason: str, until: int, which: Any) -> None:
    connection.execute(
        across(update(outbox), "a network and an address are counted over all shops")
        .where(outbox.c.channel == "mail", which)
        .values(state="held", reason=reason, next_at=until, claimed_until=None)
    )


# What is put back together with an order; each of these is true of the order itself.


def _to_address(order: Order, now: int) -> Any:
    return outbox.c.mail.in_(FIRST_MAILS) & due(now) & (outbox.c.address == order.address)


def _of_network(order: Order, now: int, *, by_law: bool) -> Any:
    lawful = _case_of_order(cases.c.kind.in_(BY_LAW))
    alike = outbox.c.mail.in_(FIRST_MAILS) & due(now) & (outbox.c.network == order.network)
    return alike & (lawful if by_law else ~lawful)


def _of_suspects(order: Order, now: int) -> Any:
    alike = outbox.c.mail.in_(FIRST_MAILS) & due(now) & (outbox.c.shop_id == order.shop_id)
    return alike & _case_of_order(cases.c.state == "suspect")


def _case_of_order(condition: Any) -> Any:
    return exists().where(
        cases.c.shop_id == outbox.c.shop_id, cases.c.case_id == outbox.c.case_id, condition
    )


def _networks(order: Order) -> list[bytes]:
    return [mark for mark in (order.network, order.network_before) if mark]


def _network_scope(case: Case | None) -> str:
    return "network_by_law" if _is_by_law(case) else "network"


def _is_by_law(case: Case | None) -> bool:
    return case is not None and case.kind in BY_LAW
