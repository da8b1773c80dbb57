"""The plugin's doors for the desk, over real HTTP: who signed, for which shop, when, and once."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from typing import Any

import pytest

from widget.cases.signing import sign

pytestmark = pytest.mark.wordpress

PATHS = ("refund", "refund/find", "note", "case")
OTHERS = "whsec_" + "B" * 43 + "="


class Desk:
    """Signs as the connected desk does, or as somebody else."""

    def __init__(self, shop):
        kept = shop.site.act("connection")
        self.rest = f"{shop.site.url}/wp-json/amends/v1"
        self.secret, self.shop, self.sent = kept["secret"], kept["shop"], 0

    def post(self, path, body, **changes):
        """Send a message; status and answer. Keywords change what is signed, or a header."""
        self.sent += 1
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        message = changes.get("id", f"msg_{time.time_ns()}_{self.sent}")
        at = str(int(time.time() + changes.get("late_s", 0)))
        headers = {
            "Content-Type": "application/json",
            "amends-shop": changes.get("shop", self.shop),
            "webhook-id": message,
            "webhook-timestamp": at,
            "webhook-signature": sign(changes.get("secret", self.secret), message, at, text),
        }
        sent = changes.get("sent", text)
        headers = {**headers, **changes.get("headers", {})}
        request = urllib.request.Request(f"{self.rest}/{path}", sent, headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as fault:
            with fault:
                return fault.code, json.load(fault)


@pytest.fixture
def desk(shop):
    shop.site.act("option", {"standin_gateway": "", "standin_paid": []})
    return Desk(shop)


@pytest.fixture(params=["no", "yes"], ids=["orders as posts", "orders in tables"])
def order(request, shop):
    shop.site.act("option", {"woocommerce_custom_orders_table_enabled": request.param})
    return shop.site.order()


def refund(order, **changes) -> dict[str, Any]:
    asked = {"key": f"k-{order['id']}", "order": str(order["id"]), "amount": "5.00"}
    return {**asked, "currency": "EUR", "reason": "One mug is broken", **changes}


@pytest.mark.parametrize("path", PATHS)
def test_T55_T58_forged_stale_and_foreign_requests_are_refused(shop, desk, path):
    order = shop.site.order()
    body = {**refund(order), "text": "A note", "reference": "AM-7K3Q-9F2", "title": "Complaint"}
    body |= {"told": "", "at": "2026-11-21T19:52:49Z", "closed": False}
    forged: dict[str, dict[str, Any]] = {
        "another secret": {"secret": OTHERS},
        "another body": {"sent": json.dumps({**body, "amount": "39.00"}).encode()},
        "another shop": {"shop": "north-oven"},
        "another shop’s secret": {"shop": "north-oven", "secret": OTHERS},
        "no signature": {"headers": {"webhook-signature": ""}},
        "a signature of nothing": {"headers": {"webhook-signature": "v1,"}},
        "a number that is none": {"headers": {"webhook-timestamp": "1e9"}},
        "a dot in the id": {"headers": {"webhook-id": "a.b"}},
    }
    for name, changes in forged.items():
        assert (name, desk.post(path, body, **changes)[0]) == (name, 401)
    for late_s in (-400, 400):
        assert desk.post(path, body, late_s=late_s)[0] == 409
    look = shop.site.act("look", {"order": order["id"]})
    assert (look["refunds"], look["paid"]) == ([], [])
    assert not any("A note" in note for note in look["notes"])
    assert shop.site.debug_log() == ""


def test_T51_a_refund_is_paid_once_however_often_it_is_asked(shop, desk, order):
    asked = refund(order)
    once = f"msg_{order['id']}"
    status, made = desk.post("refund", asked, id=once)
    assert (status, made["amount"], made["paid"], made["key"]) == (200, "5.00", True, asked["key"])

    assert desk.post("refund", asked, id=once) == (200, made)
    assert desk.post("refund", asked) == (200, made)
    assert desk.post("refund/find", {"key": asked["key"], "order": asked["order"]}) == (200, made)
    assert desk.post("refund", {**asked, "amount": "6.00"}, id=once)[0] == 409
    assert desk.post("refund", {**asked, "amount": "6.00"})[0] == 409

    look = shop.site.act("look", {"order": order["id"]})
    assert look["paid"] == [[order["id"], "5.00", "One mug is broken"]]
    assert look["refunds"] == [["5.00", "One mug is broken", True]]
    assert shop.site.debug_log() == ""


@pytest.mark.parametrize(
    ("gateway", "words"),
    [
        ("refuse", "Lab Pay: the card of this payment is closed."),
        ("fail", "An error occurred while attempting to create the refund"),
    ],
)
def test_what_woocommerce_refuses_comes_back_in_its_words(shop, desk, order, gateway, words):
    shop.site.act("option", {"standin_gateway": gateway})

    status, told = desk.post("refund", refund(order))

    assert (status, told["error"]) == (422, "refused")
    assert words in told["sentence"]
    assert "<" not in told["sentence"]
    look = shop.site.act("look", {"order": order["id"]})
    assert (look["refunds"], look["paid"]) == ([], [])
    assert (
        desk.post("refund/find", {"key": f"k-{order['id']}", "order": str(order["id"])})[0] == 404
    )


def test_T51_what_was_paid_stays_whatever_fails_after_the_payment(shop, desk, order):
    shop.site.act("option", {"standin_gateway": "late"})
    asked = refund(order)

    status, made = desk.post("refund", asked)

    assert (status, made["amount"], made["paid"]) == (200, "5.00", True)
    assert desk.post("refund", asked) == (200, made)
    assert desk.post("refund/find", {"key": asked["key"], "order": asked["order"]}) == (200, made)
    look = shop.site.act("look", {"order": order["id"]})
    assert look["paid"] == [[order["id"], "5.00", "One mug is broken"]]
    assert look["refunds"] == [["5.00", "One mug is broken", True]]
    assert "was paid; something failed after that" in shop.site.wc_log()


def test_T50_no_more_than_is_left_in_the_orders_own_currency(shop, desk, order):
    for changes in ({"amount": "39.81"}, {"currency": "USD"}, {"amount": "0.00"}):
        assert desk.post("refund", refund(order, **changes))[0] == 422, changes
    for amount in ("-1.00", "1e1", "NaN", 5):
        assert desk.post("refund", refund(order, amount=amount))[0] == 400, amount
    assert desk.post("refund", refund(order, amount="39.80"))[0] == 200

    look = shop.site.act("look", {"order": order["id"]})
    assert (look["status"], len(look["paid"])) == ("refunded", 1)


def test_a_note_is_written_once_and_as_text(shop, desk, order):
    note = {"key": "n-1", "order": str(order["id"]), "text": "<b>Answer</b> & see"}

    for _ in range(2):
        assert desk.post("note", note) == (200, {"key": "n-1"})

    look = shop.site.act("look", {"order": order["id"]})
    assert [text for text in look["notes"] if "Answer" in text] == [
        "&lt;b&gt;Answer&lt;/b&gt; &amp; see"
    ]


def test_unknown_orders_and_rubbish_have_answers(shop, desk):
    for path in PATHS:
        assert desk.post(path, b"no json at all")[0] == 400, path
        assert desk.post(path, [])[0] == 400, path
    assert desk.post("refund", refund({"id": 999999}))[0] == 404
    assert desk.post("note", {"key": "n", "order": "999999", "text": "x"})[0] == 404
    assert shop.site.debug_log() == ""
