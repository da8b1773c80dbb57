"""From a mail's template and its values to subject, text and HTML, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from widget.cases.text import clean_line, clean_text
from widget.mail.words import Words, words_for

TEMPLATES = Path(__file__).resolve().parent / "templates"


@dataclass(frozen=True)
class Rendered:
    """A mail's three parts: one line, plain text, HTML."""

    subject: str
    text: str
    html: str


def render(mail: str, words: Words, values: Mapping[str, Any]) -> Rendered:
    """Fill the mail's three templates. Raises ``jinja2.TemplateError`` for a name nobody gave."""
    environment = _environment(str(words.locale))
    subject, text, html = (
        environment.get_template(f"mail/{mail}/{part}").render(values, words=words)
        for part in ("subject.txt", "body.txt", "body.html")
    )
    return Rendered(clean_line(subject), clean_text(text) + "\n", clean_text(html) + "\n")


@lru_cache(maxsize=64)
def _environment(locale: str) -> Environment:
    words = words_for(locale)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        # By the end of the name and nothing else: a bare Environment escapes nowhere [T18].
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    spoken = words.translations
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        spoken.ugettext, spoken.ungettext, newstyle=True
    )
    return environment
