"""Every mail of the desk: what it says, to whom, and with which headers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from jinja2 import UndefinedError

from tests.mail.paper import (
    ANSWER,
    AT_MS,
    CUSTOMER,
    HAPPENED,
    HOUR_MS,
    LOGIN_LINK,
    MAILS,
    MEANT,
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
from widget.mail.material import Material
from widget.mail.render import render
from widget.mail.words import words_for

CASE_LINK = "https://desk.example/inbox/case/AM-7K3Q-9F2"
RECEIVED = "Tuesday 17 November 2026 at 14:06:41, Ireland time (UTC+0)"

FACTS = {
    "receipt": (
        "Thank you, Hanna. We have it.",
        "AM-7K3Q-9F2",
        RECEIVED,
        "Complaint",
        "two Oat & Honey bars",
        "By Friday 20 November 2026, Orla reads your message and answers you in person.",
        "020 912 0147",
        "Your rights do not wait for our answer.",
        PRIVATE_LINK,
        "Who has this link can read it.",
        "it goes to Orla’s own mailbox",
        "Wren & Tide, 4 Quay Lane, Kilmarra, Co. Clare, Ireland",
    ),
    "answer": (
        "Orla Byrne has answered you",
        "About your message of Tuesday 17 November 2026, reference AM-7K3Q-9F2.",
        *ANSWER.split("\n\n"),
        "Orla Byrne, Tuesday 17 November, 15:06",
        PRIVATE_LINK,
        "it goes to Orla’s own mailbox",
    ),
    "closed": (
        "Your message is closed",
        "Glad they arrived whole.",
        "Orla takes it as settled.",
        "Write on your private page, and your message is open again.",
        PRIVATE_LINK,
    ),
    "notice": (
        "Hanna Lind would like new ones",
        "Complaint, order WT-1047.",
        "Friday 20 November 2026",
        "your own target",
        "There is time.",
        "Both Oat & Honey bars were cracked right through.",
        "The box was <damp>.",
        MEANT,
        "two Oat & Honey bars",
        "Monday 9 November 2026",
        CUSTOMER,
        "2 messages before this one",
        CASE_LINK,
        f"Reference AM-7K3Q-9F2, received {RECEIVED}.",
        "Answer in the case: Hanna gets what you write by email",
        f"it goes straight to {CUSTOMER}",
    ),
    "reply_notice": (
        "Hanna Lind has written again",
        "The second one is broken, too.",
        "Complaint, order WT-1047.",
        "Answer by Monday 23 November 2026, your own target.",
        "AM-7K3Q-9F2",
        CASE_LINK,
        f"it goes straight to {CUSTOMER}",
    ),
    "login": (
        LOGIN_LINK,
        "For the desk of Wren & Tide.",
        "It works once, for 10 minutes, in the browser where you asked for it.",
        "In another browser this link logs nobody in.",
    ),
    "test": (
        "Mail leaves the desk of Wren & Tide and reaches you.",
        "https://desk.example/inbox/",
    ),
}
SUBJECTS = {
    "receipt": "Wren & Tide has your message, AM-7K3Q-9F2",
    "answer": "Orla Byrne has answered you, AM-7K3Q-9F2",
    "closed": "Wren & Tide has closed your message, AM-7K3Q-9F2",
    "notice": "Hanna Lind: two Oat & Honey bars, wants new ones, answer by Fri 20 Nov",
    "reply_notice": "Hanna Lind has written again, AM-7K3Q-9F2",
    "login": "Your link to log in",
    "test": "The test mail you asked for",
}


@pytest.mark.parametrize("mail", MAILS)
def test_each_mail_says_the_same_facts_in_text_and_html(mail):
    message = written(mail)
    assert message["Subject"] == SUBJECTS[mail]
    text, html = flat(text_of(message)), Reader(html_of(message)).text
    for fact in FACTS[mail]:
        assert fact in text
        assert fact in html


@pytest.mark.parametrize("mail", MAILS)
def test_each_mail_has_exactly_its_headers(mail):
    message = written(mail)
    wanted = {
        "From": "Wren & Tide <desk@desk.example>",
        "To": CUSTOMER if mail in TO_CUSTOMER else OWNER,
        "Subject": SUBJECTS[mail],
        "Date": "Tue, 17 Nov 2026 14:06:41 +0000",
        "Message-ID": "<77.abcDEF_-12@desk.example>",
        "X-Auto-Response-Suppress": "All",
        "MIME-Version": "1.0",
    }
    if mail in TO_CUSTOMER:
        wanted["Reply-To"] = OWNER
    if mail in {"notice", "reply_notice"}:
        wanted["Reply-To"] = CUSTOMER
    if mail not in {"answer", "closed"}:
        wanted["Auto-Submitted"] = "auto-generated"
    found = dict(message.items())
    assert found.pop("Content-Type").startswith("multipart/alternative")
    assert found == wanted
    assert len(message.keys()) == len(set(message.keys()))


@pytest.mark.parametrize("mail", MAILS)
def test_each_mail_is_complete_without_pictures_scripts_or_anything_from_outside(mail):
    html = html_of(written(mail))
    page = Reader(html)
    assert not page.tags & {"img", "script", "link", "iframe", "object", "form", "svg", "input"}
    assert not any(name.startswith("on") for name in page.attributes)
    assert "url(" not in html
    assert page.links <= {PRIVATE_LINK, LOGIN_LINK, CASE_LINK, "https://desk.example/inbox/"}
    assert '<html lang="en" dir="ltr">' in html


@pytest.mark.parametrize("mail", MAILS)
def test_a_resent_mail_is_the_same_to_the_byte(mail):
    assert written(mail).as_bytes() == written(mail).as_bytes()


@pytest.mark.parametrize("mail", MAILS)
def test_a_mail_travels_in_seven_bits_with_short_lines(mail):
    data = written(mail, material_for(mail, a_shop(name="Zoë’s Töpferei"))).as_bytes()
    assert data.isascii()
    assert max(len(line) for line in data.split(b"\r\n")) <= 998
    assert b"\n" not in data.replace(b"\r\n", b"")


@pytest.mark.parametrize("letters", range(20, 60))
def test_a_subject_stands_on_the_line_of_its_header(letters):
    case = a_case(items="x" * letters)
    head = written("notice", material_for("notice", case=case)).as_bytes().partition(b"\r\n\r\n")[0]
    assert b"\r\nSubject: Hanna Lind: x" in head


def test_the_owner_gets_the_customers_words_untouched():
    text = text_of(written("notice")).replace("\r\n", "\n")
    assert f"{HAPPENED}\n\n{MEANT}" in text


def test_words_with_many_lines_keep_their_lines_in_html():
    html = html_of(written("answer"))
    assert "Dear Hanna,<br>\n<br>\nI am sorry." in html


def test_the_mailed_receipt_holds_none_of_the_typed_words():
    message = written("receipt")
    for typed in (HAPPENED, MEANT, "WT-1047", "Lind", CUSTOMER):
        assert typed not in text_of(message)
        assert typed not in html_of(message)


def test_a_receipt_without_phone_names_the_private_page_instead():
    text = text_of(written("receipt", material_for("receipt", a_shop(phone="", phone_hours=""))))
    assert "If you hear nothing by then, write on your private page." in text


def test_a_receipt_greets_nobody_whose_name_is_none():
    text = text_of(written("receipt", material_for("receipt", case=a_case(name="http://x.y"))))
    assert text.startswith("Thank you. We have it.")


@pytest.mark.parametrize(
    ("wish", "headline", "subject"),
    [
        ("refund", "Hanna Lind would like the money back", "wants the money back"),
        ("explanation", "Hanna Lind would like an explanation", "wants an explanation"),
        ("listen", "Hanna Lind would like you to know something", "wants you to know"),
        ("", "Hanna Lind has written to you", "bars, answer by"),
    ],
)
def test_the_notice_says_what_the_customer_wishes(wish, headline, subject):
    message = written("notice", material_for("notice", case=a_case(wish=wish)))
    assert headline in text_of(message)
    assert headline in html_of(message)
    assert subject in message["Subject"]


def test_a_notice_without_items_speaks_of_the_kind():
    case = a_case(items="", order_number="", kind="cancellation", wish="refund")
    message = written("notice", material_for("notice", case=case))
    assert message["Subject"].startswith("Hanna Lind: Cancellation, wants the money back")
    assert "Cancellation." in text_of(message)


def test_a_notice_says_that_it_looks_like_spam():
    message = written("notice", material_for("notice", case=a_case(state="suspect")))
    assert "stands under Suspect" in text_of(message)
    assert "stands under Suspect" in html_of(message)


def test_a_notice_says_that_the_customer_would_like_a_call():
    case = a_case(reach="phone", phone="+353 20 000 0000")
    message = written("notice", material_for("notice", case=case))
    assert "Would like a call: +353 20 000 0000" in text_of(message)


@pytest.mark.parametrize(
    ("kind", "payload", "said"),
    [
        ("customer_replied", {"text": "And?", "not_meant": False}, "has written again"),
        (
            "customer_replied",
            {"text": "", "not_meant": True},
            "says that this is not what was meant",
        ),
        ("customer_settled", {"text": ""}, "says that it is settled"),
    ],
)
def test_the_owner_hears_what_the_customer_came_back_with(kind, payload, said):
    material = Material(a_shop(), a_case(), an_event(kind, payload), answer_by="2026-11-20")
    message = written("reply_notice", material)
    assert message["Subject"] == f"Hanna Lind {said}, AM-7K3Q-9F2"
    assert f"Hanna Lind {said}" in text_of(message)
    assert f"Hanna Lind {said}" in Reader(html_of(message)).text


@pytest.mark.parametrize(
    ("outcome", "said"),
    [("settled", "takes it as settled"), ("all_done", "has done all that could be done")],
)
def test_a_closing_says_how_the_owner_sees_it(outcome, said):
    event = an_event("closed", {"text": "", "outcome": outcome, "told": True})
    message = written("closed", Material(a_shop(), a_case(), event, PRIVATE_LINK))
    assert said in text_of(message)


def test_a_case_without_email_says_so_and_has_no_reply_to():
    message = written("notice", material_for("notice", case=a_case(email="")))
    assert message["Reply-To"] is None
    assert "There is no email address to answer to." in text_of(message)


def test_the_date_is_the_clocks():
    message = compose(an_order("test"), material_for("test"), SETTINGS, AT_MS + 24 * HOUR_MS)
    assert message["Date"] == "Wed, 18 Nov 2026 14:06:41 +0000"


def test_a_log_in_link_that_would_come_too_late_is_not_sent():
    with pytest.raises(MailRefused) as refused:
        compose(an_order("login"), material_for("login"), SETTINGS, AT_MS + HOUR_MS)
    assert refused.value.fault == "too_old"
    assert refused.value.permanent


def test_the_log_in_mail_holds_no_code():
    message = written("login")
    without_link = (text_of(message) + html_of(message)).replace(LOGIN_LINK, "")
    assert not re.search(r"\b\d{6,}\b", without_link.partition("<body")[2])


ERASED: dict[str, dict[str, Any]] = {
    "its case is erased": {"case": a_case(state="erased", name="", email="")},
    "it has no case": {"case": None},
    "its words are erased": {"event": an_event("answered", None)},
}


@pytest.mark.parametrize("loss", ERASED)
@pytest.mark.parametrize("mail", ["answer", "closed", "notice", "reply_notice"])
def test_nothing_is_mailed_of_what_has_been_erased(mail, loss):
    material = replace(material_for(mail), **ERASED[loss])
    with pytest.raises(MailRefused) as refused:
        written(mail, material)
    assert (refused.value.fault, refused.value.permanent) == ("gone", True)


def test_a_value_that_nobody_gave_is_an_error_and_not_an_empty_place():
    with pytest.raises(UndefinedError):
        render("login", words_for("en"), {})


def test_mails_speak_the_language_of_their_order():
    html = html_of(written("receipt", locale="de"))
    assert '<html lang="de" dir="ltr">' in html
    assert "17. November 2026" in html


def test_a_right_to_left_language_mirrors_the_letter():
    html = html_of(written("answer", locale="ar"))
    assert 'dir="rtl"' in html
    assert "border-right:3px" in html
