"""A letter as PDF: a title, facts, paragraphs, what people wrote, photos.

The same letter gives the same bytes, whenever it is made. Text is real text in an embedded font
that draws all languages of the EU; a sign it has not is written as its code point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec


@dataclass(frozen=True)
class Heading:
    """The heading of a part."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Words of the desk. ``small`` is for what is only looked up, as a hash."""

    text: str
    small: bool = False


@dataclass(frozen=True)
class Facts:
    """Labels with their values, one below the other."""

    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Quote:
    """What a person wrote, as they wrote it."""

    text: str


@dataclass(frozen=True)
class Picture:
    """A photo: the bytes of a JPEG file, its size in pixels and what stands below it."""

    body: bytes
    width: int
    height: int
    caption: str


Block = Heading | Paragraph | Facts | Quote | Picture


@dataclass(frozen=True)
class Letter:
    """Everything that goes on paper; the words are all in one language already.

    ``sender`` stands above the title. ``note`` is printed at the end, and only where a sign had to
    be written as its code point. ``foot`` stands on each page beside its number. ``at`` (ms UTC) is
    what the file names as the time it was made, ``language`` the tag of its words.
    """

    title: str
    blocks: tuple[Block, ...]
    note: str
    sender: str = ""
    foot: str = ""
    language: str = "en"
    at: int = 0


def facts(lines: Sequence[tuple[str, str]]) -> Facts:
    """Facts without those that have no value."""
    return Facts(tuple((label, value) for label, value in lines if value))


def is_there() -> bool:
    """Whether letters can be made here: the extra ``pdf`` is installed."""
    return find_spec("fpdf") is not None


def pdf_of(letter: Letter) -> bytes:
    """The letter as a PDF file. Raises ``ModuleNotFoundError`` where ``is_there`` says no."""
    from widget.paper.sheets import Sheets

    sheets = Sheets(letter)
    sheets.draw()
    return bytes(sheets.output())
