"""A WooCommerce shop with our plugin, as the desk may ask it: signed, over the one way out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from widget.cases.signing import sign
from widget.cases.storefront import (
    CallPutOff,
    CallRefused,
    CallUnclear,
    CaseTold,
    RefundMade,
    canonical_body,
)
from widget.cases.text import clean_line
from widget.desk import StorefrontDoor
from widget.relay.reach import Answer, NoAnswer, NotReached, Reach

LONGEST_SENTENCE = 300  # letters of WooCommerce's own words

_NOT_REACHED = {"name": "away", "connect": "away"}
# What WordPress or the plugin say before anything is done, by the word in the answer.
_PUT_OFF = {
    "later": "busy",
    "stale": "clock",
    "bad_signature": "signature",
    "rest_no_route": "plugin",
}


class WooCommerceShop:
    """Speaks the protocol ``Storefront`` with the plugin of one connected shop."""

    def __init__(self, door: StorefrontDoor, reach: Reach, clock: Callable[[], int]) -> None:
        """``door`` is where and as whom the shop is asked, ``clock`` gives ms UTC."""
        self._door = door
        self._reach = reach
        self._clock = clock

    def refund(
        self, key: str, order_id: str, amount: str, currency: str, reason: str
    ) -> RefundMade:
        """Have the plugin make a refund."""
        said = {"key": key, "order": order_id, "amount": amount, "currency": currency}
        return _refund_in(self._ask("refund", key, {**said, "reason": reason}), key)

    def find_refund(self, key: str, order_id: str, once: str) -> RefundMade | None:
        """Ask the plugin for the refund under a key."""
        try:
            return _refund_in(self._ask("refund/find", once, {"key": key, "order": order_id}), key)
        except CallRefused as refused:
            if refused.why == "order":
                return None
            raise CallUnclear from None

    def note(self, key: str, order_id: str, text: str) -> None:
        """Have the plugin write a note."""
        self._ask("note", key, {"key": key, "order": order_id, "text": text})

    def tell_case(self, key: str, order_id: str, told: CaseTold) -> None:
        """Have the plugin show how a case stands."""
        moment = datetime.fromtimestamp(told.at // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        said = {"key": key, "order": order_id, "reference": told.reference, "title": told.title}
        self._ask("case", key, {**said, "told": told.told, "at": moment, "closed": told.closed})

    def _ask(self, route: str, request_id: str, said: Mapping[str, Any]) -> Mapping[str, Any]:
        """Send one signed request; returns what a 200 says."""
        body, timestamp = canonical_body(said).encode(), str(self._clock() // 1000)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Amends",
            "amends-shop": self._door.shop,
            "webhook-id": request_id,
            "webhook-timestamp": timestamp,
            "webhook-signature": sign(self._door.secret, request_id, timestamp, body),
        }
        try:
            answer = self._reach.post(f"{self._door.rest}/{route}", body, headers)
        except NotReached as error:
            raise CallPutOff(_NOT_REACHED.get(error.why, error.why)) from None
        except NoAnswer:
            raise CallUnclear from None
        return _understood(answer)


def _understood(answer: Answer) -> Mapping[str, Any]:
    """What a 200 says. Raises what any other answer means; rubbish may mean anything."""
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        raise CallUnclear from None
    if not isinstance(said, dict):
        raise CallUnclear
    if answer.status == 200:
        return said
    # The plugin says "error", WordPress itself "code".
    word = said.get("error") or said.get("code")
    match answer.status, word:
        case ((401 | 403 | 404 | 409), str()) if word in _PUT_OFF:
            raise CallPutOff(_PUT_OFF[word])
        case ((401 | 403 | 404), str()) if word.startswith("rest_"):
            raise CallPutOff("kept_out")  # WordPress refuses so before our routes hear of it
        case 404, "not_here":
            raise CallRefused("order")
        case 409, "replayed":
            raise CallRefused("replayed")
        case 422, "refused":
            raise CallRefused("words", _plain(said.get("sentence")))
        case 400, "rubbish":
            raise CallRefused("rubbish")
    raise CallUnclear


def _refund_in(said: Mapping[str, Any], key: str) -> RefundMade:
    refund_id, amount, paid = said.get("id"), said.get("amount"), said.get("paid")
    if said.get("key") != key or not isinstance(refund_id, str) or not isinstance(amount, str):
        raise CallUnclear
    return RefundMade(
        clean_line(refund_id)[:40],
        clean_line(amount)[:40],
        paid if isinstance(paid, bool) else None,
    )


def _plain(sentence: object) -> str:
    line = clean_line(sentence) if isinstance(sentence, str) else ""
    return line if len(line) <= LONGEST_SENTENCE else f"{line[: LONGEST_SENTENCE - 1]}…"
