"""When disk or file fail: a sentence for the customer, an alarm for the owner, all or nothing."""

from __future__ import annotations

import http.client
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.processes import started
from tests.journey.plain_http import PlainBrowser
from tests.keeping.conftest import Past, change, rows_in
from tests.keeping.places import Disk, disk_of
from tests.live import (
    ROOT,
    LiveDesk,
    environment_of,
    make_desk_files,
    settings_for,
    start_serving,
    wait_until,
)
from widget.app import open_desk
from widget.cli import main
from widget.desk import print_login, verify_all
from widget.settings import Settings

LONG = "It was cracked right through. " * 150

linux = pytest.mark.skipif(sys.platform != "linux", reason="mounts disks and limits processes")


@contextmanager
def serving(settings: Settings, shop: Any) -> Iterator[LiveDesk]:
    live = start_serving(settings, shop)
    try:
        yield live
    finally:
        live.process.terminate()
        try:
            live.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            live.kill()


def desk_in(folder: Path) -> tuple[Settings, Any]:
    settings = settings_for(folder, 0, smtp_url=f"folder://{folder}/mails")
    return settings, make_desk_files(settings)


def send(live: LiveDesk, happened: str) -> tuple[int, PlainBrowser]:
    """Fill in the form and send it; 200 is the receipt."""
    customer = PlainBrowser(live.url)
    customer.get("/s/wren-tide/complaint")
    typed = {
        "order": "WT-0047",
        "items": "two bars",
        "happened": happened,
        "meant": "A birthday.",
        "wish": "replacement",
        "name": "Hanna Lind",
        "email": "hanna@post.example",
        "reach": "email",
    }
    return customer.submit(typed, step="send").status, customer


def ready(live: LiveDesk) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", live.settings.port, timeout=40)
    connection.request("GET", "/readyz", headers={"Host": live.url.partition("://")[2]})
    status = connection.getresponse().status
    connection.close()
    return status


def owner_of(live: LiveDesk) -> PlainBrowser:
    """The owner, logged in while all is well."""
    desk = open_desk(live.settings)
    link = print_login(desk, live.shop.mailbox)
    desk.store.close()
    owner = PlainBrowser(live.url)
    owner.get(link.removeprefix(live.url))
    owner.submit({})
    assert owner.last.status == 200
    return owner


def said(live: LiveDesk, sentence: str) -> Callable[[], bool]:
    return lambda: sentence in live.log.read_text(encoding="utf-8", errors="replace")


def all_or_nothing(settings: Settings, answered: int) -> None:
    """Nothing is half-written, and whatever was answered is there with its orders."""
    database = settings.data / "amends.db"
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    desk = open_desk(settings)
    found = verify_all(desk)
    desk.store.close()
    assert found.faults == []
    rows = rows_in(database)
    case_ids = {row[1] for row in rows["cases"]}
    assert len(case_ids) == answered
    for table in ("case_words", "links", "submissions", "outbox", "facts"):
        columns = {value for row in rows[table] for value in row}
        assert case_ids <= columns, table


# A full disk.


@pytest.fixture(params=["a full disk", "a limit on files"])
def tight(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """A folder, how to leave no room in it for a running desk, and how to make room again."""
    if request.param == "a full disk":
        with disk_of(640, tmp_path) as disk:
            yield disk.place, lambda _: disk.fill(), lambda _: disk.empty()
        return

    def limit(live: LiveDesk, size: int) -> None:
        for pid in _family(live.process.pid):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def squeeze(live: LiveDesk) -> None:
        files = live.settings.data.glob("amends.db*")
        limit(live, max(file.stat().st_size for file in files))

    yield tmp_path, squeeze, lambda live: limit(live, resource.RLIM_INFINITY)


def _family(pid: int) -> list[int]:
    from tests.cli.processes import family_of

    return family_of(pid)


@linux
def test_T64_disk_without_room_costs_nobody_a_word_and_everything_goes_on_afterwards(tight: Any):
    folder, squeeze, relax = tight
    settings, shop = desk_in(folder)
    with serving(settings, shop) as live:
        owner = owner_of(live)
        assert send(live, "The first.")[0] == 200
        assert ready(live) == 200
        answered = 1
        squeeze(live)

        status, customer = send(live, LONG)
        for _ in range(150):
            if status != 200:
                break
            answered += 1
            status, customer = send(live, LONG)

        # The customer.
        assert status == 503
        assert "cracked right through. It was cracked" in customer.page
        assert "We could not save your message just now." in customer.page
        # The machine that watches, the terminal, the owner.
        assert ready(live) == 503
        wait_until(said(live, "Nothing can be saved: "), "a line on the terminal")
        owner.get("/inbox/")
        assert owner.last.status == 200
        assert "Nothing can be saved: " in owner.page

        relax(live)

        wait_until(lambda: ready(live) == 200, "the desk to be ready again")
        wait_until(said(live, "Everything can be saved again."), "a line on the terminal")
        # The same page, sent once more.
        assert customer.submit({}, step="send").status == 200
        owner.get("/inbox/")
        assert "Nothing can be saved" not in owner.page
    all_or_nothing(settings, answered + 1)


# A disk that turns read-only.


@linux
def test_disk_that_turns_read_only_is_an_alarm_and_after_its_repair_all_is_there(tmp_path: Path):
    with disk_of(640, tmp_path) as disk:
        settings, shop = desk_in(disk.place)
        with serving(settings, shop) as live:
            live = LiveDesk(live.process, settings, shop, _log_elsewhere(live, tmp_path))
            assert send(live, "The first.")[0] == 200
            disk.fail()

            status, customer = send(live, LONG)

            assert status == 503
            assert "cracked right through. It was cracked" in customer.page
            assert ready(live) == 503
            assert send(live, "Still.")[0] == 503
        _still_free(disk)
        disk.repair()
        with serving(settings, shop) as live:
            assert ready(live) == 200
            assert customer_sends_again(customer, live) == 200
        all_or_nothing(settings, 2)


def _log_elsewhere(live: LiveDesk, folder: Path) -> Path:
    return live.log if os.access(live.log, os.W_OK) else folder / "log"


def _still_free(disk: Disk) -> None:
    def is_free() -> bool:
        busy = subprocess.run(["fuser", "-m", str(disk.place)], check=False, capture_output=True)
        return busy.returncode != 0

    if shutil.which("fuser"):
        wait_until(is_free, "everything to leave the disk")


def customer_sends_again(customer: PlainBrowser, live: LiveDesk) -> int:
    """The same page, sent to the desk that was started again."""
    return customer.submit({}, step="send").status


@linux
@pytest.mark.parametrize("what", ["folder", "database"])
def test_desk_that_may_not_write_does_not_start_and_says_so(tmp_path: Path, what: str):
    settings, _ = desk_in(tmp_path)
    for path in settings.data.glob("amends.db*"):
        path.chmod(0o400)
    if what == "folder":
        settings.data.chmod(0o500)
    # To root nothing is read-only, unless it gives up the right to pass over modes.
    humble = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    done = subprocess.run(
        [*(humble if os.geteuid() == 0 else []), sys.executable, "-m", "widget.cli", "serve"],
        env=environment_of(settings),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    settings.data.chmod(0o700)
    assert done.returncode == 1, done.stderr
    assert "cannot be written" in done.stderr or "cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


# A broken file.


def break_middle(file: Path) -> None:
    """Overwrite what stands behind the beginnings of all tables: without those no desk starts."""
    with closing(sqlite3.connect(file)) as connection:
        (last,) = connection.execute("SELECT max(rootpage) FROM sqlite_schema").fetchone()
    size = file.stat().st_size - last * 4096
    assert size > 10 * 4096
    with file.open("r+b") as target:
        target.seek(last * 4096)
        target.write(os.urandom(size))


@linux
def test_file_that_breaks_in_the_middle_is_said_and_a_backup_brings_it_back(tmp_path: Path):
    settings, shop = desk_in(tmp_path)
    database = settings.data / "amends.db"
    with serving(settings, shop) as live:
        for number in range(30):
            assert send(live, f"{number} {LONG}")[0] == 200
        wait_until(lambda: list((settings.data / "backups").glob("*.db")), "the first copy")
        amends(settings, "backup", tmp_path / "backup.db")
    break_middle(database)
    with serving(settings, shop) as live:
        for _ in range(40):
            status, customer = send(live, LONG)
            if status != 200:
                break
        assert status == 503
        assert "cracked right through. It was cracked" in customer.page
        assert ready(live) == 503
        wait_until(said(live, "The database is damaged."), "a line on the terminal")
        assert "Traceback" not in live.log.read_text()
    assert "is damaged" in amends(settings, "doctor", status=1)
    assert "no backup can be taken" in amends(settings, "backup", tmp_path / "2.db", status=1)

    told = amends(settings, "restore", tmp_path / "backup.db", "--yes")

    assert "30 cases" in told
    with serving(settings, shop) as live:
        assert ready(live) == 200
        assert customer_sends_again(customer, live) == 200
    all_or_nothing(settings, 31)


@pytest.mark.parametrize("damage", ["its beginning", "all of it", "its tables"])
def test_desk_does_not_start_on_a_damaged_file_but_says_what_helps(
    past: Past, tmp_path: Path, damage: str
):
    settings = settings_for(tmp_path, 0, smtp_url=f"folder://{tmp_path}/mails")
    settings.data.mkdir(mode=0o700)
    database = settings.data / "amends.db"
    shutil.copy(past.file, database)
    whole = bytearray(database.read_bytes())
    if damage == "its tables":
        whole[4096:] = os.urandom(len(whole) - 4096)
    else:
        end = 4096 if damage == "its beginning" else len(whole)
        whole[:end] = os.urandom(end)
    database.write_bytes(whole)
    before = database.read_bytes()

    with started("serve", environ=environment_of(settings), folder=settings.data) as process:
        assert process.wait(30) == 1
        assert process.stdout is not None
        told = process.stdout.read()

    assert "The database is damaged. “amends restore FILE” brings back a backup" in told
    assert "Traceback" not in told
    assert database.read_bytes() == before


def test_database_of_another_program_is_left_alone(past: Past, tmp_path: Path):
    settings = settings_for(tmp_path, 0, smtp_url=f"folder://{tmp_path}/mails")
    settings.data.mkdir(mode=0o700)
    database = settings.data / "amends.db"
    change(database, "CREATE TABLE theirs (a)", "PRAGMA application_id = 252006673")
    before = database.read_bytes()
    with started("serve", environ=environment_of(settings), folder=settings.data) as process:
        assert process.wait(30) == 1
        assert process.stdout is not None
        assert "belongs to another program" in process.stdout.read()
    assert database.read_bytes() == before


def amends(settings: Settings, *words: Any, status: int = 0) -> str:
    import click.testing

    environ = {
        "AMENDS_DATA": str(settings.data),
        "AMENDS_SMTP_URL": settings.smtp_url,
        "LANG": "en_IE.UTF-8",
    }
    before = os.umask(0o022)
    result = click.testing.CliRunner().invoke(main, [str(word) for word in words], env=environ)
    os.umask(before)
    assert result.exit_code == status, result.output
    return str(result.output)
