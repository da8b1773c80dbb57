"""A desk for the use cases alone: no doors. Its tables are made once and the file is copied."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, select
from sqlalchemy.sql.schema import Table

from tests.conftest import Clock
from widget.desk import Actor, Desk, add_helper, make_owner
from widget.settings import Settings
from widget.storage import Store, outbox, upgrade
from widget.storage.outbox import Order
from widget.storage.tables import metadata


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and nothing in them."""
    path = tmp_path_factory.mktemp("empty") / "amends.db"
    upgrade(f"sqlite:///{path}", 0)
    return path


@pytest.fixture
def database_url(settings: Settings, empty_file: Path) -> str:
    settings.data.mkdir()
    shutil.copy(empty_file, settings.data / "amends.db")
    return settings.database_url


@pytest.fixture
def desk(
    database_url: str, settings: Settings, clock: Clock, dice: Callable[[int], bytes]
) -> Iterator[Desk]:
    """The desk as ``open_desk`` makes it."""
    desk = Desk(
        store=Store(database_url), clock=clock, random_bytes=dice, base_url=settings.base_url
    )
    yield desk
    desk.store.close()


@pytest.fixture
def fintan(desk: Desk, orla: Actor) -> Actor:
    """A helper at work."""
    person = add_helper(desk, orla, "fintan@wrenandtide.example", "Fintan Daly")
    return Actor(orla.shop_id, person.id, "helper", person.name)


@pytest.fixture
def other_orla(desk: Desk, other_shop: Any) -> Actor:
    """The owner of the other shop at work."""
    person = make_owner(desk, other_shop.id, "canary-b@northoven.example", "CANARY-B Baker")
    return Actor(other_shop.id, person.id, "owner", person.name)


@dataclass
class Rows:
    """What lies in the tables, seen past all that reads them."""

    desk: Desk

    def of(self, table: str, **where: Any) -> list[dict[str, Any]]:
        """The rows of a table, in the order of its key."""
        columns: Table = metadata.tables[table]
        statement = select(columns).order_by(*columns.primary_key.columns)
        for name, value in where.items():
            statement = statement.where(columns.c[name] == value)
        with self.desk.store.read() as connection:
            seen = connection.execute(statement.execution_options(across_shops="the test looks"))
            return [dict(row) for row in seen.mappings()]

    def all(self) -> dict[str, list[dict[str, Any]]]:
        """Everything, by table."""
        return {name: self.of(name) for name in metadata.tables}

    def of_shop(self, shop_id: int) -> dict[str, list[dict[str, Any]]]:
        """Everything that one shop has."""
        return {
            name: self.of(name, shop_id=shop_id)
            for name, table in metadata.tables.items()
            if "shop_id" in table.c
        }

    def kinds(self, case_id: int) -> list[str]:
        """The kinds of a case's events, in order."""
        rows = self.of("events", case_id=case_id)
        return [row["kind"] for row in sorted(rows, key=lambda row: row["seq"])]

    def orders(self, case_id: int) -> list[tuple[str, str]]:
        """What is to be mailed about a case, and to whom."""
        return [(row["mail"], row["address"]) for row in self.of("outbox", case_id=case_id)]

    def edit(self, statement: str, *values: Any) -> None:
        """Change the file behind the desk's back, as somebody on its machine could."""
        name = make_url(self.desk.store.url).database
        assert name is not None
        with closing(sqlite3.connect(name, isolation_level=None)) as connection:
            changed = connection.execute(statement, values).rowcount
        assert changed == 1


@pytest.fixture
def rows(desk: Desk) -> Rows:
    return Rows(desk)


@pytest.fixture
def send_all(desk: Desk) -> Callable[[], list[Order]]:
    """Mark all that is due as sent, as the deliverer does; returns the orders."""

    def mark_sent(order: Order) -> None:
        desk.store.writer.change(
            lambda c: outbox.mark_sent(c, order, desk.clock(), desk.random_bytes)
        )

    def send() -> list[Order]:
        sent: list[Order] = []
        while order := desk.store.writer.change(
            lambda c: outbox.claim_next(c, desk.clock(), 60_000)
        ):
            sent.append(order)
            mark_sent(order)
        return sent

    return send
