"""The interview in the terminal: twelve questions, and nothing half written."""

from __future__ import annotations

from pathlib import Path

import pytest

from policy_pages.answers import Money, Tier
from policy_pages.profile import read_profile
from policy_pages.questions import QUESTIONS
from tests.cli.conftest import Amends
from widget.cli.policy.asking import PARTS

WHO = ("--set", "contact.name=Wren & Tide", "--set", "contact.address=4 Quay Lane, Kilmarra")


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, in a zone that tells a country."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("TZ", "Europe/Dublin")
    return folder


def test_every_part_of_a_question_has_words_of_its_own():
    for question in QUESTIONS:
        assert set(question.fields[1:]) <= set(PARTS), question.key


def made(site: Path, name: str = "policy.toml"):
    return read_profile((site / name).read_text(), name)


def test_enter_alone_gives_every_default_but_who_and_where(amends: Amends, site: Path):
    answers = [""] * 9 + ["Wren & Tide", "4 Quay Lane, Kilmarra", "", ""]
    result = amends("policy", "new", input="\n".join([*answers, ""]))
    assert result.exit_code == 0, result.output
    profile = made(site)
    assert (profile.contact.name, profile.contact.address) == ("Wren & Tide", answers[10])
    assert profile.sells == ("goods",)
    assert profile.seller.country == "IE"
    assert profile.page.language == "en"
    assert "12/12  Who are you, and where?" in result.output
    # Appointments and deposits are no question for a shop that sells goods alone.
    assert "8/12" not in result.output
    assert "9/12" not in result.output


def test_answers_are_taken_as_one_types_them(amends: Amends, site: Path):
    answers = [
        *("goods, bespoke_goods, appointments",),
        *("EU; us-ny",),
        *("14", "yes"),
        *("buyer", "buyer_sends", "no", "40 EUR"),
        *("unused", "sale", "buyer_specification_or_personalised"),
        *("yes", "30"),
        *("60",),
        *("24: 50, 48h=100%", "80"),
        *("20", "until_hours_before", "72"),
        *("orla@wrenandtide.example", "-", "any"),
        *("3", "1"),
        *("Wren & Tide", "4 Quay Lane, Kilmarra", "ie", "ECC Ireland"),
    ]
    result = amends("policy", "new", "shop.toml", input="\n".join([*answers, ""]))
    assert result.exit_code == 0, result.output
    profile = made(site, "shop.toml")
    assert profile.sells == ("goods", "bespoke_goods", "appointments")
    assert profile.buyer_regions == ("EU", "US-NY")
    assert profile.trial.days == 14
    assert profile.sending_back.cost_estimate == Money(4000, "EUR")
    assert profile.change_of_mind.excluded_items == ("sale",)
    assert profile.cancellation.tiers == (Tier(48, 100), Tier(24, 50))
    assert (profile.deposit.refundable, profile.deposit.until_hours_before) == (
        "until_hours_before",
        72,
    )
    assert profile.contact.phone is None
    assert profile.complaint.adr_body == "ECC Ireland"
    for number in range(1, len(QUESTIONS) + 1):
        assert f"{number}/12  " in result.output


def test_an_answer_that_does_not_do_is_asked_for_again_with_the_reason(amends: Amends, site: Path):
    answers = ["soap", "goods", "Narnia", "EU", "-3", "many", ""]
    answers += [""] * 6 + ["Wren & Tide", "4 Quay Lane", "", ""]
    result = amends("policy", "new", input="\n".join([*answers, ""]))
    assert "“soap” is no answer here" in result.output
    assert "We have no rules for buyers in “Narnia”." in result.output
    assert "-3 cannot be meant here." in result.output
    assert "Write a whole number." in result.output
    assert made(site).buyer_regions == ("EU",)


def test_answers_that_cannot_both_hold_are_asked_for_again(amends: Amends, site: Path):
    result = amends(
        *("policy", "new", *WHO, "--set", "sells=appointments", "--set", "seller.country=IE"),
        input="\n\n\n24: 50, 12: 80\n\n24: 80, 12: 50\n" + "\n" * 7,
    )
    assert result.exit_code == 0, result.output
    assert "gets more back than who cancels earlier" in result.output
    assert made(site).cancellation.tiers == (Tier(24, 80), Tier(12, 50))


def test_a_question_mark_asks_for_every_part(amends: Amends, site: Path):
    answers = ["", "", "?", "", "no", "", "", "", "", "", "", "", ""]
    result = amends("policy", "new", *WHO, input="\n".join([*answers, "", ""]))
    assert result.exit_code == 0, result.output
    assert not made(site).change_of_mind.offered


def test_breaking_off_leaves_nothing_and_what_was_there_stays(amends: Amends, site: Path):
    # The answers end in the middle, as after Ctrl-C or Ctrl-D.
    result = amends("policy", "new", input="goods\nEU\n14\n")
    assert result.exit_code == 1
    assert list(site.iterdir()) == []
    (site / "policy.toml").write_text("mine")
    result = amends("policy", "new", input="y\ngoods\nEU\n14\n")
    assert result.exit_code == 1
    assert (site / "policy.toml").read_text() == "mine"


def test_a_file_is_not_written_over_without_asking(amends: Amends, site: Path):
    (site / "policy.toml").write_text("mine")
    result = amends("policy", "new", input="n\n")
    assert "is there already. Write over it in the end?" in result.output
    result = amends("policy", "new", "--yes", *WHO)
    assert result.exit_code == 1
    assert (site / "policy.toml").read_text() == "mine"
    assert amends("policy", "new", "--yes", *WHO, "--replace").exit_code == 0
    assert made(site).contact.name == "Wren & Tide"


def test_without_questions_it_says_all_that_is_wrong_and_writes_nothing(amends: Amends, site: Path):
    result = amends(
        *("policy", "new", "--yes", "--set", "contact.nam=x", "--set", "trial.days=soon"),
        *("--set", "refund.form=gold"),
    )
    assert result.exit_code == 1
    assert "--set: there is no answer “contact.nam”." in result.output
    assert "--set trial.days: Write a whole number." in result.output
    assert "--set refund.form: “gold” is no answer here" in result.output
    assert amends("policy", "new", "--yes").exit_code == 1
    assert list(site.iterdir()) == []


def test_an_unlawful_answer_is_told_at_once_with_its_line(amends: Amends, site: Path):
    result = amends("policy", "new", "--yes", *WHO, "--set", "faulty.return_cost_paid_by=buyer")
    assert result.exit_code == 0
    lines = (site / "policy.toml").read_text().splitlines()
    line = 1 + lines.index('return_cost_paid_by = "buyer"', lines.index("[faulty]"))
    assert f"policy.toml, line {line}, faulty.return_cost_paid_by (" in result.output
    assert "): error: " in result.output


def test_the_interview_speaks_the_language_of_the_terminal(
    amends: Amends, site: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert amends("policy", "new", "--yes", *WHO).exit_code == 0
    assert made(site).page.language == "de"
