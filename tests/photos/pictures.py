"""Pictures for tests: usual ones, odd ones, and files that were made to hurt."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin

SECRET = b"SECRET-PLANTED-BYTES"
RED, BLUE = (210, 30, 30), (30, 40, 200)


def two_halves(size: tuple[int, int] = (400, 300), mode: str = "RGB") -> Image.Image:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image.convert(mode)


def saved(image: Image.Image, kind: str = "JPEG", **more: Any) -> bytes:
    """The picture as a file."""
    if kind == "AVIF":
        more.setdefault("speed", 10)
    body = io.BytesIO()
    image.save(body, kind, **more)
    return body.getvalue()


def photo(number: int = 0, size: tuple[int, int] = (120, 90)) -> bytes:
    """A small JPEG, another one for each number."""
    return saved(Image.new("RGB", size, (number * 40 % 256, 90, 60)), quality=90)


def opened(body: bytes) -> Image.Image:
    """A file as Pillow sees it, all of it read."""
    image = Image.open(io.BytesIO(body))
    image.load()
    return image


def sides(body: bytes) -> tuple[str, str]:
    """What a photo of two halves shows on its left and right: ``red``, ``blue`` or ``other``."""
    image = opened(body).convert("RGB")
    middle = image.height // 2
    left, right = (image.getpixel((x, middle)) for x in (image.width // 8, image.width * 7 // 8))
    return _colour(left), _colour(right)


def _colour(pixel: Any) -> str:
    red, green, blue = pixel
    if red > 150 and green < 110 and blue < 110:
        return "red"
    return "blue" if blue > 140 and red < 110 and green < 110 else "other"


# ---------- Planted bytes ----------


def with_everything_planted() -> bytes:
    """A JPEG with GPS, a device, a thumbnail, XMP, a comment, a profile and a trailer."""
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode() + "-make"
    exif.get_ifd(0x8825)[29] = "2026:11:17" + SECRET.decode()
    exif.get_ifd(0x8769)[0x927C] = SECRET + b"-makernote"
    body = saved(
        two_halves(),
        exif=exif,
        comment=SECRET + b"-comment",
        xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>",
        icc_profile=profile(),
    )
    thumbnail = b"\xff\xe1" + struct.pack(">H", 2 + 6 + len(SECRET)) + b"Thumb\0" + SECRET
    return body[:2] + thumbnail + body[2:] + SECRET + b"-trailer"


def png_with_everything_planted() -> bytes:
    """A PNG with text of every kind, EXIF, a profile, a chunk of its own and a trailer."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SECRET.decode())
    info.add_text("Zipped", SECRET.decode() * 50, zip=True)
    info.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    info.add(b"prIv", SECRET)
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    body = saved(two_halves(), "PNG", pnginfo=info, exif=exif, icc_profile=profile())
    return body + SECRET


def profile() -> bytes:
    """A colour profile."""
    return bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())


# ---------- Made to hurt ----------


def chunk(name: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    check = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)


def png_of(header: bytes, *chunks: bytes) -> bytes:
    """A PNG from its parts."""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks) + chunk(b"IEND", b"")


def empty_png(side: int, colour_type: int = 2) -> bytes:
    """A black PNG of side × side pixels whose file is a thousandth of them."""
    header = struct.pack(">IIBBBBB", side, side, 8, colour_type, 0, 0, 0)
    row_bytes = {2: 3, 6: 4}[colour_type] * side + 1
    return png_of(header, chunk(b"IDAT", _zeros(row_bytes * side)))


def _zeros(length: int) -> bytes:
    """``length`` zero bytes as a zlib stream, without compressing each of them anew."""
    block = bytes(1_000_000)
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    one = deflate.compress(block) + deflate.flush(zlib.Z_FULL_FLUSH)
    check = 1
    for _ in range(length // len(block)):
        check = zlib.adler32(block, check)
    rest = bytes(length % len(block))
    last = zlib.compressobj(9, zlib.DEFLATED, -15)
    tail = last.compress(rest) + last.flush()
    return (
        b"\x78\xda"
        + one * (length // len(block))
        + tail
        + struct.pack(">I", zlib.adler32(rest, check))
    )


def wide_png() -> bytes:
    """A PNG whose header says that it is 2,000,000,000 pixels wide."""
    header = struct.pack(">IIBBBBB", 2_000_000_000, 1, 8, 2, 0, 0, 0)
    return png_of(header, chunk(b"IDAT", zlib.compress(bytes(1000))))


def png_with_text_bomb() -> bytes:
    """A small PNG with a text that unpacks to 200 MB."""
    text = b"Comment\0\0" + _zeros(200_000_000)
    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return png_of(header, chunk(b"zTXt", text), chunk(b"IDAT", zlib.compress(bytes(25 * 8))))


def png_with_endless_rows() -> bytes:
    """A PNG of 8 × 8 pixels whose rows unpack to 300 MB."""
    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return png_of(header, chunk(b"IDAT", _zeros(300_000_000)))


def film_of(kind: str, frames: int = 500) -> bytes:
    """A moving picture of that many frames, the first of them red and blue."""
    first = two_halves((64, 64))
    more = [Image.new("RGB", (64, 64), (step % 256, 255, 0)) for step in range(1, frames)]
    return saved(first, kind, save_all=True, append_images=more, duration=20)


def zipped() -> bytes:
    """A ZIP archive."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("evil.txt", SECRET * 10)
    return body.getvalue()


POLYGLOTS = {
    "zip": zipped(),
    "html": b"<!doctype html><script>alert('" + SECRET + b"')</script>",
    "js": b"*/=1;alert('" + SECRET + b"')//",
    "pdf": b"%PDF-1.7\n1 0 obj<</S/JavaScript/JS(app.alert('" + SECRET + b"'))>>endobj\n%%EOF",
}

FILMS = {
    "quicktime": b"\0\0\0\x14ftypqt  \0\0\x02\0qt  " + bytes(100),
    "mp4": b"\0\0\0\x18ftypisom\0\0\x02\0isommp42" + bytes(100),
    "webm": b"\x1aE\xdf\xa3" + bytes(100),
    "avi": b"RIFF\x10\0\0\0AVI LIST" + bytes(100),
    "mpeg": b"\0\0\x01\xba" + bytes(100),
}
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100)
# A picture of two halves as a phone of Apple's keeps it, since nothing here can write one.
TWO_HALVES_HEIC = base64.b85decode(
    b"0000SW^{RQXk}?*00000ZE0pPXk}?*ZE0a<0004fZDn*}000000000XXk=`10000000000aA{+70000000000000"
    b"0000000B57=IV*mgE07O6l0RRC200001p#T8@00000002J#001LtX>Mi!000000RR916=`l}WdZ;I000310BCk&F"
    b"#rGn01j|zbZr0t000010002}X>f9I0002pX>en20001XXm(>m0RwOV0058x000009`FGC{rLC*01pFT0096PKmiN"
    b"^|NjGU00093kN^M!000939=ZZRVE_RDDnbDP18@KU0|1Z!00RI30{|YNAb|yz>g1-mxCm%4AOHXZ10VnZ0{|gn00"
    b"967L;=Bbz=;3=025<xY;ta6Y<K_x01W^JfB*mh6lrsCWdHyG00000KmY&$KmY&$C}V74Z~y=RKmY&$0RR91FaQ7m"
    b"0RR91000000{{R2@Bjb+0ssI25O8UDX#fBK00RgJ2mk;87-?{AVE_OC000000RRC7fdT^sga7~lM{Q(bbN~PVJ17"
    b"CKSmyNVzyIV=|NgE_hs(SFU;j5fSMBHX{<KL_OH7)Cd8t6<z#sMfAqz+two4xgR=H%k(`+i>"
)
