"""The server is killed under load: a small turn of the benchmark, and of its control."""

from __future__ import annotations

import sys

import pytest

from benchmarks import crash, soak

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kills a group of processes")


def test_everything_that_was_answered_before_a_kill_is_in_the_file():
    tally = crash.run(kills=2, answers=60, seed=4)
    assert tally.wrong == []
    assert tally.held >= 6


def test_control_that_answers_before_its_commit_is_caught():
    for seed in range(5):
        tally = crash.run(kills=1, answers=50, seed=seed, control=True)
        if not tally.wrong:
            return
        assert tally.wrong == ["a server that answers before its commit loses something"]
    raise AssertionError("the control lost nothing in five kills")


@pytest.mark.slow_profile
def test_a_few_seconds_of_everything_at_once_give_right_answers_only(capsys):
    # Whether memory and handles grow is told by a run of minutes, by hand.
    tally = soak.run(minutes=0.1, rate=10, seed=1)
    assert tally.wrong == []
    assert "file handles" not in capsys.readouterr().out
