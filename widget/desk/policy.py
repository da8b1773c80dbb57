"""The policy of a shop: its draft, and publishing, which freezes a version for ever."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from policy_pages.edition import Edition
from policy_pages.errors import BadPolicy, MissingAnswer
from policy_pages.lint import has_errors, lint
from policy_pages.profile import Profile, read_answers, read_profile, with_answer, write_profile
from policy_pages.render import outputs
from policy_pages.rules import country_code, known_places, members
from widget.cases.deadlines import local_day
from widget.cases.errors import DraftMovedOn, PolicyNotLawful, StorageUnavailable, UnknownPage
from widget.cases.model import Shop
from widget.desk.published import write_pages
from widget.desk.wired import Actor, Desk
from widget.storage import cases, policies, shops
from widget.storage.policies import PolicyVersion

FILE_NAME = "policy.toml"  # what a fault in the answers names as its file


@dataclass(frozen=True)
class PolicyDraft:
    """The answers that would be published next.

    ``seen`` tells later whether somebody else was faster. ``changed_at`` (ms UTC) is ``None``
    where nothing waits to be published, and ``text`` is then what is in force or a first proposal.
    """

    text: str
    seen: int
    changed_at: int | None


def policy_in_force(desk: Desk, shop_id: int) -> PolicyVersion | None:
    """The version in force; ``None`` where the shop has published none."""
    with desk.store.read() as connection:
        return policies.newest_version(connection, shop_id)


def policy_languages(desk: Desk, shop_id: int) -> tuple[str, ...]:
    """The languages of the version in force, the shop's own first; empty where there is none."""
    with desk.store.read() as connection:
        return policies.languages_of(connection, shop_id)


def policy_versions(desk: Desk, shop_id: int) -> list[PolicyVersion]:
    """Every version that was published, newest first."""
    with desk.store.read() as connection:
        return policies.versions_of(connection, shop_id)


def policy_version(desk: Desk, shop_id: int, number: int) -> PolicyVersion:
    """One published version. Raises ``UnknownPage``."""
    with desk.store.read() as connection:
        found = policies.find_version(connection, shop_id, number)
    if found is None:
        raise UnknownPage(str(number))
    return found


def profile_of(version: PolicyVersion) -> Profile:
    """The answers of a published version."""
    return read_profile(version.text, FILE_NAME)


def edition_of(desk: Desk, shop: Shop, version: PolicyVersion) -> Edition:
    """A published version as the pages are rendered from it."""
    return _edition(
        desk,
        shop,
        profile_of(version),
        number=version.number,
        day=date.fromisoformat(version.day),
        locales=version.locales,
    )


def edition_of_draft(desk: Desk, shop: Shop, profile: Profile) -> Edition:
    """Answers as they would be published now, as the number that comes next."""
    newest = policy_in_force(desk, shop.id)
    return _edition(
        desk,
        shop,
        profile,
        number=newest.number + 1 if newest else 1,
        day=local_day(desk.clock(), shop.zone),
        locales=shop.languages,
    )


def _edition(
    desk: Desk, shop: Shop, profile: Profile, *, number: int, day: date, locales: tuple[str, ...]
) -> Edition:
    return Edition(
        profile=profile,
        number=number,
        day=day,
        desk=desk.base_url,
        shop=shop.slug,
        locales=locales,
    )


def draft_of(desk: Desk, shop: Shop) -> PolicyDraft:
    """The draft; where none waits, what is in force; on the first day, a proposal for the shop.

    The proposal may lack what only the owner knows (an address): ``read_answers`` says what.
    """
    with desk.store.read() as connection:
        row = policies.find_draft(connection, shop.id)
        newest = policies.newest_version(connection, shop.id)
    if row.text:
        return PolicyDraft(row.text, row.seen, row.changed_at)
    text = newest.text if newest else write_profile(first_profile(shop))
    return PolicyDraft(text, row.seen, None)


def first_profile(shop: Shop) -> Profile:
    """What the desk knows already of a shop that has answered nothing yet."""
    country = country_code(shop.country)
    known = {
        "contact.name": shop.name,
        "contact.address": shop.address,
        "contact.email": shop.mailbox,
        "contact.phone": shop.phone or None,
        "seller.country": country if country in known_places() else None,
        "page.language": shop.languages[0],
    }
    profile = Profile()
    for name, answer in known.items():
        profile = with_answer(profile, name, answer)
    if country in known_places() and country not in members():
        profile = with_answer(profile, "buyer_regions", (country,))
    return profile


def save_draft(desk: Desk, actor: Actor, text: str, seen: int) -> int:
    """Keep answers that are not published yet; returns the new ``seen``.

    What must be answered before publishing may still be missing. Raises ``BadPolicy`` for every
    other fault and ``DraftMovedOn``; nothing is saved then.
    """
    profile, faults = read_answers(text, FILE_NAME)
    wrong = [fault for fault in faults if not isinstance(fault, MissingAnswer)]
    if wrong:
        raise BadPolicy(wrong, FILE_NAME)
    kept = write_profile(profile)
    return desk.store.writer.change(
        lambda connection: policies.put_draft(
            connection,
            actor.shop_id,
            kept,
            seen=seen,
            now=desk.clock(),
            person=actor.person_id,
        )
    )


def drop_draft(desk: Desk, actor: Actor) -> None:
    """Go back to what is in force; nothing happens where no draft waits."""

    def change(connection: Connection) -> None:
        row = policies.find_draft(connection, actor.shop_id)
        if row.text:
            _end_draft(desk, connection, actor, row.seen)

    desk.store.writer.change(change)


def _end_draft(desk: Desk, connection: Connection, actor: Actor, seen: int) -> None:
    policies.put_draft(
        connection, actor.shop_id, "", seen=seen, now=desk.clock(), person=actor.person_id
    )


def publish_policy(desk: Desk, actor: Actor, seen: int) -> PolicyVersion:
    """Put the draft in force, from this moment on, with all its pages.

    Answers that are in force already are not published twice. Raises ``BadPolicy``,
    ``PolicyNotLawful`` and ``DraftMovedOn``; the version in force stays then.
    """
    with desk.store.read() as connection:
        shop = shops.shop_by_id(connection, actor.shop_id)
    draft = draft_of(desk, shop)
    if draft.seen != seen:
        raise DraftMovedOn
    profile = read_profile(draft.text, FILE_NAME)
    now = desk.clock()
    findings = lint(profile, local_day(now, shop.zone))
    if has_errors(findings):
        raise PolicyNotLawful(findings)
    newest = policy_in_force(desk, shop.id)
    if newest is not None and _says_the_same(desk, shop, newest, profile):
        drop_draft(desk, actor)
        return newest
    return _freeze(desk, actor, shop, profile, newest, seen, now)


def _says_the_same(desk: Desk, shop: Shop, newest: PolicyVersion, profile: Profile) -> bool:
    return (
        newest.text == write_profile(profile)
        and newest.locales == shop.languages
        # Another address of the desk stands in every link of the pages.
        and newest.hash == edition_of(desk, shop, newest).hash
    )


def _freeze(
    desk: Desk,
    actor: Actor,
    shop: Shop,
    profile: Profile,
    newest: PolicyVersion | None,
    seen: int,
    now: int,
) -> PolicyVersion:
    """Render and keep a version; the pages are made before the writer is asked."""
    day = local_day(now, shop.zone)
    if newest is not None:
        # A clock that was set back must not put a later version before an earlier one.
        day = max(day, date.fromisoformat(newest.day))
    number = newest.number + 1 if newest else 1
    edition = _edition(desk, shop, profile, number=number, day=day, locales=shop.languages)
    kept = policies.packed(outputs(edition))
    version = PolicyVersion(
        shop_id=shop.id,
        number=number,
        at=now,
        day=edition.day.isoformat(),
        hash=edition.hash,
        text=write_profile(profile),
        locales=edition.locales,
    )
    try:
        desk.store.writer.change(lambda c: _keep(desk, c, actor, version, kept, seen))
    except IntegrityError:
        # Another process was faster; one that asks first cannot be.
        raise DraftMovedOn from None
    with suppress(StorageUnavailable):
        # What could not be written now is written when somebody asks for it.
        write_pages(desk, shop, version)
    return version


def _keep(
    desk: Desk,
    connection: Connection,
    actor: Actor,
    version: PolicyVersion,
    kept: Mapping[str, bytes],
    seen: int,
) -> None:
    """The draft ends, the version with its files is there, and the shop's history tells of it."""
    before = policies.newest_version(connection, version.shop_id)
    if (before.number if before else 0) != version.number - 1:
        raise DraftMovedOn
    _end_draft(desk, connection, actor, seen)
    policies.insert_version(connection, version, kept)
    cases.record_for_shop(
        connection,
        version.shop_id,
        "policy_published",
        policies.told_of(version, kept),
        at=version.at,
        doer=actor.doer,
        random_bytes=desk.random_bytes,
    )
