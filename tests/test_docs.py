"""The docs say what is there: every promise, practice, command and page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from widget.cli import main

ROOT = Path(__file__).resolve().parent.parent


def ids_of_tests(pattern: str) -> set[str]:
    found: set[str] = set()
    for file in (ROOT / "tests").rglob("test_*.py"):
        found |= set(re.findall(rf"def test_({pattern})_", file.read_text()))
    return found


def ids_of_rows(doc: str, pattern: str) -> set[str]:
    return set(re.findall(rf"^\| ({pattern}) \|", (ROOT / "docs" / doc).read_text(), re.MULTILINE))


def test_every_promise_has_a_test_with_its_id_and_every_such_test_its_promise() -> None:
    assert ids_of_rows("security.md", r"T\d\d") == ids_of_tests(r"T\d\d")


def test_every_practice_that_is_done_has_a_test_with_its_id() -> None:
    assert ids_of_rows("practices.md", r"[A-J]\d\d?") == ids_of_tests(r"[A-J]\d\d?")


def test_every_command_is_in_the_docs() -> None:
    docs = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    told = "".join(file.read_text() for file in docs)
    for name in main.commands:
        assert f"amends {name}" in told, name


def test_every_page_is_in_the_docs(app: Flask) -> None:
    told = (ROOT / "docs" / "addresses.md").read_text()
    for rule in app.url_map.iter_rules():
        plain = re.sub(r"<[^>:]*(?:\([^)]*\))?:", "<", rule.rule)
        assert f"`{plain}`" in told, plain


@pytest.mark.parametrize("doc", [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))])
def test_every_link_of_a_doc_leads_somewhere(doc: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", doc.read_text()):
        assert (doc.parent / target).exists(), f"{doc.name}: {target}"
