"""Put it on your site: the link to copy, and the sites that may show the form."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from widget.cases.errors import FieldErrors
from widget.cases.sites import SURELY_OWN
from widget.cases.text import clean_line
from widget.desk import Site, add_site, ignore_sighting, remove_site, sightings_of, sites_of
from widget.doors import the_desk
from widget.inbox.door import blueprint
from widget.inbox.frame import show
from widget.inbox.rights import actor, needs
from widget.inbox.said import said, translated
from widget.inbox.sessions import the_session

LARGEST_ID = 2**63 - 1


@blueprint.get("/site")
@needs("settings")
def site() -> ResponseReturnValue:
    """Show the link and the list."""
    return _show()


@blueprint.post("/site")
@needs("settings")
def allow_site() -> ResponseReturnValue:
    """Allow one more site."""
    typed = clean_line(request.form.get("site", ""))
    try:
        add_site(the_desk(), actor(), typed)
    except FieldErrors as wrong:
        return _show(typed, " ".join(translated(wrong).values()), 400)
    return _back("site_added")


@blueprint.post(f"/site/<int(max={LARGEST_ID}):site_id>/remove")
@needs("settings")
def disallow_site(site_id: int) -> ResponseReturnValue:
    """Take a site off the list."""
    remove_site(the_desk(), actor(), site_id)
    return _back("site_removed")


@blueprint.post("/site/stranger")
@needs("settings")
def ignore_site() -> ResponseReturnValue:
    """Say that a site which opened the form is not the shop's."""
    ignore_sighting(the_desk(), actor(), clean_line(request.form.get("host", "")))
    return _back("site_ignored")


def _back(done: str) -> ResponseReturnValue:
    return redirect(url_for("inbox.site", done=done, _anchor="sites"), code=303)


def _show(typed: str = "", error: str = "", status: int = 200) -> ResponseReturnValue:
    desk, shop = the_desk(), the_session().shop
    sites = sites_of(desk, shop.id)
    return show(
        "site",
        status,
        link=f"{desk.base_url}/s/{shop.slug}",
        loader=f"{desk.base_url}/embed.js",
        sites=sites,
        latest=max((site for site in sites if site.opened_at), key=_opened_at, default=None),
        sightings=sightings_of(desk, shop),
        surely_own=SURELY_OWN,
        typed=typed,
        error=error,
        said=said(request.args.get("done", "")),
    )


def _opened_at(site: Site) -> int:
    return site.opened_at or 0
