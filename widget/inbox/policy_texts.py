"""Two more ways to write a policy: own words for a page, and all answers as one text."""

from __future__ import annotations

from dataclasses import replace

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from policy_pages.answers import LONGEST_TEXT, OwnWords
from policy_pages.errors import BadPolicy, Fault
from policy_pages.profile import Profile
from policy_pages.render import PAGES
from policy_pages.words import say
from widget.cases.errors import DraftMovedOn
from widget.cases.text import clean_text
from widget.desk import save_draft
from widget.doors import language, the_desk
from widget.inbox.door import blueprint
from widget.inbox.frame import show
from widget.inbox.policy import Wrong, kept, seen_of_request
from widget.inbox.policy_draft import AtHand, findings_of, policy_at_hand
from widget.inbox.policy_look import PAGE_NAMES, language_names, look_of_request
from widget.inbox.policy_screen import found_of
from widget.inbox.rights import actor, needs
from widget.inbox.said import said
from widget.inbox.words import _

NO_FINDING = -1  # the place of a text that is not there yet


@blueprint.get("/policy/own")
@needs("policy")
def own_words() -> ResponseReturnValue:
    """Show what the owner adds to a page in their own words, and where."""
    hand = policy_at_hand()
    page, lang = _chosen(hand)
    return _show_own(hand, page, lang, _text_of(hand.profile, page, lang), Wrong())


@blueprint.post("/policy/own")
@needs("policy")
def change_own_words() -> ResponseReturnValue:
    """Keep the words for one page in one language; without any there are none."""
    hand = policy_at_hand()
    page, lang = _chosen(hand)
    text = clean_text(request.form.get("text", ""))
    profile = with_own_words(hand.profile, OwnWords(page, lang, text))
    place = _place_of(profile, page, lang)
    wrong = kept(hand, profile, [f"own.{place}.text", f"own.{place}"])
    if wrong:
        hand = policy_at_hand() if wrong.moved_on else hand
        return _show_own(hand, page, lang, text, wrong, 409 if wrong.moved_on else 400)
    where = url_for("inbox.own_words", page=page, page_lang=lang, done="policy_saved")
    return redirect(where, code=303)


@blueprint.get("/policy/answers")
@needs("policy")
def all_answers() -> ResponseReturnValue:
    """Show every answer as the one text that a file of it would hold."""
    hand = policy_at_hand()
    return _show_answers(hand, hand.draft.text, ())


@blueprint.post("/policy/answers")
@needs("policy")
def change_all_answers() -> ResponseReturnValue:
    """Keep all answers from one text, or show every fault in it with its line."""
    hand = policy_at_hand()
    text = clean_text(request.form.get("text", "")) + "\n"
    try:
        save_draft(the_desk(), actor(), text, seen_of_request(hand))
    except BadPolicy as bad:
        return _show_answers(hand, text, bad.faults, status=400)
    except DraftMovedOn:
        return _show_answers(policy_at_hand(), text, (), moved_on=True, status=409)
    return redirect(url_for("inbox.policy", done="policy_saved"), code=303)


def with_own_words(profile: Profile, words: OwnWords) -> Profile:
    """The profile with the words for one page and language, in the place of those before."""
    place = _place_of(profile, words.page, words.language)
    own = list(profile.own)
    if place == NO_FINDING:
        own.append(words)
    else:
        own[place] = words
    return replace(profile, own=tuple(each for each in own if each.text))


def _place_of(profile: Profile, page: str, lang: str) -> int:
    places = [
        place for place, own in enumerate(profile.own) if own.page == page and own.language == lang
    ]
    return places[0] if places else NO_FINDING


def _text_of(profile: Profile, page: str, lang: str) -> str:
    place = _place_of(profile, page, lang)
    return "" if place == NO_FINDING else profile.own[place].text


def _chosen(hand: AtHand) -> tuple[str, str]:
    """The page and language that the request is about; ``n`` names a text by its place."""
    number = request.args.get("n", "")
    if number.isascii() and number.isdecimal() and len(number) < 4:
        for own in hand.profile.own[int(number) :][:1]:
            return own.page, own.language
    page, lang = request.values.get("page", ""), request.values.get("page_lang", "")
    known = {own.language for own in hand.profile.own}
    look = look_of_request()
    return page if page in PAGES else look.page, lang if lang in known else look.lang


def _show_own(
    hand: AtHand, page: str, lang: str, text: str, wrong: Wrong, status: int = 200
) -> ResponseReturnValue:
    place = _place_of(hand.profile, page, lang)
    found = [found_of(hand, each) for each in findings_of(hand.profile, hand.on)]
    written = {(own.page, own.language) for own in hand.profile.own}
    languages = language_names(lang for _page, lang in written)
    return show(
        "policy_own",
        status,
        hand=hand,
        page=page,
        page_name=_(PAGE_NAMES[page]),
        lang=lang,
        lang_name=dict(languages).get(lang, lang),
        text=text,
        most=LONGEST_TEXT,
        places=[
            (one, _(name), code, said_name, (one, code) in written)
            for one, name in PAGE_NAMES.items()
            for code, said_name in languages
        ],
        found=[one for one in found if one.own == place and place != NO_FINDING],
        wrong=wrong,
        error=" ".join(wrong.at.values()),
        said="" if wrong else said(request.args.get("done", "")),
    )


def _show_answers(
    hand: AtHand,
    text: str,
    faults: tuple[Fault, ...],
    *,
    moved_on: bool = False,
    status: int = 200,
) -> ResponseReturnValue:
    lines = text.splitlines()
    told = [
        (
            fault.line,
            fault.field,
            say(fault.reason, language()),
            lines[fault.line - 1].strip() if fault.line and fault.line <= len(lines) else "",
        )
        for fault in faults
    ]
    return show(
        "policy_answers", status, hand=hand, text=text, faults=told, wrong=Wrong(moved_on=moved_on)
    )
