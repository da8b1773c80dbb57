"""decide and the slow oracle agree on random policies, orders and moments."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policy_pages.contradictions import contradictions
from policy_pages.profile import read_profile, with_answer, write_profile
from tests.policy_pages.agreement import assert_agreement
from tests.policy_pages.given import moments_about, orders, profiles

SMALL = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@SMALL
@given(profiles(), orders(), st.data())
def test_decide_agrees_with_an_oracle_that_walks_day_by_day(profile, order, data):
    assert_agreement(profile, order, data.draw(moments_about(order)))


@SMALL
@given(profiles(), st.text(max_size=40), st.text(max_size=40))
def test_what_is_written_is_read_back_and_written_the_same(profile, name, address):
    profile = with_answer(profile, "contact.name", f"Shop {name}".replace("\ud800", ""))
    profile = with_answer(profile, "contact.address", f"4 Lane {address}")
    if list(contradictions(profile)) or "[" in name + address or "<" in name + address:
        return
    text = write_profile(profile)

    assert read_profile(text, "policy.toml") == profile
    assert write_profile(read_profile(text, "policy.toml")) == text
