"""Pelican: HTML pages whose meta lines are the front matter; an include for the theme.

Pelican's content knows no includes, so a page brings the link's two lines itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from policy_pages.sites.generator import Generator, Link, SitePage

EMPTY = "{# There is no desk yet, so there is no link. #}\n"


def _pages(page: SitePage) -> Mapping[str, str]:
    # One slug for all languages: that is how Pelican knows a translation.
    meta = {
        "slug": f"policy-{page.page}",
        "lang": page.locale,
        "description": page.description,
        "url": page.address,
        "save_as": f"{page.address}index.html",
        **({"template": page.layout} if page.layout else {}),
        **{f"amends_{name}": value for name, value in page.stamp.items()},
    }
    lines = [
        f'<html lang="{page.locale}">',
        "<head>",
        f"<title>{escape(page.title)}</title>",
        *(f'<meta name="{name}" content="{escape(value)}">' for name, value in meta.items()),
        "</head>",
        "<body>",
        page.plain_body + (page.link.html if page.link else "") + "</body>",
        "</html>",
        "",
    ]
    return {f"content/pages/policy-{page.page}{page.suffix}.html": "\n".join(lines)}


def _links(links: Mapping[str, Link | None]) -> Mapping[str, str]:
    return {
        f"templates/amends{suffix}.html": link.html if link else EMPTY
        for suffix, link in links.items()
    }


PELICAN = Generator("pelican", "content/policy/", _pages, _links)
