"""Refunds in words: amounts, how each stands, what is wrong with an amount, the history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.numbers import format_currency

from widget.cases.refunds import Ground, RefundRefused
from widget.desk import StorefrontCall
from widget.doors import language
from widget.inbox.words import N_, _

_LONG_MS = 24 * 3600 * 1000  # without an answer


@dataclass(frozen=True)
class RefundLine:
    """One refund of a case as its screen tells it. ``look`` is ok, warn, bad or empty: waiting."""

    head: str
    text: str
    look: str
    at: int


def money(amount: str | Decimal, currency: str) -> str:
    """An amount with its currency's letters, as numbers are written in the language of the page."""
    try:
        value = Decimal(amount)
        shown = format_currency(
            value, currency, "#,##0.00\u00a0¤¤", locale=language().replace("-", "_")
        )
    except (InvalidOperation, ValueError):
        return f"{amount} {currency}"
    return str(shown)


def plain_number(amount: Decimal) -> str:
    """An amount to be typed over, with the decimal sign of the page's language."""
    return str(amount).replace(".", ",") if language() == "de" else str(amount)


_REFUSED: Mapping[str, str] = {
    "empty": N_("Type how much shall go back."),
    "unreadable": N_("Write the amount in digits, such as %(example)s."),
    "not_positive": N_("It has to be more than nothing."),
    "decimals": N_("%(currency)s has fewer decimals. Write it as %(example)s."),
    "too_much": N_("That is more than is left. At most %(left)s can go back."),
    "unpaid": N_("As far as the shop has told, this order is not paid yet."),
    "no_order": N_("The desk does not know this order any more. Is the shop still connected?"),
    "under_way": N_("A refund of this order is under way. Wait for what becomes of it."),
    "moved": N_(
        "The order has changed since you looked. Nothing was refunded. See what is left and "
        "decide again."
    ),
}


def why_refused(refused: RefundRefused, ground: Ground | None) -> str:
    """The sentence for a refund that the desk does not ask for."""
    values = {}
    if ground is not None:
        values = {
            "currency": ground.currency,
            "left": money(ground.left, ground.currency),
            "example": plain_number(ground.left),
        }
    return _(_REFUSED[refused.why], **values)


_RESTS: Mapping[str, str] = {
    "away": N_("Your shop’s site does not answer."),
    "address": N_("Your shop’s site is at an address that the desk does not call."),
    "certificate": N_("The certificate of your shop’s site does not fit its name."),
    "signature": N_("Your shop does not take the desk’s signature. Connect it once more."),
    "clock": N_("The clocks of your shop and of the desk are more than five minutes apart."),
    "plugin": N_("The plugin in your shop is switched off or too old."),
    "kept_out": N_("Something in your shop keeps the desk out, perhaps a plugin for security."),
    "busy": N_("Your shop is busy with another refund of this order."),
    "key": N_("The desk cannot use its key file. “amends doctor” says why."),
}
_NOT_DONE: Mapping[str, str] = {
    "order": N_("Your shop has no such order."),
    "replayed": N_("Your shop has already made another refund under this number. Look there."),
    "rubbish": N_("Your shop could not read what the desk asked. Is the plugin too old?"),
    "not_found": N_("Your shop has looked: there is no such refund. You can decide anew."),
    "disconnected": N_("The shop was disconnected before it could be asked."),
}


def refund_line(call: StorefrontCall, now: int) -> RefundLine:
    """How a refund stands at a moment (ms UTC)."""
    amount = money(str(call.body["amount"]), str(call.body["currency"]))
    at = call.done_at or call.created_at
    why = str(call.answer.get("why", ""))
    if call.state == "done":
        return RefundLine(
            _("%(amount)s refunded", amount=amount), _made_text(call.answer), "ok", at
        )
    if call.state == "unclear":
        text = _(
            "The answer of your shop was lost. The desk is finding out; do not refund by hand "
            "before this says so."
        )
        if now - (call.called_at or call.created_at) > _LONG_MS:
            text = _(
                "Your shop could not be asked for over a day. Look at the order there: if it shows "
                "no refund of this amount, none was made."
            )
        head = _("We do not know yet whether %(amount)s went back", amount=amount)
        return RefundLine(head, text, "warn", at)
    head = _("%(amount)s not refunded", amount=amount)
    if call.state == "refused" and why == "words":
        said = str(call.answer.get("sentence", ""))
        return RefundLine(head, _("Your shop says: “%(words)s”", words=said), "bad", at)
    if call.state in {"refused", "not_made"}:
        late = _("Your shop could not be asked for a day.")
        text = _(_NOT_DONE[why]) if why in _NOT_DONE else f"{late} {_(_RESTS.get(why, ''))}"
        return RefundLine(head, text.strip(), "bad", at)
    text = _("Your shop is being asked to make it.")
    if why in _RESTS:
        text = _(_RESTS[why]) + " " + _("The desk asks again, for a day at most.")
    return RefundLine(_("%(amount)s is being refunded", amount=amount), text, "", at)


def _made_text(answer: Mapping[str, Any]) -> str:
    made = _("It is refund %(number)s in your shop.", number=answer.get("id", ""))
    if answer.get("paid"):
        return f"{made} " + _("The payment provider has been told to pay it out.")
    return f"{made} " + _(
        "Whether the payment provider pays it out, the shop cannot say: look there."
    )


def _of(payload: Mapping[str, Any]) -> str:
    amount = str(payload.get("amount", ""))
    return money(amount, str(payload.get("currency", ""))) if amount else _("an amount")


def _asked(who: str, payload: Mapping[str, Any]) -> str:
    sentence = _("%(who)s decided to refund %(amount)s", who=who, amount=_of(payload))
    reason = str(payload.get("reason", ""))
    return f"{sentence}: “{reason}”" if reason else sentence


def _made(_who: str, payload: Mapping[str, Any]) -> str:
    number = payload.get("id", "")
    return _("The shop refunded %(amount)s (refund %(number)s)", amount=_of(payload), number=number)


def _was_refused(_who: str, payload: Mapping[str, Any]) -> str:
    sentence = _("The shop did not refund %(amount)s", amount=_of(payload))
    words = str(payload.get("sentence", ""))
    return f"{sentence}: “{words}”" if words else sentence


def _unclear(_who: str, payload: Mapping[str, Any]) -> str:
    return _("The shop’s answer about the refund of %(amount)s was lost", amount=_of(payload))


def _not_made(_who: str, payload: Mapping[str, Any]) -> str:
    return _("The refund of %(amount)s was not made", amount=_of(payload))


TELLERS: Mapping[str, Callable[[str, Mapping[str, Any]], str]] = {
    "refund_asked": _asked,
    "refund_made": _made,
    "refund_refused": _was_refused,
    "refund_unclear": _unclear,
    "refund_not_made": _not_made,
}
# What a line of the history looks like where it is not simply done.
BAD_NEWS = frozenset({"refund_refused", "refund_not_made", "refund_unclear"})
