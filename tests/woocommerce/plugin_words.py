"""The plugin's words. `python -m tests.woocommerce.plugin_words` writes its .pot anew."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

PLUGIN = Path(__file__).resolve().parents[2] / "plugin_woocommerce" / "amends-desk"
TEMPLATE = PLUGIN / "languages" / "amends-desk.pot"
GERMAN = PLUGIN / "languages" / "amends-desk-de_DE.po"

# One or more single-quoted pieces joined by dots, and our domain behind them.
CALL = re.compile(
    r"(?<![\w>])(?:esc_html_|esc_attr_|_)_\(\s*((?:'[^'\\]*'\s*\.?\s*)+),\s*'amends-desk'\s*\)"
)
ANY_CALL = re.compile(r"(?<![\w>])(?:esc_html_|esc_attr_|_)_\(")
NOTE = re.compile(r"/\* (translators: .*?) \*/")


def words_of(php: str) -> list[tuple[str, list[str]]]:
    """Each text that the file hands to gettext, with the note for translators above it."""
    found = []
    for call in CALL.finditer(php):
        text = "".join(re.findall(r"'([^']*)'", call.group(1)))
        above = "\n".join(php[: call.start()].split("\n")[-3:])
        found.append((text, NOTE.findall(above)[-1:]))
    return found


def extracted() -> Catalog:
    """All words of the plugin and of its header and blocks."""
    template = Catalog(project="Amends Desk", version="0.1.0", charset="utf-8", fuzzy=False)
    header = (PLUGIN / "amends-desk.php").read_text(encoding="utf-8")
    for name in ("Plugin Name", "Description"):
        told = re.search(rf" \* {name}: (.*)", header)
        assert told is not None
        template.add(told[1], locations=[("amends-desk.php", 0)])
    for path in sorted(PLUGIN.rglob("*.php")):
        for text, notes in words_of(path.read_text(encoding="utf-8")):
            place = path.relative_to(PLUGIN).as_posix()
            template.add(text, locations=[(place, 0)], auto_comments=notes)
    for path in sorted(PLUGIN.glob("blocks/*/block.json")):
        about = json.loads(path.read_text(encoding="utf-8"))
        place = path.relative_to(PLUGIN).as_posix()
        for key in ("title", "description"):
            template.add(about[key], context=f"block {key}", locations=[(place, 0)])
        for variation in about.get("variations", []):
            template.add(
                variation["title"], context="block variation title", locations=[(place, 0)]
            )
    return template


def write(path: Path, catalog: Catalog) -> None:
    """Write a catalogue without the places that gettext leaves for names."""
    catalog.header_comment = "# Words of Amends Desk for WooCommerce. GPL-2.0-or-later."
    catalog.msgid_bugs_address = catalog.language_team = ""
    catalog.last_translator = "Amends contributors"
    with path.open("wb") as target:
        write_po(target, catalog, width=100, sort_by_file=True, include_lineno=False)


def main() -> int:
    """Write the template, and bring the German catalogue up to date without guessing."""
    template = extracted()
    write(TEMPLATE, template)
    if GERMAN.exists():
        with GERMAN.open("rb") as source:
            german = read_po(source, locale="de_DE")
    else:
        german = Catalog("de_DE", project="Amends Desk", version="0.1.0", fuzzy=False)
    german.update(template, no_fuzzy_matching=True)
    german.obsolete.clear()
    write(GERMAN, german)
    return 0


if __name__ == "__main__":
    sys.exit(main())
