"""Words of strangers, made short and harmless for the places where they could do harm.

Headers: nothing that a mail program could read as another header [T26]. First mails to an address
that nobody has proven: nothing that could be a link, an address or a phone number [T29]. Letters
to the owner keep every word; they are not touched here.
"""

from __future__ import annotations

import re
import unicodedata

from widget.cases.text import clean_line

NAME_LETTERS = 40
ITEMS_LETTERS = 80

_NAME_SIGNS = " -'’"
_ITEMS_SIGNS = " ,.-×&()"
_WEB_WORD = re.compile("w{3,}|https?", re.IGNORECASE)
# A dot with something right behind it makes a host name; in "1.5 kg" it does not.
_JOINING_DOT = re.compile(r"\.(?=\S)")
_DECIMAL = re.compile(r"[(]?\d{1,4}\.\d{1,2}[a-z]{0,2}[,)]*")
_LONG_NUMBER = re.compile(r"\d(?:[ ,.()-]*\d){6,}")
# "=?" begins an encoded word, and an encoded line break in it ends the header.
_ENCODED_WORD = re.compile(r"=+(?=\?)")


def shortened(text: str, most: int) -> str:
    """At most ``most`` letters, cut at a word where one ends near, with "…" for the rest."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    space = cut.rfind(" ")
    if space > most // 2:
        cut = cut[:space]
    return cut.rstrip(" ,.;:-(&") + "…"


def header_words(text: str, most: int) -> str:
    """Typed words for a subject or a display name: one line, no encoded word, shortened."""
    return shortened(_ENCODED_WORD.sub("", clean_line(text)).strip(), most)


def harmless_name(first_name: str) -> str:
    """A first name for a greeting: letters, space, hyphen, apostrophe; empty if nothing is left."""
    plain = unicodedata.normalize("NFKC", clean_line(first_name))
    if any(sign in plain for sign in ":/@") or re.search(r"\.\S", plain):
        return ""
    kept = "".join(sign if _is_letter(sign) or sign in _NAME_SIGNS else " " for sign in plain)
    return shortened(" ".join(_WEB_WORD.sub(" ", kept).split()).strip(_NAME_SIGNS), NAME_LETTERS)


def harmless_items(items: str) -> str:
    """Which items it is about, so that no link, address or phone number can stand there.

    Letters, digits, space and ``,.-×&()``, at most 80. Empty if nothing is left.
    """
    plain = unicodedata.normalize("NFKC", clean_line(items))
    kept = "".join(
        sign if _is_letter(sign) or sign.isdecimal() or sign in _ITEMS_SIGNS else " "
        for sign in plain
    )
    kept = _LONG_NUMBER.sub(" ", _WEB_WORD.sub(" ", kept))
    words = (
        word if _DECIMAL.fullmatch(word) else _JOINING_DOT.sub(" ", word) for word in kept.split()
    )
    return shortened(" ".join(" ".join(words).split()).strip(" ,.-&"), ITEMS_LETTERS)


def _is_letter(sign: str) -> bool:
    # Marks belong to the letters of many scripts.
    return unicodedata.category(sign)[0] in "LM"
