"""The day that a shop promises: its own zone, its own country's holidays, its own target."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.conftest import Clock
from widget.cases.errors import UnknownShop
from widget.cases.model import Shop
from widget.desk import Desk, Receipt, find_shop


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("received", "zone", "country", "target_days", "due"),
    [
        # Friday evening in Berlin is still Friday; an hour later it is Saturday.
        ("2026-11-20T22:59:59", "Europe/Berlin", "DE", 1, "2026-11-23"),
        ("2026-11-20T22:59:59", "Europe/Berlin", "DE", 0, "2026-11-20"),
        ("2026-11-20T23:00:00", "Europe/Berlin", "DE", 0, "2026-11-23"),
        # The Irish October holiday is the last Monday, the day after the clocks go back.
        ("2026-10-23T12:00:00", "Europe/Dublin", "IE", 1, "2026-10-27"),
        ("2026-10-23T12:00:00", "Europe/Berlin", "DE", 1, "2026-10-26"),
        # Over the new year: 31 December, then Monday 4 January, since the 1st is a holiday.
        ("2026-12-30T12:00:00", "Europe/Dublin", "IE", 2, "2027-01-04"),
        # A country whose holidays nobody knows has weekends only.
        ("2026-12-30T12:00:00", "Europe/Dublin", "XX", 2, "2027-01-01"),
        ("2026-11-17T14:06:41", "Europe/Dublin", "IE", 3, "2026-11-20"),
    ],
)
def test_day_is_counted_where_the_shop_is(
    desk: Desk, shop: Shop, received: str, zone: str, country: str, target_days: int, due: str
):
    there = replace(shop, zone=zone, country=country, target_days=target_days)

    assert desk.answer_by(there, ms(received)) == due


def test_case_and_receipt_name_the_same_day(clock: Clock, make_case: Callable[..., Receipt]):
    clock.now = ms("2026-11-20T23:59:00")

    receipt = make_case()

    assert receipt.answer_by == receipt.case.due_on == "2026-11-25"


@pytest.mark.parametrize(
    "slug", ["", "nothing", "WREN-TIDE", "wren-tide ", "\x00", "\ud800", "ü", "x" * 9000, "' OR 1"]
)
def test_T01_shop_that_is_none_is_unknown(desk: Desk, shop: Shop, slug: str):
    with pytest.raises(UnknownShop):
        find_shop(desk, slug)
    assert find_shop(desk, "wren-tide") == shop
