"""The owner's lists: whole, stable while things change, and searched without surprises."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Clock
from widget.cases.model import KINDS, STATES, Case, Shop
from widget.desk import (
    Actor,
    Desk,
    Receipt,
    add_note,
    answer,
    close_case,
    inbox_page,
    mark_read,
    reopen_case,
)

MakeCase = Callable[..., Receipt]


@pytest.fixture
def open_cases(make_case: MakeCase, clock: Clock) -> list[Case]:
    """Eleven open cases over some days, several of them due on one day."""
    made = []
    for number in range(11):
        made.append(make_case(order_number=f"WT-{number}", kind=KINDS[number % 4]).case)
        if number % 3 == 2:
            clock.forward(days=1)
    return made


def pages(
    desk: Desk, shop: Shop, view: str = "open", limit: int = 3, **asked: str
) -> Iterator[list[Case]]:
    """One page after the other, as somebody leafs through them."""
    after = ""
    while True:
        page = inbox_page(desk, shop.id, view, after=after, limit=limit, **asked)
        yield page.cases
        after = page.next
        if not after:
            return


def found(desk: Desk, shop: Shop, words: str) -> list[int]:
    return [case.id for case in inbox_page(desk, shop.id, "open", words=words).cases]


def test_open_cases_come_by_what_is_due_first(desk: Desk, shop: Shop, open_cases: list[Case]):
    listed = inbox_page(desk, shop.id, "open").cases

    assert [(case.due_on, case.id) for case in listed] == sorted(
        (case.due_on, case.id) for case in open_cases
    )


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 10, 11, 12])
def test_pages_hold_every_case_once(desk: Desk, shop: Shop, open_cases: list[Case], limit: int):
    listed = [case.id for page in pages(desk, shop, limit=limit) for case in page]

    assert listed == [case.id for case in inbox_page(desk, shop.id, "open").cases]
    assert len(listed) == 11


def test_last_page_that_is_full_has_no_next(desk: Desk, shop: Shop, open_cases: list[Case]):
    assert inbox_page(desk, shop.id, "open", limit=11).next == ""
    assert inbox_page(desk, shop.id, "open", limit=10).next != ""


def test_closed_cases_come_newest_first(
    desk: Desk, shop: Shop, orla: Actor, open_cases: list[Case]
):
    for case in (open_cases[4], open_cases[0], open_cases[7]):
        close_case(desk, orla, case.reference, "settled", "", False, 1)

    closed = [case.id for page in pages(desk, shop, "closed", limit=2) for case in page]

    assert closed == [open_cases[number].id for number in (7, 0, 4)]


def test_pages_stay_whole_while_cases_come_go_and_change(
    desk: Desk, shop: Shop, orla: Actor, open_cases: list[Case], make_case: MakeCase, clock: Clock
):
    untouched = {case.id for case in open_cases[2::2]}
    leafing = pages(desk, shop, limit=2)
    seen = [case.id for case in next(leafing)]
    for number, case in enumerate(open_cases[1::2]):
        if number % 2:
            answer(desk, orla, case.reference, "Hello.", 1)
        else:
            mark_read(desk, orla, case.reference)
            add_note(desk, orla, case.reference, "Note.")
        make_case()
        seen += [case.id for case in next(leafing, [])]
    seen += [case.id for page in leafing for case in page]

    assert len(seen) == len(set(seen))
    assert untouched <= set(seen)


def test_pages_of_closed_cases_stay_whole_while_one_is_taken_up_again(
    desk: Desk, shop: Shop, orla: Actor, open_cases: list[Case]
):
    for case in open_cases:
        close_case(desk, orla, case.reference, "settled", "", False, 1)
    leafing = pages(desk, shop, "closed", limit=3)
    seen = [case.id for case in next(leafing)]
    reopen_case(desk, orla, open_cases[0].reference)
    reopen_case(desk, orla, open_cases[5].reference)
    close_case(desk, orla, open_cases[5].reference, "all_done", "", False, 3)
    seen += [case.id for page in leafing for case in page]

    assert len(seen) == len(set(seen))
    # One is open now, one stands at the top, where the first page was before; all others came.
    moved = {open_cases[0].id, open_cases[5].id}
    assert {case.id for case in open_cases} - moved == set(seen) - moved


def test_kind_filters_and_an_unknown_kind_does_not(desk: Desk, shop: Shop, open_cases: list[Case]):
    listed = inbox_page(desk, shop.id, "open", kind="refund").cases

    assert {case.kind for case in listed} == {"refund"}
    assert len(listed) == 3
    for unknown in ("nothing", "\x00", "x" * 9000):
        assert len(inbox_page(desk, shop.id, "open", kind=unknown).cases) == 11


def test_view_that_does_not_exist_is_the_open_one(desk: Desk, shop: Shop, open_cases: list[Case]):
    for view in ("", "erased", "all", "\x00"):
        assert len(inbox_page(desk, shop.id, view).cases) == 11


def test_counts_are_of_all_states_whatever_is_shown(
    desk: Desk, shop: Shop, orla: Actor, open_cases: list[Case], make_case: MakeCase
):
    answer(desk, orla, open_cases[0].reference, "Hello.", 1)
    close_case(desk, orla, open_cases[1].reference, "settled", "", False, 1)
    make_case(suspect_reasons=("link",))

    for view in STATES:
        counts = inbox_page(desk, shop.id, view, kind="refund").counts
        assert counts == {"open": 9, "waiting": 1, "suspect": 1, "closed": 1}


# The cursor.


@pytest.mark.parametrize("view", STATES)
def test_cursor_of_one_view_gives_the_first_page_of_another(
    desk: Desk, shop: Shop, orla: Actor, open_cases: list[Case], view: str
):
    for case in open_cases[:4]:
        close_case(desk, orla, case.reference, "settled", "", False, 1)
    cursors = [
        inbox_page(desk, shop.id, "open", limit=2).next,
        inbox_page(desk, shop.id, "closed", limit=2).next,
        inbox_page(desk, shop.id, "open", words="cracked", limit=2).next,
    ]
    own = {"open": 0, "closed": 1}.get(view)

    assert all(cursors)
    first = inbox_page(desk, shop.id, view).cases
    for number, cursor in enumerate(cursors):
        if number != own:
            assert inbox_page(desk, shop.id, view, after=cursor).cases == first
    searched = inbox_page(desk, shop.id, view, words="cracked", after=cursors[0]).cases
    assert len(searched) == 11


def test_T03_cursor_of_another_shop_gives_the_first_page(
    desk: Desk, shop: Shop, other_shop: Shop, open_cases: list[Case], make_case: MakeCase
):
    theirs = [make_case(at=other_shop).case.id for _ in range(3)]
    cursor = inbox_page(desk, shop.id, "open", limit=5).next

    listed = inbox_page(desk, other_shop.id, "open", after=cursor).cases

    assert [case.id for case in listed] == theirs


def forgeries(cursor: str) -> Iterator[str]:
    yield from (cursor[:-1], cursor[1:], cursor + "A", cursor.swapcase(), "A" * 199, "A" * 300)
    yield from ("", "é", "\ud800", "\x00", "====", "|", "a|b|c")
    for text in (b"1|2026-11-20|1", b"x" * 8 + b"1|9|9", b"x" * 8 + b"\xff\xfe", b"x" * 8):
        yield base64.urlsafe_b64encode(text).decode()


def test_forged_cursor_gives_the_first_page(desk: Desk, shop: Shop, open_cases: list[Case]):
    cursor = inbox_page(desk, shop.id, "open", limit=4).next
    first = inbox_page(desk, shop.id, "open", limit=4).cases

    for forged in forgeries(cursor):
        assert inbox_page(desk, shop.id, "open", after=forged, limit=4).cases == first


# The search.


def test_case_is_found_the_moment_it_is_stored(desk: Desk, shop: Shop, make_case: MakeCase):
    case = make_case(
        order_number="WT-00471",
        items="Kelp soap dish",
        happened="Arrived in two halves",
        meant="It was for Saoirse",
        name="Ida Dvořák",
        email="ida@post.example",
        phone="087 999 1234",
    ).case

    for words in (
        case.reference,
        case.reference[3:7].lower(),
        "WT-00471",
        "00471",
        "kelp DISH",
        "two halves",
        "saoirse",
        "ida dvorak",
        "ida@post.example",
        "087 999",
        "  ida \t halves ",
    ):
        assert found(desk, shop, words) == [case.id], words


def test_search_looks_through_all_states(desk: Desk, shop: Shop, orla: Actor, make_case: MakeCase):
    made = [make_case() for _ in range(3)]
    made.append(make_case(suspect_reasons=("link",)))
    answer(desk, orla, made[1].case.reference, "Hello.", 1)
    close_case(desk, orla, made[2].case.reference, "settled", "", False, 1)

    assert len(found(desk, shop, "cracked")) == 4


def test_every_word_must_be_there(desk: Desk, shop: Shop, make_case: MakeCase):
    make_case()

    assert len(found(desk, shop, "cracked hanna")) == 1
    assert found(desk, shop, "cracked nobody") == []


def test_search_of_nothing_is_the_list(desk: Desk, shop: Shop, open_cases: list[Case]):
    for nothing in ("", "   ", "\u200b", "\x00"):
        assert len(found(desk, shop, nothing)) == 11


@pytest.mark.parametrize(
    ("words", "is_there"),
    [
        ("100%", True),
        ("1%0", False),
        ("%", True),
        ("under_score", True),
        ("under.score", False),
        ("underXscore", False),
        ("back\\slash", True),
        ("sl/ash", True),
        ("o'hara", True),
        ("'", True),
        ("' OR '1'='1", False),
        ('"quoted"', True),
        ("';--", False),
        ("NOT", False),
        ("cracked AND NOT hanna", False),
        ("*", False),
        ("hanna*", False),
        ("NEAR(", False),
    ],
)
def test_T44_signs_are_looked_for_as_they_are(
    desk: Desk, shop: Shop, make_case: MakeCase, words: str, is_there: bool
):
    make_case(
        happened='100% cracked, under_score, back\\slash, sl/ash, "quoted".', name="Hanna O'Hara"
    )

    assert bool(found(desk, shop, words)) == is_there


@pytest.mark.parametrize(
    "words",
    ["a NOT " * 90_000, "%" * 90_000, "_" * 90_000, "'" * 90_000, "(" * 90_000, "\\" * 90_000],
    ids=["not", "percent", "underscore", "quote", "bracket", "backslash"],
)
def test_T43_endless_search_is_answered_at_once(
    desk: Desk, shop: Shop, make_case: MakeCase, words: str
):
    make_case(happened="a not " * 800)
    before = time.thread_time()

    found(desk, shop, words)

    assert time.thread_time() - before < 2


@given(words=st.text(alphabet=st.characters(), max_size=60))
@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_T44_no_words_whatever_break_the_search(desk: Desk, shop: Shop, words: str):
    inbox_page(desk, shop.id, words, words=words, kind=words, after=words)


def test_T03_search_list_and_counts_hold_only_ones_own(
    desk: Desk, shop: Shop, other_shop: Shop, make_case: MakeCase
):
    mine = make_case(order_number="1047").case
    theirs = make_case(at=other_shop, order_number="1047").case

    assert found(desk, shop, "1047 hanna") == [mine.id]
    assert found(desk, other_shop, "1047 hanna") == [theirs.id]
    assert found(desk, shop, theirs.reference) == []
    assert inbox_page(desk, shop.id, "open").counts["open"] == 1
