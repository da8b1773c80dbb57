"""Figures and links on a page: written once, told in HTML with their value and elsewhere in words.

A text template puts a mark, a number between two characters of the private range, where a figure
stands. The marks pass through Markdown and the cleaning of HTML untouched; only then are they
replaced. What an owner typed can hold no mark, for those characters are taken out of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape

MARK = re.compile("\ue000([0-9]+)\ue001")
PRIVATE = re.compile("[\ue000-\uf8ff]")
# Characters that mean something in Markdown, somewhere.
SPECIAL = re.compile(r"([\\`*_{}\[\]>#|])")
LINE_START = re.compile(r"^(\s*)([-+=]|\d+[.)])")
SAFE_LINK = re.compile(
    r"(?:https?://|mailto:|#|/(?!/)|[a-z0-9./_-]*\.(?:html|md)\b|\.\.?/)", re.IGNORECASE
)


class Marked(str):
    """A text that is Markdown already and is not escaped again."""

    __slots__ = ()


def plain_text(text: str) -> str:
    """A text as one line, without characters that we use ourselves or that nobody can see."""
    text = PRIVATE.sub("", text)
    text = "".join(each if each.isprintable() or each.isspace() else "" for each in text)
    return " ".join(text.split())


def as_markdown(text: str) -> Marked:
    """A plain text, such as a name, so that Markdown shows it as it is."""
    text = plain_text(text).replace("&", "&amp;").replace("<", "&lt;").replace("~", "&#126;")
    text = SPECIAL.sub(r"\\\1", text)
    return Marked(LINE_START.sub(lambda found: f"{found[1]}{_shielded(found[2])}", text))


def _shielded(start: str) -> str:
    return f"{start[:-1]}\\{start[-1]}"


@dataclass
class Marks:
    """The marks of one page, in the order in which they were put."""

    html: list[str] = field(default_factory=list)
    markdown: list[str] = field(default_factory=list)
    blocks: set[int] = field(default_factory=set)

    def put(self, markdown: str, html: str) -> Marked:
        """A place for something that is told one way in Markdown and another in HTML."""
        self.html.append(html)
        self.markdown.append(markdown)
        return Marked(f"\ue000{len(self.html) - 1}\ue001")

    def figure(self, value: object, words: str, *classes: str) -> Marked:
        """A figure: in HTML ``<data>`` with its value, and classes that say which one it is."""
        kinds = escape(" ".join(classes))
        html = f'<data value="{escape(str(value))}" class="{kinds}">{escape(words)}</data>'
        return self.put(as_markdown(words), html)

    def link(self, address: str, words: str, *, opens_form: bool = False) -> Marked:
        """A link; a form opens in the dialog where there is script. Unsafe addresses are words."""
        if not SAFE_LINK.match(address):
            return as_markdown(words)
        form = " data-amends" if opens_form else ""
        target = address.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
        html = f'<a href="{escape(target)}"{form}>{escape(plain_text(words))}</a>'
        return self.put(f"[{as_markdown(words)}]({target})", html)

    def block(self, markdown: str, html: str) -> Marked:
        """A place for whole paragraphs; it stands in a paragraph of its own."""
        mark = self.put(markdown, html)
        self.blocks.add(len(self.html) - 1)
        return mark

    def in_html(self, text: str) -> str:
        """HTML with every mark replaced."""
        for number in self.blocks:
            text = text.replace(f"<p>\ue000{number}\ue001</p>", self.html[number])
        return MARK.sub(lambda found: self.html[int(found[1])], text)

    def in_markdown(self, text: str) -> str:
        """Markdown with every mark replaced."""
        return MARK.sub(lambda found: self.markdown[int(found[1])], text)
