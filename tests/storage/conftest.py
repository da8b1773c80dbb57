"""A store on a fresh database file. The tables are made once and the file is copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from widget.storage import Store, upgrade

START_MS = 1_794_924_401_000


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and nothing in them."""
    path = tmp_path_factory.mktemp("empty") / "amends.db"
    upgrade(f"sqlite:///{path}", START_MS)
    return path


@pytest.fixture
def database_url(empty_file: Path, tmp_path: Path) -> str:
    shutil.copy(empty_file, tmp_path / "amends.db")
    return f"sqlite:///{tmp_path}/amends.db"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    store = Store(database_url)
    yield store
    store.close()
