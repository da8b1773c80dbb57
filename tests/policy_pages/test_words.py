"""The words of the policy room in other languages."""

from __future__ import annotations

from importlib.resources import files

import pytest

from packaging_build import compile_words
from policy_pages import words
from policy_pages.decision import reason
from policy_pages.errors import UnknownField
from policy_pages.words import Sentence, say


@pytest.fixture(autouse=True)
def _compiled(tmp_path, monkeypatch):
    """A copy of the catalogues, compiled, so that the test needs nothing made before."""
    room = tmp_path / "policy_pages"
    po = files("policy_pages") / "locale" / "de" / "LC_MESSAGES" / "messages.po"
    copy = room / "locale" / "de" / "LC_MESSAGES" / "messages.po"
    copy.parent.mkdir(parents=True)
    copy.write_text(po.read_text(encoding="utf-8"), encoding="utf-8")
    compile_words([room])
    monkeypatch.setattr(words, "files", lambda _package: room)
    words._translations.cache_clear()
    yield
    words._translations.cache_clear()


@pytest.mark.parametrize("locale", ["de", "de-AT", "de_CH"])
def test_a_sentence_is_said_in_german(locale):
    sentence = Sentence("The money comes within %(days)s days of your message.", {"days": 14})

    assert say(sentence, locale) == "Das Geld kommt innerhalb von 14 Tagen nach Ihrer Nachricht."


@pytest.mark.parametrize("locale", ["en", "fr", "../etc", ""])
def test_what_is_not_translated_is_said_in_english(locale):
    assert say(Sentence("What do you sell?"), locale) == "What do you sell?"


def test_faults_and_reasons_are_said_in_german():
    fault = UnknownField("refund.dyas", Sentence("A policy has no such field."), 7)
    fault.file = "policy.toml"

    assert fault.sentence("de") == (
        "policy.toml, Zeile 7, refund.dyas: Ein solches Feld hat keine Richtlinie."
    )
    assert reason("return.seller").text("de") == "Das Geschäft bezahlt die Rücksendung."
