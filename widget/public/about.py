"""Pages that only tell: what happened?, the shop's colour, what is kept and for how long."""

from __future__ import annotations

import re

from flask import make_response, request
from werkzeug.wrappers import Response

from widget.desk import find_shop, new_form
from widget.doors import the_desk
from widget.public.again import PURPOSE, show_start
from widget.public.door import blueprint
from widget.public.sheet import show

HOUSE_COLOUR = "#24574c"


@blueprint.get("/s/<slug>")
def choose(slug: str) -> Response:
    """What happened? Four kinds of message, each a link to its form."""
    shop = find_shop(the_desk(), slug)
    return show_start(shop, new_form(the_desk(), shop, PURPOSE))


@blueprint.get("/s/<slug>/theme.css")
def theme(slug: str) -> Response:
    """The shop's one colour as a file, since no page has a style of its own."""
    shop = find_shop(the_desk(), slug)
    colour = shop.colour if re.fullmatch(r"#[0-9a-fA-F]{6}", shop.colour) else HOUSE_COLOUR
    response = make_response(f":root{{--shop:{colour}}}\n")
    response.mimetype = "text/css"
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/p/<slug>/privacy")
def privacy(slug: str) -> Response:
    """Who reads what is written here, how long it is kept, and how to have it erased."""
    page = show("privacy.html", find_shop(the_desk(), slug))
    page.add_etag()
    return page.make_conditional(request)
