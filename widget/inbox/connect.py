"""Connect your shop: what the owner agrees to, whether it works, and ending it."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from widget.cases.errors import Refused
from widget.cases.model import Shop
from widget.desk import (
    PLATFORM,
    WEBHOOKS,
    ConnectAsk,
    KeyRefused,
    agree_to_connect,
    disconnect,
    open_webhooks,
    read_ask,
    storefronts_of,
)
from widget.doors import the_desk
from widget.inbox.door import blueprint
from widget.inbox.frame import show
from widget.inbox.rights import actor, needs
from widget.inbox.said import said
from widget.inbox.sessions import the_session
from widget.inbox.words import _


@blueprint.get("/connect")
@needs("settings")
def connect() -> ResponseReturnValue:
    """Show what is connected, or what a plugin asks for. Looking connects nothing."""
    if not request.args.get("platform"):
        return _show()
    try:
        return _show(_asked(request.args))
    except Refused as refused:
        return _show(error=refused.said(_), status=400)


@blueprint.post("/connect")
@needs("settings")
def agree() -> ResponseReturnValue:
    """Agree to what the plugin asks, and send the browser back with a one-time code."""
    try:
        back = agree_to_connect(the_desk(), actor(), _asked(request.form))
    except Refused as refused:
        return _show(error=refused.said(_), status=400)
    page = make_response(show("connect_back", back=back, origin=_name(back)))
    # Not a redirect: browsers hold the answer to a form to `form-action 'self'`, wherever it leads.
    page.headers["Refresh"] = f"0; url={back}"
    return page


@blueprint.post("/connect/end")
@needs("settings")
def end_connection() -> ResponseReturnValue:
    """Disconnect the shop: its secret is dead at the next request."""
    disconnect(the_desk(), actor())
    return redirect(url_for("inbox.connect", done="disconnected"), code=303)


@blueprint.post("/connect/webhooks")
@needs("settings")
def use_webhooks() -> ResponseReturnValue:
    """Make the secret for WooCommerce's own webhooks, and show it this once."""
    try:
        return _show(secret=open_webhooks(the_desk(), actor()))
    except KeyRefused as refused:
        return _show(error=refused.said(_), status=400)


def _asked(values: dict[str, str]) -> ConnectAsk:
    return read_ask(*(values.get(name, "") for name in ("platform", "origin", "return", "state")))


def _show(
    ask: ConnectAsk | None = None, *, error: str = "", secret: str = "", status: int = 200
) -> ResponseReturnValue:
    desk, shop = the_desk(), the_session().shop
    live, orders = storefronts_of(desk, shop.id)
    return show(
        "connect",
        status,
        ask=ask,
        platform=PLATFORM,
        is_foreign=ask is not None and _is_foreign(shop, ask.origin),
        live=live,
        orders=orders,
        by_webhooks=WEBHOOKS,
        hook_address=f"{desk.base_url}/relay/v1/woocommerce/{shop.slug}",
        secret=secret,
        error=error,
        said=said(request.args.get("done", "")),
    )


def _is_foreign(shop: Shop, origin: str) -> bool:
    """Whether another site wants to be connected than the one that the settings name."""
    own = urlsplit(shop.site_url).hostname or ""
    return own.removeprefix("www.") != (urlsplit(origin).hostname or "").removeprefix("www.")


def _name(address: str) -> str:
    return urlsplit(address).netloc
