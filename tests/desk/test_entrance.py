"""How the shop's people get in, and who does not [T05, T10 to T13]."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conftest import Clock
from tests.desk.conftest import Rows
from widget.cases.errors import LoginRefused
from widget.cases.model import Person, Shop
from widget.cases.tokens import hash_of
from widget.desk import (
    Actor,
    Desk,
    Session,
    ask_login,
    end_session,
    log_out,
    look_at_login,
    make_owner,
    print_login,
    remove_helper,
    rotate_keys,
    session_for,
    sessions_of,
    shops_of,
    switch_shop,
    use_code,
    use_login,
    verify_case,
)

OWNER = "orla@wrenandtide.example"
NETWORK = "192.0.2.0/24"
HOME, PHONE, THIEF = "cookie of the laptop", "cookie of the phone", "cookie of a thief"


@pytest.fixture
def mailed(desk: Desk, owner: Person, rows: Rows) -> Callable[..., str]:
    """Ask for a link and read the token in the newest mail that was ordered."""

    def ask(cookie: str = HOME, email: str = OWNER, network: str = NETWORK) -> str:
        ask_login(desk, email, cookie, network)
        return str(json.loads(rows.of("outbox", mail="login")[-1]["params"])["token"])

    return ask


@pytest.fixture
def log_in(desk: Desk, mailed: Callable[..., str]) -> Callable[[], str]:
    """Log the owner in; returns what the session cookie holds."""
    return lambda: use_login(desk, mailed(), HOME, "Firefox, Linux")


def session_of(desk: Desk, text: str) -> Session:
    session = session_for(desk, text)
    assert session is not None
    return session


def code_of(desk: Desk, token: str) -> str:
    return look_at_login(desk, token, PHONE).code


# The link.


def test_link_logs_in_where_it_was_asked_for(
    desk: Desk, shop: Shop, owner: Person, mailed: Callable[..., str]
):
    token = mailed()

    assert look_at_login(desk, token, HOME).state == "button"
    session = session_of(desk, use_login(desk, token, HOME, "Firefox, Linux"))

    assert session.person == owner
    assert session.shop == shop
    assert session.device == "Firefox, Linux"
    assert len(session.csrf_seed) == 32


def test_T10_looking_at_a_link_changes_nothing_however_often(
    desk: Desk, mailed: Callable[..., str], rows: Rows
):
    token = mailed()
    before = rows.all()
    for cookie in (None, HOME, PHONE, "") * 5:
        look_at_login(desk, token, cookie)

    assert rows.all() == before
    assert session_for(desk, use_login(desk, token, HOME, "")) is not None


def test_T10_link_works_once(desk: Desk, mailed: Callable[..., str]):
    token = mailed()
    use_login(desk, token, HOME, "")

    with pytest.raises(LoginRefused):
        use_login(desk, token, HOME, "")
    assert look_at_login(desk, token, HOME).state == "gone"
    assert look_at_login(desk, token, PHONE).state == "gone"


def test_T10_link_used_eight_times_at_once_works_once(desk: Desk, mailed: Callable[..., str]):
    token = mailed()
    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(use_login, desk, token, HOME, "") for _ in range(8)]
    errors = [job.exception() for job in jobs]

    assert sorted(type(error).__name__ for error in errors) == ["LoginRefused"] * 7 + ["NoneType"]


@pytest.mark.parametrize("cookie", [None, "", PHONE, THIEF, HOME + " ", HOME.upper(), "\ud800"])
def test_T11_link_does_nothing_in_another_browser(
    desk: Desk, mailed: Callable[..., str], rows: Rows, cookie: str | None
):
    token = mailed()
    before = rows.all()

    assert look_at_login(desk, token, cookie).state == "code"
    with pytest.raises(LoginRefused):
        use_login(desk, token, cookie, "")
    assert rows.all() == before


@pytest.mark.parametrize(
    ("minutes", "seconds", "lives"), [(9, 59, True), (10, 1, False), (60 * 24, 0, False)]
)
def test_link_lives_ten_minutes(
    desk: Desk,
    mailed: Callable[..., str],
    clock: Clock,
    minutes: int,
    seconds: int,
    lives: bool,
):
    token = mailed()
    code = code_of(desk, token)
    clock.forward(minutes=minutes, seconds=seconds)

    assert look_at_login(desk, token, HOME).state == ("button" if lives else "gone")
    if lives:
        use_login(desk, token, HOME, "")
    else:
        with pytest.raises(LoginRefused):
            use_login(desk, token, HOME, "")
        with pytest.raises(LoginRefused):
            use_code(desk, HOME, code, "")


def test_link_of_a_clock_that_went_back_is_refused(
    desk: Desk, mailed: Callable[..., str], clock: Clock
):
    token = mailed()
    clock.forward(minutes=-5)

    assert look_at_login(desk, token, HOME).state == "gone"


def test_printed_link_works_once_in_any_browser(desk: Desk, owner: Person):
    url = print_login(desk, "  ORLA@wrenandtide.example ")
    head, _, token = url.rpartition("/")

    assert head == "http://127.0.0.1:8000/inbox/login"
    assert look_at_login(desk, token, None).state == "button"
    assert session_of(desk, use_login(desk, token, None, "")).person == owner
    with pytest.raises(LoginRefused):
        use_login(desk, token, THIEF, "")


def test_nobody_gets_a_printed_link_for_an_unknown_address(desk: Desk, owner: Person):
    with pytest.raises(LoginRefused):
        print_login(desk, "nobody@post.example")


def test_T27_link_goes_to_the_address_in_the_table(
    desk: Desk, mailed: Callable[..., str], rows: Rows
):
    mailed(email=" ORLA@WrenAndTide.example\t")

    assert [row["address"] for row in rows.of("outbox", mail="login")] == [OWNER]


# The code.


def test_T11_code_shown_elsewhere_logs_in_where_the_link_was_asked_for(
    desk: Desk, owner: Person, mailed: Callable[..., str]
):
    code = code_of(desk, mailed())

    assert len(code) == 8
    assert code.isdigit()
    assert session_of(desk, use_code(desk, HOME, code, "")).person == owner


def test_T11_thief_with_link_and_code_gets_nothing(desk: Desk, mailed: Callable[..., str]):
    token = mailed()
    code = code_of(desk, token)

    for cookie in (THIEF, PHONE, ""):
        with pytest.raises(LoginRefused):
            use_code(desk, cookie, code, "")
        with pytest.raises(LoginRefused):
            use_login(desk, token, cookie, "")
    use_code(desk, HOME, code, "")


@pytest.mark.parametrize(("wrong", "lives"), [(4, True), (5, False)])
def test_T11_code_and_link_die_after_five_wrong_tries(
    desk: Desk, mailed: Callable[..., str], wrong: int, lives: bool
):
    token = mailed()
    code = code_of(desk, token)
    for number in range(wrong):
        with pytest.raises(LoginRefused):
            use_code(desk, HOME, f"{(int(code) + 1 + number) % 10**8:08d}", "")

    assert look_at_login(desk, token, HOME).state == ("button" if lives else "gone")
    if lives:
        use_code(desk, HOME, code, "")
    else:
        with pytest.raises(LoginRefused):
            use_code(desk, HOME, code, "")
        with pytest.raises(LoginRefused):
            use_login(desk, token, HOME, "")


@pytest.mark.parametrize("code", ["", "0", "x" * 9000, "\x00", "\ud800", "１２３４５６７８"])
def test_T06_what_is_no_code_is_refused(desk: Desk, mailed: Callable[..., str], code: str):
    mailed()

    with pytest.raises(LoginRefused):
        use_code(desk, HOME, code, "")


def test_code_of_a_used_link_is_dead(desk: Desk, mailed: Callable[..., str]):
    token = mailed()
    code = code_of(desk, token)
    use_login(desk, token, HOME, "")

    with pytest.raises(LoginRefused):
        use_code(desk, HOME, code, "")


def test_T06_printed_link_has_no_code_to_guess(desk: Desk, owner: Person):
    print_login(desk, OWNER)

    for cookie in ("", HOME):
        with pytest.raises(LoginRefused):
            use_code(desk, cookie, "", "")


# How often.


def test_T12_five_links_an_hour_for_an_address_and_the_first_still_works(
    desk: Desk, mailed: Callable[..., str], rows: Rows, clock: Clock
):
    first = mailed()
    for number in range(40):
        ask_login(desk, OWNER, THIEF, f"198.51.{number}.0/24")

    assert len(rows.of("outbox", mail="login")) == 5
    assert look_at_login(desk, first, HOME).state == "button"
    clock.forward(minutes=1)
    use_login(desk, first, HOME, "")


def test_T12_twenty_an_hour_from_a_network_whoever_is_asked_for(
    desk: Desk, owner: Person, rows: Rows
):
    for number in range(30):
        ask_login(desk, f"nobody{number}@post.example", THIEF, NETWORK)
    ask_login(desk, OWNER, HOME, NETWORK)

    assert len(rows.of("logins")) == 20
    assert rows.of("outbox", mail="login") == []
    ask_login(desk, OWNER, HOME, "203.0.113.0/24")
    assert len(rows.of("outbox", mail="login")) == 1


@pytest.mark.parametrize(("minutes", "mails"), [(59, 5), (61, 6)])
def test_T12_count_begins_again_after_an_hour(
    desk: Desk, owner: Person, rows: Rows, clock: Clock, minutes: int, mails: int
):
    for _ in range(6):
        ask_login(desk, OWNER, HOME, NETWORK)
    clock.forward(minutes=minutes)
    ask_login(desk, OWNER, HOME, NETWORK)

    assert len(rows.of("outbox", mail="login")) == mails


def test_T12_older_link_lives_until_a_newer_one_is_used(desk: Desk, mailed: Callable[..., str]):
    older, newer, newest = mailed(), mailed(), mailed(PHONE)

    assert look_at_login(desk, older, HOME).state == "button"
    use_login(desk, newer, HOME, "")
    assert look_at_login(desk, older, HOME).state == "gone"
    # A newer one, asked for elsewhere, is not ended by an older one.
    assert look_at_login(desk, newest, PHONE).state == "button"


def test_T05_unknown_address_does_the_same_work_but_for_the_mail(
    desk: Desk, owner: Person, rows: Rows
):
    ask_login(desk, OWNER, HOME, NETWORK)
    known = rows.of("logins")
    ask_login(desk, "nobody@post.example", HOME, NETWORK)
    [unknown] = [row for row in rows.of("logins") if row not in known]

    assert unknown["person_id"] is None
    assert unknown.keys() == known[0].keys()
    assert len(rows.of("outbox")) == 1
    assert "nobody@post.example" not in repr(rows.all())
    with pytest.raises(LoginRefused):
        use_code(desk, HOME, unknown["code"], "")


@pytest.mark.parametrize("email", ["", "\x00", "\ud800", "x" * 90_000, "a@b,c@d", OWNER + "\n"])
def test_odd_addresses_get_the_same_answer(desk: Desk, owner: Person, email: str):
    ask_login(desk, email, HOME, NETWORK)


# What stays in the tables.


def test_T06_no_secret_can_be_read_in_the_tables_once_its_mail_left(
    desk: Desk,
    mailed: Callable[..., str],
    rows: Rows,
    send_all: Callable[[], object],
):
    token = mailed()
    send_all()
    session = use_login(desk, token, HOME, "")

    everything = repr(rows.all())
    for secret in (token, session, HOME):
        assert secret not in everything
        assert repr(hash_of(secret)) in everything


# The session.


@pytest.mark.parametrize("text", ["", "x", "\ud800", "\x00", "x" * 90_000])
def test_T06_what_is_no_session_is_none(desk: Desk, log_in: Callable[[], str], text: str):
    log_in()

    assert session_for(desk, text) is None


def test_T13_each_log_in_is_another_session(desk: Desk, log_in: Callable[[], str], owner: Person):
    first, second = log_in(), log_in()

    assert first != second
    assert session_of(desk, first).csrf_seed != session_of(desk, second).csrf_seed
    assert len(sessions_of(desk, owner.id)) == 2


@pytest.mark.parametrize(("days", "lives"), [(6.99, True), (7.01, False)])
def test_T13_session_ends_after_seven_idle_days(
    desk: Desk, log_in: Callable[[], str], clock: Clock, days: float, lives: bool
):
    text = log_in()
    clock.forward(days=days)

    assert (session_for(desk, text) is not None) == lives


@pytest.mark.parametrize(("days", "lives"), [(29.99, True), (30.01, False)])
def test_T13_session_ends_after_thirty_days_however_busy(
    desk: Desk, log_in: Callable[[], str], clock: Clock, days: float, lives: bool
):
    text = log_in()
    for _ in range(5):
        clock.forward(days=days / 5)
        alive = session_for(desk, text)

    assert (alive is not None) == lives


def test_use_is_noted_every_five_minutes_at_most(
    desk: Desk, log_in: Callable[[], str], rows: Rows, clock: Clock
):
    text = log_in()
    [before] = rows.of("sessions")
    clock.forward(minutes=4)
    session_for(desk, text)
    assert rows.of("sessions") == [before]
    clock.forward(minutes=2)
    session_for(desk, text)
    assert rows.of("sessions")[0]["seen_at"] > before["seen_at"]


def test_T13_ended_session_is_gone_at_once(
    desk: Desk, log_in: Callable[[], str], orla: Actor, rows: Rows
):
    kept, ended, left = log_in(), log_in(), log_in()

    assert end_session(desk, orla, session_of(desk, ended).id)
    log_out(desk, session_of(desk, left))

    assert session_for(desk, ended) is None
    assert session_for(desk, left) is None
    assert session_for(desk, kept) is not None
    assert len(rows.of("sessions")) == 1


def test_T01_nobody_ends_somebody_elses_session(
    desk: Desk, log_in: Callable[[], str], orla: Actor, fintan: Actor, other_orla: Actor
):
    text = log_in()
    session = session_of(desk, text)

    assert not end_session(desk, fintan, session.id)
    assert not end_session(desk, other_orla, session.id)
    assert session_for(desk, text) is not None


def test_T13_helper_who_was_removed_is_out_at_once(desk: Desk, orla: Actor, fintan: Actor):
    token = print_login(desk, "fintan@wrenandtide.example").rpartition("/")[2]
    text = use_login(desk, token, None, "")
    waiting = print_login(desk, "fintan@wrenandtide.example").rpartition("/")[2]
    assert session_of(desk, text).person.role == "helper"

    remove_helper(desk, orla, fintan.person_id)

    assert session_for(desk, text) is None
    with pytest.raises(LoginRefused):
        use_login(desk, waiting, None, "")


def test_T07_rotating_the_keys_logs_nobody_out(desk: Desk, log_in: Callable[[], str]):
    text = log_in()

    rotate_keys(desk)

    assert session_for(desk, text) is not None


def test_one_person_goes_from_shop_to_shop_but_only_to_their_own(
    desk: Desk, shop: Shop, other_shop: Shop, other_orla: Actor, log_in: Callable[[], str]
):
    second = make_owner(desk, other_shop.id, OWNER, "Orla Byrne")
    text = log_in()
    assert {one.slug for one in shops_of(desk, second.id)} == {"wren-tide", "north-oven"}

    for slug in ("north-oven", "wren-tide"):
        assert switch_shop(desk, session_of(desk, text), slug)
        assert session_of(desk, text).shop.slug == slug
    for slug in ("", "nothing", "\x00", "NORTH-OVEN"):
        assert not switch_shop(desk, session_of(desk, text), slug)

    token = print_login(desk, "canary-b@northoven.example").rpartition("/")[2]
    theirs = use_login(desk, token, None, "")
    assert not switch_shop(desk, session_of(desk, theirs), "wren-tide")
    assert session_of(desk, theirs).shop.id == other_shop.id


def test_T70_log_ins_and_their_ends_are_in_the_shops_own_history(
    desk: Desk, shop: Shop, orla: Actor, log_in: Callable[[], str], rows: Rows
):
    session = session_of(desk, log_in())
    log_out(desk, session)

    told = rows.of("events", shop_id=shop.id, case_id=0)
    assert [(row["kind"], row["actor"]) for row in told][-2:] == [
        ("logged_in", orla.person_id),
        ("session_ended", orla.person_id),
    ]
    verify_case(desk, shop.id, 0)
