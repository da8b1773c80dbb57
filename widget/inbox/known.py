"""What is known of an order, as the case shows it: the value in words, and who said so."""

from __future__ import annotations

from widget.cases.model import FACT_NAMES, Fact
from widget.desk import CaseFile
from widget.doors import language
from widget.inbox.words import _
from widget.mail.fact_words import fact_value_word
from widget.mail.words import words_for

_ORDER: dict[str, int] = {name: place for place, name in enumerate(FACT_NAMES)}


def facts_in_order(file: CaseFile) -> list[Fact]:
    """The facts as people ask for them: number first, and of each kind the oldest first."""
    return sorted(file.facts, key=lambda fact: (_ORDER.get(fact.name, len(_ORDER)), fact.at))


def fact_value(fact: Fact) -> str:
    """The value; days are said in full, yes, no and kinds of items in words."""
    return fact_value_word(fact.name, fact.value, words_for(language()))


def said_by(fact: Fact) -> str:
    """Who said so."""
    match fact.said_by:
        case "customer":
            return _("says the customer")
        case "storefront":
            return _("says the shop system")
        case _:
            return _("says your shop")
