"""The remedy *refund*: how much of the order, a look before it, and one press [T50, T51]."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue

from widget.cases.refunds import Ground, RefundRefused
from widget.cases.text import clean_line
from widget.desk import (
    CaseFile,
    RefundAsk,
    ask_refund,
    case_file,
    refunds_of,
    weigh_refund,
)
from widget.doors import the_desk
from widget.inbox.case_screen import Typed, show_case, to_case
from widget.inbox.door import blueprint
from widget.inbox.frame import show
from widget.inbox.refund_words import money, why_refused
from widget.inbox.rights import actor, needs
from widget.inbox.sessions import the_session
from widget.inbox.words import _

LONGEST_REASON = 300  # letters
_OF_AMOUNT = frozenset({"empty", "unreadable", "not_positive", "decimals", "too_much", "unpaid"})
_LONGEST_FIELD = 100


@dataclass(frozen=True)
class _Said:
    """What the two forms say of a refund."""

    amount: str
    reason: str


@blueprint.post("/case/<reference>/refund")
@needs("refund")
def refund(reference: str) -> ResponseReturnValue:
    """Ask once more before money moves: how much, of which order, to where."""
    desk, said = the_desk(), _said()
    file = _file(reference)
    if len(said.reason) > LONGEST_REASON:
        sentence = _("This is too long: at most %(most)s letters fit.", most=LONGEST_REASON)
        return _back(reference, said, {"refund-reason": sentence}, 400)
    try:
        ground, ask = weigh_refund(desk, file.case, said.amount, said.reason)
    except RefundRefused as refused:
        return _refuse(file, said, refused)
    return show(
        "refund",
        case=file.case,
        ground=ground,
        ask=ask,
        money=money,
        amount=money(ask.amount, ground.currency),
    )


@blueprint.post("/case/<reference>/refund/confirm")
@needs("refund")
def confirm_refund(reference: str) -> ResponseReturnValue:
    """Decide on the refund that was shown. A second press, or another tab, changes nothing."""
    said = _said()
    ask = RefundAsk(_number(), said.amount, said.reason, request.form.get("mark", ""))
    try:
        ask_refund(the_desk(), actor(), reference, ask)
    except RefundRefused as refused:
        return _refuse(_file(reference), said, refused)
    return to_case(reference, "refund")


def _refuse(file: CaseFile, said: _Said, refused: RefundRefused) -> ResponseReturnValue:
    sentence = why_refused(refused, _ground(file))
    place = "refund-amount" if refused.why in _OF_AMOUNT else "refund"
    status = 409 if refused.why in {"under_way", "moved"} else 400
    return _back(file.case.reference, said, {place: sentence}, status)


def _back(reference: str, said: _Said, errors: dict[str, str], status: int) -> ResponseReturnValue:
    typed = Typed(refund_amount=said.amount, refund_reason=said.reason, errors=errors)
    return show_case(reference, status, typed)


def _file(reference: str) -> CaseFile:
    return case_file(the_desk(), the_session().shop.id, reference)


def _ground(file: CaseFile) -> Ground | None:
    return refunds_of(the_desk(), file.case).ground


def _said() -> _Said:
    amount = clean_line(request.form.get("amount", ""))[:_LONGEST_FIELD]
    return _Said(amount, clean_line(request.form.get("reason", "")))


def _number() -> int:
    """Which refund of the case was shown; 0, which is none, for anything but a small number."""
    text = request.form.get("number", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
