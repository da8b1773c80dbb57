"""gettext with types: what a view says, in the language of the page."""

from __future__ import annotations

from typing import Any

import flask_babel

from widget.mail.words import N_

__all__ = ["N_", "_", "ngettext"]


def _(text: str, **values: Any) -> str:
    """The text in the language of the page; ``values`` fill its ``%(name)s``."""
    return str(flask_babel.gettext(text, **values))


def ngettext(one: str, many: str, count: int, **values: Any) -> str:
    """The form of the text that goes with ``count``, which also fills ``%(num)s``."""
    return str(flask_babel.ngettext(one, many, count, **values))
