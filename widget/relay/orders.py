"""Orders as they now are, and a customer who was erased in the shop."""

from __future__ import annotations

from flask import jsonify
from flask.typing import ResponseReturnValue

from widget.cases.storefront import read_order
from widget.cases.text import clean_line
from widget.desk import erase_orders, take_order
from widget.doors import the_desk
from widget.relay.bodies import read_json, text_of
from widget.relay.door import blueprint
from widget.relay.signed import signed_at_ms, signed_call


@blueprint.post("/orders")
def take_orders() -> ResponseReturnValue:
    """Take an order; one that was signed earlier never overwrites a later one."""
    call = signed_call()
    order = read_order(read_json(call.body).get("order"))
    return jsonify(take_order(the_desk(), call, order, signed_at_ms()))


@blueprint.post("/erase")
def erase() -> ResponseReturnValue:
    """Forget the orders under an address, and tell the owner in its cases."""
    call = signed_call()
    email = clean_line(text_of(read_json(call.body), "email", 254))
    return jsonify(erase_orders(the_desk(), call, email))
