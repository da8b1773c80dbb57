"""A picture in bands of rows, so that a large one need never be in memory as a whole.

A PNG is one stream of rows, of which each may build upon the row above, so it can be unpacked as
far as is wanted and then forgotten. Other formats have to be decoded as a whole, but for some of
them Pillow holds the pixels twice, and once is enough.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from PIL import Image

# Bytes of a pixel → the mode of Pillow whose pixels have as many and come out byte by byte.
_PLAIN_MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by the colour type in a PNG's header
_DEPTH_AT, _COLOUR_AT, _INTERLACE_AT, _CHUNKS_AT = 24, 25, 28, 33
_ROW_AS_IT_IS = b"\0"  # PNG's filter type 0


def is_streamed(image: Image.Image, data: bytes) -> bool:
    """Whether ``bands_of`` needs no memory for the whole picture."""
    return image.format == "PNG" and not data[_INTERLACE_AT] and _pixel_bytes(data) in _PLAIN_MODES


def bands_of(image: Image.Image, data: bytes, rows: int) -> Iterator[Image.Image]:
    """The picture from top to bottom, ``rows`` at a time; the last band may have fewer.

    ``data`` is the file that ``image`` was opened from. Raises ``OSError`` where it ends too early.
    """
    if is_streamed(image, data):
        yield from _png_bands(image, data, rows)
        return
    pixels, raw_mode = _pixels_of(image)
    if pixels:
        yield from _bands_of_pixels(image, pixels, raw_mode, rows)
        return
    image.load()
    for top in range(0, image.height, rows):
        yield image.crop((0, top, image.width, min(top + rows, image.height)))


def _bits_of_pixel(data: bytes) -> int:
    return data[_DEPTH_AT] * _CHANNELS[data[_COLOUR_AT]]


def _pixel_bytes(data: bytes) -> int:
    """How many bytes back PNG's filters look."""
    return max(1, _bits_of_pixel(data) // 8)


def _png_bands(image: Image.Image, data: bytes, rows: int) -> Iterator[Image.Image]:
    row_bytes = (image.width * _bits_of_pixel(data) + 7) // 8
    plain = _PLAIN_MODES[_pixel_bytes(data)]
    plain_width = row_bytes // _pixel_bytes(data)
    raw_mode = str(image.tile[0].args)  # type: ignore[attr-defined]  # every opened file has one
    stream = _Unpacked(data)
    above = bytes(row_bytes)
    for top in range(0, image.height, rows):
        height = min(rows, image.height - top)
        filtered = stream.take(height * (row_bytes + 1))
        # Pillow undoes the filters; the row above goes first, since the next may build upon it.
        packed = zlib.compress(_ROW_AS_IT_IS + above + filtered, 0)
        strip = Image.frombytes(plain, (plain_width, height + 1), packed, "zip", plain, 0)
        raw = strip.tobytes()[row_bytes:]
        above = raw[-row_bytes:]
        band = Image.frombytes(image.mode, (image.width, height), raw, "raw", raw_mode)
        if image.palette is not None:
            band.putpalette(image.palette)
        if "transparency" in image.info:
            band.info["transparency"] = image.info["transparency"]
        yield band


def _pixels_of(image: Image.Image) -> tuple[bytes, str]:
    """The first frame as its decoder gives it, and how to read it; empty where Pillow must do it.

    Afterwards the decoder is gone, and with it two more copies of a WebP.
    """
    decoder: Any = getattr(image, "_decoder", None)
    if image.format == "WEBP" and hasattr(decoder, "get_next"):
        frame, raw_mode = decoder.get_next(), getattr(image, "rawmode", "")
    elif image.format == "AVIF" and hasattr(decoder, "get_frame"):
        frame, raw_mode = decoder.get_frame(0), image.mode
    else:
        return b"", ""
    if not frame:
        raise OSError("the picture is damaged")
    image._decoder = None  # type: ignore[attr-defined]  # it has one, see above
    return frame[0], raw_mode


def _bands_of_pixels(
    image: Image.Image, pixels: bytes, raw_mode: str, rows: int
) -> Iterator[Image.Image]:
    row_bytes = len(pixels) // image.height
    view = memoryview(pixels)
    for top in range(0, image.height, rows):
        height = min(rows, image.height - top)
        piece = view[top * row_bytes : (top + height) * row_bytes]
        yield Image.frombytes(image.mode, (image.width, height), piece, "raw", raw_mode)


class _Unpacked:
    """The rows of a PNG, still filtered, as one stream of bytes."""

    def __init__(self, data: bytes) -> None:
        self._pieces = _pieces_of(data)
        self._inflate = zlib.decompressobj()
        self._waiting = b""

    def take(self, length: int) -> bytes:
        """The next ``length`` bytes; no more than that is ever unpacked."""
        found = bytearray()
        while len(found) < length:
            if not self._waiting:
                self._waiting = next(self._pieces, b"")
                if not self._waiting or self._inflate.eof:
                    raise OSError("the picture ends too early")
            try:
                found += self._inflate.decompress(self._waiting, length - len(found))
            except zlib.error as error:
                raise OSError("the picture is damaged") from error
            self._waiting = self._inflate.unconsumed_tail
        return bytes(found)


def _pieces_of(data: bytes) -> Iterator[bytes]:
    """What stands in the IDAT chunks that follow each other, first to last."""
    at, begun = _CHUNKS_AT, False
    while at + 8 <= len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if name == b"IDAT":
            begun = True
            if length:
                yield data[at + 8 : at + 8 + length]
        elif begun:
            return
        at += 12 + length
