"""What stands around the pages of the withdrawal function: 24 languages, and words of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, make_response, render_template, request
from werkzeug.wrappers import Response

from widget.cases.deadlines import local_day
from widget.cases.model import Kind, Shop
from widget.doors import language, the_desk
from widget.mail.law_words import LANGUAGES, LawWords, law_words
from widget.public.door import blueprint
from widget.public.sheet import Sheet, own_name


@dataclass(frozen=True)
class LawSheet(Sheet):
    """A sheet whose links always say its language, so that no page speaks another by itself."""

    @property
    def languages(self) -> tuple[str, ...]:
        """All that the function speaks, whatever the shop does."""
        return LANGUAGES

    @property
    def own_name(self) -> str:
        """What the language of this page is called in it."""
        return own_name(self.spoken)


def speak_law(shop: Shop) -> LawWords:
    """Choose among 24 languages: ``?lang=``, the browser's, the shop's own."""
    asked = request.args.get("lang", "")
    if asked not in LANGUAGES:
        asked = request.accept_languages.best_match(LANGUAGES) or shop.languages[0]
    g.locale = asked
    return law_words(asked)


def law_sheet(shop: Shop) -> LawSheet:
    """The sheet for this request, once its language is chosen."""
    spoken = language()
    return LawSheet(shop, spoken, spoken, request.args.get("frame") == "1")


def show_law(
    template: str, shop: Shop, words: LawWords, status: int = 200, **values: Any
) -> Response:
    """Answer with a page of the function: ``show_law("confirm.html", shop, words, form=form)``."""
    page = render_template(
        f"public/withdraw/{template}",
        sheet=law_sheet(shop),
        shop=shop,
        words=words,
        _w=words.gettext,
        ngettext_w=words.ngettext,
        **values,
    )
    return make_response(page, status)


def entry_words(shop: Shop, kind: Kind = "withdrawal") -> str:
    """What the always visible link says in the language of this page."""
    desk = the_desk()
    return law_words(language()).entry(kind, shop.country, local_day(desk.clock(), shop.zone))


@blueprint.context_processor
def _said_in_footers() -> dict[str, Any]:
    return {"entry_words": entry_words}
