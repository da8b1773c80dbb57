"""What Directive 2011/83/EU asks of a withdrawal function, one function a clause.

Each takes a `Door` (tests/withdrawal/doors.py) and asks it as a customer would. The table in
docs/withdrawal.md names every one of them; `test_clauses.py` runs them at each of our doors.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from policy_pages.rules import statutory_words
from tests.withdrawal.doors import CONTRACT, EMAIL, NAME, Door, text_of
from widget.cases.deadlines import local_day

Clause = Callable[[Door], None]

CLAUSES: dict[str, Clause] = {}


def clause(function: Clause) -> Clause:
    """Count a function among the clauses."""
    CLAUSES[function.__name__] = function
    return function


def words(door: Door, part: str, lang: str = "en") -> str:
    """What the law's files have for a button in a language, for the door's shop."""
    shop = door.backstage.shop
    on = local_day(door.backstage.clock.now, shop.zone)
    return statutory_words(lang, part, [shop.country], on)[-1]


def own_words(text: str) -> str:
    """A page or mail without what the customer typed, in small letters."""
    for typed in (NAME, CONTRACT, EMAIL):
        text = text.replace(typed, " ")
    return text.casefold()


@clause
def the_entry_stands_on_every_page(door: Door) -> None:
    """Art. 11a(1): prominently displayed, easily accessible, continuously available."""
    slug = door.backstage.shop.slug
    for path in (f"/s/{slug}", f"/s/{slug}/complaint", f"/p/{slug}/privacy"):
        seen = door.open(path)
        leading = [href for text, href in seen.links if text == words(door, "entry")]
        assert leading, path
        assert all(f"/s/{slug}/withdraw" in href for href in leading)


@clause
def the_first_button_has_the_words_of_the_law(door: Door) -> None:
    """Art. 11a(1): labelled with these words, in the language of the page."""
    for lang in ("en", "de", "el"):
        assert door.begin(lang).buttons == [words(door, "entry", lang)]


@clause
def nothing_stands_before_the_form(door: Door) -> None:
    """Art. 11a(1): no log-in, no account, no captcha, no other page before it."""
    seen = door.begin()
    assert seen.status == 200
    assert "name" in seen.boxes
    assert not re.search(r"log in|sign in|password|captcha|robot", seen.text.casefold())


@clause
def three_things_are_asked_and_none_is_required(door: Door) -> None:
    """Art. 11a(2): name, what identifies the contract, where the receipt goes."""
    seen = door.begin()
    assert {"name", "contract", "email"} <= set(seen.boxes)
    assert set(seen.boxes) <= {"name", "contract", "items", "email"}
    assert not seen.required


@clause
def no_reason_is_asked(door: Door) -> None:
    """Art. 9(1): without giving any reason."""
    seen = door.begin()
    assert not {"reason", "happened", "wish"} & set(seen.boxes)
    assert "You need not give a reason." in seen.text


@clause
def a_part_of_the_contract_can_be_named(door: Door) -> None:
    """Recital 37 of Directive (EU) 2023/2673: a part only, where the shop lets it."""
    door.begin()
    second = door.first(items="1 Kelp & Sea Salt bar")
    assert "1 Kelp & Sea Salt bar" in second.text
    assert door.confirm().is_receipt
    said = door.backstage.statements()[0].payload
    assert said is not None
    assert said["items"] == "1 Kelp & Sea Salt bar"


@clause
def the_second_button_says_only_the_words_of_the_law(door: Door) -> None:
    """Art. 11a(3): labelled only with these words."""
    for lang in ("en", "de", "el"):
        door.begin(lang)
        assert door.first().buttons == [words(door, "confirm", lang)]


@clause
def the_second_page_shows_the_statement(door: Door) -> None:
    """Art. 11a(2) and (3): what is confirmed is what was provided."""
    door.begin()
    seen = door.first()
    assert f"I, {NAME}, withdraw from this contract: {CONTRACT}" in seen.text
    assert EMAIL in seen.text


@clause
def nothing_is_sent_before_the_second_button(door: Door) -> None:
    """Art. 11a(3): the statement is submitted by the confirmation."""
    door.begin()
    door.first()
    assert door.backstage.statements() == []
    assert door.backstage.deliver() == 0


@clause
def the_receipt_has_content_day_and_time(door: Door) -> None:
    """Art. 11a(4): the content of the statement, the date and the time of its submission."""
    seen = door.declare()
    assert seen.is_receipt
    (mail,) = door.backstage.mails_to(EMAIL)
    for text in (seen.text, text_of(mail)):
        assert f"I, {NAME}, withdraw from this contract: {CONTRACT}" in text
        assert re.search(r"Tuesday 17 November 2026, 14:06:\d\d \(UTC\+0, Dublin\)", text)


@clause
def the_receipt_comes_at_once(door: Door) -> None:
    """Art. 11a(4): without undue delay, by the means that the customer named."""
    door.declare()
    (mail,) = door.backstage.mails_to(EMAIL)
    opened = door.backstage.statements()[0]
    sent = mail["Date"].datetime.timestamp()
    assert sent - opened.at / 1000 < 5


@clause
def the_receipt_can_be_kept(door: Door) -> None:
    """Art. 11a(4): on a durable medium, also where no mail arrives."""
    door.declare(email="")
    kept = next(href for _, href in door.seen.links if "/receipt" in href and "." not in href[-6:])
    door.backstage.clock.forward(days=400)
    path = "/" + kept.partition("://")[2].partition("/")[2] if "://" in kept else kept
    seen = door.open(path.partition("?")[0])
    assert f"withdraw from this contract: {CONTRACT}" in seen.text
    assert any("/receipt.html" in href for _, href in seen.links)


@clause
def the_receipt_is_no_acceptance_and_no_advertising(door: Door) -> None:
    """Art. 11a(4): an acknowledgement of receipt, and nothing else."""
    seen = door.declare()
    (mail,) = door.backstage.mails_to(EMAIL)
    assert "It is not yet an answer to it." in seen.text
    for text in (seen.text, text_of(mail)):
        bare = own_words(text)
        assert not re.search(r"accept|approved|refund|thank|sorry|offer|discount|coupon", bare)
        assert "!" not in bare


@clause
def what_counts_is_when_it_was_sent(door: Door) -> None:
    """Art. 11a(5): in time if submitted in time. The press stands beside the receipt."""
    seen = door.declare()
    said = door.backstage.statements()[0].payload
    assert said is not None
    assert isinstance(said["pressed_at"], int) is door.has_script
    assert ("by the clock of your device" in seen.text) is door.has_script


@clause
def a_late_statement_is_taken(door: Door) -> None:
    """Art. 9, 10: whether the period is over is not for the form to say."""
    door.begin()
    door.backstage.clock.forward(days=300)
    seen = door.first(contract="an order of two years ago")
    assert "an order of two years ago" in seen.text
    assert door.confirm().is_receipt


@clause
def a_statement_that_no_order_matches_is_taken(door: Door) -> None:
    """Art. 11a(2): details that identify the contract, as the customer has them."""
    assert door.declare(contract="the blue one, I think").is_receipt
    assert len(door.backstage.statements()) == 1


@clause
def a_statement_on_excepted_goods_is_taken(door: Door) -> None:
    """Art. 16: exceptions are for the shop to explain, in person and afterwards."""
    assert door.declare(contract="engraved soap dish, made to order").is_receipt


@clause
def what_is_missing_is_asked_about_once(door: Door) -> None:
    """Art. 11(1): any unequivocal statement. An empty box is no reason to refuse one."""
    door.begin()
    seen = door.first(name="")
    assert "Write your name." in seen.text
    assert door.backstage.statements() == []
    door.press(seen.buttons[0])
    assert door.confirm().is_receipt


@clause
def an_address_that_cannot_be_used_is_asked_about_once(door: Door) -> None:
    """Art. 11a(2)(c), (4): then the receipt is on the screen and a file."""
    door.begin()
    seen = door.first(email="hanna at home")
    assert "This is not one whole email address." in seen.text
    door.press(seen.buttons[0])
    receipt = door.confirm()
    assert receipt.is_receipt
    assert "it is your full receipt" in receipt.text
    assert any("/receipt.html" in href for _, href in receipt.links)


@clause
def an_old_form_is_taken(door: Door) -> None:
    """Art. 11a(1): continuously available; a page left open is no reason to refuse."""
    door.begin()
    door.first()
    door.backstage.clock.forward(days=30)
    assert door.confirm().is_receipt


@clause
def the_shop_is_told_at_once(door: Door) -> None:
    """Art. 13(1): the period for the money begins when the shop is informed."""
    door.declare()
    (mail,) = door.backstage.mails_to(door.backstage.shop.mailbox)
    assert f"I, {NAME}, withdraw from this contract: {CONTRACT}" in text_of(mail)


@clause
def other_ways_stay_open(door: Door) -> None:
    """Art. 11(1), recital 37: the function is one more way, and the form says so."""
    seen = door.begin()
    assert "Any other clear statement counts just the same" in seen.text
    assert door.backstage.shop.mailbox in seen.text


@clause
def ending_a_contract_is_another_thing(door: Door) -> None:
    """s. 312k BGB: a button of its own, which is never the withdrawal function."""
    seen = door.begin("de", what="terminate")
    assert seen.buttons == ["Verträge hier kündigen"]
    assert words(door, "entry", "de") not in seen.buttons
    assert {"name", "contract", "ends_on", "reason", "email"} == set(seen.boxes)
    assert door.first().buttons == ["jetzt kündigen"]
    assert door.confirm().is_receipt
    said = door.backstage.statements()[0].payload
    assert said is not None
    assert said["kind"] == "termination"
