"""How pages of this door spell what is not plain text: masked addresses, numbers as words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from widget.asking.days import is_iso_day
from widget.asking.masked import masked_address, masked_phone
from widget.public.door import blueprint


def number_in_words(number: int) -> str:
    """Two to twelve as words, other numbers as digits."""
    words = [
        _("two"),
        _("three"),
        _("four"),
        _("five"),
        _("six"),
        _("seven"),
        _("eight"),
        _("nine"),
        _("ten"),
        _("eleven"),
        _("twelve"),
    ]
    return words[number - 2] if 2 <= number <= 12 else str(number)


@blueprint.context_processor
def _said_on_pages() -> dict[str, Any]:
    return {
        "masked_address": masked_address,
        "masked_phone": masked_phone,
        "in_words": number_in_words,
        "is_iso_day": is_iso_day,
    }
