"""The owner looks after the mail: does it leave, what has not left, send now, another address."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, update

from widget.cases.errors import FieldErrors
from widget.cases.model import Case
from widget.desk.steps import record_step
from widget.desk.wired import Actor, Desk
from widget.mail.addresses import plain_address
from widget.mail.errors import BadAddress
from widget.mail.words import N_
from widget.storage import cases, links, lists, outbox, shops
from widget.storage.holding import ADDRESS_REASONS, BY_OWNER
from widget.storage.outbox import CUSTOMERS_MAILS, MailHealth, Order
from widget.storage.tables import outbox as orders
from widget.storage.writer import NEW_ORDERS


@dataclass(frozen=True)
class Unsent:
    """A mail that has not left, and the reference of the case it is about (empty: none)."""

    order: Order
    reference: str


@dataclass(frozen=True)
class UnsentMails:
    """The first of a shop's mails that have not left, and how many there are in each state."""

    mails: list[Unsent]
    counts: dict[str, int]

    @property
    def number(self) -> int:
        """How many there are in all."""
        return sum(self.counts.values())


def mails_not_left(desk: Desk, shop_id: int) -> UnsentMails:
    """The shop's mails that failed, are held or wait: failed ones first, then the oldest."""
    with desk.store.read() as connection:
        found = outbox.unsent_of_shop(connection, shop_id)
        references = lists.references_of(connection, shop_id, {order.case_id for order in found})
        counts = outbox.mail_counts(connection, shop_id)
    return UnsentMails(
        [Unsent(order, references.get(order.case_id, "")) for order in found], counts
    )


def failed_mails_of(desk: Desk, shop_id: int, found: list[Case]) -> frozenset[int]:
    """The ids of those cases of which a mail to the customer could not be delivered."""
    with desk.store.read() as connection:
        return outbox.failed_cases(connection, shop_id, [case.id for case in found])


def count_unsent(desk: Desk, shop_id: int) -> dict[str, int]:
    """How many of a shop's mails stand in each state but ``sent``."""
    with desk.store.read() as connection:
        return outbox.mail_counts(connection, shop_id)


def send_now(desk: Desk, actor: Actor, order_id: int) -> bool:
    """Let one mail leave at once: a failed one is tried again, a held one passes the budget.

    False where it is not the shop's, or has left meanwhile.
    """

    def change(connection: Connection) -> bool:
        done = connection.execute(
            update(orders)
            .where(
                orders.c.shop_id == actor.shop_id,
                orders.c.order_id == order_id,
                orders.c.state.in_(("failed", "waiting", "held")),
            )
            .values(state="waiting", next_at=desk.clock(), reason=BY_OWNER)
        )
        connection.info[NEW_ORDERS] = True
        return done.rowcount == 1

    return desk.store.writer.change(change)


def change_address(desk: Desk, actor: Actor, reference: str, typed: str) -> Case:
    """Write to another address from now on, also what has not left yet.

    The link that stood in mails to the old address ends: it may have gone to a stranger. Raises
    ``FieldErrors`` with a sentence for ``email``, ``UnknownCase``.
    """
    try:
        address = plain_address(typed.strip())
    except BadAddress:
        raise FieldErrors(
            {"email": N_("Write one email address, for example hanna@post.example.")}
        ) from None

    def change(connection: Connection) -> Case:
        case = cases.find_case(connection, actor.shop_id, reference)
        if case.email == address or case.state == "erased":
            return case
        now = desk.clock()
        payload = {"to": address}
        case, _ = record_step(
            desk,
            connection,
            case,
            "email_changed",
            payload,
            now,
            actor.doer,
            touch=False,
            email=address,
        )
        cases.add_search_words(connection, case, address)
        row, _ = links.new_link_row(
            desk.ring,
            shop_id=case.shop_id,
            case_id=case.id,
            purpose="status",
            now=now,
            random_bytes=desk.random_bytes,
            mailed=True,
        )
        links.replace_mailed_link(connection, row, case.shop_id, case.id)
        _readdress(connection, case, now)
        return case

    return desk.store.writer.change(change)


def _readdress(connection: Connection, case: Case, now: int) -> None:
    mine = (orders.c.shop_id == case.shop_id) & (orders.c.case_id == case.id)
    unsent = (
        mine
        & orders.c.mail.in_(CUSTOMERS_MAILS)
        & orders.c.state.in_(("failed", "waiting", "held"))
    )
    connection.execute(update(orders).where(unsent).values(address=case.email))
    # What waited for the old address, or failed there, need not wait any more.
    old = (orders.c.state == "failed") | orders.c.reason.in_(ADDRESS_REASONS)
    connection.execute(
        update(orders)
        .where(unsent & old)
        .values(state="waiting", next_at=now, reason="", error="", tries=0)
    )
    connection.info[NEW_ORDERS] = True


def send_test_mail(desk: Desk, actor: Actor) -> None:
    """Send the shop's mailbox a mail, to see that it arrives."""
    now = desk.clock()

    def change(connection: Connection) -> None:
        shop = shops.shop_by_id(connection, actor.shop_id)
        outbox.add_order(
            connection,
            outbox.order_row(
                shop_id=shop.id,
                case_id=0,
                mail="test",
                locale=shop.languages[0],
                address=shop.mailbox,
                params={},
                host=desk.host,
                now=now,
                random_bytes=desk.random_bytes,
            ),
        )

    desk.store.writer.change(change)


def mail_health(desk: Desk) -> MailHealth:
    """Whether mail leaves this desk."""
    with desk.store.read() as connection:
        return outbox.read_mail_health(connection, desk.clock())


def unsent_mails(desk: Desk, shop_id: int) -> list[Order]:
    """The shop's mails that wait or have failed, oldest first."""
    with desk.store.read() as connection:
        return outbox.unsent_of_shop(connection, shop_id)


def retry_mails(desk: Desk, actor: Actor) -> int:
    """Try all of the shop's waiting and failed mails again now; returns how many."""
    return desk.store.writer.change(
        lambda connection: outbox.retry(connection, actor.shop_id, desk.clock())
    )
