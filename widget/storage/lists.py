"""Many cases of a shop at once: the pages of a list, how many there are, who wrote before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from widget.cases.model import Case
from widget.storage.cases import case_of
from widget.storage.tables import case_words, cases


def list_cases(
    connection: Connection,
    shop_id: int,
    *,
    state: str,
    kind: str = "",
    words: Sequence[str] = (),
    after: tuple[str | int, int] | None = None,
    limit: int,
) -> list[Case]:
    """One page of a list, by keyset: open cases by what is due first, others newest first.

    With ``words`` every state is searched, newest first. ``after`` is the key of the last row of
    the page before: (due day or ms, case id).
    """
    statement = select(cases).where(cases.c.shop_id == shop_id)
    if words:
        statement = statement.where(cases.c.state != "erased", _found(shop_id, words))
    else:
        statement = statement.where(cases.c.state == state)
    if kind:
        statement = statement.where(cases.c.kind == kind)
    if state == "open" and not words:
        statement = statement.order_by(cases.c.due_on, cases.c.case_id)
        if after:
            key, case_id = str(after[0]), after[1]
            statement = statement.where(
                or_(
                    cases.c.due_on > key,
                    and_(cases.c.due_on == key, cases.c.case_id > case_id),
                )
            )
    else:
        statement = statement.order_by(cases.c.changed_at.desc(), cases.c.case_id.desc())
        if after:
            moment, case_id = int(after[0]), after[1]
            statement = statement.where(
                or_(
                    cases.c.changed_at < moment,
                    and_(cases.c.changed_at == moment, cases.c.case_id < case_id),
                )
            )
    return [case_of(row) for row in connection.execute(statement.limit(limit)).mappings()]


def _found(shop_id: int, words: Sequence[str]) -> Any:
    found = select(case_words.c.case_id).where(case_words.c.shop_id == shop_id)
    for word in words:
        found = found.where(case_words.c.words.contains(word, autoescape=True))
    return cases.c.case_id.in_(found)


def count_states(connection: Connection, shop_id: int) -> dict[str, int]:
    """How many cases of a shop stand in each state."""
    rows = connection.execute(
        select(cases.c.state, func.count())
        .where(cases.c.shop_id == shop_id)
        .group_by(cases.c.state)
    ).all()
    return dict(tuple(row) for row in rows)


def earlier_cases_of(connection: Connection, case: Case, *, most: int = 20) -> list[Case]:
    """Other cases of the same customer with this shop, newest first. None without an e-mail."""
    if not case.email:
        return []
    rows = connection.execute(
        select(cases)
        .where(
            (cases.c.shop_id == case.shop_id)
            & (cases.c.email == case.email)
            & (cases.c.case_id != case.id)
        )
        .order_by(cases.c.case_id.desc())
        .limit(most)
    ).mappings()
    return [case_of(row) for row in rows]


def references_of(
    connection: Connection, shop_id: int, case_ids: Collection[int]
) -> dict[int, str]:
    """The references of some cases of a shop, by their ids."""
    rows = connection.execute(
        select(cases.c.case_id, cases.c.reference).where(
            cases.c.shop_id == shop_id, cases.c.case_id.in_(case_ids)
        )
    ).all()
    return {int(case_id): str(reference) for case_id, reference in rows}
