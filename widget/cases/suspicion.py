"""Signs that a message was not written by a customer. Two make a suspect, one never does.

Nothing here refuses anybody: a suspect is stored, receipted and counted like everybody else; only
the owner hears of it in the daily digest, and the mailed receipt waits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from widget.cases.model import Statement
from widget.cases.spam_words import FINDS_ORDERS, FINDS_PITCH
from widget.cases.text import search_form

MANY_FROM_NETWORK = 5  # cases an hour for one shop; a household sends one or two
FLOOD_FROM_NETWORK = 10  # the same; not even a student home sends these
MANY_FOR_SHOP = 20  # cases an hour; a one-person shop has a bad day at five
TOO_FAST_S = 6  # from the form's making to its sending, review included
SUSPECT_AT = 2
LOOKED_AT = 12_000  # letters
NAMES_A_THING = 4  # letters
MANY_LETTERS = 80  # people are short; who sells needs words
WORDS_OF_ONES_OWN = 4  # beside what is quoted

_LINK = re.compile(
    r"https?://[^\s<>\]\"]+|www\.[^\s<>\]\"]+"
    r"|\b[a-z0-9-]{2,40}\.(?:com|net|org|ru|xyz|top|site|online|shop|info|biz|cn|io|club)\b[^\s<>\]\"]*"
)
# Addresses that hide where they lead, files that run something, and endings that cost a penny.
_RISKY = re.compile(
    r"\b(?:bit\.ly|tinyurl\.com|is\.gd|cutt\.ly|t\.ly|rb\.gy)/"
    r"|https?://\S+\.(?:exe|zip|rar|iso|js|scr|docm|xlsm|apk)\b"
    r"|\b[a-z0-9-]{2,40}\.(?:top|xyz|icu|click|cfd|sbs|buzz|monster|quest)\b"
)
_MARKUP = re.compile(r"\[/?url|<a\s|\[link|</?[a-z]{1,8}[1-6]?[\s/>]|<%|\{\{|\bunion select\b")
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{6,}")
_MIXED = re.compile(r"^(?=.*[a-z])(?=.*[A-Z].*[A-Z])[A-Za-z]{9,40}$")
_QUOTED = re.compile(r"“[^”]*”|„[^“”]*[“”]|«[^»]*»|\"[^\"\n]{20,}\"|^[ \t]*>.*$", re.MULTILINE)
_NO_THINGS = frozenset({"website", "web site", "webseite", "homepage", "site web", "none", "test"})
# What says that a machine sent it.
_MACHINES = frozenset({"trap", "fast", "repeated"})


@dataclass(frozen=True)
class Evidence:
    """What the door saw beside the words.

    ``age_s`` is how long the form had been open (seconds). ``from_network`` and ``for_shop`` count
    the cases of the last hour before this one, ``said_before`` the other people who sent this shop
    the same words within the last days. ``own_host`` is the shop's own site (``shop.example``),
    empty where it has none: links into it are what customers paste.
    """

    trap_filled: bool = False
    age_s: int = 3_600
    from_network: int = 0
    for_shop: int = 0
    said_before: int = 0
    own_host: str = ""


def signs_of(statement: Statement, evidence: Evidence) -> tuple[str, ...]:
    """Every sign there is, by name, in a fixed order."""
    return (*_signs_of_sending(evidence), *_signs_of_words(statement, evidence))


def reasons_for_suspicion(statement: Statement, evidence: Evidence) -> tuple[str, ...]:
    """The signs, where there are enough to be careful; empty where there are not."""
    signs = signs_of(statement, evidence)
    enough = len(signs)
    by_machine = _MACHINES.intersection(signs) or evidence.from_network >= FLOOD_FROM_NETWORK
    if "shop" in signs and not by_machine:
        # A busy hour of the shop tells nothing of anybody by itself.
        enough -= 1
    return signs if enough >= SUSPECT_AT else ()


def _signs_of_sending(evidence: Evidence) -> Iterator[str]:
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


def _signs_of_words(statement: Statement, evidence: Evidence) -> Iterator[str]:
    raw = f"{statement.items}\n{statement.happened}\n{statement.meant}"[:LOOKED_AT]
    text = search_form(raw)
    plain = " ".join(re.sub(r"[^\w\s.:/-]", " ", search_form(_own_words(raw))).split())
    links = _links_elsewhere(text, evidence.own_host)
    beside = search_form(f"{statement.name} {statement.order_number}")
    if links >= 2 or _RISKY.search(text) or _LINK.search(beside):
        yield "links"
    if _MARKUP.search(raw.casefold()):
        yield "markup"
    hits = len(set(FINDS_PITCH.findall(plain)))
    about_order = _is_about_an_order(statement, plain)
    # What is bought may be about anything: invitations for a casino night, a game called Dating.
    needed = 3 if about_order else 2
    if hits >= needed or (hits and links and not about_order):
        yield "pitch"
    if hits >= needed + 2 or (hits >= needed and links):
        yield "selling"
    if (hits or links) and not about_order:
        yield "unrelated"
        if len(plain) >= MANY_LETTERS and not _names_an_order(statement):
            yield "nameless"
    if _is_random(statement.happened):
        yield "gibberish"
    name = statement.name.strip()
    if _MIXED.match(name) and not name.istitle():
        yield "odd_name"


def _names_an_order(statement: Statement) -> bool:
    number = statement.order_number
    return sum(letter.isdigit() for letter in number) >= 3 and number not in "0123456789"


def _own_words(text: str) -> str:
    """The text without what it quotes: a pasted order mail is full of a shop's own advertising."""
    own = _LINK.sub(" ", _QUOTED.sub(" ", text))
    return own if len(own.split()) >= WORDS_OF_ONES_OWN else text


def _is_about_an_order(statement: Statement, plain: str) -> bool:
    """Whether something is named, or anything is told of a parcel, a fault or a payment."""
    thing = search_form(statement.items)
    names_a_thing = len(thing) >= NAMES_A_THING and thing not in _NO_THINGS
    return names_a_thing or FINDS_ORDERS.search(plain) is not None


def _links_elsewhere(text: str, own_host: str) -> int:
    """How many different addresses the text names that are not the shop's own."""
    own = own_host.removeprefix("www.")
    found = {link.rstrip(".,;:)!?") for link in _LINK.findall(text)}
    return sum(1 for link in found if not (own and own in link.partition("//")[2] + link))


def _is_random(text: str) -> bool:
    """Whether at least half of the words are keys that were hit at random."""
    words = text.split()
    odd = sum(1 for word in words if _CONSONANTS.search(word.casefold()) or _MIXED.match(word))
    return bool(words) and odd * 2 >= len(words)
