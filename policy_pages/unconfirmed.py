"""What a version says that rests on rows nobody has read in a source yet, for the owner to see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policy_pages.addresses import PAGES
from policy_pages.edition import Edition
from policy_pages.official import official_rows
from policy_pages.page_facts import PageFacts
from policy_pages.page_text import written
from policy_pages.region_terms import RegionTerms


@dataclass(frozen=True)
class Unconfirmed:
    """A sentence of the pages, the id of the row it rests on, and the source that the row names."""

    sentence: str
    rule: str
    source: str


def unconfirmed(edition: Edition, locale: str) -> list[Unconfirmed]:
    """Every sentence of a version in one language that is from general knowledge, each row once."""
    found = {each.rule: each for each in (*_official(edition, locale), *_of_law(edition, locale))}
    return list(found.values())


def _official(edition: Edition, locale: str) -> Iterator[Unconfirmed]:
    for row in official_rows(edition, locale):
        if row["confidence"] == "recalled":
            sentence = row["text"] or row["heading"]
            yield Unconfirmed(sentence, row["id"], row["source"])


def _of_law(edition: Edition, locale: str) -> Iterator[Unconfirmed]:
    """What the rows say that were asked while all pages were written."""
    asked = RegionTerms(edition.profile, edition.day)
    for page in PAGES:
        written(PageFacts(edition, page, locale, lambda other: other, known=asked))
    for reason in asked.reasons.values():
        if reason.unconfirmed:
            sentence = reason.text(locale) if reason.sentence else str(reason.values["text"])
            yield Unconfirmed(sentence, reason.rule, reason.source)
