"""What a row of the inbox says last: what is to be done next, or how the case ended."""

from __future__ import annotations

from collections.abc import Mapping

from widget.cases.model import Case
from widget.doors import language
from widget.inbox.words import N_, _
from widget.mail.words import words_for

_WANTS: Mapping[str, str] = {
    "refund": N_("Answer: wants the money back"),
    "part_refund": N_("Answer: wants part of the money back"),
    "replacement": N_("Answer: wants new ones"),
    "repair": N_("Answer: wants a repair"),
    "redo": N_("Answer: wants the work done again"),
    "resend": N_("Answer: wants the parcel sent again"),
    "explanation": N_("Answer: wants an explanation"),
    "listen": N_("Answer: wants you to know"),
}


def next_act(case: Case) -> str:
    """The next step of an open case; where any other stands."""
    if case.state == "open":
        return _(_WANTS[case.wish]) if case.wish in _WANTS else _("Answer")
    words = words_for(language())
    if case.outcome:
        return words.outcome(case.outcome)
    return words.state(case.state)
