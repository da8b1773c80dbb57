"""What is different about a case that the law has words for, when it is opened."""

from __future__ import annotations

from collections.abc import Sequence

from widget.cases.budget import BY_LAW
from widget.cases.model import Shop, State, Statement


def first_state(statement: Statement, suspect_reasons: Sequence[str]) -> State:
    """Where a new case stands. A statement by law is never put aside, however odd it looks."""
    return "suspect" if suspect_reasons and statement.kind not in BY_LAW else "open"


def answered_in(shop: Shop, statement: Statement) -> str:
    """The language of all later mails: what the law gives is taken in more than a shop speaks."""
    is_spoken = statement.locale in shop.languages or statement.kind not in BY_LAW
    return statement.locale if is_spoken else shop.languages[0]
