"""Markdown into HTML that is safe to publish: our own texts, and what an owner adds.

Raw HTML in Markdown is switched off at its source, and nh3 cleans what comes out all the same.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from policy_pages.marks import PRIVATE

PREFIX = "amends-"
GLANCE = f"{PREFIX}glance"
HEADING_ID = re.compile(r"\s*\{#(amends-[a-z-]+)\}\s*$")
# A paragraph full of brackets takes Markdown minutes; nobody writes so many links in one.
MOST_BRACKETS = 100
BRACKET = "\ue010"  # stands for one meanwhile; what is typed holds no such character
PARAGRAPHS = re.compile(r"(\n[ \t]*\n)")
# What is left of a link to an address that was refused.
LEADS_NOWHERE = re.compile(r'<a rel="[^"]*">(.*?)</a>', re.DOTALL)
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
OWN_TAGS = {
    *("p", "br", "hr", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote"),
    *("code", "pre"),
}
OUR_TAGS = {
    *OWN_TAGS,
    *("h2", "dl", "dt", "dd", "div", "table", "thead", "tbody", "tr", "th", "td"),
}
OUR_ATTRIBUTES = {
    "h2": {"id"},
    "h3": {"id"},
    "dl": {"class"},
    "dd": {"class"},
    "ol": {"start"},
}
SCHEMES = {"http", "https", "mailto"}


class Shape(Treeprocessor):
    """Gives our headings their lasting ids, and makes the list at a glance the box it is."""

    def run(self, root: Element) -> None:
        """Change the tree of a page in place."""
        children = list(root)
        for at, element in enumerate(children):
            if element.tag in HEADINGS:
                _take_id(element)
            if element.tag == "ul" and at and children[at - 1].get("id") == GLANCE:
                root[at] = _glance(element)
        for element in root.iter():
            if element.tag in HEADINGS:
                _take_id(element)


def _take_id(heading: Element) -> None:
    last = heading[-1] if len(heading) else None
    text = (heading.text if last is None else last.tail) or ""
    if found := HEADING_ID.search(text):
        heading.set("id", found[1])
        text = HEADING_ID.sub("", text)
        if last is None:
            heading.text = text
        else:
            last.tail = text


def _glance(listed: Element) -> Element:
    """``- **Question:** *answer* more`` as a term with its two descriptions."""
    box = Element("dl", {"class": "glance"})
    for item in listed:
        inner = item[0] if len(item) and item[0].tag == "p" else item
        question, answer = inner[0], inner[1]
        part = SubElement(box, "div")
        term = SubElement(part, "dt")
        term.text = (question.text or "").rstrip(":")
        big = SubElement(part, "dd", {"class": "big"})
        big.text = answer.text
        big.extend(list(answer))
        more = (answer.tail or "").strip()
        if more or len(inner) > 2:
            small = SubElement(part, "dd", {"class": "small"})
            small.text = more
            small.extend(list(inner)[2:])
    return box


class Lower(Treeprocessor):
    """Moves the headings of own words below those of the page: the first two levels are ours."""

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        for element in root.iter():
            if element.tag in HEADINGS:
                element.tag = "h3" if element.tag in {"h1", "h2", "h3"} else "h4"


class Ours(Extension):
    """Our own texts: no raw HTML, lasting ids."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 -- the library's name
        """Called by the library."""
        _without_html(md)
        md.treeprocessors.register(Shape(md), "shape", 1)


class Own(Extension):
    """An owner's words: no raw HTML, no ids, no heading above ours."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 -- the library's name
        """Called by the library."""
        _without_html(md)
        md.treeprocessors.register(Lower(md), "lower", 1)


def _without_html(md: Markdown) -> None:
    md.preprocessors.deregister("html_block")
    md.inlinePatterns.deregister("html")


def our_html(text: str) -> str:
    """The Markdown of one of our pages as HTML; its marks are still in it."""
    return nh3.clean(
        Markdown(extensions=["tables", Ours()]).convert(text),
        tags=OUR_TAGS,
        attributes={**OUR_ATTRIBUTES, "a": {"href"}, "th": {"scope"}},
        url_schemes=SCHEMES,
        link_rel=None,
    )


def own_html(text: str) -> str:
    """What an owner wrote in Markdown as HTML: no script, no raw HTML, links to the web or mail."""
    html = nh3.clean(
        Markdown(extensions=[Own()]).convert(_tamed(PRIVATE.sub("", text))),
        tags=OWN_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=SCHEMES,
        link_rel="nofollow noopener noreferrer",
    )
    return LEADS_NOWHERE.sub(r"\1", html).replace(BRACKET, "[")


def _tamed(text: str) -> str:
    """A text without what would take Markdown minutes to read; it is told as it was typed."""
    parts = PARAGRAPHS.split(text)
    return "".join(
        part.replace("[", BRACKET) if part.count("[") > MOST_BRACKETS else part for part in parts
    )
