"""Which pages may stand inside a shop's own, and where that happened."""

from __future__ import annotations

from flask import Flask, Response, request

from widget.cases.errors import AmendsError
from widget.cases.model import Shop
from widget.desk import find_shop, frame_origins, note_opening
from widget.doors import the_desk


def allowed_origins() -> tuple[str, ...] | None:
    """Who may frame the answer to this request: none listed means anybody, ``None`` nobody.

    Only a shop's own pages, and only where the address itself says ``frame=1``: the posts out of a
    frame say it, too.
    """
    shop = _framed_shop()
    if shop is None:
        return None
    try:
        origins = frame_origins(the_desk(), shop)
        # The pages of the shop's policy stand at the desk, and open the form as a shop's page does.
        ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
        return ("'self'", *origins) if origins and ours else origins
    except AmendsError:
        # With no list at hand nobody is on it.
        return None


def watch_frames(app: Flask) -> None:
    """Let the desk know from which sites its forms are opened."""

    @app.after_request
    def note(response: Response) -> Response:
        came_from = request.headers.get("Referer", "")
        if request.method == "GET" and response.status_code == 200 and came_from:
            shop = _framed_shop()
            if shop is not None and not came_from.startswith(the_desk().base_url):
                _note(shop, came_from)
        return response


def _note(shop: Shop, came_from: str) -> None:
    try:
        note_opening(the_desk(), shop, came_from)
    except AmendsError:
        # Nobody's form may fail because a note about it could not be kept.
        return


def _framed_shop() -> Shop | None:
    slug = (request.view_args or {}).get("slug")
    is_framed = request.args.get("frame") == "1" and request.path.startswith("/s/")
    if not is_framed or not isinstance(slug, str):
        return None
    try:
        return find_shop(the_desk(), slug)
    except AmendsError:
        return None
