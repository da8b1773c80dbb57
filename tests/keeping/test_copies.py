"""Nightly copies: one a night, few of them kept, and an honest word when they fail."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Clock
from tests.keeping.conftest import Amends, rows_in
from widget.cases.errors import BackupFailed
from widget.desk import Desk, copy_state, delete_copies, do_upkeep, make_copy, verify_all
from widget.desk.copying import DAY_MS, is_due
from widget.settings import Settings
from widget.storage import Store
from widget.storage.copies import copies_in, copy_path, made_at, too_many


def days_after(start: date, number: int) -> list[date]:
    return [start + timedelta(days=n) for n in range(number)]


def kept_after(days: list[date]) -> list[date]:
    """What is left when a copy is made on each of these days and the old ones are thinned out."""
    kept: dict[Path, date] = {}
    for day in days:
        kept[Path(f"{day}.db")] = day
        for path in too_many(kept.items()):
            del kept[path]
    return sorted(kept.values())


def test_seven_days_and_four_weeks_are_kept():
    kept = kept_after(days_after(date(2026, 6, 1), 100))
    assert kept[-7:] == days_after(date(2026, 9, 2), 7)
    weekly = kept[:-7]
    assert len(weekly) == 4
    assert len({day.isocalendar()[:2] for day in weekly}) == 4
    assert date(2026, 9, 8) - weekly[0] >= timedelta(days=23)
    assert all(day.isoweekday() == 7 for day in weekly[:-1])


def test_few_copies_are_all_kept():
    days = days_after(date(2026, 6, 1), 7)
    assert kept_after(days) == days


def test_desk_that_stood_still_for_a_year_loses_no_copy():
    days = days_after(date(2025, 6, 1), 30)
    before = kept_after(days)
    after = kept_after([*days, date(2026, 6, 1)])
    assert set(after) >= set(before[-6:])
    assert len(after) >= 10


def test_of_one_day_the_newest_is_kept():
    day = date(2026, 6, 1)
    made = [(Path(f"amends-20260601T{hour:02}0000Z.db"), day) for hour in range(5)]
    assert {path.name for path in too_many(made)} == {path.name for path, _ in made[:4]}


def moment(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("now", "newest", "due"),
    [
        ("2026-11-18T02:00:00", "2026-11-17T02:00:10", True),
        ("2026-11-18T01:59:59", "2026-11-17T02:00:10", False),
        ("2026-11-18T09:00:00", "2026-11-17T23:00:00", True),
        ("2026-11-18T09:00:00", "2026-11-18T02:00:01", False),
        ("2026-11-18T09:00:00", "2025-01-01T02:00:00", True),
        ("2026-11-18T09:00:00", "2027-01-01T02:00:00", True),  # the clock was ahead then
    ],
)
def test_copy_is_due_once_a_night(now: str, newest: str, due: bool):
    assert is_due(moment(now), [moment(newest)]) is due


def test_first_copy_is_due_at_once():
    assert is_due(moment("2026-11-18T01:00:00"), [])


def test_upkeep_makes_one_copy_a_night_and_keeps_them_few(
    desk: Desk, clock: Clock, settings: Settings
):
    for _ in range(3):
        do_upkeep(desk)
    assert len(copies_in(settings.data)) == 1
    for _ in range(40):
        clock.forward(hours=12)
        do_upkeep(desk)

    copies = copies_in(settings.data)

    assert 9 <= len(copies) <= 11
    assert copies == sorted(copies, key=lambda copy: -copy.made_at)
    assert {copy.path.stat().st_mode & 0o777 for copy in copies} == {0o600}
    assert copies[0].path.parent.stat().st_mode & 0o777 == 0o700
    store = Store(f"sqlite:///{copies[0].path}")
    look = Desk(store, clock, os.urandom, "")
    assert not verify_all(look).faults
    store.close()


def test_copy_of_the_moment_is_listed_with_its_size(desk: Desk, settings: Settings):
    made = make_copy(desk)
    (seen,) = copy_state(desk).copies
    assert seen.made_at == made.made_at
    assert seen.size == made.path.stat().st_size
    assert rows_in(made.path)["cases"] == rows_in(settings.data / "amends.db")["cases"]
    assert made_at(made.path) == seen.made_at


def test_failing_copies_are_said_since_when_and_forgotten_once_one_works(
    desk: Desk, clock: Clock, settings: Settings, amends: Amends
):
    folder = settings.data / "backups"
    folder.write_text("in the way")
    with pytest.raises(BackupFailed):
        make_copy(desk)
    first = clock.now
    clock.forward(days=1)
    do_upkeep(desk)  # does not fail with it

    state = copy_state(desk)

    assert state.newest is None
    assert state.failing_since is not None
    assert abs(state.failing_since - first) < 1000
    told = amends("doctor")
    assert "No copy of the desk could be made since Wednesday 18 November 2026" in told.output

    folder.unlink()
    do_upkeep(desk)
    state = copy_state(desk)
    assert state.newest is not None
    assert state.failing_since is None
    assert "The newest copy of the desk is of Thursday 19 November" in amends("doctor").output


def test_doctor_says_when_there_is_none_and_when_the_newest_is_old(
    desk: Desk, amends: Amends, settings: Settings
):
    assert "There is no copy of the desk yet" in amends("doctor").output
    (settings.data / "backups").mkdir(mode=0o700)
    copy_path(settings.data, moment("2026-01-01T02:00:00")).write_bytes(b"x")
    result = amends("doctor")
    lines = [line for line in result.output.splitlines() if "newest copy" in line]
    assert lines[0].startswith("wrong")


def test_desk_without_a_folder_or_a_file_makes_no_copies(desk: Desk, clock: Clock):
    desk.data = None
    assert copy_state(desk).own_affair
    assert do_upkeep(desk) == 0
    with pytest.raises(BackupFailed):
        make_copy(desk)


def test_what_an_ended_copy_has_left_is_swept_away_after_a_while(desk: Desk, settings: Settings):
    folder = settings.data / "backups"
    folder.mkdir(mode=0o700)
    old, young = folder / ".amends-1.db.abc.part", folder / ".amends-2.db.abc.part"
    restoring = settings.data / "amends.restoring-20260101T000000Z.db"
    for path in (old, young, restoring):
        path.write_bytes(b"x")
    for path in (old, restoring):
        os.utime(path, (0, 0))

    make_copy(desk)

    assert not old.exists()
    assert not restoring.exists()
    assert young.exists()


def test_only_copies_are_deleted_by_their_names(desk: Desk, settings: Settings):
    made = make_copy(desk)
    names = ["../amends.db", "amends.db", "amends.toml", "..", "", made.name]
    assert delete_copies(desk, names) == 1
    assert (settings.data / "amends.db").exists()
    assert not made.path.exists()


def test_missing_copies_become_an_alarm_after_two_days(
    desk: Desk, clock: Clock, settings: Settings
):
    from widget.desk import alarms

    make_copy(desk)
    assert alarms(desk) == []
    clock.now += 2 * DAY_MS + 3_600_000
    (alarm,) = alarms(desk)
    assert alarm.name == "copies"
    assert "no backup" in alarm.said(str)


def test_two_copies_at_once_get_into_nobodys_way(desk: Desk, settings: Settings):
    import threading

    failed: list[Any] = []

    def make() -> None:
        try:
            make_copy(desk)
        except BackupFailed as error:
            failed.append(error)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(copies_in(settings.data)) == 1
