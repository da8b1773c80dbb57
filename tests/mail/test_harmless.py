"""Words of strangers in headers and first mails [T26, T29]."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget.mail.harmless import harmless_items, harmless_name, header_words, shortened

LURES = (
    "https://evil.example/x",
    "evil.com",
    "www.evil.com",
    "WWW.EVIL.COM",
    "ｗｗｗ．ｅｖｉｌ．ｃｏｍ",
    "evil․com",
    "evil。com/x",
    "evil.com/@you",
    "mail me at bad@evil.com",
    "e.v.i.l.c.o.m",
    "10.0.0.1",
    "call +1 (800) 555-1234 now",
    "ring 0800 12 34 567",
    "ring ٠٨٠٠١٢٣٤٥٦٧",
    "javascript:alert(1)",
    "<a href=x>",
    "photo\u202egpj.exe",
    "a\u2028b\r\nBcc: v@x",
    "=?utf-8?q?a=0ABcc:_v@x?=",
    "x" * 5_000,
)
# Mostly the signs that links are made of, in their various widths.
TRICKS = st.text(
    alphabet="wWｗ.․．。:/@＠=?<>() -,×&0123٠é\x00\r\n\u2028\u202e\u200babcom", max_size=120
)
A_LINK = re.compile(r"[:/@\\<>\"=?#_]|www|\.[^\s\d]|\d\.\d+\.|(\d[ ,.()-]*){7,}", re.IGNORECASE)


@pytest.mark.parametrize("lure", LURES)
def test_T29_nothing_that_leads_anywhere_is_left_of_items_or_name(lure):
    items, name = harmless_items(lure), harmless_name(lure)
    assert not A_LINK.search(items)
    assert len(items) <= 80
    assert not re.search(r"[:/.@\d]", name)
    assert len(name) <= 40


@given(st.text(max_size=200) | TRICKS)
def test_T29_whatever_is_typed_can_be_no_link(text):
    assert not A_LINK.search(harmless_items(text))
    assert len(harmless_items(text)) <= 80
    assert not re.search(r"[:/.@\d<>=?\x00-\x1f]", harmless_name(text))
    assert len(harmless_name(text)) <= 40


@pytest.mark.parametrize(
    "items",
    [
        "two Oat & Honey bars",
        "2 × Oat & Honey bar (110 g), 1 soap dish",
        "Möbelwachs, 1.5 kg",
        "Nr. 12",
        "夏の手袋",
        "मोमबत्ती",
    ],
)
def test_honest_items_stay_as_they_are(items):
    assert harmless_items(items) == items


@pytest.mark.parametrize("name", ["Hanna", "Anne-Marie", "O’Brien", "Zoë", "שרה", "नेहा"])
def test_an_honest_first_name_stays_as_it_is(name):
    assert harmless_name(name) == name


def test_a_first_name_that_is_no_name_is_left_out():
    assert harmless_name("evil.com") == harmless_name("http://x") == harmless_name("a@b") == ""
    assert harmless_name("Jos.") == "Jos"


@given(st.text(max_size=300) | TRICKS)
def test_T26_header_words_are_one_line_without_the_start_of_an_encoded_word(text):
    line = header_words(text, 60)
    assert "=?" not in line
    assert len(line) <= 60
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029]", line)


def test_shortening_ends_at_a_word_and_says_so():
    assert shortened("two Oat and Honey bars", 40) == "two Oat and Honey bars"
    assert shortened("two Oat and Honey bars", 16) == "two Oat and…"
    assert shortened("x" * 50, 10) == "x" * 9 + "…"
