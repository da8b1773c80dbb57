"""No clock is off by a day: against an oracle that walks the calendar, and against decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policy_pages.decide import decide
from policy_pages.order import Item, Order
from policy_pages.profile import Profile
from tests.cases.clock_oracle import DAY, EU, as_said, cases, days, walk_months, what_oracle_says
from widget.cases.clocks import Known, clocks_for
from widget.cases.clocks.counting import months_after

SMALL = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@SMALL
@given(cases())
def test_clocks_agree_with_an_oracle_that_walks_day_by_day(known: Known) -> None:
    assert as_said(clocks_for(known)) == what_oracle_says(known)


@SMALL
@given(days(), st.integers(0, 60))
def test_months_end_on_the_same_day_or_the_last_of_their_month(start: date, months: int) -> None:
    assert months_after(start, months) == walk_months(start, months)


@SMALL
@given(days(), st.sampled_from((*EU, "UK", "DE-BY")), st.sampled_from(("goods", "service")))
def test_the_window_ends_on_the_day_that_the_policy_room_tells_customers(
    begun: date, place: str, item: str
) -> None:
    order = Order(
        ordered_on=begun,
        items=(Item(item),),
        currency="EUR",
        zone="UTC",
        delivered_on=begun,
        country=place,
    )
    noon = datetime.combine(begun + DAY, time(12), UTC)
    decided = decide(Profile(), order, "withdrawal", noon)
    told = next(option for option in decided.options if option.act == "withdraw")
    known = Known(
        kind="withdrawal",
        received_on=begun + DAY,
        today=begun + DAY,
        places=(place,),
        families=("services" if item == "service" else "goods",),
        ordered_on=begun,
        delivered_on=begun,
    )

    assert {clock.name: clock.ends for clock in clocks_for(known)}["withdraw"] == told.until


@SMALL
@given(cases())
def test_more_places_never_give_the_shop_a_later_day_nor_the_customer_an_earlier(
    known: Known,
) -> None:
    alone = {clock.name: clock for clock in clocks_for(known)}
    both = replace(known, places=(*known.places, "IE", "UK"), place_known=False)

    for clock in clocks_for(both):
        first = alone.get(clock.name)
        if first is None or first.certain is False:
            continue
        if clock.side == "shop":
            assert (clock.ends or date.max) <= (first.ends or date.max)
        else:
            assert (clock.ends or date.max) >= (first.ends or date.max)
