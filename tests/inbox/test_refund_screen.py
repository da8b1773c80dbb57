"""The remedy *refund* on the case's screen: figures, a look before it, one press, and what came."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Clock
from tests.inbox.conftest import Browser
from tests.relay.conftest import Plugin, order
from tests.relay.stand_in import StandIn, connect, standing
from widget.app import make_carrier
from widget.desk import Actor, Desk, Receipt, case_file, do_upkeep, refunds_of

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


class Till:
    """The owner's browser at a case about an order of a connected shop."""

    def __init__(self, app: Flask, site: StandIn, plugin: Plugin, case: Receipt, inbox: Browser):
        """Everything is there already."""
        self.app, self.site, self.plugin, self.inbox = app, site, plugin, inbox
        self.desk: Desk = app.extensions["desk"]
        self.shop_id, self.reference = case.case.shop_id, case.case.reference
        self.path = f"/inbox/case/{self.reference}"

    def page(self) -> str:
        """The case as it is now."""
        return self.inbox.get(self.path).text

    def look(self, amount: str, reason: str = "") -> tuple[int, str]:
        """Type an amount and press; the status and what is shown."""
        self.page()
        answer = self.inbox.post(f"{self.path}/refund", amount=amount, reason=reason)
        return answer.status_code, answer.text

    def review(self, amount: str, reason: str = "") -> dict[str, str]:
        """The hidden fields of the look before it."""
        status, text = self.look(amount, reason)
        assert status == 200
        fields = dict(HIDDEN.findall(text))
        fields.pop("csrf_token")
        return fields

    def press(self, fields: dict[str, str], browser: Browser | None = None) -> int:
        """Press the one button."""
        answer = (browser or self.inbox).post(f"{self.path}/refund/confirm", **fields)
        return answer.status_code

    def carry(self) -> None:
        """Have the shop be asked."""
        make_carrier(self.app).carry_due()

    def history(self) -> list[str]:
        """What the case says of refunds."""
        events = case_file(self.desk, self.shop_id, self.reference).events
        return [event.kind for event in events if event.kind.startswith("refund_")]


@pytest.fixture
def site(clock: Clock) -> Iterator[StandIn]:
    with standing(StandIn(clock)) as running:
        yield running


@pytest.fixture
def till(
    app: Flask,
    site: StandIn,
    client: FlaskClient,
    desk: Desk,
    orla: Actor,
    inbox: Browser,
    make_case: Callable[..., Receipt],
) -> Till:
    receipt = make_case()
    plugin = connect(site, desk, client, orla, {})
    do_upkeep(desk)
    found = Till(app, site, plugin, receipt, inbox)
    found.carry()
    site.heard.clear()
    return found


def text_of(page: str) -> str:
    """A page's words in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("\xa0", " ").split())


def test_the_box_shows_paid_refunded_and_left_and_offers_what_is_left(till: Till) -> None:
    page = till.page()
    assert "Paid 17.80 EUR Refunded 0.00 EUR Left 17.80 EUR" in text_of(page)
    assert 'name="amount" value="17.80"' in page


def test_a_case_without_an_order_or_without_the_plugin_has_no_box(
    till: Till, make_case: Callable[..., Receipt], inbox: Browser
) -> None:
    other = make_case(order_number="9", email="somebody@post.example").case
    assert 'id="refund"' not in inbox.get(f"/inbox/case/{other.reference}").text


def test_a_refund_is_looked_at_pressed_made_and_told(till: Till) -> None:
    status, page = till.look("12.50", "cracked")
    assert status == 200
    assert "Refund 12.50 EUR of order WT-1047 to the original payment?" in text_of(page)
    assert till.history() == []
    assert till.press(till.review("12.50", "cracked")) == 303
    assert "12.50 EUR is being refunded" in text_of(till.page())
    till.carry()
    page = text_of(till.page())
    assert "12.50 EUR refunded. " in page
    assert "It is refund 900 in your shop." in page
    assert "The payment provider has been told to pay it out." in page
    assert "You decided to refund 12.50 EUR: “cracked”" in page
    assert "The shop refunded 12.50 EUR (refund 900)" in page
    assert 'name="amount" value="5.30"' in till.page()
    assert till.site.refunded[0][1] == "12.50"


def test_T51_a_double_click_a_reload_and_a_second_tab_are_one_refund(
    till: Till, logged_in: Callable[[str], Browser]
) -> None:
    fields = till.review("12.50")
    assert till.press(fields) == 303
    assert till.press(fields) == 303
    second = logged_in("orla@wrenandtide.example")
    second.get(till.path)
    assert till.press(fields, second) == 303
    till.carry()
    assert till.press(fields) == 303
    till.carry()
    assert till.press({**fields, "amount": "3.00"}) == 409
    assert len(till.site.refunded) == 1
    assert till.history() == ["refund_asked", "refund_made"]


def test_T51_while_one_is_under_way_there_is_no_form_for_another(till: Till) -> None:
    fields = till.review("5.00")
    till.press(fields)
    page = till.page()
    assert 'name="amount"' not in page
    status, text = till.look("5.00")
    assert status == 409
    assert "A refund of this order is under way." in text_of(text)


def test_T51_a_lost_answer_says_not_to_refund_by_hand(till: Till, clock: Clock) -> None:
    till.site.moods = ["silence"]
    till.press(till.review("12.50"))
    till.carry()
    page = text_of(till.page())
    assert "We do not know yet whether 12.50 EUR went back." in page
    assert "do not refund by hand before this says so" in page
    clock.forward(days=1, minutes=1)
    assert "Your shop could not be asked for over a day." in text_of(till.page())
    till.carry()
    page = till.page()
    assert "there is no such refund. You can decide anew." in text_of(page)
    assert 'name="amount" value="17.80"' in page
    till.press(till.review("12.50"))
    till.carry()
    assert len(till.site.refunded) == 1


def test_a_refusal_shows_the_words_of_the_shop_as_text(till: Till) -> None:
    till.site.moods = ["words"]
    till.press(till.review("12.50"))
    till.carry()
    page = till.page()
    assert "Your shop says: “&lt;b&gt;No&lt;/b&gt; money &amp; more”" in page
    assert "<b>No</b>" not in page


WRONG = {
    "": "Type how much shall go back.",
    "much": "Write the amount in digits, such as 17.80.",
    "0": "It has to be more than nothing.",
    "-3": "It has to be more than nothing.",
    "1.005": "EUR has fewer decimals. Write it as 17.80.",
    "17.81": "That is more than is left. At most 17.80 EUR can go back.",
    "12.50 USD": "Write the amount in digits, such as 17.80.",
    "9" * 5000: "Write the amount in digits, such as 17.80.",
    "🧼\x00%(left)s": "Write the amount in digits, such as 17.80.",
}


def test_T50_an_amount_that_cannot_be_gets_a_sentence_at_the_field(till: Till) -> None:
    fields = till.review("1.00")
    for amount, sentence in WRONG.items():
        status, page = till.look(amount)
        assert status == 400, amount
        error = f'<p class="error" id="refund-amount-error">{sentence}</p>'
        assert error in page.replace("\xa0", " "), amount
        assert till.press({**fields, "amount": amount}) == 400, amount
    assert till.history() == []


def test_T50_made_up_fields_are_an_order_that_changed(till: Till) -> None:
    fields = till.review("1.00")
    for name, value in (
        ("number", "7"),
        ("number", "x"),
        ("number", "²"),
        ("number", ""),
        ("mark", "0"),
    ):
        assert till.press({**fields, name: value}) == 409, (name, value)
    till.carry()
    assert till.site.heard == []
    assert till.history() == []


def test_T50_an_order_that_changed_since_the_look_is_refused(till: Till, clock: Clock) -> None:
    fields = till.review("12.50")
    clock.forward(minutes=1)
    refunds = [{"id": "77", "amount": "10.00", "reason": "", "key": ""}]
    till.plugin.post("orders", {"order": order(refunds=refunds)})
    assert till.press(fields) == 409
    page = till.inbox.post(f"{till.path}/refund/confirm", **fields).text
    assert "The order has changed since you looked. Nothing was refunded." in text_of(page)
    assert "Left 7.80 EUR" in text_of(page)
    till.carry()
    assert till.site.heard == []


def test_T50_a_helper_sees_it_and_cannot_do_it(till: Till, helping: Browser) -> None:
    page = helping.get(till.path).text
    assert "Only the owner can refund." in text_of(page)
    assert 'name="amount"' not in page
    fields = till.review("1.00")
    assert helping.post(f"{till.path}/refund", amount="1.00").status_code == 403
    assert till.press(fields, helping) == 403
    till.carry()
    assert till.site.heard == []


def test_T50_another_shop_has_no_such_case(
    till: Till, other_owner: object, logged_in: Callable[[str], Browser]
) -> None:
    del other_owner
    foreign = logged_in("canary-b@northoven.example")
    assert foreign.post(f"{till.path}/refund", amount="1.00").status_code == 404
    assert till.press(till.review("1.00"), foreign) == 404


def test_a_suspect_has_no_box(till: Till, make_case: Callable[..., Receipt]) -> None:
    suspect = make_case(suspect_reasons=("link",)).case
    do_upkeep(till.desk)
    assert refunds_of(till.desk, suspect).may_refund is False
    assert 'id="refund"' not in till.inbox.get(f"/inbox/case/{suspect.reference}").text


def test_an_erased_case_keeps_nothing_of_its_refunds(till: Till) -> None:
    till.press(till.review("12.50", "CANARY reason"))
    till.carry()
    till.page()
    erased = till.inbox.post(
        "/inbox/keeping/erased", who=till.reference, reference=till.reference, also_open="1"
    )
    assert erased.status_code in {200, 303}
    file = case_file(till.desk, till.shop_id, till.reference)
    assert file.case.state == "erased"
    assert file.case.order_key == ""
    assert refunds_of(till.desk, file.case).refunds == ()
    assert "CANARY" not in till.page()
