"""Migration 0003 on data of before it, and the rows of policies."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Boolean, MetaData, create_engine, insert, select

from tests.needs import path_of
from tests.storage.postgres import serve_postgres
from widget.cases.errors import DraftMovedOn
from widget.desk import Desk, case_file, decide_for, verify_all
from widget.storage import Store, policies, upgrade
from widget.storage.policies import PolicyVersion
from widget.storage.upgrade import current_revision, head_revision

BEFORE = Path(__file__).resolve().parents[1] / "migrations" / "0002.sql"
NOW = 1_794_924_401_000


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A desk's file of before there were policies."""
    path = tmp_path / "amends.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(BEFORE.read_text(encoding="utf-8"))
    return path


def look_at(url: str) -> list[tuple[int | None, str | None]]:
    """Verify all, open every case, and return what was written of policies."""
    desk = Desk(Store(url), lambda: NOW, lambda n: bytes(n), "https://desk.example")
    try:
        assert verify_all(desk).faults == []
        with desk.store.read() as connection:
            rows = connection.execute(
                select(policies_of().c.shop_id, policies_of().c.reference).execution_options(
                    across_shops="the test looks"
                )
            ).all()
        found = []
        for shop_id, reference in rows:
            file = case_file(desk, shop_id, reference)
            found.append((file.case.policy, file.case.policy_why))
            assert decide_for(desk, file).why_version == "no_policy"
        return found
    finally:
        desk.store.close()


def policies_of():
    """The table of cases."""
    from widget.storage.tables import cases

    return cases


def test_old_cases_have_no_version_and_open_as_before(old: Path):
    upgrade(f"sqlite:///{old}", NOW)

    assert current_revision(f"sqlite:///{old}") == head_revision()
    assert set(look_at(f"sqlite:///{old}")) == {(None, None)}


@pytest.mark.postgres
def test_old_cases_are_upgraded_on_postgres(old: Path):
    with serve_postgres(path_of("postgres")) as url:
        upgrade(url, NOW, to="0002")
        counted = copy_all(f"sqlite:///{old}", url)
        upgrade(url, NOW)

        assert current_revision(url) == head_revision()
        found = look_at(url)
        assert len(found) == counted["cases"]
        assert set(found) == {(None, None)}


def copy_all(source: str, target: str) -> dict[str, int]:
    """Copy every row of an old file into the same tables elsewhere; how many, by table."""
    here, there, tables = create_engine(source), create_engine(target), MetaData()
    tables.reflect(there)
    counted = {}
    with here.connect() as reading, there.begin() as writing:
        for table in tables.sorted_tables:
            if table.name == "alembic_version":
                continue
            flags = [column.name for column in table.c if isinstance(column.type, Boolean)]
            names = ", ".join(column.name for column in table.c)
            rows = [
                dict(row)
                for row in reading.exec_driver_sql(
                    f"SELECT {names} FROM {table.name}"  # noqa: S608
                ).mappings()
            ]
            for row in rows:
                row |= {name: bool(row[name]) for name in flags}
                for column in table.c:
                    if row[column.name] == "" and "BYTEA" in str(column.type):
                        row[column.name] = b""
            if rows:
                writing.execute(insert(table), rows)
            counted[table.name] = len(rows)
    here.dispose()
    there.dispose()
    return counted


@pytest.fixture
def store(tmp_path: Path):
    """A store with all tables."""
    url = f"sqlite:///{tmp_path}/fresh.db"
    upgrade(url, NOW)
    store = Store(url)
    yield store
    store.close()


def test_versions_of_two_shops_stay_apart(store: Store):
    def keep(connection):
        for shop_id, text in ((1, "ours"), (2, "theirs")):
            version = PolicyVersion(shop_id, 1, NOW, "2026-11-17", "h", text, ("en", "de"))
            policies.insert_version(connection, version, policies.packed({"a.txt": text.encode()}))

    store.writer.change(keep)
    with store.read() as connection:
        (found,) = policies.versions_of(connection, 1)
        assert (found.text, found.locales) == ("ours", ("en", "de"))
        assert policies.find_version(connection, 3, 1) is None
        assert policies.files_of(connection, 1, 1) == policies.packed({"a.txt": b"ours"})
        assert policies.languages_of(connection, 2) == ("en", "de")
        assert policies.languages_of(connection, 3) == ()


def test_draft_counts_its_savings_and_goes_on_counting_when_it_ends(store: Store):
    def put(text: str, seen: int) -> int:
        return store.writer.change(
            lambda connection: policies.put_draft(connection, 1, text, seen=seen, now=NOW, person=7)
        )

    assert put("one", 0) == 1
    assert put("", 1) == 2
    assert put("two", 2) == 3
    with pytest.raises(DraftMovedOn):
        put("late", 0)
    with store.read() as connection:
        assert policies.find_draft(connection, 1).text == "two"
        assert policies.find_draft(connection, 2).seen == 0


def test_same_files_are_packed_to_the_same_bytes():
    files = {"a.html": b"<p>ours</p>", "b.txt": b"ours"}

    assert policies.packed(files) == policies.packed(dict(files))
    assert policies.digest_of_files(policies.packed(files)) != policies.digest_of_files(
        policies.packed({"a.html": b"<p>ours</p>b.txt", "b": b"ours"})
    )
