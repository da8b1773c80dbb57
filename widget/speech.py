"""What the command line says, in the language of the terminal."""

from __future__ import annotations

import os
from collections.abc import Mapping

from widget.mail.words import Words, words_for


def terminal_language(environ: Mapping[str, str]) -> str:
    """The language that a terminal asks for, such as ``de``; English where it asks for none."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            return environ[name].partition(".")[0].partition("@")[0]
    return "en"


def terminal_words() -> Words:
    """The words of this terminal."""
    return words_for(terminal_language(os.environ))
