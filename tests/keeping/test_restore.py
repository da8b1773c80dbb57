"""Restoring: what a backup says comes back, what is no backup of ours changes nothing [T45]."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Clock
from tests.keeping.conftest import Amends, MakeCase, bytes_of, change, rows_in
from tests.live import ROOT
from widget.app import open_desk
from widget.cases.errors import RestoreRefused
from widget.cases.model import Shop
from widget.desk import (
    Actor,
    Desk,
    case_file,
    erase_customer,
    find_customers,
    make_copy,
    print_login,
    use_login,
    verify_all,
)
from widget.desk.proving import Verified
from widget.desk.restoring import COMMAND, NotProven, Restored, restore
from widget.settings import Settings
from widget.storage.backup import make_backup
from widget.storage.restore import read_backup
from widget.storage.upgrade import head_revision

LATER = 1_794_924_401_000 + 3 * 24 * 3600 * 1000
OLD_RELEASES = sorted((ROOT / "tests/migrations").glob("[0-9]*.sql"))


@pytest.fixture
def bring_back(settings: Settings, file: Path) -> Callable[..., Restored]:
    """Restore a file over the desk that nobody serves."""

    def run(backup: Path, **more: Any) -> Restored:
        return restore(backup, file, settings.data, now=LATER, random_bytes=os.urandom, **more)

    return run


def without_log_ins(rows: dict[str, list[Any]]) -> dict[str, list[Any]]:
    passing = {"sessions", "logins", "health"}
    return {name: found for name, found in rows.items() if name not in passing}


def test_every_row_comes_back_and_what_was_there_is_kept(
    desk: Desk, backup: Path, file: Path, bring_back: Any, make_case: MakeCase
):
    wanted = rows_in(backup)
    lost = make_case().case.reference
    desk.store.close()
    now = rows_in(file)

    restored = bring_back(backup)

    assert without_log_ins(rows_in(file)) == without_log_ins(wanted)
    assert restored.verified == Verified(cases=5, events=12, faults=[])
    assert restored.kept == file.with_name("amends.before-restore-20261120T140641Z.db")
    assert rows_in(restored.kept) == now
    assert lost in {row[2] for row in now["cases"]}
    assert sorted(path.name for path in file.parent.iterdir()) == [
        "amends.before-restore-20261120T140641Z.db",
        "amends.db",
    ]
    assert file.stat().st_mode & 0o777 == 0o600


def test_restored_desk_goes_on(
    backup: Path, bring_back: Any, settings: Settings, history: Any, orla: Actor, clock: Clock
):
    bring_back(backup)
    desk = open_desk(settings, clock)
    try:
        assert not verify_all(desk).faults
        reference = history[0].case.reference
        assert case_file(desk, orla.shop_id, reference).case.name == "Hanna 0"
        find_customers(desk, reference)
    finally:
        desk.store.close()


def test_log_ins_of_back_then_do_not_come_back(
    desk: Desk, orla: Actor, file: Path, bring_back: Any, tmp_path: Path
):
    use_login(desk, print_login(desk, "orla@wrenandtide.example").rpartition("/")[2], None, "x")
    make_backup(desk.store.url, tmp_path / "b.db")
    assert rows_in(tmp_path / "b.db")["sessions"]

    restored = bring_back(tmp_path / "b.db")

    assert rows_in(file)["sessions"] == rows_in(file)["logins"] == []
    assert restored.owners == ["orla@wrenandtide.example"]


def test_what_was_erased_since_is_erased_again_without_a_trace(
    desk: Desk, backup: Path, file: Path, shop: Shop, bring_back: Any, history: Any
):
    (customer,) = find_customers(desk, "hanna1@post.example")
    erase_customer(
        desk, COMMAND, customer, [case.reference for case in customer.cases], also_open=True
    )
    assert b"hanna1@post.example" in backup.read_bytes()

    restored = bring_back(backup)

    assert restored.erased_again == 1
    assert b"hanna1@post.example" not in file.read_bytes()
    assert b"hanna2@post.example" in file.read_bytes()
    erased = [row for row in rows_in(file)["cases"] if row[4] == "erased"]
    assert [row[2] for row in erased] == [history[1].case.reference]
    assert len(rows_in(file)["erasures"]) == 1
    assert not file.with_name("amends.db-wal").exists()


def test_the_list_of_the_erased_is_found_in_copies_when_the_database_is_gone(
    desk: Desk, backup: Path, file: Path, bring_back: Any, history: Any
):
    (customer,) = find_customers(desk, "hanna1@post.example")
    erase_customer(
        desk, COMMAND, customer, [case.reference for case in customer.cases], also_open=True
    )
    make_copy(desk)
    desk.store.close()
    file.write_bytes(b"This was a database once." * 1000)

    restored = bring_back(backup)

    assert restored.erased_again == 1
    assert restored.list_unread == [file]
    assert restored.kept is not None
    assert restored.kept.read_bytes().startswith(b"This was a database once.")
    assert not any(b"hanna1@" in row.encode() for row in map(str, rows_in(file)["cases"]))


# What is no backup of ours.

EVIL: dict[str, tuple[str, ...]] = {
    "trigger": (
        "CREATE TRIGGER t AFTER INSERT ON events BEGIN UPDATE facts SET value = '9999'; END",
    ),
    "view": ("CREATE VIEW harmless AS SELECT * FROM cases",),
    "view of a milliard rows": (
        "CREATE VIEW huge AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
        " WHERE i < 1000000000) SELECT i FROM n",
    ),
    "table": ("CREATE TABLE more (a)",),
    "virtual table": ("CREATE VIRTUAL TABLE words USING fts5(a)",),
    "index": ("CREATE INDEX slow ON events (kind)",),
    "index over a function": ("CREATE INDEX evil ON shops (hex(name))",),
    "view in place of a table": (
        "ALTER TABLE facts RENAME TO facts_before",
        "CREATE VIEW facts AS SELECT * FROM facts_before",
    ),
    "table with another column": ("ALTER TABLE shops ADD COLUMN more TEXT",),
    "table that is missing": ("DROP TABLE facts",),
    "no version": ("DROP TABLE alembic_version",),
    "version as a view": (
        "DROP TABLE alembic_version",
        "CREATE VIEW alembic_version AS SELECT '0001' AS version_num",
    ),
    "two versions": ("INSERT INTO alembic_version VALUES ('0001')",),
    "a version of nobody": ("UPDATE alembic_version SET version_num = 'abcd'",),
    "a later version": ("UPDATE alembic_version SET version_num = '9999'",),
    "an earlier version": ("UPDATE alembic_version SET version_num = '0001'",),
    "another program's mark": ("PRAGMA application_id = 252006673",),
    "bytes where words belong": ("UPDATE cases SET name = x'00ff'",),
    "words where a number belongs": ("UPDATE cases SET opened_at = 'now'",),
    "bytes that are no text": ("UPDATE shops SET name = CAST(x'ff' AS TEXT)",),
}
NAMED = {
    "trigger": "a trigger, “t”",
    "view": "a view, “harmless”",
    "view of a milliard rows": "a view, “huge”",
    "table": "a table, “more”",
    "virtual table": "“words”",
    "index": "an index, “slow”",
    "view in place of a table": "a view, “facts”",
    "table with another column": "“shops” in it is not as Amends makes it",
    "table that is missing": "is missing in it",
    "a later version": "newer version of Amends",
    "another program's mark": "belongs to another program",
}


@pytest.mark.parametrize("name", EVIL)
def test_T45_file_that_was_made_for_harm_is_refused_by_name(
    backup: Path, file: Path, bring_back: Any, name: str
):
    change(backup, *EVIL[name], *("PRAGMA user_version = 0",) if name in WITHOUT_SUM else ())
    change(file, "PRAGMA journal_mode = DELETE")
    before = bytes_of(file.parent)

    with pytest.raises(RestoreRefused) as refused:
        bring_back(backup)

    assert NAMED.get(name, "") in str(refused.value)
    assert bytes_of(file.parent) == before


# The sum would find these before the look at the single value does.
WITHOUT_SUM = {name for name in EVIL if "belong" in name or "no text" in name}


def test_T45_trigger_of_a_restored_file_never_runs(backup: Path, tmp_path: Path):
    change(backup, *EVIL["trigger"])
    with pytest.raises(RestoreRefused):
        read_backup(backup, tmp_path / "fresh.db")
    assert not (tmp_path / "fresh.db").exists()


@pytest.mark.parametrize("name", ["nothing", "a folder", "empty", "text", "cut", "half a page"])
def test_T45_what_is_no_whole_database_is_refused(
    backup: Path, file: Path, bring_back: Any, tmp_path: Path, name: str
):
    whole = backup.read_bytes()
    given = tmp_path / "given.db"
    if name == "a folder":
        given.mkdir()
    elif name != "nothing":
        content = {
            "empty": b"",
            "text": b"Dear desk, please restore this. " * 500,
            "cut": whole[: len(whole) // 2],
            "half a page": whole[:2048],
        }
        given.write_bytes(content[name])
    before = rows_in(file)

    with pytest.raises(RestoreRefused):
        bring_back(given)

    assert rows_in(file) == before
    assert [path.name for path in file.parent.iterdir()] == ["amends.db"]


def test_T45_one_changed_byte_is_refused_or_is_in_no_row(backup: Path, tmp_path: Path):
    whole = backup.read_bytes()
    wanted = without_log_ins(rows_in(backup))
    dice = random.Random(45)
    spoken = [at + 2 for at in range(len(whole)) if whole.startswith(b"cracked", at)]
    assert len(spoken) >= 10  # in history, list and search of each case
    for place in [*spoken, *(dice.randrange(len(whole)) for _ in range(8))]:
        broken = bytearray(whole)
        broken[place] ^= 1 << dice.randrange(8)
        given = tmp_path / "given.db"
        given.write_bytes(broken)
        fresh = tmp_path / f"fresh{place}.db"
        try:
            read_backup(given, fresh)
        except RestoreRefused:
            continue
        assert place not in spoken
        assert without_log_ins(rows_in(fresh)) == wanted, place


def test_file_copied_from_a_running_desk_is_refused_with_the_reason(
    desk: Desk, make_case: MakeCase, file: Path, tmp_path: Path
):
    make_case()
    for ending in ("", "-wal"):
        shutil.copy(file.with_name(f"amends.db{ending}"), tmp_path / f"copied.db{ending}")
    with pytest.raises(RestoreRefused, match="not complete"):
        read_backup(tmp_path / "copied.db", tmp_path / "fresh.db")


def test_case_that_was_changed_in_the_backup_stops_it_unless_wanted(
    backup: Path, file: Path, bring_back: Any, history: Any
):
    change(
        backup,
        "UPDATE payloads SET body = replace(body, 'cracked', 'perfect') WHERE event_id IN"
        " (SELECT event_id FROM events WHERE kind = 'opened' ORDER BY event_id LIMIT 1)",
        "PRAGMA user_version = 0",
    )
    before = rows_in(file)
    with pytest.raises(NotProven) as broken:
        bring_back(backup)
    assert [fault.reference for fault in broken.value.faults] == [history[0].case.reference]
    assert rows_in(file) == before

    restored = bring_back(backup, take_faults=True)

    assert len(restored.verified.faults) == 1
    assert len(rows_in(file)["cases"]) == 5


# Files of earlier releases.


@pytest.mark.parametrize("release", OLD_RELEASES, ids=lambda path: path.stem)
def test_backup_of_an_older_release_is_brought_up_to_date(release: Path, tmp_path: Path):
    old = tmp_path / "old.db"
    with closing(sqlite3.connect(old)) as connection:
        connection.executescript(release.read_text(encoding="utf-8"))
    wanted = rows_in(old)
    data = tmp_path / "desk"
    data.mkdir()

    restored = restore(old, data / "amends.db", data, now=LATER, random_bytes=os.urandom)

    assert not restored.verified.faults
    assert restored.verified.cases == len(wanted["cases"]) > 0
    assert restored.kept is None
    now = rows_in(data / "amends.db")
    assert now["alembic_version"] == [(head_revision(),)]
    for table, rows in wanted.items():
        if table not in {"alembic_version", "sessions", "logins", "health"}:
            assert [row[: len(rows[0])] for row in now[table]] == rows, table
    assert [path.name for path in data.iterdir()] == ["amends.db"]


# Ended half-way.


@pytest.mark.skipif(sys.platform != "linux", reason="kills a process at each step")
def test_restore_that_is_killed_leaves_the_old_desk_or_the_new_one(
    desk: Desk, backup: Path, file: Path, make_case: MakeCase
):
    make_case(name="Since the backup")
    desk.store.close()
    told = subprocess.run(
        [sys.executable, "-m", "tests.keeping.killed_restore", str(backup), str(file)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout.split()
    found = dict(zip(told[::2], told[1::2], strict=True))

    before = ("copy_rows", "verify_all", "erased_in", "swap_in", "fsync", "link", "replace")
    assert found == {**dict.fromkeys(before, "old"), "keep_names": "new", "nothing": "new"}


# The command.


def test_command_restores_asks_first_and_says_what_came_back(
    amends: Amends, desk: Desk, backup: Path, file: Path, history: Any
):
    desk.store.close()
    result = amends("restore", backup, input="n\n")
    assert result.exit_code == 1
    assert not list(file.parent.glob("*before*"))

    result = amends("restore", backup, input="y\n")

    assert result.exit_code == 0, result.output
    assert "Restored: 5 cases with 12 events" in result.output
    assert "is kept in" in result.output
    assert "orla@wrenandtide.example" in result.output
    assert "keys rotate" in result.output
    assert amends("verify", "--all").exit_code == 0


def test_command_says_why_a_file_is_refused(
    amends: Amends, desk: Desk, backup: Path, file: Path, history: Any
):
    desk.store.close()
    change(backup, *EVIL["trigger"])
    result = amends("restore", backup, "--yes")
    assert result.exit_code == 1
    assert "It holds a trigger, “t”, and Amends makes none." in result.output
    assert "Nothing was changed." in result.output


def test_command_makes_a_desk_where_there_was_none(amends: Amends, backup: Path, tmp_path: Path):
    fresh = tmp_path / "another machine" / "desk"
    result = amends("restore", backup, DATA=str(fresh))
    assert result.exit_code == 0, result.output
    assert fresh.stat().st_mode & 0o777 == 0o700
    assert amends("verify", "--all", DATA=str(fresh)).exit_code == 0


def test_restore_is_refused_while_the_folder_is_served(
    amends: Amends, desk: Desk, backup: Path, file: Path, settings: Settings
):
    from filelock import FileLock

    before = rows_in(file)
    with FileLock(settings.data / "serve.lock"):
        result = amends("restore", backup, "--yes")
    assert result.exit_code == 1
    assert "The desk is running" in result.output
    assert rows_in(file) == before
