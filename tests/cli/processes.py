"""Processes that tests start: who their children are, and whether they are gone."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from tests.live import ROOT, wait_until


def children_of(pid: int) -> list[int]:
    """The processes that a process has started."""
    return [
        int(child)
        for tasks in Path(f"/proc/{pid}/task").glob("*/children")
        for child in tasks.read_text().split()
    ]


def family_of(pid: int) -> list[int]:
    """A process and all that come from it."""
    return [pid, *(each for child in children_of(pid) for each in family_of(child))]


def lives(pid: int) -> bool:
    """Whether a process is there and not only waits to be buried."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def wait_until_gone(pids: list[int], patience_s: float = 10.0) -> None:
    """Wait for the end of processes that are nobody's children of ours."""
    wait_until(lambda: not any(map(lives, pids)), "all processes to end", patience_s)


class Running(subprocess.Popen[str]):
    """A command that runs."""

    @property
    def out(self) -> IO[str]:
        """What it says, on either output."""
        assert self.stdout is not None
        return self.stdout


@contextlib.contextmanager
def started(*arguments: str, environ: Mapping[str, str], folder: Path) -> Iterator[Running]:
    """``amends`` with these arguments, in a process and a session of its own."""
    # Also what we were called with could be somebody's settings.
    bare = {name: text for name, text in os.environ.items() if not name.startswith("AMENDS_")}
    process = Running(
        [sys.executable, "-m", "widget.cli", *arguments],
        env={**bare, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", **environ},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    family = [process.pid]
    try:
        yield process
        family = family_of(process.pid)
    finally:
        family = [*family, *family_of(process.pid)]
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.out.close()
        for pid in {pid for pid in family if pid != process.pid and lives(pid)}:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, 9)
