"""WooCommerce's own webhooks, for a shop without the plugin.

They stop for good after five failures, so whatever is signed and understood is answered with 200.
"""

from __future__ import annotations

import hashlib

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from widget.cases.errors import UnknownShop
from widget.desk import WEBHOOKS, Call, note_seen, secrets_of, take_order
from widget.doors import the_desk
from widget.relay import woocommerce
from widget.relay.bodies import read_json
from widget.relay.door import BadSignature, blueprint

_PING = b"webhook_id="
_LONGEST_PING = 40  # bytes


@blueprint.post("/woocommerce/<slug>")
def woocommerce_hook(slug: str) -> ResponseReturnValue:
    """Take a webhook of WooCommerce's own. Its ping is unsigned and has no effect."""
    desk, body = the_desk(), request.get_data()
    live = secrets_of(desk, slug, WEBHOOKS)
    if not live:
        raise UnknownShop(slug)
    if body.startswith(_PING) and len(body) <= _LONGEST_PING:
        return jsonify(kept=False)
    signature = request.headers.get("X-WC-Webhook-Signature", "")
    for one, secret in live:
        if woocommerce.fits(secret, signature, body):
            told = woocommerce.read_webhook(read_json(body))
            if told is None:
                note_seen(desk, one)
                return jsonify(kept=False)
            # Nothing but the body is signed, so the body itself is the id: twice is once, and an
            # older one never overwrites a newer one [T56].
            call = Call(one, hashlib.sha256(body).hexdigest(), body)
            return jsonify(take_order(desk, call, told.order, told.at))
    raise BadSignature
