"""A customer's link names the order: the form shows it, and the case is about that very order."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from tests.conftest import Clock, Mailbox
from tests.policies import publish
from tests.public.conftest import Customer
from tests.public.reading import Page
from tests.relay.conftest import TWO_ITEMS, Plugin, connected, link, order
from widget.cases.model import Case, Shop
from widget.desk import (
    Actor,
    Desk,
    Receipt,
    case_file,
    case_for_customer,
    do_upkeep,
    inbox_page,
    make_owner,
)
from widget.desk.sealing import FILE_NAME

BARS, SOAP = "2 × Oat & Honey bar", "1 × Kelp soap"
SAID = {
    "happened": "Both bars were cracked right through.",
    "skip": "yes",
    "wish": "replacement",
    "name": "Hanna Lind",
    "email": "hanna.lind@post.example",
    "reach": "email",
}


def only_case(desk: Desk, shop: Shop) -> Case:
    (case,) = inbox_page(desk, shop.id, "open").cases
    return case


def facts(desk: Desk, shop: Shop, said_by: str) -> dict[str, str]:
    file = case_file(desk, shop.id, only_case(desk, shop).reference)
    return {fact.name: fact.value for fact in file.facts if fact.said_by == said_by}


def go_on(customer: Customer, page: Page, **typed: str) -> Page:
    return customer.press(page, "Go on and check", **typed)


@pytest.mark.parametrize("path", ["complaint", "refund", "return", "cancel"])
def test_nobody_types_what_the_shop_knows(known: Plugin, customer: Customer, path: str) -> None:
    page = customer.get(link(known, path))
    assert customer.status == 200
    assert re.search("Order WT-1047 .*9 November 2026", page.text)
    assert [tag.attrs["value"] for tag in page.find("input", type="checkbox", name="item-4")] == [
        BARS
    ]
    typed = [tag for tag in page.find("input") if tag.attrs.get("type") != "hidden"]
    assert not {"order", "ordered"} & {tag.attrs.get("name") for tag in typed}
    assert not page.find("textarea", name="items")


def test_what_is_sent_is_about_that_very_order(
    known: Plugin,
    customer: Customer,
    desk: Desk,
    shop: Shop,
    deliver: Callable[[], int],
    mailbox: Mailbox,
) -> None:
    review = go_on(customer, customer.get(link(known)), **SAID, **{"item-4": BARS})
    assert customer.status == 200, review.errors
    assert f"It is about {BARS} from order WT-1047" in review.text
    assert "9 November 2026" in review.text
    customer.press(review, "Send")
    assert customer.status == 303
    case = only_case(desk, shop)
    assert (case.order_key, case.order_number, case.ordered_on) == ("18", "WT-1047", "2026-11-09")
    assert case.items == BARS
    assert facts(desk, shop, "storefront") == {"number": "WT-1047", "date": "2026-11-09"}
    assert facts(desk, shop, "customer") == {"items": BARS}
    do_upkeep(desk)
    told = facts(desk, shop, "storefront")
    assert told["delivered"] == "2026-11-12"
    assert told["items"] == f"{BARS}, {SOAP}"
    token = customer.location.split("/")[2]
    theirs = {fact.name: fact.value for fact in case_for_customer(desk, token).facts}
    assert theirs == {"number": "WT-1047", "date": "2026-11-09", "items": BARS}
    assert deliver() == 2
    (mail,) = mailbox.to("orla@wrenandtide.example")
    body = mail.get_body(("plain",))
    assert body is not None
    assert "WT-1047" in body.get_content()
    assert BARS in body.get_content()


def test_haste_is_no_sign_where_the_form_knew_the_order(
    known: Plugin, customer: Customer, desk: Desk, shop: Shop
) -> None:
    said = SAID | {"happened": "Both were cracked <b>right</b> through."}
    for path in (link(known), f"/s/{shop.slug}/complaint"):
        customer.press(go_on(customer, customer.get(path), **said, **{"item-4": BARS}), "Send")
        assert customer.status == 303
    of_the_link, typed = sorted(
        (case for view in ("open", "suspect") for case in inbox_page(desk, shop.id, view).cases),
        key=lambda case: case.id,
    )
    assert of_the_link.suspect_reasons == ""
    assert "fast" in typed.suspect_reasons


@pytest.mark.parametrize(
    ("ticked", "items"),
    [({}, ""), ({"item-5": SOAP}, SOAP), ({"item-4": BARS, "item-5": SOAP}, "")],
    ids=["nothing", "one", "all"],
)
def test_a_withdrawal_is_of_the_ticked_part_and_else_of_the_whole_contract(
    known: Plugin,
    customer: Customer,
    desk: Desk,
    shop: Shop,
    deliver: Callable[[], int],
    mailbox: Mailbox,
    ticked: dict[str, str],
    items: str,
) -> None:
    page = customer.get(link(known, "withdraw", expiry_s=known.clock.now // 1000 + 400 * 24 * 3600))
    boxes = [tag.attrs["name"] for tag in page.find("input") if tag.attrs.get("type") != "hidden"]
    assert boxes == ["name", "item-4", "item-5", "email"]
    said = {"name": "Hanna Lind", "email": "hanna.lind@post.example"}
    confirm = customer.press(page, "Withdraw from contract here", **said, **ticked)
    statement = "I, Hanna Lind, withdraw from this contract: WT-1047"
    assert statement in confirm.text
    assert ("Only from this part of it" in confirm.text) is bool(items)
    customer.press(confirm, "Confirm withdrawal")
    assert customer.status == 303
    case = only_case(desk, shop)
    assert (case.order_key, case.order_number, case.ordered_on) == ("18", "WT-1047", "2026-11-09")
    assert case.items == items
    deliver()
    (mail,) = mailbox.to("hanna.lind@post.example")
    body = mail.get_body(("plain",))
    assert body is not None
    assert statement in body.get_content()
    assert (SOAP in body.get_content()) is bool(items)


def test_a_termination_knows_its_order_too(
    known: Plugin, customer: Customer, desk: Desk, shop: Shop
) -> None:
    page = customer.get(link(known, "terminate"))
    assert not [tag for tag in page.find("input", name="contract") if "id" in tag.attrs]
    said = {"name": "Hanna Lind", "email": "hanna.lind@post.example"}
    customer.press(customer.press(page, "Terminate contracts here", **said), "Terminate now")
    assert only_case(desk, shop).order_key == "18"


def plain(customer: Customer, path: str) -> str:
    """A form without what differs each time it is opened."""
    page = customer.get(path)
    assert customer.status == 200
    return re.sub(r'name="token" value="[^"]*"|data-token="[^"]*"', "", page.html)


@pytest.mark.parametrize("path", ["complaint", "withdraw"])
def test_T55_a_link_that_does_not_fit_opens_the_form_as_if_it_had_none(
    known: Plugin,
    customer: Customer,
    desk: Desk,
    client: FlaskClient,
    clock: Clock,
    other_shop: Shop,
    path: str,
) -> None:
    other = make_owner(desk, other_shop.id, "canary-b@northoven.example", "CANARY-B Baker")
    theirs = connected(desk, client, clock, Actor(other_shop.id, other.id, "owner", other.name))
    theirs.post("orders", {"order": order(number="CANARY-B")})
    here, good = f"/s/{known.shop}/{path}", link(known, path)
    now_s = clock.now // 1000
    unfit = [
        link(known, path, expiry_s=now_s - 1),
        link(known, path, order="19"),
        link(known, path, purpose="refund"),
        link(known, path, shop=theirs.shop),
        link(theirs, path, at=known.shop),
        link(theirs, path, at=known.shop, shop=known.shop),
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        good + "=",
        *(f"{here}?o={odd}" for odd in ("", "x", "é", "%00", "a.b.c", "A" * 5000)),
    ]
    bare = plain(customer, here)
    assert "WT-1047" not in bare
    for address in unfit:
        assert plain(customer, address) == bare, address
    assert "WT-1047" in plain(customer, good)


def test_T09_a_forwarded_link_tells_no_more_than_the_mail_that_carries_it(
    known: Plugin, customer: Customer
) -> None:
    for path in ("complaint", "withdraw"):
        page = customer.get(link(known, path)).html.casefold()
        for private in ("hanna", "post.example", "17.80", "2026-11-12", "completed"):
            assert private not in page
        assert customer.headers["Referrer-Policy"] == "no-referrer"
        assert customer.headers["Cache-Control"] == "no-store"


def test_the_link_goes_along_through_languages_frame_and_every_step(
    known: Plugin, customer: Customer
) -> None:
    page = customer.get(f"{link(known)}&frame=1")
    german = customer.press(page, "Deutsch", **SAID, **{"item-5": SOAP})
    assert german.one("html").attrs["lang"] == "de"
    assert "WT-1047" in german.text
    assert "checked" in german.one("input", name="item-5").attrs
    assert german.one("input", name="frame").attrs["value"] == "1"
    review = go_on(customer, customer.press(german, "English"))
    assert f"It is about {SOAP} from order WT-1047" in review.text
    back = customer.press(review, "Back to the details")
    assert "checked" in back.one("input", name="item-5").attrs
    assert "Order WT-1047" in back.text
    chosen = customer.press(back, "What happened")
    refund = customer.press(chosen, next(one for one in buttons(chosen) if "money back" in one))
    assert refund.heading == "You would like your money back"
    assert "Order WT-1047" in refund.text
    assert "checked" in refund.one("input", name="item-5").attrs


def buttons(page: Page) -> list[str]:
    return [tag.text for tag in page.find("button")]


def test_a_withdrawal_keeps_its_order_in_each_language_and_leads_on_with_it(
    known: Plugin, customer: Customer
) -> None:
    page = customer.get(link(known, "withdraw"))
    french = customer.press(page, "Français", **{"item-5": SOAP})
    assert "WT-1047" in french.text
    assert "checked" in french.one("input", name="item-5").attrs
    away = next(tag for tag in page.find("a") if tag.text == "Tell us what is wrong")
    assert "Order WT-1047" in customer.get(away.attrs["href"]).text
    entry = customer.get(link(known)).find("a", class_="btn")
    assert "WT-1047" in customer.get(entry[0].attrs["href"]).text


def test_the_policy_of_the_day_of_the_order_counts(
    plugin: Plugin, customer: Customer, desk: Desk, shop: Shop, clock: Clock, orla: Actor
) -> None:
    publish(desk, orla, trial__days=14)
    at = datetime.fromtimestamp(clock.now / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    plugin.post("orders", {"order": order(created_at=at)})
    clock.forward(days=10)
    publish(desk, orla, trial__days=60)
    page = customer.get(link(plugin, "return"))
    assert "version 1" in page.one(id="policy").text
    said = {"name": "Hanna Lind", "email": "hanna.lind@post.example"}
    form = customer.get(link(plugin, "withdraw"))
    confirm = customer.press(form, "Withdraw from contract here", **said)
    customer.press(confirm, "Confirm withdrawal")
    case = only_case(desk, shop)
    assert (case.policy, case.policy_why) == (1, "dated")


def test_a_link_made_for_another_form_lives_no_longer_than_the_first(
    known: Plugin, customer: Customer, clock: Clock
) -> None:
    page = customer.get(link(known, "withdraw"))
    away = next(tag for tag in page.find("a") if tag.text == "Tell us what is wrong")
    clock.forward(days=1, minutes=1)
    assert "WT-1047" not in customer.get(away.attrs["href"]).text


@pytest.mark.parametrize("path", ["complaint", "withdraw"])
def test_whose_order_it_is_not_types_another(
    known: Plugin, customer: Customer, desk: Desk, shop: Shop, path: str
) -> None:
    typed = {**SAID, "item-4": BARS} if path == "complaint" else {"name": "Jo", "item-4": BARS}
    page = customer.get(link(known, path))
    empty = customer.press(page, "Not this order? Type it instead", **typed)
    box = "order" if path == "complaint" else "contract"
    assert customer.status == 200
    assert empty.one("input", name=box).attrs["value"] == ""
    assert empty.one("input", name="name").attrs["value"] == typed["name"]
    assert "WT-1047" not in empty.html
    assert BARS not in empty.html
    if path == "complaint":
        customer.press(go_on(customer, empty, order="WT-0099"), "Send")
        case = only_case(desk, shop)
        assert (case.order_key, case.order_number) == ("", "WT-0099")
        assert facts(desk, shop, "storefront") == {}


def test_a_link_that_runs_out_on_the_way_loses_nothing(
    known: Plugin, customer: Customer, desk: Desk, shop: Shop, clock: Clock
) -> None:
    page = customer.get(link(known))
    clock.forward(days=2)
    review = go_on(customer, page, **SAID, **{"item-4": BARS})
    assert customer.status == 200, review.errors
    assert f"It is about {BARS} from order WT-1047" in review.text
    customer.press(review, "Send")
    case = only_case(desk, shop)
    assert (case.order_key, case.order_number, case.items) == ("", "WT-1047", BARS)
    assert facts(desk, shop, "customer")["date"] == "2026-11-09"


def test_T05_only_the_link_finds_an_order_without_its_address(
    known: Plugin,
    customer: Customer,
    desk: Desk,
    shop: Shop,
    make_case: Callable[..., Receipt],
) -> None:
    typed = make_case(email="curious@post.example").case.reference
    review = go_on(customer, customer.get(link(known)), **{**SAID, "email": "jo@post.example"})
    customer.press(review, "Send")
    do_upkeep(desk)
    found = {case.reference: case for case in inbox_page(desk, shop.id, "open").cases}
    (linked,) = found.keys() - {typed}
    said = {
        reference: {
            fact.name
            for fact in case_file(desk, shop.id, reference).facts
            if fact.said_by == "storefront"
        }
        for reference in (typed, linked)
    }
    assert said[typed] == set()
    assert "delivered" in said[linked]


def test_an_order_with_a_clock_ahead_or_a_hundred_items_can_be_sent(
    plugin: Plugin, customer: Customer, desk: Desk, shop: Shop
) -> None:
    many = [{**TWO_ITEMS[0], "id": str(n), "name": f"Bar no. {n} of oat" * 9} for n in range(60)]
    plugin.post("orders", {"order": order(items=many, created_at="2027-01-01T00:00:00Z")})
    ticks = {f"item-{n}": "x" for n in range(30)}
    review = go_on(customer, customer.get(link(plugin)), **SAID, **ticks)
    assert customer.status == 200, review.errors
    customer.press(review, "Send")
    items = only_case(desk, shop).items
    assert len(items) <= 500
    assert items.count("2 × ") == 30


def test_a_broken_key_file_leaves_the_form_as_it_is_without_a_link(
    known: Plugin, customer: Customer, desk: Desk
) -> None:
    assert desk.data is not None
    address = link(known)
    (desk.data / FILE_NAME).write_text("abcd\n")
    page = customer.get(address)
    assert customer.status == 200
    assert "WT-1047" not in page.html
