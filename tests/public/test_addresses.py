"""Typing errors in addresses: a suggestion for the likely ones, none for genuine domains (F1)."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget.asking.addresses import NotAnAddress, read_address
from widget.asking.mail_domains import USUAL, meant_domain, slips_between

HERE = Path(__file__).resolve().parent
MOST_FALSE_ALARMS = 1


def lines_of(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


def suggestion_for(address: str) -> str:
    try:
        return read_address(address).suggestion
    except NotAnAddress as refused:
        return refused.suggestion


TYPOS = lines_of("typos.txt")
GENUINE = [line[0] for line in lines_of("genuine.txt")]


def test_F1_lists_are_long_enough_and_hold_nothing_twice() -> None:
    assert len(TYPOS) >= 200
    assert len(GENUINE) >= 60
    assert len({typed for typed, _ in TYPOS}) == len(TYPOS)
    assert len(set(GENUINE)) == len(GENUINE)


@pytest.mark.parametrize(("typed", "meant"), TYPOS, ids=[typed for typed, _ in TYPOS])
def test_F1_mistyped_domain_gets_the_one_that_was_meant(typed: str, meant: str) -> None:
    assert suggestion_for(f"hanna.lind@{typed}") == f"hanna.lind@{meant}"


def test_F1_genuine_domains_are_left_alone() -> None:
    asked_about = [domain for domain in GENUINE if suggestion_for(f"hanna@{domain}")]
    assert len(asked_about) <= MOST_FALSE_ALARMS, asked_about


def test_usual_domains_are_never_questioned() -> None:
    assert [domain for domain in USUAL if meant_domain(domain)] == []


def test_the_part_before_the_at_is_never_touched() -> None:
    assert suggestion_for("Gmial.Con+x@gmial.com") == "Gmial.Con+x@gmail.com"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hanna@gmail,com", "hanna@gmail.com"),
        ("hanna@gmail..com", "hanna@gmail.com"),
        ("hanna@gmail.com.", "hanna@gmail.com"),
        ("hanna@gmail.com,", "hanna@gmail.com"),
        ("hanna@@gmail.com", "hanna@gmail.com"),
        ("hanna @ gmail.com", "hanna@gmail.com"),
        ("hanna@ gmail.com", "hanna@gmail.com"),
        ("hanna at gmail.com", "hanna@gmail.com"),
        ("hanna(at)gmail.com", "hanna@gmail.com"),
        ("mailto:hanna@gmail.com", "hanna@gmail.com"),
        ("<hanna@gmail.com>", "hanna@gmail.com"),
        ("Hanna Lind <hanna@gmial.com>", "hanna@gmail.com"),
        ("hanna.gmail.com", "hanna@gmail.com"),
        ("hannagmail.com", "hanna@gmail.com"),
        ("hanna.@gmail.com", "hanna@gmail.com"),
        ("hanna＠gmail.com", "hanna@gmail.com"),
    ],
)
def test_F1_address_that_is_none_yet_gets_a_whole_one(typed: str, meant: str) -> None:
    with pytest.raises(NotAnAddress) as refused:
        read_address(typed)
    assert refused.value.suggestion == meant


@pytest.mark.parametrize(
    ("typed", "meant", "slips"),
    [
        ("gmail", "gmail", 0),
        ("gmial", "gmail", 1),
        ("gmal", "gmail", 1),
        ("gmaill", "gmail", 1),
        ("gnail", "gmail", 1),
        ("htomial", "hotmail", 2),
        ("", "ab", 2),
        ("a", "abcd", 9),
    ],
)
def test_slips_are_counted(typed: str, meant: str, slips: int) -> None:
    assert slips_between(typed, meant) == slips


@given(st.text(max_size=300))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        stored, suggestion = read_address(text).stored, read_address(text).suggestion
    except NotAnAddress as refused:
        stored, suggestion = "", refused.suggestion
    for whole in (stored, suggestion):
        assert whole == "" or read_address(whole).stored == whole
    assert stored.isascii()
    assert not stored or suggestion != stored


@pytest.mark.parametrize(
    "text",
    ["a" * 100_000, "a@" * 50_000, "a@" + "b." * 50_000, ", " * 50_000, "@" * 254, "<" * 254],
)
def test_T63_long_nonsense_is_refused_at_once(text: str) -> None:
    with pytest.raises(NotAnAddress):
        read_address(text)
