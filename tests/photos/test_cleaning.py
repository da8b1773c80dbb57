"""Whatever kind of picture comes in, a clean JPEG of its pixels comes out [T22]."""

from __future__ import annotations

import io
import random
import struct
import zlib
from importlib.util import find_spec
from typing import Any

import pytest
from PIL import Image, ImageCms

from tests.photos.conftest import why_not
from tests.photos.pictures import (
    FILMS,
    HEIC,
    POLYGLOTS,
    SECRET,
    TWO_HALVES_HEIC,
    chunk,
    film_of,
    opened,
    photo,
    png_of,
    png_with_everything_planted,
    saved,
    sides,
    two_halves,
    with_everything_planted,
    zipped,
)
from widget.box import photo as cleaning
from widget.box.bands import bands_of, is_streamed
from widget.box.outside import Box

HALVES = ("red", "blue")


def cleaned(data: bytes) -> bytes:
    """What the box makes of a file, without a process of its own."""
    return cleaning.clean_photo(data).body


def test_T22_nothing_that_was_planted_in_a_jpeg_comes_through(box: Box) -> None:
    data = with_everything_planted()
    assert data.count(SECRET) >= 6
    clean = box.clean_photo(io.BytesIO(data), len(data))
    _is_bare(clean.body)
    assert sides(clean.body) == HALVES


def test_T22_nothing_that_was_planted_in_a_png_comes_through(box: Box) -> None:
    data = png_with_everything_planted()
    assert data.count(SECRET) >= 4
    clean = box.clean_photo(io.BytesIO(data), len(data))
    _is_bare(clean.body)
    assert sides(clean.body) == HALVES


@pytest.mark.parametrize("kind", ["WEBP", "AVIF"])
def test_T22_nothing_that_was_planted_in_newer_kinds_comes_through(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    data = saved(two_halves(), kind, exif=exif, xmp=SECRET) + SECRET
    assert SECRET in data
    body = cleaned(data)
    _is_bare(body)
    assert sides(body) == HALVES


def _is_bare(body: bytes) -> None:
    assert SECRET not in body
    found = opened(body)
    assert found.format == "JPEG"
    assert found.mode == "RGB"
    assert not found.getexif()
    # What JPEG itself says of its pixels, and nothing else.
    assert set(found.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive"}
    markers = [body[at + 1] for at in range(len(body) - 1) if body[at] == 0xFF]
    assert not {0xFE, *range(0xE1, 0xF0)} & set(markers[:10])
    assert body.endswith(b"\xff\xd9")


@pytest.mark.parametrize("polyglot", POLYGLOTS)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_T22_a_picture_that_is_also_something_else_is_only_a_picture_afterwards(
    kind: str, polyglot: str
) -> None:
    data = saved(two_halves(), kind) + POLYGLOTS[polyglot]
    body = cleaned(data)
    _is_bare(body)
    assert POLYGLOTS[polyglot][:20] not in body
    assert sides(body) == HALVES


def test_T22_a_file_that_begins_as_something_else_is_no_photo(box: Box) -> None:
    assert why_not(box, zipped()) == "other"
    for before in (POLYGLOTS["html"], POLYGLOTS["pdf"], b"GIF89a", b"BM", b"II*\0", b"%!PS", b"\0"):
        with pytest.raises(cleaning.NotClean) as refused:
            cleaned(before + photo())
        assert refused.value.why == "other"


@pytest.mark.parametrize("film", FILMS)
def test_a_film_is_known_by_what_it_is_and_not_by_its_name(film: str) -> None:
    with pytest.raises(cleaning.NotClean) as refused:
        cleaned(FILMS[film])
    assert refused.value.why == "film"


@pytest.mark.skipif(find_spec("pi_heif") is None, reason="needs the extra heic")
def test_with_its_extra_apples_kind_is_a_photo_like_any_other(box: Box) -> None:
    found = box.clean_photo(io.BytesIO(TWO_HALVES_HEIC), len(TWO_HALVES_HEIC))
    assert sides(found.body) == HALVES


@pytest.mark.skipif("HEIF" in cleaning.FORMATS, reason="the extra heic is installed")
def test_apples_kind_has_a_word_of_its_own() -> None:
    with pytest.raises(cleaning.NotClean) as refused:
        cleaned(HEIC)
    assert refused.value.why == "heic"


@pytest.mark.parametrize(
    ("kind", "mode", "more"),
    [
        ("JPEG", "RGB", {}),
        ("JPEG", "RGB", {"progressive": True}),
        ("JPEG", "CMYK", {}),
        ("PNG", "RGB", {}),
        ("PNG", "RGBA", {}),
        ("PNG", "P", {}),
        ("WEBP", "RGB", {}),
        ("WEBP", "RGBA", {"lossless": True}),
        ("AVIF", "RGB", {}),
        ("AVIF", "RGBA", {}),
    ],
)
def test_every_usual_kind_of_picture_keeps_its_colours(
    kind: str, mode: str, more: dict[str, Any]
) -> None:
    body = cleaned(saved(two_halves(mode=mode), kind, **more))
    _is_bare(body)
    assert sides(body) == HALVES


def test_what_can_be_seen_through_has_white_behind_it() -> None:
    clear = Image.new("RGBA", (80, 60), (255, 0, 0, 0))
    for kind in ("PNG", "WEBP"):
        assert opened(cleaned(saved(clear, kind))).getpixel((40, 30)) == (255, 255, 255)
    palette = Image.new("P", (80, 60), 0)
    palette.putpalette([200, 0, 0])
    body = cleaned(saved(palette, "PNG", transparency=0))
    assert opened(body).getpixel((40, 30)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("grey", "expected"),
    [
        (Image.new("L", (80, 60), 120), 120),
        (Image.new("LA", (80, 60), (120, 255)), 120),
        (Image.new("LA", (80, 60), (0, 0)), 255),
        (Image.new("1", (80, 60), 1), 255),
        (Image.new("I;16", (80, 60), 120 * 257), 120),
    ],
    ids=["8 bits", "with alpha", "all clear", "1 bit", "16 bits"],
)
def test_grey_stays_as_grey_as_it_was(grey: Image.Image, expected: int) -> None:
    pixel = opened(cleaned(saved(grey, "PNG"))).getpixel((40, 30))
    assert isinstance(pixel, tuple)
    assert all(abs(part - expected) <= 2 for part in pixel)


def test_sixteen_bits_of_colour_become_eight() -> None:
    header = struct.pack(">IIBBBBB", 40, 30, 16, 2, 0, 0, 0)
    row = b"\0" + struct.pack(">HHH", 210 * 257, 30 * 257, 30 * 257) * 40
    data = png_of(header, chunk(b"IDAT", zlib.compress(row * 30)))
    assert sides(cleaned(data))[0] == "red"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_taken_sideways_stands_upright(orientation: int) -> None:
    # The corner that is to be at the top left is marked; see the table of EXIF's orientations.
    upright = Image.new("RGB", (80, 40), "white")
    upright.paste((210, 30, 30), (0, 0, 30, 15))
    away = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    taken = upright if away is None else upright.transpose(away)
    found = opened(cleaned(saved(taken, quality=95, exif=exif)))
    assert found.size == (80, 40)
    red = found.getpixel((6, 4))
    assert isinstance(red, tuple)
    assert red[0] > 150
    assert red[1] < 100
    assert found.getpixel((70, 35)) == (255, 255, 255)


def test_colours_in_another_space_are_brought_into_srgb() -> None:
    # A profile whose red and green change places: what is stored as red is meant as green.
    srgb = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = {bytes(srgb[at : at + 4]): at for at in range(132, 132 + 12 * 16, 12)}
    red, green = tags[b"rXYZ"], tags[b"gXYZ"]
    srgb[red : red + 4], srgb[green : green + 4] = srgb[green : green + 4], srgb[red : red + 4]
    body = cleaned(saved(Image.new("RGB", (60, 40), (220, 20, 20)), icc_profile=bytes(srgb)))
    pixel = opened(body).getpixel((30, 20))
    assert isinstance(pixel, tuple)
    assert pixel[1] > 150 > pixel[0]
    assert "icc_profile" not in opened(body).info


def test_a_profile_that_is_none_changes_nothing() -> None:
    assert sides(cleaned(saved(two_halves(), icc_profile=b"not a profile" * 50))) == HALVES


@pytest.mark.parametrize("kind", ["WEBP", "PNG", "AVIF"])
def test_T23_of_500_frames_only_the_first_is_looked_at(kind: str) -> None:
    body = cleaned(film_of(kind, 60 if kind == "AVIF" else 500))
    assert sides(body) == HALVES


def test_T23_a_gif_of_500_frames_is_no_photo() -> None:
    with pytest.raises(cleaning.NotClean) as refused:
        cleaned(film_of("GIF"))
    assert refused.value.why == "other"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_T23_a_picture_that_is_cut_off_is_broken(kind: str) -> None:
    data = saved(two_halves((400, 300)), kind)
    for length in (len(data) // 2, 40, 14):
        with pytest.raises(Exception) as failed:  # noqa: PT011 (any: inside.py names it)
            cleaned(data[:length])
        assert not isinstance(failed.value, cleaning.NotClean) or failed.value.why == "broken"


def test_T23_bytes_changed_at_random_never_do_more_than_fail(box: Box) -> None:
    rolls = random.Random(7)
    for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
        data = bytearray(saved(two_halves((64, 48)), kind))
        for _ in range(40):
            broken = bytearray(data)
            for _ in range(rolls.randint(1, 12)):
                broken[rolls.randrange(len(broken))] = rolls.randrange(256)
            try:
                body = cleaned(bytes(broken))
            except Exception:  # noqa: BLE001, S112 (which error it is does not matter)
                continue
            assert max(opened(body).size) <= 2000
    # The same through the box: what a parser dies of there is a word here.
    data[8:] = rolls.randbytes(len(data) - 8)
    assert why_not(box, bytes(data)) in {"broken", "heavy", "heic", "film"}


# ---------- PNG in bands ----------


def pngs() -> list[tuple[str, bytes]]:
    """PNGs of every layout and with every filter, of random pixels."""
    rolls = random.Random(5)
    made = []
    for depth, colour_type, channels in (
        *((depth, 0, 1) for depth in (1, 2, 4, 8, 16)),
        *((depth, 3, 1) for depth in (1, 2, 4, 8)),
        *(
            (depth, colour_type, many)
            for depth in (8, 16)
            for colour_type, many in ((2, 3), (4, 2))
        ),
        (8, 6, 4),
        (16, 6, 4),
    ):
        width, height = 37, 29
        row_bytes = (width * depth * channels + 7) // 8
        rows = b"".join(bytes([at % 5]) + rolls.randbytes(row_bytes) for at in range(height))
        header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
        packed = zlib.compress(rows)
        extra = [chunk(b"PLTE", rolls.randbytes(3 * 2**depth))] if colour_type == 3 else []
        pieces = [chunk(b"IDAT", packed[at : at + 50]) for at in range(0, len(packed), 50)]
        made.append((f"{depth} bits, type {colour_type}", png_of(header, *extra, *pieces)))
    return made


PNGS = pngs()


@pytest.mark.parametrize(("name", "data"), PNGS, ids=[name for name, _ in PNGS])
def test_a_png_in_bands_has_the_very_pixels_that_pillow_reads(name: str, data: bytes) -> None:
    whole = opened(data)
    image = Image.open(io.BytesIO(data))
    if not is_streamed(image, data):
        assert name.startswith("16 bits"), "all others are streamed"
    found = Image.new(whole.mode, whole.size)
    if whole.mode == "P":
        found.putpalette(whole.getpalette() or [])
    top = 0
    for band in bands_of(image, data, 4):
        assert band.mode == whole.mode
        found.paste(band, (0, top))
        top += band.height
    assert top == whole.height
    assert found.tobytes() == whole.tobytes()
    assert found.convert("RGB").tobytes() == whole.convert("RGB").tobytes()


def test_an_interlaced_png_is_read_as_a_whole() -> None:
    # Pillow writes none, so it is made by hand: one pixel is one pass.
    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 1)
    data = png_of(header, chunk(b"IDAT", zlib.compress(b"\0\xd2\x1e\x1e")))
    assert not is_streamed(Image.open(io.BytesIO(data)), data)
    assert opened(cleaned(data)).size == (1, 1)
