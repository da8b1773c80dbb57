"""A shop's storefront as the desk sees it: an order in one shape, and the little it can be asked.

Each platform has an adapter that speaks this protocol; no other part of the desk knows platforms.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Protocol

from widget.cases.text import clean_line

SAID_BY = "storefront"  # of the facts that a storefront told
MOST_ROWS = 500  # items or refunds of one order
_ID = re.compile("[A-Za-z0-9_-]{1,40}", re.ASCII)
_MONEY = re.compile(r"[0-9]{1,12}(\.[0-9]{1,8})?", re.ASCII)
_CURRENCY = re.compile("[A-Z]{3}", re.ASCII)
_COUNTRY = re.compile("([A-Z]{2})?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_ITEM_KINDS = frozenset({"goods", "digital", "service", ""})
_MOST_OF_ONE = 1_000_000


class BadOrder(ValueError):
    """An order that is not in the shape of the contract; the text names the field alone."""


@dataclass(frozen=True)
class OrderItem:
    """One line of an order. ``quantity`` is decimal text; ``kind`` is empty where not known."""

    id: str
    name: str
    quantity: str
    total: str
    kind: str = ""


@dataclass(frozen=True)
class OrderRefund:
    """Money that went back. ``key`` is the desk's, where the desk ordered it."""

    id: str
    amount: str
    reason: str = ""
    key: str = ""


@dataclass(frozen=True)
class StorefrontOrder:
    """An order as the storefront tells it. Money is decimal text, moments are ms UTC.

    ``delivered_at`` is ``None`` where nobody knows; ``country`` and ``email`` may be empty.
    """

    id: str
    number: str
    status: str
    created_at: int
    currency: str
    total: str
    country: str
    email: str
    items: tuple[OrderItem, ...]
    delivered_at: int | None
    refunds: tuple[OrderRefund, ...]

    def as_text(self) -> str:
        """The order as one canonical JSON text: equal orders are equal texts."""
        return canonical_body(asdict(self))


@dataclass(frozen=True)
class RefundMade:
    """A refund that stands in the storefront: its id there, and how much as decimal text.

    ``paid``: whether the payment provider has sent the money back; ``None`` where nobody has said.
    """

    id: str
    amount: str
    paid: bool | None


@dataclass(frozen=True)
class CaseTold:
    """A case as the storefront keeps it on its order: one line for all, one for the shop alone.

    ``at`` is ms UTC; of two for one reference the newer counts.
    """

    reference: str
    title: str
    told: str
    at: int
    closed: bool


class CallPutOff(Exception):
    """For certain nothing was done; later it may work.

    ``why``: ``away`` (nothing there takes a connection), ``address`` (the desk does not go there),
    ``certificate``, ``signature``, ``clock``, ``plugin`` (it is switched off or too old),
    ``kept_out`` (by something else in the shop), ``busy``.
    """

    def __init__(self, why: str) -> None:
        """``why`` is one of the words above."""
        super().__init__(why)
        self.why = why


class CallUnclear(Exception):
    """It may have been done: the answer was lost, or is none that can be understood."""


class CallRefused(Exception):
    """The storefront does not do it, and will not.

    ``why``: ``words`` (the storefront's own, in ``sentence``), ``order`` (it has no such order),
    ``replayed`` (it did something else for this key), ``rubbish`` (it could not read it).
    """

    def __init__(self, why: str, sentence: str = "") -> None:
        """``sentence`` is plain text of the storefront's, for the owner."""
        super().__init__(why)
        self.why = why
        self.sentence = sentence


class Storefront(Protocol):
    """What the desk may ask of a platform. Each is made for one connection of one shop.

    Every call is done once for its key. All may raise ``CallPutOff``, ``CallUnclear`` and
    ``CallRefused``.
    """

    def refund(
        self, key: str, order_id: str, amount: str, currency: str, reason: str
    ) -> RefundMade:
        """Give money back to the payment it came from, wherever that was. ``amount`` is decimal."""

    def find_refund(self, key: str, order_id: str, once: str) -> RefundMade | None:
        """The refund that was made for a key; ``None`` where there is none. Changes nothing.

        ``once`` is an id of this very question, for what was answered may have changed since.
        """

    def note(self, key: str, order_id: str, text: str) -> None:
        """Write a note on an order that only the shop reads."""

    def tell_case(self, key: str, order_id: str, told: CaseTold) -> None:
        """Show on an order how a case about it stands."""


def canonical_body(value: object) -> str:
    """A JSON value as its one text: keys in order, no space, nothing escaped without need.

    Unlike ``proof.canonical`` it takes fractions and any key, and leaves letters as they are: a
    body is another program's, and is compared, never judged.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def items_said(items: Sequence[OrderItem], longest: int) -> str:
    """Items of an order as one text of at most ``longest`` characters.

    Where that is too short for all of them, each name is cut, so that no item is left out as long
    as there is room for a few letters of each.
    """
    said = [f"{item.quantity} × {item.name}" for item in items]
    for room in range(max(map(len, said), default=0), 7, -1):
        text = ", ".join(_cut(each, room) for each in said)
        if len(text) <= longest:
            return text
    return _cut(", ".join(said), longest)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def number_key(number: str) -> str:
    """An order's number as it is compared: "#1047 " and "1047" are one."""
    return clean_line(number).lstrip("#№").strip().casefold()


def read_order(value: object) -> StorefrontOrder:
    """The order of a relayed body. Raises ``BadOrder``."""
    said = _mapping(value, "order")
    delivered = said.get("delivered_at")
    number = _line(said, "number", 40)
    if not number:
        raise BadOrder("number")
    return StorefrontOrder(
        id=_shaped(said, "id", _ID),
        number=number,
        status=_line(said, "status", 40),
        created_at=read_moment(said.get("created_at"), "created_at"),
        currency=_shaped(said, "currency", _CURRENCY),
        total=_shaped(said, "total", _MONEY),
        country=_shaped(said, "country", _COUNTRY),
        email=_line(said, "email", 254),
        items=tuple(_item(row) for row in _rows(said, "items")),
        delivered_at=None if delivered is None else read_moment(delivered, "delivered_at"),
        refunds=tuple(_refund(row) for row in _rows(said, "refunds")),
    )


def order_from(text: str) -> StorefrontOrder:
    """The order again that ``as_text`` wrote."""
    kept = json.loads(text)
    kept["items"] = tuple(OrderItem(**item) for item in kept["items"])
    kept["refunds"] = tuple(OrderRefund(**refund) for refund in kept["refunds"])
    return StorefrontOrder(**kept)


def read_moment(value: object, field: str) -> int:
    """``2026-11-21T19:52:49Z`` as ms UTC. Raises ``BadOrder``."""
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        try:
            moment = datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except ValueError:
            raise BadOrder(field) from None
        if moment.year >= 2000:  # before that nobody sold anything on the web that we know of
            return int(moment.timestamp()) * 1000
    raise BadOrder(field)


def _item(value: object) -> OrderItem:
    said = _mapping(value, "items")
    kind = said.get("kind", "")
    if kind not in _ITEM_KINDS:
        raise BadOrder("items.kind")
    return OrderItem(
        id=_line(said, "id", 40),
        name=_line(said, "name", 300),
        quantity=_quantity(said.get("quantity")),
        total=_shaped(said, "total", _MONEY),
        kind=str(kind),
    )


def _refund(value: object) -> OrderRefund:
    said = _mapping(value, "refunds")
    return OrderRefund(
        id=_line(said, "id", 40),
        amount=_shaped(said, "amount", _MONEY),
        reason=_line(said, "reason", 500),
        key=_line(said, "key", 100),
    )


def _quantity(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadOrder("items.quantity")
    if not 0 <= value <= _MOST_OF_ONE:  # also what is no number at all
        raise BadOrder("items.quantity")
    # 2 and 2.0 are the same quantity.
    return f"{Decimal(str(value)).normalize():f}"


def _mapping(value: object, field: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BadOrder(field)
    return value


def _rows(said: Mapping[str, Any], field: str) -> list[object]:
    rows = said.get(field, [])
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        raise BadOrder(field)
    return rows


def _line(said: Mapping[str, Any], field: str, most: int) -> str:
    value = said.get(field, "")
    line = clean_line(value) if isinstance(value, str) else None
    if line is None or len(line) > most:
        raise BadOrder(field)
    return line


def _shaped(said: Mapping[str, Any], field: str, shape: re.Pattern[str]) -> str:
    value = said.get(field, "")
    if not (isinstance(value, str) and shape.fullmatch(value)):
        raise BadOrder(field)
    return value
