"""Hostile words in mails: no header, no recipient, no markup, no lure of anybody's [T14–T33]."""

from __future__ import annotations

import re
from dataclasses import replace
from email import policy
from email.parser import BytesParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mail.paper import (
    AT_MS,
    BREAKOUTS,
    CUSTOMER,
    MAILS,
    OWNER,
    PRIVATE_LINK,
    SETTINGS,
    TO_CUSTOMER,
    Reader,
    a_case,
    a_shop,
    an_event,
    an_order,
    flat,
    html_of,
    material_for,
    text_of,
    written,
)
from widget.mail.compose import compose
from widget.mail.errors import MailRefused


@pytest.mark.parametrize("breakout", BREAKOUTS)
@pytest.mark.parametrize("mail", MAILS)
def test_T18_T21_text_stays_text_in_every_field_of_every_mail(mail, breakout):
    shop = a_shop(
        name=breakout, owner_name=breakout, phone=breakout, phone_hours=breakout, address=breakout
    )
    case = a_case(name=breakout, items=breakout, order_number=breakout, phone=breakout)
    material = material_for(mail, shop, case)
    if material.event is not None:
        words = dict.fromkeys(("happened", "meant", "text", "signed"), breakout)
        material = replace(material, event=an_event(material.event.kind, words))
    message, plain = written(mail, material), Reader(html_of(written(mail)))
    page = Reader(html_of(message))
    assert page.tags <= plain.tags | {"h2"}
    assert page.attributes <= plain.attributes
    assert page.links <= plain.links
    said = flat(breakout)
    if mail == "receipt":
        # Nothing typed but the reduced items and name; the shop's own name is the shop's.
        assert said in flat(text_of(message))
    elif mail not in {"login", "test"}:
        assert said in page.text
        assert said in flat(text_of(message))


INJECTIONS = (
    "=?utf-8?q?a=0ABcc:_v@x?=",
    "=?utf-8?q?a=0D=0ABcc:_v@x.example?=",
    "==?utf-8?b?YQpCY2M6IHZAeA==?=",
    "a\r\nBcc: v@x.example",
    "a\nBcc: v@x.example\n\nbody",
    "a\rBcc: v@x.example",
    "a\u2028Bcc: v@x.example",
    "a\u0085Bcc: v@x.example",
    "a\x00\x0b\x0cBcc: v@x.example",
    "a\ud800Bcc: v@x.example",
    "a, b <v@x.example>, c",
    '"a" <v@x.example>',
    "a\\",
    "x" * 5_000,
    "é" * 500,
    "=?" * 300,
)


@pytest.mark.parametrize("injection", INJECTIONS)
@pytest.mark.parametrize("mail", MAILS)
def test_T26_no_name_or_number_makes_a_header_or_a_recipient(mail, injection):
    shop = a_shop(name=injection, owner_name=injection, address=injection)
    case = a_case(name=injection, items=injection, order_number=injection)
    material = material_for(mail, shop, case)
    if material.event is not None:
        words = dict.fromkeys(("happened", "meant", "text", "signed"), injection)
        material = replace(material, event=an_event(material.event.kind, words))
    message = written(mail, material)
    _must_be_the_mail_that_was_meant(message.as_bytes(), mail)


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=120)
    | st.text(alphabet='=?utf-8qb_0AD:@<>,;"\\() \r\n\x00\u2028éß日', max_size=120),
    st.sampled_from(MAILS),
)
def test_T26_whatever_is_typed_the_headers_are_ours(typed, mail):
    case = a_case(name=typed, items=typed, order_number=typed)
    material = material_for(mail, a_shop(name=typed, owner_name=typed), case)
    _must_be_the_mail_that_was_meant(written(mail, material).as_bytes(), mail)


def _must_be_the_mail_that_was_meant(data: bytes, mail: str) -> None:
    read = BytesParser(policy=policy.default).parsebytes(data)
    allowed = {
        "from", "to", "reply-to", "subject", "date", "message-id", "auto-submitted",
        "x-auto-response-suppress", "mime-version", "content-type",
    }  # fmt: skip
    names = [name.lower() for name in read.keys()]  # noqa: SIM118
    assert set(names) <= allowed
    assert len(names) == len(set(names))
    recipient = CUSTOMER if mail in TO_CUSTOMER else OWNER
    assert [address.addr_spec for address in read["To"].addresses] == [recipient]
    assert [address.addr_spec for address in read["From"].addresses] == ["desk@desk.example"]
    head = data.partition(b"\r\n\r\n")[0]
    assert not re.search(rb"(?im)^(bcc|cc|resent-)", head)
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]


def test_T26_a_mail_that_reads_otherwise_than_it_was_written_is_held_back():
    # As if cleaning had failed: no message id of ours looks like this.
    order = an_order("test", message_id="=?utf-8?q?a=0ABcc:_v@x?=")
    with pytest.raises(MailRefused) as refused:
        compose(order, material_for("test"), SETTINGS, AT_MS)
    assert refused.value.permanent
    assert refused.value.fault == "headers"


@pytest.mark.parametrize(
    "address",
    ["a@b.example,c@d.example", '"x@y.example"@b.example', "a@b.example\r\nBcc: c@d.e", ""],
)
def test_T27_a_mail_to_anything_but_one_plain_address_is_not_made(address):
    with pytest.raises(MailRefused) as refused:
        compose(replace(an_order("receipt"), address=address), material_for("receipt"), SETTINGS, 0)
    assert (refused.value.fault, refused.value.permanent) == ("address", True)


def test_T27_a_stored_reply_address_that_is_none_is_left_out():
    case = a_case(email="a@b.example, c@d.example")
    assert written("notice", material_for("notice", case=case))["Reply-To"] is None


@pytest.mark.parametrize(
    "lure",
    [
        "https://evil.example/win",
        "www.evil.example",
        "evil.example",
        "call 0800 555 1234",
        "write to bad@evil.example",
        "Click here: evil．example",
        "\u202egnihsihp",
        "W" * 5_000,
    ],
)
def test_T29_the_first_mail_to_a_stranger_carries_nothing_of_the_sender(lure):
    case = a_case(name=f"{lure} x", items=lure, order_number=lure, phone=lure)
    material = material_for("receipt", case=case)
    opened = an_event("opened", {"happened": lure, "meant": lure})
    message = written("receipt", replace(material, event=opened))
    assert message["Subject"] == "Wren & Tide has your message, AM-7K3Q-9F2"
    for part in (text_of(message), Reader(html_of(message)).text):
        ours = part.replace(PRIVATE_LINK, "").replace("020 912 0147", "")
        for bait in (
            "://",
            "www",
            "evil.example",
            "evil．example",
            "555",
            "@",
            "\u202e",
            "W" * 81,
        ):
            assert bait not in ours


def test_T33_what_goes_to_the_customer_holds_nothing_of_the_owners():
    for mail in TO_CUSTOMER:
        message = written(mail)
        for part in (text_of(message), html_of(message)):
            assert "/inbox/" not in part
            assert OWNER not in part


def test_T33_an_owners_mail_that_is_answered_with_its_quote_gives_no_key_away():
    # The answer goes straight to the customer, so nothing in these mails may open a door.
    for mail in ("notice", "reply_notice"):
        message = written(mail)
        for part in (text_of(message), html_of(message)):
            assert "/c/" not in part
            assert "login" not in part
            assert OWNER not in part


def test_T14_links_begin_with_the_desks_own_address():
    for mail in MAILS:
        for link in Reader(html_of(written(mail))).links:
            assert link.startswith("https://desk.example/")
