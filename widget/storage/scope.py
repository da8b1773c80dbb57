"""The guard against a forgotten ``WHERE shop_id`` [T02].

Every SELECT, UPDATE and DELETE on a shop's table must compare its ``shop_id`` with a value, or tie
it to a table beside it that does; a query inside another one must do so itself. Whoever means all
shops says so with ``execution_options(across_shops="why")``. The guard hangs on every engine that
the desk makes, so a statement that forgets cannot run, in tests or in service.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.sql import (
    ClauseElement,
    CompoundSelect,
    Delete,
    FromClause,
    Insert,
    Join,
    Select,
    TableClause,
    TextClause,
    Update,
    operators,
)
from sqlalchemy.sql.elements import (
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    ColumnClause,
    Grouping,
)
from sqlalchemy.sql.schema import Table
from sqlalchemy.sql.selectable import Alias, AliasedReturnsRows, SelectBase

Query = Select[Any] | Update | Delete

MOST_SEEN = 2_000  # shapes of statements; the desk has some hundred
_seen: set[Any] = set()


class ScopeForgotten(RuntimeError):
    """A statement on a shop's table that names no shop. A defect of the code, never of a user."""


def guard(engine: Engine) -> None:
    """Make the engine refuse statements that forget their shop."""
    event.listen(engine, "before_execute", _check)


def _check(
    connection: Connection,
    statement: Any,
    multiparams: Any,
    params: Any,
    execution_options: Any,
) -> None:
    del connection, multiparams, params
    if isinstance(statement, TextClause):
        raise ScopeForgotten("nobody can see which shop raw text() is about")
    if execution_options.get("across_shops"):
        return
    if isinstance(statement, Insert):
        statement = statement.select
    if not isinstance(statement, Select | CompoundSelect | Update | Delete):
        return
    # To look costs as much as to compile, so a statement of one shape is looked at once.
    shape = statement._generate_cache_key()
    if shape is None or shape.key not in _seen:
        _look_into(statement, frozenset())
        if shape is not None and len(_seen) < MOST_SEEN:
            _seen.add(shape.key)


def _look_into(clause: Any, around: frozenset[FromClause]) -> None:
    """Check every query in a clause. ``around`` are the tables of the queries it stands in."""
    if isinstance(clause, TableClause | ColumnClause):
        return
    if isinstance(clause, AliasedReturnsRows):
        around = frozenset()  # what stands in FROM sees nothing of its surroundings
    elif isinstance(clause, Select | Update | Delete):
        around = _check_query(clause, around)
    for part in clause.get_children():
        _look_into(part, around)


def _check_query(query: Query, around: frozenset[FromClause]) -> frozenset[FromClause]:
    """Refuse a query that forgets its shop; returns its tables and those around it."""
    froms = _froms_of(query)
    sources = [part for source in froms for part in _leaves(source)]
    owned = {part for part in sources if _belongs_to_a_shop(part)}
    # SQL takes a table from the query around it, where its shop is said, if others stand beside it.
    shared = around if len(sources) > 1 else frozenset()
    owned -= shared
    if owned:
        conditions = [part for source in froms for part in _joined_on(source)]
        if query.whereclause is not None:
            conditions += _all_of(query.whereclause)
        forgotten = owned - _named(conditions, shared)
        if forgotten:
            names = ", ".join(sorted(str(getattr(part, "name", part)) for part in forgotten))
            raise ScopeForgotten(f"a statement on {names} has no shop_id in its WHERE")
    return around | frozenset(sources)


def _froms_of(query: Query) -> list[FromClause]:
    if isinstance(query, Select):
        return list(query.get_final_froms())
    # UPDATE … FROM and DELETE … USING take in whatever table their WHERE speaks of.
    others = set() if query.whereclause is None else set(_tables_in(query.whereclause))
    return [query.table, *(others - {query.table})]


def _tables_in(clause: ClauseElement) -> Iterator[FromClause]:
    if isinstance(clause, ColumnClause) and clause.table is not None:
        yield clause.table
    for part in clause.get_children():
        if not isinstance(part, SelectBase) and isinstance(part, ClauseElement):
            yield from _tables_in(part)


def _leaves(source: FromClause) -> Iterator[FromClause]:
    if isinstance(source, Join):
        yield from _leaves(source.left)
        yield from _leaves(source.right)
    else:
        yield source


def _belongs_to_a_shop(source: FromClause) -> bool:
    # A subquery is a query of its own and is looked at as such.
    table = source.element if isinstance(source, Alias) else source
    return isinstance(table, Table) and table.info.get("scope") != "desk"


def _joined_on(source: FromClause) -> Iterator[ClauseElement]:
    if isinstance(source, Join):
        yield from _joined_on(source.left)
        yield from _joined_on(source.right)
        if source.onclause is not None:
            yield from _all_of(source.onclause)


def _all_of(condition: Any) -> list[ClauseElement]:
    """The conditions that must all hold: what AND joins, but not what stands in an OR."""
    if isinstance(condition, Grouping):
        return _all_of(condition.element)
    if isinstance(condition, BooleanClauseList) and condition.operator is operators.and_:
        return [part for clause in condition.get_children() for part in _all_of(clause)]
    return [condition]


def _named(conditions: list[ClauseElement], shared: frozenset[FromClause]) -> set[FromClause]:
    """The tables whose shop is said: by a value, or by a table whose shop is said."""
    named: set[FromClause] = set(shared)
    ties: list[tuple[FromClause, FromClause]] = []
    for condition in conditions:
        if not isinstance(condition, BinaryExpression) or condition.operator is not operators.eq:
            continue
        left, right = _shop_of(condition.left), _shop_of(condition.right)
        if left is not None and right is not None:
            ties.append((left, right))
        elif left is not None and isinstance(condition.right, BindParameter):
            named.add(left)
        elif right is not None and isinstance(condition.left, BindParameter):
            named.add(right)
    for _ in ties:
        for one, other in ties:
            if one in named or other in named:
                named |= {one, other}
    return named


def _shop_of(side: ClauseElement) -> FromClause | None:
    if isinstance(side, ColumnClause) and side.name == "shop_id":
        return side.table
    return None
