"""What the law wants next about a case, and by when. Pure: days come in, clocks come out.

The numbers are rows of law in ``policy_pages``; what is not known is said to be unknown and never
guessed. ``docs/clocks.md`` lists every clock.
"""

from widget.cases.clocks.clock import Clock, State, clock_data, clock_from
from widget.cases.clocks.keeping import clocks_for, next_of, still_open
from widget.cases.clocks.known import Known

__all__ = [
    "Clock",
    "Known",
    "State",
    "clock_data",
    "clock_from",
    "clocks_for",
    "next_of",
    "still_open",
]
