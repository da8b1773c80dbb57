"""What of this works on PostgreSQL as well: erasing, export, proof. Copies are its own affair."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import BASE_URL, Clock
from tests.keeping.conftest import reply, send
from tests.live import WREN_AND_TIDE
from tests.needs import path_of
from tests.storage.postgres import serve_postgres
from widget.cases.errors import BackupFailed
from widget.desk import (
    Desk,
    clear_all_traces,
    copy_state,
    do_upkeep,
    erase_customer,
    export_json,
    export_text,
    find_customers,
    make_copy,
    make_shop,
    traces_are_left,
    verify_all,
    verify_reference,
)
from widget.desk.restoring import COMMAND
from widget.storage import Store, upgrade

pytestmark = pytest.mark.postgres


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with serve_postgres(path_of("postgres")) as url:
        upgrade(url, 0)
        desk = Desk(Store(url), Clock(), os.urandom, BASE_URL, data=tmp_path)
        yield desk
        desk.store.close()


def test_a_customer_is_exported_erased_and_all_is_proven(desk: Desk, tmp_path: Path):
    shop = make_shop(desk, WREN_AND_TIDE)
    mine = send(desk, shop, email="Zyx@planted.example", happened="Flurgendorf broke.")
    reply(desk, mine, "It is worse now.")
    other = send(desk, shop, email="other@post.example")

    (customer,) = find_customers(desk, "zyx@PLANTED.example")
    whole = json.loads(export_json(desk, customer))
    assert len(whole["cases"][0]["events"]) == 2
    assert "It is worse now." in export_text(desk, customer, "en")
    assert erase_customer(desk, COMMAND, customer, [mine.case.reference], also_open=True) == 1
    assert traces_are_left(desk)
    clear_all_traces(desk)

    assert not traces_are_left(desk)
    found = verify_all(desk)
    assert (found.cases, found.faults) == (2, [])
    assert verify_reference(desk, mine.case.reference).events == 3
    assert find_customers(desk, "zyx@planted.example") == []
    assert find_customers(desk, other.case.reference)


def test_no_copies_are_made_and_nothing_is_said_to_fail(desk: Desk, tmp_path: Path):
    do_upkeep(desk)
    with pytest.raises(BackupFailed, match="pg_dump"):
        make_copy(desk)
    state = copy_state(desk)
    assert state.own_affair
    assert state.failing_since is None
    assert list(tmp_path.iterdir()) == []
