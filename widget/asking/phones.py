"""Tell whether a phone number can be rung."""

from __future__ import annotations

import phonenumbers


def is_plausible_phone(text: str, country: str) -> bool:
    """Whether ``text`` can be a number, dialled from ``country`` (``IE``) or with its own +code.

    Only an opinion: numbers are handed out faster than lists are printed, so nobody is refused.
    """
    try:
        number = phonenumbers.parse(text, country.upper() or None)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number)
