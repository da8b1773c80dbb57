"""Writes the files of a version into a folder: each whole or not at all, with a compressed twin."""

from __future__ import annotations

import gzip
import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile

TWIN = ".gz"


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder hold exactly these files (by their paths in it) and their compressed twins.

    Somebody who reads meanwhile sees an old file or a new one, never half of one. What no longer
    belongs is removed at the end. Raises ``ValueError`` for a path that leads out of the folder,
    ``OSError`` where the disk refuses.
    """
    wanted = dict(twins_too(files))
    for path in wanted:
        if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
            raise ValueError(f"{path!r} leads out of the folder")
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in wanted.items():
        _write(folder / path, content)
    _remove_others(folder, {folder / path for path in wanted})


def twins_too(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files, each with its compressed twin; equal bytes give an equal twin."""
    twins = {path + TWIN: compressed(content) for path, content in files.items()}
    return {**files, **twins}


def compressed(content: bytes) -> bytes:
    """A file as gzip sends it, without the hour at which that was done."""
    return gzip.compress(content, compresslevel=9, mtime=0)


def _write(path: Path, content: bytes) -> None:
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as new:
        try:
            new.write(content)
            new.flush()
            os.fsync(new.fileno())
            os.fchmod(new.fileno(), 0o644)
            Path(new.name).replace(path)
        except BaseException:
            Path(new.name).unlink(missing_ok=True)
            raise


def _remove_others(folder: Path, wanted: set[Path]) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in wanted:
            path.unlink()
