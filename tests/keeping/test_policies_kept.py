"""A policy comes through a backup: its versions, its draft and its pages, and they still verify."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from policy_pages.render import outputs
from tests.conftest import DAY_MS, START_MS, Clock
from tests.keeping.conftest import Amends
from tests.policies import publish, save
from widget.app import open_desk
from widget.desk import (
    Actor,
    Desk,
    draft_of,
    edition_of,
    policy_file,
    policy_in_force,
    policy_versions,
    verify_all,
)
from widget.desk.restoring import NotProven, Restored, restore
from widget.settings import Settings
from widget.storage import shops
from widget.storage.backup import make_backup

BringBack = Callable[[Path], Restored]


@pytest.fixture
def copied(desk: Desk, orla: Actor, tmp_path: Path) -> Path:
    """A backup of the desk with two versions and a draft of a third."""
    publish(desk, orla)
    publish(desk, orla, trial__days=21)
    save(desk, orla, trial__days=30)
    target = tmp_path / "with-policy.db"
    make_backup(desk.store.url, target)
    return target


@pytest.fixture
def bring_back(settings: Settings, file: Path) -> Callable[[Path], Restored]:
    """Restore a backup over the desk that nobody serves."""
    return lambda backup: restore(
        backup, file, settings.data, now=START_MS + 3 * DAY_MS, random_bytes=os.urandom
    )


def test_policy_comes_back_with_all_its_pages(
    desk: Desk, orla: Actor, copied: Path, bring_back: BringBack, settings: Settings, clock: Clock
):
    versions = policy_versions(desk, orla.shop_id)
    with desk.store.read() as connection:
        shop = shops.shop_by_id(connection, orla.shop_id)
    draft = draft_of(desk, shop)
    pages = {n: policy_file(desk, shop, n, "refund.html").path.read_bytes() for n in (1, 2)}
    desk.store.close()
    shutil.rmtree(settings.data / "pages")

    assert bring_back(copied).verified.faults == []

    again = open_desk(settings, clock)
    try:
        assert policy_versions(again, shop.id) == versions
        assert draft_of(again, shop) == draft
        for number, page in pages.items():
            assert policy_file(again, shop, number, "refund.html").path.read_bytes() == page
        assert not verify_all(again).faults
    finally:
        again.store.close()


def test_version_of_after_the_backup_leaves_none_of_its_pages_in_the_way(
    desk: Desk, orla: Actor, copied: Path, bring_back: BringBack, settings: Settings, clock: Clock
):
    lost = publish(desk, orla, trial__days=45)
    desk.store.close()
    bring_back(copied)

    again = open_desk(settings, clock)
    try:
        with again.store.read() as connection:
            shop = shops.shop_by_id(connection, orla.shop_id)
        assert policy_in_force(again, shop.id) != lost
        anew = publish(again, orla, trial__days=60)
        assert (anew.number, lost.number) == (3, 3)
        page = policy_file(again, shop, 3, "refund.html").path.read_bytes()
        assert page == outputs(edition_of(again, shop, anew))["refund.html"]
        assert not verify_all(again).faults
    finally:
        again.store.close()


def test_T45_backup_with_a_changed_version_is_not_taken(
    desk: Desk, orla: Actor, copied: Path, bring_back: BringBack
):
    desk.store.close()
    with closing(sqlite3.connect(copied)) as connection:
        connection.execute("UPDATE policies SET text = replace(text, '21', '12') WHERE number = 2")
        # Whoever can write the file can write its sum.
        connection.execute("PRAGMA user_version = 0")
        connection.commit()

    with pytest.raises(NotProven):
        bring_back(copied)


def test_command_names_a_page_that_was_changed_on_disk(
    desk: Desk, orla: Actor, amends: Amends, copied: Path
):
    with desk.store.read() as connection:
        shop = shops.shop_by_id(connection, orla.shop_id)
    file = policy_file(desk, shop, 2, "refund.html").path
    assert amends("verify", "--all").exit_code == 0
    file.write_bytes(file.read_bytes().replace(b"42", b"24"))

    told = amends("verify", "--all")
    assert told.exit_code == 1
    assert "wren-tide, the policy that was published on Wednesday 18 November 2026" in told.output
    assert "lies on disk otherwise than it was published" in told.output
