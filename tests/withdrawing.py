"""A withdrawal as a customer declares it, for tests of what comes after."""

from __future__ import annotations

from typing import Any

from widget.cases.declarations import Declared
from widget.cases.model import Case, Shop
from widget.desk import Desk, new_form, open_case, read_form


def withdraw(
    desk: Desk, shop: Shop, *, suspect_reasons: tuple[str, ...] = (), **changes: Any
) -> Case:
    """Have Hanna withdraw from her order; keywords change what she declares."""
    values: dict[str, Any] = {
        "kind": "withdrawal",
        "name": "Hanna Lind",
        "contract": "WT-1047",
        "receipt_to": "hanna.lind@post.example",
        "email": "hanna.lind@post.example",
        "items": "two Oat & Honey bars",
    }
    declared = Declared(**{**values, **changes})
    said = declared.as_declaration("I withdraw from the contract WT-1047.", "en", None)
    form = read_form(desk, shop, "withdrawal", new_form(desk, shop, "withdrawal"))
    return open_case(desk, shop, said, form, suspect_reasons).case
