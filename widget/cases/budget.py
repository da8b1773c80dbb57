"""How many mails leave by themselves, and when the next one may. Pure: moments come in.

A form that mails a receipt to whatever address is typed would be a gun for hire. So mails to
addresses that nobody has proven are counted, and those above the count wait; none is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from widget.cases.model import LAW_KINDS

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
NEVER = 2**62  # ms: no clock ends this wait, only an answer or the owner's click

# Kinds that the law wants receipted at once: a reserve of their own, and no delay to the owner.
BY_LAW = frozenset(LAW_KINDS)

# Mails that a stranger can cause to any address by typing it.
FIRST_MAILS = frozenset({"receipt", "link"})
# Mails that a stranger can cause to the owner.
NOTICES = frozenset({"notice", "reply_notice"})

SUSPECTS_WAIT_MS = 12 * HOUR_MS


@dataclass(frozen=True)
class Limit:
    """At most ``most`` within ``window_ms``, wherever the window is laid."""

    most: int
    window_ms: int

    def opens_at(self, moments: Iterable[int], now: int) -> int | None:
        """When one more fits, in ms; ``None`` where it does now. ``moments`` are those counted."""
        inside = sorted(at for at in moments if at > now - self.window_ms)
        if len(inside) < self.most:
            return None
        return inside[len(inside) - self.most] + self.window_ms


FROM_NETWORK = Limit(5, HOUR_MS)
FROM_NETWORK_BY_LAW = Limit(20, HOUR_MS)
TO_ADDRESS = Limit(3, DAY_MS)
TO_ADDRESS_EVER = 10
# Whoever has answered by the mailed link reads that mailbox; a stranger must not flood it either.
TO_PROVEN = Limit(20, DAY_MS)
OF_SUSPECTS = Limit(10, HOUR_MS)  # of one shop
TO_OWNER = Limit(20, HOUR_MS)
LINKS_OF_CASE = Limit(2, DAY_MS)
REFERENCES_OF_SHOP = Limit(100, DAY_MS)
ALARMS_OF_REFERENCES = Limit(1, DAY_MS)

_DOTLESS = frozenset({"gmail.com", "googlemail.com"})


def mailbox_of(address: str) -> str:
    """The mailbox that an address most likely leads to: what mails are counted by.

    ``Hanna+shop@Post.example`` and ``hanna@post.example`` are one mailbox; for counting it is
    better to take two people for one than to let one be written to under a hundred spellings.
    """
    local, at, domain = address.strip().casefold().rpartition("@")
    plain = local.partition("+")[0] or local
    if domain in _DOTLESS:
        plain = plain.replace(".", "") or plain
    return f"{plain}{at}{domain}"
