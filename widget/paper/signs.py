"""Which signs the letter's font draws, and how the others are written down instead."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).resolve().parent.parent / "fonts"
REGULAR = FONTS / "DejaVuSans.ttf"
BOLD = FONTS / "DejaVuSans-Bold.ttf"

# Written from the right, and most of them joined: set sign by sign they would be other words.
_FROM_THE_RIGHT = frozenset({"R", "AL"})


@cache
def drawn() -> frozenset[int]:
    """The code points that both fonts have, so that bold and plain draw the same."""
    from fontTools.ttLib import TTFont

    found = []
    for font in (REGULAR, BOLD):
        with TTFont(font, lazy=True) as opened:
            found.append(frozenset(opened.getBestCmap()))
    return found[0] & found[1]


def as_drawn(text: str) -> tuple[str, bool]:
    """A text as the font can draw it, and whether any sign is written as its number.

    ``🧼`` becomes ``[U+1F9FC]``. Lines stay lines; a tab becomes a space.
    """
    text = unicodedata.normalize("NFC", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    known = drawn()
    written = [sign if _is_drawn(sign, known) else f"[U+{ord(sign):04X}]" for sign in text]
    told = "".join(written)
    return told, told != text


def _is_drawn(sign: str, known: frozenset[int]) -> bool:
    if sign in "\n ":
        return True
    # Signs that steer or that nobody has given a meaning are drawn as nothing, or as anything.
    if unicodedata.category(sign)[0] == "C" or unicodedata.category(sign) in {"Zl", "Zp"}:
        return False
    return ord(sign) in known and unicodedata.bidirectional(sign) not in _FROM_THE_RIGHT
