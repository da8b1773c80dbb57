"""What a version is stamped with: equal answers, day, number and desk give an equal hash."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from policy_pages.answers import Money, OwnWords, Tier
from policy_pages.edition import Edition, canonical_answers
from policy_pages.profile import field_specs, read_profile, write_profile
from policy_pages.render import outputs
from tests.policy_pages.editions import SHOPS, edition
from tests.policy_pages.people import policy


def test_the_fingerprint_is_the_beginning_of_the_hash_in_fours():
    one = edition()

    assert len(one.hash) == 64
    assert one.fingerprint.replace(" ", "") == one.hash[:12]
    assert [len(part) for part in one.fingerprint.split()] == [4, 4, 4]


@pytest.mark.parametrize("shop", SHOPS)
def test_answers_from_a_file_and_from_the_inbox_give_the_same_bytes(shop):
    answered = edition(SHOPS[shop])
    from_file = replace(
        answered, profile=read_profile(write_profile(answered.profile), "policy.toml")
    )

    assert from_file.hash == answered.hash
    assert outputs(from_file) == outputs(answered)


@pytest.mark.parametrize(
    "change",
    [
        {"number": 4},
        {"day": date(2026, 11, 22)},
        {"desk": "https://other.example"},
        {"shop": "wren"},
        {"locales": ("de", "en")},
        {"locales": ("en",)},
        {"profile": policy({"trial.days": 15})},
    ],
)
def test_every_part_changes_the_hash(change):
    assert replace(edition(), **change).hash != edition().hash


def test_parts_do_not_run_into_each_other():
    one = Edition(policy(), 1, date(2026, 1, 1), "https://a", "b")

    assert one.hash != replace(one, desk="https://ab", shop="").hash
    assert one.hash != replace(one, number=11).hash


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("refund.restocking_fee_percent", Decimal("1.5"), Decimal("1.6")),
        ("return.cost_estimate", Money(400, "EUR"), Money(400, "GBP")),
        ("cancellation.tiers", (Tier(24, 50),), (Tier(24, 49),)),
        ("own", (OwnWords("refund", "en", "a"),), (OwnWords("refund", "de", "a"),)),
        ("policy.effective_date", date(2026, 1, 1), date(2026, 1, 2)),
    ],
)
def test_every_sort_of_answer_is_told_apart(field, one, other):
    assert canonical_answers(policy({field: one})) != canonical_answers(policy({field: other}))


def test_a_number_written_in_two_ways_is_one_answer():
    written = [policy({"deposit.amount_percent": Decimal(each)}) for each in ("20", "20.0", "2E+1")]

    assert len({canonical_answers(each) for each in written}) == 1


def test_what_is_left_at_its_default_is_not_in_the_answers():
    told = canonical_answers(policy())

    assert told == '{"contact.address":"4 Quay Lane, Kilmarra","contact.name":"Wren & Tide"}'
    assert len(field_specs()) > 70
