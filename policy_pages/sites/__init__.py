"""Policy pages for static sites: one short description for each generator, and what all share.

The pages are HTML, not Markdown: every generator has a Markdown of its own, and the official
wording has to come out letter by letter in all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from importlib.resources import files as package_files
from posixpath import relpath

from policy_pages.addresses import form_url
from policy_pages.edition import Edition
from policy_pages.page_facts import PageFacts
from policy_pages.render import PAGES, outputs, render
from policy_pages.sites.astro import ASTRO
from policy_pages.sites.eleventy import ELEVENTY
from policy_pages.sites.generator import Generator, Link, SitePage
from policy_pages.sites.hugo import HUGO
from policy_pages.sites.jekyll import JEKYLL
from policy_pages.sites.mkdocs import MKDOCS
from policy_pages.sites.pelican import PELICAN
from policy_pages.texts import words_of
from policy_pages.words import N_, Sentence, say

__all__ = ["GENERATORS", "site_files"]

PLAIN = "html"  # the very files of the desk
GENERATORS: Mapping[str, Generator] = {
    generator.name: generator for generator in (HUGO, JEKYLL, ELEVENTY, ASTRO, PELICAN, MKDOCS)
}
LINK = Sentence(N_("Something wrong with your order?"))
STRUCTURED = '<script type="application/ld+json">\n{}\n</script>'
COPIED = (".txt", ".toml", "version.json")
STYLE = "policy.css"  # for what stands inside a site, not for a whole page


def site_files(
    edition: Edition, name: str, *, layout: str = "", with_link: bool = True
) -> Mapping[str, bytes]:
    """The files of a version for a generator, by their paths from the top of the site.

    ``layout`` is the site's own layout for pages where it is not called as usual; ``with_link``:
    whether the pages bring the link to the desk, for sites that have it in their footer already.
    Raises ``KeyError`` for a generator that we do not know.
    """
    if name == PLAIN:
        return outputs(edition)
    generator = GENERATORS[name]
    links = {locale: _link(edition, locale) for locale in edition.locales}
    files = {
        generator.static + path: content
        for path, content in outputs(edition).items()
        if path.endswith(COPIED)
    }
    files[generator.static + STYLE] = (package_files("policy_pages") / "sites" / STYLE).read_bytes()
    for page in PAGES:
        for locale in edition.locales:
            link = links[locale] if with_link else None
            laid = _site_page(edition, page, locale, layout or generator.layout, link)
            files |= {path: text.encode() for path, text in generator.pages(laid).items()}
    by_suffix = {
        "" if locale == edition.locales[0] else f"-{locale}": link for locale, link in links.items()
    }
    return files | {path: text.encode() for path, text in generator.links(by_suffix).items()}


def address_of(edition: Edition, page: str, locale: str) -> str:
    """Where a page stands on a finished site, without a slash before it."""
    folder = "" if locale == edition.locales[0] else f"{locale}/"
    return f"{folder}policy/{page}/"


def _site_page(
    edition: Edition, page: str, locale: str, layout: str, link: Link | None
) -> SitePage:
    rendered = render(edition, page, locale, link_to=lambda other: f"../{other}/")
    parts = (
        rendered.fragment.strip(),
        _others(edition, page, locale),
        STRUCTURED.format(rendered.json_ld.strip()),
        "",
    )
    return SitePage(
        edition=edition,
        page=page,
        locale=locale,
        title=rendered.title,
        description=rendered.description,
        body="\n".join(parts),
        address=address_of(edition, page, locale),
        layout=layout,
        link=link,
    )


def _others(edition: Edition, page: str, locale: str) -> str:
    """Links to the other pages, and to this one in other languages.

    From folder to folder, so that they also hold on a site that is itself in a folder.
    """
    chrome, here = words_of(locale)["chrome"], address_of(edition, page, locale)
    links = [
        f'<li><a href="../{other}/">{escape(words_of(locale)[other]["title"])}</a></li>'
        for other in PAGES
        if other != page
    ]
    for other in edition.locales:
        if other != locale:
            name = escape(words_of(other)["chrome"]["own_name"])
            href = f"{relpath(address_of(edition, page, other), here)}/"
            links.append(f'<li><a lang="{other}" hreflang="{other}" href="{href}">{name}</a></li>')
    label = escape(chrome["pages"])
    return "\n".join(
        [f'<nav class="amends-pages" aria-label="{label}">', "<ul>", *links, "</ul>", "</nav>"]
    )


def _link(edition: Edition, locale: str) -> Link | None:
    if not edition.has_desk:
        return None
    facts = PageFacts(edition, "withdrawal", locale, lambda _page: "")
    doors = [(say(LINK, locale), form_url(edition, "desk"))]
    if facts.lawful:
        doors.append((facts.withdraw_here, form_url(edition, "withdraw")))
    return Link(
        doors=tuple((escape(words), escape(href)) for words, href in doors),
        script=escape(f"{edition.desk}/embed.js"),
    )
