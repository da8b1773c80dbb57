"""The desk's forms inside the shop, on PHP: each check of form_checks.php in a fresh process."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest

from tests.needs import path_of
from tests.woocommerce.php_checks import check, names_of
from widget.asking.all_forms import all_forms

HERE = Path(__file__).resolve().parent
CHECKS = "form_checks.php"
PROMISES = ("T09_", "T21_", "T58_")


@pytest.mark.php
@pytest.mark.parametrize("name", names_of(CHECKS, but=PROMISES))
def test_form_in_the_shop(name):
    check(CHECKS, name)


@pytest.mark.php
@pytest.mark.parametrize("name", names_of(CHECKS, "T09_"))
def test_T09_a_link_fills_in_the_order_and_nobody(name):
    check(CHECKS, name)


@pytest.mark.php
@pytest.mark.parametrize("name", names_of(CHECKS, "T21_"))
def test_T21_what_is_typed_in_the_shop_comes_back_as_typed(name):
    check(CHECKS, name)


@pytest.mark.php
@pytest.mark.parametrize("name", names_of(CHECKS, "T58_"))
def test_T58_a_form_shows_an_order_to_whoever_has_its_link_alone(name):
    check(CHECKS, name)


@pytest.mark.php
def test_plugin_leaves_nothing_out_of_what_the_desk_describes(app, shop, tmp_path):
    with app.test_request_context():
        text, _ = all_forms(shop, date(2026, 11, 22))
    described = tmp_path / "forms.json"
    described.write_text(text, encoding="utf-8")
    script = "require $argv[1]; echo json_encode(AmendsDesk\\FormShape::of(json_decode("
    script += "file_get_contents($argv[2]), true, 16)));"
    shape = HERE.parents[1] / "plugin_woocommerce" / "amends-desk" / "includes" / "FormShape.php"
    ended = subprocess.run(
        [path_of("php"), "-r", script, "--", shape, described],
        capture_output=True,
        text=True,
        check=True,
    )
    read, told = json.loads(ended.stdout), json.loads(text)

    assert read["default"] == told["default"]
    assert set(read["languages"]) == set(told["languages"])
    for lang, language in told["languages"].items():
        kept = read["languages"][lang]
        assert kept["words"] == language["words"], lang
        assert set(kept["forms"]) == set(language["forms"]), lang
        for path, form in language["forms"].items():
            ours = kept["forms"][path]
            assert len(ours["statement"]) == len(form["statement"]), (lang, path)
            for name in ("title", "check", "second_title", "send", "send_notes", "lead"):
                assert ours[name] == form[name], (lang, path, name)
            assert list(ours["fields"]) == [field["name"] for field in form["fields"]], (lang, path)
            for field in form["fields"]:
                for part in ("type", "label", "hint", "optional", "longest", "autocomplete"):
                    assert ours["fields"][field["name"]][part] == field[part], (lang, path, part)
                assert len(ours["fields"][field["name"]]["asks"]) == len(field["asks"])
                assert len(ours["fields"][field["name"]]["choices"]) == len(field["choices"])
