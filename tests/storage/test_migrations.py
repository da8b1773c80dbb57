"""Migrations: the tables they make, what they leave of old data, and what a power cut leaves."""

from __future__ import annotations

import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event

from tests.migrations.keep import as_of, as_text, filled_file, tables_of
from widget.desk import Desk, case_file, inbox_page, transcript_json, verify_case
from widget.storage import Store, upgrade
from widget.storage.upgrade import current_revision, differences, head_revision

ROOT = Path(__file__).resolve().parents[2]
KEPT = sorted((ROOT / "tests/migrations").glob("*.sql"))
REVISIONS = sorted(
    path.name[:4] for path in (ROOT / "widget/storage/migrations/versions").glob("[0-9]*.py")
)
BEFORE = REVISIONS[-2]
START_MS = 1_794_924_401_000


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


def rows_of(path: Path) -> dict[str, list[Any]]:
    """All rows of all tables, to be compared."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: sorted(
                connection.execute(f"SELECT * FROM {table}"),  # noqa: S608
                key=repr,
            )
            for table in tables_of(connection)
        }


def revision_of(path: Path) -> str | None:
    return current_revision(url_of(path))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled_file(tmp_path_factory.mktemp("filled"))


@pytest.fixture
def older(filled: Path, tmp_path: Path) -> Path:
    """A filled database of the migration before, as it lies in somebody's data folder."""
    return as_of(BEFORE, filled, tmp_path).rename(tmp_path / "amends.db")


def test_migrations_make_the_tables_that_the_code_knows(tmp_path: Path):
    upgrade(url_of(tmp_path / "amends.db"), START_MS)

    with create_engine(url_of(tmp_path / "amends.db")).connect() as connection:
        assert differences(connection) == []


def test_migrations_are_one_row_from_the_first_to_the_head():
    assert [f"{number:04d}" for number in range(1, len(REVISIONS) + 1)] == REVISIONS
    assert REVISIONS[-1] == head_revision()


def test_new_file_is_private_and_needs_no_copy(tmp_path: Path):
    path = tmp_path / "desk" / "amends.db"

    assert upgrade(url_of(path), START_MS) is None

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert revision_of(path) == head_revision()


def test_database_of_this_version_is_left_alone(tmp_path: Path):
    path = tmp_path / "amends.db"
    upgrade(url_of(path), START_MS)
    before = path.read_bytes()

    assert upgrade(url_of(path), START_MS) is None
    assert path.read_bytes() == before


# What each release left behind.


def test_every_migration_before_the_newest_has_a_database_kept():
    assert {path.stem for path in KEPT} >= set(REVISIONS[:-1])


@pytest.fixture(params=KEPT, ids=lambda path: path.stem)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A database that an earlier version left, loaded from its text."""
    path = tmp_path / "amends.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(request.param.read_text(encoding="utf-8"))
    assert revision_of(path) == request.param.stem
    return path


def test_kept_database_is_upgraded_without_losing_a_row_or_a_value(kept: Path):
    before = rows_of(kept)

    upgrade(url_of(kept), START_MS)

    after = rows_of(kept)
    assert revision_of(kept) == head_revision()
    for table, rows in before.items():
        assert [row[: len(rows[0])] for row in after[table]] == rows
    with create_engine(url_of(kept)).connect() as connection:
        assert differences(connection) == []


def test_kept_database_verifies_and_opens_after_its_upgrade(kept: Path):
    upgrade(url_of(kept), START_MS)
    desk = Desk(Store(url_of(kept)), lambda: START_MS, lambda n: bytes(n), "https://desk.example")

    with closing(sqlite3.connect(kept)) as connection:
        chains = list(connection.execute("SELECT DISTINCT shop_id, case_id FROM events"))
        cases = list(connection.execute("SELECT shop_id, reference, state FROM cases"))
    for shop_id, case_id in chains:
        verify_case(desk, shop_id, case_id)
    assert {state for _, _, state in cases} == {"open", "waiting", "suspect", "closed", "erased"}
    for shop_id, reference, state in cases:
        file = case_file(desk, shop_id, reference)
        assert ("石鹸" in transcript_json(file)) == (state != "erased")
    assert len(inbox_page(desk, cases[0][0], "open").cases) == 2
    desk.store.close()


def test_keeping_gives_the_same_text_each_time(filled: Path, tmp_path: Path):
    assert list(as_text(filled)) == list(as_text(filled_file(tmp_path)))


# The copy.


def copies(folder: Path) -> list[Path]:
    return sorted(folder.glob("amends.before-*.db"))


def test_T49_copy_is_made_before_and_only_its_owner_can_read_it(older: Path):
    before = rows_of(older)

    copy = upgrade(url_of(older), START_MS)

    assert copy is not None
    assert copies(older.parent) == [copy]
    assert copy.name == "amends.before-20261117T140641Z.db"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert revision_of(copy) == BEFORE
    assert rows_of(copy) == before


def test_copy_that_a_power_cut_left_half_done_is_made_anew(older: Path):
    (older.parent / "amends.before-20261117T140641Z.part").write_bytes(b"half")

    copy = upgrade(url_of(older), START_MS)

    assert copy is not None
    assert revision_of(copy) == BEFORE
    assert list(older.parent.glob("*.part")) == []


def test_three_copies_are_kept(older: Path):
    for day in range(1, 6):
        (older.parent / f"amends.before-2026010{day}T000000Z.db").write_bytes(b"")

    upgrade(url_of(older), START_MS)

    assert [path.name[14:22] for path in copies(older.parent)] == [
        "20260104",
        "20260105",
        "20261117",
    ]


# What a fault leaves.


@contextmanager
def before_each_statement(act: Callable[[int], None]) -> Iterator[None]:
    """Call ``act`` with the number of each statement that any engine is about to run."""
    count = 0

    def look(*_: Any) -> None:
        nonlocal count
        count += 1
        act(count)

    event.listen(Engine, "before_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", look)


def test_migration_that_fails_changes_nothing_and_can_be_run_again(older: Path):
    before = rows_of(older)
    seen: list[int] = []
    with before_each_statement(seen.append):
        upgrade(url_of(as_twin(older)), START_MS)
    for number in range(3, len(seen), 5):

        def fail(count: int, at: int = number) -> None:
            if count == at:
                raise RuntimeError("the power went")

        with before_each_statement(fail), pytest.raises(RuntimeError):
            upgrade(url_of(older), START_MS)
        assert revision_of(older) == BEFORE
        assert rows_of(older) == before

    upgrade(url_of(older), START_MS)
    assert revision_of(older) == head_revision()


def as_twin(path: Path) -> Path:
    """The same file under another name."""
    twin = path.with_name("twin.db")
    twin.write_bytes(path.read_bytes())
    return twin


# Kills itself before the given statement of a migration.
KILLED = """
import itertools, os, signal, sys
from sqlalchemy import Engine, event
from widget.storage import upgrade
left = itertools.count(int(sys.argv[2]) - 1, -1)
@event.listens_for(Engine, "before_cursor_execute")
def act(*_):
    if next(left) == 0:
        os.kill(os.getpid(), signal.SIGKILL)
upgrade(sys.argv[1], 1_794_924_401_000)
"""


@pytest.mark.parametrize("start", ["nothing", "0001"])
def test_process_killed_between_statements_leaves_a_database_that_goes_on(
    start: str, filled: Path, tmp_path: Path
):
    files = {}
    for number in (7, 15):
        folder = tmp_path / str(number)
        folder.mkdir()
        files[number] = folder / "amends.db"
        if start != "nothing":
            as_of(start, filled, folder).rename(files[number])
    children = [
        subprocess.Popen([sys.executable, "-c", KILLED, url_of(path), str(number)], cwd=ROOT)
        for number, path in files.items()
    ]
    assert [child.wait() for child in children] == [-signal.SIGKILL] * 2

    for path in files.values():
        before = rows_of(path)
        assert revision_of(path) in {None if start == "nothing" else start, *REVISIONS[:-1]}
        upgrade(url_of(path), START_MS + 1000)
        after = rows_of(path)
        assert all(len(after[table]) == len(rows) for table, rows in before.items())
        with create_engine(url_of(path)).connect() as connection:
            assert differences(connection) == []
