"""What the owner is told: at once, in one mail instead of many, once a day; and how mail is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import update

from tests.budget.conftest import Machine, Post
from tests.conftest import Mailbox
from widget.app import make_deliverer
from widget.cases.model import Shop
from widget.desk import Actor, Desk, do_upkeep, found_real, new_form, read_form, reply_as_customer
from widget.mail.errors import MailServerDown
from widget.storage.tables import cases

OWNER = "orla@wrenandtide.example"


def text_of(post: Post, part: str = "plain") -> str:
    """The newest mail to the owner."""
    body = post.mailbox.to(OWNER)[-1].get_body((part,))
    assert body is not None
    return str(body.get_content())


def test_T31_a_flood_of_cases_is_twenty_mails_and_one_with_the_most_urgent_first(
    post: Post, desk: Desk
):
    made = [
        post.send(f"p{n}@post.example", f"198.51.{n}.0/24", age_s=30, name=f"Buyer {n}")
        for n in range(45)
    ]

    def change(connection):
        for number, values in ((30, {"kind": "withdrawal"}), (31, {"due_on": "2026-11-16"})):
            connection.execute(
                update(cases)
                .where(
                    cases.c.shop_id == post.shop.id,
                    cases.c.case_id == made[number].case.id,
                )
                .values(**values)
            )

    desk.store.writer.change(change)
    post.deliver_for(hours=0.9)
    # What the law wants told at once is above every budget.
    assert len(post.mailbox.to(OWNER)) == 20 + 1
    assert post.subjects(OWNER)[-1].startswith("Withdrawal: Buyer 30")
    assert post.states("notice") == {"sent": 21, "held digest": 24}
    post.deliver_for(hours=0.5)

    assert len(post.mailbox.to(OWNER)) == 22
    assert post.subjects(OWNER)[-1] == "24 messages to Wren & Tide, told in one mail"
    lines = [line for line in text_of(post).splitlines() if line.startswith("* ")]
    assert lines[0].startswith("* Late: Buyer 31")
    assert len(lines) == 24
    assert post.states("notice") == {"sent": 45}
    assert post.states("digest") == {"sent": 1}


def test_T31_a_digest_of_more_than_fits_counts_the_rest(post: Post):
    for number in range(65):
        post.send(f"p{number}@post.example", f"198.51.{number}.0/24", age_s=7)
    post.deliver_for(hours=1.2)
    text = text_of(post)
    assert sum(line.startswith("* ") for line in text.splitlines()) == 40
    assert "And 5 more in the inbox." in text
    assert post.states("notice") == {"sent": 65}


def test_replies_count_like_new_cases(post: Post, desk: Desk, shop: Shop):
    made = post.send("p@post.example")
    for number in range(25):
        form = read_form(desk, shop, "reply", new_form(desk, shop, "reply"))
        reply_as_customer(desk, made.token, f"And another thing, number {number}.", form)
    post.deliver()
    assert len(post.mailbox.to(OWNER)) == 20
    post.deliver_for(hours=1.2)
    # Six events of one case are one line.
    assert post.subjects(OWNER)[-1] == "1 message to Wren & Tide, told in one mail"


def test_what_the_owner_has_dealt_with_is_not_told_again(
    post: Post, desk: Desk, orla: Actor, machine: Machine
):
    made = [
        post.send(f"p{n}@post.example", f"198.51.{n}.0/24", reasons=("trap", "fast"))
        for n in range(2)
    ]
    found_real(desk, orla, made[0].case.reference)
    machine.forward(hours=20)
    do_upkeep(desk)
    post.deliver()
    assert post.subjects(OWNER) == ["1 message to Wren & Tide looks like spam"]


def test_suspects_are_told_once_a_day_after_eight_and_also_when_they_write_again(
    post: Post, desk: Desk, shop: Shop, machine: Machine
):
    made = [
        post.send(f"p{n}@post.example", f"198.51.{n}.0/24", reasons=("trap", "fast"))
        for n in range(3)
    ]
    form = read_form(desk, shop, "reply", new_form(desk, shop, "reply"))
    reply_as_customer(desk, made[0].token, "Hello? Visit my website.", form)
    do_upkeep(desk)
    post.deliver()
    assert post.mailbox.to(OWNER) == []
    machine.forward(hours=17)  # 07:11
    do_upkeep(desk)
    post.deliver()
    assert post.mailbox.to(OWNER) == []
    machine.forward(hours=1)  # 08:11
    for _ in range(3):
        do_upkeep(desk)
        post.deliver()
        machine.forward(minutes=15)
    assert post.subjects(OWNER) == ["3 messages to Wren & Tide look like spam"]
    assert "A glance is enough" in text_of(post)
    assert "/inbox/?view=suspect" in text_of(post)
    post.send("late@post.example", reasons=("trap", "fast"))
    do_upkeep(desk)
    post.deliver()
    assert len(post.mailbox.to(OWNER)) == 1
    machine.forward(hours=24)
    do_upkeep(desk)
    post.deliver()
    assert post.subjects(OWNER)[1:] == ["1 message to Wren & Tide looks like spam"]


def test_T29_words_of_strangers_in_a_digest_are_text(post: Post, desk: Desk, machine: Machine):
    post.send(
        "p@post.example",
        reasons=("links", "pitch"),
        name="<b>Best\r\nBcc: v@x</b> =?utf-8?q?a=0ABcc:v?=",
        items='"><script>alert(1)</script>',
    )
    machine.forward(hours=20)
    do_upkeep(desk)
    post.deliver()
    mail = post.mailbox.to(OWNER)[-1]
    assert mail["Bcc"] is None
    assert "<script" not in text_of(post, "html")
    assert "&lt;script&gt;" in text_of(post, "html")


@pytest.mark.parametrize("self_test", [True, False])
def test_the_daily_test_mail_is_ordered_once_a_day_where_it_is_wanted(
    post: Post, desk: Desk, machine: Machine, self_test: bool
):
    desk.self_test = self_test
    for _ in range(3 * 24):
        do_upkeep(desk)
        machine.forward(hours=1)
    post.deliver()
    assert post.subjects(OWNER) == ["The daily test: mail reaches you"] * (4 if self_test else 0)


class Breakable(Mailbox):
    """A mail server that is down while ``down``."""

    down = True

    def send(self, message, sender, recipient):
        if self.down:
            raise MailServerDown("unreachable")
        super().send(message, sender, recipient)


@pytest.fixture
def two_servers(post: Post) -> tuple[Breakable, Breakable, Callable[[], int]]:
    first, second = Breakable(), Breakable()
    second.down = False
    carrier = make_deliverer(post.app, first)
    carrier._second, carrier._lease_ms = second, 240_000
    return first, second, carrier.deliver_due


def test_the_owner_hears_by_the_second_server_once_that_the_first_is_down_and_once_that_it_is_well(
    post: Post, two_servers: tuple[Breakable, Breakable, Callable[[], int]]
):
    first, second, deliver = two_servers
    post.send("p@post.example")
    at = post.machine.clock.now
    deliver()
    assert sorted(str(mail["Subject"]) for mail in second.to(OWNER)) == [
        "Hanna Lind: two Oat & Honey bars, wants new ones, answer by Fri 20 Nov",
        "Mail is not leaving the desk of Wren & Tide",
    ]
    assert post.machine.clock.now - at < 60_000
    for number in range(5):
        post.machine.forward(minutes=20)
        post.send(f"p{number}@post.example", f"198.51.{number}.0/24")
        deliver()
    assert sum("not leaving" in str(mail["Subject"]) for mail in second.mails) == 1
    first.down = False
    post.machine.forward(minutes=2)
    deliver()
    deliver()
    told = [str(mail["Subject"]) for mail in first.to(OWNER)]
    assert told.count("Mail is leaving the desk of Wren & Tide again") == 1
    assert len([mail for mail in first.mails if "has your message" in str(mail["Subject"])]) == 6


def test_an_alarm_that_could_not_leave_either_is_taken_back(
    post: Post, two_servers: tuple[Breakable, Breakable, Callable[[], int]]
):
    first, second, deliver = two_servers
    second.down = True
    post.send("p@post.example")
    deliver()
    post.machine.forward(minutes=5)
    first.down = second.down = False
    deliver()
    post.machine.forward(minutes=5)
    deliver()
    said = [str(mail["Subject"]) for mail in (*first.mails, *second.mails)]
    assert not [subject for subject in said if re.search("leaving", subject)]
    assert post.states("alarm") == {}


def test_without_a_second_server_nobody_is_mailed_an_alarm(post: Post):
    post.send("p@post.example")
    first = Breakable()
    deliver = make_deliverer(post.app, first).deliver_due
    deliver()
    first.down = False
    post.machine.forward(minutes=2)
    deliver()
    assert post.states("alarm") == {}
