"""A desk with some history, its file, and the command line beside it."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click.testing
import pytest
from flask import Flask

from tests.conftest import BASE_URL, START_MS, Browser, Clock, said
from tests.live import WREN_AND_TIDE
from widget.app import create_app
from widget.cases.model import Shop
from widget.cli import main
from widget.desk import (
    Actor,
    Desk,
    Receipt,
    add_fact,
    add_note,
    answer,
    close_case,
    make_owner,
    make_shop,
    new_form,
    open_case,
    read_form,
    reply_as_customer,
)
from widget.settings import Settings
from widget.storage import Store, upgrade
from widget.storage.backup import make_backup

Amends = Callable[..., click.testing.Result]
MakeCase = Callable[..., Receipt]


@dataclass(frozen=True)
class Past:
    """A desk with some history, made once: its file, a backup of it, and what was received."""

    file: Path
    backup: Path
    shop: Shop
    orla: Actor
    receipts: list[Receipt]


@pytest.fixture(scope="session")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    """Five cases in several states; the first has everything that a case can have. In order."""
    folder = tmp_path_factory.mktemp("past")
    url = f"sqlite:///{folder}/amends.db"
    upgrade(url, START_MS)
    desk = Desk(Store(url), Clock(), random.Random(45).randbytes, BASE_URL)
    shop = make_shop(desk, WREN_AND_TIDE)
    person = make_owner(desk, shop.id, shop.mailbox, shop.owner_name)
    orla = Actor(shop.id, person.id, "owner", person.name)
    receipts = [
        send(desk, shop, name=f"Hanna {n}", email=f"hanna{n}@post.example", order_number=f"WT-{n}")
        for n in range(5)
    ]
    first, second, third = (receipt.case.reference for receipt in receipts[:3])
    answer(desk, orla, first, "Two new bars leave today.", 99)
    reply(desk, receipts[0], "Thank you, they are here.")
    add_note(desk, orla, first, "A regular.")
    add_fact(desk, orla, first, "value", "€18")
    answer(desk, orla, second, "Which one was it?", 99)
    close_case(desk, orla, third, "settled", "All well again.", False, 99)
    make_backup(url, folder / "backup.db")
    desk.store.close()
    return Past(folder / "amends.db", folder / "backup.db", shop, orla, receipts)


def send(desk: Desk, shop: Shop, **changes: Any) -> Receipt:
    """Open a case as a customer does."""
    statement = said(**changes)
    form = read_form(desk, shop, statement.kind, new_form(desk, shop, statement.kind))
    return open_case(desk, shop, statement, form)


def reply(desk: Desk, receipt: Receipt, text: str) -> None:
    """Write again as the customer of a case."""
    form = read_form(desk, receipt.shop, "reply", new_form(desk, receipt.shop, "reply"))
    reply_as_customer(desk, receipt.token, text, form)


@pytest.fixture
def file(settings: Settings, past: Past) -> Path:
    """The desk's database, in a folder of its own."""
    settings.data.mkdir(mode=0o700)
    return Path(shutil.copy(past.file, settings.data / "amends.db"))


@pytest.fixture
def backup(past: Past, tmp_path: Path) -> Path:
    """A backup of that desk."""
    return Path(shutil.copy(past.backup, tmp_path / "backup.db"))


@pytest.fixture
def desk(
    file: Path, settings: Settings, clock: Clock, dice: Callable[[int], bytes]
) -> Iterator[Desk]:
    """The desk on its file, a day after its past."""
    clock.forward(days=1)
    desk = Desk(Store(settings.database_url), clock, dice, settings.base_url, data=settings.data)
    yield desk
    desk.store.close()


@pytest.fixture
def app(settings: Settings, desk: Desk) -> Flask:
    app = create_app(settings, desk=desk)
    app.test_client_class = Browser
    return app


@pytest.fixture
def shop(past: Past) -> Shop:
    return past.shop


@pytest.fixture
def orla(past: Past) -> Actor:
    """The owner at work."""
    return past.orla


@pytest.fixture
def history(past: Past) -> list[Receipt]:
    """What was received, in order."""
    return past.receipts


@pytest.fixture
def amends(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Amends:
    """Run a command on the desk's folder."""
    for name in list(os.environ):
        if name.startswith("AMENDS_") or name in {"LC_ALL", "LC_MESSAGES"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "en_IE.UTF-8")
    before = os.umask(0o022)
    os.umask(before)

    def run(*arguments: Any, input: str = "", **more: str) -> click.testing.Result:  # noqa: A002
        environ = {
            "AMENDS_DATA": str(settings.data),
            **{f"AMENDS_{name}": text for name, text in more.items()},
        }
        words = [str(argument) for argument in arguments]
        try:
            return click.testing.CliRunner().invoke(main, words, input=input, env=environ)
        finally:
            os.umask(before)

    return run


def rows_in(path: Path) -> dict[str, list[Any]]:
    """All rows of all tables of a file."""
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        return {
            name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)  # noqa: S608
            for (name,) in tables.fetchall()
        }


def change(path: Path, *statements: str | tuple[Any, ...]) -> None:
    """Change a file behind the desk's back: statements, or each with its values."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            text, *values = (statement,) if isinstance(statement, str) else statement
            connection.execute(text, values)


def bytes_of(folder: Path) -> dict[Path, bytes]:
    """Every file below a folder, hidden ones with them."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Mount disks of a few megabytes; only root may."""
    mounted: list[Path] = []

    def mount(megabytes: int) -> Path:
        place = tmp_path / f"disk{len(mounted)}"
        place.mkdir()
        size = f"size={megabytes}m,mode=700"
        try:
            subprocess.run(
                ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(place)],
                check=True,
                capture_output=True,
            )
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("only root may mount a tiny disk, and not everywhere")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", "-l", str(place)], check=False, capture_output=True)
