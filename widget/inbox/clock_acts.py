"""Facts that settle a clock of the law: days, yes or no, a country, kinds of items."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from policy_pages.rules import country_code
from widget.cases.clocks.items import item_text
from widget.cases.model import FACT_NAMES
from widget.cases.text import clean_line
from widget.desk import add_fact, day_that_counts
from widget.doors import the_desk
from widget.inbox.case_screen import Typed, show_case, to_case
from widget.inbox.clocks import country_choices
from widget.inbox.door import blueprint
from widget.inbox.rights import actor, needs
from widget.inbox.words import _

LABEL_LONGEST = 100  # letters
_DAYS = frozenset({"delivered", "date", "returned", "refunded", "agreed", "repaired"})
_YES_NO = frozenset({"by_law", "shipped", "informed"})


@blueprint.post("/case/<reference>/law")
@needs("note")
def law_fact(reference: str) -> ResponseReturnValue:
    """Add a fact that the clocks of the law ask for: a day, a country, yes or no."""
    name = request.form.get("name", "")
    if name not in FACT_NAMES:
        return _refuse(reference, "law", _("Choose what it is."))
    value, error = _read(name)
    if error:
        return _refuse(reference, f"law-{name}", error)
    add_fact(the_desk(), actor(), reference, name, value)
    return to_case(reference, "law")


@blueprint.post("/case/<reference>/kind")
@needs("note")
def item_kind(reference: str) -> ResponseReturnValue:
    """Say which kind an item is, and what is known of it, for the law's exceptions."""
    label = clean_line(request.form.get("label", ""))
    if len(label) > LABEL_LONGEST:
        error = _("This is too long: at most %(most)s letters fit.", most=LABEL_LONGEST)
        return _refuse(reference, "law-item_kind", error)
    try:
        value = item_text(request.form.get("kind", ""), request.form.getlist("told"), label)
    except ValueError:
        return _refuse(reference, "law-item_kind", _("Choose what it is."))
    add_fact(the_desk(), actor(), reference, "item_kind", value)
    return to_case(reference, "law")


def _read(name: str) -> tuple[str, str]:
    """The value of a fact as the clocks read it, and what is wrong with it, or empty texts."""
    answer = request.form.get("answer", "")
    if name in _YES_NO and answer in {"yes", "no"}:
        return answer, ""
    if name == "country":
        code = country_code(request.form.get("value", ""))
        choices = country_choices("en")
        known = any(code == one for _heading, group in choices for one, _name in group)
        return (code, "") if known else ("", _("Choose a country."))
    if name in _DAYS or (name == "informed" and answer == "day"):
        day = day_that_counts(the_desk(), request.form.get("value", ""))
        return (day, "") if day else ("", _("Type a day, such as 20 November 2026."))
    return "", _("Choose an answer.")


def _refuse(reference: str, where: str, error: str) -> tuple[str, int]:
    return show_case(reference, 400, Typed(errors={where: error}))
