"""The child's side of the box: take limits, read one file, answer, end."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from widget.box import photo
from widget.box.limits import MOST_FILE_BYTES
from widget.box.wire import receive, send

# Windows has no such limits; there the time-out alone ends a box.
if sys.platform != "win32":
    import resource

CPU_S = 10
# On top of what Python and Pillow take: the largest photo (photo.MOST_MEMORY_BYTES) and the rest.
MEMORY_BYTES = 240 * 1024 * 1024
_USUAL_BYTES = 64 * 1024 * 1024  # of Python and Pillow, where the system does not say
MOST_JOB_BYTES = 100

Answer = tuple[Mapping[str, object], bytes]


def main() -> None:
    """Do the one job that comes in. Whatever else happens, the process ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service
    photo.get_ready()
    take_limits()
    job = receive(sys.stdin.buffer, MOST_JOB_BYTES).decode()
    said, body = _JOBS[job](receive(sys.stdin.buffer, MOST_FILE_BYTES))
    send(sys.stdout.buffer, json.dumps(said).encode())
    send(sys.stdout.buffer, body)


def take_limits() -> None:
    """Give up what a parser does not need: time, memory, files, sockets, children, core dumps.

    With no file number left nothing can be opened any more, so even a parser that has been taken
    over reaches neither the database nor the network.
    """
    if sys.platform == "win32":
        return
    limits = {
        "RLIMIT_CPU": CPU_S,
        "RLIMIT_AS": _addresses_taken() + MEMORY_BYTES,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_CORE": 0,
        "RLIMIT_NPROC": 0,
        "RLIMIT_NOFILE": 0,
    }
    for name, most in limits.items():
        # Not every system knows or honours each of them.
        with suppress(AttributeError, OSError, ValueError):
            resource.setrlimit(getattr(resource, name), (most, most))


def _addresses_taken() -> int:
    """How many bytes of addresses this process has by now."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return _USUAL_BYTES
    return pages * os.sysconf("SC_PAGE_SIZE")


def _clean_photo(data: bytes) -> Answer:
    try:
        clean = photo.clean_photo(data)
    except photo.NotClean as refused:
        return {"why": refused.why}, b""
    except MemoryError:
        return {"why": "heavy"}, b""
    except Exception:  # noqa: BLE001 (a file made to break a parser may raise anything)
        return {"why": "broken"}, b""
    return {"width": clean.width, "height": clean.height}, clean.body


_JOBS: Mapping[str, Callable[[bytes], Answer]] = {"photo": _clean_photo}
