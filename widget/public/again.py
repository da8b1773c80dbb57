"""The link is lost: whoever types a reference has it mailed again, to the address in the case."""

from __future__ import annotations

from flask import redirect, request
from werkzeug.wrappers import Response

from widget.asking.questions import all_kinds
from widget.cases.model import PATH_OF_KIND, Shop
from widget.cases.text import clean_line
from widget.desk import ask_again, find_shop
from widget.doors import network_of_request, the_desk
from widget.public.door import blueprint
from widget.public.form_tokens import take_token
from widget.public.sheet import sheet_for, show

PURPOSE = "again"
LONGEST_SHOWN = 40  # letters of what was typed that are shown again


@blueprint.post("/s/<slug>/again")
def mail_again(slug: str) -> Response:
    """Take a typed reference; the answer is the same for each, known or not [T05, T65]."""
    desk = the_desk()
    shop = find_shop(desk, slug)
    typed = clean_line(request.form.get("reference", "")[:LONGEST_SHOWN])
    held = take_token(desk, shop, PURPOSE, request.form.get("token", ""))
    if held.form is None:
        return show_start(shop, held.text, 422, note=held.state, typed=typed)
    ask_again(desk, shop, typed, network_of_request())
    asked = sheet_for(shop).link("choose", slug=shop.slug, asked="1", _anchor="again")
    return redirect(asked, 303)


def show_start(
    shop: Shop, token: str, status: int = 200, *, note: str = "", typed: str = ""
) -> Response:
    """The shop's first page: which kind of message, and the way back to an earlier one.

    ``token`` is of the small form for a lost link, ``note`` why it was not taken.
    """
    return show(
        "choose.html",
        shop,
        status,
        kinds=all_kinds(),
        paths=PATH_OF_KIND,
        again_token=token,
        asked=request.args.get("asked") == "1",
        note=note,
        typed=typed,
    )
