"""The parser box as a process: it is alone, it has limits, and it ends."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PIL import Image

from tests.photos.conftest import why_not
from tests.photos.pictures import photo, saved
from widget.box import outside
from widget.box.limits import MOST_KEPT_BYTES, MOST_SIDE
from widget.box.outside import Box, NotAPhoto
from widget.box.wire import WireCut, receive, send, send_file

ROOT = Path(__file__).resolve().parents[2]

# What a parser that was taken over could try, run where the parser runs.
TRY = """
import os, resource, socket, sys
sys.path.append(sys.argv[1])
from widget.box import inside, photo
photo.get_ready()
inside.take_limits()
def tried(act):
    try:
        act()
        return "done"
    except (OSError, MemoryError) as error:
        return type(error).__name__
import json
print(json.dumps({
    "environment": sorted(os.environ),
    "file": tried(lambda: open("/etc/hostname")),
    "write": tried(lambda: open("/tmp/box-was-here", "w")),
    "socket": tried(socket.socket),
    "memory": tried(lambda: bytearray(400_000_000)),
    "cpu": resource.getrlimit(resource.RLIMIT_CPU),
    "core": resource.getrlimit(resource.RLIMIT_CORE),
}))
"""


def test_T22_whoever_takes_over_the_box_finds_no_file_no_socket_and_no_secret() -> None:
    os.environ["AMENDS_SMTP_URL"] = "smtp://user:password@mail.example"
    try:
        ran = subprocess.run(
            [sys.executable, "-I", "-c", TRY, str(ROOT)],
            env=outside._environment(),
            capture_output=True,
            check=True,
        )
    finally:
        del os.environ["AMENDS_SMTP_URL"]
    found = json.loads(ran.stdout)
    # LC_CTYPE is Python's own doing where there is no locale at all.
    assert set(found.pop("environment")) <= {"LC_CTYPE"}
    assert found == {
        "file": "OSError",
        "write": "OSError",
        "socket": "OSError",
        "memory": "MemoryError",
        "cpu": [10, 10],
        "core": [0, 0],
    }


def test_a_fresh_child_does_each_job_and_none_is_left() -> None:
    box = Box()
    before = _children()
    for number in range(2):
        data = photo(number)
        clean = box.clean_photo(io.BytesIO(data), len(data))
        assert (clean.width, clean.height) == (120, 90)
    assert _children() == before


def test_a_child_that_hangs_is_ended_and_the_next_one_works() -> None:
    data = photo()
    hurried = Box(timeout_s=0.0)
    with pytest.raises(NotAPhoto) as late:
        hurried.clean_photo(io.BytesIO(data), len(data))
    assert late.value.why == "heavy"
    assert Box().clean_photo(io.BytesIO(data), len(data)).body


def test_a_file_that_is_cut_short_on_the_way_in_is_a_word_and_not_a_hang() -> None:
    data = photo()
    started = time.monotonic()
    with pytest.raises(NotAPhoto):
        Box(timeout_s=60).clean_photo(io.BytesIO(data[:100]), len(data))
    assert time.monotonic() - started < 30


def test_one_at_a_time_and_who_waits_too_long_is_told() -> None:
    box = Box(patience_s=0.05)
    data, entered, go_on = photo(), threading.Event(), threading.Event()

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            entered.set()
            go_on.wait(20)
            return super().read(size)

    first = threading.Thread(target=lambda: box.clean_photo(Slow(data), len(data)))
    first.start()
    entered.wait(20)
    try:
        assert why_not(box, data) == "busy"
    finally:
        go_on.set()
        first.join()
    assert box.clean_photo(io.BytesIO(data), len(data)).body


def test_a_large_photo_becomes_small_enough_and_keeps_its_shape() -> None:
    noise = os.urandom(3000 * 2000 * 3)
    data = saved(Image.frombytes("RGB", (3000, 2000), noise), quality=95)
    clean = Box().clean_photo(io.BytesIO(data), len(data))
    assert len(clean.body) <= MOST_KEPT_BYTES
    assert max(clean.width, clean.height) <= MOST_SIDE
    assert abs(clean.width / clean.height - 1.5) < 0.01


@pytest.mark.parametrize(
    "said",
    [
        ({"width": 10, "height": 10}, b"<html>"),
        ({"width": 10, "height": 10}, b"\xff\xd8\xff and no end"),
        ({"width": 10, "height": 20_000}, b"\xff\xd8\xff\xff\xd9"),
        ({"width": "10", "height": 10}, b"\xff\xd8\xff\xff\xd9"),
        ({"why": "because I say so"}, b""),
        (["width"], b""),
        (None, b""),
    ],
    ids=["no picture", "no end", "too high", "text", "unknown word", "a list", "nothing"],
)
def test_what_the_box_says_is_believed_only_as_far_as_it_can_be_a_photo(
    said: tuple[object, bytes],
) -> None:
    with pytest.raises(NotAPhoto) as refused:
        outside._checked(*said)
    assert refused.value.why == "broken"


def test_the_wire_tells_when_a_piece_is_cut_or_larger_than_was_asked_for() -> None:
    pipe = io.BytesIO()
    send(pipe, b"a piece")
    assert receive(io.BytesIO(pipe.getvalue()), 100) == b"a piece"
    for broken in (pipe.getvalue()[:-1], pipe.getvalue()[:3], b""):
        with pytest.raises(WireCut):
            receive(io.BytesIO(broken), 100)
    with pytest.raises(WireCut):
        receive(io.BytesIO(pipe.getvalue()), 3)


def test_a_file_goes_over_the_wire_without_being_read_at_once() -> None:
    class Watched(io.BytesIO):
        most = 0

        def read(self, size: int | None = -1) -> bytes:
            self.most = max(self.most, size or 0)
            return super().read(size)

    file, pipe = Watched(bytes(1_000_000)), io.BytesIO()
    send_file(pipe, file, 1_000_000)
    assert file.most <= 64 * 1024
    assert receive(io.BytesIO(pipe.getvalue()), 1_000_000) == bytes(1_000_000)


def _children() -> set[str]:
    path = Path(f"/proc/self/task/{threading.get_native_id()}/children")
    return set(path.read_text().split()) if path.exists() else set()
