"""Who asks the shops: takes what is due to each shop's plugin, one call after the other [T51].

No transaction is open while the network is; ``desk.carry_one`` says what each answer means.
"""

from __future__ import annotations

import logging
import threading

from widget.cases.storefront import Storefront
from widget.desk import Desk, StorefrontDoor, carry_one, idle_ms
from widget.relay.reach import Reach
from widget.relay.woocommerce_shop import WooCommerceShop

REST_S = 20.0  # the longest idle time
SHORTEST_S = 1.0
MOST_AT_ONCE = 500  # calls in one round, so that a stop is heard

log = logging.getLogger("amends.carrier")


class Carrier:
    """Takes calls to the shops. One for a process, in a thread of its own."""

    def __init__(self, desk: Desk, reach: Reach) -> None:
        """``reach`` is the one way out; the clock is the desk's."""
        self._desk = desk
        self._reach = reach

    def run(self, stop: threading.Event, wake: threading.Event) -> None:
        """Carry until ``stop``; ``wake`` says that there may be something new.

        Nothing that happens here ends the thread, and the log gets the class of an error only.
        """
        while not stop.is_set():
            wake.clear()
            rest = REST_S
            try:
                # Looking first: a claim is a commit, and each commit may wake.
                if self._idle_s() <= 0:
                    self.carry_due(stop)
                rest = max(self._idle_s(), SHORTEST_S)
            except Exception as error:  # noqa: BLE001
                log.error("the carrier met %s and goes on", type(error).__name__)
            if not stop.is_set():
                wake.wait(rest)

    def carry_due(self, stop: threading.Event | None = None) -> int:
        """Make every call that is due; returns how many. Raises ``StorageUnavailable``."""
        done = 0
        while done < MOST_AT_ONCE and not (stop is not None and stop.is_set()):
            if not carry_one(self._desk, self.shop_for):
                break
            done += 1
        return done

    def shop_for(self, door: StorefrontDoor) -> Storefront:
        """The adapter for the plugin behind a door; WooCommerce's is the only one so far."""
        return WooCommerceShop(door, self._reach, self._desk.clock)

    def _idle_s(self) -> float:
        due = idle_ms(self._desk)
        return REST_S if due is None else min(due / 1000, REST_S)
