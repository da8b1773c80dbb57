"""Each migration, killed before one of its statements and started again: run by a test, by itself.

    python -m tests.keeping.killed_migrations FOLDER [EVERY]

For each migration and each EVERYth statement of it, a child that migrates kills itself with
SIGKILL just before the statement. What the next start finds has to be the database of before, and
what it makes has to be what an undisturbed migration makes. Prints how many kills there were.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from tests.keeping.conftest import rows_in
from tests.live import ROOT
from widget.storage.ours import opened, shape_of
from widget.storage.upgrade import current_revision, upgrade

VERSIONS = ROOT / "widget/storage/migrations/versions"
REVISIONS = sorted(path.name[:4] for path in VERSIONS.glob("[0-9]*.py"))


def filled(folder: Path, revision: str) -> Path:
    """A database of a revision: one of an earlier release where there is one, else a bare one."""
    path = folder / f"from-{revision}.db"
    kept = ROOT / "tests/migrations" / f"{revision}.sql"
    if kept.exists():
        import sqlite3

        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(kept.read_text(encoding="utf-8"))
    elif revision:
        upgrade(f"sqlite:///{path}", 0, to=revision)
    else:
        path.touch()
    return path


def migrate_until(path: Path, to: str, number: int) -> None:
    """Migrate in a child that ends itself before its ``number``th statement."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    left = itertools.count(number, -1)

    def count(*_: Any) -> None:
        if next(left) == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    upgrade(f"sqlite:///{path}", 0, to=to)
    os._exit(0)


def look(path: Path) -> Any:
    with opened(path) as connection:
        return shape_of(connection), rows_in(path)


def statements_of(path: Path, to: str) -> int:
    """How many statements an undisturbed migration takes, and its outcome beside it."""
    seen: list[None] = []

    def count(*_: Any) -> None:
        seen.append(None)

    event.listen(Engine, "before_cursor_execute", count)
    upgrade(f"sqlite:///{path}", 0, to=to)
    event.remove(Engine, "before_cursor_execute", count)
    return len(seen)


def main(folder: Path, every: int) -> None:
    kills = 0
    for before, to in itertools.pairwise(["", *REVISIONS]):
        start = filled(folder, before)
        whole = folder / "whole.db"
        shutil.copy(start, whole)
        steps = statements_of(whole, to)
        wanted = look(whole)
        for number in range(1, steps, every):
            broken = folder / "broken.db"
            shutil.copy(start, broken)
            migrate_until(broken, to, number)
            url = f"sqlite:///{broken}"
            assert current_revision(url) in {before or None, to}, (to, number)
            upgrade(url, 0, to=to)
            assert look(broken) == wanted, (to, number)
            kills += 1
            for left in folder.glob("broken*"):
                left.unlink()
        whole.unlink()
    print(kills)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
