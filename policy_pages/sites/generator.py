"""What a description of a static site generator is made of, and what it is given to lay out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from policy_pages.edition import Edition

SCRIPT = re.compile(r"(<script\b[^>]*>.*?</script>)", re.DOTALL)
# What Hugo, Liquid and Nunjucks take for their own.
OPENS_A_TAG = re.compile(r"\{(?=[{%#])")


@dataclass(frozen=True)
class Link:
    """The shop's links to its desk in one language, and the desk's script; all ready for HTML.

    ``doors`` are words and address of each: the desk, and where the law knows a right to withdraw,
    the way to do so.
    """

    doors: tuple[tuple[str, str], ...]
    script: str

    @property
    def html(self) -> str:
        """The lines of docs/embed.md."""
        links = [f'<p><a data-amends href="{href}">{words}</a></p>' for words, href in self.doors]
        return "\n".join([*links, f'<script async src="{self.script}"></script>', ""])


@dataclass(frozen=True)
class SitePage:
    """One page in one language, ready to be laid out.

    ``body`` is HTML without a heading of the first rank: the site prints ``title``. ``address`` is
    where the page will stand, such as ``policy/refund/``; ``layout`` the site's own layout for it.
    ``link`` is ``None`` where the page should not bring the link to the desk with it.
    """

    edition: Edition
    page: str
    locale: str
    title: str
    description: str
    body: str
    address: str
    layout: str
    link: Link | None

    @property
    def is_first(self) -> bool:
        """Whether this is the shop's own language, which has no folder of its own."""
        return self.locale == self.edition.locales[0]

    @property
    def folder(self) -> str:
        """The folder of the language: empty for the first, else such as ``de/``."""
        return "" if self.is_first else f"{self.locale}/"

    @property
    def suffix(self) -> str:
        """The ending of a file of this language: empty for the first, else such as ``-de``."""
        return "" if self.is_first else f"-{self.locale}"

    @property
    def plain_body(self) -> str:
        """The body for generators that look for tags of their own in it: they find none."""
        parts = SCRIPT.split(self.body)
        return "".join(
            OPENS_A_TAG.sub(r"\\u007b", part)
            if part.startswith("<script")
            else part.replace("{", "&#123;").replace("}", "&#125;")
            for part in parts
        )

    @property
    def stamp(self) -> Mapping[str, str]:
        """What a layout may show of the version."""
        edition = self.edition
        return {
            "version": str(edition.number),
            "in_force_from": edition.day.isoformat(),
            "fingerprint": edition.fingerprint,
        }


def no_links(_links: Mapping[str, Link | None]) -> Mapping[str, str]:
    """For generators without includes."""
    return {}


@dataclass(frozen=True)
class Generator:
    """How one generator wants its pages.

    ``pages`` gives the files of a page, ``links`` the includes (by the language’s suffix, the link
    or ``None`` without a desk); both by their paths from the top of the site. ``static`` is the
    folder whose files stand at ``/policy/`` on the finished site. ``layout`` is the usual name of
    a layout for pages; empty where none has to be named.
    """

    name: str
    static: str
    pages: Callable[[SitePage], Mapping[str, str]]
    links: Callable[[Mapping[str, Link | None]], Mapping[str, str]] = field(default=no_links)
    layout: str = ""


def yaml_front_matter(values: Mapping[str, object]) -> str:
    """Front matter as YAML. JSON writes texts, lists and tables as YAML reads them."""
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    return "\n".join(["---", *lines, "---", ""])
