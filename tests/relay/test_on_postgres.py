"""Two processes on one PostgreSQL, each clicking twice and carrying: still one refund."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import BASE_URL, Clock
from tests.needs import path_of
from tests.relay.conftest import ORIGIN, STATE, order
from tests.storage.postgres import serve_postgres
from widget.cases.model import Shop
from widget.cases.storefront import RefundMade, read_order
from widget.desk import (
    Actor,
    Desk,
    Receipt,
    RefundAsk,
    agree_to_connect,
    ask_refund,
    carry_one,
    case_file,
    do_upkeep,
    read_ask,
    refunds_of,
    swap_code,
    verify_case,
)
from widget.storage import Store, upgrade
from widget.storage.storefronts import keep_order

pytestmark = pytest.mark.postgres


@pytest.fixture
def url() -> Iterator[str]:
    with serve_postgres(path_of("postgres")) as server:
        upgrade(server, 0)
        yield server


@pytest.fixture
def desk(url: str, clock: Clock, tmp_path: Path) -> Iterator[Desk]:
    desk = make_desk(url, clock, tmp_path, 1)
    yield desk
    desk.store.close()


def make_desk(url: str, clock: Clock, folder: Path, seed: int) -> Desk:
    """One process's desk, with dice of its own."""
    dice = random.Random(seed).randbytes
    return Desk(Store(url), clock, dice, BASE_URL, data=folder)


class FakeShop:
    """A shop without any care of its own: each call that reaches it moves money."""

    def __init__(self) -> None:
        """It has done nothing yet."""
        self.moved: list[str] = []

    def refund(self, key: str, *_: str) -> RefundMade:
        """Make a refund."""
        self.moved.append(key)
        return RefundMade(str(len(self.moved)), "1.00", True)

    def note(self, *_: Any) -> None:
        """Not here."""

    tell_case = note

    def find_refund(self, *_: str) -> RefundMade | None:
        """It keeps no list that could be read."""
        return None


def test_T51_two_processes_that_click_and_carry_at_once_make_one_refund(
    url: str,
    desk: Desk,
    shop: Shop,
    orla: Actor,
    clock: Clock,
    tmp_path: Path,
    make_case: Callable[..., Receipt],
) -> None:
    ask = read_ask("woocommerce", ORIGIN, f"{ORIGIN}/wp-admin/", STATE)
    code = agree_to_connect(desk, orla, ask).partition("code=")[2].partition("&")[0]
    swap_code(desk, code, STATE)
    told = read_order(order(total="500.00"))
    desk.store.writer.change(lambda c: keep_order(c, shop.id, told, clock.now))
    reference = make_case().case.reference
    do_upkeep(desk)
    second, fake, met = make_desk(url, clock, tmp_path, 2), FakeShop(), []

    def work(process: Desk, refund: RefundAsk, start: threading.Barrier) -> None:
        try:
            start.wait(30)
            ask_refund(process, orla, reference, refund)
            while carry_one(process, lambda _door: fake):
                pass
        except Exception as error:  # noqa: BLE001  # else it would end with the thread
            met.append(error)

    for number in (1, 2, 3):
        found = refunds_of(desk, case_file(desk, shop.id, reference).case)
        assert found.ground is not None
        refund, start = RefundAsk(number, "1.00", "", found.ground.mark), threading.Barrier(4)
        threads = [
            threading.Thread(target=work, args=(process, refund, start))
            for process in (desk, second, desk, second)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert met == []
        assert len(fake.moved) == len(set(fake.moved)) == number
    second.store.close()
    case = case_file(desk, shop.id, reference).case
    assert [call.state for call in refunds_of(desk, case).refunds] == ["done"] * 3
    verify_case(desk, shop.id, case.id)
