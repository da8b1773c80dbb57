"""The writer: one thread, one commit for many, and everybody gets their own answer."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, func, insert, select
from sqlalchemy.exc import DatabaseError, IntegrityError, InterfaceError, OperationalError

from widget.cases.errors import StorageUnavailable
from widget.storage import Store
from widget.storage.tables import sites

ROOT = Path(__file__).resolve().parents[2]
SHOP = 5


def site(number: int, **changes: Any) -> dict[str, Any]:
    """A row of ``sites``."""
    row = {
        "shop_id": SHOP,
        "site_id": number,
        "origin": f"https://shop-{number}.example",
        "created_at": 1_794_924_401_000,
    }
    return {**row, **changes}


def stored(store: Store) -> list[int]:
    """The ids of the sites that are there."""
    with store.read() as connection:
        found = connection.scalars(
            select(sites.c.site_id).where(sites.c.shop_id == SHOP).order_by(sites.c.site_id)
        )
        return list(found)


def add(number: int) -> Callable[[Connection], int]:
    """A change that adds a site and returns its number."""

    def change(connection: Connection) -> int:
        connection.execute(insert(sites).values(site(number)))
        return number

    return change


def all_at_once(store: Store, jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Have the writer take all jobs in one go; returns each one's result or exception, in order."""
    started, go = threading.Event(), threading.Event()

    def hold(connection: Connection) -> None:
        del connection
        started.set()
        go.wait(20)

    with ThreadPoolExecutor(len(jobs) + 1) as pool:
        gate = pool.submit(store.writer.change, hold)
        assert started.wait(20)
        futures: list[Future[Any]] = []
        for job in jobs:
            futures.append(pool.submit(job))
            # One after the other, so that the order in the queue is known.
            while store.writer._jobs.qsize() < len(futures):
                time.sleep(0.001)
        go.set()
        gate.result(20)
    return [future.exception() or future.result() for future in futures]


def submit(store: Store, *rows: dict[str, Any], table: str = "sites") -> Callable[[], None]:
    return lambda: store.writer.submit({table: rows})


# Values that no row can hold, each from a caller that made a mistake.
UNFIT: dict[str, Any] = {
    "number too large": {"created_at": 2**63},
    "number far too large": {"created_at": 10**30},
    "no value": {"created_at": None},
    "a thing": {"origin": object()},
    "a mapping": {"origin": {"https": "shop.example"}},
    "lone surrogate": {"origin": "\ud800"},
}


def test_rows_are_stored_when_the_call_returns(store: Store):
    store.writer.submit({"sites": [site(1), site(2)]})

    assert stored(store) == [1, 2]


def test_change_returns_its_result_after_the_commit(store: Store):
    assert store.writer.change(add(7)) == 7
    assert stored(store) == [7]


@pytest.mark.parametrize("name", UNFIT)
def test_row_that_does_not_fit_spoils_none_beside_it(store: Store, name: str):
    answers = all_at_once(
        store,
        [submit(store, site(1)), submit(store, site(2, **UNFIT[name])), submit(store, site(3))],
    )

    assert answers[0] is None
    assert isinstance(answers[1], Exception)
    assert not isinstance(answers[1], StorageUnavailable)
    assert answers[2] is None
    assert stored(store) == [1, 3]


@pytest.mark.parametrize("name", UNFIT)
def test_row_that_does_not_fit_is_its_callers_error_when_alone(store: Store, name: str):
    with pytest.raises(Exception) as error:  # noqa: PT011 (of whichever kind, but not the store's)
        store.writer.submit({"sites": [site(2, **UNFIT[name])]})

    assert not isinstance(error.value, StorageUnavailable)
    store.writer.submit({"sites": [site(3)]})
    assert stored(store) == [3]


def test_of_two_submissions_with_one_key_the_first_wins(store: Store):
    answers = all_at_once(
        store,
        [
            submit(store, site(1)),
            submit(store, site(1, origin="https://other.example"), site(9)),
            submit(store, site(2)),
        ],
    )

    assert [type(answer) for answer in answers] == [type(None), IntegrityError, type(None)]
    assert stored(store) == [1, 2]


def test_submission_is_stored_whole_or_not_at_all(store: Store):
    with pytest.raises(IntegrityError):
        store.writer.submit({"sites": [site(1), site(2), site(2)]})

    assert stored(store) == []


def test_table_that_does_not_exist_is_its_callers_error(store: Store):
    answers = all_at_once(store, [submit(store, site(1)), submit(store, site(2), table="nothing")])

    assert answers[0] is None
    assert isinstance(answers[1], KeyError)
    assert stored(store) == [1]


def test_change_that_raises_undoes_only_itself(store: Store):
    def half(connection: Connection) -> None:
        add(2)(connection)
        raise RuntimeError("changed its mind")

    answers = all_at_once(
        store,
        [
            submit(store, site(1)),
            lambda: store.writer.change(half),
            lambda: store.writer.change(add(3)),
            submit(store, site(4)),
        ],
    )

    assert answers[0] is None
    assert isinstance(answers[1], RuntimeError)
    assert answers[2:] == [3, None]
    assert stored(store) == [1, 3, 4]


def test_change_whose_statement_fails_undoes_only_itself(store: Store):
    def twice(connection: Connection) -> None:
        add(2)(connection)
        add(2)(connection)

    answers = all_at_once(
        store, [lambda: store.writer.change(twice), lambda: store.writer.change(add(3))]
    )

    assert isinstance(answers[0], IntegrityError)
    assert stored(store) == [3]


def test_change_reads_what_was_written_before_it_in_the_same_commit(store: Store):
    def count(connection: Connection) -> int | None:
        return connection.scalar(select(func.count()).where(sites.c.shop_id == SHOP))

    answers = all_at_once(
        store,
        [
            submit(store, site(1)),
            lambda: store.writer.change(add(2)),
            lambda: store.writer.change(count),
        ],
    )

    assert answers[2] == 2


def test_many_that_wait_share_one_commit(store: Store):
    commits: list[Any] = []
    event.listen(store._writes, "commit", commits.append)

    all_at_once(store, [submit(store, site(number)) for number in range(30)])

    assert len(commits) == 2  # the one that held the writer, and all others
    assert len(stored(store)) == 30


def test_sixteen_threads_lose_nothing(store: Store):
    def work(thread: int) -> list[int]:
        mine = []
        for turn in range(12):
            number = thread * 100 + turn
            if turn % 3 == 0:
                store.writer.change(add(number))
            else:
                store.writer.submit({"sites": [site(number)]})
            if turn % 4 == 0:
                with pytest.raises(IntegrityError):
                    store.writer.submit({"sites": [site(number)]})
            mine.append(number)
        return mine

    with ThreadPoolExecutor(16) as pool:
        answered = [number for mine in pool.map(work, range(16)) for number in mine]

    assert stored(store) == sorted(answered)
    assert len(answered) == 16 * 12


def test_T48_text_of_an_error_holds_nobodys_words(store: Store):
    planted = site(1, origin="https://canary.example")
    store.writer.submit({"sites": [planted]})

    with pytest.raises(IntegrityError) as error:
        store.writer.submit({"sites": [planted]})

    assert "canary" not in str(error.value)


def test_reading_connection_cannot_write(store: Store):
    with pytest.raises(StorageUnavailable), store.read() as connection:
        connection.execute(insert(sites).values(site(1)))

    assert stored(store) == []


def test_reader_sees_one_moment_until_it_is_done(store: Store):
    with store.read() as connection:
        mine = select(func.count()).where(sites.c.shop_id == SHOP)
        before = connection.scalar(mine)
        store.writer.submit({"sites": [site(1)]})
        assert connection.scalar(mine) == before == 0
    assert stored(store) == [1]


def test_closed_writer_refuses(store: Store):
    store.writer.submit({"sites": [site(1)]})
    store.close()

    with pytest.raises(StorageUnavailable):
        store.writer.submit({"sites": [site(2)]})


@pytest.mark.parametrize(
    "fault",
    [
        OperationalError("", None, Exception("disk I/O error")),
        DatabaseError("", None, Exception("malformed")),
        InterfaceError("", None, Exception("gone"), connection_invalidated=True),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_fault_of_the_database_itself_is_everybodys(store: Store, fault: Exception):
    def fails(connection: Connection) -> None:
        del connection
        raise fault

    answers = all_at_once(store, [submit(store, site(1)), lambda: store.writer.change(fails)])

    assert [type(answer) for answer in answers] == [StorageUnavailable, StorageUnavailable]
    assert stored(store) == []
    store.writer.submit({"sites": [site(2)]})
    assert stored(store) == [2]


# What only SQLite can be made to do.


def test_full_disk_is_everybodys_error_and_the_next_write_works_again(store: Store):
    def pages(limit: int) -> Callable[[Connection], None]:
        def change(connection: Connection) -> None:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {limit}")

        return change

    store.writer.submit({"sites": [site(1)]})
    store.writer.change(pages(1))  # as small as the file is already
    large = site(2, origin="https://" + "x" * 500_000)

    answers = all_at_once(
        store, [submit(store, site(3)), submit(store, large), lambda: store.writer.change(add(4))]
    )

    assert [type(answer) for answer in answers] == [StorageUnavailable] * 3
    assert stored(store) == [1]
    store.writer.change(pages(1_000_000))
    store.writer.submit({"sites": [large]})
    assert stored(store) == [1, 2]


def test_folder_that_may_not_be_entered_is_everybodys_error_until_it_may(
    store: Store, tmp_path: Path
):
    mode = tmp_path.stat().st_mode
    is_root = os.geteuid() == 0
    tmp_path.chmod(0)
    if is_root:
        os.seteuid(65534)  # to root no folder is closed
    try:
        for job in (submit(store, site(1)), lambda: store.writer.change(add(2))):
            with pytest.raises(StorageUnavailable):
                job()
        with pytest.raises(StorageUnavailable):
            stored(store)
    finally:
        if is_root:
            os.seteuid(0)
        tmp_path.chmod(mode)

    store.writer.submit({"sites": [site(3)]})
    assert stored(store) == [3]


def test_file_that_is_no_database_is_unavailable(store: Store, tmp_path: Path):
    (tmp_path / "amends.db").write_bytes(b"not a database at all" * 500)

    with pytest.raises(StorageUnavailable):
        store.writer.submit({"sites": [site(1)]})
    with pytest.raises(StorageUnavailable):
        stored(store)


# Writes from eight threads and says each number once it is answered, until it is killed.
ENDLESS = """
import itertools, sys, threading
from widget.storage import Store
store = Store(sys.argv[1])
said = threading.Lock()
def work(thread):
    for turn in itertools.count():
        number = thread * 1_000_000 + turn
        row = {"shop_id": 5, "site_id": number, "origin": str(number), "created_at": 1}
        store.writer.submit({"sites": [row]})
        with said:
            print(number, flush=True)
for thread in range(8):
    threading.Thread(target=work, args=(thread,)).start()
"""


def test_T70_nothing_that_was_answered_is_lost_when_the_process_is_killed(database_url: str):
    child = subprocess.Popen(
        [sys.executable, "-c", ENDLESS, database_url], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert child.stdout is not None
    answered = [int(child.stdout.readline()) for _ in range(random.Random().randint(50, 250))]
    child.send_signal(signal.SIGKILL)
    answered += [
        int(line) for line in child.stdout.read().splitlines(keepends=True) if "\n" in line
    ]
    child.wait()
    child.stdout.close()

    with sqlite3.connect(database_url.removeprefix("sqlite:///")) as connection:
        kept = {number for (number,) in connection.execute("SELECT site_id FROM sites")}
        [(verdict,)] = connection.execute("PRAGMA integrity_check")
    connection.close()
    assert set(answered) <= kept
    # At most one for each thread was stored and not yet answered.
    assert len(kept) - len(set(answered)) <= 8
    assert verdict == "ok"
