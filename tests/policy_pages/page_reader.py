"""Reads the figures of a rendered page back from its HTML, as a program of somebody else would."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass(frozen=True)
class Figure:
    """One ``<data>`` element: its value, and its classes as words."""

    value: str
    words: frozenset[str]


class PageReader(HTMLParser):
    """Keeps the figures, ids, links and scripts of a page, in their order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.figures: list[Figure] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.append(tag)
        self.attributes += known
        if tag == "data":
            words = frozenset((known["class"] or "").split())
            self.figures.append(Figure(known["value"] or "", words))
        if "id" in known:
            self.ids.append(known["id"] or "")
        if tag == "a" and "href" in known:
            self.links.append(known["href"] or "")

    def values(self, *words: str) -> set[str]:
        """The values of all figures that have all these words."""
        return {each.value for each in self.figures if each.words >= set(words)}

    def value(self, *words: str) -> str | None:
        """The one value that figures with these words have; ``None`` if there is no such figure."""
        found = self.values(*words)
        assert len(found) <= 1, (words, found)
        return next(iter(found), None)
