"""No statement forgets its shop [T02]: the guard refuses it, and nothing slips past the guard."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    Connection,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    union_all,
    update,
)

from widget.storage import Store, upgrade
from widget.storage.scope import ScopeForgotten
from widget.storage.tables import (
    case_words,
    cases,
    events,
    facts,
    links,
    memberships,
    metadata,
    payloads,
    people,
    shops,
)

ROOT = Path(__file__).resolve().parents[2]
A = 1  # a shop

# Every place that means all shops on purpose, and the reason it gives.
ACROSS_SHOPS = {
    ("alarms.py", "an outage touches all shops"),
    ("holding.py", "a network and an address are counted over all shops"),
    ("holding.py", "an address is counted over all shops"),
    ("holding.py", "the clock is the machine's"),
    ("links.py", "the token names the case"),
    ("mail_health.py", "the deliverer serves all shops"),
    ("people.py", "the person's memberships name them"),
    ("shops.py", "for the operator"),
    ("shops.py", "the address names the shop"),
    ("storefront_calls.py", "the carrier serves all shops"),
    ("storefronts.py", "the code names the connection"),
    ("waiting.py", "the deliverer serves all shops"),
}

other = cases.alias("other")

FORGETFUL: dict[str, Any] = {
    "select": select(cases),
    "select by another column": select(cases).where(cases.c.reference == "AM-7K3Q-9F2"),
    "column alone": select(cases.c.name),
    "count": select(func.count()).select_from(cases),
    "count by where": select(func.count()).where(cases.c.state == "open"),
    "update": update(cases).values(state="open"),
    "update by id": update(cases).where(cases.c.case_id == 1).values(state="open"),
    "delete": delete(cases),
    "delete by id": delete(cases).where(cases.c.case_id == 1),
    "shop compared with nothing": select(cases).where(cases.c.shop_id.is_not(None)),
    "shop compared with a greater": select(cases).where(cases.c.shop_id > A),
    "shop in an or": select(cases).where(or_(cases.c.shop_id == A, cases.c.state == "open")),
    "shop compared with itself": select(cases).where(cases.c.shop_id == cases.c.shop_id),
    "all but one shop": select(cases).where(cases.c.shop_id != A),
    "not that shop": select(cases).where(~(cases.c.shop_id == A)),
    "join by id alone": (
        select(cases, facts)
        .join(facts, facts.c.case_id == cases.c.case_id)
        .where(cases.c.shop_id == A)
    ),
    "join by shop of nobody": (
        select(cases, facts).join(facts, facts.c.shop_id == cases.c.shop_id)
    ),
    "outer join by id alone": (
        select(events)
        .outerjoin(payloads, payloads.c.event_id == events.c.event_id)
        .where(events.c.shop_id == A)
    ),
    "two tables, one named": (
        select(cases, facts).where(cases.c.shop_id == A, facts.c.case_id == cases.c.case_id)
    ),
    "alias": select(other).where(other.c.case_id == 1),
    "alias beside its table": select(cases, other).where(cases.c.shop_id == A),
    "subquery in where": select(cases).where(
        cases.c.shop_id == A,
        cases.c.case_id.in_(select(events.c.case_id).where(events.c.kind == "opened")),
    ),
    "shop only in the subquery": select(cases).where(
        cases.c.case_id.in_(select(events.c.case_id).where(events.c.shop_id == A))
    ),
    "scalar subquery": select(select(func.count()).select_from(cases).scalar_subquery()),
    "scalar subquery beside a shop": select(
        cases.c.name, select(func.max(events.c.seq)).scalar_subquery()
    ).where(cases.c.shop_id == A),
    "subquery in from": select(select(cases).subquery()),
    "common table": select(select(cases.c.name).cte("those")),
    "exists": select(literal(1)).where(exists().where(cases.c.state == "open")),
    "exists beside a shop": select(cases).where(
        cases.c.shop_id == A, exists().where(facts.c.case_id == cases.c.case_id)
    ),
    "exists in the same table, all of it": select(cases).where(
        cases.c.shop_id == A, cases.c.case_id.in_(select(cases.c.case_id))
    ),
    "subquery in from sees nothing around it": select(
        cases.c.name, select(facts.c.value, cases.c.name).where(facts.c.shop_id == A).subquery()
    ).where(cases.c.shop_id == A),
    "union": union_all(select(cases.c.name).where(cases.c.shop_id == A), select(facts.c.value)),
    "update by subquery": (
        update(cases)
        .where(cases.c.shop_id == A)
        .values(words=select(case_words.c.words).limit(1).scalar_subquery())
    ),
    "delete by subquery": delete(facts).where(
        facts.c.shop_id == A, facts.c.case_id.in_(select(cases.c.case_id))
    ),
    "update from another": (
        update(cases)
        .where(cases.c.shop_id == A, cases.c.case_id == facts.c.case_id)
        .values(words=facts.c.value)
    ),
    "insert from select": insert(case_words).from_select(
        ["shop_id", "case_id", "words"], select(cases.c.shop_id, cases.c.case_id, cases.c.words)
    ),
    "raw text": text("SELECT * FROM cases"),
}

MINDFUL: dict[str, Any] = {
    "select": select(cases).where(cases.c.shop_id == A),
    "value first": select(cases).where(literal(A) == cases.c.shop_id),
    "in brackets": select(cases).where((cases.c.shop_id == A) & (cases.c.state == "open")),
    "count": select(func.count()).where(cases.c.shop_id == A, cases.c.state == "open"),
    "update": update(cases).where(cases.c.shop_id == A).values(state="open"),
    "delete": delete(facts).where(facts.c.shop_id == A),
    "join tied": (
        select(events, payloads.c.body)
        .outerjoin(payloads, payloads.c.shop_id == events.c.shop_id)
        .where(events.c.shop_id == A)
    ),
    "join tied over two": (
        select(events)
        .join(payloads, payloads.c.shop_id == events.c.shop_id)
        .join(links, links.c.shop_id == payloads.c.shop_id)
        .where(links.c.shop_id == A)
    ),
    "subquery that names it, too": select(cases).where(
        cases.c.shop_id == A,
        cases.c.case_id.in_(select(events.c.case_id).where(events.c.shop_id == A)),
    ),
    "alias": select(other).where(other.c.shop_id == A),
    "subquery in from": select(select(cases).where(cases.c.shop_id == A).subquery()),
    "exists that names it, too": select(cases).where(
        cases.c.shop_id == A,
        ~exists().where(facts.c.shop_id == A, facts.c.case_id == cases.c.case_id),
    ),
    "exists tied to what is around it": select(cases).where(
        cases.c.shop_id == A,
        exists().where(facts.c.shop_id == cases.c.shop_id, facts.c.case_id == cases.c.case_id),
    ),
    "delete where something is missing": delete(facts).where(
        facts.c.shop_id == A,
        ~exists().where(cases.c.shop_id == A, cases.c.case_id == facts.c.case_id),
    ),
    "tables of the desk": select(people).join(
        memberships, memberships.c.person_id == people.c.person_id
    ),
    "all shops, with a reason": select(shops).execution_options(across_shops="for the test"),
    "no table": select(literal(1)),
}


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    url = f"sqlite:///{tmp_path_factory.mktemp('scope')}/amends.db"
    upgrade(url, 1_794_924_401_000)
    store = Store(url)
    with store._writes.connect() as connection:  # the engine that changes run on
        yield connection
    store.close()


@pytest.mark.parametrize("name", FORGETFUL)
def test_T02_statement_that_forgets_its_shop_cannot_run(connection: Connection, name: str):
    with pytest.raises(ScopeForgotten):
        connection.execute(FORGETFUL[name])


@pytest.mark.parametrize("name", MINDFUL)
def test_T02_statement_that_names_its_shop_runs(connection: Connection, name: str):
    connection.execute(MINDFUL[name])


def test_T02_reading_engine_is_guarded_as_well(tmp_path: Path):
    url = f"sqlite:///{tmp_path}/amends.db"
    upgrade(url, 1_794_924_401_000)
    store = Store(url)

    with store.read() as connection, pytest.raises(ScopeForgotten):
        connection.execute(select(cases))
    store.close()


@pytest.mark.parametrize("table", metadata.tables.values(), ids=str)
def test_T02_every_table_leads_with_its_shop_or_is_marked_as_the_desks(table: Any):
    if table.info.get("scope") == "desk":
        return
    assert next(iter(table.primary_key.columns)).name == "shop_id"
    assert next(iter(table.columns)).name == "shop_id"


def test_T02_tables_of_the_desk_are_these():
    marked = {name for name, table in metadata.tables.items() if table.info.get("scope") == "desk"}

    assert marked == {
        "allowances",
        "health",
        "keys",
        "logins",
        "memberships",
        "people",
        "sessions",
    }


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((ROOT / "widget").rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def reasons() -> Iterator[tuple[str, str]]:
    """Each file that means all shops somewhere, and why: by the option, or by ``across``."""
    for path, module in sources():
        for node in ast.walk(module):
            if not isinstance(node, ast.Call):
                continue
            said = [word.value for word in node.keywords if word.arg == "across_shops"]
            if isinstance(node.func, ast.Name) and node.func.id == "across":
                said = node.args[1:]
            for value in said:
                is_passed_on = isinstance(value, ast.Name) and value.id == "why"
                if not is_passed_on:
                    assert isinstance(value, ast.Constant), f"{path}:{node.lineno}"
                    yield path.name, str(value.value)


def test_T02_every_statement_across_shops_is_listed_here():
    assert set(reasons()) == ACROSS_SHOPS


def test_T02_statement_is_looked_at_again_only_in_another_shape(connection: Connection):
    mindful = select(cases.c.name).where(cases.c.shop_id == A)
    for statement in (mindful, mindful.where(cases.c.shop_id == 99)):
        connection.execute(statement)
    for _ in range(2):
        with pytest.raises(ScopeForgotten):
            connection.execute(select(cases.c.name).where(cases.c.case_id == A))


def test_T02_no_raw_sql_on_tables_of_shops():
    """Raw text slips past the guard. Only pragmas, BEGIN and a bare SELECT 1 are told by hand."""
    harmless = ("PRAGMA", "BEGIN", "SET TRANSACTION ISOLATION", "SELECT 1", "VACUUM", "ATTACH")
    for path, module in sources():
        if "migrations" in path.parts:
            continue
        for node in ast.walk(module):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
                assert "text" not in {name.name for name in node.names}, path
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {
                "exec_driver_sql",
                "executescript",
            }:
                said = ast.unparse(node.args[0]).lstrip("f").strip("'\"")
                assert said.startswith(harmless), f"{path}: {said}"
