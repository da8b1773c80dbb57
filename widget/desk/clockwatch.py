"""Has the clock of the machine jumped? Deadlines and erasing by age hang on it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

JUMP_MS = 10 * 60_000  # what a clock that is put right now and then does not reach
JUMP_TOLD_S = 24 * 3600.0


def since_boot_s() -> float:
    """Seconds that nobody can set; where the system can say so, they go on while it sleeps."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


@dataclass
class ClockWatch:
    """Holds the clock of the machine against one that nobody can set.

    ``steady_s`` gives seconds that only ever grow, also while the machine sleeps.
    """

    steady_s: Callable[[], float] = since_boot_s
    _last: tuple[int, float] | None = None
    _jump: tuple[int, float] | None = None

    def look(self, now: int) -> None:
        """Compare with the last look; ``now`` is ms UTC by the clock of the machine."""
        steady = self.steady_s()
        if self._last is not None:
            jump = (now - self._last[0]) - round((steady - self._last[1]) * 1000)
            if abs(jump) > JUMP_MS:
                self._jump = (jump, steady)
        self._last = (now, steady)

    @property
    def jumped_ms(self) -> int:
        """How far the clock has jumped within the last day; 0 where it has not."""
        if self._jump is None or self.steady_s() - self._jump[1] > JUMP_TOLD_S:
            return 0
        return self._jump[0]
