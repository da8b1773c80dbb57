"""From an order of the outbox to what its mail is made of, read when it is about to be sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from widget.cases.deadlines import local_day
from widget.cases.errors import UnknownCase, UnknownLink, UnknownShop
from widget.cases.model import Case, Event, Shop
from widget.mail.clock_letter import REMINDER
from widget.mail.errors import MailRefused
from widget.mail.letters import CUSTOMER_MAILS
from widget.mail.material import Material
from widget.mail.proof_letter import MOST_TIPS
from widget.storage import cases, heads, links, lists, outbox, shops
from widget.storage.clock_rows import cases_by_id, due_of
from widget.storage.completing import told_by
from widget.storage.keys import KeyRing
from widget.storage.outbox import Order
from widget.storage.store import Store


@dataclass(frozen=True)
class Gatherer:
    """Reads what a mail speaks of. Called in the deliverer's thread, outside any transaction.

    ``ring`` gives the desk's keys as they are now; ``answer_by`` the ISO day by which a shop wants
    to have answered what came in at a moment (ms).
    """

    store: Store
    base_url: str
    ring: Callable[[], KeyRing]
    answer_by: Callable[[Shop, int], str]

    def __call__(self, order: Order) -> Material:
        """The material of an order's mail.

        Raises ``MailRefused`` where what it was about is gone, ``StorageUnavailable`` where it
        cannot be read at the moment.
        """
        try:
            with self.store.read() as connection:
                shop = shops.shop_by_id(connection, order.shop_id)
                if order.case_id:
                    return self._about_case(connection, order, shop)
                if order.mail == "digest":
                    return self._digest(connection, order, shop)
                if order.mail == "alarm":
                    return self._alarm(connection, order, shop)
                if order.mail == REMINDER:
                    return self._clocks(connection, order, shop)
                if order.mail == "proof":
                    return self._proof(connection, order, shop)
        except (UnknownShop, UnknownCase, UnknownLink):
            raise MailRefused("gone", permanent=True) from None
        token = str(order.params.get("token", ""))
        return Material(
            shop,
            link=f"{self.base_url}/inbox/login/{token}" if token else "",
            by_itself="self_test" in order.params,
        )

    def _digest(self, connection: Connection, order: Order, shop: Shop) -> Material:
        today = local_day(int(order.params.get("at", order.created_at)), shop.zone)
        return Material(shop, told=told_by(connection, order, today), today=today)

    def _alarm(self, connection: Connection, order: Order, shop: Shop) -> Material:
        counts = outbox.mail_counts(connection, shop.id)
        return Material(
            shop,
            alarm=str(order.params.get("alarm", "")),
            since=int(order.params.get("since", order.created_at)),
            waiting=counts.get("waiting", 0) + counts.get("claimed", 0),
        )

    def _clocks(self, connection: Connection, order: Order, shop: Shop) -> Material:
        due = due_of(order.params)
        ids = {one.case_id for one in due.lines}
        found = {
            case.id: case
            for case in cases_by_id(connection, shop.id, ids)
            if case.state != "erased"
        }
        return Material(shop, due=due, due_cases=found)

    def _proof(self, connection: Connection, order: Order, shop: Shop) -> Material:
        head = heads.head_told(connection, shop.id, int(order.params.get("seq", 0)), MOST_TIPS)
        named = {tip.case_id for tip in head.newest} if head else set()
        found = lists.references_of(connection, shop.id, named)
        return Material(shop, head=head, references=found)

    def _about_case(self, connection: Connection, order: Order, shop: Shop) -> Material:
        case = cases.case_by_id(connection, shop.id, order.case_id)
        event = self._event(connection, order)
        if order.mail in CUSTOMER_MAILS:
            return Material(
                shop,
                case,
                event,
                link=self._private_link(connection, case),
                # As it was promised on the page, even if the owner has answered meanwhile.
                answer_by=self.answer_by(shop, case.opened_at),
                text=order.body,
            )
        earlier = lists.earlier_cases_of(connection, case)
        return Material(
            shop,
            case,
            event,
            answer_by=case.due_on,
            earlier=sum(1 for other in earlier if other.id < case.id),
        )

    def _event(self, connection: Connection, order: Order) -> Event | None:
        wanted = order.params.get("event_id")
        events = cases.events_of(connection, order.shop_id, order.case_id)
        return next((event for event in events if event.id == wanted), None)

    def _private_link(self, connection: Connection, case: Case) -> str:
        # A link of its own, that no screen has shown: who answers by it reads this mailbox.
        link = links.link_of_case(connection, case.shop_id, case.id, "status", mailed=True)
        ring = self.ring()
        if link.key_id not in ring.links:
            raise UnknownLink("status")
        return f"{self.base_url}/c/{link.text(ring)}"
