"""The plugin against rules of its own: escaping, nonces, names, words, and WooCommerce's insides.

The rules are sniffs for PHP_CodeSniffer in sniffs/AmendsDesk, which read the parsed plugin as a
whole. In sniffs/samples/bad each line that must be found ends with `// bad`.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.needs import needs, path_of

pytestmark = needs("php", "phpcs", "php-parser")

HERE = Path(__file__).resolve().parent
SNIFFS = HERE / "sniffs"
PLUGIN = HERE.parents[1] / "plugin_woocommerce" / "amends-desk"
OURS = {
    "EscapeOutput": "Security",
    "GuardedInput": "Security",
    "Prefix": "Naming",
    "NoInternals": "WooCommerce",
    "TextDomain": "I18n",
}
# What may be taken away, for nothing printed changes: what is kept of the policy is cleaned,
# and cleaned once more where it is printed.
MAY_LIVE = ("PolicyPage.php: escape: return str_replace(['[', ']'], ",)


def sniffed(folder: Path, standard: Path | str = SNIFFS / "AmendsDesk") -> list[dict[str, Any]]:
    """What PHP_CodeSniffer finds in a folder: file, line, source and message of each."""
    ended = subprocess.run(
        [
            path_of("phpcs"),
            "-q",
            "--report=json",
            "--extensions=php",
            f"--standard={standard}",
            folder,
        ],
        capture_output=True,
        text=True,
    )
    assert ended.returncode in (0, 1, 2), ended.stdout + ended.stderr
    return [
        {"file": Path(name).relative_to(folder).as_posix(), **message}
        for name, about in json.loads(ended.stdout)["files"].items()
        for message in about["messages"]
    ]


def told(found: Iterable[dict[str, Any]]) -> str:
    """What was found, for a person to read."""
    return "\n".join(f"{one['file']}:{one['line']} {one['message']}" for one in found)


@pytest.fixture(scope="module")
def samples() -> list[dict[str, Any]]:
    """What is found in all samples."""
    return sniffed(SNIFFS / "samples")


def test_the_plugin_keeps_psr12_and_our_own_rules() -> None:
    found = sniffed(PLUGIN)
    assert not found, told(found)


def test_the_checks_themselves_keep_psr12() -> None:
    found = [one for one in sniffed(SNIFFS / "AmendsDesk", "PSR12") if one["type"] == "ERROR"]
    assert not found, told(found)


@pytest.mark.parametrize("name", OURS)
def test_each_sniff_finds_every_bad_line_and_no_other(
    samples: list[dict[str, Any]], name: str
) -> None:
    source = f"AmendsDesk.{OURS[name]}.{name}.Found"
    found = {
        (one["file"], one["line"])
        for one in samples
        if one["source"] == source and Path(one["file"]).stem == name
    }
    lines = (SNIFFS / "samples" / "bad" / f"{name}.php").read_text().splitlines()
    marked = {
        (f"bad/{name}.php", number)
        for number, line in enumerate(lines, start=1)
        if line.endswith("// bad")
    }
    assert len(marked) > 3
    assert found == marked


def test_every_escape_and_nonce_that_is_taken_away_is_missed_by_the_checks() -> None:
    ended = subprocess.run(
        [path_of("php"), SNIFFS / "mutants.php", PLUGIN], capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    found = json.loads(ended.stdout)
    assert found["made"]["escape"] > 30
    assert found["made"]["address"] > 3
    assert found["made"]["nonce"] > 3
    assert [place for place in found["missed"] if not place.startswith(MAY_LIVE)] == []


def test_whatever_the_checks_pass_over_says_which_rule_and_why() -> None:
    for path in sorted(PLUGIN.rglob("*.php")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "phpcs:" in line or "codingStandards" in line:
                assert re.search(r"// phpcs:ignore AmendsDesk(\.\w+){2} -- \w.{15,}", line), (
                    f"{path.name}: {line}"
                )


def test_blocks_have_our_name_and_text_domain() -> None:
    for path in sorted(PLUGIN.glob("blocks/*/block.json")):
        about = json.loads(path.read_text(encoding="utf-8"))
        assert about["name"] == f"amends-desk/{path.parent.name}"
        assert about["textdomain"] == "amends-desk"
