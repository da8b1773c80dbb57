"""New keys for everything that the desk signs."""

from __future__ import annotations

from sqlalchemy import Connection

from widget.desk.wired import Desk
from widget.storage import cases, keys, shops
from widget.storage.cases import Doer


def rotate_keys(desk: Desk) -> None:
    """Sign with new keys from now on; what is out stays valid."""

    def change(connection: Connection) -> None:
        now = desk.clock()
        keys.rotate(connection, now, desk.random_bytes)
        for shop in shops.all_shops(connection):
            cases.record_for_shop(
                connection,
                shop.id,
                "keys_rotated",
                {},
                at=now,
                doer=Doer(role="operator", actor=0, door="command"),
                random_bytes=desk.random_bytes,
            )

    desk.ring  # noqa: B018 - a desk without keys gets its first ones before there are second ones
    desk.store.writer.change(change)
    desk.forget_keys()
