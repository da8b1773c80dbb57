"""The addresses of a policy's pages and forms, with a desk and without one."""

from __future__ import annotations

from policy_pages.edition import Edition

PAGES = ("refund", "cancellation", "withdrawal", "guarantee", "complaints")
# What a link on a page leads to, and the last part of the address of its form.
FORMS_AT_DESK = {
    "desk": "",
    "complaint": "/complaint",
    "return": "/return",
    "refund": "/refund",
    "cancel": "/cancel",
    "withdraw": "/withdraw",
}


def page_url(edition: Edition, page: str, locale: str, form: str = "") -> str:
    """The full address of a page at the desk, with ``form`` such as ``.md`` behind it.

    Empty where there is no desk.
    """
    if not edition.has_desk:
        return ""
    first = locale == edition.locales[0]
    inner = page if first else f"{locale}/{page}"
    return f"{edition.desk}/p/{edition.shop}/{inner}{form}"


def form_url(edition: Edition, form: str) -> str:
    """The address of one of the desk's forms; empty where there is no desk."""
    if not edition.has_desk:
        return ""
    return f"{edition.desk}/s/{edition.shop}{FORMS_AT_DESK[form]}"


def path_of(edition: Edition, page: str, locale: str, form: str = ".html") -> str:
    """The path of a page among the files of a version."""
    first = locale == edition.locales[0]
    return f"{page}{form}" if first else f"{locale}/{page}{form}"


def beside(edition: Edition, page: str, locale: str, seen_from: str, form: str = ".html") -> str:
    """A link from a page in the language ``seen_from``: full with a desk, relative without one."""
    if address := page_url(edition, page, locale, "" if form == ".html" else form):
        return address
    up = "" if seen_from == edition.locales[0] else "../"
    return f"{page}{form}" if locale == seen_from else up + path_of(edition, page, locale, form)


def beside_root(edition: Edition, seen_from: str, name: str) -> str:
    """A link from a page to a file that all languages share."""
    if edition.has_desk:
        return f"{edition.desk}/p/{edition.shop}/{name}"
    return name if seen_from == edition.locales[0] else f"../{name}"
