"""From draft to version: what would change, publishing it, dropping it, and the earlier ones."""

from __future__ import annotations

from collections.abc import Iterator

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from policy_pages.differences import Change
from policy_pages.edition import Edition
from policy_pages.errors import BadPolicy
from policy_pages.render import PAGES, Unconfirmed, unconfirmed
from widget.cases.errors import DraftMovedOn, PolicyNotLawful
from widget.desk import drop_draft, policy_versions, publish_policy
from widget.doors import language, the_desk
from widget.inbox.door import blueprint
from widget.inbox.frame import show
from widget.inbox.policy import seen_of_request
from widget.inbox.policy_draft import (
    AtHand,
    edition_at_hand,
    findings_of,
    may_publish,
    policy_at_hand,
)
from widget.inbox.policy_look import PAGE_NAMES, changes_on
from widget.inbox.policy_screen import asked_of, found_of
from widget.inbox.rights import actor, needs
from widget.inbox.said import said
from widget.inbox.sessions import the_session
from widget.inbox.words import _


@blueprint.get("/policy/publish")
@needs("policy")
def before_publishing() -> ResponseReturnValue:
    """Show what publishing would change, what nobody has confirmed, and what stands against it."""
    return _show_publish(policy_at_hand())


@blueprint.post("/policy/publish")
@needs("policy")
def publish() -> ResponseReturnValue:
    """Put the draft in force, as it was shown; where it has changed since, show that instead."""
    hand = policy_at_hand()
    try:
        publish_policy(the_desk(), actor(), seen_of_request(hand))
    except DraftMovedOn:
        return _show_publish(policy_at_hand(), moved_on=True, status=409)
    except (BadPolicy, PolicyNotLawful):
        return _show_publish(policy_at_hand(), status=400)
    return redirect(url_for("inbox.versions", done="policy_published"), code=303)


@blueprint.get("/policy/drop")
@needs("policy")
def before_dropping() -> ResponseReturnValue:
    """Ask first: what goes and what stays."""
    return show("policy_drop", hand=policy_at_hand())


@blueprint.post("/policy/drop")
@needs("policy")
def drop() -> ResponseReturnValue:
    """Go back to the version in force."""
    drop_draft(the_desk(), actor())
    return redirect(url_for("inbox.policy", done="policy_dropped"), code=303)


@blueprint.get("/policy/versions")
@needs("policy")
def versions() -> ResponseReturnValue:
    """Show every version that was published, newest first."""
    desk, shop = the_desk(), the_session().shop
    return show(
        "policy_versions",
        versions=policy_versions(desk, shop.id),
        pages=[(page, _(name)) for page, name in PAGE_NAMES.items()],
        address=f"{desk.base_url}/p/{shop.slug}",
        said=said(request.args.get("done", "")),
    )


def _show_publish(
    hand: AtHand, *, moved_on: bool = False, status: int = 200
) -> ResponseReturnValue:
    findings = findings_of(hand.profile, hand.on)
    found = [found_of(hand, finding) for finding in findings]
    edition = edition_at_hand(hand.profile)
    asked = asked_of(hand, found)
    return show(
        "policy_publish",
        status,
        hand=hand,
        may_publish=may_publish(hand.faults, findings),
        missing=[(one, sentence) for one in asked for sentence in one.missing],
        errors=[one for one in found if one.is_error],
        warnings=[one for one in found if not one.is_error],
        changed=list(_changed(hand, edition)),
        unconfirmed=_unconfirmed(edition),
        moved_on=moved_on,
    )


def _changed(hand: AtHand, edition: Edition) -> Iterator[tuple[str, str, list[Change]]]:
    """The pages that would read otherwise: name, language, changes."""
    for page in PAGES:
        for lang in edition.locales:
            if changes := changes_on(hand, edition, page, lang):
                yield _(PAGE_NAMES[page]), lang, changes


def _unconfirmed(edition: Edition) -> list[Unconfirmed]:
    """What the pages say that nobody has read in its source, each row once.

    In the owner's language where the pages have it, since it is the owner who has to know.
    """
    mine = language().partition("-")[0]
    locales = sorted(edition.locales, key=lambda locale: locale != mine)
    rows: dict[str, Unconfirmed] = {}
    for locale in locales:
        for each in unconfirmed(edition, locale):
            rows.setdefault(each.rule, each)
    return list(rows.values())
