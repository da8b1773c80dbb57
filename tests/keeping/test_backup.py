"""A backup: taken while customers write, checked before it counts, readable by nobody else."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.keeping.conftest import Amends, MakeCase, bytes_of, rows_in
from widget.cases.errors import BackupFailed
from widget.desk import Desk, verify_all
from widget.desk.restoring import restore
from widget.storage import backup as backup_module
from widget.storage.backup import make_backup
from widget.storage.ours import APPLICATION_ID

NOW = 1_794_924_401_000


def pragma(path: Path, name: str) -> Any:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_backup_holds_every_row_and_says_whose_it_is(desk: Desk, backup: Path, file: Path):
    assert rows_in(backup) == rows_in(file)
    assert pragma(backup, "application_id") == APPLICATION_ID
    assert pragma(backup, "user_version") > 0
    assert pragma(file, "user_version") == 0


def test_backup_under_load_restores_to_a_desk_that_verifies(
    desk: Desk, make_case: MakeCase, tmp_path: Path
):
    answered: list[str] = []
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            answered.append(make_case().case.reference)

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    try:
        for number in range(2):
            while len(answered) < 20 * (number + 1):
                stop.wait(0.01)
            before = set(answered)
            target = tmp_path / f"{number}.db"
            make_backup(desk.store.url, target)

            data = tmp_path / f"restored{number}"
            data.mkdir()
            done = restore(target, data / "amends.db", data, now=NOW, random_bytes=os.urandom)

            assert not done.verified.faults
            # Whatever was answered before it began is in it, whole, with its orders.
            kept = rows_in(data / "amends.db")
            references = {row[2] for row in kept["cases"]}
            assert before <= references
            assert len(kept["cases"]) == sum(row[5] == "opened" for row in kept["events"])
            ordered = {row[2] for row in kept["outbox"]}
            assert {row[1] for row in kept["cases"] if row[2] in before} <= ordered
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert not verify_all(desk).faults


def test_T47_nobody_else_can_read_it_from_the_first_byte_on(
    desk: Desk, history: Any, tmp_path: Path
):
    folder = tmp_path / "for-all"
    folder.mkdir(mode=0o755)
    before = os.umask(0)
    modes: set[int] = set()

    def look(*_: Any) -> None:
        modes.update(stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir())

    try:
        make_backup(desk.store.url, folder / "backup.db", progress=look)
    finally:
        os.umask(before)
    look()
    assert modes == {0o600}
    assert [path.name for path in folder.iterdir()] == ["backup.db"]


def test_file_that_is_there_is_only_replaced_when_told_so(desk: Desk, history: Any, tmp_path: Path):
    target = tmp_path / "backup.db"
    target.write_text("mine")
    with pytest.raises(BackupFailed, match="there already"):
        make_backup(desk.store.url, target)
    assert target.read_text() == "mine"

    make_backup(desk.store.url, target, replace=True)

    assert rows_in(target)["cases"]


def test_the_database_itself_is_no_place_for_a_backup(desk: Desk, file: Path, history: Any):
    before = rows_in(file)
    with pytest.raises(BackupFailed, match="the database itself"):
        make_backup(desk.store.url, file, replace=True)
    assert rows_in(file) == before


def test_full_disk_is_a_sentence_and_leaves_nothing_behind(
    desk: Desk, make_case: MakeCase, tiny_disk: Any
):
    for _ in range(30):
        make_case(happened="It was cracked. " * 2000)
    disk = tiny_disk(1)
    with pytest.raises(BackupFailed, match="no room"):
        make_backup(desk.store.url, disk / "backup.db")
    assert not list(disk.iterdir())


def test_damaged_database_gives_no_backup_and_the_old_one_stays(
    desk: Desk, backup: Path, file: Path
):
    desk.store.close()
    good = backup.read_bytes()
    whole = bytearray(file.read_bytes())
    for page in range(6, len(whole) // 4096):
        whole[page * 4096 : page * 4096 + 200] = bytes(range(200))
    file.write_bytes(whole)

    with pytest.raises(BackupFailed):
        make_backup(desk.store.url, backup, replace=True)

    assert backup.read_bytes() == good
    assert len(list(backup.parent.glob(".backup*"))) == 0


def test_place_that_cannot_be_written_is_a_sentence(desk: Desk, history: Any, tmp_path: Path):
    with pytest.raises(BackupFailed, match="cannot be written: No such file or directory"):
        make_backup(desk.store.url, tmp_path / "nowhere" / "backup.db")


def test_command_says_that_the_file_holds_everything(
    amends: Amends, desk: Desk, history: Any, tmp_path: Path
):
    result = amends("backup", tmp_path / "backup.db")

    assert result.exit_code == 0, result.output
    assert "is written and checked" in result.stdout
    assert "the keys the desk signs with" in result.stdout
    assert stat.S_IMODE((tmp_path / "backup.db").stat().st_mode) == 0o600
    again = amends("backup", tmp_path / "backup.db")
    assert again.exit_code == 1
    assert "is there already" in again.stderr
    assert amends("backup", tmp_path / "backup.db", "--replace").exit_code == 0


def test_on_postgresql_backup_and_restore_name_its_own_tools(amends: Amends, tmp_path: Path):
    url = "postgresql://amends@127.0.0.1:1/amends"
    for command in ("backup", "restore"):
        result = amends(command, tmp_path / "backup.db", DATABASE_URL=url)
        assert result.exit_code == 1
        assert "pg_dump" in result.output
        assert not (tmp_path / "backup.db").exists()


def test_without_a_desk_there_is_nothing_to_back_up(amends: Amends, tmp_path: Path):
    result = amends("backup", tmp_path / "backup.db", DATA=str(tmp_path / "empty"))
    assert result.exit_code == 1
    assert "There is no desk" in result.output
    assert not bytes_of(tmp_path)


def test_readers_and_writers_go_on_while_a_backup_is_taken(
    desk: Desk, history: Any, make_case: MakeCase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(backup_module, "_LOOK_EVERY", 50)
    written: list[str] = []

    def write_once(stage: str, done: int, of: int) -> None:
        del done, of
        if stage == "copy" and not written:
            written.append(make_case().case.reference)

    make_backup(desk.store.url, tmp_path / "backup.db", progress=write_once)

    assert written
    assert written[0] not in {row[2] for row in rows_in(tmp_path / "backup.db")["cases"]}
