"""Marks on a page what differs from the version in force: added words, and words that are gone.

Pure. It adds our own tags to HTML that was cleaned already, and every word in them is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from policy_pages.differences import Change
from policy_pages.plain import BLOCKS, Block, Reader

# Inside a row of a table no tag for a whole row could stand.
MARKABLE = BLOCKS - {"tr", "pre", "hr"}
HEADINGS = frozenset({"h2", "h3"})
_LINK = re.compile(r'(<a\b[^>]*?) href="(?!#)[^"]*"')


@dataclass(frozen=True)
class Place:
    """Where the words of a block stand in the HTML, and the text that versions are compared by."""

    block: Block
    told: str
    start: int
    end: int


class Places(Reader):
    """Reads the blocks of a page together with where they stand."""

    def __init__(self, html: str) -> None:
        """Read a whole page."""
        super().__init__()
        self.lines = [0]
        for line in html.split("\n"):  # the parser counts no other sign as the end of a line
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.places: list[Place] = []
        self.opened, self.term = 0, ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called by the library."""
        super().handle_starttag(tag, attrs)
        if tag in BLOCKS:
            self.opened = self._at() + len(self.get_starttag_text() or "")

    def flush(self) -> None:
        """End a block, and keep where it stood."""
        known = len(self.blocks)
        super().flush()
        for block in self.blocks[known:]:
            if block.kind == "dt":
                self.term = block.text
            told = f"{self.term}: {block.text}" if block.kind == "dd" else block.text
            self.places.append(Place(block, told, self.opened, self._at()))

    def _at(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column


def with_changes(html: str, changes: Iterable[Change], added: str, removed: str) -> str:
    """The page with every change marked. ``added`` and ``removed`` are words for the ear.

    A change whose place is not found is left out; the list of changes has it all the same.
    """
    free = [place for place in Places(html).places if place.block.kind in MARKABLE]
    pieces: list[tuple[int, int, str]] = []
    for change in changes:
        place = _taken(free, change)
        if place is None:
            continue
        before = change.before.removeprefix(place.told.removesuffix(place.block.text))
        gone = _gone(before, removed) if before else ""
        if change.after:
            pieces.append((place.start, 1, f"{gone}<ins>{_ear(added)}"))
            pieces.append((place.end, 0, "</ins>"))
        else:
            close = place.end + len(f"</{place.block.kind}>")
            pieces.append((close, 0, f'<p class="gone">{gone}</p>'))
    for at, _order, piece in sorted(pieces, key=lambda piece: (piece[0], piece[1]), reverse=True):
        html = html[:at] + piece + html[at:]
    return html


def without_ways_out(html: str) -> str:
    """The page with links that lead nowhere: a preview is looked at, not walked through."""
    return _LINK.sub(r"\1", html)


def _taken(free: list[Place], change: Change) -> Place | None:
    """Where a change is marked; a paragraph that came is marked once."""
    for place in free:
        if change.after and place.told == change.after:
            free.remove(place)
            return place
        is_heading = place.block.kind in HEADINGS and place.block.text == change.heading
        if not change.after and is_heading:
            return place
    return None


def _gone(text: str, removed: str) -> str:
    return f"<del>{_ear(removed)}{escape(text)}</del> "


def _ear(word: str) -> str:
    return f'<span class="vh">{escape(word)} </span>'
