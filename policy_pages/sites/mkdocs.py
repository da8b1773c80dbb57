"""MkDocs: Markdown files that hold ready HTML, and an include for a theme of one's own.

MkDocs' pages know no includes, so a page brings the link's two lines itself. One element goes
around everything: Markdown leaves alone what stands in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from policy_pages.sites.generator import Generator, Link, SitePage, yaml_front_matter

EMPTY = "{# There is no desk yet, so there is no link. #}\n"


def _pages(page: SitePage) -> Mapping[str, str]:
    front = {
        "title": page.title,
        "description": page.description,
        "lang": page.locale,
        **({"template": page.layout} if page.layout else {}),
        "amends": page.stamp,
    }
    heading = f"<h1>{escape(page.title)}</h1>\n"
    body = heading + page.plain_body + (page.link.html if page.link else "")
    return {
        f"docs/{page.folder}policy/{page.page}.md": (
            f"{yaml_front_matter(front)}\n<div>\n{body}</div>\n"
        )
    }


def _links(links: Mapping[str, Link | None]) -> Mapping[str, str]:
    return {
        f"overrides/partials/amends{suffix}.html": link.html if link else EMPTY
        for suffix, link in links.items()
    }


MKDOCS = Generator("mkdocs", "docs/policy/", _pages, _links)
