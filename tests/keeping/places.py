"""Places for a desk where something goes wrong: small disks, disks that turn read-only."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass
class Disk:
    """A disk of its own, mounted on a folder."""

    image: Path
    place: Path

    def fill(self) -> None:
        """Leave no room."""
        filler = self.place / "filler"
        with filler.open("wb") as big:
            step = 256 << 20
            while step >= 512:
                try:
                    os.posix_fallocate(big.fileno(), os.fstat(big.fileno()).st_size, step)
                except OSError:
                    step //= 2

    def empty(self) -> None:
        """Make room again."""
        (self.place / "filler").unlink()

    def fail(self) -> None:
        """Turn read-only at once, as a disk does on which the system met an error."""
        _run("mount", "-o", "remount,abort", str(self.place))

    def repair(self) -> None:
        """Check it and mount it again. Nothing may be open on it."""
        _run("umount", str(self.place))
        subprocess.run(["e2fsck", "-fy", str(self.image)], check=False, capture_output=True)
        _run("mount", "-o", "loop", str(self.image), str(self.place))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


@contextlib.contextmanager
def disk_of(megabytes: int, folder: Path) -> Iterator[Disk]:
    """Make a disk and mount it; only root may, and not everywhere."""
    disk = Disk(folder / "disk.img", folder / "disk")
    disk.place.mkdir()
    with disk.image.open("wb") as image:
        image.truncate(megabytes << 20)
    try:
        _run("mkfs.ext4", "-q", "-m", "0", str(disk.image))
        _run("mount", "-o", "loop", str(disk.image), str(disk.place))
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only root may mount a disk, and not everywhere")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk.place)], check=False, capture_output=True)
