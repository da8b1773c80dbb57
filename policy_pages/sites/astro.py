"""Astro: a page that puts ready HTML into the site's layout, and a component for the link."""

from __future__ import annotations

import json
from collections.abc import Mapping

from policy_pages.sites.generator import Generator, Link, SitePage

EMPTY = "<!-- There is no desk yet, so there is no link. -->\n"


def _pages(page: SitePage) -> Mapping[str, str]:
    up = "../" * (2 + (not page.is_first))
    name = f"Amends{page.suffix.replace('-', '').title()}"
    front = [
        f"import Layout from {json.dumps(f'{up}layouts/{page.layout}')};",
        f'import page from "{up}amends/{page.page}{page.suffix}.html?raw";',
        *([f'import {name} from "{up}components/{name}.astro";'] if page.link else []),
        f"const told = {json.dumps(_told(page), ensure_ascii=False)};",
    ]
    tail = [f"  <{name} />"] if page.link else []
    lines = ["---", *front, "---", "<Layout {...told}>", "  <Fragment set:html={page} />", *tail]
    return {
        f"src/pages/{page.folder}policy/{page.page}.astro": "\n".join([*lines, "</Layout>", ""]),
        f"src/amends/{page.page}{page.suffix}.html": page.body,
    }


def _told(page: SitePage) -> Mapping[str, object]:
    return {
        "title": page.title,
        "description": page.description,
        "lang": page.locale,
        "amends": page.stamp,
    }


def _links(links: Mapping[str, Link | None]) -> Mapping[str, str]:
    return {
        f"src/components/Amends{suffix.replace('-', '').title()}.astro": _component(link)
        for suffix, link in links.items()
    }


def _component(link: Link | None) -> str:
    # `is:inline` keeps Astro from bundling the desk's script.
    return link.html.replace("<script ", "<script is:inline ") if link else EMPTY


ASTRO = Generator("astro", "public/policy/", _pages, _links, layout="Layout.astro")
