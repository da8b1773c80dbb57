"""A policy is drafted, published and kept: what is frozen stays, and nobody overwrites anybody."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from policy_pages.errors import BadPolicy
from policy_pages.profile import read_profile, write_profile
from policy_pages.render import outputs
from tests.conftest import Clock
from tests.desk.conftest import Rows
from tests.policies import profile, publish, save
from widget.cases.errors import DraftMovedOn, PolicyNotLawful, StorageUnavailable, UnknownPage
from widget.cases.model import Shop
from widget.desk import (
    Actor,
    Desk,
    change_shop,
    draft_of,
    drop_draft,
    edition_of,
    policy_file,
    policy_in_force,
    policy_version,
    policy_versions,
    publish_policy,
    save_draft,
)
from widget.storage import policies


@pytest.fixture
def desk(desk: Desk, settings: Any) -> Desk:
    """A desk with a folder for its pages."""
    desk.data = settings.data
    return desk


# The draft.


def test_first_day_has_a_proposal_with_what_the_desk_knows_already(desk: Desk, shop: Shop):
    draft = draft_of(desk, shop)

    found = read_profile(draft.text, "policy.toml")
    assert (draft.seen, draft.changed_at) == (0, None)
    assert found.contact.name == "Wren & Tide"
    assert found.contact.address == "4 Quay Lane, Kilmarra, Co. Clare, Ireland"
    assert found.contact.email == "orla@wrenandtide.example"
    assert (found.seller.country, found.page.language, found.buyer_regions) == ("IE", "en", ("EU",))


def test_shop_outside_of_the_union_is_proposed_its_own_country(desk: Desk, shop: Shop, orla: Actor):
    there = change_shop(desk, orla, {"country": "GB"})

    found = read_profile(draft_of(desk, there).text, "policy.toml")
    assert (found.seller.country, found.buyer_regions) == ("UK", ("UK",))


def test_draft_is_kept_as_it_was_saved_and_leaves_what_is_in_force(
    desk: Desk, shop: Shop, orla: Actor, clock: Clock
):
    published = publish(desk, orla)
    seen = save(desk, orla, trial__days=21)

    draft = draft_of(desk, shop)
    assert read_profile(draft.text, "policy.toml").trial.days == 21
    assert (draft.seen, draft.changed_at) == (seen, clock.now)
    assert policy_in_force(desk, shop.id) == published


def test_draft_may_lack_what_publishing_needs(desk: Desk, shop: Shop, orla: Actor):
    seen = save(desk, orla, contact__address="")

    with pytest.raises(BadPolicy) as refused:
        publish_policy(desk, orla, seen)
    assert [fault.field for fault in refused.value.faults] == ["contact.address"]
    assert policy_versions(desk, shop.id) == []
    assert draft_of(desk, shop).seen == seen


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("sells = [", ""),
        ('[trial]\ndays = -3\n[contact]\nname = "W"\naddress = "4"', "trial.days"),
        ('nonsense = 1\n[contact]\nname = "W"\naddress = "4"', "nonsense"),
    ],
)
def test_answers_with_faults_are_not_saved(
    desk: Desk, shop: Shop, orla: Actor, text: str, field: str
):
    before = draft_of(desk, shop)

    with pytest.raises(BadPolicy) as refused:
        save_draft(desk, orla, text, before.seen)
    assert field in {fault.field for fault in refused.value.faults} | {""}
    assert draft_of(desk, shop) == before


def test_whoever_saves_last_does_not_overwrite_what_they_have_not_seen(
    desk: Desk, shop: Shop, orla: Actor
):
    seen = draft_of(desk, shop).seen
    save_draft(desk, orla, write_profile(profile(trial__days=10)), seen)

    with pytest.raises(DraftMovedOn):
        save_draft(desk, orla, write_profile(profile(trial__days=20)), seen)
    assert read_profile(draft_of(desk, shop).text, "policy.toml").trial.days == 10


def test_page_of_before_a_publishing_cannot_be_saved_over_it(desk: Desk, shop: Shop, orla: Actor):
    seen = draft_of(desk, shop).seen
    publish(desk, orla)

    with pytest.raises(DraftMovedOn):
        save_draft(desk, orla, write_profile(profile(trial__days=20)), seen)
    with pytest.raises(DraftMovedOn):
        publish_policy(desk, orla, seen)


def test_dropped_draft_leads_back_to_what_is_in_force(desk: Desk, shop: Shop, orla: Actor):
    published = publish(desk, orla)
    save(desk, orla, trial__days=21)
    drop_draft(desk, orla)
    drop_draft(desk, orla)

    draft = draft_of(desk, shop)
    assert (draft.text, draft.changed_at) == (published.text, None)


def test_T01_draft_of_another_shop_stays_its_own(
    desk: Desk, shop: Shop, other_shop: Shop, orla: Actor, other_orla: Actor
):
    save(desk, other_orla, contact__name="CANARY-B Bakery")
    publish(desk, other_orla, contact__name="CANARY-B Bakery")
    save(desk, other_orla, contact__name="CANARY-B Bakery again")

    assert "CANARY-B" not in draft_of(desk, shop).text
    assert policy_in_force(desk, shop.id) is None
    with pytest.raises(UnknownPage):
        policy_version(desk, shop.id, 1)


# Publishing.


def test_publishing_freezes_answers_pages_and_hash(
    desk: Desk, shop: Shop, orla: Actor, rows: Rows, clock: Clock
):
    version = publish(desk, orla)

    assert (version.number, version.day, version.locales) == (1, "2026-11-17", ("en", "de"))
    assert clock.now - 1000 < version.at <= clock.now
    assert version.text == write_profile(profile())
    assert version == policy_version(desk, shop.id, 1)
    edition = edition_of(desk, shop, version)
    assert version.hash == edition.hash
    kept = {row["path"]: gzip.decompress(row["body"]) for row in rows.of("policy_files")}
    assert kept == dict(outputs(edition))
    assert kept["policy.toml"] == version.text.encode()
    assert json.loads(kept["version.json"])["hash"] == version.hash
    assert draft_of(desk, shop).changed_at is None


def test_publishing_is_in_the_shops_own_history(desk: Desk, orla: Actor, rows: Rows):
    version = publish(desk, orla)

    (header,) = rows.of("events", kind="policy_published")
    (payload,) = rows.of("payloads", event_id=header["event_id"])
    bodies = {row["path"]: row["body"] for row in rows.of("policy_files")}
    assert (header["case_id"], header["role"], header["actor"]) == (0, "owner", orla.person_id)
    assert json.loads(payload["body"]) == {
        "number": 1,
        "at": version.at,
        "day": "2026-11-17",
        "locales": ["en", "de"],
        "hash": version.hash,
        "files_sha256": policies.digest_of_files(bodies),
        "text_sha256": policies.digest_of_text(version.text),
    }


def test_next_version_leaves_the_one_before_as_it_was(desk: Desk, orla: Actor, rows: Rows):
    publish(desk, orla)
    before = (rows.of("policies", number=1), rows.of("policy_files", number=1))
    second = publish(desk, orla, trial__days=21)

    assert second.number == 2
    assert (rows.of("policies", number=1), rows.of("policy_files", number=1)) == before
    assert [version.number for version in policy_versions(desk, orla.shop_id)] == [2, 1]


def test_day_of_a_version_is_the_shops_own(desk: Desk, other_orla: Actor, clock: Clock):
    clock.forward(hours=9)  # 23:06 UTC, after midnight in Berlin

    assert publish(desk, other_orla).day == "2026-11-18"


def test_clock_that_was_set_back_puts_no_version_before_the_last(
    desk: Desk, orla: Actor, clock: Clock
):
    publish(desk, orla)
    clock.forward(days=-3)

    assert publish(desk, orla, trial__days=21).day == "2026-11-17"


def test_equal_answers_are_not_published_twice(desk: Desk, shop: Shop, orla: Actor):
    first = publish(desk, orla)

    assert publish(desk, orla) == first
    assert len(policy_versions(desk, shop.id)) == 1
    assert draft_of(desk, shop).changed_at is None


def test_another_address_of_the_desk_is_a_version_of_its_own(desk: Desk, shop: Shop, orla: Actor):
    publish(desk, orla)
    desk.base_url = "https://desk.example"

    assert publish(desk, orla).number == 2


def test_unlawful_policy_is_refused_and_nothing_changes(
    desk: Desk, shop: Shop, orla: Actor, rows: Rows
):
    publish(desk, orla)
    seen = save(desk, orla, refund__days=60, refund__form="store_credit")
    before = rows.of_shop(shop.id)

    with pytest.raises(PolicyNotLawful) as refused:
        publish_policy(desk, orla, seen)
    assert "refund.form" in {finding.field for finding in refused.value.findings}
    assert rows.of_shop(shop.id) == before


def test_helper_of_two_who_publish_at_once_hears_of_it(desk: Desk, orla: Actor):
    seen = save(desk, orla)
    publish_policy(desk, orla, seen)

    with pytest.raises(DraftMovedOn):
        publish_policy(desk, orla, seen)


# The files.


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_file_lies_on_disk_with_a_compressed_twin(desk: Desk, shop: Shop, orla: Actor):
    version = publish(desk, orla)

    file = policy_file(desk, shop, None, "refund.html")

    assert file.path.read_bytes() == outputs(edition_of(desk, shop, version))["refund.html"]
    assert gzip.decompress(file.twin.read_bytes()) == file.path.read_bytes()
    assert (file.mime, len(file.etag)) == ("text/html", 20)
    assert policy_file(desk, shop, 1, "refund.html") == file
    assert policy_file(desk, shop, 1, "refund.md").etag != file.etag


def test_publishing_writes_the_files_at_once(desk: Desk, shop: Shop, orla: Actor):
    publish(desk, orla)

    assert desk.data is not None
    assert any(name.endswith("refund.html") for name in files_below(desk.data / "pages"))


def test_missing_folder_is_written_again_from_the_database(desk: Desk, shop: Shop, orla: Actor):
    publish(desk, orla)
    assert desk.data is not None
    before = files_below(desk.data / "pages")
    for path in sorted((desk.data / "pages").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()

    policy_file(desk, shop, None, "de/refund.txt")

    assert files_below(desk.data / "pages") == before


@pytest.mark.parametrize(
    "path",
    ["", "refund", "../1/refund.html", "/etc/passwd", "refund.html.gz", "fr/refund.html",
     "en/refund.html", "refund.html\0", "REFUND.html", "policy.toml/", "a" * 300],
)  # fmt: skip
def test_T03_only_the_names_that_a_version_has_are_looked_for(
    desk: Desk, shop: Shop, orla: Actor, path: str
):
    publish(desk, orla)

    with pytest.raises(UnknownPage):
        policy_file(desk, shop, None, path)


def test_T03_files_of_another_shop_are_not_found(
    desk: Desk, shop: Shop, other_shop: Shop, other_orla: Actor
):
    publish(desk, other_orla)

    with pytest.raises(UnknownPage):
        policy_file(desk, shop, None, "refund.html")
    with pytest.raises(UnknownPage):
        policy_file(desk, shop, 1, "refund.html")
    with pytest.raises(UnknownPage):
        policy_file(desk, other_shop, 2, "refund.html")


def test_desk_without_a_folder_says_so(desk: Desk, shop: Shop, orla: Actor):
    publish(desk, orla)
    desk.data = None

    with pytest.raises(StorageUnavailable):
        policy_file(desk, shop, None, "refund.html")
