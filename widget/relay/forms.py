"""All forms of a shop as data, for a plugin that prints them itself and keeps the last copy."""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue

from widget.asking.all_forms import all_forms
from widget.cases.deadlines import local_day
from widget.desk import note_seen
from widget.doors import the_desk
from widget.relay.door import blueprint
from widget.relay.signed import signed_call


@blueprint.get("/forms")
def tell_forms() -> ResponseReturnValue:
    """Every form in every language; 304 where the plugin has this very version."""
    desk = the_desk()
    shop = note_seen(desk, signed_call().storefront)
    body, version = all_forms(shop, local_day(desk.clock(), shop.zone))
    answer = Response(body, mimetype="application/json")
    answer.set_etag(version)
    return answer.make_conditional(request)
