"""What a page says otherwise in another version, paragraph by paragraph, for people to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from policy_pages.edition import Edition
from policy_pages.page_text import page_body
from policy_pages.plain import Block, blocks_of


@dataclass(frozen=True)
class Change:
    """One paragraph that changed, as plain text; empty where there was or is none.

    ``heading`` is that of the section it stands in, in the new version if it is there.
    """

    heading: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """A paragraph and the heading above it."""

    heading: str
    text: str


def differences(old: Edition | None, new: Edition, page: str, locale: str) -> list[Change]:
    """What changed on a page from one version to another; ``None``: there was none before.

    Number, day and fingerprint of the versions are not compared.
    """
    before = _told(old, page, locale) if old else []
    after = _told(new, page, locale)
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    changes: list[Change] = []
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        if kind != "equal":
            changes += _changes(before[a1:a2], after[b1:b2])
    return changes


def _told(edition: Edition, page: str, locale: str) -> list[Told]:
    return list(_under_headings(blocks_of(page_body(edition, page, locale))))


def _under_headings(blocks: list[Block]) -> Iterator[Told]:
    heading, term = "", ""
    for block in blocks:
        if block.kind in {"h2", "h3"}:
            heading = block.text
            yield Told(heading, "")
        elif block.kind == "dt":
            term = block.text
        elif block.kind == "dd":
            yield Told(heading, f"{term}: {block.text}")
        else:
            yield Told(heading, block.text)


def _changes(before: list[Told], after: list[Told]) -> Iterator[Change]:
    """Removed and added paragraphs of one section side by side."""
    headings = dict.fromkeys(told.heading for told in (*after, *before))
    for heading in headings:
        gone = [told.text for told in before if told.heading == heading and told.text]
        come = [told.text for told in after if told.heading == heading and told.text]
        for was, is_ in zip_longest(gone, come, fillvalue=""):
            yield Change(heading, was, is_)
