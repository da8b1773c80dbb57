"""Who signed a request. The shop of a request is the shop whose secret fits, and no other."""

from __future__ import annotations

from flask import request

from widget.cases.errors import UnknownShop
from widget.cases.signing import Stamp, judge
from widget.desk import PLATFORM, Call, secrets_of
from widget.doors import the_desk
from widget.relay.door import BadSignature, Stale


def signed_call() -> Call:
    """The request as a call of the shop that signed it.

    Raises ``UnknownShop``, ``BadSignature``, ``Stale``, ``KeyRefused``.
    """
    desk, headers = the_desk(), request.headers
    body = request.get_data()
    slug = headers.get("amends-shop", "")
    stamp = Stamp(
        headers.get("webhook-id", ""),
        headers.get("webhook-timestamp", ""),
        headers.get("webhook-signature", ""),
    )
    live = secrets_of(desk, slug, PLATFORM)
    if not live:
        raise UnknownShop(slug)
    for one, secret in live:
        match judge(secret, stamp, body, desk.clock() // 1000):
            case "ok":
                return Call(one, stamp.id, body)
            case "stale":
                raise Stale
    raise BadSignature


def signed_at_ms() -> int:
    """When the request was signed (ms UTC); only after ``signed_call``."""
    return int(request.headers["webhook-timestamp"]) * 1000
