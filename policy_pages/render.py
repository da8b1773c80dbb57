"""Makes the pages of a policy: one source, and from it HTML, Markdown, plain text and JSON-LD.

Pure: equal editions give equal bytes, wherever and whenever they are rendered.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from policy_pages.addresses import PAGES, beside, beside_root, form_url, page_url, path_of
from policy_pages.edition import Edition
from policy_pages.markup import GLANCE, our_html
from policy_pages.page_facts import PageFacts
from policy_pages.page_text import written
from policy_pages.places import place_of
from policy_pages.plain import blocks_of, plain_of
from policy_pages.profile import write_profile
from policy_pages.structured import json_ld_of
from policy_pages.texts import LOCALES, framing, stylesheet, words_of
from policy_pages.unconfirmed import Unconfirmed, unconfirmed

__all__ = [
    "FORMS",
    "LOCALES",
    "PAGES",
    "Rendered",
    "Unconfirmed",
    "checkout_notice",
    "outputs",
    "page_url",
    "place_of",
    "render",
    "unconfirmed",
]

HEADING_ID_LINE = re.compile(r"[ ]*\{#amends-[a-z-]+\}(?=\n|$)")
FORMS = (".html", ".fragment.html", ".md", ".txt", ".json")


@dataclass(frozen=True)
class Rendered:
    """One page in one language, in all its forms.

    ``markdown`` and ``fragment`` are the page without its title, to stand below a heading that the
    site prints; ``html`` is a whole document, ``text`` a letter, ``json_ld`` what schema.org names.
    """

    title: str
    description: str
    markdown: str
    html: str
    fragment: str
    text: str
    json_ld: str


def render(
    edition: Edition, page: str, locale: str, *, link_to: Callable[[str], str] | None = None
) -> Rendered:
    """One page of a version in one language.

    ``link_to`` gives the address of another page by its name, for sites with addresses of their
    own. Raises ``KeyError`` for a page or language that there is none of.
    """
    if page not in PAGES or locale not in LOCALES:
        raise KeyError((page, locale))

    def usual(other: str) -> str:
        return beside(edition, other, locale, locale)

    telling = PageFacts(edition, page, locale, link_to or usual)
    source = written(telling)
    closing = written(telling, "closing")
    title, description = telling.word(page, "title"), telling.word(page, "description")
    marks = telling.marks
    body = marks.in_html(our_html(source))
    end = marks.in_html(our_html(closing))
    json_ld = json_ld_of(telling, title, description)
    view = {
        "edition": edition,
        "page": page,
        "locale": locale,
        "title": title,
        "description": description,
        # Cleaned by nh3, and what stands in place of marks was escaped when it was put there.
        "headings": [(b.id, b.text) for b in blocks_of(body) if b.kind == "h2" and b.id != GLANCE],
        "body": Markup(body),  # noqa: S704
        "closing": Markup(end),  # noqa: S704
        "json_ld": Markup(json_ld),  # noqa: S704 -- no <, > or & is left in it
        "withdraw": form_url(edition, "withdraw") if telling.lawful else "",
        "withdraw_here": telling.withdraw_here,
    }
    fragment = _framed("fragment.html", view)
    return Rendered(
        title=title,
        description=description,
        markdown=_portable(marks.in_markdown(f"{source}\n\n---\n\n{closing}")),
        html=_framed("page.html", {**view, **_surroundings(edition, page, locale)}),
        fragment=fragment,
        text=f"{title}\n{'=' * len(title)}\n\n{plain_of(body)}\n\n{plain_of(end)}\n",
        json_ld=json_ld + "\n",
    )


def checkout_notice(edition: Edition, locale: str) -> str:
    """One line for the checkout, with the address of the refund page where there is one."""
    telling = PageFacts(edition, "refund", locale, lambda other: other)
    told = telling.marks.in_html(written(telling, "checkout"))
    line = " ".join(plain_of(told).split("\n"))
    return " ".join(part for part in (line, page_url(edition, "refund", locale)) if part)


def outputs(edition: Edition) -> Mapping[str, bytes]:
    """Every file of a version by its path: all pages in all languages and forms, and beside them
    ``policy.toml``, ``policy.css``, ``checkout.txt`` and ``version.json``.
    """
    files: dict[str, bytes] = {}
    for locale in edition.locales:
        for page in PAGES:
            for form, text in _forms(edition, page, locale).items():
                files[path_of(edition, page, locale, form)] = text.encode()
        notice = checkout_notice(edition, locale) + "\n"
        files[path_of(edition, "checkout", locale, ".txt")] = notice.encode()
    files["policy.toml"] = write_profile(edition.profile).encode()
    files["policy.css"] = stylesheet()
    files["version.json"] = _version(edition).encode()
    return files


def _forms(edition: Edition, page: str, locale: str) -> dict[str, str]:
    rendered = render(edition, page, locale)
    return {
        ".html": rendered.html,
        ".fragment.html": rendered.fragment,
        ".md": _front_matter(edition, rendered, locale) + rendered.markdown,
        ".txt": rendered.text,
        ".json": rendered.json_ld,
    }


def _version(edition: Edition) -> str:
    told = {
        "number": edition.number,
        "day": edition.day.isoformat(),
        "hash": edition.hash,
        "locales": list(edition.locales),
        "pages": list(PAGES),
    }
    return json.dumps(told, indent=2, sort_keys=True) + "\n"


def _front_matter(edition: Edition, rendered: Rendered, locale: str) -> str:
    """YAML; JSON's way to write a text is one of YAML's."""
    told = {
        "title": rendered.title,
        "description": rendered.description,
        "lang": locale,
        "version": edition.number,
        "date": edition.day.isoformat(),
        "hash": edition.hash,
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in told.items()]
    return "\n".join(("---", *lines, "---", "", f"# {rendered.title}", "", ""))


def _portable(text: str) -> str:
    """Markdown that any renderer understands: headings without our ids, no empty lines in heaps."""
    text = HEADING_ID_LINE.sub("", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _framed(template: str, view: Mapping[str, Any]) -> str:
    return framing().get_template(template).render(view)


def _surroundings(edition: Edition, page: str, locale: str) -> dict[str, Any]:
    """The addresses around a page: its style, its languages, its other forms."""
    style = [beside_root(edition, locale, "policy.css")]
    if edition.has_desk:
        style.append(f"{edition.desk}/s/{edition.shop}/theme.css")
    return {
        "chrome": words_of(locale)["chrome"],
        "styles": style,
        "script": f"{edition.desk}/embed.js" if edition.has_desk else "",
        "home": form_url(edition, "desk"),
        "languages": [
            (other, words_of(other)["chrome"]["own_name"], beside(edition, page, other, locale))
            for other in edition.locales
            if other != locale
        ],
        "address": page_url(edition, page, locale),
        "markdown_address": beside(edition, page, locale, locale, ".md"),
        "text_address": beside(edition, page, locale, locale, ".txt"),
        "pages": [
            (other, words_of(locale)[other]["title"], beside(edition, other, locale, locale))
            for other in PAGES
        ],
    }
