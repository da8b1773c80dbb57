"""The words of the withdrawal function: 24 languages, a gettext domain of their own.

Pages, receipts, mails and the letter on paper all take them from here, so that nobody who has the
right to be understood reads a sentence in another language. The two buttons have the words of the
law, and those come from the law's own files.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import get_timezone_location
from babel.support import NullTranslations, Translations

from policy_pages.rules import country_code, rule_named, statutory_words
from widget.cases.declarations import Declared
from widget.cases.model import Kind
from widget.mail.words import LOCALES, Words, moment_in, offset_of

DOMAIN = "withdrawal"
# The official languages of the EU.
LANGUAGES = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr"),
    *("hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
)
# Spoken in several members; any other is the language of one, whose own words win over the
# directive's. For these the shop's country decides.
_SHARED = frozenset({"de", "el", "en", "fr", "nl", "sv"})
_HOMES: Mapping[str, str] = {"cs": "CZ", "da": "DK", "et": "EE", "ga": "IE", "sl": "SI"}
_GERMAN_CANCELLING = "de.cancel_button"
NOT_NAMED = "–"


def W_(text: str) -> str:  # noqa: N802 (a mark, as N_ is)
    """Mark a text of a table for the translators; it is looked up when it is shown."""
    return text


class LawWords(Words):
    """Everything that the withdrawal function says in one language; made by ``law_words``."""

    def moment(self, at: int, zone: str) -> str:
        """A moment (ms UTC) to the second, with how far its zone is from UTC.

        The zone's place stands beside it, and not its name: not every language has one that is
        right in summer and winter.
        """
        there = moment_in(at, zone)
        time = self._time(there, "HH:mm:ss")
        known = "/" in zone and not zone.startswith("Etc/")
        place = get_timezone_location(there.tzinfo, locale=self.locale, return_city=True)
        where = f"{offset_of(there)}, {place}" if known and place else offset_of(there)
        return f"{self._day(there.date(), 0)}, {time} ({where})"

    def entry(self, kind: Kind, country: str, on: date) -> str:
        """What the link and the first button say."""
        if kind == "withdrawal":
            return self._statutory("entry", country, on)
        return self._of_cancelling(0) or self.gettext(W_("Terminate contracts here"))

    def confirm(self, kind: Kind, country: str, on: date) -> str:
        """What the second button says, and nothing else."""
        if kind == "withdrawal":
            return self._statutory("confirm", country, on)
        return self._of_cancelling(1) or self.gettext(W_("Terminate now"))

    def _statutory(self, part: str, country: str, on: date) -> str:
        countries = {country_code(country)}
        if self.language not in _SHARED:
            countries.add(_HOMES.get(self.language, self.language.upper()))
        return statutory_words(self.language, part, countries, on)[-1]

    def _of_cancelling(self, place: int) -> str:
        """The words of the German law on contracts that run on; other laws fix none."""
        if self.language != "de":
            return ""
        words = rule_named(_GERMAN_CANCELLING).value
        return words[place] if isinstance(words, tuple) else ""

    def statement(self, declared: Declared) -> str:
        """What is declared, in whole sentences, as the second page shows it and the receipt."""
        if declared.kind == "termination":
            return "\n".join(self._termination(declared))
        return "\n".join(self._withdrawal(declared))

    def _withdrawal(self, declared: Declared) -> list[str]:
        _w = self.gettext
        contract = declared.contract or NOT_NAMED
        if declared.name:
            said = [
                _w(
                    "I, %(name)s, withdraw from this contract: %(contract)s",
                    name=declared.name,
                    contract=contract,
                )
            ]
        else:
            said = [_w("I withdraw from this contract: %(contract)s", contract=contract)]
        if declared.items:
            said.append(_w("Only from this part of it: %(items)s", items=declared.items))
        return said

    def _termination(self, declared: Declared) -> list[str]:
        _w = self.gettext
        contract = declared.contract or NOT_NAMED
        if declared.name:
            said = [
                _w(
                    "I, %(name)s, terminate this contract: %(contract)s",
                    name=declared.name,
                    contract=contract,
                )
            ]
        else:
            said = [_w("I terminate this contract: %(contract)s", contract=contract)]
        if declared.ending == "extraordinary":
            reason = declared.reason or NOT_NAMED
            said.append(_w("Extraordinary termination, for this reason: %(reason)s", reason=reason))
        else:
            said.append(_w("Ordinary termination"))
        if declared.ends_on:
            said.append(_w("The contract should end on: %(day)s", day=self._ends_on(declared)))
        else:
            said.append(_w("The contract should end as soon as possible."))
        return said

    def _ends_on(self, declared: Declared) -> str:
        try:
            return self.day(date.fromisoformat(declared.ends_on).isoformat())
        except ValueError:
            return declared.ends_on


@lru_cache(maxsize=32)
def law_words(language: str) -> LawWords:
    """The words of one of ``LANGUAGES``; English for any other."""
    if language not in LANGUAGES or language == "en":
        # The house writes English as the British do: day before month.
        return LawWords(Locale("en", "GB"), NullTranslations())
    return LawWords(Locale(language), Translations.load(LOCALES, [language], DOMAIN))
