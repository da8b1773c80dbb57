"""Let the demo's stories happen: through the desk itself, at moments that are past."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from policy_pages.profile import Profile, with_answer, write_profile
from widget.cases.deadlines import local_day
from widget.cases.model import Shop
from widget.demo.stories import POLICY, POLICY_AT_FIRST, SHOP, Step, Story
from widget.desk import (
    Actor,
    Desk,
    add_fact,
    add_note,
    answer,
    case_file,
    close_case,
    draft_of,
    make_owner,
    make_shop,
    mark_read,
    new_form,
    open_case,
    publish_policy,
    read_form,
    reply_as_customer,
    save_draft,
)

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
LOOK_BACK_DAYS = 21
POLICY_CHANGED_DAYS = 30
DAYS_BACK = {"yesterday": 1, "last week": 6, "long ago": 47}


class PastClock:
    """A clock that is set by hand (ms UTC)."""

    def __init__(self, at: int) -> None:
        self.at = at

    def __call__(self) -> int:
        """What it shows."""
        return self.at


@dataclass(frozen=True)
class Beat:
    """Something that happens at a moment."""

    at: int
    happen: Callable[[], None]


def open_demo_shop(desk: Desk) -> tuple[Shop, Actor]:
    """Make the shop, its owner and the first version of its policy."""
    shop = make_shop(desk, SHOP)
    owner = make_owner(desk, shop.id, shop.mailbox, shop.owner_name)
    actor = Actor(shop.id, owner.id, "owner", owner.name)
    put_in_force(desk, shop, actor, POLICY_AT_FIRST)
    return shop, actor


def put_in_force(desk: Desk, shop: Shop, owner: Actor, answers: Mapping[str, Any]) -> None:
    """Publish a policy, the way the owner would: by a draft of it."""
    profile = Profile()
    for name, told in answers.items():
        profile = with_answer(profile, name, told)
    seen = save_draft(desk, owner, write_profile(profile), draft_of(desk, shop).seen)
    publish_policy(desk, owner, seen)


def let_happen(
    desk: Desk,
    clock: PastClock,
    shop: Shop,
    owner: Actor,
    stories: list[Story],
    then: Callable[[], object],
) -> None:
    """Play the stories in the order of time up to what ``clock`` shows now.

    ``then`` is called after each beat, while the clock still shows its moment.
    """
    now = clock.at
    beats = [beat for story in stories for beat in _beats(desk, shop, owner, story, now)]
    changed = now - POLICY_CHANGED_DAYS * DAY_MS
    beats.append(Beat(changed, lambda: put_in_force(desk, shop, owner, POLICY)))
    for beat in sorted(beats, key=lambda beat: beat.at):
        clock.at = beat.at
        beat.happen()
        then()
    clock.at = now


def _beats(desk: Desk, shop: Shop, owner: Actor, story: Story, now: int) -> list[Beat]:
    telling = _Telling(desk, shop, owner, story)
    start = _anchor_at(desk, shop, story, now) - round(story.anchor_hours * HOUR_MS)
    beats = [Beat(start, telling.begin)]
    for number, step in enumerate(story.steps, 1):
        # However early in the day the demo is started: nothing happens in the future.
        at = min(start + round(step.hours * HOUR_MS), now - (len(story.steps) - number) * MINUTE_MS)
        beats.append(Beat(max(at, beats[-1].at + 1000), lambda step=step: telling.go_on(step)))  # type: ignore[misc]
    return beats


def _anchor_at(desk: Desk, shop: Shop, story: Story, now: int) -> int:
    """The moment that the story's ``when`` means, today being what it is."""
    if story.when == "just now":
        return now - 20 * MINUTE_MS
    if story.when == "this morning":
        return now - 3 * HOUR_MS - len(story.said.name) * MINUTE_MS
    if story.when in DAYS_BACK:
        return _at_work(now - DAYS_BACK[story.when] * DAY_MS, story, shop)
    today = local_day(now, shop.zone).isoformat()
    days = [_at_work(now - days * DAY_MS, story, shop) for days in range(1, LOOK_BACK_DAYS)]
    if story.when == "late":
        return next(at for at in days if desk.answer_by(shop, at) < today)
    # On a Saturday nothing is due today; then it is what is due first.
    return min(days, key=lambda at: (desk.answer_by(shop, at) < today, desk.answer_by(shop, at)))


def _at_work(at: int, story: Story, shop: Shop) -> int:
    """The same day at a time when people write: each story at its own, between nine and six."""
    minutes = sum(map(ord, story.said.name + story.said.items)) % (9 * 60)
    day = local_day(at, shop.zone)
    moment = datetime.combine(day, time(9), ZoneInfo(shop.zone)) + timedelta(minutes=minutes)
    return min(int(moment.timestamp() * 1000), at)


class _Telling:
    """One story on its way: what is known of its case."""

    def __init__(self, desk: Desk, shop: Shop, owner: Actor, story: Story) -> None:
        self.desk, self.shop, self.owner, self.story = desk, shop, owner, story
        self.token = self.reference = ""
        self.began_at: int | None = None

    def _day_before(self, days: int) -> str:
        """The ISO day so many days before the case began, or would begin now."""
        at = self.began_at or self.desk.clock()
        return (local_day(at, self.shop.zone) - timedelta(days=days)).isoformat()

    def begin(self) -> None:
        """The customer sends the form."""
        said = self.story.said
        if self.story.ordered is not None:
            said = replace(said, ordered_on=self._day_before(self.story.ordered))
        form = read_form(self.desk, self.shop, said.kind, new_form(self.desk, self.shop, said.kind))
        receipt = open_case(self.desk, self.shop, said, form, self.story.suspect)
        self.token, self.reference = receipt.token, receipt.case.reference
        self.began_at = receipt.case.opened_at

    def go_on(self, step: Step) -> None:
        """The next step of customer or owner."""
        if step.what in {"reply", "settled"}:
            text = new_form(self.desk, self.shop, "reply")
            form = read_form(self.desk, self.shop, "reply", text)
            settled = step.what == "settled"
            reply_as_customer(self.desk, self.token, step.text, form, settled=settled)
            return
        desk, owner, reference = self.desk, self.owner, self.reference
        seq = case_file(desk, self.shop.id, reference).case.seq
        if step.what == "read":
            mark_read(desk, owner, reference)
        elif step.what == "note":
            add_note(desk, owner, reference, step.text)
        elif step.what == "fact":
            add_fact(desk, owner, reference, step.fact, step.text or self._day_before(step.days))
        elif step.what == "answer":
            answer(desk, owner, reference, step.text, seq)
        else:
            close_case(desk, owner, reference, step.outcome, step.text, True, seq)
