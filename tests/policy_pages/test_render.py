"""The pages of a policy: all forms, both languages, every sort of shop."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace

import pytest

from policy_pages.plain import blocks_of
from policy_pages.render import (
    FORMS,
    LOCALES,
    PAGES,
    checkout_notice,
    outputs,
    page_url,
    place_of,
    render,
)
from policy_pages.sentences import SENTENCES
from policy_pages.structured import place_names
from policy_pages.texts import words_of
from tests.policy_pages.editions import DESK, SHOPS, edition, without_desk
from tests.policy_pages.page_reader import PageReader

each_shop = pytest.mark.parametrize("shop", SHOPS)


@each_shop
def test_every_page_has_the_same_sections_in_both_languages(shop):
    for page in PAGES:
        ids = [
            PageReader(render(edition(SHOPS[shop]), page, locale).html).ids for locale in LOCALES
        ]

        assert ids[0] == ids[1]
        assert len(ids[0]) == len(set(ids[0]))
        assert "amends-glance" in ids[0]
        assert "amends-more" in ids[0]


@each_shop
def test_both_languages_tell_the_same_figures(shop):
    for page in PAGES:
        figures = [
            Counter(PageReader(render(edition(SHOPS[shop]), page, locale).html).figures)
            for locale in LOCALES
        ]

        assert figures[0] == figures[1]


@each_shop
def test_nothing_is_left_untranslated(shop):
    """No paragraph is the same in both languages but names, addresses and Australia's own words."""
    for page in PAGES:
        english, german = (
            {b.text for b in blocks_of(render(edition(SHOPS[shop]), page, locale).fragment)}
            for locale in LOCALES
        )
        same = {text for text in english & german if len(re.findall(r"[a-z]{4,}", text)) > 3}

        assert {text for text in same if "Australian Consumer Law" not in text} == {
            text for text in same if text.startswith("Wren & Tide")
        }


def keys_of(table: object) -> object:
    if isinstance(table, dict):
        return {key: keys_of(value) for key, value in table.items()}
    return len(table) if isinstance(table, list) else type(table)


def test_both_languages_have_the_same_words():
    assert keys_of(dict(words_of("en"))) == keys_of(dict(words_of("de")))


@each_shop
def test_every_sentence_of_a_decision_has_its_place_on_a_page(shop):
    for ours in (edition(SHOPS[shop]), without_desk(SHOPS[shop])):
        for locale in LOCALES:
            ids = {page: PageReader(render(ours, page, locale).html).ids for page in PAGES}
            for sentence in SENTENCES:
                page, anchor = place_of(sentence)
                assert anchor in ids[page], (sentence, page, anchor)


def test_a_sentence_that_no_decision_has_stands_nowhere():
    with pytest.raises(KeyError):
        place_of("law.of.nature")


@each_shop
def test_equal_editions_give_equal_bytes(shop):
    one, other = (outputs(edition(dict(SHOPS[shop]))) for _ in range(2))

    assert one == other


def test_a_version_has_every_file():
    files = outputs(edition())

    inner = {f"{page}{form}" for page in PAGES for form in FORMS} | {"checkout.txt"}
    assert set(files) == {
        *inner,
        *(f"de/{path}" for path in inner),
        *("policy.toml", "policy.css", "version.json"),
    }
    told = json.loads(files["version.json"])
    assert told["number"] == 3
    assert told["day"] == "2026-11-21"
    assert told["hash"] == edition().hash
    assert told["locales"] == ["en", "de"]
    assert told["pages"] == list(PAGES)


def test_all_forms_of_all_pages_carry_the_version():
    ours = edition()
    for path, content in outputs(ours).items():
        if path.partition(".")[0].rpartition("/")[2] in PAGES:
            text = content.decode()
            assert ours.fingerprint in text or ours.hash in text, path


@each_shop
def test_the_figures_of_the_json_are_those_of_the_page(shop):
    ours = edition(SHOPS[shop])
    rendered = render(ours, "refund", "en")
    graph = json.loads(rendered.json_ld)["@graph"]
    page = PageReader(rendered.html)

    for node in graph[1:]:
        for region in node["areaServed"]:
            days = {
                int(value)
                for family in ("goods", "regular")
                for act in ("withdraw", "change_mind")
                for value in page.values("days", act, family, region)
            }
            if node["returnPolicyCategory"].endswith("NotPermitted"):
                continue
            assert node["merchantReturnDays"] in days
            payers = page.values("payer", region) - {"nobody"}
            free = node["returnFees"].endswith("/FreeReturn")
            assert ("seller" if free else "buyer") in payers
            shares = {float(each) for each in page.values("percent", region)} | {100.0}
            assert 100 - node.get("restockingFee", 0) in shares
    assert rendered.json_ld.strip() in rendered.html


def test_the_json_names_countries_and_not_regions():
    assert place_names(("EU", "UK", "US-NY", "US-HI"))[-2:] == ("GB", "US")
    assert len(place_names(("EU",))) == 27


def test_the_page_of_a_desk_leads_to_its_forms_and_versions():
    page = PageReader(render(edition(), "refund", "de").html)

    assert f"{DESK}/s/wren-tide/complaint" in page.links
    assert f"{DESK}/s/wren-tide/withdraw" in page.links
    assert f"{DESK}/p/wren-tide/de/refund/versions" in page.links
    assert f"{DESK}/p/wren-tide/de/withdrawal" in page.links
    assert f"{DESK}/p/wren-tide/refund" in page.links  # the other language
    assert "data-amends" in page.attributes


@each_shop
def test_without_a_desk_there_is_no_form_and_every_link_is_a_file_beside(shop):
    ours = without_desk(SHOPS[shop])
    files = outputs(ours)
    for path, content in files.items():
        if path.endswith(".html") and "fragment" not in path:
            page = PageReader(content.decode())
            assert "data-amends" not in page.attributes
            assert "form" not in page.tags
            folder = "de/" if path.startswith("de/") else ""
            for link in page.links:
                if link.startswith(("#", "mailto:")):
                    assert link.startswith("mailto:") or link[1:] in (*page.ids, "main")
                    continue
                target = link.removeprefix("../") if link.startswith("../") else folder + link
                assert target in files, (path, link)


def test_addresses_are_those_of_the_first_language_without_its_name():
    assert page_url(edition(), "refund", "en") == f"{DESK}/p/wren-tide/refund"
    assert page_url(edition(), "refund", "de", ".md") == f"{DESK}/p/wren-tide/de/refund.md"
    german = edition(locales=("de",))
    assert page_url(german, "refund", "de") == f"{DESK}/p/wren-tide/refund"
    assert page_url(without_desk(), "refund", "en") == ""


def test_a_site_may_give_the_pages_addresses_of_its_own():
    rendered = render(without_desk(), "refund", "en", link_to=lambda page: f"/shop/{page}/")

    assert "](/shop/guarantee/)" in rendered.markdown
    assert 'href="/shop/guarantee/"' in rendered.fragment


def test_the_line_for_the_checkout_is_one_line():
    for locale in LOCALES:
        for answers in SHOPS.values():
            line = checkout_notice(edition(answers), locale)
            assert "\n" not in line
            assert len(line) < 240
            assert page_url(edition(answers), "refund", locale) in line
    assert checkout_notice(edition({"trial.days": 14}), "en").startswith(
        "You can change your mind within 28\u00a0days"
    )


def test_markdown_begins_with_what_generators_read():
    text = outputs(edition())["de/refund.md"].decode()

    assert text.startswith('---\ntitle: "Rückgabe und Erstattung"\n')
    assert '\nlang: "de"\nversion: 3\ndate: "2026-11-21"\n' in text
    assert "{#" not in text
    assert "\ue000" not in text
    assert "<" not in text.partition("---\n\n")[2]


@each_shop
def test_no_sign_of_the_making_is_left(shop):
    for path, content in outputs(edition(SHOPS[shop])).items():
        text = content.decode()
        assert not re.search("[\ue000-\uf8ff]", text), path
        if path.endswith((".html", ".txt", ".md")):
            for sign in ("{{", "{%", "{#", "None", "Undefined", "{contact}", "{n1}", "  *", "****"):
                assert sign not in text, (path, sign)


def test_the_first_thing_on_the_refund_page_is_the_four_answers():
    blocks = blocks_of(render(edition({"trial.days": 14}), "refund", "en").fragment)

    assert [b.kind for b in blocks[:2]] == ["h2", "dt"]
    assert [b.text for b in blocks if b.kind == "dt"] == [
        "Change your mind within",
        "The way back is paid by",
        "How to ask",
        "Your money is back within",
    ]
    assert blocks[2].text == "28\u00a0days"


def test_regions_with_other_terms_stand_in_a_table_and_equal_ones_do_not():
    alike = render(edition({"buyer_regions": ("DE", "IE")}), "refund", "en").fragment
    apart = render(
        edition({"buyer_regions": ("IE", "US"), "trial.days": 3}), "refund", "en"
    ).fragment

    assert "<table>" not in alike
    assert "<table>" in apart
    assert PageReader(apart).value("days", "change_mind", "goods", "IE") == "14"
    assert PageReader(apart).value("days", "change_mind", "goods", "US") == "6"


def test_not_legal_advice_is_said_once_a_page():
    for page in PAGES:
        assert render(edition(), page, "en").html.count("legal advice") == 1
        assert render(edition(), page, "de").html.count("Rechtsberatung") == 1


def test_a_page_that_there_is_none_of_is_refused():
    for page, locale in (("privacy", "en"), ("refund", "fr")):
        with pytest.raises(KeyError):
            render(edition(), page, locale)


def test_a_draft_at_a_desk_is_kept_from_search_engines():
    assert "noindex" in render(replace(edition(), number=0), "refund", "en").html
    assert "noindex" not in render(edition(), "refund", "en").html


def test_there_is_no_style_and_no_script_in_the_page():
    for page in PAGES:
        reader = PageReader(render(edition(), page, "en").html)
        assert "style" not in (*reader.tags, *reader.attributes)
        assert not [name for name in reader.attributes if name.startswith("on")]
        assert reader.tags.count("script") == 2  # what schema.org reads, and the loader by address
