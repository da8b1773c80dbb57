"""``policy build``, ``pull`` and ``check``: files in a site, and a desk that may be far away."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from policy_pages.edition import Edition
from policy_pages.profile import read_profile, write_profile
from policy_pages.render import outputs
from tests.cli.conftest import Amends
from tests.cli.published import DAY, Answer, PublishedDesk, open_published_desk, shop_profile
from tests.live import free_port

TOLD = ("--desk", "https://desk.example", "--shop", "wren-tide", "--languages", "en,de")
SITES = ("hugo", "jekyll", "eleventy", "astro", "pelican", "mkdocs", "html")


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with a policy in it, to stand in."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "policy.toml").write_text(write_profile(shop_profile(trial__days=14)))
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def published() -> Iterator[PublishedDesk]:
    with open_published_desk() as desk:
        desk.publish(shop_profile(trial__days=14))
        yield desk


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".amends-pages"
    }


# Build.


def test_plain_pages_are_byte_for_byte_those_of_the_desk(amends: Amends, site: Path):
    version = ("--number", "3", "--day", DAY.isoformat())
    result = amends("policy", "build", "--for", "html", "--out", "out", *TOLD, *version)
    assert result.exit_code == 0, result.output
    profile = read_profile((site / "policy.toml").read_text(), "policy.toml")
    edition = Edition(profile, 3, DAY, "https://desk.example", "wren-tide", ("en", "de"))
    assert files_in(site / "out") == dict(outputs(edition))
    assert f"Fingerprint {edition.fingerprint}." in result.output


@pytest.mark.parametrize("name", SITES)
def test_a_build_repeated_changes_nothing_and_an_old_page_goes(
    amends: Amends, site: Path, name: str
):
    build = ("policy", "build", "--for", name, "--out", "out", "--day", "2026-10-01")
    assert amends(*build, *TOLD).exit_code == 0
    before = files_in(site / "out")
    assert any("/de/" in path or "de." in path or "-de" in path or path.startswith("de/")
               for path in before)  # fmt: skip
    stamps = {path: path.stat().st_mtime_ns for path in (site / "out").rglob("*.html")}
    assert amends(*build, *TOLD).exit_code == 0
    assert files_in(site / "out") == before
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps
    assert amends(*build, *TOLD[:4], "--languages", "en").exit_code == 0
    after = files_in(site / "out")
    assert set(after) < set(before)
    assert not any("/de/" in path or path.startswith("de/") for path in after)


@pytest.mark.parametrize("name", SITES)
def test_without_a_desk_there_is_no_form_and_no_link(amends: Amends, site: Path, name: str):
    assert amends("policy", "build", "--for", name, "--out", "out").exit_code == 0
    for path, content in files_in(site / "out").items():
        if not path.endswith(("policy.css", "policy.toml")):
            assert b"data-amends" not in content, path
            assert b"embed.js" not in content, path
            assert b"/s/" not in content, path


def test_a_file_that_is_not_ours_is_never_written_over(amends: Amends, site: Path):
    build = ("policy", "build", "--for", "hugo", *TOLD)
    mine = site / "content/policy/refund.html"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    result = amends(*build)
    assert result.exit_code == 1
    assert "content/policy/refund.html" in result.output
    assert set(files_in(site)) == {"policy.toml", "content/policy/refund.html"}
    assert amends(*build, "--replace").exit_code == 0
    assert mine.read_text() != "mine"
    mine.write_text(mine.read_text() + "changed by hand")
    assert amends(*build).exit_code == 1
    assert mine.read_text().endswith("changed by hand")


def test_the_list_of_pages_is_one_that_sha256sum_reads_and_never_leads_outside(
    amends: Amends, site: Path
):
    outside = site.parent / "outside.txt"
    outside.write_text("stays")
    build = ("policy", "build", "--for", "jekyll", *TOLD)
    assert amends(*build).exit_code == 0
    checked = subprocess.run(
        ["sha256sum", "--quiet", "--strict", "-c", ".amends-pages"], cwd=site, check=False
    )
    assert checked.returncode == 0
    with (site / ".amends-pages").open("a") as listed:
        listed.write("4af1b1a5e9c2ad1fc7a0a3ff8f1d6f7ff6b1e9c0" + "0" * 24 + "  ../outside.txt\n")
    assert amends(*build).exit_code == 0
    assert outside.read_text() == "stays"
    assert "outside" not in (site / ".amends-pages").read_text()


def test_an_unlawful_policy_is_not_built(amends: Amends, site: Path):
    unlawful = shop_profile(faulty__return_cost_paid_by="buyer")
    (site / "policy.toml").write_text(write_profile(unlawful))
    result = amends("policy", "build", "--for", "html", "--out", "out", *TOLD)
    assert result.exit_code == 1
    assert "faulty.return_cost_paid_by" in result.output
    assert not (site / "out").exists()


def test_words_that_look_like_a_tag_of_the_generator_stay_words(amends: Amends, site: Path):
    with (site / "policy.toml").open("a") as file:
        file.write('\n[[own]]\npage = "refund"\nlanguage = "en"\n')
        file.write('text = "Ask {# us, { % if, {{< or {% raw."\n')
    for name in ("hugo", "jekyll", "eleventy", "pelican", "mkdocs"):
        assert amends("policy", "build", "--for", name, "--out", name, *TOLD).exit_code == 0
        [page] = [
            content.decode()
            for path, content in files_in(site / name).items()
            if "refund" in path and path.endswith((".html", ".md")) and b"Ask" in content
        ]
        asked = next(line for line in page.splitlines() if "Ask" in line)
        assert "{" not in asked
        assert "Ask &#123;# us, &#123; % if, &#123;&#123;&lt; or &#123;% raw." in asked


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--for", "gatsby"], "gatsby"),
        (["--for", "html", "--day", "2026-02-30"], "There is no day “2026-02-30”"),
        (["--for", "html", "--number", "-1"], "-1"),
        (["--for", "html", "--shop", "wren-tide"], "--shop needs --desk"),
        (["--for", "html", "--desk", "https://desk.example"], "Say which shop"),
        (["--for", "html", "--desk", "http://desk.example", "--shop", "a"], "https://"),
        (["--for", "html", "--desk", "https://desk.example/p/../x"], "Say which shop"),
        (["--for", "html", "--languages", "fr"], "Choose from en and de"),
        (["--for", "html", "--config", "none.toml"], "There is no none.toml."),
    ],
)
def test_what_does_not_do_is_a_sentence_and_nothing_is_written(
    amends: Amends, site: Path, arguments: list[str], said: str
):
    result = amends("policy", "build", *arguments)
    assert result.exit_code in {1, 2}
    assert said in result.output
    assert set(files_in(site)) == {"policy.toml"}


# Pull.


def test_pull_writes_the_very_file_of_the_desk_and_says_which_version(
    amends: Amends, site: Path, published: PublishedDesk
):
    edition = published.publish(shop_profile(trial__days=21))
    (site / "policy.toml").unlink()
    result = amends("policy", "pull", published.address)
    assert result.exit_code == 0, result.output
    assert "Version 3, in force since Thursday 1 October 2026." in result.output
    assert f"Fingerprint {edition.fingerprint}." in result.output
    assert (site / "policy.toml").read_bytes() == published.answers["/p/wren-tide/policy.toml"].body
    assert set(files_in(site)) == {"policy.toml", "policy.version.json"}


def test_pull_keeps_a_file_that_would_be_lost(amends: Amends, site: Path, published: PublishedDesk):
    (site / "policy.toml").write_text("mine")
    (site / "policy.toml.bak").write_text("older")
    result = amends("policy", "pull", f"{published.address}/policy.toml")
    assert result.exit_code == 0, result.output
    assert "policy.toml.bak2" in result.output
    assert (site / "policy.toml.bak").read_text() == "older"
    assert (site / "policy.toml.bak2").read_text() == "mine"
    assert amends("policy", "pull", published.address).exit_code == 0
    assert not (site / "policy.toml.bak3").exists()


def test_after_a_pull_the_pages_are_those_of_that_version_without_another_word(
    amends: Amends, site: Path, published: PublishedDesk
):
    edition = published.publish(shop_profile(trial__days=21))
    assert amends("policy", "pull", published.address).exit_code == 0
    published.asked.clear()
    assert amends("policy", "build", "--for", "html", "--out", "out").exit_code == 0
    assert files_in(site / "out") == dict(outputs(edition))
    assert amends("policy", "check").exit_code == 0
    assert published.asked == []


def test_changed_answers_are_not_stamped_with_the_version_that_was_pulled(
    amends: Amends, site: Path, published: PublishedDesk
):
    assert amends("policy", "pull", published.address).exit_code == 0
    (site / "policy.toml").write_text(write_profile(shop_profile(trial__days=20)))
    result = amends("policy", "build", "--for", "html", "--out", "out")
    assert result.exit_code == 3
    assert "not those of version 3 any more" in result.output
    assert not (site / "out").exists()
    assert amends("policy", "check").exit_code == 3
    assert (
        amends("policy", "build", "--for", "html", "--out", "out", "--number", "0").exit_code == 0
    )


@pytest.mark.parametrize(
    ("path", "answer", "code", "said"),
    [
        ("version.json", Answer(b"", 404), 4, "There is no published policy"),
        ("version.json", Answer(b"", 500), 4, "answers with an error (500)"),
        ("version.json", Answer(b"<html>"), 4, "does not name a version"),
        ("version.json", Answer(b"[" * 60_000), 4, "does not name a version"),
        ("version.json", Answer(b'{"number": true}'), 4, "does not name a version"),
        ("version.json", Answer(b" " * 70_000), 4, "larger than any policy"),
        ("policy.toml", Answer(b"a" * 1_000_001), 4, "larger than any policy"),
        ("policy.toml", Answer(b"\xff"), 4, "not a text in UTF-8"),
        ("policy.toml", Answer(b"sells = 3"), 2, "sells"),
        (
            "policy.toml",
            Answer(write_profile(shop_profile(trial__days=7)).encode()),
            3,
            "not the version that the desk names",
        ),
        (
            "policy.toml",
            Answer(b"", 302, {"Location": "http://localhost:1/policy.toml"}),
            4,
            "leads to another place",
        ),
        ("version.json", Answer(b"", 302, {"Location": "file:///etc/passwd"}), 4, "version.json"),
    ],
)
def test_whatever_a_desk_answers_the_file_that_is_there_stays(
    amends: Amends,
    site: Path,
    published: PublishedDesk,
    path: str,
    answer: Answer,
    code: int,
    said: str,
):
    before = files_in(site)
    published.answers[f"/p/wren-tide/{path}"] = answer
    result = amends("policy", "pull", published.address)
    assert result.exit_code == code, result.output
    assert said in result.output
    assert files_in(site) == before


def test_a_redirect_within_the_desk_is_followed(
    amends: Amends, site: Path, published: PublishedDesk
):
    published.answers["/p/new/policy.toml"] = published.answers["/p/wren-tide/policy.toml"]
    published.answers["/p/wren-tide/policy.toml"] = Answer(
        b"", 302, {"Location": "/p/new/policy.toml"}
    )
    assert amends("policy", "pull", published.address).exit_code == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://desk.example/p/wren-tide",
        "ftp://desk.example/p/wren-tide",
        "file:///p/wren-tide",
        "https://desk.example/wren-tide",
        "https://desk.example/p/Wren%20Tide",
        "https://me@desk.example/p/wren-tide",
        "desk.example",
        "",
    ],
)
def test_only_https_and_a_shops_address_are_asked(amends: Amends, site: Path, url: str):
    result = amends("policy", "pull", url)
    assert result.exit_code == 1
    assert "https://" in result.output
    assert set(files_in(site)) == {"policy.toml"}


def test_a_desk_that_is_down_is_said_to_be_so(amends: Amends):
    result = amends("policy", "pull", f"http://127.0.0.1:{free_port()}/p/wren-tide")
    assert result.exit_code == 4
    assert "does not answer" in result.output


# Check.


def test_check_passes_what_is_lawful_and_the_same(amends: Amends, published: PublishedDesk):
    result = amends("policy", "check", "--desk", published.url, "--shop", "wren-tide")
    assert result.exit_code == 0, result.output
    assert "Nothing stands against publishing this." in result.output
    assert "Version 3" in result.output
    assert "note: nobody has compared this with its source yet" in result.output


def test_check_ends_with_1_at_an_error_and_names_line_field_country_repair_and_source(
    amends: Amends, site: Path
):
    text = write_profile(shop_profile(faulty__return_cost_paid_by="buyer"))
    (site / "policy.toml").write_text(text)
    line = 1 + text.splitlines().index(
        'return_cost_paid_by = "buyer"', text.splitlines().index("[faulty]")
    )
    result = amends("policy", "check")
    assert result.exit_code == 1
    found = result.output.splitlines()
    at = next(
        number
        for number, told in enumerate(found)
        if told.startswith(f"policy.toml, line {line}, faulty.return_cost_paid_by (EU): error: ")
    )
    assert found[at + 1].startswith("  ")
    assert found[at + 2].startswith("  Source: ")


def test_check_finds_an_unlawful_phrase_in_own_words(amends: Amends, site: Path):
    with (site / "policy.toml").open("a") as file:
        file.write('\n[[own]]\npage = "refund"\nlanguage = "en"\ntext = "No refunds, ever."\n')
    result = amends("policy", "check")
    assert result.exit_code == 1
    assert "found: “no refunds" in result.output.lower()


def test_check_ends_with_2_at_a_bad_file_and_names_every_fault(amends: Amends, site: Path):
    (site / "policy.toml").write_text('sells = ["soap"]\nbuyer_regions = ["Narnia"]\n')
    result = amends("policy", "check")
    assert result.exit_code == 2
    assert "policy.toml, line 1, sells: “soap” is no answer here" in result.output
    assert "policy.toml, line 2, buyer_regions: We have no rules" in result.output


def test_check_ends_with_3_where_the_desk_published_something_else(
    amends: Amends, published: PublishedDesk
):
    published.publish(shop_profile(trial__days=30), number=4)
    result = amends("policy", "check", "--desk", published.address)
    assert result.exit_code == 3
    assert "Version 4" in result.output
    assert f"amends policy pull {published.address}" in result.output


def test_a_broken_record_of_the_pull_is_said_and_not_guessed_at(amends: Amends, site: Path):
    (site / "policy.version.json").write_text(json.dumps({"address": "https://desk.example/p/a"}))
    for command in (["check"], ["build", "--for", "html", "--out", "out"]):
        result = amends("policy", *command)
        assert result.exit_code == 2
        assert "Pull again." in result.output
