"""Tokens: each opens one thing, under whatever key was in use, however it is spelled."""

from __future__ import annotations

import base64
import itertools
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from widget.cases import tokens
from widget.cases.errors import FormExpired, FormForged
from widget.cases.tokens import (
    FORM_MAX_AGE_S,
    FormToken,
    hash_of,
    keyed_hash,
    link_token,
    make_form_token,
    read_form_token,
    spell,
)

OLD, NEW, NEWEST = b"old" * 11, b"new" * 11, b"newest" * 6
NONCE = bytes(range(16))
NOW = 1_794_924_401
SHOP = 3_764_206_230_212_611_073
PURPOSES = ("complaint", "refund", "return", "cancellation", "reply")
URL_SAFE = string.ascii_letters + string.digits + "-_"


def make(keys: list[bytes], purpose: str = "complaint", shop: int = SHOP, now: int = NOW) -> str:
    return make_form_token(keys, purpose=purpose, shop_id=shop, nonce=NONCE, now_s=now)


def read(
    keys: list[bytes], text: str, purpose: str = "complaint", shop: int = SHOP, now: int = NOW
) -> FormToken:
    return read_form_token(keys, text, purpose=purpose, shop_id=shop, now_s=now)


def test_form_token_gives_back_purpose_shop_nonce_and_moment():
    assert read([OLD], make([OLD])) == FormToken("complaint", SHOP, NONCE, NOW)


@pytest.mark.parametrize(("made_for", "used_for"), list(itertools.product(PURPOSES, PURPOSES)))
def test_T06_form_token_works_for_its_own_purpose_only(made_for: str, used_for: str):
    token = make([OLD], made_for)

    if made_for == used_for:
        assert read([OLD], token, used_for).nonce == NONCE
    else:
        with pytest.raises(FormForged):
            read([OLD], token, used_for)


@pytest.mark.parametrize("shop", [0, SHOP + 1, -SHOP, 2**63 - 1])
def test_T06_form_token_of_another_shop_is_refused(shop: int):
    with pytest.raises(FormForged):
        read([OLD], make([OLD]), shop=shop)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "..",
        "...",
        "\x00",
        "\ud800",
        "é.é.é",
        "a.b.c",
        "=" * 40,
        "eyJ.aaaa.bbbb",
        "x" * 90_000,
    ],
)
def test_T06_what_is_no_token_is_refused(text: str):
    with pytest.raises(FormForged):
        read([OLD], text)


def test_T06_every_cut_of_a_token_is_refused():
    token = make([OLD])
    for length in range(len(token)):
        with pytest.raises(FormForged):
            read([OLD], token[:length])


@given(st.data())
@settings(deadline=None)
def test_T06_one_changed_letter_is_refused_or_is_the_same_form(data: st.DataObject):
    token = make([OLD])
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from(URL_SAFE + "."))
    changed = token[:place] + letter + token[place + 1 :]

    try:
        found = read([OLD], changed)
    except FormForged:
        return
    assert found.nonce == NONCE


def test_T08_token_spelled_otherwise_has_the_same_nonce():
    token = make([OLD])
    others = [token[:-1] + letter for letter in URL_SAFE if letter != token[-1]]
    accepted = []
    for text in [*others, token + "=", token + "=="]:
        try:
            accepted.append(read([OLD], text))
        except FormForged:
            continue

    # The last letter holds four bits of the signature, so three others spell it as well.
    assert len(accepted) >= 3
    assert {form.nonce for form in accepted} == {NONCE}


def test_T07_only_the_newest_key_signs():
    token = make([NEWEST, NEW, OLD])

    assert read([NEWEST], token).nonce == NONCE
    for key in (NEW, OLD):
        with pytest.raises(FormForged):
            read([key], token)


@pytest.mark.parametrize("key", [OLD, NEW, NEWEST])
def test_T07_what_an_older_key_signed_still_verifies(key: bytes):
    assert read([NEWEST, NEW, OLD], make([key])).nonce == NONCE


def test_T07_what_a_retired_key_signed_is_refused():
    with pytest.raises(FormForged):
        read([NEWEST, NEW], make([OLD]))


@pytest.mark.parametrize(
    ("age_s", "is_old"), [(0, False), (FORM_MAX_AGE_S, False), (FORM_MAX_AGE_S + 1, True)]
)
def test_form_token_lives_seven_days_and_then_gives_its_nonce_on(age_s: int, is_old: bool):
    token = make([OLD])

    if not is_old:
        assert read([OLD], token, now=NOW + age_s).nonce == NONCE
        return
    with pytest.raises(FormExpired) as expired:
        read([OLD], token, now=NOW + age_s)
    assert expired.value.nonce == NONCE


def test_form_token_too_old_and_of_another_purpose_is_forged_not_old():
    with pytest.raises(FormForged):
        read([OLD], make([OLD]), "reply", now=NOW + FORM_MAX_AGE_S + 1)


@pytest.mark.parametrize("back_s", [1, 3600, 24 * 3600, FORM_MAX_AGE_S])
def test_form_token_is_taken_when_the_clock_went_back_meanwhile(back_s: int):
    token = read([OLD], make([OLD]), now=NOW - back_s)

    assert token.nonce == NONCE
    assert token.made_at_s == NOW


def test_form_token_from_further_ahead_than_it_lives_keeps_its_nonce():
    with pytest.raises(FormExpired) as expired:
        read([OLD], make([OLD]), now=NOW - FORM_MAX_AGE_S - 1)
    assert expired.value.nonce == NONCE


def test_form_token_that_something_else_signed_with_the_key_is_refused():
    from itsdangerous import URLSafeTimedSerializer

    foreign = URLSafeTimedSerializer([OLD], salt="session").dumps(["complaint", SHOP, spell(NONCE)])

    with pytest.raises(FormForged):
        read([OLD], str(foreign))


def test_link_has_128_bits_and_hangs_on_everything_it_is_made_of():
    def link(**changes: object) -> str:
        made = {
            "key": b"k" * 32,
            "purpose": "status",
            "shop_id": 1,
            "link_id": 2,
            "salt": b"s" * 16,
        }
        return link_token(**{**made, **changes})  # type: ignore[arg-type]

    first = link()
    others = [
        link(key=b"K" * 32),
        link(purpose="receipt"),
        link(shop_id=3),
        link(link_id=3),
        link(salt=b"S" * 16),
    ]
    assert len(base64.urlsafe_b64decode(first + "==")) == tokens.LINK_BYTES == 16
    assert link() == first
    assert len({first, *others}) == 6


@pytest.mark.parametrize("text", ["", "a", "\ud800", "é", "x" * 90_000])
def test_hash_of_any_text_is_32_bytes_over_all_of_it(text: str):
    assert len(hash_of(text)) == 32
    assert hash_of(text) != hash_of(text + "=")


def test_keyed_hash_keeps_its_parts_apart_and_needs_its_key():
    assert keyed_hash(b"key", b"ab", b"c") != keyed_hash(b"key", b"a", b"bc")
    assert keyed_hash(b"key", b"ab") != keyed_hash(b"yek", b"ab")
