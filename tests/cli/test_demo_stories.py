"""The demo's cases are believable on whatever day somebody looks at them."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime

import pytest

from tests.live import ROOT
from widget.app import create_app, make_deliverer, open_desk
from widget.cases.model import KINDS, WISHES
from widget.demo.past import PastClock, let_happen, open_demo_shop
from widget.demo.stories import read_stories
from widget.desk import case_file, decide_for, inbox_page, policy_versions, terms_for_form
from widget.settings import Settings

# A Tuesday at work, a Saturday night, the first minutes of a Monday, a day after a bank holiday.
MOMENTS = ["2026-11-17T14:20", "2026-11-21T23:50", "2026-11-23T00:03", "2026-12-28T09:00"]


@pytest.fixture(params=MOMENTS)
def played(request, tmp_path):
    """The stories, told at some moment: desk, shop and that moment."""
    now = int(datetime.fromisoformat(request.param).replace(tzinfo=UTC).timestamp() * 1000)
    settings = Settings(
        data=tmp_path / "data",
        smtp_url=f"folder://{tmp_path}/mails",
        mail_from="desk@wrenandtide.example",
    )
    clock = PastClock(now - 60 * 24 * 3600 * 1000)
    desk = open_desk(settings, clock=clock)
    shop, owner = open_demo_shop(desk)
    clock.at = now
    deliverer = make_deliverer(create_app(settings, desk=desk))
    let_happen(desk, clock, shop, owner, read_stories(), deliverer.deliver_due)
    assert clock.at == now
    yield desk, shop, now
    desk.store.close()


def test_every_state_is_there_on_any_day(played):
    desk, shop, now = played
    today = datetime.fromtimestamp(now / 1000, UTC).date().isoformat()
    opened = inbox_page(desk, shop.id, "open").cases
    assert len(opened) == 7
    assert [case.due_on < today for case in opened].count(True) == 1
    workday = datetime.fromtimestamp(now / 1000, UTC).weekday() < 5
    if workday and today != "2026-12-28":
        assert [case.due_on for case in opened].count(today) == 2
    assert {case.seen_at is None for case in opened} == {True, False}
    counts = inbox_page(desk, shop.id, "open").counts
    assert (counts["waiting"], counts["suspect"], counts["closed"]) == (2, 2, 3)


def test_nothing_in_the_stories_happens_in_the_future_or_out_of_order(played):
    desk, shop, now = played
    spoken = 0
    for view in ("open", "waiting", "suspect", "closed"):
        for case in inbox_page(desk, shop.id, view).cases:
            file = case_file(desk, shop.id, case.reference)
            moments = [event.at for event in file.events]
            assert moments == sorted(moments)
            assert moments[-1] <= now
            # What looks like spam is answered by mail only once somebody has looked at it.
            left = {"sent", "held"} if view == "suspect" else {"sent"}
            assert {mailing.state for mailing in file.mailings} <= left, (view, file.mailings)
            spoken += any(event.kind == "answered" for event in file.events)
    assert spoken >= 5


def test_policy_is_published_quoted_and_pinned(played):
    desk, shop, now = played
    newest, first = policy_versions(desk, shop.id)
    assert (newest.number, first.number) == (2, 1)
    assert newest.at <= now
    told = terms_for_form(desk, shop, "return", "en")
    assert told is not None
    assert "28 days" in told.told.sentences[0]
    pinned = {}
    for view in ("open", "waiting"):
        for case in inbox_page(desk, shop.id, view).cases:
            pinned[case.name] = (case.policy, case.policy_why)
    assert pinned["Hanna Lind"] == (2, "dated")
    assert pinned["Jonas Weber"] == (1, "dated")
    (clara,) = [
        case for case in inbox_page(desk, shop.id, "waiting").cases if case.name == "Clara Jensen"
    ]
    found = decide_for(desk, case_file(desk, shop.id, clara.reference))
    assert (found.number, found.why_version) == (2, "dated")
    assert {option.act for option in found.options if option.until} >= {"withdraw", "change_mind"}


def test_the_stories_use_words_of_the_house_and_addresses_that_reach_nobody():
    for story in read_stories():
        assert story.said.kind in KINDS
        assert story.said.wish in WISHES
        assert story.said.email.endswith(".example")
        assert story.anchor is None or story.anchor < len(story.steps)
    raw = (ROOT / "widget" / "demo" / "stories.toml").read_text(encoding="utf-8")
    assert "!" not in raw
    assert len(tomllib.loads(raw)["story"]) == len(read_stories())
