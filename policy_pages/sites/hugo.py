"""Hugo: HTML content with front matter, a shortcode for pages and a partial for layouts."""

from __future__ import annotations

from collections.abc import Mapping

from policy_pages.sites.generator import Generator, Link, SitePage, yaml_front_matter

EMPTY = "{{/* There is no desk yet, so there is no link. */}}\n"


def _pages(page: SitePage) -> Mapping[str, str]:
    # By the name of the file Hugo knows a translation; the address holds in a site of one language,
    # too. No date: in a zone ahead of the building machine's it would keep the page away.
    ending = ".html" if page.is_first else f".{page.locale}.html"
    front = {
        "title": page.title,
        "description": page.description,
        "url": f"/{page.address}",
        **({"layout": page.layout} if page.layout else {}),
        "amends": {"language": page.locale, **page.stamp},
    }
    tail = f"{{{{< amends{page.suffix} >}}}}\n" if page.link else ""
    return {
        f"content/policy/{page.page}{ending}": yaml_front_matter(front) + page.plain_body + tail
    }


def _links(links: Mapping[str, Link | None]) -> Mapping[str, str]:
    return {
        f"layouts/{folder}/amends{suffix}.html": link.html if link else EMPTY
        for suffix, link in links.items()
        for folder in ("partials", "shortcodes")
    }


HUGO = Generator("hugo", "static/policy/", _pages, _links)
