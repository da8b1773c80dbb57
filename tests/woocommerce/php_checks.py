"""Checks that are written in PHP: their names, and each of them in a process of its own."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.needs import path_of

HERE = Path(__file__).resolve().parent


def names_of(file: str, beginning: str = "", *, but: tuple[str, ...] = ()) -> list[str]:
    """The checks of a file here that begin so, without those that begin with one of ``but``."""
    found = re.findall(r"^    '(\w+)' => function", (HERE / file).read_text(), re.MULTILINE)
    return [name for name in found if name.startswith(beginning) and not name.startswith(but)]


def check(file: str, name: str) -> None:
    """Run one check of a file; AssertionError with PHP's words where it does not hold."""
    ended = subprocess.run(
        [str(path_of("php")), "-d", "display_errors=stderr", str(HERE / file), name],
        capture_output=True,
        text=True,
    )
    assert (ended.stdout, ended.stderr, ended.returncode) == ("ok\n", "", 0), ended.stderr
