"""What the case's screen says of the policy: options, days, money, source, and the place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, update

from tests.conftest import Clock
from tests.inbox.conftest import Browser
from tests.policies import publish
from tests.public.reading import Page
from widget.desk import Actor, Desk, Receipt, add_fact, make_owner
from widget.desk.erasing import erase_case
from widget.storage.cases import Doer
from widget.storage.tables import policies

Opened = Callable[..., Receipt]


def panel_of(inbox: Browser, receipt: Receipt) -> Page:
    """The whole page, whose panel is then asked for."""
    return Page(inbox.get(f"/inbox/case/{receipt.case.reference}").text)


def said(page: Page) -> str:
    return page.one(id="policy").text


def test_case_of_a_shop_without_a_policy_leads_the_owner_to_it(inbox: Browser, make_case: Opened):
    page = panel_of(inbox, make_case(kind="return"))

    assert said(page) == "Your shop had no policy when this was written. Policy"
    assert page.one(id="policy").find("a")[0].attrs["href"] == "/inbox/policy"


def test_helper_is_not_led_where_they_may_not_go(helping: Browser, make_case: Opened):
    assert panel_of(helping, make_case(kind="return")).find(id="policy") == []


def test_panel_names_options_ends_share_and_payer(
    inbox: Browser, desk: Desk, orla: Actor, make_case: Opened
):
    publish(desk, orla, trial__days=14, buyer_regions=("IE",))
    receipt = make_case(kind="return", ordered_on="2026-11-17")
    add_fact(desk, orla, receipt.case.reference, "delivered", "2026-11-20")

    page = panel_of(inbox, receipt)
    text = said(page)
    assert "Withdraw without a reason by law Open: until Friday 4 December 2026" in text
    assert "Change their mind by your promise Open: until Friday 18 December 2026" in text
    assert "100 % of the money, the customer pays the way back" in text
    assert "The shop lets you change your mind for 28 days after the last delivery." in text
    assert "Version 1 was in force on the day of the order." in text
    assert "Directive 2011/83/EU" in text
    hrefs = {link.attrs["href"] for link in page.one(id="policy").find("a")}
    assert "/p/wren-tide/refund/v/1" in hrefs
    assert any(href.startswith("/p/wren-tide/withdrawal/v/1#amends-") for href in hrefs)


def test_what_is_not_known_is_said(inbox: Browser, desk: Desk, orla: Actor, make_case: Opened):
    publish(desk, orla)
    text = said(panel_of(inbox, make_case(kind="return", ordered_on="")))

    assert "The day of the order is not known." in text
    assert "the last day is not known" in text
    assert "The country of the customer is not known, so these are the best terms" in text


def test_better_version_is_said_to_count(
    inbox: Browser, desk: Desk, orla: Actor, make_case: Opened, clock: Clock
):
    publish(desk, orla, trial__days=10)
    clock.forward(days=2)
    publish(desk, orla, trial__days=30)
    receipt = make_case(kind="return", ordered_on="")
    add_fact(desk, orla, receipt.case.reference, "date", "2026-11-18")

    text = said(panel_of(inbox, receipt))
    assert "Version 1 was in force on the day of the order." in text
    assert "Version 2 is better for the customer, who could rely on it, too. So it counts." in text
    assert "for 60 days" in text
    whole = inbox.get(f"/inbox/case/{receipt.case.reference}").text
    assert "Version 1 of the policy counts for this case" in whole


def test_order_of_before_the_first_version_shows_the_law_alone(
    inbox: Browser, desk: Desk, orla: Actor, make_case: Opened
):
    publish(desk, orla)
    page = panel_of(inbox, make_case(kind="return", ordered_on="2026-11-09"))

    assert "No policy was published on the day of the order: the law alone counts." in said(page)
    assert "by your promise" not in said(page)
    assert page.one(id="policy").find("a") == []


def test_row_that_nobody_confirmed_is_marked_for_the_owner_alone(
    inbox: Browser, helping: Browser, desk: Desk, orla: Actor, make_case: Opened
):
    publish(desk, orla)
    receipt = make_case(kind="complaint", ordered_on="2026-11-17")

    assert "not confirmed yet" in said(panel_of(inbox, receipt))
    assert "not confirmed yet" not in said(panel_of(helping, receipt))


@pytest.mark.parametrize("kind", ["complaint", "refund", "return", "cancellation"])
@pytest.mark.parametrize(
    "sells", [("goods",), ("bespoke_goods",), ("digital_content",), ("services",),
              ("appointments",), ("event_tickets",), ("subscriptions",)],
)  # fmt: skip
def test_every_kind_of_case_of_every_sort_of_shop_has_its_panel(
    inbox: Browser, desk: Desk, orla: Actor, make_case: Opened, kind: str, sells: tuple[str, ...]
):
    publish(desk, orla, sells=sells)
    page = panel_of(inbox, make_case(kind=kind, ordered_on="2026-11-17", wish="refund"))

    assert "What the policy says" in said(page)


def test_erased_case_has_no_panel(inbox: Browser, desk: Desk, orla: Actor, make_case: Opened):
    publish(desk, orla)
    receipt = make_case(kind="return", ordered_on="2026-11-17")
    doer = Doer("owner", orla.person_id, "inbox")
    desk.store.writer.change(lambda c: erase_case(desk, c, receipt.case, doer, "asked"))

    assert panel_of(inbox, receipt).find(id="policy") == []


def test_T03_policy_of_another_shop_is_not_in_the_panel(
    inbox: Browser, desk: Desk, other_shop: object, make_case: Opened
):
    shop_id = other_shop.id  # type: ignore[attr-defined]
    person = make_owner(desk, shop_id, "canary-b@northoven.example", "CANARY-B Baker")
    publish(desk, Actor(shop_id, person.id, "owner", person.name))

    assert said(panel_of(inbox, make_case(kind="return"))).startswith("Your shop had no policy")


def test_text_that_was_changed_behind_the_desk_takes_the_panels_and_not_the_case(
    inbox: Browser, desk: Desk, orla: Actor, make_case: Opened
):
    publish(desk, orla, buyer_regions=("IE",))
    receipt = make_case(kind="return", ordered_on="2026-11-17")

    def spoil(connection: Connection) -> None:
        connection.execute(
            update(policies)
            .where(policies.c.shop_id == orla.shop_id)
            .values(text=policies.c.text + "\nnonsense = 1\n")
        )

    desk.store.writer.change(spoil)
    answer = inbox.get(f"/inbox/case/{receipt.case.reference}")

    assert answer.status_code == 200
    assert Page(answer.text).find(id="policy") == []
