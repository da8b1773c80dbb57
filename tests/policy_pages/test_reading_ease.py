"""How hard the pages are to read: plain parts for a 14-year-old, official words apart.

The Flesch-Kincaid grade counts words a sentence and syllables a word; grade 8.5 is an English
reader of 14. Syllables are counted by vowels, as the formula's authors did by ear: good enough for
a whole page, not for one word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from policy_pages.plain import Block, blocks_of
from policy_pages.render import PAGES, render
from tests.policy_pages.editions import SHOPS, edition

MOST = 8.5  # grade
SENTENCE_END = re.compile(r"[.!?]+(?:\s|$)")
ADDRESS = re.compile(r"\(?https?://\S+|\S+@\S+")


def syllables(word: str) -> int:
    word = re.sub(r"[^a-z]", "", word.casefold())
    silent = len(word) > 3 and word.endswith("e") and not word.endswith(("le", "ee"))
    ends_in_ed = re.search(r"[^aeioutd]ed$", word)
    groups = len(re.findall(r"[aeiouy]+", word))
    return max(1, groups - bool(silent) - bool(ends_in_ed))


def grade(texts: Iterable[str]) -> float:
    """The Flesch-Kincaid grade of some paragraphs; each ends its last sentence."""
    sentences = words = sounds = 0
    for text in texts:
        for sentence in SENTENCE_END.split(ADDRESS.sub("", text)):
            found = re.findall(r"[A-Za-z’']+|\d+", sentence)
            if found:
                sentences += 1
                words += len(found)
                sounds += sum(syllables(word) for word in found)
    return 0.39 * words / sentences + 11.8 * sounds / words - 15.59


def plain_part(blocks: Iterable[Block]) -> list[str]:
    """The paragraphs and points but for official words; headings and boxes would only flatter."""
    return [block.text for block in blocks if not block.is_quoted and block.kind in {"p", "li"}]


def test_the_measure_knows_easy_from_hard():
    assert grade(["The cat sat on the mat. It was warm there."]) < 2
    hard = (
        "Notwithstanding the aforementioned considerations, the contracting party irrevocably"
        " acknowledges its obligation to indemnify the proprietor."
    )
    assert grade([hard]) > 16
    counted = {"day": 1, "money": 2, "delivery": 4, "asked": 1, "wanted": 2, "table": 2, "fee": 1}
    assert {word: syllables(word) for word in counted} == counted


@pytest.mark.parametrize("shop", SHOPS)
def test_a_14_year_old_can_read_every_page(shop):
    for page in PAGES:
        blocks = blocks_of(render(edition(SHOPS[shop]), page, "en").fragment)
        found = grade(plain_part(blocks))
        print(f"{shop}, {page}: grade {found:.1f}")
        assert found <= MOST


def test_no_sentence_of_the_plain_part_is_long():
    for answers in SHOPS.values():
        for page in PAGES:
            for text in plain_part(blocks_of(render(edition(answers), page, "en").fragment)):
                for sentence in SENTENCE_END.split(ADDRESS.sub("", text)):
                    if "European Union" not in sentence:  # a list of countries is no sentence
                        assert len(sentence.split()) <= 32, sentence
