"""Files that were made to hurt: a word each, and the box stays within its limits [T23]."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.photos.conftest import why_not
from tests.photos.pictures import (
    empty_png,
    film_of,
    photo,
    png_with_endless_rows,
    png_with_text_bomb,
    saved,
    two_halves,
    wide_png,
)
from widget.box import inside
from widget.box.outside import Box

ROOT = Path(__file__).resolve().parents[2]
MOST_BOX_MB = 180  # the service beside it takes 115, and both stay under 300

# Opens one file as the box does, and says what became of it and how much memory that took.
MEASURED = """
import sys
sys.path.append(sys.argv[1])
from widget.box import inside, photo
photo.get_ready()
status = open("/proc/self/status")  # for nothing can be opened afterwards
inside.take_limits()
said, body = inside._clean_photo(sys.stdin.buffer.read())
status.seek(0)
peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
print(said.get("why", "clean"), int(peak) * 1024 // 1_000_000)
"""


def measured(data: bytes) -> tuple[str, int]:
    """What became of a file, and the most memory (MB) that the box had while it looked at it."""
    ran = subprocess.run(
        [sys.executable, "-I", "-c", MEASURED, str(ROOT)],
        input=data,
        capture_output=True,
        check=True,
    )
    word, memory = ran.stdout.decode().split()
    return word, int(memory)


@pytest.mark.parametrize("side", [13_000, 20_000])
def test_T23_a_png_that_unpacks_to_gigabytes_is_refused_by_its_header(side: int) -> None:
    data = empty_png(side)
    assert len(data) < 2_000_000
    word, memory = measured(data)
    assert word == "pixels"
    assert memory < 60


def test_T23_two_billion_pixels_in_a_row_are_refused_by_the_header(box: Box) -> None:
    assert why_not(box, wide_png()) == "pixels"


def test_T23_a_text_that_unpacks_to_200_mb_is_never_unpacked() -> None:
    word, memory = measured(png_with_text_bomb())
    assert word in {"broken", "clean"}
    assert memory < 60


def test_T23_rows_behind_the_last_one_are_never_unpacked() -> None:
    word, memory = measured(png_with_endless_rows())
    assert word == "clean"
    assert memory < 60


@pytest.mark.parametrize("colour_type", [2, 6], ids=["colour", "with alpha"])
def test_T23_the_largest_png_that_is_allowed_takes_little_memory(colour_type: int) -> None:
    word, memory = measured(empty_png(7_745, colour_type))
    assert word == "clean"
    assert memory < 150


# A phone's photo of 50 megapixels is saved from top to bottom; programs also save them in passes,
# each of which keeps every pixel in memory.
@pytest.mark.parametrize(
    ("size", "more"),
    [((8_944, 6_708), {}), ((8_160, 6_120), {}), ((8_000, 5_330), {"progressive": True})],
    ids=["60 MP", "50 MP", "42 MP in passes"],
)
def test_T23_the_largest_photos_stay_below_the_limit(
    size: tuple[int, int], more: dict[str, Any]
) -> None:
    word, memory = measured(saved(Image.new("RGB", size, (200, 90, 60)), quality=50, **more))
    assert word == "clean"
    assert memory < MOST_BOX_MB


@pytest.mark.parametrize(
    ("kind", "size"),
    [("WEBP", (4_032, 3_024)), ("AVIF", (4_032, 3_024))],
)
def test_a_photo_of_twelve_megapixels_can_be_opened_whatever_its_kind(
    kind: str, size: tuple[int, int]
) -> None:
    word, memory = measured(saved(Image.new("RGB", size, (200, 90, 60)), kind))
    assert word == "clean"
    assert memory < MOST_BOX_MB


@pytest.mark.parametrize("size", [(16_383, 16_383), (16_383, 3_000)])
def test_T23_a_webp_that_would_need_a_gigabyte_is_refused_by_its_header(
    size: tuple[int, int],
) -> None:
    small = bytearray(saved(two_halves((64, 48), "RGBA"), "WEBP", lossless=True, exact=True))
    assert bytes(small[12:16]) == b"VP8L"
    bits = (size[0] - 1) | (size[1] - 1) << 14
    at = small.index(b"VP8L") + 9
    kept = int.from_bytes(small[at : at + 4], "little") & ~0xFFFFFFF
    small[at : at + 4] = (kept | bits).to_bytes(4, "little")
    word, memory = measured(bytes(small))
    assert word in {"pixels", "heavy"}
    assert memory < 60


def test_T23_500_frames_take_no_more_than_one() -> None:
    word, memory = measured(film_of("WEBP"))
    assert word == "clean"
    assert memory < 60


@pytest.mark.parametrize("subsampling", [0, 2])
def test_T23_a_jpeg_that_asks_for_more_memory_than_there_is_ends_in_a_word(
    subsampling: int,
) -> None:
    image = Image.new("RGB", (8_944, 6_708), (200, 90, 60))
    word, memory = measured(saved(image, quality=50, progressive=True, subsampling=subsampling))
    assert word == "heavy"
    assert memory < 60


def test_T23_a_picture_with_ten_thousand_scans_ends_with_its_time(box: Box) -> None:
    data = _with_many_scans(saved(Image.new("L", (4_000, 4_000), 90), progressive=True), 12_000)
    hurried = Box(timeout_s=3)
    assert why_not(hurried, data) == "heavy"
    small = photo()
    assert box.clean_photo(io.BytesIO(small), len(small)).body
    assert inside.CPU_S == 10


def _with_many_scans(data: bytes, scans: int) -> bytes:
    """The last scan of a progressive JPEG again and again: each has to be gone through."""
    last = data.rindex(b"\xff\xda")
    scan = data[last:-2]
    return data[:last] + scan * min(scans, (11_000_000 - last) // len(scan)) + b"\xff\xd9"
