"""The policy of a shop: published versions, which never change, their files, and the draft."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, insert, select, update

from widget.cases.errors import DraftMovedOn
from widget.storage.tables import policies, policy_drafts, policy_files


@dataclass(frozen=True)
class PolicyVersion:
    """A published version. In force from ``at`` (ms UTC) on; ``day`` is the shop's ISO day of it.

    ``text`` is its policy.toml; ``locales`` are the languages of its pages, the shop's own first.
    """

    shop_id: int
    number: int
    at: int
    day: str
    hash: str
    text: str
    locales: tuple[str, ...] = ("en",)


@dataclass(frozen=True)
class Stamp:
    """Since when a version is in force: all that is needed to choose one."""

    number: int
    at: int
    day: str


@dataclass(frozen=True)
class DraftRow:
    """What waits to be published; ``text`` is empty where nothing does. ``seen`` counts savings."""

    text: str
    seen: int
    changed_at: int
    person: int


def _version_of(row: RowMapping) -> PolicyVersion:
    return PolicyVersion(
        shop_id=row["shop_id"],
        number=row["number"],
        at=row["at"],
        day=row["day"],
        hash=row["hash"],
        text=row["text"],
        locales=tuple(row["locales"].split(",")),
    )


def versions_of(connection: Connection, shop_id: int) -> list[PolicyVersion]:
    """All versions of a shop's policy, newest first."""
    rows = connection.execute(
        select(policies).where(policies.c.shop_id == shop_id).order_by(policies.c.number.desc())
    ).mappings()
    return [_version_of(row) for row in rows]


def stamps_of(connection: Connection, shop_id: int) -> list[Stamp]:
    """Number, moment and day of all versions, newest first, without their texts."""
    rows = connection.execute(
        select(policies.c.number, policies.c.at, policies.c.day)
        .where(policies.c.shop_id == shop_id)
        .order_by(policies.c.number.desc())
    ).all()
    return [Stamp(row.number, row.at, row.day) for row in rows]


def newest_version(connection: Connection, shop_id: int) -> PolicyVersion | None:
    """The version in force; ``None`` where none was ever published."""
    row = (
        connection.execute(
            select(policies)
            .where(policies.c.shop_id == shop_id)
            .order_by(policies.c.number.desc())
            .limit(1)
        )
        .mappings()
        .first()
    )
    return None if row is None else _version_of(row)


def languages_of(connection: Connection, shop_id: int) -> tuple[str, ...]:
    """The languages of the version in force; empty where none was ever published."""
    found = connection.scalar(
        select(policies.c.locales)
        .where(policies.c.shop_id == shop_id)
        .order_by(policies.c.number.desc())
        .limit(1)
    )
    return tuple(found.split(",")) if found else ()


def find_version(connection: Connection, shop_id: int, number: int) -> PolicyVersion | None:
    """One version by its number; ``None`` where there is none."""
    where = (policies.c.shop_id == shop_id) & (policies.c.number == number)
    row = connection.execute(select(policies).where(where)).mappings().first()
    return None if row is None else _version_of(row)


def insert_version(
    connection: Connection, version: PolicyVersion, files: Mapping[str, bytes]
) -> None:
    """Keep a version with its files for ever. ``files``: path → body, compressed (``packed``)."""
    connection.execute(
        insert(policies).values(
            shop_id=version.shop_id,
            number=version.number,
            at=version.at,
            day=version.day,
            hash=version.hash,
            locales=",".join(version.locales),
            text=version.text,
        )
    )
    rows = [
        {"shop_id": version.shop_id, "number": version.number, "path": path, "body": body}
        for path, body in files.items()
    ]
    connection.execute(insert(policy_files), rows)


def files_of(connection: Connection, shop_id: int, number: int) -> dict[str, bytes]:
    """The files of a version as they are kept: path → compressed body."""
    where = (policy_files.c.shop_id == shop_id) & (policy_files.c.number == number)
    rows = connection.execute(
        select(policy_files.c.path, policy_files.c.body).where(where).order_by(policy_files.c.path)
    ).all()
    return {row.path: row.body for row in rows}


def digests_of(connection: Connection, shop_id: int) -> dict[int, dict[str, object]]:
    """What the event of its publishing says of each version, worked out from what is kept."""
    return {
        version.number: told_of(version, files_of(connection, shop_id, version.number))
        for version in versions_of(connection, shop_id)
    }


def told_of(version: PolicyVersion, kept: Mapping[str, bytes]) -> dict[str, object]:
    """What the event of its publishing says of a version and its files as they are kept."""
    return {
        "number": version.number,
        "at": version.at,
        "day": version.day,
        "locales": list(version.locales),
        "hash": version.hash,
        "files_sha256": digest_of_files(kept),
        "text_sha256": digest_of_text(version.text),
    }


def packed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files as they are kept: compressed, and the same bytes each time."""
    return {path: gzip.compress(body, 9, mtime=0) for path, body in files.items()}


def digest_of(parts: Iterable[bytes]) -> str:
    """SHA-256 (hex) over parts, each with its length before it as in the proof of a case."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(4, "big"))
        digest.update(part)
    return digest.hexdigest()


def digest_of_files(kept: Mapping[str, bytes]) -> str:
    """SHA-256 (hex) over the paths and bodies of a version as they are kept, in order of path."""
    return digest_of(part for path in sorted(kept) for part in (path.encode(), kept[path]))


def digest_of_text(text: str) -> str:
    """SHA-256 (hex) of a policy.toml."""
    return hashlib.sha256(text.encode()).hexdigest()


def find_draft(connection: Connection, shop_id: int) -> DraftRow:
    """What waits to be published, with how often the draft was saved; 0 where it never was."""
    row = connection.execute(
        select(policy_drafts).where(policy_drafts.c.shop_id == shop_id)
    ).first()
    if row is None:
        return DraftRow("", 0, 0, 0)
    return DraftRow(row.text, row.seen, row.changed_at, row.person)


def put_draft(
    connection: Connection, shop_id: int, text: str, *, seen: int, now: int, person: int
) -> int:
    """Keep a draft in the place of the one that was ``seen``; returns its own number.

    An empty ``text`` ends the draft. Raises ``DraftMovedOn`` where there is a newer one.
    """
    before = find_draft(connection, shop_id)
    if before.seen != seen:
        raise DraftMovedOn
    values = {"text": text, "seen": seen + 1, "changed_at": now, "person": person}
    if before.seen == 0:
        connection.execute(insert(policy_drafts).values(shop_id=shop_id, **values))
    else:
        where = (policy_drafts.c.shop_id == shop_id) & (policy_drafts.c.seen == seen)
        connection.execute(update(policy_drafts).where(where).values(values))
    return seen + 1
