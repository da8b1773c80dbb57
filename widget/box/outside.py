"""The service's side of the box: one child at a time, a fresh one for each file.

A child that lived on could be taken over by one stranger's file and see the next one's. Starting
one takes 70 ms, and an idle desk keeps none.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from widget.box.limits import MOST_KEPT_BYTES, MOST_SIDE
from widget.box.wire import WireCut, receive, send, send_file

TIMEOUT_S = 15.0  # from start to answer, whatever the child does or waits for
PATIENCE_S = 20.0  # to wait for the box while it works for others
MOST_SAID_BYTES = 1_000

# The child is told where the code is, since -I keeps it from looking around.
_START = "import sys; sys.path.append(sys.argv[1]); from widget.box.inside import main; main()"
_HOME = str(Path(__file__).resolve().parents[2])
_WHY = frozenset({"heic", "film", "other", "broken", "pixels", "heavy"})


@dataclass(frozen=True)
class CleanPhoto:
    """A new JPEG, with its size in pixels."""

    body: bytes
    width: int
    height: int


class NotAPhoto(Exception):
    """A file that did not become a photo.

    ``why``: ``heic`` (and the extra is missing), ``film``, ``other``, ``broken``, ``pixels`` (too
    many), ``heavy`` (needs more time or memory than the box may take), ``busy`` (others waited
    first; worth another try).
    """

    def __init__(self, why: str) -> None:
        """``why`` is one of the words above."""
        super().__init__(why)
        self.why = why


class Box:
    """Where strangers' files are opened. One a service; it may be asked from any thread."""

    def __init__(self, timeout_s: float = TIMEOUT_S, patience_s: float = PATIENCE_S) -> None:
        """``timeout_s`` for the child, ``patience_s`` for the turn; nothing is started yet."""
        self._timeout_s = timeout_s
        self._patience_s = patience_s
        self._turn = threading.Lock()

    def clean_photo(self, file: BinaryIO, length: int) -> CleanPhoto:
        """Make a clean photo of ``length`` bytes read from ``file``. Raises ``NotAPhoto``."""
        if not self._turn.acquire(timeout=self._patience_s):
            raise NotAPhoto("busy")
        try:
            said, body = self._ask("photo", file, length)
        finally:
            self._turn.release()
        return _checked(said, body)

    def _ask(self, job: str, file: BinaryIO, length: int) -> tuple[object, bytes]:
        with _child(self._timeout_s) as (into, out):
            try:
                send(into, job.encode())
                send_file(into, file, length)
                return json.loads(receive(out, MOST_SAID_BYTES)), receive(out, MOST_KEPT_BYTES)
            except (BrokenPipeError, WireCut, ValueError):
                # It died on the way: of its limits, of the time-out, or of the file itself.
                raise NotAPhoto("heavy") from None


@contextlib.contextmanager
def _child(timeout_s: float) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """A fresh child's two pipes. It is gone when the block is left, and after ``timeout_s``."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-c", _START, _HOME],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )
    into, out = cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout)
    alarm = threading.Timer(timeout_s, process.kill)
    alarm.daemon = True
    alarm.start()
    try:
        yield into, out
    finally:
        alarm.cancel()
        process.kill()
        for pipe in (into, out):
            with contextlib.suppress(OSError):
                pipe.close()
        process.wait()


def _environment() -> dict[str, str]:
    # Nothing of the service's own, which holds passwords. Windows cannot start a Python without it.
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}


def _checked(said: object, body: bytes) -> CleanPhoto:
    """What the box answered, believed only as far as it can be a photo of ours."""
    match said:
        case {"why": str(why)} if why in _WHY:
            raise NotAPhoto(why)
        case {"width": int(width), "height": int(height)}:
            is_jpeg = body.startswith(b"\xff\xd8\xff") and body.endswith(b"\xff\xd9")
            if is_jpeg and 0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE:
                return CleanPhoto(body, width, height)
    raise NotAPhoto("broken")
