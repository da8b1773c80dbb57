"""Log-in: a mailed link, bound to the browser that asked, used once, by a button."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import Clock, Mailbox
from tests.inbox.conftest import BASE, LINK, Browser
from widget.cases.model import Person
from widget.desk import Desk, add_helper, print_login, remove_helper, session_for
from widget.desk.wired import Actor
from widget.storage.tables import logins, outbox, sessions

CODE = re.compile(r"\b(\d{4}) (\d{4})\b")


def ask(browser: Browser, email: str, **more: str) -> str:
    """Ask for a link; returns the page that answers."""
    browser.get("/inbox/login")
    answer = browser.post("/inbox/login", email=email, **more)
    assert answer.status_code == 200
    return answer.text


def mailed_link(deliver: Callable[[], int], mailbox: Mailbox, address: str) -> str:
    """The newest link that was mailed."""
    deliver()
    found = LINK.search(mailbox.to(address)[-1].as_string())
    assert found
    return found.group()


def code_on(page: str) -> str:
    """The code that a link shows in another browser."""
    found = CODE.search(page)
    assert found
    return "".join(found.groups())


def count(desk: Desk, table) -> int:
    with desk.store.read() as connection:
        return int(connection.scalar(select(func.count()).select_from(table)) or 0)


def test_the_mailed_link_logs_in_with_a_button_where_it_was_asked_for(
    owner: Person, browser, deliver, mailbox: Mailbox
) -> None:
    orla = browser()
    ask(orla, owner.email)
    link = mailed_link(deliver, mailbox, owner.email)
    assert "Log in" in orla.get(link).text
    answer = orla.post(link)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/inbox/")
    assert "Wren &amp; Tide" in orla.get("/inbox/").text


def test_T10_opening_a_link_twenty_times_changes_nothing_and_then_it_still_works(
    owner: Person, desk: Desk, browser, deliver, mailbox: Mailbox
) -> None:
    orla, scanner = browser(), browser()
    ask(orla, owner.email)
    link = mailed_link(deliver, mailbox, owner.email)
    with desk.store.read() as connection:
        before = connection.execute(select(logins)).all()
    for _ in range(20):
        assert scanner.get(link).status_code == 200
        assert scanner.client.head(link, base_url=BASE).status_code == 200
    with desk.store.read() as connection:
        assert connection.execute(select(logins)).all() == before
    assert count(desk, sessions) == 0
    orla.get(link)
    assert orla.post(link).status_code == 303


def test_T10_T11_a_post_from_another_browser_logs_nobody_in(
    owner: Person, desk: Desk, browser, deliver, mailbox: Mailbox
) -> None:
    orla, thief = browser(), browser()
    ask(orla, owner.email)
    link = mailed_link(deliver, mailbox, owner.email)
    thief.get("/inbox/login")
    thief.get(link)
    answer = thief.post(link)
    assert answer.status_code == 403
    assert not thief.cookie("__Host-amends")
    assert count(desk, sessions) == 0
    orla.get(link)
    assert orla.post(link).status_code == 303


def test_T11_the_second_device_shows_a_code_that_works_only_where_the_link_was_asked_for(
    owner: Person, desk: Desk, browser, deliver, mailbox: Mailbox
) -> None:
    asker, phone, thief = browser(), browser(), browser()
    ask(asker, owner.email)
    link = mailed_link(deliver, mailbox, owner.email)
    shown = phone.get(link)
    assert "<button" not in shown.text
    code = code_on(shown.text)
    thief.get("/inbox/login")
    assert thief.post("/inbox/login/code", code=code).status_code == 400
    assert count(desk, sessions) == 0
    answer = asker.post("/inbox/login/code", code=f"{code[:4]} {code[4:]}")
    assert answer.status_code == 303
    assert asker.get("/inbox/").status_code == 200
    assert phone.get("/inbox/").status_code == 303
    assert phone.get(link).status_code == 410


def test_T11_five_wrong_codes_kill_the_row(
    owner: Person, browser, deliver, mailbox: Mailbox
) -> None:
    asker, phone = browser(), browser()
    ask(asker, owner.email)
    link = mailed_link(deliver, mailbox, owner.email)
    code = code_on(phone.get(link).text)
    wrong = "00000000" if code != "00000000" else "11111111"
    for _ in range(5):
        answer = asker.post("/inbox/login/code", code=wrong, email=owner.email)
        assert answer.status_code == 400
        assert "does not fit" in answer.text
        assert owner.email in answer.text
    assert asker.post("/inbox/login/code", code=code).status_code == 400
    assert asker.get(link).status_code == 410


def test_T11_an_empty_login_cookie_is_never_bound_to_anybody(
    owner: Person, inbox: Browser, browser, deliver, mailbox: Mailbox
) -> None:
    # Somebody who is logged in and has no log-in cookie any more asks for one more link.
    inbox.post("/inbox/login", email=owner.email)
    assert inbox.cookie("__Host-amends-login")
    link = mailed_link(deliver, mailbox, owner.email)
    thief = browser()
    thief.plant("__Host-amends-login", "")
    assert "<button" not in thief.get(link).text


@pytest.mark.parametrize("seconds", [599, 601])
def test_a_link_works_for_ten_minutes(
    owner: Person, clock: Clock, browser, deliver, mailbox: Mailbox, seconds: int
) -> None:
    orla = browser()
    ask(orla, owner.email)
    link = mailed_link(deliver, mailbox, owner.email)
    clock.forward(seconds=seconds)
    works = seconds < 600
    assert orla.get(link).status_code == (200 if works else 410)
    assert (orla.post(link).status_code == 303) == works


def test_a_used_link_is_gone_and_offers_a_new_one(
    owner: Person, browser, deliver, mailbox: Mailbox
) -> None:
    orla = browser()
    ask(orla, owner.email)
    link = mailed_link(deliver, mailbox, owner.email)
    orla.get(link)
    orla.post(link)
    again = browser().get(link)
    assert again.status_code == 410
    assert 'href="/inbox/login"' in again.text


def test_a_printed_link_works_in_any_browser_and_once(desk: Desk, owner: Person, browser) -> None:
    link = print_login(desk, owner.email)
    first, second = browser(), browser()
    assert first.log_in_by(link).status_code == 303
    assert second.log_in_by(link).status_code in {400, 403, 410}


def test_T05_T12_every_address_gets_the_same_answer(
    owner: Person, browser, deliver, mailbox: Mailbox
) -> None:
    def answer_for(email: str) -> str:
        page = ask(browser(), email)
        return re.sub(r'value="[^"]*"', "", page).replace(email, "ADDRESS")

    known, unknown = answer_for(owner.email), answer_for("nobody@elsewhere.example")
    assert known == unknown
    deliver()
    assert len(mailbox.mails) == 1


def test_T12_two_hundred_requests_from_fifty_networks_are_five_mails_and_the_first_link_works(
    owner: Person, browser, deliver, mailbox: Mailbox
) -> None:
    orla = browser()
    first_page = ask(orla, owner.email)
    link = mailed_link(deliver, mailbox, owner.email)
    answers = set()
    for number in range(200):
        stranger = browser()
        stranger.client.environ_base["REMOTE_ADDR"] = f"203.0.{number % 50}.{number // 50 + 1}"
        page = ask(stranger, owner.email)
        answers.add(re.sub(r'value="[^"]*"', "", page))
    deliver()
    assert len(mailbox.to(owner.email)) <= 5
    assert answers == {re.sub(r'value="[^"]*"', "", first_page)}
    orla.get(link)
    assert orla.post(link).status_code == 303


def test_an_empty_address_is_asked_for_once_more(browser) -> None:
    stranger = browser()
    stranger.get("/inbox/login")
    answer = stranger.post("/inbox/login", email="  ")
    assert answer.status_code == 400
    assert "Type your email address." in answer.text


def test_T13_cookies_carry_exactly_these_flags(owner: Person, desk: Desk, browser) -> None:
    orla = browser()
    asked = orla.get("/inbox/login").headers.getlist("Set-Cookie")
    assert len(asked) == 1
    assert re.fullmatch(
        r"__Host-amends-login=[A-Za-z0-9_-]{43}; Secure; HttpOnly; Path=/; SameSite=Lax", asked[0]
    )
    assert orla.get("/inbox/login").headers.getlist("Set-Cookie") == []
    given = orla.log_in_by(print_login(desk, owner.email)).headers.getlist("Set-Cookie")
    assert len(given) == 2
    shape = (
        r"__Host-amends=[A-Za-z0-9_-]{43}; Expires=[^;]+; Max-Age=2592000; "
        r"Secure; HttpOnly; Path=/; SameSite=Lax"
    )
    assert re.fullmatch(shape, given[0])
    assert given[1].startswith("__Host-amends-login=; Expires=Thu, 01 Jan 1970 00:00:00 GMT;")
    assert given[1].endswith("Max-Age=0; Secure; HttpOnly; Path=/; SameSite=Lax")
    assert orla.get("/inbox/").headers.getlist("Set-Cookie") == []


def test_T13_a_planted_session_cookie_is_worth_nothing_before_and_after_the_log_in(
    owner: Person, desk: Desk, browser
) -> None:
    planted = "A" * 43
    orla = browser()
    orla.plant("__Host-amends", planted)
    assert orla.get("/inbox/").status_code == 303
    orla.log_in_by(print_login(desk, owner.email))
    fresh = orla.cookie("__Host-amends")
    assert fresh
    assert fresh != planted
    thief = browser()
    thief.plant("__Host-amends", planted)
    assert thief.get("/inbox/").status_code == 303


def test_T13_a_second_log_in_ends_the_first_session_of_that_browser(
    owner: Person, desk: Desk, inbox: Browser
) -> None:
    before = inbox.cookie("__Host-amends")
    inbox.log_in_by(print_login(desk, owner.email))
    assert inbox.cookie("__Host-amends") != before
    assert session_for(desk, before) is None


def test_T13_an_ended_session_dies_at_the_next_request(
    owner: Person, desk: Desk, logged_in
) -> None:
    here, there = logged_in(owner.email), logged_in(owner.email)
    page = here.get("/inbox/people").text
    ends = re.findall(r"/inbox/sessions/(\d+)/end", page)
    assert len(ends) == 1
    answer = here.post(f"/inbox/sessions/{ends[0]}/end")
    assert answer.headers["Location"] == "/inbox/people?done=session_ended#sessions"
    gone = there.get("/inbox/")
    assert (gone.status_code, gone.headers["Location"]) == (303, "/inbox/login")
    assert here.get("/inbox/").status_code == 200


def test_T13_a_removed_helper_is_out_at_the_next_request(
    desk: Desk, orla: Actor, helper: Person, helping: Browser
) -> None:
    assert helping.get("/inbox/").status_code == 200
    remove_helper(desk, orla, helper.id)
    assert helping.get("/inbox/").status_code == 303


def test_logging_out_ends_the_row_and_clears_what_the_browser_kept(
    desk: Desk, inbox: Browser
) -> None:
    token = inbox.cookie("__Host-amends")
    answer = inbox.post("/inbox/logout")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/inbox/login")
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert inbox.cookie("__Host-amends") == ""
    assert session_for(desk, token) is None
    assert count(desk, sessions) == 0


def test_the_case_somebody_wanted_opens_after_the_log_in(
    owner: Person, make_case, browser, deliver, mailbox: Mailbox
) -> None:
    reference = make_case().case.reference
    orla = browser()
    refused = orla.get(f"/inbox/case/{reference}")
    assert refused.headers["Location"] == f"/inbox/login?next=case&reference={reference}"
    orla.get(refused.headers["Location"])
    orla.post("/inbox/login", email=owner.email, wanted=f"case.{reference}")
    link = mailed_link(deliver, mailbox, owner.email)
    orla.get(link)
    assert orla.post(link).headers["Location"] == f"/inbox/case/{reference}"
    assert orla.cookie("__Host-amends-next") == ""


NEXT = [
    "//evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "\\\\evil.example",
    "/\\evil.example",
    "/inbox/settings",
    "login",
    "look_at_link",
    "leave",
    "public.choose",
    "static",
    "settings\r\nSet-Cookie: a=b",
    "case",
    "",
    "ａ",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "x" * 100_000,
]


@pytest.mark.parametrize("wanted", NEXT)
def test_T14_next_is_the_name_of_a_page_or_nothing(
    owner: Person, desk: Desk, browser, wanted: str
) -> None:
    orla = browser()
    page = orla.get("/inbox/login", query_string={"next": wanted, "reference": wanted})
    assert page.status_code in {200, 414}
    assert 'name="wanted"' not in page.text
    orla.get("/inbox/login")
    orla.post("/inbox/login", email="a@b.example", wanted=wanted)
    orla.plant("__Host-amends-next", wanted[:200].strip())
    answer = orla.log_in_by(print_login(desk, owner.email))
    assert answer.headers["Location"] == "/inbox/"


@pytest.mark.parametrize("name", ["settings", "site", "mail", "people"])
def test_T14_pages_of_ours_are_reached_by_name(
    owner: Person, desk: Desk, browser, name: str
) -> None:
    orla = browser()
    assert orla.get(f"/inbox/{name}").headers["Location"] == f"/inbox/login?next={name}"
    page = orla.get(f"/inbox/login?next={name}").text
    assert f'name="wanted" value="{name}"' in page
    orla.post("/inbox/login", email="a@b.example", wanted=name)
    answer = orla.log_in_by(print_login(desk, owner.email))
    assert answer.headers["Location"] == f"/inbox/{name}"


def test_T14_another_host_is_not_served(browser) -> None:
    stranger = browser()
    stranger.base = "http://evil.example"
    assert stranger.get("/inbox/login").status_code == 421


def test_a_session_ends_after_a_week_without_use_and_after_thirty_days(
    clock: Clock, inbox: Browser
) -> None:
    for _ in range(4):
        clock.forward(days=6.9)
        assert inbox.get("/inbox/").status_code == 200
    clock.forward(days=3)
    assert inbox.get("/inbox/").status_code == 303


def test_an_idle_week_ends_a_session(clock: Clock, inbox: Browser) -> None:
    clock.forward(days=7.1)
    assert inbox.get("/inbox/").status_code == 303


def test_the_login_mail_goes_to_the_address_in_the_table(
    owner: Person, desk: Desk, browser
) -> None:
    ask(browser(), owner.email.upper())
    with desk.store.read() as connection:
        found = connection.execute(
            select(outbox.c.address).execution_options(across_shops="a test looks at all")
        ).scalars()
        assert list(found) == [owner.email]


def test_a_device_is_told_by_two_known_words(
    app: Flask, owner: Person, desk: Desk, browser
) -> None:
    orla = browser()
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) <script>alert(1)</script> Firefox/142.0"
    orla.client.environ_base["HTTP_USER_AGENT"] = agent
    orla.log_in_by(print_login(desk, owner.email))
    page = orla.get("/inbox/people").text
    assert "Firefox, Linux" in page
    assert "alert(1)" not in page


def test_a_second_helper_of_two_shops_lands_in_the_first(
    desk: Desk, orla: Actor, shop, other_shop, other_owner: Person, logged_in
) -> None:
    add_helper(desk, orla, other_owner.email, other_owner.name)
    both = logged_in(other_owner.email)
    page = both.get("/inbox/").text
    assert "Your other shops" in page
