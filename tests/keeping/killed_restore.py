"""A restore that is killed when it comes to a step, for each step: run by a test, by itself.

For each step it prints whether the desk is then the old one, the new one, or neither.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

from tests.keeping.conftest import rows_in
from widget.desk import restoring
from widget.storage import restore as steps

STEPS: dict[str, Any] = {
    "copy_rows": steps,
    "verify_all": restoring,
    "erased_in": restoring,
    "swap_in": restoring,
    "fsync": os,
    "link": os,
    "replace": Path,
    "keep_names": steps,
    "nothing": None,
}


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def references(database: Path) -> set[str]:
    return {row[2] for row in rows_in(database)["cases"]}


def main(backup: Path, database: Path) -> None:
    aside = database.parent.parent / "aside.db"
    shutil.copy(database, aside)
    old, new = references(database), references(backup)
    for step, place in STEPS.items():
        child = os.fork()
        if child == 0:
            if place is not None:
                setattr(place, step, die)
            restoring.restore(
                backup,
                database,
                database.parent,
                now=1_794_924_402_000,
                random_bytes=os.urandom,
            )
            os._exit(0)
        os.waitpid(child, 0)
        found = references(database)
        print(step, {True: "old", False: "neither"}[found == old] if found != new else "new")
        for left in database.parent.iterdir():
            left.unlink()
        shutil.copy(aside, database)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
