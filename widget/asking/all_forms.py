"""All forms of a shop in all their languages as one piece of data, for its plugin to keep."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any

from flask_babel import force_locale

from widget.asking.law_form import law_form
from widget.asking.message_form import message_form
from widget.cases.model import ASKED_KINDS, LAW_KINDS, PATH_OF_KIND, Shop
from widget.cases.storefront import canonical_body
from widget.mail.law_words import LANGUAGES, LawWords, law_words

MESSAGE_LANGUAGES = ("en", "de")  # in which the desk's own domain of words is complete
_MOST_COUNTED = 12  # boxes of a form that can need a look at once


@lru_cache(maxsize=64)
def all_forms(shop: Shop, on: date) -> tuple[str, str]:
    """Every form of a shop on its day: canonical JSON, and the hash of what it says.

    The law's words on the buttons may change from one day to the next, so the day counts.
    """
    told: dict[str, Any] = {
        "default": shop.languages[0],
        "shop": {"name": shop.name, "mailbox": shop.mailbox, "zone": shop.zone},
        "languages": {lang: _in_language(shop, on, lang) for lang in LANGUAGES},
    }
    version = sha256(canonical_body(told).encode()).hexdigest()[:32]
    return canonical_body(told | {"version": version}), version


def _in_language(shop: Shop, on: date, lang: str) -> dict[str, Any]:
    words = law_words(lang)
    forms = {PATH_OF_KIND[kind]: law_form(words, shop, kind, on) for kind in LAW_KINDS}
    if lang in MESSAGE_LANGUAGES:
        with force_locale(lang):
            for kind in ASKED_KINDS:
                forms[PATH_OF_KIND[kind]] = message_form(shop, kind, on, words)
    return {
        "dir": words.direction,
        "words": _shared_words(words, shop),
        "forms": {path: form.as_data() for path, form in forms.items()},
    }


def _shared_words(words: LawWords, shop: Shop) -> dict[str, Any]:
    """What every form says beside its own words. ``{time}`` is for the plugin to fill."""
    _w = words.gettext
    found = [
        words.ngettext("One thing needs a look", "%(num)s things need a look", count)
        for count in range(1, _MOST_COUNTED + 1)
    ]
    return {
        "optional": _w("(optional)"),
        "good_to_know": _w("Good to know"),
        "error": _w("Error:"),
        "found_title": found[0],
        "found_titles": found,  # for one thing, for two, …
        "still_here": _w("Everything you typed is still here."),
        "kept_title": _w("Your words are safe and will be passed on."),
        "kept_text": _w(
            "They go to %(shop)s by themselves as soon as possible. Your reference follows by "
            "email, if you gave an address.",
            shop=shop.name,
        ),
        "received": _w("%(shop)s received this on %(time)s.", shop=shop.name, time="{time}"),
        "copy_hint": _w("Keep a copy: print this page, or copy these words."),
        "write_to": _w(
            "Any other clear statement counts just the same, for example an email to this address:"
        ),
        "sent_before": _w("This was sent before and has arrived. You need not send it again."),
        "not_now": _w("We could not save your statement just now."),
        "press_again": _w(
            "Everything you typed is still here. Wait a minute, then press the button once more."
        ),
    }
