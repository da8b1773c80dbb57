"""The WooCommerce plugin, on its own PHP: each check of checks.php in a fresh process."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.needs import needs, path_of
from tests.woocommerce.php_checks import check, names_of

HERE = Path(__file__).resolve().parent
PLUGIN = HERE.parents[1] / "plugin_woocommerce" / "amends-desk"
PHP = sorted(PLUGIN.rglob("*.php"))
CHECKS = "checks.php"
# All of it came after PHP 7.4, the oldest that the header allows.
NEWER_PHP = re.compile(
    r"\?->|\bmatch\s*\(|\bstr_(contains|starts_with|ends_with)\(|#\[|\benum\s"
    r"|\breadonly\s+(class|public|private)\b"
)
NEVER = re.compile(r"\b(die|eval|unserialize|var_dump|print_r|error_log)\s*\(")
PROMISES = ("T51_", "T58_")


def run(*command: object) -> None:
    ended = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.php
@pytest.mark.parametrize("name", names_of(CHECKS, but=PROMISES))
def test_plugin_in_php(name):
    check(CHECKS, name)


@pytest.mark.php
@pytest.mark.parametrize("name", names_of(CHECKS, "T51_"))
def test_T51_the_plugin_refunds_once_for_a_key(name):
    check(CHECKS, name)


@pytest.mark.php
@pytest.mark.parametrize("name", names_of(CHECKS, "T58_"))
def test_T58_the_plugin_acts_for_the_owner_and_the_desk_alone(name):
    check(CHECKS, name)


@needs("node")
@pytest.mark.parametrize("block", ["link", "policy", "form"])
def test_editor_registers_the_block(block):
    script = PLUGIN / "blocks" / block / "editor.js"
    world = """
        const names = [];
        global.window = { wp: { blocks: { registerBlockType: (name, about) => {
            if (about.save() !== null) throw new Error("it saves markup");
            names.push(name);
        } } } };
        require(process.argv[1]);
        if (names.join() !== process.argv[2]) throw new Error(names.join());
    """
    run(path_of("node"), "-e", world, script, f"amends-desk/{block}")


def test_plugin_keeps_out_of_woocommerces_insides_and_new_php():
    for path in PHP:
        text = path.read_text(encoding="utf-8")
        assert "WooCommerce\\Internal" not in text, path
        assert NEWER_PHP.search(text) is None, path
        assert NEVER.search(text) is None, path
        assert "wp_ajax_nopriv" not in text, path


def test_every_route_asks_who_may():
    routes = (PLUGIN / "includes" / "RestRoutes.php").read_text(encoding="utf-8")

    assert routes.count("'callback'") == routes.count("'permission_callback' => $may") == 1
    assert routes.count("register_rest_route(") == 1


def test_header_readme_and_blocks_agree():
    header = (PLUGIN / "amends-desk.php").read_text(encoding="utf-8")
    readme = (PLUGIN / "readme.txt").read_text(encoding="utf-8")
    for line in (
        "Version: 0.1.0",
        "Requires at least: 6.5",
        "Requires PHP: 7.4",
        "Requires Plugins: woocommerce",
        "WC requires at least: 9.4",
        "WC tested up to: 11.0",
        "License: GPL-2.0-or-later",
        "Text Domain: amends-desk",
    ):
        assert f" * {line}\n" in header, line
    for line in ("Requires at least: 6.5", "Requires PHP: 7.4", "Stable tag: 0.1.0"):
        assert f"{line}\n" in readme, line
    assert "== External services ==" in readme
