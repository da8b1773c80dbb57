"""What stands around every page of this door, and links that keep what the visit chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from babel import Locale
from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from policy_pages.texts import words_of
from widget.cases.model import Shop
from widget.desk import policy_languages
from widget.doors import language, the_desk
from widget.public.order_links import CARRYING, token_at

# Pages that may stand in a frame; all others open outside of it.
FRAMED = frozenset(
    {
        "choose",
        "begin_message",
        "take_message",
        "mail_again",
        "begin_declaration",
        "take_declaration",
    }
)
# The pages of a policy that every sheet leads to; they name the others.
IN_FOOTERS = ("refund", "complaints")


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
        """The address of a page of this door, in the chosen language and, if it may, the frame.

        A form keeps the order that a link named, unless ``o=None`` says otherwise.
        """
        kept: dict[str, Any] = {"lang": self.chosen}
        kept["frame"] = "1" if self.is_framed and endpoint in FRAMED else None
        if endpoint in CARRYING and "o" not in values:
            kept["o"] = token_at(self.shop, values["path"])
        return url_for(f"public.{endpoint}", **kept | values)

    @property
    def own_page_url(self) -> str:
        """This page outside of the frame. It says so, since the fields of a frame's form do not."""
        return self.link((request.endpoint or "").removeprefix("public."), **_here(), frame="0")

    @property
    def policy_pages(self) -> list[tuple[str, str]]:
        """Title and address of the policy's pages that any customer may want; none without one."""
        desk = the_desk()
        locales = policy_languages(desk, self.shop.id)
        if not locales:
            return []
        spoken = self.spoken if self.spoken in locales else locales[0]
        words, locale = words_of(spoken), None if spoken == locales[0] else spoken
        return [
            (
                str(words[page]["title"]),
                url_for("public.policy_page", slug=self.shop.slug, name=page, locale=locale),
            )
            for page in IN_FOOTERS
        ]

    @property
    def home_url(self) -> str:
        """The shop's own site, or empty text for none. Nothing but http leads out of here."""
        url = self.shop.site_url
        return url if url.startswith(("https://", "http://")) else ""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which this page is."""
        return self.shop.languages

    @property
    def other_languages(self) -> list[OtherLanguage]:
        """The other languages, each leading to this page."""
        endpoint = (request.endpoint or "").removeprefix("public.")
        return [
            OtherLanguage(code, own_name(code), self.link(endpoint, **_here(), lang=code))
            for code in self.languages
            if code != self.spoken
        ]


def _here() -> dict[str, Any]:
    return dict(request.view_args or {})


def own_name(code: str) -> str:
    """What a language calls itself."""
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
