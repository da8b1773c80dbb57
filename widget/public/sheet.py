"""What stands around every page of this door, and links that keep what the visit chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from babel import Locale
from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from widget.cases.model import Shop
from widget.doors import language

# Pages that may stand in a frame; all others open outside of it.
FRAMED = frozenset({"choose", "begin_message", "take_message", "mail_again"})


@dataclass(frozen=True)
class OtherLanguage:
    """A language the shop also speaks, by its own name, and the present page in it."""

    code: str
    name: str
    url: str


@dataclass(frozen=True)
class Sheet:
    """The shop's name, languages and links around one page.

    ``chosen`` is the language somebody asked for by ``?lang=``, ``None`` where nobody did.
    ``is_framed`` is true inside the dialog on the shop's own page.
    """

    shop: Shop
    spoken: str
    chosen: str | None
    is_framed: bool

    def link(self, endpoint: str, **values: Any) -> str:
        """The address of a page of this door, in the chosen language and, if it may, the frame."""
        frame = "1" if self.is_framed and endpoint in FRAMED else None
        return url_for(f"public.{endpoint}", **{"lang": self.chosen, "frame": frame} | values)

    @property
    def own_page_url(self) -> str:
        """This page outside of the frame. It says so, since the fields of a frame's form do not."""
        return self.link((request.endpoint or "").removeprefix("public."), **_here(), frame="0")

    @property
    def home_url(self) -> str:
        """The shop's own site, or empty text for none. Nothing but http leads out of here."""
        url = self.shop.site_url
        return url if url.startswith(("https://", "http://")) else ""

    @property
    def other_languages(self) -> list[OtherLanguage]:
        """The shop's other languages, each leading to this page."""
        endpoint = (request.endpoint or "").removeprefix("public.")
        return [
            OtherLanguage(code, _own_name(code), self.link(endpoint, **_here(), lang=code))
            for code in self.shop.languages
            if code != self.spoken
        ]


def _here() -> dict[str, Any]:
    return dict(request.view_args or {})


def _own_name(code: str) -> str:
    locale = Locale.parse(code, sep="-" if "-" in code else "_")
    return str(locale.get_display_name(locale) or code).capitalize()


def sheet_for(shop: Shop) -> Sheet:
    """The sheet for this request."""
    spoken = language()
    chosen = spoken if request.args.get("lang") == spoken else None
    return Sheet(shop, spoken, chosen, request.values.get("frame") == "1")


def show(template: str, shop: Shop, status: int = 200, **values: Any) -> Response:
    """Answer with a page of this door: ``show("review.html", shop, form=form)``."""
    sheet = sheet_for(shop)
    page = render_template(f"public/{template}", sheet=sheet, shop=shop, **values)
    return make_response(page, status)
