"""A page as a person without script uses it: what it says, what can be typed and pressed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})


@dataclass
class Tag:
    """One element: its name, attributes, and what is inside (elements and text, in order)."""

    name: str
    attrs: dict[str, str]
    inside: list[Tag | str] = field(default_factory=list)

    def all(self) -> Iterator[Tag]:
        """This element and every one within, in the order of the page."""
        yield self
        for part in self.inside:
            if isinstance(part, Tag):
                yield from part.all()

    def find(self, tag_name: str = "", /, **attrs: str) -> list[Tag]:
        """Every element of that name with these attributes (``class_`` is one of its classes)."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attrs.items()}
        return [tag for tag in self.all() if tag_name in ("", tag.name) and tag._has(wanted)]

    def _has(self, wanted: dict[str, str]) -> bool:
        for key, value in wanted.items():
            mine = self.attrs.get(key)
            if mine is None or (value not in mine.split() if key == "class" else value != mine):
                return False
        return True

    @property
    def raw(self) -> str:
        """All text inside, as it is."""
        return "".join(part if isinstance(part, str) else part.raw for part in self.inside)

    @property
    def text(self) -> str:
        """All text inside, with single spaces."""
        return " ".join(self.raw.split())


class _Builder(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Tag("", {})
        self._open = [self.root]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Tag(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(made)
        if tag not in VOID:
            self._open.append(made)

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].name == tag, f"</{tag}> closes <{self._open[-1].name}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)


class Page:
    """An answer of the door, read. Wrongly nested HTML fails at once."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.root = _Builder(html).root

    def find(self, tag_name: str = "", /, **attrs: str) -> list[Tag]:
        """Every element of that name with these attributes."""
        return self.root.find(tag_name, **attrs)

    def one(self, tag_name: str = "", /, **attrs: str) -> Tag:
        """The only such element."""
        found = self.find(tag_name, **attrs)
        assert len(found) == 1, f"{len(found)} of <{tag_name} {attrs}>"
        return found[0]

    @property
    def title(self) -> str:
        return self.one("title").text

    @property
    def heading(self) -> str:
        return self.one("h1").text

    @property
    def text(self) -> str:
        return self.one("body").text

    @property
    def says(self) -> list[str]:
        """The sentences of the review."""
        items = self.one("ul", class_="says").find("li")
        return [item.find("p")[0].text for item in items if item.find("p")]

    def error(self, name: str) -> str:
        """The sentence at a field, empty for none; the field must point to it."""
        found = self.find("p", id=f"{name}-error")
        if not found:
            return ""
        boxes = [tag for tag in self.root.all() if tag.attrs.get("name") == name]
        assert any(f"{name}-error" in box.attrs.get("aria-describedby", "") for box in boxes)
        return found[0].text.removeprefix("Error: ")

    @property
    def errors(self) -> dict[str, str]:
        """Every sentence at a field, by the field."""
        names = [tag.attrs["id"].removesuffix("-error") for tag in self.find("p", class_="error")]
        return {name: self.error(name) for name in names}

    def fields(self, form: str = "message") -> dict[str, str]:
        """What a browser would send with a form before anything is typed or pressed."""
        sent: dict[str, str] = {}
        for tag in self.one("form", id=form).all():
            name = tag.attrs.get("name")
            if not name or "disabled" in tag.attrs or tag.attrs.get("type") == "file":
                continue
            if tag.name == "textarea":
                # HTML drops the first line break; a browser sends CRLF.
                sent[name] = re.sub(r"\r?\n", "\r\n", tag.raw.removeprefix("\n"))
            elif tag.name == "input" and (
                tag.attrs.get("type") not in {"radio", "checkbox"} or "checked" in tag.attrs
            ):
                sent[name] = tag.attrs.get("value", "on")
        return sent

    def action(self, form: str = "message") -> str:
        """Where a form goes, as path and query."""
        parts = urlsplit(self.one("form", id=form).attrs["action"])
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def button(self, words: str) -> Tag:
        """The button with these words that a person sees."""
        found = [
            tag
            for tag in self.find("button")
            if tag.text == words and tag.attrs.get("aria-hidden") != "true"
        ]
        assert len(found) == 1, f"{len(found)} buttons “{words}”"
        return found[0]

    def press(self, words: str, form: str = "message") -> tuple[str, dict[str, str]]:
        """Where pressing a button leads, and what it sends besides the fields."""
        button = self.button(words)
        where = urlsplit(button.attrs.get("formaction", self.one("form", id=form).attrs["action"]))
        added = (
            {button.attrs["name"]: button.attrs.get("value", "")} if "name" in button.attrs else {}
        )
        return where.path + (f"?{where.query}" if where.query else ""), self.fields(form) | added
