"""The attack of ``benchmarks/attack.py`` in small: few mails leave, nobody is refused."""

from __future__ import annotations

from benchmarks import attack
from benchmarks.tally import Tally


def test_T28_an_attack_from_two_networks_sends_few_mails_and_stops_no_customer():
    tally = Tally()
    attack.run(posts=40, customers=4, tally=tally)
    assert tally.wrong == []
    assert tally.held == 7
