"""The relay's vectors, which the plugin's own tests read as well."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from widget.cases.signing import Stamp, judge, order_link, read_order_link, sign
from widget.cases.storefront import canonical_body, order_from, read_order

FOLDER = Path(__file__).parent / "relay"


def vectors(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FOLDER / name).read_text(encoding="utf-8"))["vectors"]
    return found


@pytest.mark.parametrize("vector", vectors("signatures.json"), ids=lambda vector: vector["name"])
def test_T55_each_signed_request_is_judged_as_the_contract_says(vector: dict[str, Any]) -> None:
    headers, body = vector["headers"], vector["body"].encode()
    stamp = Stamp(headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"])
    assert judge(vector["secret"], stamp, body, vector["now"]) == vector["verdict"]
    if vector["verdict"] == "ok":
        assert sign(vector["secret"], stamp.id, stamp.timestamp, body) in stamp.signature.split()


@pytest.mark.parametrize("vector", vectors("links.json"), ids=lambda vector: vector["name"])
def test_T55_each_link_to_a_form_is_read_as_the_contract_says(vector: dict[str, Any]) -> None:
    read = read_order_link(
        vector["secret"],
        vector["token"],
        shop=vector["shop"],
        purpose=vector["purpose"],
        now_s=vector["now"],
    )
    assert read.verdict == vector["verdict"]
    assert read.order == (vector["order"] or "")


def test_a_link_is_made_as_in_its_vector() -> None:
    first = vectors("links.json")[0]
    made = order_link(
        first["secret"],
        shop=first["shop"],
        order=first["order"],
        purpose=first["purpose"],
        expiry_s=first["now"] + 3600,
    )
    assert made == first["token"]


@pytest.mark.parametrize("vector", vectors("bodies.json"), ids=lambda vector: vector["name"])
def test_each_body_has_one_canonical_text(vector: dict[str, Any]) -> None:
    assert canonical_body(vector["value"]) == vector["canonical"]
    assert hashlib.sha256(vector["canonical"].encode()).hexdigest() == vector["sha256"]


@pytest.mark.parametrize("number", [0, 1])
def test_orders_of_the_vectors_are_read_and_kept_without_loss(number: int) -> None:
    order = read_order(vectors("bodies.json")[number]["value"]["order"])
    assert order_from(order.as_text()) == order
    assert order.items[0].quantity == ("2", "1.5")[number]
