"""What a page of this door says of the policy, and the link to where it stands."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from policy_pages.errors import PolicyError
from policy_pages.texts import words_of
from widget.cases.model import Case, Shop
from widget.desk import Desk, Terms, terms_for_form, terms_of_case
from widget.doors import language
from widget.mail.words import words_for

log = logging.getLogger("amends.policy")


@dataclass(frozen=True)
class PolicySaid:
    """Some calm sentences, and a link with its words; both empty for the law alone."""

    sentences: tuple[str, ...]
    url: str
    link: str


def said_at_form(desk: Desk, shop: Shop, kind: str, ordered_on: str = "") -> PolicySaid | None:
    """What a form tells before and while it is filled in; ``None`` without a published policy."""
    return _said(shop, lambda: terms_for_form(desk, shop, kind, language(), ordered_on))


def said_of_case(desk: Desk, shop: Shop, case: Case) -> PolicySaid | None:
    """What receipt and private page tell; ``None`` without a policy and once a case is erased."""
    if case.state == "erased":
        return None
    return _said(shop, lambda: terms_of_case(desk, shop, case, language()))


def _said(shop: Shop, find: Callable[[], Terms | None]) -> PolicySaid | None:
    try:
        terms = find()
    except PolicyError as error:
        # Whoever wants to write to the shop can do so, whatever its policy has come to.
        log.error("the policy cannot be read", extra={"error_class": type(error).__name__})
        return None
    if terms is None:
        return None
    sentences = [*_before(terms), *terms.told.sentences, *_until(terms)]
    if terms.version is None:
        return PolicySaid(tuple(sentences), "", "")
    return PolicySaid(tuple(sentences), *_link(shop, terms))


def _before(terms: Terms) -> list[str]:
    if terms.version is None:
        return [_("On the day of this order the shop had not published a policy: the law counts.")]
    return []


def _until(terms: Terms) -> list[str]:
    if not terms.told.until:
        return []
    day = words_for(language()).day(terms.told.until)
    if terms.told.is_over:
        return [_("The last day for that was %(day)s.", day=day)]
    return [_("The last day for that is %(day)s.", day=day)]


def _link(shop: Shop, terms: Terms) -> tuple[str, str]:
    """The page where the first sentence stands, in its version where that is known."""
    version, page = terms.version, terms.told.page
    if version is None:
        return "", ""
    spoken = language()
    locale = spoken if spoken in version.locales[1:] else None
    anchor = terms.told.anchor or None
    title = str(
        words_of(spoken if spoken in version.locales else version.locales[0])[page]["title"]
    )
    if terms.why_version == "dated":
        url = url_for(
            "public.policy_page_then",
            slug=shop.slug,
            name=page,
            number=version.number,
            locale=locale,
            _anchor=anchor,
        )
        return url, _("%(title)s, version %(number)s", title=title, number=version.number)
    url = url_for("public.policy_page", slug=shop.slug, name=page, locale=locale, _anchor=anchor)
    return url, title
