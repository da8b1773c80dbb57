"""How often something has happened lately, for judging a message. A count never refuses anybody.

The moving windows are those of ``limits``: in memory, or in Redis where several processes serve.
Its clock is the machine's own. Keys are hashes, so neither addresses nor networks are kept here.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import cached_property

from limits import RateLimitItemPerHour
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from widget.cases.budget import DAY_MS

WORDS_KNOWN_MS = 3 * DAY_MS
MOST_WORDS = 20_000  # messages whose words, and whose counts, are remembered; some 8 MB
MOST_WRITERS = 5  # of the same words that are told apart

log = logging.getLogger("amends.rates")


class Rates:
    """Counts of the last hour, and the words of the last days. One for a process."""

    def __init__(self, url: str = "memory://") -> None:
        """``url`` as ``limits`` spells it: ``memory://`` or ``redis://host:6379``."""
        self._url = url
        self._words: OrderedDict[bytes, tuple[frozenset[bytes], int]] = OrderedDict()
        self._lock = threading.Lock()
        self._forms: OrderedDict[bytes, tuple[int, ...]] = OrderedDict()
        self._counting = threading.Lock()

    @cached_property
    def _limiter(self) -> MovingWindowRateLimiter:
        # Made at the first count: not every command that opens a desk needs it.
        return MovingWindowRateLimiter(storage_from_string(self._url))

    def count(self, what: str, keys: Sequence[bytes], most: int) -> int:
        """Count one more; returns how many there were before it in the last hour, up to ``most``.

        It counts under the first key; earlier ones may stand under any of them. Where the counts
        cannot be reached there were none: a message matters more than a count.
        """
        item = RateLimitItemPerHour(most)
        try:
            known = 0
            for key in keys[1:]:
                known += most - self._limiter.get_window_stats(item, what, key.hex()).remaining
            fits = self._limiter.hit(item, what, keys[0].hex())
            left = self._limiter.get_window_stats(item, what, keys[0].hex()).remaining
        except Exception as error:  # noqa: BLE001 (each storage has errors of its own)
            log.warning("rates cannot be counted", extra={"error_class": type(error).__name__})
            return 0
        return min(most, known + (most - left - 1 if fits else most))

    def once(self, form: bytes, count: Callable[[], tuple[int, ...]]) -> tuple[int, ...]:
        """What ``count`` gave for a form (its hash) when it was sent first.

        A form whose answer is slow is sent again, also at the same moment, and is one message.
        """
        with self._counting:
            found = self._forms.get(form)
            if found is None:
                found = self._forms[form] = count()
                while len(self._forms) > MOST_WORDS:
                    self._forms.popitem(last=False)
        return found

    def said_by_others(self, words: bytes, writer: bytes, now: int) -> int:
        """How many others have sent the same words in the last three days, up to a handful.

        ``words`` and ``writer`` are hashes, ``now`` is ms UTC.
        """
        with self._lock:
            writers, at = self._words.pop(words, (frozenset[bytes](), now))
            if now - at >= WORDS_KNOWN_MS:
                writers = frozenset()
            kept = writers if len(writers) >= MOST_WRITERS else writers | {writer}
            self._words[words] = (kept, now)
            while len(self._words) > MOST_WORDS:
                self._words.popitem(last=False)
        return len(writers - {writer})
