"""What a program reads from a finished page: figures, structured data, links and ids."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any


@dataclass
class ReadPage:
    """Figures as (value, classes, words); links as their addresses."""

    language: str = ""
    figures: list[tuple[str, frozenset[str], str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    structured: list[Any] = field(default_factory=list)
    words: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = ReadPage()
        self._data: dict[str, str | None] | None = None
        self._text = ""
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self._inside = tag if tag in {"script", "style", "title"} else ""
        if tag == "html":
            self.page.language = told.get("lang") or ""
        if tag == "a":
            self.page.links.append(told.get("href") or "")
        if found := told.get("id"):
            self.page.ids.append(found)
        if tag == "data":
            self._data = told
        if tag in {"data", "script"}:
            self._text = ""
            self._structured = told.get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        self._text += data
        if not self._inside:
            self.page.words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "data" and self._data is not None:
            classes = frozenset((self._data.get("class") or "").split())
            self.page.figures.append((self._data.get("value") or "", classes, self._text))
        if tag == "script" and self._structured:
            self.page.structured.append(json.loads(self._text))
        if tag in {"script", "style", "title"}:
            self._inside = ""


def read_page(html: str) -> ReadPage:
    """Read a page, or a part of one."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.page.words = " ".join(reader.page.words.split())
    return reader.page
