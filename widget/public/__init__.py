"""Door 1, the customer: choose, write, check, send, follow. No cookie, no script needed."""

from __future__ import annotations

from widget.public import (
    about,
    again,
    following,
    keeping,
    law_sheet,
    policies,
    receipts_by_law,
    spoken,
    verifying,
    withdrawing,
    writing,
)
from widget.public.door import blueprint

__all__ = ["blueprint"]

# Naming them registers their views.
VIEWS = (
    about,
    again,
    following,
    keeping,
    law_sheet,
    policies,
    receipts_by_law,
    spoken,
    verifying,
    withdrawing,
    writing,
)
