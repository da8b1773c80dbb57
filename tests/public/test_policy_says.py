"""What the form, the review, the receipt and the private page tell of the policy."""

from __future__ import annotations

import pytest

from policy_pages.answers import Tier
from tests.conftest import Clock
from tests.policies import publish
from tests.public.conftest import Customer
from tests.public.reading import Page
from widget.cases.model import Shop
from widget.desk import Actor, Desk, add_fact, inbox_page

RETURN = "/s/wren-tide/return"


def policy_of(page: Page) -> str:
    """What stands under the policy's name, in one line."""
    return " ".join(page.text.split())


@pytest.mark.parametrize("path", ["return", "refund", "cancel", "complaint"])
def test_shop_without_a_policy_says_nothing_of_one(customer: Customer, path: str):
    page = customer.open_form(f"/s/wren-tide/{path}")

    assert page.find(id="policy") == []
    assert "/p/wren-tide/refund" not in page.html


def test_form_tells_the_days_and_who_pays(customer: Customer, desk: Desk, orla: Actor):
    publish(desk, orla, trial__days=14)
    page = customer.open_form(RETURN)

    text = policy_of(page)
    assert "The shop lets you change your mind for 28 days after the last delivery." in text
    assert "You pay for sending the goods back." in text
    hrefs = [link.attrs["href"] for link in page.find("a")]
    assert any(href.startswith("/p/wren-tide/refund") for href in hrefs)


def test_form_tells_the_steps_of_cancelling(customer: Customer, desk: Desk, orla: Actor):
    publish(
        desk,
        orla,
        sells=("appointments",),
        cancellation__tiers=(Tier(48, 100), Tier(24, 50)),
    )
    text = policy_of(customer.open_form("/s/wren-tide/cancel"))

    assert "Cancelled at least 48 hours ahead, 100 per cent of the price comes back." in text
    assert "Cancelled at least 24 hours ahead, 50 per cent of the price comes back." in text


def test_form_of_a_shop_with_things_and_appointments_tells_of_both(
    customer: Customer, desk: Desk, orla: Actor
):
    publish(
        desk,
        orla,
        sells=("goods", "appointments"),
        cancellation__tiers=(Tier(48, 100),),
    )
    text = policy_of(customer.open_form("/s/wren-tide/cancel"))

    assert "Cancelled at least 48 hours ahead, 100 per cent of the price comes back." in text
    assert "for 28 days after the last delivery" in text
    assert "after the order" not in text


def test_appointments_without_steps_come_back_whole(customer: Customer, desk: Desk, orla: Actor):
    publish(desk, orla, sells=("appointments",))
    text = policy_of(customer.open_form("/s/wren-tide/cancel"))

    assert "Cancelled before the appointment begins, all of the money comes back." in text


def test_form_follows_the_version_in_force(
    customer: Customer, desk: Desk, orla: Actor, clock: Clock
):
    publish(desk, orla, trial__days=14)
    customer.open_form(RETURN)
    clock.forward(days=2)
    publish(desk, orla, trial__days=30, return__cost_paid_by="seller")

    text = policy_of(customer.open_form(RETURN))
    assert "for 60 days" in text
    assert "The shop pays for sending the goods back." in text


def test_form_speaks_the_customers_language(customer: Customer, desk: Desk, orla: Actor):
    publish(desk, orla)
    page = customer.get(f"{RETURN}?lang=de")

    assert any(link.attrs["href"].startswith("/p/wren-tide/de/refund") for link in page.find("a"))


def test_review_and_receipt_tell_the_version_of_the_day_of_the_order(
    customer: Customer, desk: Desk, orla: Actor, clock: Clock
):
    publish(desk, orla, trial__days=14)
    clock.forward(days=10)
    publish(desk, orla, trial__days=30)

    review = customer.review(RETURN, ordered="2026-11-20", wish="refund")
    assert "for 28 days" in policy_of(review)
    assert any("/p/wren-tide/refund/v/1" in link.attrs["href"] for link in review.find("a"))
    path = customer.send(RETURN, ordered="2026-11-20", wish="refund")
    receipt = customer.get(f"{path}/receipt")
    assert "for 28 days" in policy_of(receipt)
    assert any("/p/wren-tide/refund/v/1" in link.attrs["href"] for link in receipt.find("a"))
    assert "The last day for that" not in policy_of(receipt)


def test_order_of_before_the_first_version_is_told_the_law(
    customer: Customer, desk: Desk, orla: Actor
):
    publish(desk, orla)
    path = customer.send(RETURN, ordered="2026-11-09", wish="refund")

    text = policy_of(customer.get(path))
    assert "On the day of this order the shop had not published a policy" in text
    assert "within 14 days" in text
    assert "28 days" not in text


def test_private_page_names_the_last_day_once_the_delivery_is_known(
    customer: Customer, desk: Desk, orla: Actor
):
    publish(desk, orla, trial__days=5, buyer_regions=("IE",))
    path = customer.send(RETURN, ordered="2026-11-17", wish="refund")
    (case,) = inbox_page(desk, orla.shop_id, "open").cases
    add_fact(desk, orla, case.reference, "delivered", "2026-11-20")

    assert "The last day for that is Friday 4 December 2026." in policy_of(customer.get(path))


def test_frame_opens_the_policy_outside_of_itself(customer: Customer, desk: Desk, orla: Actor):
    publish(desk, orla)
    page = customer.get(f"{RETURN}?frame=1")

    links = [link for link in page.find("a") if "/p/wren-tide/refund" in link.attrs["href"]]
    assert links
    assert {link.attrs["target"] for link in links} == {"_blank"}


def test_every_sheet_leads_to_the_policy_once_there_is_one(
    customer: Customer, desk: Desk, shop: Shop, orla: Actor
):
    assert "/p/wren-tide/refund" not in customer.get("/s/wren-tide").html
    publish(desk, orla)
    for path in ("/s/wren-tide", RETURN, "/p/wren-tide/privacy"):
        hrefs = [link.attrs["href"] for link in customer.get(path).find("a")]
        assert {"/p/wren-tide/refund", "/p/wren-tide/complaints"} <= set(hrefs), path
    german = customer.get("/s/wren-tide?lang=de")
    assert "/p/wren-tide/de/refund" in [link.attrs["href"] for link in german.find("a")]


def test_T03_policy_of_another_shop_is_told_nowhere(
    customer: Customer, desk: Desk, other_shop: Shop
):
    from widget.desk import make_owner

    person = make_owner(desk, other_shop.id, "canary-b@northoven.example", "CANARY-B Baker")
    publish(desk, Actor(other_shop.id, person.id, "owner", person.name))

    assert customer.open_form(RETURN).find("div", id="policy") == []


def test_policy_that_cannot_be_read_stops_nobody_from_writing(
    customer: Customer, desk: Desk, orla: Actor, settings: object
):
    import sqlite3
    from contextlib import closing

    from sqlalchemy import make_url

    publish(desk, orla)
    with closing(sqlite3.connect(make_url(desk.store.url).database or "")) as connection:
        connection.execute("UPDATE policies SET text = 'sells = 7'")
        connection.commit()

    assert customer.open_form(RETURN).find("div", id="policy") == []
    customer.send(RETURN, wish="refund")
