"""The reminder of days of the law: what it says, to whom, and what its subject never holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.mail.paper import BREAKOUTS, OWNER, SETTINGS, a_case, a_shop, an_order
from widget.cases.clocks import Known, clocks_for
from widget.cases.model import Case
from widget.mail.clock_letter import MOST_LINES
from widget.mail.clock_words import _BY_DAY, _WHY, TITLES
from widget.mail.compose import compose
from widget.mail.errors import MailRefused
from widget.mail.material import Material
from widget.mail.words import words_for
from widget.storage.clock_rows import Due, DueLine, due_of, due_params

TODAY = date(2026, 11, 24)
AT_MS = 1_795_500_000_000
KNOWN = Known(
    kind="withdrawal", received_on=date(2026, 11, 17), today=TODAY, places=("IE",),
    delivered_on=date(2026, 11, 12),
)  # fmt: skip


def material(*cases: Case, today: date = TODAY) -> Material:
    clock = clocks_for(replace(KNOWN, today=today, returned_on=date(2026, 11, 20)))[0]
    lines = tuple(DueLine(case.id, 7, clock) for case in cases)
    found = {case.id: case for case in cases if case.state != "erased"}
    return Material(a_shop(), due=Due(today, lines), due_cases=found)


def mail(about: Material, locale: str = "en"):
    order = an_order("clocks", OWNER, locale, case_id=0)
    return compose(order, about, SETTINGS, AT_MS)


def withdrawal(**changes) -> Case:
    return a_case(kind="withdrawal", wish="", **changes)


def test_it_says_what_is_due_by_when_why_by_which_law_and_where():
    text = mail(material(withdrawal())).get_body(("plain",)).get_content()

    assert "Refund by Tuesday 1 December 2026 (in 7 days): Hanna Lind" in text
    assert "14 days from the customer’s message on Tuesday 17 November 2026." in text
    assert "Directive 2011/83/EU, Art. 13(1)" in text
    assert "https://desk.example/inbox/case/AM-7K3Q-9F2#law" in text


@pytest.mark.parametrize("days", [-7, 0, 8])
def test_the_subject_names_no_person_no_order_and_no_case(days):
    today = date(2026, 12, 1) + timedelta(days=days)
    subject = str(mail(material(withdrawal(), today=today))["Subject"])

    for personal in ("Hanna", "Lind", "WT-1047", "AM-7K3Q-9F2", "Oat"):
        assert personal not in subject
    assert "By law" in subject
    assert ("late" in subject) == (days > 0)


def test_it_goes_to_the_owner_by_itself_and_asks_for_no_answer():
    sent = mail(material(withdrawal()))

    assert sent["To"].addresses[0].addr_spec == OWNER
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["Reply-To"] is None


def test_an_erased_case_is_left_out_and_without_any_the_mail_is_not_sent():
    gone = withdrawal(id=6, state="erased", name="", reference="AM-2222-222")
    text = mail(material(withdrawal(), gone)).get_body(("plain",)).get_content()
    assert "AM-2222-222" not in text

    with pytest.raises(MailRefused):
        mail(material(gone))


def test_many_cases_are_counted_beyond_the_lines_that_fit():
    cases = [withdrawal(id=number) for number in range(1, MOST_LINES + 4)]
    text = mail(material(*cases)).get_body(("plain",)).get_content()

    assert "And 3 more in the inbox." in text


@pytest.mark.parametrize("breakout", BREAKOUTS)
def test_T18_words_of_strangers_stay_words(breakout):
    html = mail(material(withdrawal(name=breakout, items=breakout))).get_body(("html",))

    for tag in ("<script", "<img", "<svg", "<a href='", "onload=alert(1)>"):
        assert tag not in html.get_content()


def test_every_clock_has_its_words_in_every_state():
    words = words_for("de")
    for name in TITLES:
        assert words.gettext(TITLES[name])
    for texts in (_BY_DAY, _WHY):
        for text in texts.values():
            assert words.gettext(text, num=14, day="D", start="S")


def test_a_reminder_is_read_from_its_order_as_it_was_written():
    due = material(withdrawal()).due
    assert due is not None
    assert due_of(due_params(due)) == due
