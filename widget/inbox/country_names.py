"""The countries of the world by name, for lists to choose from."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

# ISO's codes for users' own purposes, and Unicode's for groups and tests, are no countries.
NO_COUNTRIES = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)


@lru_cache(maxsize=8)
def country_names(locale: str) -> list[tuple[str, str]]:
    """Two-letter codes and names of countries, by name."""
    names = Locale.parse(locale.replace("-", "_")).territories
    found = [
        (code, str(name))
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
    ]
    return sorted(found, key=lambda pair: pair[1])
