"""What a file is by its first bytes, where it is none of the pictures that are opened."""

from __future__ import annotations

from typing import Literal

Kind = Literal["photo", "heic", "film", "other"]

HEAD_BYTES = 64  # enough of a file to tell

_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_FILMS = (
    b"\x1aE\xdf\xa3",  # Matroska, WebM
    b"\x00\x00\x01\xba",  # MPEG
    b"\x00\x00\x01\xb3",
    b"OggS",
    b"FLV\x01",
    b"0&\xb2u\x8ef\xcf\x11",  # Windows Media
)
_QUICKTIME = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip"})


def kind_of(head: bytes) -> Kind:
    """Tell by a file's first bytes: a photo to open, Apple's kind of it, a film, or all else."""
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return "photo"
    if head.startswith(b"RIFF"):
        return {b"WEBP": "photo", b"AVI ": "film"}.get(head[8:12], "other")  # type: ignore[return-value]
    if head[4:8] == b"ftyp":
        return _kind_of_brands(head)
    if head[4:8] in _QUICKTIME or head.startswith(_FILMS):
        return "film"
    return "other"


def _kind_of_brands(head: bytes) -> Kind:
    length = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, length - 3, 4))}
    if brands & _AVIF_BRANDS:
        return "photo"
    return "heic" if brands & _HEIC_BRANDS else "film"
