"""From a storefront's order to the facts of a case: in the upkeep, where number and address fit."""

from __future__ import annotations

from collections.abc import Callable

from tests.conftest import Clock
from tests.relay.conftest import Plugin, order
from widget.cases.model import Shop
from widget.desk import (
    Actor,
    Desk,
    Receipt,
    case_file,
    close_case,
    do_upkeep,
    erase_customer,
    find_customers,
    storefronts_of,
    verify_case,
)


def told(desk: Desk, shop: Shop, receipt: Receipt) -> dict[str, str]:
    """What the storefront has said about a case."""
    file = case_file(desk, shop.id, receipt.case.reference)
    return {fact.name: fact.value for fact in file.facts if fact.said_by == "storefront"}


ALL = {
    "date": "2026-11-09",
    "items": "2 × Oat & Honey bar",
    "delivered": "2026-11-12",
    "value": "17.80 EUR",
    "country": "IE",
}


def test_an_order_reaches_its_case_in_the_upkeep_and_once(
    plugin: Plugin, desk: Desk, shop: Shop, make_case: Callable[..., Receipt]
) -> None:
    receipt = make_case(order_number="# wt-1047")
    plugin.post("orders", {"order": order()})
    assert told(desk, shop, receipt) == {}
    do_upkeep(desk)
    assert told(desk, shop, receipt) == ALL
    before = case_file(desk, shop.id, receipt.case.reference)
    do_upkeep(desk)
    assert case_file(desk, shop.id, receipt.case.reference).events == before.events
    verify_case(desk, shop.id, receipt.case.id)


def test_a_case_of_later_finds_the_order_that_is_known(
    plugin: Plugin, desk: Desk, shop: Shop, make_case: Callable[..., Receipt]
) -> None:
    plugin.post("orders", {"order": order()})
    receipt = make_case()
    assert told(desk, shop, receipt) == {}
    do_upkeep(desk)
    assert told(desk, shop, receipt) == ALL


def test_only_what_has_changed_is_said_again(
    plugin: Plugin, desk: Desk, clock: Clock, shop: Shop, make_case: Callable[..., Receipt]
) -> None:
    receipt = make_case()
    plugin.post("orders", {"order": order(delivered_at=None)})
    do_upkeep(desk)
    clock.forward(minutes=1)
    plugin.post("orders", {"order": order()})
    do_upkeep(desk)
    file = case_file(desk, shop.id, receipt.case.reference)
    said = [fact.name for fact in file.facts if fact.said_by == "storefront"]
    assert sorted(said) == ["country", "date", "delivered", "items", "value"]


def test_T05_whoever_names_the_number_of_a_stranger_gets_no_fact(
    plugin: Plugin, desk: Desk, shop: Shop, make_case: Callable[..., Receipt]
) -> None:
    curious = make_case(email="curious@post.example")
    plugin.post("orders", {"order": order()})
    do_upkeep(desk)
    assert told(desk, shop, curious) == {}


def test_a_closed_case_is_left_alone(
    plugin: Plugin, desk: Desk, shop: Shop, orla: Actor, make_case: Callable[..., Receipt]
) -> None:
    receipt = make_case()
    close_case(desk, orla, receipt.case.reference, "settled", "", False, receipt.case.seq)
    plugin.post("orders", {"order": order()})
    do_upkeep(desk)
    assert told(desk, shop, receipt) == {}


def test_T72_a_customer_who_is_erased_here_has_no_orders_left(
    plugin: Plugin, desk: Desk, shop: Shop, orla: Actor, make_case: Callable[..., Receipt]
) -> None:
    receipt = make_case()
    plugin.post("orders", {"order": order()})
    plugin.post("orders", {"order": order(id="19", number="WT-1048")})
    do_upkeep(desk)
    [customer] = find_customers(desk, "hanna.lind@post.example", shop.id)
    erase_customer(desk, orla.doer, customer, [receipt.case.reference], also_open=True)
    assert storefronts_of(desk, shop.id)[1] == 0
