"""Each benchmark with a small count, so that it still runs when it is needed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks import fuzz, kill_between_send_and_mark, outage, proof_edits, same_form
from benchmarks.tally import Tally

SMALL: dict[str, Callable[[], Tally]] = {
    "same form": lambda: same_form.run(sends=50, kills=1, seed=1),
    "proof edits": lambda: proof_edits.run(edits=40, seed=1),
    "outage": lambda: outage.run(submissions=25, hours=24, seed=1),
    "kill between send and mark": lambda: kill_between_send_and_mark.run(kills=2, seed=1),
    "fuzz": lambda: fuzz.run(count=60, dice=1),
}


@pytest.mark.parametrize("name", SMALL)
def test_benchmark_finds_nothing_wrong(name: str):
    tally = SMALL[name]()

    assert tally.wrong == []
    assert tally.held > 2


def test_benchmark_that_finds_something_says_so_and_ends_with_1(
    capsys: pytest.CaptureFixture[str],
):
    tally = Tally()
    tally.check(True, "this holds")
    tally.check(False, "the sky is green")

    with pytest.raises(SystemExit) as end:
        tally.end()

    assert end.value.code == 1
    assert capsys.readouterr().out.splitlines() == ["wrong: the sky is green", "1 passed, 1 failed"]
