"""What a storefront told of an order becomes facts of the cases about it, in the upkeep.

A case gets them where a signed link named the order; where the customer typed its number, only if
number and address both fit: else whoever types a stranger's number could learn from the days we
count that there is such an order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from widget.cases.deadlines import local_day
from widget.cases.errors import CaseMovedOn
from widget.cases.model import Case, Fact, FactName, Shop
from widget.cases.storefront import SAID_BY, StorefrontOrder, number_key
from widget.desk.pinning import pin_again
from widget.desk.steps import record_step
from widget.desk.wired import Desk
from widget.storage import cases
from widget.storage.cases import Doer
from widget.storage.storefronts import count_orders, name_order, orders_by_id, orders_numbered
from widget.storage.tables import cases as cases_table

_DOER = Doer(role="desk", actor=0, door="relay")
_LIVING = ("open", "waiting", "suspect")
_ITEMS_LONGEST = 500  # letters


def match_orders(desk: Desk, everywhere: Sequence[Shop]) -> int:
    """Add to living cases what is new about their orders; returns how many facts were added."""
    return sum(_match_in(desk, shop) for shop in everywhere)


def _match_in(desk: Desk, shop: Shop) -> int:
    with desk.store.read() as connection:
        if not count_orders(connection, shop.id):
            return 0
        due = [(case, order) for case, order in _pairs(connection, shop)]
        new = [
            (case, order) for case, order in due if next(_news(connection, shop, case, order), None)
        ]
    for case, order in due:
        if not case.order_key:
            desk.store.writer.change(
                lambda connection, case=case, order=order: name_order(connection, case, order.id)  # type: ignore[misc]
            )
    added = 0
    for case, order in new:
        added += desk.store.writer.change(
            lambda connection, case=case, order=order: _add(desk, connection, shop, case, order)  # type: ignore[misc]
        )
    return added


def _pairs(connection: Connection, shop: Shop) -> Iterator[tuple[Case, StorefrontOrder]]:
    rows = connection.execute(
        select(cases_table).where(
            (cases_table.c.shop_id == shop.id)
            & cases_table.c.state.in_(_LIVING)
            & (cases_table.c.order_number != "")
        )
    ).mappings()
    living = [cases.case_of(row) for row in rows]
    by_id = orders_by_id(connection, shop.id, {case.order_key for case in living if case.order_key})
    typed = {number_key(case.order_number) for case in living if case.email and not case.order_key}
    by_number = orders_numbered(connection, shop.id, typed)
    for case in living:
        if case.order_key:
            order = by_id.get(case.order_key)
        else:
            order = by_number.get((number_key(case.order_number), case.email.lower()))
        if order is not None:
            yield case, order


def facts_of_order(shop: Shop, order: StorefrontOrder) -> Iterator[tuple[FactName, str]]:
    """What an order says, as facts: days in the shop's zone, money as the storefront wrote it."""
    yield "date", local_day(order.created_at, shop.zone).isoformat()
    if order.items:
        said = ", ".join(f"{item.quantity} × {item.name}" for item in order.items)
        yield "items", said if len(said) <= _ITEMS_LONGEST else f"{said[: _ITEMS_LONGEST - 1]}…"
    if order.delivered_at is not None:
        yield "delivered", local_day(order.delivered_at, shop.zone).isoformat()
    yield "value", f"{order.total} {order.currency}"
    if order.country:
        yield "country", order.country


def _news(
    connection: Connection, shop: Shop, case: Case, order: StorefrontOrder
) -> Iterator[tuple[FactName, str]]:
    """What the storefront has not said about this case yet; the owner's own words stay as well."""
    known = {
        fact.name: fact.value
        for fact in cases.facts_of(connection, case.shop_id, case.id)
        if fact.said_by == SAID_BY
    }
    for name, value in facts_of_order(shop, order):
        if known.get(name) != value:
            yield name, value


def _add(desk: Desk, connection: Connection, shop: Shop, case: Case, order: StorefrontOrder) -> int:
    case = cases.case_by_id(connection, case.shop_id, case.id)
    if case.state not in _LIVING:
        return 0  # closed or erased since it was read
    added = list(_news(connection, shop, case, order))
    for name, value in added:
        now = desk.clock()
        try:
            case, _ = record_step(
                desk,
                connection,
                case,
                "fact_added",
                {"name": name, "value": value},
                now,
                _DOER,
                touch=False,
            )
        except CaseMovedOn:
            return 0  # another process was faster; the next upkeep looks again
        fact = Fact(name=name, value=value, said_by=SAID_BY, at=now)
        cases.add_fact_row(connection, case, fact, actor=0, fact_id=desk.new_id(now))
        if name == "date":
            case = pin_again(desk, connection, case, _DOER, now)
        cases.add_search_words(connection, case, value)
    return len(added)
