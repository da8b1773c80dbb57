"""Real generators build the example sites: pages, link, figures, validity."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page, expect

from policy_pages.edition import Edition
from policy_pages.render import PAGES, outputs, page_url, render
from tests.live import LiveDesk
from tests.needs import needs, path_of
from tests.sites.conftest import BuiltSite, Command
from tests.sites.reading import ReadPage, read_page

pytestmark = pytest.mark.sites

HERE = Path(__file__).parent


def pages_of(site: BuiltSite) -> Iterator[tuple[str, str, ReadPage]]:
    for locale in site.edition.locales:
        for name in PAGES:
            yield name, locale, read_page(site.path_of(name, locale).read_text(encoding="utf-8"))


@pytest.mark.browser
def test_chromium_finds_the_page_and_its_link_opens_the_desks_form(
    site: BuiltSite, published: tuple[LiveDesk, Edition], page: Page
):
    desk = published[0].url
    with page.expect_response(f"{desk}/embed.js") as loaded:
        page.goto(site.address_of("refund"))
    assert loaded.value.ok
    expect(page.get_by_role("heading", level=1)).to_have_text("Returns and refunds")
    words = "use our form" if site.recipe.name == "html" else "Something wrong with your order?"
    link = page.get_by_role("link", name=words)
    assert link.get_attribute("href") == f"{desk}/s/wren-tide"
    assert link.get_attribute("data-amends") is not None
    page.wait_for_load_state("load")
    link.click()
    sheet = page.frame_locator("dialog iframe")
    expect(sheet.get_by_role("heading", level=1)).to_be_visible()
    assert page.url == site.address_of("refund")


@pytest.mark.browser
def test_a_page_leads_to_the_others_in_its_language(site: BuiltSite, page: Page):
    # The plain files are those of the desk, and lead to its pages.
    at_the_desk = site.recipe.name == "html"
    for locale in site.edition.locales:
        page.goto(site.address_of("refund", locale))
        assert page.locator("html").get_attribute("lang") == locale
        wanted = page_url(site.edition, "guarantee", locale)
        page.locator(f"a[href='{wanted if at_the_desk else '../guarantee/'}']").first.click()
        title = render(site.edition, "guarantee", locale).title
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        assert page.url == (wanted if at_the_desk else site.address_of("guarantee", locale))


def test_every_page_says_what_the_desks_page_says_in_figures_and_words(site: BuiltSite):
    for name, locale, found in pages_of(site):
        rendered = render(site.edition, name, locale)
        wanted = read_page(rendered.fragment)
        assert found.figures == wanted.figures, (name, locale)
        assert found.figures or name not in {"refund", "withdrawal", "cancellation"}
        assert wanted.words in found.words, (name, locale)
        assert set(wanted.ids) <= set(found.ids), (name, locale)
        assert found.language == locale


def test_structured_data_parses_and_holds_the_numbers_of_its_page(site: BuiltSite):
    seen = 0
    for name, locale, found in pages_of(site):
        [data] = found.structured
        assert data["@context"] == "https://schema.org"
        for node in data["@graph"]:
            assert node.get("identifier", site.edition.hash) == site.edition.hash
            if "merchantReturnDays" in node:
                seen += 1
                assert_same_numbers(node, found)
                assert node["merchantReturnLink"].startswith(site.edition.desk), (name, locale)
    assert seen >= 2


def assert_same_numbers(node: dict[str, Any], found: ReadPage) -> None:
    """Days and payer of each area stand on the page, too."""
    for area in node["areaServed"]:
        of_area = [(value, classes) for value, classes, _ in found.figures if area in classes]
        days = [int(value) for value, classes in of_area if "days" in classes]
        assert node["merchantReturnDays"] == max(days)
        payers = {value for value, classes in of_area if {"payer", "change_mind"} <= classes}
        free = node["returnFees"].endswith("FreeReturn")
        assert not payers or payers == ({"seller"} if free else {"buyer"})


def test_every_link_within_the_site_leads_somewhere(site: BuiltSite):
    for name, locale, found in pages_of(site):
        own = site.address_of(name, locale)
        for target in found.links:
            parts = urlsplit(urljoin(own, target))
            if f"{parts.scheme}://{parts.netloc}" == site.url:
                path = site.folder / parts.path.lstrip("/")
                assert path.is_file() or (path / "index.html").is_file(), (name, target)


def test_static_files_are_those_of_the_desk(site: BuiltSite):
    wanted = outputs(site.edition)
    for name in ("version.json", "checkout.txt", "refund.txt", "de/refund.txt"):
        assert (site.folder / "policy" / name).read_bytes() == wanted[name], name


@needs("html-validate", "newer node")
def test_a_validator_finds_nothing(site: BuiltSite):
    pages = [site.path_of(name, locale) for locale in site.edition.locales for name in PAGES]
    checked = subprocess.run(
        [
            *(path_of("newer node"), path_of("html-validate")),
            *("--config", HERE / "html-validate.json", "--formatter", "text"),
            *pages,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_what_is_built_from_the_file_is_byte_for_byte_what_the_desk_published(
    published: tuple[LiveDesk, Edition], command: Command, tmp_path: Path
):
    live, edition = published
    config = ("--config", str(tmp_path / "policy.toml"))
    assert command("policy", "pull", f"{live.url}/p/wren-tide", *config).exit_code == 0
    told = [
        *("--desk", live.url, "--shop", "wren-tide", "--languages", "en,de"),
        *("--number", "1", "--day", edition.day.isoformat()),
    ]
    for arguments in ([], told):
        out = tmp_path / f"out{len(arguments)}"
        result = command(
            *("policy", "build", *config, "--for", "html", "--out", str(out)), *arguments
        )
        assert result.exit_code == 0, result.output
        built = {path.relative_to(out).as_posix(): path for path in out.rglob("*")}
        for name, content in outputs(edition).items():
            assert built[name].read_bytes() == content, name
    assert command("policy", "check", *config, "--desk", f"{live.url}/p/wren-tide").exit_code == 0
