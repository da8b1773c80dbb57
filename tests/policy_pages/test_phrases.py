"""Phrases that break a rule, found in what an owner writes in their own words."""

from __future__ import annotations

import pytest

from policy_pages.answers import OwnWords
from policy_pages.findings import FINDINGS
from policy_pages.lint import lint
from policy_pages.phrases import broken_by, phrases, plain
from tests.policy_pages.people import EVERYWHERE, TODAY, policy

UNLAWFUL_WORDS = {
    "en.no-refunds": "Please choose well: **no refunds**.",
    "en.no-change-of-mind": "No refunds if you have simply changed your mind.",
    "en.all-sales-final": "All sales are final!",
    "en.no-returns": "We do not accept returns.",
    "en.sale-final": "Sale items are final.",
    "en.no-refund-on-sale": "There is no refund on sale items.",
    "en.credit-only": "Exchange or credit note only.",
    "en.refund-as-credit": "Refunds are given as store credit.",
    "en.original-packaging": "Goods must be sent back in their original packaging.",
    "en.unused": "Items must be unused.",
    "en.tags-on": "Return clothes with all tags attached.",
    "en.opened": "Opened items cannot be returned.",
    "en.restocking": "We charge a 15% restocking fee.",
    "en.delivery-kept": "Shipping costs are non-refundable.",
    "en.refund-late": "You get your refund within 30 days.",
    "en.after-inspection": "Refunds are made after we have inspected the goods.",
    "en.manufacturer-only": "If it breaks, contact the manufacturer directly.",
    "en.fault-limit": "Defects must be reported within 7 days.",
    "en.reason": "You must give a reason.",
    "en.approval": "Returns without a return number are refused.",
    "en.one-channel": "You can cancel only by phone.",
    "en.excluded-kinds": "Underwear cannot be returned.",
    "any.odr": "See https://ec.europa.eu/consumers/odr for help.",
    "en.no-bad-reviews": "Customers may not write negative reviews.",
    "en.review-threat": "We take legal action against unfair reviews.",
    "en.refund-for-review": "We refund you once you delete your review.",
    "en.not-responsible": "We are not responsible for damage.",
    "en.no-receipt": "No receipt, no refund.",
    "en.deposit": "Deposits are non-refundable.",
    "en.fault-postage": "You pay for the return of faulty goods.",
    "de.keine-erstattung": "Es gibt keine Rückerstattung.",
    "de.ausgeschlossen": "Umtausch ausgeschlossen.",
    "de.reduziert": "Reduzierte Ware ist vom Umtausch ausgeschlossen.",
    "de.nur-gutschein": "Wir erstatten nur gegen Gutschein.",
    "de.originalverpackung": "Rücknahme nur in der ungeöffneten Originalverpackung.",
    "de.unbenutzt": "Ware muss ungetragen sein.",
    "de.etikett": "Rückgabe nur mit Etikett.",
    "de.geöffnet": "Geöffnete Packungen nehmen wir nicht zurück.",
    "de.gebühr": "Eine Bearbeitungsgebühr von 10 € wird einbehalten.",
    "de.versandkosten": "Versandkosten werden nicht erstattet.",
    "de.erstattung-spät": "Die Erstattung erfolgt innerhalb von 30 Tagen.",
    "de.nach-prüfung": "Wir erstatten nach Prüfung der Ware.",
    "de.mängel": "Mängel sind innerhalb von 7 Tagen zu melden.",
    "de.grund": "Sie müssen uns den Grund nennen.",
    "de.genehmigung": "Rücksendungen nur nach vorheriger Genehmigung.",
    "de.ein-weg": "Der Widerruf ist nur telefonisch möglich.",
    "de.arten": "Unterwäsche ist ausgeschlossen.",
    "de.anzahlung": "Die Anzahlung verfällt.",
    "de.bewertung-drohung": "Wir behalten uns rechtliche Schritte gegen Bewertungen vor.",
    "de.erstattung-bewertung": "Wir erstatten, wenn Sie die Bewertung löschen.",
    "de.mangel-porto": "Der Kunde trägt die Rücksendekosten mangelhafter Ware.",
}
LAWFUL_WORDS = [
    "You may return goods without giving a reason.",
    "We never charge a restocking fee.",
    "There is no restocking fee of any kind.",
    "We refund standard delivery, too.",
    "The refund comes within 14 days of your message.",
    "Sale items have the same rights as all others.",
    "You need not keep the original packaging.",
    "Faulty goods are repaired, replaced or refunded; we pay the return.",
    "Deposits are refunded in full.",
    "Sie müssen keinen Grund angeben.",
    "Sie können ohne Angabe von Gründen widerrufen.",
    "Versandkosten erstatten wir ebenfalls.",
    "Die Erstattung erfolgt innerhalb von 14 Tagen.",
    "Es gibt keine Bearbeitungsgebühr.",
    "Die Originalverpackung ist nicht nötig.",
    "Write a review if you like; we read every one.",
]


def test_there_are_words_for_every_phrase_and_about_forty_phrases():
    assert {phrase.id for phrase in phrases()} == set(UNLAWFUL_WORDS)
    assert len(phrases()) >= 40
    assert {broken for phrase in phrases() for broken in phrase.breaks} <= set(FINDINGS)


@pytest.mark.parametrize("phrase", phrases(), ids=lambda phrase: phrase.id)
def test_an_unlawful_phrase_in_own_words_is_found_with_its_reason(phrase):
    text = UNLAWFUL_WORDS[phrase.id]
    own = (OwnWords("refund", phrase.language or "en", f"We are small.\n\n{text}\n"),)

    assert phrase.pattern.search(plain(text))
    found = lint(policy({"buyer_regions": EVERYWHERE, "own": own}), TODAY)
    told = {each.rule for each in found if each.words and each.field == "own.0"}
    assert set(phrase.breaks) <= told


@pytest.mark.parametrize("text", LAWFUL_WORDS)
def test_lawful_words_are_left_alone(text):
    own = (OwnWords("refund", "en", text),)

    found = lint(policy({"buyer_regions": EVERYWHERE, "own": own}), TODAY)

    assert [each.words for each in found if each.words] == []


def test_a_phrase_counts_only_where_its_rule_holds():
    own = (OwnWords("refund", "en", "No refunds if you have simply changed your mind."),)

    in_australia = lint(policy({"buyer_regions": ("AU",), "own": own}), TODAY)
    in_europe = lint(policy({"buyer_regions": ("EU", "AU"), "own": own}), TODAY)

    assert not [each for each in in_australia if each.words]
    assert [each.country for each in in_europe if each.words] == ["EU"]


def test_marks_and_invisible_signs_hide_nothing():
    assert plain("*NO*\u200b   _re\u00adfunds_ ‘now’") == "no refunds 'now'"
    assert list(broken_by("**No** re\u00adfunds", "AU-NO-REFUNDS")) == ["no refunds"]
