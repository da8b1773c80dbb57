"""The inbox: what is due first, tabs, kinds, search, pages, suspects, the first day."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.conftest import Clock
from tests.inbox.conftest import Browser
from widget.cases.model import Shop
from widget.desk import Actor, Desk, add_site, answer, case_file, close_case, mark_read
from widget.desk.erasing import erase_case
from widget.desk.wired import UPKEEP
from widget.inbox.due import group_of, groups_by_due

TUESDAY = date(2026, 11, 17)


def names(page: str) -> list[str]:
    """Who stands in the rows, in order."""
    return re.findall(r"<bdi>([^<]+)</bdi></a>", page)


@pytest.mark.parametrize(
    ("due_on", "group"),
    [
        ("2026-11-16", "late"),
        ("2026-11-17", "today"),
        ("2026-11-18", "week"),
        ("2026-11-22", "week"),
        ("2026-11-23", "later"),
        ("", "later"),
    ],
)
def test_a_week_ends_on_sunday(due_on: str, group: str) -> None:
    assert group_of(due_on, TUESDAY) == group


def test_on_sunday_the_week_is_over() -> None:
    assert group_of("2026-11-23", date(2026, 11, 22)) == "later"


def test_empty_groups_are_left_out() -> None:
    assert groups_by_due([], TUESDAY) == []


def test_what_is_due_first_stands_first_in_its_group(
    clock: Clock, make_case, inbox: Browser
) -> None:
    make_case(name="Late One")
    clock.forward(days=1)
    make_case(name="Today One")
    clock.forward(days=1)
    make_case(name="Week One")
    clock.forward(days=4)  # Monday: they are due on Friday, Monday and Tuesday
    page = inbox.get("/inbox/").text
    assert names(page) == ["Late One", "Today One", "Week One"]
    assert re.findall(r'<h2 class="when[^"]*" id="(\w+)">', page) == ["late", "today", "week"]
    assert "3 days late" in page


def test_due_days_are_those_of_the_shops_zone(clock: Clock, make_case, inbox: Browser) -> None:
    make_case()  # due on Friday 20 November
    clock.forward(days=3, hours=9.75)  # Friday 23:51 in Dublin
    assert 'id="today"' in inbox.get("/inbox/").text
    clock.forward(hours=0.25)
    assert 'id="late"' in inbox.get("/inbox/").text


def test_a_new_case_has_a_dot_and_says_new_until_it_is_read(
    desk: Desk, orla: Actor, make_case, inbox: Browser
) -> None:
    reference = make_case().case.reference
    page = inbox.get("/inbox/").text
    assert 'class="case new"' in page
    assert "New:" in page
    mark_read(desk, orla, reference)
    page = inbox.get("/inbox/").text
    assert 'class="case new"' not in page
    assert "New:" not in page


def test_tabs_count_every_view_and_show_only_their_own(
    desk: Desk, orla: Actor, make_case, inbox: Browser
) -> None:
    make_case(name="Open One")
    answer(desk, orla, make_case(name="Waiting One").case.reference, "Dear you", 99)
    make_case(name="Suspect One", suspect_reasons=("fast",))
    closed = make_case(name="Closed One").case
    close_case(desk, orla, closed.reference, "settled", "", False, 99)
    page = inbox.get("/inbox/").text
    assert re.findall(r'<span class="count">(\d+)</span></a>', page) == ["1", "1", "1", "1"]
    assert names(page) == ["Open One"]
    assert names(inbox.get("/inbox/?view=waiting").text) == ["Waiting One"]
    assert names(inbox.get("/inbox/?view=closed").text) == ["Closed One"]
    suspects = inbox.get("/inbox/?view=suspect").text
    assert "Suspect One" in suspects
    assert "a few seconds after it opened" in suspects


def test_kinds_are_links_that_keep_the_view(make_case, inbox: Browser) -> None:
    make_case(name="Comp Laint")
    make_case(name="Re Turn", kind="return", wish="refund")
    page = inbox.get("/inbox/?kind=return").text
    assert names(page) == ["Re Turn"]
    assert "None of this kind here." in inbox.get("/inbox/?kind=refund").text
    assert names(inbox.get("/inbox/?kind=made-up").text) == ["Comp Laint", "Re Turn"]
    # What the law gives a button of its own is found like the rest.
    assert "None of this kind here." in inbox.get("/inbox/?kind=withdrawal").text
    assert 'href="/inbox/?kind=withdrawal"' in page
    assert 'href="/inbox/?kind=termination"' in page  # the shop speaks German


@pytest.mark.parametrize("words", ["hanna", "WT-1047", "oat honey", "cracked", "sister", "HANNA"])
def test_search_finds_a_case_the_moment_it_is_stored(make_case, inbox: Browser, words: str) -> None:
    receipt = make_case()
    page = inbox.get("/inbox/", query_string={"q": words}).text
    assert names(page) == ["Hanna Lind"]
    assert receipt.case.reference in page


def test_search_finds_by_reference_and_says_what_it_looked_for(make_case, inbox: Browser) -> None:
    reference = make_case().case.reference
    page = inbox.get("/inbox/", query_string={"q": reference.lower()}).text
    assert names(page) == ["Hanna Lind"]
    nothing = inbox.get("/inbox/", query_string={"q": "zebra <b>"}).text
    assert "Nothing found." in nothing
    assert "zebra &lt;b&gt;" in nothing
    assert "Clear the search" in nothing


HOSTILE = ['"', "*", "AND", "(((", "%", "_", "\\", "a\u0000b", "'" * 500, "a NOT" * 5_000, "\ud800"]


@pytest.mark.parametrize("words", HOSTILE)
def test_T43_no_search_breaks_the_list(make_case, inbox: Browser, words: str) -> None:
    make_case()
    query = {"q": words.encode("utf-8", "surrogatepass")}
    assert inbox.get("/inbox/", query_string=query).status_code == 200


@pytest.mark.parametrize("after", ["x", "A" * 5_000, "%00", "é", "eyJhIjoxfQ", "'; drop table"])
def test_T44_a_cursor_that_is_not_ours_gives_the_first_page(
    make_case, inbox: Browser, after: str
) -> None:
    make_case()
    page = inbox.get("/inbox/", query_string={"after": after, "view": "nonsense"})
    assert page.status_code == 200
    assert names(page.text) == ["Hanna Lind"]


@pytest.mark.parametrize("view", ["open", "waiting"])
def test_more_leads_through_every_case_once(
    desk: Desk, orla: Actor, make_case, inbox: Browser, view: str
) -> None:
    for number in range(53):
        case = make_case(name=f"Number {number:02}").case
        if view == "waiting":
            answer(desk, orla, case.reference, "Dear you", 99)
    seen: list[str] = []
    path = f"/inbox/?view={view}"
    for _ in range(3):
        page = inbox.get(path).text
        seen += names(page)
        more = re.search(r'<a class="btn btn-2" href="([^"]+)">More</a>', page)
        if not more:
            break
        path = more.group(1).replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 53


def test_on_the_first_day_there_are_three_things_to_do(desk, orla, inbox: Browser) -> None:
    page = inbox.get("/inbox/").text
    assert "Nobody has complained. A good day." in page
    assert page.count('<li class="done">') == 1
    for href in ("/inbox/settings", "/inbox/site", "/s/wren-tide"):
        assert f'href="{href}"' in page
    add_site(desk, orla, "wrenandtide.example")
    assert inbox.get("/inbox/").text.count('<li class="done">') == 2


def test_a_helpers_first_day_has_nothing_a_helper_may_not_do(helping: Browser) -> None:
    page = helping.get("/inbox/").text
    assert "Nobody has complained." in page
    assert "/inbox/site" not in page
    assert "/inbox/settings" not in page
    assert "/inbox/people" in page


@pytest.mark.parametrize(
    ("view", "line"),
    [
        ("open", "Nobody waits for an answer. A good day."),
        ("waiting", "No customer owes you an answer."),
        ("suspect", "Nothing looks like spam."),
    ],
)
def test_every_empty_view_says_something_glad(
    desk, orla, make_case, inbox: Browser, view: str, line: str
) -> None:
    close_case(desk, orla, make_case().case.reference, "settled", "", False, 99)
    assert line in inbox.get(f"/inbox/?view={view}").text


def test_a_suspect_is_rescued_with_one_press_and_the_list_says_so(
    desk: Desk, shop: Shop, make_case, inbox: Browser
) -> None:
    case = make_case(name="Ellen Marsh", suspect_reasons=("fast",)).case
    make_case(name="Other One", suspect_reasons=("trap",))
    inbox.get("/inbox/?view=suspect")
    done = inbox.post(f"/inbox/case/{case.reference}/real", seq=case.seq, from_="suspects")
    assert done.headers["Location"] == "/inbox/?view=suspect&done=real"
    assert 'role="status"' in inbox.get(done.headers["Location"]).text
    now = case_file(desk, shop.id, case.reference).case
    assert (now.state, now.due_on) == ("open", "2026-11-20")


def test_spam_is_closed_and_nobody_is_written_to(
    desk: Desk, shop: Shop, make_case, inbox: Browser, deliver, mailbox
) -> None:
    case = make_case(name="Best Rank", suspect_reasons=("links",)).case
    deliver()
    before = len(mailbox.mails)
    inbox.get("/inbox/?view=suspect")
    done = inbox.post(f"/inbox/case/{case.reference}/spam", seq=case.seq, from_="suspects")
    assert done.status_code == 303
    now = case_file(desk, shop.id, case.reference).case
    assert (now.state, now.outcome) == ("closed", "spam")
    deliver()
    assert len(mailbox.mails) == before


def test_an_erased_case_says_erased_where_a_name_stood(
    desk: Desk, shop: Shop, make_case, inbox: Browser
) -> None:
    case = make_case().case
    desk.store.writer.change(lambda connection: erase_case(desk, connection, case, UPKEEP, "asked"))
    page = inbox.get(f"/inbox/case/{case.reference}")
    assert page.status_code == 200
    assert "Erased" in page.text
    assert "The words are gone." in page.text
    for gone in ("Hanna", "cracked", "hanna.lind", "sister"):
        assert gone not in page.text
    assert inbox.get("/inbox/?view=closed").status_code == 200
    for end in ("html", "txt", "json"):
        kept = inbox.get(f"/inbox/case/{case.reference}/transcript.{end}")
        assert kept.status_code == 200
        assert "Hanna" not in kept.text


def test_the_red_bar_stands_on_every_screen_while_mail_does_not_leave(
    clock: Clock, make_case, inbox: Browser, deliver
) -> None:
    reference = make_case().case.reference
    screens = ["/inbox/", f"/inbox/case/{reference}", "/inbox/settings", "/inbox/site"]
    screens += ["/inbox/mail", "/inbox/people", "/inbox/?view=closed"]
    for path in screens:
        assert 'class="alarm"' not in inbox.get(path).text, path
    clock.forward(minutes=2)
    for path in screens:
        page = inbox.get(path).text
        assert "Mail is not leaving." in page, path
        assert "2 messages have been waiting since 14:06" in page, path
        assert 'href="/inbox/mail">See what is wrong' in page
    deliver()
    assert 'class="alarm"' not in inbox.get("/inbox/").text
