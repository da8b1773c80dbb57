"""Every word of the plugin can be translated, and is there in German."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from tests.woocommerce.plugin_words import ANY_CALL, GERMAN, PLUGIN, TEMPLATE, extracted, words_of


def test_template_has_exactly_the_words_of_the_plugin():
    with TEMPLATE.open("rb") as source:
        template = read_po(source)

    assert {(word.context, word.id) for word in template if word.id} == {
        (word.context, word.id) for word in extracted() if word.id
    }


def marks(text: str) -> list[str]:
    return sorted(re.findall(r"%(?:\d\$)?[sd]", text))


@pytest.mark.parametrize("path", sorted(PLUGIN.rglob("*.php")), ids=lambda path: path.name)
def test_every_call_of_gettext_is_plain_enough_to_be_found(path):
    php = path.read_text(encoding="utf-8")

    assert len(ANY_CALL.findall(php)) == len(words_of(php))


def test_german_is_complete():
    with GERMAN.open("rb") as source:
        german = read_po(source, locale="de_DE")
    held = {(word.context, word.id): word for word in german if word.id}

    assert set(held) == {(word.context, word.id) for word in extracted() if word.id}
    for word in held.values():
        assert word.string, word.id
        assert not word.fuzzy, word.id
        assert marks(str(word.string)) == marks(str(word.id)), word.id
