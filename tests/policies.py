"""The policy of Wren & Tide, and a short way to publish it with changes."""

from __future__ import annotations

from typing import Any

from policy_pages.answers import Answer
from policy_pages.profile import Profile, with_answer, write_profile
from widget.desk import Actor, Desk, PolicyVersion, draft_of, publish_policy, save_draft
from widget.storage import shops

ANSWERS: dict[str, Answer] = {
    "contact.name": "Wren & Tide",
    "contact.address": "4 Quay Lane, Kilmarra, Co. Clare, Ireland",
    "contact.email": "orla@wrenandtide.example",
    "seller.country": "IE",
    "trial.days": 14,
}


def profile(**changes: Any) -> Profile:
    """Soap sold to the EU, with 28 days to change one's mind. ``trial_days`` is ``trial.days``."""
    found = Profile()
    told = {name.replace("__", "."): answer for name, answer in changes.items()}
    for name, answer in {**ANSWERS, **told}.items():
        found = with_answer(found, name, answer)
    return found


def save(desk: Desk, actor: Actor, **changes: Any) -> int:
    """Keep these answers as the draft; returns what tells it later."""
    with desk.store.read() as connection:
        shop = shops.shop_by_id(connection, actor.shop_id)
    return save_draft(desk, actor, write_profile(profile(**changes)), draft_of(desk, shop).seen)


def publish(desk: Desk, actor: Actor, **changes: Any) -> PolicyVersion:
    """Put these answers in force now."""
    return publish_policy(desk, actor, save(desk, actor, **changes))
