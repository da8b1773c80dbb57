"""Faulty goods, and what the shop promises beside the law."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from policy_pages.decide import decide
from tests.policy_pages.people import at, order, policy, the


@pytest.mark.parametrize(
    ("delivered", "country", "until"),
    [
        (date(2026, 11, 5), "IE", date(2028, 11, 5)),
        (date(2026, 11, 5), "ES", date(2029, 11, 5)),
        (date(2028, 2, 29), "IE", date(2030, 2, 28)),
    ],
)
def test_the_shop_answers_for_faults_for_the_years_of_the_country(delivered, country, until):
    placed = order(delivered_on=delivered, country=country)

    for day, is_open in ((until, True), (until + timedelta(days=1), False)):
        option = the(decide(policy(), placed, "complaint", at(day)), "remedy")
        assert (option.until, option.open) == (until, is_open)
        assert option.pays_return == "seller"
        assert option.basis == "law"


def test_british_buyers_may_reject_for_thirty_days_and_then_have_remedies():
    placed = order(country="GB")

    on_last = decide(policy(), placed, "complaint", at(date(2026, 12, 5)))
    after = decide(policy(), placed, "complaint", at(date(2026, 12, 6)))

    assert the(on_last, "reject").open
    assert not the(after, "reject").open
    assert the(after, "remedy").open
    assert after.until is None


@pytest.mark.parametrize(
    ("country", "sentence"),
    [("AU", "fault.reasonable_time"), ("NZ", "fault.no_end_known"), ("US", "fault.no_end_known")],
)
def test_where_no_end_is_set_none_is_told(country, sentence):
    option = the(
        decide(policy(), order(country=country), "complaint", at(date(2035, 1, 1))), "remedy"
    )

    assert option.until is None
    assert option.open
    assert option.why[0].sentence == sentence


# Goodwill.


def test_exchange_and_money_back_are_promises_beside_the_law():
    answers = {"money_back.days": 60, "exchange.offered": True, "exchange.days": 30}

    decision = decide(policy(answers), order(), "return", at(date(2026, 11, 6)))

    assert the(decision, "money_back").until == date(2027, 1, 4)
    assert the(decision, "exchange").until == date(2026, 12, 5)
    assert {each.basis for each in decision.options if each.act != "withdraw"} == {"promise"}
    assert decision.until == date(2027, 1, 4)
