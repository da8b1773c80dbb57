"""A published policy is proven: whatever is changed in it afterwards, ``verify`` names it."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from tests.desk.conftest import Rows
from tests.policies import publish
from widget.cases.errors import ProofBroken
from widget.cases.model import Shop
from widget.desk import Actor, Desk, policy_file, verify_all, verify_case


@pytest.fixture
def desk(desk: Desk, settings: Any) -> Desk:
    """A desk with a folder for its pages."""
    desk.data = settings.data
    return desk


@pytest.fixture
def published(desk: Desk, shop: Shop, orla: Actor) -> Shop:
    """A shop with two versions of its policy."""
    publish(desk, orla)
    publish(desk, orla, trial__days=21)
    return shop


def test_published_policy_verifies(desk: Desk, published: Shop):
    verify_case(desk, published.id, 0)

    assert verify_all(desk).faults == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE policies SET text = replace(text, 'goods', 'g00ds') WHERE number = 1",
        "UPDATE policies SET day = '2026-11-01' WHERE number = 1",
        "UPDATE policies SET at = at - 1 WHERE number = 1",
        "UPDATE policies SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE number = 1",
        "UPDATE policies SET locales = 'de,en' WHERE number = 1",
        "UPDATE policies SET number = 7 WHERE number = 1",
        "DELETE FROM policies WHERE number = 1",
        "DELETE FROM policy_files WHERE number = 1 AND path = 'refund.html'",
        "UPDATE policy_files SET path = 'x.html' WHERE number = 1 AND path = 'refund.html'",
        "INSERT INTO policy_files VALUES ((SELECT shop_id FROM shops LIMIT 1), 1, 'x', x'00')",
    ],
)
def test_T71_whatever_is_changed_in_a_version_is_found_at_its_event(
    desk: Desk, published: Shop, rows: Rows, change: str
):
    rows.edit(change)

    (event, _) = rows.of("events", kind="policy_published")
    (fault,) = verify_all(desk).faults
    assert (fault.shop, fault.case_id, fault.seq) == (published, 0, event["seq"])
    assert fault.reason == ("a version of the policy is missing or not the one that was published")
    with pytest.raises(ProofBroken):
        verify_case(desk, published.id, 0)


def test_T71_every_byte_of_a_published_file_is_watched(desk: Desk, published: Shop, rows: Rows):
    (row,) = rows.of("policy_files", number=2, path="checkout.txt")
    update = "UPDATE policy_files SET body = ? WHERE number = 2 AND path = 'checkout.txt'"
    for place in (*range(20), *range(20, len(row["body"]), 11), len(row["body"]) - 1):
        changed = bytearray(row["body"])
        changed[place] ^= 1
        rows.edit(update, bytes(changed))
        with pytest.raises(ProofBroken):
            verify_case(desk, published.id, 0)
        rows.edit(update, row["body"])
    verify_case(desk, published.id, 0)


def test_T71_version_that_nobody_published_is_found(desk: Desk, published: Shop, rows: Rows):
    rows.edit("INSERT INTO policies SELECT shop_id, 9, at, day, hash, locales, text"
              " FROM policies WHERE number = 2")  # fmt: skip

    (fault,) = verify_all(desk).faults
    assert (fault.case_id, fault.at) == (0, None)


@pytest.mark.parametrize("twin", [False, True])
def test_T71_changed_byte_of_a_page_on_disk_is_found(desk: Desk, published: Shop, twin: bool):
    file = policy_file(desk, published, None, "refund.html")
    page = file.path.read_bytes().replace(b"42", b"41")
    if twin:
        file.twin.write_bytes(gzip.compress(page))
    else:
        file.path.write_bytes(page)

    (fault,) = verify_all(desk).faults
    assert (fault.seq, fault.kind) == (0, "policy_published")
    assert fault.reason == "a page of the policy lies on disk otherwise than it was published"


def test_damaged_twin_is_found_and_not_a_defect(desk: Desk, published: Shop):
    policy_file(desk, published, None, "refund.html").twin.write_bytes(b"no gzip")

    assert len(verify_all(desk).faults) == 1


def test_missing_page_on_disk_is_no_fault_since_it_is_written_again(desk: Desk, published: Shop):
    policy_file(desk, published, None, "refund.html").path.unlink()

    assert verify_all(desk).faults == []
    assert policy_file(desk, published, None, "refund.html").path.is_file()
