"""Writes a page as Markdown from its text template; its marks are still in it."""

from __future__ import annotations

from policy_pages.addresses import beside
from policy_pages.edition import Edition
from policy_pages.marks import Marked
from policy_pages.markup import our_html, own_html
from policy_pages.official_text import model_form_text, official_text
from policy_pages.own_words import own_markdown
from policy_pages.page_facts import PageFacts
from policy_pages.texts import writing


def written(telling: PageFacts, template: str = "") -> str:
    """A text template as Markdown; the page's own if none is named."""
    edition = telling.edition
    name = f"{telling.locale}/{template or telling.page}.md"
    return (
        writing()
        .get_template(name)
        .render(
            t=telling,
            p=edition.profile,
            r=telling.regions,
            edition=edition,
            own=lambda: _own(telling),
            official=lambda: official_text(telling),
            model_form=lambda: model_form_text(telling),
        )
    )


def page_body(edition: Edition, page: str, locale: str) -> str:
    """What a page says as HTML, without title, version line and surroundings."""
    telling = PageFacts(edition, page, locale, lambda other: beside(edition, other, locale, locale))
    return telling.marks.in_html(our_html(written(telling)))


def _own(telling: PageFacts) -> Marked:
    """What the owner adds to this page in this language; empty if nothing."""
    for words in telling.edition.profile.own:
        if (words.page, words.language) == (telling.page, telling.locale):
            html = own_html(words.text)
            return telling.marks.block(own_markdown(html), html)
    return Marked("")
