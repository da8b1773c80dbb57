"""The words of the policy room: texts marked for translation, and their look-up in one language.

A text that a person reads is kept as its English original with ``%(name)s`` places; ``say`` puts it
into a language. The catalogues are ``locale/<language>/LC_MESSAGES/messages.po``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from types import MappingProxyType

NOTHING: Mapping[str, object] = MappingProxyType({})


def N_(text: str) -> str:
    """Mark a text for the translators; it is looked up when it is said."""
    return text


@dataclass(frozen=True)
class Sentence:
    """A text that can be said in any language: the English original and what fills its places."""

    text: str
    values: Mapping[str, object] = field(default_factory=lambda: NOTHING, hash=False)

    def __str__(self) -> str:
        return say(self, "en")


def say(sentence: Sentence, locale: str) -> str:
    """The sentence in a language such as ``de`` or ``de-AT``; English where we have none of it."""
    said = _translations(locale.replace("_", "-").partition("-")[0].lower()).gettext(sentence.text)
    return said % sentence.values if sentence.values else said


@lru_cache(maxsize=32)
def _translations(language: str) -> NullTranslations:
    if not language.isalpha():
        return NullTranslations()
    catalogue = files("policy_pages") / "locale" / language / "LC_MESSAGES" / "messages.mo"
    if not catalogue.is_file():
        return NullTranslations()
    with catalogue.open("rb") as compiled:
        return GNUTranslations(compiled)
