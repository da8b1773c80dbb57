"""What a clock that was ahead for a while has left behind once it is right again."""

from __future__ import annotations

from sqlalchemy import Connection, or_, update

from widget.storage.tables import outbox

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
SLACK_MS = 5 * MINUTE_MS
LONGEST_WAIT_MS = 26 * HOUR_MS  # no mail that waits to be tried again waits for longer
LONGEST_LEASE_MS = HOUR_MS


def pull_back(connection: Connection, shop_id: int, now: int) -> None:
    """Have mails leave now that would wait for a time at which only the wrong clock had arrived.

    ``now`` is ms UTC. Nothing happens while the clock has always been right.
    """
    mine = outbox.c.shop_id == shop_id
    of_the_future = or_(
        outbox.c.created_at > now + SLACK_MS, outbox.c.next_at > now + LONGEST_WAIT_MS
    )
    connection.execute(
        update(outbox)
        .where(mine & (outbox.c.state == "waiting") & (outbox.c.next_at > now) & of_the_future)
        .values(next_at=now)
    )
    connection.execute(
        update(outbox)
        .where(
            mine & (outbox.c.state == "claimed") & (outbox.c.claimed_until > now + LONGEST_LEASE_MS)
        )
        .values(claimed_until=now)
    )
