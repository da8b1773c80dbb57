"""The official words about withdrawing: which variants, filled in with what, and for whom."""

from __future__ import annotations

import re
from datetime import date

import pytest

from policy_pages.official import official_rows
from policy_pages.plain import blocks_of
from policy_pages.region_terms import terms_of
from policy_pages.render import LOCALES, render, unconfirmed
from policy_pages.rules import rule_for
from policy_pages.texts import model_texts
from tests.policy_pages.editions import DAY, SHOPS, edition, without_desk


def ids_of(answers, **changes) -> set[str]:
    return {row["id"] for row in official_rows(edition(answers, **changes), "en")}


def quoted(answers=None, locale="en", **changes) -> str:
    """The official words on the withdrawal page as one text."""
    page = render(edition(answers, **changes), "withdrawal", locale).fragment
    return "\n".join(block.text for block in blocks_of(page) if block.is_quoted)


@pytest.mark.parametrize(
    ("answers", "chosen", "not_chosen"),
    [
        ({}, {"n1.c", "n4", "n5a.send", "n5b.buyer", "n5c", "n3.function"}, {"n1.a", "n6"}),
        ({"sells": ("subscriptions",)}, {"n1.e", "n5c"}, {"n1.c", "n6"}),
        ({"sells": ("services",)}, {"n1.a", "n6"}, {"n1.c", "n4", "n5c", "a.goods"}),
        ({"sells": ("digital_content",)}, {"n1.a"}, {"n6", "n4", "a.services"}),
        ({"return.cost_paid_by": "seller"}, {"n5b.seller"}, {"n5b.buyer"}),
        ({"return.cost_paid_by": "not_stated"}, {"n5b.seller"}, {"n5b.buyer"}),
        ({"return.method": "seller_collects"}, {"n5a.collect"}, {"n5a.send", "n4"}),
        ({"buyer_regions": ("UK",)}, {"n1.c"}, {"n3.function"}),
        ({"withdrawal_function.present": False}, {"n1.c"}, {"n3.function"}),
        ({"model_form.provided": False}, {"n1.c"}, {"b.title"}),
    ],
)
def test_the_variants_follow_from_the_answers(answers, chosen, not_chosen):
    ids = ids_of(answers)

    assert chosen <= ids
    assert not not_chosen & ids


def test_a_cost_that_is_known_is_named_for_what_cannot_be_posted():
    answers = {**SHOPS["heavy goods, its own fee"], "buyer_regions": ("IE",)}
    ids = ids_of(answers)

    assert "n5b.estimate" in ids
    text = quoted(answers)
    assert "approximately 49.50\u00a0EUR" in text


@pytest.mark.parametrize("regions", [("US",), ("AU", "NZ")])
def test_there_are_none_where_no_law_gives_the_right(regions):
    for locale in LOCALES:
        assert official_rows(edition({"buyer_regions": regions}), locale) == []
        assert quoted({"buyer_regions": regions}, locale) == ""


def test_the_function_is_named_from_its_day_on():
    for day, is_named in ((date(2026, 6, 18), False), (date(2026, 6, 19), True)):
        assert ("n3.function" in ids_of({}, day=day)) is is_named


def test_with_a_desk_the_address_stands_there_and_without_one_the_words_of_the_button():
    assert "online at desk.example/s/wren-tide/withdraw" in quoted()
    alone = without_desk()
    text = " ".join(b.text for b in blocks_of(render(alone, "withdrawal", "en").fragment))
    assert "at our website, under the button “Withdraw from contract here”" in text
    german = render(alone, "withdrawal", "de").text
    assert "„Vertrag widerrufen“" in german


def test_everything_is_filled_in_with_the_seller():
    text = quoted({"contact.phone": "020 912 0147", "contact.email": "orla@wren.example"})

    seller = "Wren & Tide, 4 Quay Lane, Kilmarra"
    assert f"({seller}, telephone 020 912 0147, email orla@wren.example)" in text
    assert f"To {seller}, orla@wren.example:" in text
    assert "[" not in text


def test_the_days_of_the_official_words_are_those_of_the_rules():
    for locale, number in (("en", "14"), ("de", "vierzehn")):
        rule = rule_for("EU", "withdrawal_days", DAY)
        assert rule is not None
        assert rule.number == 14
        days = re.findall(r"(\w+) (?:days|Tage)", quoted({}, locale))
        assert set(days) == {number}


def test_every_row_has_a_source_and_both_languages_have_the_same_rows():
    for table in ("part", "variant", "form_line"):
        rows = {locale: model_texts(locale)[table] for locale in LOCALES}
        assert [row["id"] for row in rows["en"]] == [row["id"] for row in rows["de"]]
        for row in (*rows["en"], *rows["de"]):
            assert row["source"].strip()
            assert row["confidence"] in {"seen", "recalled"}
            assert row["checked"] == date(2026, 11, 21)
            assert set(re.findall(r"\{(\w+)\}", row["text"])) <= {
                *("n1", "n2", "n3", "n4", "n5", "n6", "contact", "address", "amount")
            }


def test_german_words_are_shown_to_the_owner_as_unconfirmed_and_english_ones_are_not():
    german = {each.rule for each in unconfirmed(edition(), "de")}
    english = {each.rule for each in unconfirmed(edition(), "en")}

    assert {"a.right", "n1.c", "b.statement"} <= german
    assert not {"a.right", "n1.c", "b.statement"} & english
    for each in unconfirmed(edition(), "de"):
        assert each.sentence
        assert each.source


def test_a_row_of_law_nobody_has_read_is_listed_where_a_page_rests_on_it():
    answers = {"buyer_regions": ("UK",)}
    found = {each.rule: each for each in unconfirmed(edition(answers), "en")}

    assert "uk.return.cost" in found
    assert "35" in found["uk.return.cost"].source
    only_america = unconfirmed(edition({"buyer_regions": ("US",)}), "en")
    assert not [each for each in only_america if each.rule.startswith(("uk.", "eu."))]


@pytest.mark.parametrize("shop", SHOPS)
def test_everything_unconfirmed_that_decisions_of_the_pages_rest_on_is_listed(shop):
    ours = edition(SHOPS[shop])
    for page in ("refund", "cancellation", "withdrawal", "guarantee", "complaints"):
        render(ours, page, "en")
    rested_on = {
        reason.rule
        for reason in terms_of(ours.profile, ours.day).reasons.values()
        if reason.unconfirmed
    }

    assert rested_on <= {each.rule for each in unconfirmed(ours, "en")}


def test_the_words_that_australia_sets_are_told_unchanged():
    text = quoted()
    assert "Australian Consumer Law" not in text
    answers = {"buyer_regions": ("AU",), "warranty.offered": True}
    page = render(edition(answers), "guarantee", "en").text
    assert "cannot be excluded under the" in page
    fixed = {row["id"]: row["text"] for row in model_texts("en")["fixed"]}
    said = " ".join(
        b.text
        for b in blocks_of(render(edition(answers), "guarantee", "de").fragment)
        if b.is_quoted
    )
    assert said == fixed["au.warranty.goods_text"]
