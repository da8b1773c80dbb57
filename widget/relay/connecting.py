"""Getting to know each other: the one-time code for the secret, and a ping."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from widget.desk import note_seen, swap_code
from widget.doors import the_desk
from widget.relay.bodies import read_json, text_of
from widget.relay.door import blueprint
from widget.relay.signed import signed_call


@blueprint.post("/connect")
def connect() -> ResponseReturnValue:
    """Swap a one-time code for the secret of the connection."""
    desk = the_desk()
    said = read_json(request.get_data())
    rest = text_of(said, "rest", 500) if said.get("rest") else ""
    shop, secret = swap_code(desk, text_of(said, "code", 100), text_of(said, "state", 200), rest)
    return jsonify(shop=shop.slug, secret=secret, desk=desk.base_url)


@blueprint.get("/ping")
def ping() -> ResponseReturnValue:
    """Tell a plugin that both sides know each other."""
    desk = the_desk()
    shop = note_seen(desk, signed_call().storefront)
    return jsonify(shop=shop.name, desk=desk.base_url, version=_version())


def _version() -> str:
    try:
        return version("amends")
    except PackageNotFoundError:
        return "0"  # run from a checkout that was never installed
