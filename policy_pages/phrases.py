"""Finds phrases that break a rule in what an owner writes in their own words."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from policy_pages.errors import LawDataWrong

# Marks of Markdown and what cannot be seen: neither hides a phrase.
DECORATION = re.compile("[*_`~\u00ad\u200b-\u200f\u2060\ufeff\\\\]")
QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "‑": "-", "–": "-"})


@dataclass(frozen=True)
class Phrase:
    """A phrase and the checks of law that it breaks; ``language`` is empty for any."""

    id: str
    language: str
    breaks: tuple[str, ...]
    pattern: re.Pattern[str]


@lru_cache(maxsize=1)
def phrases() -> tuple[Phrase, ...]:
    """The phrases as shipped. Raises ``LawDataWrong``."""
    text = (files("policy_pages") / "phrases.toml").read_text(encoding="utf-8")
    try:
        return tuple(
            Phrase(row["id"], row["language"], tuple(row["breaks"]), re.compile(row["pattern"]))
            for row in tomllib.loads(text)["phrase"]
        )
    except (KeyError, re.error, tomllib.TOMLDecodeError) as error:
        raise LawDataWrong(f"phrases.toml: {error}") from error


def plain(text: str) -> str:
    """A text as the patterns see it: small letters, plain quotes, single blanks, no marks."""
    text = unicodedata.normalize("NFKC", text).translate(QUOTES).lower()
    return " ".join(DECORATION.sub("", text).split())


def broken_by(text: str, rule: str) -> Iterator[str]:
    """The words in a text that break a check of law, each once."""
    seen: set[str] = set()
    plain_text = plain(text)
    for phrase in phrases():
        if rule in phrase.breaks:
            for found in phrase.pattern.finditer(plain_text):
                if found.group() not in seen:
                    seen.add(found.group())
                    yield found.group()
