"""Eleventy: HTML templates with front matter, read as Liquid, and an include."""

from __future__ import annotations

from collections.abc import Mapping

from policy_pages.sites.generator import Generator, Link, SitePage, yaml_front_matter

EMPTY = "<!-- There is no desk yet, so there is no link. -->\n"


def _pages(page: SitePage) -> Mapping[str, str]:
    front = {
        "layout": page.layout,
        "title": page.title,
        "description": page.description,
        "lang": page.locale,
        "permalink": f"/{page.address}index.html",
        # Whatever language the site's HTML is otherwise read as.
        "templateEngineOverride": "liquid",
        "amends": page.stamp,
    }
    tail = f'{{% include "amends{page.suffix}.html" %}}\n' if page.link else ""
    return {
        f"{page.folder}policy/{page.page}.html": yaml_front_matter(front) + page.plain_body + tail
    }


def _links(links: Mapping[str, Link | None]) -> Mapping[str, str]:
    # Without a tag in it, so that Liquid and Nunjucks can both include it.
    return {
        f"_includes/amends{suffix}.html": link.html if link else EMPTY
        for suffix, link in links.items()
    }


# Beside the pages Eleventy would take `refund.json` for data of `refund.html`.
ELEVENTY = Generator("eleventy", "public/policy/", _pages, _links, layout="page.html")
