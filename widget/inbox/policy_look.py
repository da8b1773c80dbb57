"""The preview: a page of the policy as it would be published, in a frame of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from babel import Locale, UnknownLocaleError
from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from policy_pages.differences import Change, differences
from policy_pages.edition import Edition
from policy_pages.render import PAGES, checkout_notice, render
from policy_pages.texts import stylesheet
from widget.doors import language
from widget.inbox.door import blueprint
from widget.inbox.policy_answers import read_fields
from widget.inbox.policy_draft import (
    AtHand,
    edition_at_hand,
    edition_in_force,
    findings_of,
    policy_at_hand,
    question_named,
)
from widget.inbox.policy_marks import with_changes, without_ways_out
from widget.inbox.policy_screen import found_of
from widget.inbox.rights import needs
from widget.inbox.sessions import the_session
from widget.inbox.words import N_, _

VIEWS = {
    "page": N_("Page"),
    "phone": N_("On a phone"),
    "text": N_("Plain text"),
    "checkout": N_("Checkout line"),
}
PAGE_NAMES = {
    "refund": N_("Returns and refunds"),
    "cancellation": N_("Cancellation"),
    "withdrawal": N_("Withdrawal"),
    "guarantee": N_("Guarantee"),
    "complaints": N_("Complaints"),
}


# Where the page goes into the template around it. No text can hold it: there `<` is escaped.
PLACE_OF_PAGE = "<!-- the page -->"


@dataclass(frozen=True)
class Look:
    """What the preview shows: a page, its language, and in which way.

    The language is named ``page_lang`` in a request: ``lang`` would turn the whole screen over.
    """

    page: str
    lang: str
    view: str

    @property
    def carried(self) -> dict[str, Any]:
        """The values that are not the usual ones, to go on with in an address."""
        usual = {"page": PAGES[0], "page_lang": the_session().shop.languages[0], "view": "page"}
        mine = {"page": self.page, "page_lang": self.lang, "view": self.view}
        return {name: value for name, value in mine.items() if value != usual[name]}

    @property
    def pages(self) -> list[tuple[str, str]]:
        """The pages to choose from, with their names."""
        return [(page, _(PAGE_NAMES[page])) for page in PAGES]

    @property
    def views(self) -> list[tuple[str, str]]:
        """The ways to look at one."""
        return [(view, _(name)) for view, name in VIEWS.items()]

    @property
    def languages(self) -> list[tuple[str, str]]:
        """The languages that the pages are written in, each with its own name."""
        return language_names()


def language_names(more: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The languages of the shop's pages and some more, each with the name it has in itself."""
    codes = dict.fromkeys((*the_session().shop.languages, *sorted(more)))
    return [(code, _own_name(code)) for code in codes]


def _own_name(code: str) -> str:
    try:
        return str(Locale.parse(code).get_display_name(code))
    except (UnknownLocaleError, ValueError):
        return code


def look_of_request() -> Look:
    """What the request wants to look at; the usual for whatever it does not name rightly."""
    languages = the_session().shop.languages
    page, lang = request.values.get("page", ""), request.values.get("page_lang", "")
    view = request.values.get("view", "")
    return Look(
        page if page in PAGES else PAGES[0],
        lang if lang in languages else languages[0],
        view if view in VIEWS else "page",
    )


@blueprint.get("/policy/preview")
@needs("policy")
def preview() -> ResponseReturnValue:
    """Show a page as the draft would make it."""
    return _preview(policy_at_hand())


@blueprint.post("/policy/preview")
@needs("policy")
def preview_typed() -> ResponseReturnValue:
    """Show a page with what stands in the form. Nothing is kept."""
    return _preview(_with_typed(policy_at_hand()))


@blueprint.get("/policy/preview.css")
@needs("policy")
def preview_style() -> ResponseReturnValue:
    """The style of the pages, also before one is published."""
    return Response(stylesheet(), mimetype="text/css")


def _with_typed(hand: AtHand) -> AtHand:
    """The policy with the answers of the open question as they stand in the form, if readable."""
    question = question_named(request.form.get("question", ""))
    if question is None:
        return hand
    typed = request.form.to_dict(flat=False)
    profile, _wrong = read_fields(hand.profile, question.fields, typed, language())
    faults = tuple(fault for fault in hand.faults if fault.field not in question.fields)
    return AtHand(hand.draft, profile, faults, hand.in_force, hand.usual, hand.on)


def _preview(hand: AtHand) -> ResponseReturnValue:
    look, edition = look_of_request(), edition_at_hand(hand.profile)
    changes = changes_on(hand, edition, look.page, look.lang)
    found = [found_of(hand, finding) for finding in findings_of(hand.profile, hand.on)]
    question = question_named(request.values.get("question", ""))
    around = render_template(
        "inbox/policy_preview.html",
        shop=the_session().shop,
        look=look,
        hand=hand,
        changes=changes,
        to_put_right=len(hand.faults) + sum(one.is_error for one in found),
        found=[one for one in found if question is not None and one.question is question],
        question=question,
        place_of_page=look.view in {"page", "phone"},
        **_plain_views(edition, look),
    )
    before, place, after = around.partition(PLACE_OF_PAGE)
    return before + _marked_page(edition, look, changes) + after if place else around


def changes_on(hand: AtHand, edition: Edition, page: str, lang: str) -> list[Change] | None:
    """What a page says otherwise than in force; ``None`` where there is nothing to compare with."""
    before = edition_in_force(hand)
    if before is None or lang not in before.locales:
        return None
    return differences(before, edition, page, lang)


def _plain_views(edition: Edition, look: Look) -> Mapping[str, str]:
    """The ways to look at a page that are text alone."""
    if look.view == "checkout":
        return {"line": checkout_notice(edition, look.lang)}
    if look.view == "text":
        return {"text": render(edition, look.page, look.lang).text}
    return {}


def _marked_page(edition: Edition, look: Look, changes: list[Change] | None) -> str:
    """The page as HTML that the policy room has cleaned; our marks escape what they say."""
    page = render(edition, look.page, look.lang)
    html = without_ways_out(page.fragment)
    html = with_changes(html, changes or (), _("New:"), _("Gone:"))
    return f"<h1>{escape(page.title)}</h1>\n{html}"
