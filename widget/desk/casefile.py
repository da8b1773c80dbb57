"""A case with all that belongs on its page, as each side may see it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from widget.cases.model import Case, Event, Fact, Shop
from widget.cases.storefront import SAID_BY
from widget.desk.photos import Photo, photos_of_case
from widget.desk.wired import Desk
from widget.storage import cases, links, lists, outbox, shops
from widget.storage.outbox import Order

_FOR_CUSTOMERS = frozenset(
    {"opened", "customer_replied", "customer_settled", "answered", "closed", "reopened", "mailed"}
)
_MAILS_FOR_CUSTOMERS = frozenset({"receipt", "answer", "closed"})


@dataclass(frozen=True)
class CaseFile:
    """A case with all that belongs on its page. ``answer_by`` is the ISO day due, or empty.

    Each of the ``photos`` names the event that it came with.
    """

    shop: Shop
    case: Case
    events: list[Event]
    facts: list[Fact]
    mailings: list[Order]
    answer_by: str
    photos: list[Photo] = field(default_factory=list)

    def photos_of(self, event: Event) -> list[Photo]:
        """The photos that came with an event."""
        return [photo for photo in self.photos if photo.event_id == event.id]


def case_file(desk: Desk, shop_id: int, reference: str) -> CaseFile:
    """A case as the shop's people see it. Raises ``UnknownCase``."""
    with desk.store.read() as connection:
        case = cases.find_case(connection, shop_id, reference)
        return _file_of(connection, case)


def case_for_customer(desk: Desk, token: str) -> CaseFile:
    """A case as its customer sees it: no notes, no mails to the owner. Raises ``UnknownLink``."""
    with desk.store.read() as connection:
        link = links.find_link(connection, token, "status")
        case = cases.case_by_id(connection, link.shop_id, link.case_id)
        whole = _file_of(connection, case)
    return CaseFile(
        shop=whole.shop,
        case=_as_customers_know_it(whole),
        events=[event for event in whole.events if _for_customer(event)],
        facts=[fact for fact in whole.facts if _is_on_form(fact, whole.case)],
        mailings=[order for order in whole.mailings if order.mail in _MAILS_FOR_CUSTOMERS],
        answer_by=whole.answer_by,
        photos=whole.photos,
    )


def _is_on_form(fact: Fact, case: Case) -> bool:
    """Whether the customer said it, or saw it on the form that knew their order."""
    on_form = fact.at == case.opened_at and fact.name in {"number", "date"}
    return fact.said_by == "customer" or (fact.said_by == SAID_BY and on_form)


def _as_customers_know_it(file: CaseFile) -> Case:
    """The case without what was never told: a suspicion, an outcome the owner kept to themself."""
    case = file.case
    if case.state == "suspect":
        case = replace(case, state="open")
    closings = [event for event in file.events if event.kind in {"closed", "customer_settled"}]
    told = not closings or _for_customer(closings[-1])
    return replace(case, suspect_reasons="", outcome=case.outcome if told else "")


def _for_customer(event: Event) -> bool:
    if event.kind == "mailed":
        return (event.payload or {}).get("mail") in _MAILS_FOR_CUSTOMERS
    if event.kind == "closed":
        return bool((event.payload or {}).get("told"))
    return event.kind in _FOR_CUSTOMERS


def _file_of(connection: Connection, case: Case) -> CaseFile:
    return CaseFile(
        shop=shops.shop_by_id(connection, case.shop_id),
        case=case,
        events=cases.events_of(connection, case.shop_id, case.id),
        facts=cases.facts_of(connection, case.shop_id, case.id),
        mailings=outbox.orders_of_case(connection, case.shop_id, case.id),
        answer_by=case.due_on,
        photos=photos_of_case(connection, case.shop_id, case.id),
    )


def earlier_cases(desk: Desk, shop_id: int, case: Case) -> list[Case]:
    """Other cases of the same customer with this shop, newest first."""
    if case.shop_id != shop_id:
        return []
    with desk.store.read() as connection:
        return lists.earlier_cases_of(connection, case)
