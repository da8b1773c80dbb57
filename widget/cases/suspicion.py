"""Signs that a message was not written by a customer. Two make a suspect, one never does.

Nothing here refuses anybody: a suspect is stored, receipted and counted like everybody else; only
the owner hears of it in the daily digest, and the mailed receipt waits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from widget.cases.model import Statement

MANY_FROM_NETWORK = 5  # cases an hour; a household sends one or two
MANY_FOR_SHOP = 30  # cases an hour; a one-person shop has a bad day at five
TOO_FAST_S = 6  # from the form's making to its sending, review included
SUSPECT_AT = 2

_LINK = re.compile(
    r"https?://|www\.|\b[a-z0-9-]{2,40}\.(?:com|net|org|ru|xyz|top|site|online|shop|info|biz|cn|io|club)\b"
)
_MARKUP = re.compile(r"\[/?url|<a\s|\[link|</?[a-z]{1,8}>")
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{6,}")
_MIXED = re.compile(r"^(?=.*[a-z])(?=.*[A-Z].*[A-Z])[A-Za-z]{9,40}$")

# What sellers, lenders and gamblers write, and customers of a small shop do not. In search form:
# small letters without accents. Two different ones are a sign, since one can stand in any text.
_PITCH = (
    "seo", "backlink", "back link", "search engine", "first page", "page one of google",
    "google ranking", "rank your", "ranking", "organic traffic", "more traffic", "website traffic",
    "increase your sales", "boost your", "grow your business", "your business grow", "leads",
    "guest post", "sponsored post", "link building", "domain authority", "web design",
    "redesign your", "website redesign", "digital marketing", "marketing agency",
    "app development", "outsourc", "virtual assistant", "bulk email", "email list", "mailing list",
    "data entry", "explainer video", "promo video", "influencer", "followers",
    "social media marketing", "crypto", "bitcoin", "ethereum", "forex", "trading signals",
    "investment opportunity", "invest in", "passive income", "make money", "earn money",
    "earn up to", "per day from home", "work from home", "business loan", "funding", "credit line",
    "loan offer", "working capital", "casino", "betting", "poker", "slots", "jackpot",
    "bonus code", "viagra", "cialis", "pharmacy", "weight loss", "keto", "cbd", "replica", "rolex",
    "dating", "singles in your area", "adult", "porn", "click here", "visit our website",
    "visit my website", "check out my", "limited time", "free quote", "free trial", "free audit",
    "100 free", "no obligation", "special offer", "unsubscribe", "opt out", "wholesale price",
    "factory direct", "we are a manufacturer", "manufacturer of", "moq", "alibaba", "dear sir",
    "dear owner", "dear website owner", "dear business owner", "hello there i came across",
    "came across your website", "i was looking at your website", "your website is", "your site is",
    "copyright infringement", "suchmaschine", "google platz", "bei google", "besucher auf ihre",
    "mehr besucher", "mehr kunden", "ihre webseite", "ihre website", "kostenloses angebot",
    "unverbindliches angebot", "kredit ohne", "geld verdienen", "gewinnspiel", "krypto",
    "referencement", "premiere page", "votre site", "plus de clients", "gagner de l argent",
    "posicionamiento", "su sitio web", "mas clientes", "ganar dinero", "prestamo", "vostro sito",
    "guadagnare",
)  # fmt: skip


@dataclass(frozen=True)
class Evidence:
    """What the door saw beside the words.

    ``age_s`` is how long the form had been open (seconds). ``from_network`` and ``for_shop`` count
    the cases of the last hour before this one. ``said_before`` is true where other people's cases
    of the last days hold the same words.
    """

    trap_filled: bool = False
    age_s: int = 3_600
    from_network: int = 0
    for_shop: int = 0
    said_before: bool = False


def signs_of(statement: Statement, evidence: Evidence) -> tuple[str, ...]:
    """Every sign there is, by name, in a fixed order."""
    return tuple(_signs(statement, evidence))


def reasons_for_suspicion(statement: Statement, evidence: Evidence) -> tuple[str, ...]:
    """The signs, where there are enough to be careful; empty where there are not."""
    signs = signs_of(statement, evidence)
    return signs if len(signs) >= SUSPECT_AT else ()


def _signs(statement: Statement, evidence: Evidence) -> Iterator[str]:
    text = f"{statement.items}\n{statement.happened}\n{statement.meant}"[:12_000]
    plain = " ".join(re.sub(r"[^\w\s.:/\[\]<>-]", " ", text.casefold()).split())
    if evidence.trap_filled:
        yield "trap"
    if evidence.age_s < TOO_FAST_S:
        yield "fast"
    if evidence.from_network >= MANY_FROM_NETWORK:
        yield "network"
    if evidence.for_shop >= MANY_FOR_SHOP:
        yield "shop"
    if evidence.said_before:
        yield "repeated"
    links = len(_LINK.findall(plain))
    if links >= 2 or _LINK.search(f"{statement.name} {statement.order_number}".casefold()):
        yield "links"
    if _MARKUP.search(text.casefold()):
        yield "markup"
    hits = sum(1 for phrase in _PITCH if phrase in plain)
    if hits >= 2:
        yield "pitch"
    if hits >= 4 or (hits >= 2 and links >= 1):
        yield "selling"
    if _is_gibberish(statement):
        yield "gibberish"


def _is_gibberish(statement: Statement) -> bool:
    """Whether the name or all of the words are keys that were hit at random."""
    name = statement.name.strip()
    if _MIXED.match(name) and not name.istitle():
        return True
    words = statement.happened.split()
    odd = sum(1 for word in words if _CONSONANTS.search(word.casefold()) or _MIXED.match(word))
    return bool(words) and odd * 2 >= len(words)
