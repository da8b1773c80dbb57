"""The published policy: its pages as they lie on disk, earlier versions, and what has changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from policy_pages.differences import Change, differences
from policy_pages.edition import Edition
from policy_pages.render import FORMS, LOCALES, PAGES
from policy_pages.texts import words_of
from widget.cases.errors import UnknownPage
from widget.cases.model import Shop
from widget.desk import (
    Desk,
    PolicyVersion,
    PublishedFile,
    edition_of,
    file_of_version,
    find_shop,
    policy_in_force,
    policy_version,
    policy_versions,
)
from widget.doors import language, the_desk
from widget.public.door import blueprint
from widget.public.sheet import show

_LOCALE = f"<any({', '.join(LOCALES)}):locale>"
_NUMBER = re.compile(r"([1-9]\d{0,5})(\.[a-z.]+)?", re.ASCII)
_SPAN = re.compile(r"([1-9]\d{0,5})-([1-9]\d{0,5})", re.ASCII)


@dataclass(frozen=True)
class Period:
    """A version and the ISO day of its end: the day on which the next began, empty for the last."""

    version: PolicyVersion
    until: str


@blueprint.get("/p/<slug>")
def policy_index(slug: str) -> Response:
    """The pages of the shop's policy, each with its title."""
    shop = find_shop(the_desk(), slug)
    version = _version(the_desk(), shop, None)
    spoken = language() if language() in version.locales else version.locales[0]
    page = show("policy_index.html", shop, version=version, pages=titles(spoken), spoken=spoken)
    page.add_etag()
    return page.make_conditional(request)


@blueprint.get("/p/<slug>/<name>")
@blueprint.get(f"/p/<slug>/{_LOCALE}/<name>")
def policy_page(slug: str, name: str, locale: str = "") -> Response:
    """A page of the policy in force, or one of its other forms, as it was published."""
    return _answer(slug, name, locale, None)


@blueprint.get("/p/<slug>/<name>/v/<number>")
@blueprint.get(f"/p/<slug>/{_LOCALE}/<name>/v/<number>")
def policy_page_then(slug: str, name: str, number: str, locale: str = "") -> Response:
    """The same page in an earlier version, for ever as it was."""
    found = _NUMBER.fullmatch(number)
    if found is None or (found[2] and (name not in PAGES or found[2] not in FORMS)):
        raise UnknownPage(number[:20])
    answer = _answer(slug, name + (found[2] or ""), locale, int(found[1]))
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@blueprint.get("/p/<slug>/<name>/versions")
@blueprint.get(f"/p/<slug>/{_LOCALE}/<name>/versions")
def policy_page_versions(slug: str, name: str, locale: str = "") -> Response:
    """Every version of a page: since when, until when, and what each changed."""
    desk, shop = the_desk(), find_shop(the_desk(), slug)
    found = policy_versions(desk, shop.id)
    if not found or name not in PAGES:
        raise UnknownPage(name[:20])
    spoken = _speak(found[0], locale)
    starts = [version.day for version in found]
    periods = [Period(*pair) for pair in zip(found, ["", *starts], strict=False)]
    page = show(
        "policy_versions.html",
        shop,
        periods=periods,
        name=name,
        title=titles(spoken)[name],
        in_locale=_in_locale(found[0], spoken),
    )
    page.add_etag()
    return page.make_conditional(request)


@blueprint.get("/p/<slug>/<name>/changes/<span>")
@blueprint.get(f"/p/<slug>/{_LOCALE}/<name>/changes/<span>")
def policy_page_changes(slug: str, name: str, span: str, locale: str = "") -> Response:
    """What two versions of a page say differently, paragraph by paragraph."""
    desk, shop = the_desk(), find_shop(the_desk(), slug)
    numbers = _SPAN.fullmatch(span)
    if numbers is None or name not in PAGES:
        raise UnknownPage(span[:20])
    old, new = (_version(desk, shop, int(number)) for number in numbers.groups())
    if old.number >= new.number:
        raise UnknownPage(span)
    spoken = _speak(new, locale)
    page = show(
        "policy_changes.html",
        shop,
        old=old,
        new=new,
        name=name,
        title=titles(spoken)[name],
        changes=_changes(edition_of(desk, shop, old), edition_of(desk, shop, new), name, spoken),
        in_locale=_in_locale(new, spoken),
    )
    page.add_etag()
    return page.make_conditional(request)


def titles(locale: str) -> dict[str, str]:
    """The titles of the pages of a policy, by their names."""
    words = words_of(locale)
    return {page: str(words[page]["title"]) for page in PAGES}


@lru_cache(maxsize=32)
def _changes(old: Edition, new: Edition, page: str, locale: str) -> list[Change]:
    return differences(old, new, page, locale)


def _answer(slug: str, name: str, locale: str, number: int | None) -> Response:
    desk, shop = the_desk(), find_shop(the_desk(), slug)
    version = _version(desk, shop, number)
    if locale and locale == version.locales[0]:
        # Its own language has one address only.
        here = dict(request.view_args or {}) | {"locale": None}
        return redirect(url_for(request.endpoint or "", **here), 301)
    path = f"{name}.html" if name in PAGES else name
    return _send(file_of_version(desk, shop, version, f"{locale}/{path}" if locale else path))


def _send(file: PublishedFile) -> Response:
    """The file as it is, or its compressed twin; nothing where it is at the other side already."""
    is_packed = request.accept_encodings.quality("gzip") > 0
    response = Response((file.twin if is_packed else file.path).read_bytes())
    response.content_type = f"{file.mime}; charset=utf-8"
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.set_etag(f"{file.etag}-gz" if is_packed else file.etag)
    response.make_conditional(request)
    return response


def _version(desk: Desk, shop: Shop, number: int | None) -> PolicyVersion:
    """The version with a number, ``None``: the one in force. Raises ``UnknownPage``."""
    if number is not None:
        return policy_version(desk, shop.id, number)
    version = policy_in_force(desk, shop.id)
    if version is None:
        raise UnknownPage("none was published")
    return version


def _speak(version: PolicyVersion, locale: str) -> str:
    """Speak the language of the address, unless another was asked for; returns it."""
    asked = request.args.get("lang", "")
    chosen = asked if asked in version.locales else locale or version.locales[0]
    if chosen not in version.locales:
        raise UnknownPage(locale)
    g.locale = chosen
    return chosen


def _in_locale(version: PolicyVersion, spoken: str) -> str | None:
    """What stands in addresses for a language: nothing for the shop's own."""
    return None if spoken == version.locales[0] else spoken
