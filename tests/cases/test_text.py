"""What a stranger typed becomes safe to keep, and no word of it is lost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from widget.cases.text import clean_line, clean_text, search_form, search_words

# Everything that Python's text can hold, lone surrogates included.
ANYTHING = st.text(alphabet=st.characters(), max_size=80)


def test_text_becomes_nfc():
    assert clean_text("Cafe\u0301") == "Café"


def test_newlines_become_one_kind_and_tabs_stay():
    assert clean_text("one\r\ntwo\rthree\n\tfour") == "one\ntwo\nthree\n\tfour"


def test_controls_but_newline_and_tab_are_dropped():
    controls = "".join(
        chr(code) for code in [*range(32), *range(0x7F, 0xA0)] if code not in (9, 10)
    )

    assert clean_text(f"a{controls.replace(chr(13), '')}b") == "ab"


def test_lone_surrogates_become_the_replacement_character():
    assert clean_text("a\ud800b") == "a\ufffdb"
    assert clean_line("a\udfffb") == "a\ufffdb"


def test_letters_of_a_letter_keep_the_joiners_and_marks_of_their_script():
    persian = "می\u200cخواهم"

    assert clean_text(persian) == persian
    assert clean_line(persian) == persian


@pytest.mark.parametrize(
    "newline", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"]
)
def test_T26_newline_in_a_name_becomes_a_space(newline: str):
    assert clean_line(f"Hanna{newline}Bcc: all@post.example") == "Hanna Bcc: all@post.example"


def test_T26_run_of_newlines_and_tabs_is_one_space():
    assert clean_line(" Hanna \r\n\t\n Lind ") == "Hanna Lind"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("\u2066Hanna\u2069", "Hanna"),
        ("Ha\u200bn\u2060na\ufeff", "Hanna"),
        ("\u061cHanna\u200e\u200f", "Hanna"),
    ],
)
def test_T77_single_line_drops_what_steers_direction_and_shows_nothing(typed: str, kept: str):
    assert clean_line(typed) == kept


def test_T77_letter_keeps_its_direction_marks():
    assert clean_text("\u202bשלום\u202c") == "\u202bשלום\u202c"


def test_T77_letters_that_meet_when_steering_goes_are_nfc():
    assert clean_line("e\u200b\u0301") == "é"


@given(ANYTHING)
@settings(deadline=None)
def test_clean_text_can_be_stored_anywhere_and_cleaning_twice_changes_nothing(typed: str):
    kept = clean_text(typed)

    kept.encode()
    assert clean_text(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert not any(unicodedata.category(letter) == "Cc" and letter not in "\n\t" for letter in kept)


@given(ANYTHING)
@settings(deadline=None)
def test_clean_line_is_one_line_and_cleaning_twice_changes_nothing(typed: str):
    kept = clean_line(typed)

    kept.encode()
    assert clean_line(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert len(kept.splitlines()) <= 1
    assert "\t" not in kept


@given(st.text(alphabet=st.characters(categories=["L", "N", "P"]), max_size=60))
@settings(deadline=None)
def test_no_letter_digit_or_sign_is_lost(typed: str):
    assert clean_text(typed) == unicodedata.normalize("NFC", typed)


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("DVORAK", "Dvořák"),
        ("dvořák", "DVORAK"),
        ("strasse", "Straße"),
        ("ﬁne", "FINE"),
        ("ﾊﾝﾅ", "ハンナ"),
        ("istanbul", "İstanbul"),
    ],
)
def test_search_form_knows_no_case_accent_or_compatibility_form(asked: str, written: str):
    assert search_form(asked) == search_form(written)


@given(ANYTHING)
@settings(deadline=None)
def test_search_form_of_a_search_form_is_itself(typed: str):
    once = search_form(typed)

    assert search_form(once) == once


def test_T43_search_words_are_few_and_short_whatever_is_asked():
    assert len(search_words("a NOT " * 90_000)) <= 12
    assert max(map(len, search_words("x" * 90_000))) <= 64


def test_search_words_of_nothing_are_none():
    assert search_words(" \t\u200b ") == []
