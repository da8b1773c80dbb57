"""Puts built pages into a site that holds other files, too, and takes care of those.

A list beside them, as ``sha256sum -c`` reads it, says which files are ours and how we left them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from widget.cli.policy.kept import write_whole
from widget.cli.spoken import StopError, _

LIST = ".amends-pages"
LINE = re.compile(r"([0-9a-f]{64})  (.+)")


@dataclass(frozen=True)
class Placed:
    """What was left although it belongs no longer, for somebody changed it."""

    left: tuple[str, ...]


def place_files(folder: Path, files: Mapping[str, bytes], *, replace: bool) -> Placed:
    """Write the files, remove what an earlier build wrote and this one does not.

    Ends the command before anything is written where a file stands in the way that is not as we
    left it, unless ``replace``.
    """
    before = _listed(folder)
    in_the_way = [
        path
        for path, content in files.items()
        if not _is_free(folder / path, content, before.get(path, set()))
    ]
    if in_the_way and not replace:
        raise StopError(
            _("These files were not written by “amends policy build”, or changed since:"),
            *(f"  {path}" for path in in_the_way),
            _("Nothing was written. --replace writes over them."),
        )
    now = {path: {_sum(content)} for path, content in files.items()}
    # First both, so that a build that is cut off knows all its files again.
    _write_list(
        folder, {path: before.get(path, set()) | sums for path, sums in now.items()}, before
    )
    for path, content in files.items():
        target = folder / path
        if not target.is_file() or target.read_bytes() != content:
            write_whole(target, content)
    left = _remove(folder, {path: sums for path, sums in before.items() if path not in files})
    _write_list(folder, now, {})
    return Placed(tuple(left))


def _is_free(path: Path, content: bytes, ours: set[str]) -> bool:
    if not path.exists():
        return True
    there = path.read_bytes() if path.is_file() else b""
    return path.is_file() and (there == content or _sum(there) in ours)


def _remove(folder: Path, sums_of: Mapping[str, set[str]]) -> Iterable[str]:
    left = []
    for path, sums in sums_of.items():
        target = folder / path
        if not target.is_file():
            continue
        if _sum(target.read_bytes()) in sums:
            target.unlink()
        else:
            left.append(path)
    return left


def _listed(folder: Path) -> dict[str, set[str]]:
    """The files of the last build, and the sums of what it wrote. Paths out of the folder: none."""
    found: dict[str, set[str]] = {}
    if (folder / LIST).is_file():
        for line in (folder / LIST).read_text(encoding="utf-8").splitlines():
            match = LINE.fullmatch(line)
            if match is None:
                continue
            path = PurePosixPath(match[2])
            if not path.is_absolute() and ".." not in path.parts:
                found.setdefault(str(path), set()).add(match[1])
    return found


def _write_list(folder: Path, now: Mapping[str, set[str]], before: Mapping[str, set[str]]) -> None:
    both = {**before, **now}
    lines = [f"{each}  {path}\n" for path in sorted(both) for each in sorted(both[path])]
    write_whole(folder / LIST, "".join(lines).encode())


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
