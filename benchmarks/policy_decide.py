"""Random policies, orders and moments: do pages, decide and the slow oracle agree every time?

    python -m benchmarks.policy_decide --count 10000

The oracle (tests/policy_pages/oracle.py) walks day by day and reads no file of law. Days, share and
payer are read from the rendered HTML (``<data value>``), as a program of somebody else would. A
disagreement stops the run and shows the smallest policy and order that hypothesis finds.
"""

from __future__ import annotations

import argparse
import time

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.policy_pages.agreement import assert_agreement
from tests.policy_pages.given import moments_about, orders, orders_from, profiles
from tests.policy_pages.page_agreement import assert_pages_agree


def main() -> None:
    parser = argparse.ArgumentParser(description="pages and decide against an oracle, many times")
    parser.add_argument("--count", type=int, default=10_000, help="how many policies and orders")
    parser.add_argument("--seed", type=int, default=1, help="of the chance, so that a run repeats")
    asked = parser.parse_args()
    compared = on_pages = 0

    @seed(asked.seed)
    @settings(
        max_examples=asked.count,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(profiles(), orders(), st.data())
    def agree(profile, order, data) -> None:
        nonlocal compared, on_pages
        assert_agreement(profile, order, data.draw(moments_about(order)))
        compared += 1
        bought = data.draw(orders_from(profile))
        on_pages += assert_pages_agree(profile, bought, data.draw(moments_about(bought)))

    began = time.perf_counter()
    agree()
    seconds = time.perf_counter() - began
    print(
        f"{compared:,} policies × orders × moments, {on_pages:,} items read from the pages' HTML,"
        f" all agree; {seconds:.0f} s, seed {asked.seed}"
    )


if __name__ == "__main__":
    main()
