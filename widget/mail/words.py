"""The words of one language: kinds, wishes, days and moments, the same on screens and in mails.

No Flask: a mail is written in the deliverer's thread, long after the request is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_skeleton, format_time, get_timezone_location
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

LOCALES = Path(__file__).resolve().parent.parent / "locale"
DOMAIN = "messages"


def N_(text: str) -> str:
    """Mark a text of a table for the translators; it is looked up when it is shown."""
    return text


KIND_WORDS: Mapping[str, str] = {
    "complaint": N_("Complaint"),
    "refund": N_("Refund"),
    "return": N_("Return or exchange"),
    "cancellation": N_("Cancellation"),
    "withdrawal": N_("Withdrawal"),
    "termination": N_("Termination"),
}
WISH_WORDS: Mapping[str, str] = {
    "refund": N_("The money back"),
    "part_refund": N_("Part of the money back"),
    "replacement": N_("New ones"),
    "repair": N_("A repair"),
    "redo": N_("The work done again"),
    "resend": N_("The parcel sent again"),
    "explanation": N_("An explanation"),
    "listen": N_("Just that you know"),
}
# The same wishes as the end of a sentence: "Hanna Lind: two bars, wants new ones".
WANTS: Mapping[str, str] = {
    "refund": N_("wants the money back"),
    "part_refund": N_("wants part of the money back"),
    "replacement": N_("wants new ones"),
    "repair": N_("wants a repair"),
    "redo": N_("wants the work done again"),
    "resend": N_("wants the parcel sent again"),
    "explanation": N_("wants an explanation"),
    "listen": N_("wants you to know"),
}
WOULD_LIKE: Mapping[str, str] = {
    "refund": N_("%(name)s would like the money back"),
    "part_refund": N_("%(name)s would like part of the money back"),
    "replacement": N_("%(name)s would like new ones"),
    "repair": N_("%(name)s would like a repair"),
    "redo": N_("%(name)s would like the work done again"),
    "resend": N_("%(name)s would like the parcel sent again"),
    "explanation": N_("%(name)s would like an explanation"),
    "listen": N_("%(name)s would like you to know something"),
}
OUTCOME_WORDS: Mapping[str, str] = {
    "settled": N_("Settled"),
    "not_settled": N_("Not settled"),
    "all_done": N_("All done that could be"),
    "mistaken": N_("Sent by mistake"),
    "spam": N_("Spam"),
}
STATE_WORDS: Mapping[str, str] = {
    "open": N_("Open"),
    "waiting": N_("Waiting for the customer"),
    "suspect": N_("Suspect"),
    "closed": N_("Closed"),
    "erased": N_("Erased"),
}
REACH_WORDS: Mapping[str, str] = {"email": N_("By email"), "phone": N_("By phone")}
FACT_WORDS: Mapping[str, str] = {
    "number": N_("Order number"),
    "date": N_("Ordered on"),
    "items": N_("Items"),
    "delivered": N_("Delivered on"),
    "value": N_("Value"),
    "country": N_("Country"),
    "returned": N_("Goods back or shown to be sent on"),
    "refunded": N_("Money back on"),
    "informed": N_("Told what the law wants told"),
    "by_law": N_("Ends the contract by law"),
    "shipped": N_("Goods sent"),
    "item_kind": N_("Kind of item"),
    "repaired": N_("Repair chosen on"),
    "agreed": N_("Refund agreed on"),
}

# Weekday, day, month and year; weekday, day and month; the same abbreviated. The house writes
# English days without commas; a language that is not listed gets its own usual form.
DAY_PATTERNS: Mapping[str, tuple[str, str, str]] = {
    "en": ("EEEE d MMMM y", "EEEE d MMMM", "EEE d MMM"),
    "de": ("EEEE, d. MMMM y", "EEEE, d. MMMM", "EEE, d. MMM"),
}
DAY_SKELETONS = ("yMMMMEEEEd", "MMMMEd", "MMMEd")


class Words:
    """Everything that is said in one language; made by ``words_for``."""

    def __init__(self, locale: Locale, translations: NullTranslations) -> None:
        self.locale = locale
        self.translations = translations

    @property
    def language(self) -> str:
        """The language as ``<html lang>`` wants it, for example ``en``."""
        return str(self.locale.language)

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return str(self.locale.text_direction)

    def gettext(self, text: str, **values: Any) -> str:
        """The translation of ``text``, or itself; ``values`` fill its ``%(name)s``."""
        said = str(self.translations.ugettext(text))
        return said % values if values else said

    def ngettext(self, one: str, many: str, count: int, **values: Any) -> str:
        """The form of the text that goes with ``count``, which also fills ``%(num)s``."""
        said = str(self.translations.ungettext(one, many, count))
        values.setdefault("num", count)
        return said % values

    def kind(self, kind: str) -> str:
        """What sort of case it is: "Complaint"."""
        return self._of(KIND_WORDS, kind)

    def wish(self, wish: str) -> str:
        """What would put it right: "New ones"; empty for none."""
        return self._of(WISH_WORDS, wish)

    def wants(self, wish: str) -> str:
        """The wish after a name: "wants new ones"; empty for none."""
        return self._of(WANTS, wish)

    def would_like(self, wish: str, name: str) -> str:
        """Who wishes what, as a heading: "Hanna Lind would like new ones"."""
        return self.gettext(WOULD_LIKE.get(wish, N_("%(name)s has written to you")), name=name)

    def outcome(self, outcome: str) -> str:
        """How a case ended: "Settled"; empty while it has not."""
        return self._of(OUTCOME_WORDS, outcome)

    def state(self, state: str) -> str:
        """Where a case stands: "Waiting for the customer"."""
        return self._of(STATE_WORDS, state)

    def reach(self, reach: str) -> str:
        """How somebody wants the answer: "By email"."""
        return self._of(REACH_WORDS, reach)

    def country(self, code: str) -> str:
        """A country or state as people call it: "Spain"; its code where nobody calls it so."""
        land, _, part = code.partition("-")
        name = self.locale.territories.get({"UK": "GB"}.get(land, land), land)
        return f"{name} ({part})" if part else str(name)

    def fact(self, name: str) -> str:
        """What is known of an order: "Delivered on"."""
        return self._of(FACT_WORDS, name)

    def day(self, iso: str) -> str:
        """An ISO day in full: "Friday 20 November 2026". Empty stays empty."""
        return self._day(date.fromisoformat(iso), 0) if iso else ""

    def day_short(self, iso: str) -> str:
        """An ISO day for lists and subjects: "Fri 20 Nov". Empty stays empty."""
        return self._day(date.fromisoformat(iso), 2) if iso else ""

    def moment(self, at: int, zone: str) -> str:
        """A moment (ms UTC) as a receipt says it, to the second and with the zone's name."""
        there = moment_in(at, zone)
        values = {"day": self._day(there.date(), 0), "time": self._time(there, "HH:mm:ss")}
        place, offset = self._place(there), offset_of(there)
        if not place:
            return self.gettext("%(day)s at %(time)s, %(offset)s", offset=offset, **values)
        return self.gettext(
            "%(day)s at %(time)s, %(place)s time (%(offset)s)", place=place, offset=offset, **values
        )

    def moment_short(self, at: int, zone: str) -> str:
        """A moment (ms UTC) in a history: "Tuesday 17 November, 14:06"."""
        there = moment_in(at, zone)
        return self.gettext(
            "%(day)s, %(time)s", day=self._day(there.date(), 1), time=self._time(there, "HH:mm")
        )

    def clock(self, at: int, zone: str) -> str:
        """A moment (ms UTC) as the time of its day: "14:06"."""
        return self._time(moment_in(at, zone), "HH:mm")

    def size(self, size: int) -> str:
        """How large something is (bytes): "4.2 MB"."""
        for unit, name in ((10**9, "GB"), (10**6, "MB")):
            if size >= unit:
                return f"{format_decimal(size / unit, '0.#', locale=self.locale)} {name}"
        return f"{max(size // 1000, 1)} kB"

    def _of(self, table: Mapping[str, str], key: str) -> str:
        return self.gettext(table[key]) if key in table else key

    def _day(self, day: date, length: int) -> str:
        patterns = DAY_PATTERNS.get(self.language)
        if patterns:
            return format_date(day, patterns[length], locale=self.locale)
        if length == 0:
            return format_date(day, "full", locale=self.locale)
        return format_skeleton(DAY_SKELETONS[length], day, locale=self.locale)

    def _time(self, there: datetime, pattern: str) -> str:
        return format_time(there, pattern, tzinfo=there.tzinfo, locale=self.locale)

    def _place(self, there: datetime) -> str:
        """The country of a moment's zone, or its city where the country has several zones."""
        zone = there.tzinfo
        if zone is None or "/" not in str(zone) or str(zone).startswith("Etc/"):
            return ""
        city = get_timezone_location(zone, locale=self.locale, return_city=True)
        whole = get_timezone_location(zone, locale=self.locale)
        territory = str(get_global("zone_territories").get(str(zone), ""))
        country = str(self.locale.territories.get(territory, ""))
        return city if f"({city})" in whole or not country else country


@lru_cache(maxsize=64)
def words_for(locale: str) -> Words:
    """The words of a language such as ``de`` or ``de-AT``; English where we have none of it."""
    try:
        wanted = Locale.parse(locale.replace("-", "_"))
    except (ValueError, TypeError, UnknownLocaleError):
        wanted = Locale("en")
    if wanted.language == "en":
        # The house writes English as the British do: day before month.
        return Words(Locale("en", "GB"), Translations.load(LOCALES, ["en"], DOMAIN))
    spoken = [str(wanted), wanted.language]
    return Words(wanted, Translations.load(LOCALES, spoken, DOMAIN))


def moment_in(at: int, zone: str) -> datetime:
    """A moment (ms UTC) in its zone; in UTC where the zone is not known."""
    there: tzinfo
    try:
        there = ZoneInfo(zone)
    except (ValueError, OSError, LookupError):
        there = UTC  # a zone that a later tzdata dropped must not stop a receipt
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)).astimezone(there)


def offset_of(there: datetime) -> str:
    """How far a moment's zone is from UTC: "UTC+1", "UTC−3:30"; plain "UTC" for UTC itself."""
    if str(there.tzinfo) in {"UTC", "Etc/UTC"}:
        return "UTC"
    minutes = int((there.utcoffset() or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
