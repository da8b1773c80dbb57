"""What an owner adds, as Markdown that is harmless in any renderer.

It is written anew from the cleaned HTML, so nothing is in it that the page does not show: a site
generator that lets raw HTML through finds none.
"""

from __future__ import annotations

from html.parser import HTMLParser

from policy_pages.marks import as_markdown

AROUND = {"strong": "**", "em": "*"}
BLOCKS = {"p", "h3", "h4", "li", "pre", "hr"}
LISTS = {"ul", "ol"}


class Rewriter(HTMLParser):
    """Reads cleaned HTML and keeps the lines of the Markdown that says the same."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self.line = ""
        self.lists: list[str] = []
        self.quotes = 0
        self.links: list[str] = []
        self.is_code = self.is_block_of_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called by the library."""
        if tag in BLOCKS | LISTS:
            self.flush()
        if tag in LISTS:
            self.lists.append("1." if tag == "ol" else "-")
        elif tag == "li":
            self.line = self.lists[-1] + " "
        elif tag in {"h3", "h4"}:
            self.line = "#" * int(tag[1]) + " "
        elif tag == "hr":
            self.blocks.append("---")
        elif tag == "br":
            self.line += "  \n"
        elif tag == "blockquote":
            self.flush()
            self.quotes += 1
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")
            self.line += "["
        elif tag in {"code", "pre"}:
            self.is_code = True
            self.is_block_of_code = self.is_block_of_code or tag == "pre"
        self.line += AROUND.get(tag, "")

    def handle_endtag(self, tag: str) -> None:
        """Called by the library."""
        self.line += AROUND.get(tag, "")
        if tag == "a":
            target = self.links.pop().replace("(", "%28").replace(")", "%29").replace(" ", "%20")
            self.line += f"]({target})" if target else "]"
        elif tag in BLOCKS:
            self.flush()
        elif tag in LISTS:
            self.flush()
            self.lists.pop()
        elif tag == "blockquote":
            self.flush()
            self.quotes -= 1
        if tag == "pre" or (tag == "code" and not self.is_block_of_code):
            self.is_code = self.is_block_of_code = False

    def handle_data(self, data: str) -> None:
        """Called by the library."""
        if self.is_block_of_code:
            lines = (as_markdown(line) for line in data.splitlines())
            self.line += "  \n".join(lines)
        elif data.strip():
            start = " " if data[0].isspace() and self.line and not self.line[-1].isspace() else ""
            end = " " if data[-1].isspace() else ""
            self.line += start + as_markdown(data) + end
        elif self.line and not self.line[-1].isspace():
            self.line += " "

    def flush(self) -> None:
        """End a block."""
        text = self.line.strip()
        self.line = ""
        if not text.strip("-1. "):
            return
        indent = "    " * (len(self.lists) - 1)
        before = indent + "> " * self.quotes
        self.blocks.append("\n".join(before + line for line in text.split("\n")))


def own_markdown(html: str) -> str:
    """Cleaned HTML as Markdown without anything that a renderer could take for HTML."""
    rewriter = Rewriter()
    rewriter.feed(html)
    rewriter.close()
    rewriter.flush()
    return "\n\n".join(rewriter.blocks)
