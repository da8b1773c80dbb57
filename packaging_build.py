"""Compiles the words: .po is what people edit and git holds, .mo is what the program reads.

setuptools calls `BuildPy` (named in setup.cfg) when a wheel is made; `tests/run` calls this file as
a program, so that a checkout reads the same words as an installed Amends.
"""

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools.command.build_py import build_py


def compile_words(rooms: Iterable[Path]) -> list[Path]:
    """Write a .mo beside every .po below the rooms; return the .mo files."""
    compiled = []
    for po in sorted(po for room in rooms for po in room.glob("**/locale/*/LC_MESSAGES/*.po")):
        with po.open("rb") as source:
            catalog = read_po(source, locale=po.parent.parent.name, abort_invalid=True)
        mo = po.with_suffix(".mo")
        with mo.open("wb") as target:
            write_mo(target, catalog)
        compiled.append(mo)
    return compiled


class BuildPy(build_py):
    """Copies the packages as usual, then compiles the words in the copy."""

    def run(self) -> None:
        # An editable install has no copy: the words are then compiled where they stand.
        base = Path() if self.editable_mode else Path(self.build_lib)
        if not self.editable_mode:
            # A build folder left from before would bring deleted modules back to life.
            shutil.rmtree(base, ignore_errors=True)
        super().run()
        rooms = {package.partition(".")[0] for package in self.packages or ()}
        compile_words(base / room for room in rooms)


if __name__ == "__main__":
    compile_words(map(Path, sys.argv[1:]))
