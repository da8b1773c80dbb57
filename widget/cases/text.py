"""Clean what a stranger typed, once, at the door, without losing a word of it."""

from __future__ import annotations

import re
import unicodedata

# Characters that steer the direction or join of text and show nothing themselves. In a single
# line (a name, an order number) they only serve to deceive; in a letter they belong to the script.
_STEERING = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LINE_BREAKS = re.compile("[\r\n\u000b\u000c\u0085\u2028\u2029]+")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean_text(text: str) -> str:
    """Make typed words safe to keep: NFC, one kind of newline, no control but newline and tab.

    Lone surrogates become U+FFFD, since no database and no mail can hold them.
    """
    text = _SURROGATES.sub("\ufffd", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(
        letter
        for letter in text
        if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs"}
    )
    return unicodedata.normalize("NFC", text).strip()


def clean_line(text: str) -> str:
    """Like ``clean_text`` for a single line: breaks and tabs become a space, steering goes."""
    text = clean_text(_LINE_BREAKS.sub(" ", _SURROGATES.sub("\ufffd", text)))
    bare = " ".join(_STEERING.sub("", text).split())
    # A letter and its accent may only now stand side by side.
    return unicodedata.normalize("NFC", bare)


def search_form(text: str) -> str:
    """How words are stored for search and asked for: no case, no accents, no compatibility forms.

    "DVOŘÁK" finds "Dvořák", and "strasse" finds "Straße".
    """
    folded = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(clean_line(bare).split())


def search_words(text: str, *, most: int = 12, longest: int = 64) -> list[str]:
    """The words somebody searches for: at most ``most``, each cut to ``longest`` letters."""
    return [word[:longest] for word in search_form(text[:4_000]).split()[:most]]
