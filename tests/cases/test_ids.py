"""Ids whose order is time order, and references that survive being read out on the phone."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget.cases.ids import REFERENCE_LETTERS, new_id, new_reference, read_reference

MOMENTS = st.integers(min_value=0, max_value=2**42 - 1)  # ms; the last is in the year 2109
CHANCE = st.binary(min_size=3, max_size=8)


@given(MOMENTS, MOMENTS, CHANCE, CHANCE)
def test_id_order_is_time_order(one: int, other: int, chance: bytes, other_chance: bytes):
    first, second = sorted((one, other))
    if first == second:
        return

    assert new_id(first, chance) < new_id(second, other_chance)


@given(MOMENTS, CHANCE)
def test_id_fits_63_bits_and_tells_its_moment(at: int, chance: bytes):
    found = new_id(at, chance)

    assert 0 <= found < 2**63
    assert found >> 21 == at


def test_ids_of_one_moment_differ_by_chance():
    dice = random.Random(7)

    assert len({new_id(1_794_924_401_000, dice.randbytes(3)) for _ in range(500)}) == 500


def test_reference_has_31_letters_and_none_that_are_mistaken():
    assert len(set(REFERENCE_LETTERS)) == 31
    assert set("0O1IL").isdisjoint(REFERENCE_LETTERS)


@given(st.binary(min_size=8, max_size=8))
def test_reference_reads_like_the_house_says_and_is_read_back(chance: bytes):
    reference = new_reference(chance)

    head, first, second = reference.split("-")
    assert (head, len(first), len(second)) == ("AM", 4, 3)
    assert set(first + second) <= set(REFERENCE_LETTERS)
    assert read_reference(reference) == reference


def test_every_letter_of_a_reference_comes_up_about_equally_often():
    dice = random.Random(31)
    letters = "".join(new_reference(dice.randbytes(8))[3:].replace("-", "") for _ in range(4_000))

    counted = [letters.count(letter) for letter in REFERENCE_LETTERS]
    assert min(counted) > 0.8 * len(letters) / 31
    assert max(counted) < 1.2 * len(letters) / 31


@pytest.mark.parametrize("typed", ["am 7k3q 9f2", "AM7K3Q9F2", "7k3q-9f2", " Am-7K3Q–9f2. "])
def test_reference_is_found_however_it_is_typed(typed: str):
    assert read_reference(typed) == "AM-7K3Q-9F2"


@pytest.mark.parametrize(
    "typed",
    ["", "AM", "AM-7K3Q-9F", "AM-7K3Q-9F22", "AM-7K3Q-9F0", "AM-7K3Q-9FO", "７K3Q9F2", "\x00"],
)
def test_what_is_no_reference_is_none(typed: str):
    assert read_reference(typed) is None


def test_reference_whose_own_letters_are_am_keeps_them():
    assert read_reference("AMBC234") == "AM-AMBC-234"
