"""The policy at hand: the answers that wait, what is in force, and what the law says to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from policy_pages.edition import Edition
from policy_pages.errors import Fault
from policy_pages.lint import Finding, has_errors, lint
from policy_pages.profile import Profile, read_answers, write_profile
from policy_pages.questions import QUESTIONS, Question
from widget.desk import (
    PolicyDraft,
    PolicyVersion,
    draft_of,
    edition_of,
    edition_of_draft,
    policy_in_force,
    save_draft,
)
from widget.desk.policy import FILE_NAME, first_profile
from widget.doors import the_desk
from widget.inbox.frame import today
from widget.inbox.rights import actor
from widget.inbox.sessions import the_session

# The desk dates every version that it publishes; the check is for files that no desk publishes.
DATED_BY_THE_DESK = "INT-POLICY-DATE"


@dataclass(frozen=True)
class AtHand:
    """What a screen of the policy is made from.

    ``faults`` are what is still missing before publishing. ``usual`` has the answer of every
    question that is skipped.
    """

    draft: PolicyDraft
    profile: Profile
    faults: tuple[Fault, ...]
    in_force: PolicyVersion | None
    usual: Profile
    on: date

    @property
    def waits(self) -> bool:
        """Whether publishing would change anything: other answers, or pages in other languages."""
        if self.in_force is None:
            return self.draft.changed_at is not None
        is_said = self.draft.text == self.in_force.text
        return not is_said or self.in_force.locales != the_session().shop.languages

    @property
    def is_first_day(self) -> bool:
        """Whether nothing was ever answered here."""
        return self.in_force is None and self.draft.changed_at is None

    @property
    def next_number(self) -> int:
        """The number that would be published next."""
        return self.in_force.number + 1 if self.in_force else 1


def policy_at_hand() -> AtHand:
    """The policy of the shop whose owner is at the door."""
    desk, shop = the_desk(), the_session().shop
    draft = draft_of(desk, shop)
    profile, faults = read_answers(draft.text, FILE_NAME)
    return AtHand(
        draft, profile, faults, policy_in_force(desk, shop.id), first_profile(shop), today()
    )


def keep_answers(profile: Profile, seen: int) -> None:
    """Save answers as the draft. Raises ``BadPolicy`` and ``DraftMovedOn``, and keeps nothing."""
    save_draft(the_desk(), actor(), write_profile(profile), seen)


def edition_at_hand(profile: Profile) -> Edition:
    """Answers as they would be published now."""
    return edition_of_draft(the_desk(), the_session().shop, profile)


def edition_in_force(hand: AtHand) -> Edition | None:
    """The version in force; ``None`` where there is none."""
    if hand.in_force is None:
        return None
    return edition_of(the_desk(), the_session().shop, hand.in_force)


def findings_of(profile: Profile, on: date) -> list[Finding]:
    """What the checks of law say that an owner of a desk can do something about."""
    return [found for found in lint(profile, on) if found.rule != DATED_BY_THE_DESK]


def may_publish(faults: Sequence[Fault], findings: list[Finding]) -> bool:
    """Whether nothing stands against publishing."""
    return not faults and not has_errors(findings)


def question_named(key: str) -> Question | None:
    """The question with a key; ``None`` for none of ours."""
    return next((question for question in QUESTIONS if question.key == key), None)


def question_asking(field: str) -> Question | None:
    """The question that fills a field; ``None`` where none asks for it."""
    return next((question for question in QUESTIONS if field in question.fields), None)
