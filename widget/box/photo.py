"""A stranger's photo becomes a clean one: only pixels pass, and only into a new image.

Runs inside the box. Sizes are read from the header before anything is decoded, and what decoding
will take is counted first, since a picture of 500 kB can ask for gigabytes.
"""

from __future__ import annotations

import importlib.util
import io
import math
from dataclasses import dataclass

from PIL import (
    AvifImagePlugin,
    Image,
    ImageCms,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from widget.box.bands import bands_of, is_streamed
from widget.box.kinds import HEAD_BYTES, kind_of
from widget.box.limits import MOST_KEPT_BYTES, MOST_SIDE

MOST_PIXELS = 60_000_000
MOST_MEMORY_BYTES = 148_000_000  # of decoding, by the figures below
MOST_HEIF_BYTES = 196_000_000  # the same for the extra: a phone's usual 24 megapixels

# Bytes of memory for each pixel while Pillow 13 decodes, measured; see benchmarks/photo_bombs.py.
_WEBP_BYTES = 12
_AVIF_BYTES = 9
_HEIF_BYTES = 8
_COEFFICIENT_BYTES = 2  # a progressive JPEG keeps all of them until its last scan
_PILLOW_BYTES = 4  # whatever is in colour

_QUALITIES = (85, 78, 70, 62, 52, 42)
_SMALLER = 0.8  # of the side, where even the lowest quality is too large
_BAND_PIXELS = 250_000
_LONGEST_PROFILE = 4_000_000  # bytes

# Image.open knows 43 formats; these are the ones that are asked.
FORMATS = ["JPEG", "PNG", "WEBP", "AVIF"]
_READERS = (AvifImagePlugin, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin)

# EXIF's orientation: what was done to the picture, so that its contrary puts it right.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION = 0x0112


class NotClean(Exception):
    """The file did not become a photo. ``why`` is ``heic film other broken pixels heavy``."""

    def __init__(self, why: str) -> None:
        """``why`` is a word for the service, which has the sentence."""
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Clean:
    """A new JPEG without a byte of what came in but its pixels."""

    body: bytes
    width: int
    height: int


def get_ready() -> None:
    """Load every reader, so that nothing is opened once the limits are in force."""
    Image.MAX_IMAGE_PIXELS = None  # our own limits are lower and come first
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    Image.preinit()
    if importlib.util.find_spec("pi_heif") is not None:  # the extra `heic` is installed
        pi_heif = importlib.import_module("pi_heif")
        pi_heif.options.DECODE_THREADS = 1
        pi_heif.register_heif_opener(thumbnails=False)
        FORMATS.append("HEIF")


def clean_photo(data: bytes) -> Clean:
    """Make a clean photo of a file's bytes. Raises ``NotClean``."""
    kind = kind_of(data[:HEAD_BYTES])
    if kind in {"film", "other"} or (kind == "heic" and "HEIF" not in FORMATS):
        raise NotClean(kind)
    _refuse_large_webp(_webp_size(data))
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError:
        raise NotClean("broken") from None
    _refuse_many_pixels(image.size)
    most = MOST_HEIF_BYTES if image.format == "HEIF" else MOST_MEMORY_BYTES
    if _memory_of(image, data) > most:
        raise NotClean("heavy")
    return _encoded(_new_image(image, data))


def _refuse_many_pixels(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MOST_PIXELS:
        raise NotClean("pixels")


def _refuse_large_webp(size: tuple[int, int]) -> None:
    # Its reader takes its memory on opening already.
    _refuse_many_pixels(size)
    if size[0] * size[1] * _WEBP_BYTES > MOST_MEMORY_BYTES:
        raise NotClean("heavy")


def _webp_size(data: bytes) -> tuple[int, int]:
    """A WebP's size by its header; (0, 0) for all else."""
    if data[:4] != b"RIFF":
        return (0, 0)
    if data[12:16] == b"VP8X":
        return (
            1 + int.from_bytes(data[24:27], "little"),
            1 + int.from_bytes(data[27:30], "little"),
        )
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    # A simple one is at most 16,383 wide and high.
    return (
        int.from_bytes(data[26:28], "little") & 0x3FFF,
        int.from_bytes(data[28:30], "little") & 0x3FFF,
    )


def _memory_of(image: Image.Image, data: bytes) -> int:
    """What decoding will take, in bytes. A JPEG is set to decode no larger than is needed."""
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        return _coefficients_of(image) + _drafted(image)
    pixels = image.width * image.height
    if image.format == "WEBP":
        return 0  # has been looked at before it was opened
    if image.format == "AVIF":
        return pixels * (_AVIF_BYTES + 3 * (image.mode == "RGBA"))
    if image.format == "HEIF":
        return pixels * _HEIF_BYTES
    if is_streamed(image, data):
        return 0
    return pixels * (1 if image.mode in {"1", "L", "P"} else _PILLOW_BYTES) + _shrunk_bytes(image)


def _drafted(image: JpegImagePlugin.JpegImageFile) -> int:
    """Let a JPEG be decoded at a half, a quarter or an eighth where that is enough."""
    image.draft("", _fitted(image.size))
    return image.width * image.height * _PILLOW_BYTES


def _coefficients_of(image: JpegImagePlugin.JpegImageFile) -> int:
    if not image.info.get("progressive"):
        return 0
    layers = [(across, down) for _, across, down, _ in image.layer]
    widest = max(across for across, _ in layers) * max(down for _, down in layers)
    share = sum(across * down for across, down in layers) / max(1, widest)
    return int(image.width * image.height * share * _COEFFICIENT_BYTES)


def _factor_of(size: tuple[int, int]) -> int:
    """How many pixels in a row become one, so that at least ``MOST_SIDE`` are left."""
    return max(1, max(size) // MOST_SIDE)


def _shrunk_size(size: tuple[int, int]) -> tuple[int, int]:
    factor = _factor_of(size)
    return (math.ceil(size[0] / factor), math.ceil(size[1] / factor))


def _shrunk_bytes(image: Image.Image) -> int:
    width, height = _shrunk_size(image.size)
    return width * height * _PILLOW_BYTES


def _fitted(size: tuple[int, int]) -> tuple[int, int]:
    """The size at which a picture's longer side is ``MOST_SIDE``; its own where that is less."""
    scale = min(1.0, MOST_SIDE / max(size))
    return (max(1, round(size[0] * scale)), max(1, round(size[1] * scale)))


def _new_image(image: Image.Image, data: bytes) -> Image.Image:
    """The picture upright, in sRGB, at the size that is kept, in an image of our own."""
    turn = _TURNS.get(_orientation_of(image))
    profile = image.info.get("icc_profile")
    small = _shrunk(image, data)
    image.close()  # it may hold 100 MB
    small = small.resize(_fitted(small.size), Image.Resampling.LANCZOS)
    small = _in_srgb(small, profile)
    if turn is not None:
        small = small.transpose(turn)
    fresh = Image.new("RGB", small.size, "white")
    fresh.paste(small)
    return fresh


def _orientation_of(image: Image.Image) -> int:
    exif = Image.Exif()
    try:
        exif.load(image.info.get("exif", b""))
        return int(exif.get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 (whatever is wrong with its EXIF, the picture can be seen)
        return 1


def _shrunk(image: Image.Image, data: bytes) -> Image.Image:
    """The picture near its final size, without a second whole copy on the way."""
    mode = {"CMYK": "CMYK", "1": "L", "L": "L", "LA": "L"}.get(image.mode, "RGB")
    mode = "L" if image.mode.startswith("I") else mode
    factor, size = _factor_of(image.size), _shrunk_size(image.size)
    small: Image.Image | None = None
    rows = factor * max(1, _BAND_PIXELS // (image.width * factor))
    done = 0
    for band in bands_of(image, data, rows):
        # Not before: what the decoder needed for itself is free again by now.
        small = small or Image.new(mode, size, "white")
        piece = _opaque(band, mode).reduce(factor)
        small.paste(piece, (0, done))
        done += piece.height
    if small is None:
        raise NotClean("broken")
    return small


def _opaque(band: Image.Image, mode: str) -> Image.Image:
    """A band in ``mode``, with white behind whatever can be seen through."""
    if band.mode.startswith("I"):
        # 16 bits of grey; a plain conversion would cut them off at 255.
        return band.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    if band.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in band.info:
        seen = band.convert("RGBA")
        white = Image.new("RGB", seen.size, "white")
        white.paste(seen, mask=seen.getchannel("A"))
        return white.convert(mode)
    return band.convert(mode)


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """The same colours in sRGB, by the picture's own profile where that can be read."""
    if isinstance(profile, bytes) and 0 < len(profile) <= _LONGEST_PROFILE:
        try:
            found = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except Exception:  # noqa: BLE001 (a profile that is none leaves the colours as they are)
            found = None
        if found is not None:
            return found
    return image.convert("RGB")


def _encoded(image: Image.Image) -> Clean:
    """The image as JPEG, at the best quality that fits into ``MOST_KEPT_BYTES``."""
    while True:
        for quality in _QUALITIES:
            body = io.BytesIO()
            image.save(body, "JPEG", quality=quality, optimize=True)
            if body.tell() <= MOST_KEPT_BYTES:
                return Clean(body.getvalue(), image.width, image.height)
        smaller = (round(image.width * _SMALLER), round(image.height * _SMALLER))
        image = image.resize(smaller, Image.Resampling.LANCZOS)
