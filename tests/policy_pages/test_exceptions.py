"""Exceptions, who pays, and how much comes back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from policy_pages.counting import share_of
from policy_pages.decide import decide
from policy_pages.order import Item
from tests.policy_pages.people import at, order, policy, the

EXCEPTIONS: list[tuple[str, dict[str, Any], frozenset[str], str | None]] = [
    # item, answers that claim the exception, facts without and with which it holds
    ("bespoke", {"change_of_mind.excluded_items": ("bespoke",)}, frozenset(), None),
    ("perishable", {"change_of_mind.excluded_items": ("perishable",)}, frozenset(), None),
    (
        "sealed_hygiene",
        {"change_of_mind.excluded_items": ("sealed_hygiene",)},
        frozenset(),
        "unsealed",
    ),
    ("sealed_media", {"change_of_mind.excluded_items": ("sealed_media",)}, frozenset(), "unsealed"),
    ("digital", {"change_of_mind.excluded_items": ("digital",)}, frozenset(), "started"),
    ("goods", {"change_of_mind.offered": False}, frozenset(), "mixed"),
]


@pytest.mark.parametrize(("kind", "claim", "facts", "ends"), EXCEPTIONS)
def test_an_exception_holds_only_with_its_conditions(kind, claim, facts, ends):
    now = at(date(2026, 11, 6))
    if ends:
        whole = decide(policy(claim), order(items=(Item(kind, 1, facts),)), "return", now)
        assert [each.act for each in whole.options] == ["withdraw"]
        facts = facts | {ends}
    unclaimed = decide(policy(), order(items=(Item(kind, 1),)), "return", now)
    assert {each.act for each in unclaimed.options} == {"withdraw", "change_mind"}

    decision = decide(policy(claim), order(items=(Item(kind, 1, facts),)), "return", now)

    assert decision.options == ()
    (without,) = decision.without
    assert without.items == (0,)
    assert without.why[0].rule.startswith("eu.ex.")
    assert without.why[0].source.startswith("Directive 2011/83/EU, Art. 16")


def test_an_exclusion_that_is_no_exception_does_not_touch_the_law():
    claim = {"change_of_mind.excluded_items": ("sale",)}

    in_eu = decide(policy(claim), order(items=(Item("sale"),)), "return", at(date(2026, 11, 6)))
    in_us = decide(
        policy(claim), order(items=(Item("sale"),), country="US"), "return", at(date(2026, 11, 6))
    )

    assert [each.act for each in in_eu.options] == ["withdraw"]
    assert in_us.options == ()
    assert in_us.without[0].why[0].sentence == "promise.excluded"


def test_a_download_without_full_consent_keeps_its_right():
    answers = {
        "change_of_mind.excluded_items": ("digital",),
        "digital.waiver": "consent_acknowledgement",
    }
    item = Item("digital", 900, frozenset({"started"}))

    decision = decide(policy(answers), order(items=(item,)), "return", at(date(2026, 11, 6)))

    assert [each.act for each in decision.options] == ["withdraw"]


@pytest.mark.parametrize(
    ("said", "payer", "sentence"),
    [
        ("buyer", "buyer", "return.buyer"),
        ("seller", "seller", "return.seller"),
        ("not_stated", "seller", "return.not_stated"),
    ],
)
def test_who_does_not_say_who_pays_the_return_pays_it(said, payer, sentence):
    decision = decide(
        policy({"return.cost_paid_by": said}), order(), "return", at(date(2026, 11, 6))
    )

    option = the(decision, "withdraw")
    assert option.pays_return == payer
    (found,) = [each for each in option.why if each.sentence == sentence]
    assert found.rule == "eu.r.return_cost"


@pytest.mark.parametrize(
    ("country", "answers", "days", "starts", "waits"),
    [
        ("IE", {}, 14, "message", True),
        ("IE", {"refund.days": 7}, 7, "message", True),
        ("IE", {"refund.days": 30}, 14, "message", True),
        ("IE", {"refund.days": 3, "refund.days_from": "approval"}, 14, "message", True),
        ("IE", {"return.method": "seller_collects"}, 14, "message", False),
        ("UK", {}, 14, "message", False),
        (
            "UK",
            {"refund.days_from": "goods_received_or_proof"},
            14,
            "goods_received_or_proof",
            False,
        ),
    ],
)
def test_the_money_comes_by_law_or_sooner(country, answers, days, starts, waits):
    decision = decide(policy(answers), order(country=country), "return", at(date(2026, 11, 6)))

    option = the(decision, "withdraw")
    assert (option.refund_days, option.refund_from, option.may_wait) == (days, starts, waits)


def test_a_fee_of_the_shop_never_touches_what_the_law_gives():
    answers = {"refund.restocking_fee_percent": Decimal("12.5"), "trial.days": 10}

    decision = decide(policy(answers), order(), "return", at(date(2026, 11, 6)))

    assert the(decision, "withdraw").amount == 2499
    assert the(decision, "change_mind").amount == 2187  # 2186.625, up to the customer's side
    assert decision.best == the(decision, "withdraw")


@pytest.mark.parametrize(
    ("value", "percent", "share"),
    [
        (None, "50", None),
        (0, "50", 0),
        (1, "50", 1),
        (2, "50", 1),
        (999, "33.3", 333),
        (100, "0", 0),
    ],
)
def test_a_part_of_a_cent_goes_to_the_customer(value, percent, share):
    assert share_of(value, Decimal(percent)) == share


def test_one_unknown_value_makes_the_amount_unknown_and_not_the_share():
    placed = order(items=(Item("goods", 100), Item("goods", None)))

    option = the(decide(policy(), placed, "return", at(date(2026, 11, 6))), "withdraw")

    assert option.percent == 100
    assert option.amount is None
