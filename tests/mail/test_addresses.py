"""One plain address, or none [T27]."""

from __future__ import annotations

import pytest

from widget.mail.addresses import plain_address
from widget.mail.errors import BadAddress


@pytest.mark.parametrize(
    "text",
    [
        '"e@attacker.de"@victim.de',
        "a@b,c@d.example",
        "a@b.example,c@d.example",
        "a@b.example;c@d.example",
        "<a@b.example>x@y.example",
        "Hanna <a@b.example>",
        "a(comment)@b.example",
        "a@b.example (comment)",
        "a@b.example\n",
        "a@b.example\r\nBcc: x@y.example",
        "a\x00@b.example",
        "a@b\u200b.example",
        "a b@c.example",
        "ｅ@x.example",
        "e＠x.example",
        "ü@b.example",
        "=?utf-8?q?a=0ABcc:_v@x?=@b.example",
        "a@[127.0.0.1]",
        "a@localhost",
        "a@b..example",
        "@b.example",
        "a",
        "",
        "a" * 65 + "@b.example",
        "a@" + "b" * 300 + ".example",
    ],
)
def test_T27_anything_but_one_plain_address_is_refused(text):
    with pytest.raises(BadAddress):
        plain_address(text)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("hanna.lind@post.example", "hanna.lind@post.example"),
        ("Hanna+shop@Post.Example", "Hanna+shop@post.example"),
        ("a@müller.example", "a@xn--mller-kva.example"),
        ("a@ｘ.example", "a@x.example"),
        # The first letter of this paypal is a Cyrillic one.
        ("a@раypal.com", "a@xn--ypal-43d9g.com"),
    ],
)
def test_T27_what_is_stored_shows_a_look_alike_for_what_it_is(typed, stored):
    assert plain_address(typed) == stored
    assert plain_address(stored) == stored
