"""The figures read from the rendered pages are those of decide and of the oracle."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policy_pages.answers import Tier
from policy_pages.order import Item
from policy_pages.page_text import page_body
from tests.policy_pages import page_agreement
from tests.policy_pages.given import moments_about, orders_from, profiles
from tests.policy_pages.page_agreement import assert_pages_agree
from tests.policy_pages.people import order, policy

SMALL = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@SMALL
@given(profiles(), st.data())
def test_the_page_says_what_decide_and_the_oracle_say(profile, data):
    order = data.draw(orders_from(profile))

    assert_pages_agree(profile, order, data.draw(moments_about(order)))


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ('<data value="14" class="days withdraw', '<data value="15" class="days withdraw'),
        ('<data value="28" class="days change_mind', '<data value="27" class="days change_mind'),
        ('<data value="buyer" class="payer', '<data value="seller" class="payer'),
        ('<data value="14" class="refund-days', '<data value="30" class="refund-days'),
        ('<data value="100" class="percent change', '<data value="90" class="percent change'),
        ('<data value="2" class="years', '<data value="1" class="years'),
        ('<data value="50" class="percent tier', '<data value="51" class="percent tier'),
    ],
)
def test_a_page_that_says_another_figure_is_found_out(monkeypatch, told, wrong):
    """The comparison itself is tried: one wrong figure anywhere on the pages, and it fails."""
    answers = {
        "sells": ("goods", "appointments"),
        "trial.days": 14,
        "cancellation.tiers": (Tier(48, 100), Tier(24, 50)),
    }
    appointment = datetime(2026, 11, 20, 12, tzinfo=UTC)
    bought = order(items=(Item("goods", 2499), Item("service", 5000)), appointment=appointment)
    moment = datetime(2026, 11, 19, 8, tzinfo=UTC)  # 28 hours ahead
    assert assert_pages_agree(policy(answers), bought, moment) == 2

    def altered(*asked: Any) -> str:
        return page_body(*asked).replace(told, wrong)

    monkeypatch.setattr(page_agreement, "page_body", altered)
    with pytest.raises(AssertionError):
        assert_pages_agree(policy(answers), bought, moment)
