"""Random cases and days: do the clocks of the law and the slow oracle agree every time?

    python -m benchmarks.clocks --count 10000

The oracle (tests/cases/clock_oracle.py) walks day by day and reads no file of law. A disagreement
stops the run and shows the smallest case that hypothesis finds. Then as many clocks again are
counted by the way they stand, and the time of one case is measured.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, given, seed, settings

from tests.cases.clock_oracle import as_said, cases, what_oracle_says
from widget.cases.clocks import Known, clocks_for


def main() -> None:
    parser = argparse.ArgumentParser(description="clocks against an oracle, many times")
    parser.add_argument("--count", type=int, default=10_000, help="how many cases")
    parser.add_argument("--seed", type=int, default=1, help="of the chance, so that a run repeats")
    asked = parser.parse_args()
    stands: Counter[str] = Counter()
    compared = 0

    @seed(asked.seed)
    @settings(
        max_examples=asked.count,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases())
    def agree(known: Known) -> None:
        nonlocal compared
        found = clocks_for(known)
        assert as_said(found) == what_oracle_says(known)
        stands.update(clock.state for clock in found)
        compared += 1

    began = time.perf_counter()
    agree()
    seconds = time.perf_counter() - began
    told = ", ".join(f"{count:,} {state}" for state, count in stands.most_common())
    print(f"{compared:,} cases, {stands.total():,} clocks, all agree; {seconds:.0f} s")
    print(f"  {told}; seed {asked.seed}")
    print(f"  {_milliseconds(asked.count):.2f} ms a case whose country is not known")
    print(f"{compared:,} passed, 0 failed")


def _milliseconds(count: int) -> float:
    """How long it takes to set the clocks of a case that was never asked for before."""
    chance = random.Random(1)
    known = Known(
        kind="withdrawal",
        received_on=date(2026, 11, 17),
        today=date(2026, 12, 1),
        places=("EU", "CZ", "PL", "ES", "UK", "US"),
        place_known=False,
    )
    many = [
        replace(
            known,
            received_on=known.received_on - chance.randrange(900) * timedelta(days=1),
            delivered_on=known.received_on - chance.randrange(900) * timedelta(days=1),
        )
        for _ in range(count)
    ]
    clocks_for(known)
    began = time.perf_counter()
    for one in many:
        clocks_for(one)
    return (time.perf_counter() - began) * 1000 / count


if __name__ == "__main__":
    main()
