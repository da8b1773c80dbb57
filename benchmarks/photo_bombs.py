"""Every photo that was made to hurt, sent to a real desk: what it says, and what memory it took.

    python -m benchmarks.photo_bombs

A real ``amends serve`` takes each file in its form, as a customer without script sends it. On the
way the memory (RSS) of what takes it is looked at every few milliseconds: the worker, and the box,
which is the worker's child that opens the file. The last lines are the most that each had, and the
most of both at one moment, which has to stay below the limit; pages that both share are counted
twice. Beside them stands the process that only starts the worker anew where it ends.
"""

from __future__ import annotations

import http.client
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from PIL import Image

from tests.live import LiveDesk, free_port, serve_desk
from tests.photos import pictures
from tests.photos.sending import MULTIPART, File, multipart
from tests.public.conftest import TYPED
from tests.public.reading import Page

FORM = "/s/wren-tide/complaint"
MOST_MB = 300
LOOK_EVERY_S = 0.003


def flat(width: int, height: int, kind: str, **more: object) -> bytes:
    """A picture of one colour: the smallest file with that many pixels."""
    return pictures.saved(Image.new("RGB", (width, height), (200, 90, 60)), kind, **more)


BOMBS: dict[str, Callable[[], list[File]]] = {
    "a usual photo, 12 MP JPEG": lambda: [("a.jpg", flat(4032, 3024, "JPEG"))],
    "a phone's 50 MP JPEG": lambda: [("a.jpg", flat(8160, 6120, "JPEG"))],
    "PNG 13,000 x 13,000": lambda: [("a.png", pictures.empty_png(13_000))],
    "PNG 20,000 x 20,000": lambda: [("a.png", pictures.empty_png(20_000))],
    "PNG 2,000,000,000 wide": lambda: [("a.png", pictures.wide_png())],
    "PNG with a text of 200 MB": lambda: [("a.png", pictures.png_with_text_bomb())],
    "PNG with 300 MB of extra rows": lambda: [("a.png", pictures.png_with_endless_rows())],
    "GIF of 500 frames": lambda: [("a.gif", pictures.film_of("GIF"))],
    "WebP of 500 frames": lambda: [("a.webp", pictures.film_of("WEBP"))],
    "AVIF of 500 frames": lambda: [("a.avif", pictures.film_of("AVIF"))],
    "cut off": lambda: [("a.jpg", pictures.photo()[:300])],
    "a zip named .jpg": lambda: [("a.jpg", pictures.zipped())],
    "four polyglots": lambda: [
        (f"{name}.jpg", pictures.photo(number) + tail)
        for number, (name, tail) in enumerate(pictures.POLYGLOTS.items())
    ],
    "40 photos": lambda: [(f"{number}.jpg", pictures.photo(number)) for number in range(40)],
    "5 x 12 MB": lambda: [
        (f"{number}.jpg", pictures.photo(number) + bytes(12_000_000)) for number in range(5)
    ],
    "a film of 90 MB": lambda: [("a.mov", pictures.FILMS["quicktime"] + bytes(90_000_000))],
    "the largest PNG, 60 MP": lambda: [("a.png", pictures.empty_png(7_745, 6))],
    "the largest JPEG, 60 MP": lambda: [("a.jpg", flat(8_944, 6_708, "JPEG"))],
    "JPEG in passes, 42 MP": lambda: [("a.jpg", flat(8_000, 5_330, "JPEG", progressive=True))],
    "JPEG in passes, 60 MP": lambda: [("a.jpg", flat(8_944, 6_708, "JPEG", progressive=True))],
    "the largest WebP, 12 MP": lambda: [("a.webp", flat(4_032, 3_024, "WEBP"))],
    "the largest AVIF, 16 MP": lambda: [("a.avif", flat(4_032, 4_032, "AVIF"))],
}


USUAL: File = ("a.jpg", pictures.photo())


@dataclass
class Watch:
    """Looks at the memory of a worker and its box until it is told to stop."""

    root: int
    worker: int = 0  # the most that each had, in MB
    box: int = 0
    together: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Watch:
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(LOOK_EVERY_S):
            worker = _memory_mb(self.root)
            # Between its fork and its exec a child still shows its parent's memory as its own.
            box = sum(_memory_mb(pid) for pid in _children(self.root) if _is_box(pid))
            self.box, self.worker = max(self.box, box), max(self.worker, worker)
            self.together = max(self.together, box + worker)


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(child) for child in task.read_text().split()]
    return found


def _worker_of(main: int) -> int:
    """The process that serves: granian's worker, or the main process itself with waitress."""
    workers = [pid for pid in _children(main) if b"resource_tracker" not in _command(pid)]
    return workers[0] if workers else main


def _command(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def _memory_mb(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * 4096 // 1_000_000


def _is_box(pid: int) -> bool:
    return b"widget.box.inside" in _command(pid)


def send(live: LiveDesk, files: list[File]) -> tuple[int, str]:
    """Send files in a form; the answer's status, and what the page says of them."""
    line = http.client.HTTPConnection(urlsplit(live.url).netloc, timeout=120)
    line.request("GET", FORM)
    _, fields = Page(line.getresponse().read().decode()).press("Go on and check")
    body = multipart(fields | dict(TYPED), *files)
    line.request("POST", FORM, body, {"Content-Type": MULTIPART})
    answer = line.getresponse()
    page = Page(answer.read().decode())
    line.close()
    told = [tag.text.removeprefix("Error: ") for tag in page.find("p", class_="error")]
    shown = len([tag for tag in page.find("img") if "/photo/" in tag.attrs["src"]])
    assert TYPED["happened"] in page.html, "the words are lost"
    return answer.status, " ".join(told) or f"{shown} kept"


def send_half(live: LiveDesk) -> str:
    """Begin to send a photo and go away in the middle; what the desk says to that."""
    whole = multipart({}, ("a.jpg", bytes(8_000_000)))
    address = urlsplit(live.url)
    head = (
        f"POST {FORM} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: {MULTIPART}\r\n"
        f"Content-Length: {len(whole)}\r\n\r\n"
    )
    with socket.create_connection((address.hostname, address.port), timeout=30) as line:
        line.sendall(head.encode() + whole[: len(whole) // 2])
        line.shutdown(socket.SHUT_WR)
        answer = b""
        while some := line.recv(65_536):
            answer += some
    return answer.split(b"\r\n", 1)[0].decode() or "nothing: the line was cut"


@dataclass
class Table:
    """What is printed, and the most of each column."""

    worker_pid: int
    worker: int = 0
    box: int = 0
    together: int = 0

    def measure(self, name: str, sent: float, act: Callable[[], str]) -> None:
        """Do something under watch and print its line; ``sent`` in MB."""
        began = time.monotonic()
        with Watch(self.worker_pid) as watch:
            told = act()
        print(
            f"{name:32}{sent:6.1f} MB{time.monotonic() - began:6.2f} s"
            f"{watch.worker:6} MB{watch.box:4} MB{watch.together:4} MB   {told}",
            flush=True,
        )
        self.worker = max(self.worker, watch.worker)
        self.box = max(self.box, watch.box)
        self.together = max(self.together, watch.together)


def main() -> int:
    """Send them all and print the figures; 1 where the memory went over the limit."""
    with tempfile.TemporaryDirectory() as folder, serve_desk(Path(folder), free_port()) as live:
        send(live, [])
        table = Table(_worker_of(live.process.pid))
        print(f"at rest: the worker has {_memory_mb(table.worker_pid)} MB, and there is no box\n")
        print(f"{'':32}{'sent':>9}{'time':>8}{'worker':>9}{'box':>7}{'both':>7}   answer")
        for name, make in BOMBS.items():
            files = make()
            sent = sum(len(body) for _, body in files) / 1_000_000
            table.measure(name, sent, partial(_said, live, files))
        table.measure("half of 8 MB, then gone", 4.0, partial(send_half, live))
        table.measure("and after all that a photo", 0.0, partial(_said, live, [USUAL]))
        beside = _memory_mb(live.process.pid)
    print(f"\nmost: worker {table.worker} MB, box {table.box} MB, both {table.together} MB")
    print(f"the process that watches over the worker: {beside} MB")
    return int(table.together >= MOST_MB)


def _said(live: LiveDesk, files: list[File]) -> str:
    status, told = send(live, files)
    return f"{status} {told}"


if __name__ == "__main__":
    sys.exit(main())
