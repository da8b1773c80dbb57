"""A page as plain text: for contracts, for the mail with an order, and to compare versions."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from html.parser import HTMLParser

WIDTH = 72
BLOCKS = {"p", "h2", "h3", "h4", "li", "dt", "dd", "tr", "pre", "hr"}


@dataclass(frozen=True)
class Block:
    """A paragraph, heading, point of a list or line of a table; ``depth`` of its list or quote."""

    kind: str
    text: str
    depth: int = 0
    number: int = 0
    is_quoted: bool = False
    id: str = ""


class Reader(HTMLParser):
    """Reads the blocks of cleaned HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self.kind, self.text, self.id = "p", "", ""
        self.lists: list[int] = []
        self.quotes = self.cells = 0
        self.href = ""
        self.is_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called by the library."""
        if tag == "p" and self.kind == "li" and not self.text.strip():
            return
        if tag in BLOCKS:
            self.flush()
            self.cells = 0
            self.kind, self.id = tag, dict(attrs).get("id") or ""
        elif tag in {"ul", "ol"}:
            self.flush()
            self.lists.append(0 if tag == "ul" else 1)
        elif tag == "blockquote":
            self.flush()
            self.quotes += 1
        elif tag == "td" and self.text.strip():
            is_second = self.cells == 1
            self.text = self.text.rstrip() + (": " if is_second else "; ")
        elif tag == "br":
            self.text += " "
        elif tag == "thead":
            self.flush()
            self.is_head = True
        elif tag == "a":
            self.href = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        """Called by the library."""
        if tag in BLOCKS:
            self.flush()
        elif tag in {"ul", "ol"}:
            self.flush()
            self.lists.pop()
        elif tag == "blockquote":
            self.flush()
            self.quotes -= 1
        elif tag == "td":
            self.cells += 1
        elif tag == "thead":
            self.is_head = False
        elif tag == "a":
            if self.href.startswith(("http://", "https://")) and self.href not in self.text:
                self.text += f" ({self.href})"
            self.href = ""

    def handle_data(self, data: str) -> None:
        """Called by the library."""
        if not self.is_head:
            self.text += data

    def flush(self) -> None:
        """End a block."""
        text = " ".join(self.text.split(" ")).strip() if self.kind == "pre" else self.text
        text = " ".join(part for part in text.replace("\n", " ").split(" ") if part)
        kind, self.text = self.kind, ""
        self.kind = "p"
        if not text:
            return
        number = 0
        if kind == "li" and self.lists and self.lists[-1]:
            number = self.lists[-1]
            self.lists[-1] += 1
        depth = max(len(self.lists) - 1, 0)
        self.blocks.append(Block(kind, text, depth, number, bool(self.quotes), self.id))
        self.id = ""


def blocks_of(html: str) -> list[Block]:
    """The blocks of cleaned HTML, in their order."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    reader.flush()
    return reader.blocks


def plain_of(html: str) -> str:
    """Cleaned HTML as plain text in lines of 72 characters."""
    return "\n".join(_lines(blocks_of(html))).strip("\n")


def _lines(blocks: list[Block]) -> list[str]:
    lines: list[str] = []
    before = ""
    for block in blocks:
        together = {before, block.kind} <= {"li", "tr", "dt", "dd"}
        if lines and (not together or block.kind == "dt"):
            lines.append("")
        lines += _block(block)
        before = block.kind
    return lines


def _block(block: Block) -> list[str]:
    start = after = "  " * block.depth + ("| " if block.is_quoted else "")
    if block.kind == "li":
        sign = f"{block.number}. " if block.number else "- "
        start, after = start + sign, after + " " * len(sign)
    elif block.kind == "dd":
        start = after = after + "  "
    told = textwrap.wrap(
        block.text,
        WIDTH,
        initial_indent=start,
        subsequent_indent=after,
        break_long_words=False,
        break_on_hyphens=False,
    )
    if block.kind == "h2":
        told.append("-" * min(len(block.text), WIDTH))
    return told
