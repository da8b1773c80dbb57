"""An order in a webhook of WooCommerce's own, in the one shape of all platforms. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from widget.cases.storefront import BadOrder, StorefrontOrder, read_moment, read_order


@dataclass(frozen=True)
class Told:
    """What a webhook tells: an order, and when WooCommerce changed it (ms UTC)."""

    order: StorefrontOrder
    at: int


def fits(secret: str, signature: str, body: bytes) -> bool:
    """Whether WooCommerce signed a body with this secret; it takes the secret as it is spelled."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return hmac.compare_digest(base64.b64encode(digest), signature.encode("utf-8", "replace"))


def read_webhook(said: Mapping[str, Any]) -> Told | None:
    """The order that a signed body tells of; ``None`` where it tells of none.

    A deleted order comes as the error of WooCommerce's own API, an action as its name and a number:
    neither has an order in it. Raises ``BadOrder`` for an order that cannot be read.
    """
    if not {"id", "number", "line_items", "date_created_gmt"} <= said.keys():
        return None
    modified = said.get("date_modified_gmt") or said["date_created_gmt"]
    return Told(read_order(_in_one_shape(said)), read_moment(f"{modified}Z", "date_modified_gmt"))


def _in_one_shape(said: Mapping[str, Any]) -> dict[str, Any]:
    billing = said.get("billing")
    billing = billing if isinstance(billing, dict) else {}
    return {
        "id": str(said["id"]),
        "number": said["number"],
        "status": said.get("status", ""),
        "created_at": f"{said['date_created_gmt']}Z",
        "currency": said.get("currency"),
        "total": said.get("total"),
        "country": billing.get("country", ""),
        "email": billing.get("email", ""),
        "items": [
            {
                "id": str(row.get("id", "")),
                "name": row.get("name", ""),
                "quantity": row.get("quantity"),
                "total": row.get("total"),
            }
            for row in _rows(said, "line_items")
        ],
        "refunds": [
            {
                "id": str(row.get("id", "")),
                "amount": str(row.get("total", "")).removeprefix("-"),
                "reason": row.get("reason") or "",
            }
            for row in _rows(said, "refunds")
        ],
    }


def _rows(said: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    rows = said.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadOrder(name)
    return rows
