"""Is a published policy still as it was published? In the tables, and in the files beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from widget.cases.errors import N_, ProofBroken
from widget.cases.model import Shop
from widget.cases.proof import Sealed
from widget.desk.published import changed_on_disk
from widget.desk.wired import Desk
from widget.storage import policies
from widget.storage.cases import SHOP_CHAIN
from widget.storage.policies import PolicyVersion

NOT_AS_PUBLISHED = N_("a version of the policy is missing or not the one that was published")
NOT_ON_DISK = N_("a page of the policy lies on disk otherwise than it was published")


def check_versions(connection: Connection, shop_id: int, history: Sequence[Sealed]) -> None:
    """Check that the versions of a policy are those that the shop's own history tells of.

    Raises ``ProofBroken``.
    """
    left = policies.digests_of(connection, shop_id)
    for event in history:
        if event.header.kind == "policy_published" and event.payload is not None:
            told = json.loads(event.payload)
            if left.pop(told.get("number"), None) != told:
                raise ProofBroken(SHOP_CHAIN, event.header.seq, NOT_AS_PUBLISHED)
    if left:
        raise ProofBroken(SHOP_CHAIN, len(history) + 1, NOT_AS_PUBLISHED)


def changed_beside(desk: Desk, shop: Shop) -> Iterator[PolicyVersion]:
    """The versions of which a file on disk is not the one in the database."""
    with desk.store.read() as connection:
        versions = policies.versions_of(connection, shop.id)
    return (version for version in versions if any(changed_on_disk(desk, shop, version)))
