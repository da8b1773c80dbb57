"""The docs say what is there: every promise, practice, command and page."""

from __future__ import annotations

import ast
import configparser
import re
import sys
from importlib.metadata import packages_distributions
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


def plain_name(library: str) -> str:
    """A library's name without range, extras and marks, as the registries compare names."""
    return re.split(r"[^\w.-]", library, maxsplit=1)[0].lower().replace("_", "-")


def libraries_imported() -> set[str]:
    """Whatever the code that is installed imports and Python does not bring along."""
    names: set[str] = set()
    for room in ("widget", "policy_pages", "plugin_shopify", "plugin_woocommerce"):
        for file in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    names |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names.add(node.module.partition(".")[0])
    known = packages_distributions()
    others = names - set(sys.stdlib_module_names) - {"widget", "policy_pages", "_typeshed"}
    return {plain_name(known[name][0]) for name in others}


def test_every_library_has_its_line_in_the_docs() -> None:
    told = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    table, _, tests = told.partition("Tests alone")
    cells = re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE)
    lines = {plain_name(name) for cell in cells for name in re.split(r"[,(] ?", cell)}

    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    extras = dict(setup["options.extras_require"])
    tools = {plain_name(line) for line in extras.pop("tests").split("\n") if line}
    asked = [setup["options"]["install_requires"], *extras.values()]
    needed = {plain_name(line) for text in asked for line in text.split("\n") if line}

    assert libraries_imported() | needed <= lines
    # Types alone are of no library of their own.
    tools = {tool for tool in tools - lines if not tool.startswith("types-")}
    assert {tool for tool in tools if tool not in tests.lower()} == set()


@pytest.mark.parametrize("doc", [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))])
def test_every_link_of_a_doc_leads_somewhere(doc: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", doc.read_text()):
        assert (doc.parent / target).exists(), f"{doc.name}: {target}"
