"""Finds the line of a field in a TOML text, so that a fault can name it.

tomllib does not tell lines. This reads only table headers and the beginnings of keys; what it does
not understand it leaves without a line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

HEADER = re.compile(r"^\s*\[\[?\s*([A-Za-z0-9_.\-\s]+?)\s*\]\]?\s*(?:#.*)?$")
KEY = re.compile(r"^\s*([A-Za-z0-9_.\-]+)\s*=")
LONG_QUOTES = ('"""', "'''")


def lines_of(text: str) -> dict[str, int]:
    """The first line (from 1) of each dotted key and table; entries of arrays are ``own.0`` …"""
    lines: dict[str, int] = {}
    table, quote = "", ""
    entries: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if quote:
            quote = "" if line.count(quote) % 2 else quote
            continue
        if header := HEADER.match(line):
            table = re.sub(r"\s", "", header[1])
            if line.lstrip().startswith("[["):
                lines.setdefault(table, number)
                entries[table] = entries.get(table, -1) + 1
                table = f"{table}.{entries[table]}"
            lines.setdefault(table, number)
        elif key := KEY.match(line):
            lines.setdefault(f"{table}.{key[1]}" if table else key[1], number)
        quote = next((each for each in LONG_QUOTES if line.count(each) % 2), "")
    return lines


def field_at(text: str, wanted: int) -> str:
    """The field that stands on a line, or began before it; empty before the first."""
    before = [(line, name) for name, line in lines_of(text).items() if line <= wanted]
    return max(before)[1] if before else ""


def line_of(field: str, lines: Mapping[str, int]) -> int | None:
    """The line of a field, or of the table or list that it would stand in."""
    while field:
        if field in lines:
            return lines[field]
        field = field.rpartition(".")[0]
    return None
