"""What the text templates of the pages may say: figures, links and words of one language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any

from policy_pages import addresses
from policy_pages.answers import Money
from policy_pages.edition import Edition
from policy_pages.marks import Marked, Marks, as_markdown
from policy_pages.offers import Offer
from policy_pages.region_terms import RegionTerms, terms_of
from policy_pages.rules import implied_by, places_of, statutory_words
from policy_pages.texts import words_of


@dataclass(frozen=True)
class Said:
    """One thing that buyers in some regions may do, in figures and words.

    The classes of each figure are: what it is, the act, the family of things, the regions.
    """

    telling: Telling
    offer: Offer

    def _count(self, number: int | None, role: str, unit: str = "days") -> Marked:
        option, offer = self.offer.option, self.offer
        classes = (role, option.act, offer.family, *offer.regions)
        return self.telling.count(number or 0, unit, *classes)

    @property
    def places(self) -> Marked:
        """Where these buyers live."""
        return self.telling.places(self.offer.regions)

    @property
    def days(self) -> Marked:
        """How long they may do it."""
        return self._count(self.offer.option.days, "days")

    @property
    def refund_days(self) -> Marked:
        """How soon the money comes."""
        return self._count(self.offer.option.refund_days, "refund-days", "in_days")

    @property
    def send_back_days(self) -> Marked:
        """How long they may take to send things back."""
        return self._count(self.offer.option.send_back_days, "send-back-days")

    @property
    def share(self) -> Marked:
        """The share of the price that comes back."""
        offer = self.offer
        classes = ("percent", offer.option.act, offer.family, *offer.regions)
        return self.telling.percent(offer.option.percent, *classes)

    @property
    def payer(self) -> Marked:
        """Who pays for the way back: ``we pay``."""
        offer = self.offer
        payer = offer.option.pays_return
        words = self.telling.word("payers", payer)
        return self.telling.fact(
            payer, words, "payer", offer.option.act, offer.family, *offer.regions
        )

    @property
    def starts(self) -> str:
        """From when the days count: ``from the day on which you get the last item``."""
        sentence = self.offer.option.why[0].sentence
        return str(self.telling.word("starts", sentence.rpartition("from_")[2]))

    @property
    def refund_from(self) -> str:
        """From when the days until the money count."""
        return str(self.telling.word("refund_from", self.offer.option.refund_from))


@dataclass
class Telling:
    """One page in one language while it is written.

    ``link_to`` gives the address of another page of the policy by its name; the builders of static
    sites have addresses of their own. ``known``: the terms by region where somebody wants to see
    afterwards what they rest on.
    """

    edition: Edition
    page: str
    locale: str
    link_to: Callable[[str], str]
    marks: Marks = field(default_factory=Marks)
    known: RegionTerms | None = None

    @property
    def regions(self) -> RegionTerms:
        """The terms by region."""
        return self.known or terms_of(self.edition.profile, self.edition.day)

    def word(self, table: str, key: str = "") -> Any:
        """A word of this language, by table and key."""
        found = words_of(self.locale)[table]
        return found[key] if key else found

    # Figures.

    def count(self, number: int, unit: str, *classes: str) -> Marked:
        """A number of days, hours, months or years: ``14 days``."""
        one, many = self.word("units", unit)
        words = f"{number}\u00a0{one if number == 1 else many}"
        return self.marks.figure(number, words, *classes)

    def percent(self, share: Decimal, *classes: str) -> Marked:
        """A share of the price: ``50 %``."""
        number = f"{share.normalize():f}"
        words = number.replace(".", self.word("units", "decimal_mark"))
        return self.marks.figure(number, words + self.word("units", "percent_sign"), *classes)

    def span(self, numbers: Iterable[int], unit: str, *classes: str) -> Marked:
        """The least and the most of some numbers: ``14 to 28 days``, ``up to 28 days``."""
        least, most = min(found := sorted(numbers)), found[-1]
        high = self.count(most, unit, *classes, "most")
        if least == most:
            return high
        low = self.marks.figure(least, str(least), *classes, "least")
        words = self.word("units", "span" if least else "up_to")
        return Marked(words.format(low=low, high=high))

    def said(self, offer: Offer) -> Said:
        """The figures and words of something that buyers may do."""
        return Said(self, offer)

    def fact(self, value: str, words: str, *classes: str) -> Marked:
        """Something else that a program may read from the page."""
        return self.marks.figure(value, words, *classes)

    def day(self, day: date) -> str:
        """A day in words: ``1 October 2026``."""
        month = self.word("months")[day.month - 1]
        return str(self.word("units", "date")).format(day=day.day, month=month, year=day.year)

    def money(self, money: Money) -> str:
        """An amount: ``€4.00``."""
        whole, part = divmod(money.minor, 100)
        mark = self.word("units", "decimal_mark")
        return f"{whole}{mark}{part:02}\u00a0{money.currency}"

    # Words.

    def places(self, regions: Iterable[str]) -> Marked:
        """Regions as people call them; what lies in another that is named is not named itself."""
        told = tuple(regions)
        widest = [code for code in told if not set(places_of(code)[1:]) & set(told)]
        return Marked(as_markdown(self.listed(self.word("places", code) for code in widest)))

    def where(self, regions: Iterable[str]) -> Marked:
        """Regions in brackets behind a sentence; nothing if it holds for all of the policy’s."""
        told = tuple(regions)
        if set(told) >= set(self.edition.profile.buyer_regions):
            return Marked("")
        return Marked(f" ({self.places(told)})")

    def listed(self, words: Iterable[str]) -> str:
        """Words one after the other: ``a, b and c``."""
        *first, last = list(words)
        return f"{', '.join(first)} {self.word('units', 'and')} {last}" if first else last

    # Links.

    def page_link(self, page: str, words: str) -> Marked:
        """A link to another page of the policy."""
        return self.marks.link(self.link_to(page), words)

    def form(self, form: str, words: str) -> Marked:
        """A link to a form of the desk; without a desk only its words."""
        address = addresses.form_url(self.edition, form)
        return self.marks.link(address, words, opens_form=True) if address else as_markdown(words)

    def button(self, form: str, words: str) -> Marked:
        """A form as the one thing to do in a section; nothing without a desk."""
        address = addresses.form_url(self.edition, form)
        if not address:
            return Marked("")
        html = f'<a class="btn" href="{escape(address)}" data-amends>{escape(words)}</a>'
        html = f'<p class="act">{html}</p>'
        return self.marks.block(f"[{as_markdown(words)}]({address})", html)

    def other_form(self, ending: str, words: str) -> Marked:
        """A link to this page as Markdown or plain text, or to its earlier versions."""
        address = addresses.page_url(self.edition, self.page, self.locale, ending)
        return self.marks.link(address, words) if address else as_markdown(words)

    def mail(self, address: str) -> Marked:
        """An address of mail that opens a letter."""
        return self.marks.link(f"mailto:{address}", address)

    @property
    def desk(self) -> bool:
        """Whether there is a desk with forms."""
        return self.edition.has_desk

    @property
    def withdraw_here(self) -> str:
        """The words on the entry of the withdrawal function: the owner's, or those of the law."""
        profile = self.edition.profile
        own = profile.withdrawal_function.label
        if own and self.locale == profile.page.language:
            return own
        countries = implied_by(profile.buyer_regions)
        return statutory_words(self.locale, "entry", countries, self.edition.day)[0]

    @property
    def contact(self) -> str:
        """Name and postal address in one line."""
        contact = self.edition.profile.contact
        return ", ".join(part for part in (contact.name, contact.address) if part)
