"""Erasing and backing up beside a desk that serves, with readers at its database [T72]."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.journey.plain_http import PlainBrowser
from tests.keeping.conftest import bytes_of
from tests.keeping.test_erase import plant_photos
from tests.live import ROOT, LiveDesk, environment_of, free_port, serve_desk
from widget.app import open_desk
from widget.desk import find_customers, print_login, receipt_for, verify_all

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="starts processes")

SYLLABLES = ("zur", "quib", "flon", "trag", "mew", "plix", "snor", "vath", "glim", "droz")


def fifty_words() -> list[str]:
    """Words that stand nowhere else."""
    words = [one + two + "x" for one in SYLLABLES for two in SYLLABLES if one != two][:50]
    assert len(set(words)) == 50
    return words


def amends(live: LiveDesk, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "widget.cli", *words],
        env={**environment_of(live.settings), "LANG": "C.UTF-8"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def reader_at(path: Path) -> Iterator[None]:
    """Somebody who reads all the time, one transaction after the other."""
    stop = threading.Event()

    def read() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            while not stop.is_set():
                connection.execute("BEGIN")
                connection.execute("SELECT count(*), max(words) FROM cases").fetchone()
                connection.execute("COMMIT")
                stop.wait(0.001)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def write_all(live: LiveDesk, words: list[str]) -> str:
    """Leave the words everywhere: form, reply, answer, note, fact, closing. Returns the address."""
    customer, owner = PlainBrowser(live.url), PlainBrowser(live.url)
    said = iter(words)
    address = f"{next(said)}.{next(said)}@planted.example"
    typed = {
        "order": next(said),
        "items": f"two {next(said)} bars",
        "happened": f"The {next(said)} broke in {next(said)} street. " + " ".join(words[8:20]),
        "meant": f"It was for {next(said)}.",
        "wish": "replacement",
        "name": f"{next(said).title()} Lind",
        "email": address,
        "reach": "email",
    }
    customer.get("/s/wren-tide/complaint")
    assert customer.submit(typed, step="send").status == 200
    reference = re.search(r"AM-[2-9A-Z]{4}-[2-9A-Z]{3}", customer.page)
    assert reference
    token = customer.last.path.removesuffix("/receipt")
    customer.get(token)
    customer.submit({"text": "Also " + " ".join(words[20:30])}, form=token)
    desk = open_desk(live.settings)
    link = print_login(desk, live.shop.mailbox)
    plant_photos(desk, receipt_for(desk, token.removeprefix("/c/")))
    desk.store.close()
    owner.get(link.removeprefix(live.url))
    owner.submit({})
    case = f"/inbox/case/{reference.group()}"
    owner.get(case)
    owner.submit({"text": "Dear you, " + " ".join(words[30:38])}, form="/reply")
    owner.submit({"text": "Seen before: " + " ".join(words[38:43])}, form="/note")
    owner.submit({"name": "number", "value": f"{words[43]} {words[44]}.jpg"}, form="/fact")
    owner.submit({"outcome": "settled", "text": " ".join(words[45:50])}, form="/close")
    assert owner.last.status == 200
    return address


def missing(words: list[str], live: LiveDesk) -> list[str]:
    """Which words stand in no file of the data folder."""
    whole = b"\n".join(bytes_of(live.settings.data).values()).lower()
    return [word for word in words if word.encode() not in whole]


@contextmanager
def customers_at(live: LiveDesk) -> Iterator[list[int]]:
    """Somebody who writes message after message; gives what each was answered with."""
    statuses: list[int] = []
    stop = threading.Event()

    def write() -> None:
        customer = PlainBrowser(live.url)
        while not stop.is_set():
            customer.get("/s/wren-tide/complaint")
            typed = {
                "order": "1",
                "items": "bars",
                "happened": "It was cracked. " * 100,
                "meant": "Nothing.",
                "wish": "listen",
                "name": "Somebody",
                "email": f"other{len(statuses)}@post.example",
                "reach": "email",
            }
            statuses.append(customer.submit(typed, step="send").status)
            stop.wait(0.02)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield statuses
    finally:
        stop.set()
        thread.join()


def test_T72_fifty_planted_words_are_in_no_file_after_erasing_beside_a_served_desk(
    tmp_path: Path,
):
    words = fifty_words()
    # No mail server: what was to be mailed waits, and its error stands in the outbox.
    with serve_desk(tmp_path, free_port()) as live:
        address = write_all(live, words)
        assert missing(words, live) == []

        with customers_at(live) as answered, reader_at(live.settings.data / "amends.db"):
            done = amends(live, "erase", address, "--yes", "--delete-copies")
            made = amends(live, "backup", str(tmp_path / "afterwards.db"))
            assert done.returncode == 0, done.stdout + done.stderr
            assert "Nothing of it is left" in done.stdout
            assert made.returncode == 0, made.stderr
            assert len(missing(words, live)) == 50
        # Nobody was turned away meanwhile.
        assert len(answered) > 5
        assert set(answered) == {200}

        copies = (tmp_path / "afterwards.db", *(live.settings.data / "backups").iterdir())
        for path in copies:
            content = path.read_bytes().lower()
            assert [word for word in words if word.encode() in content] == [], path
        assert b"PHOTO" not in b"".join(bytes_of(live.settings.data).values())
        refused = amends(live, "restore", str(tmp_path / "afterwards.db"), "--yes")
        assert "The desk is running" in refused.stderr
        desk = open_desk(live.settings)
        assert verify_all(desk).faults == []
        assert find_customers(desk, address) == []
        assert len(find_customers(desk, "other0@post.example")) == 1
        desk.store.close()
