"""One version of a policy: the answers, and all that its pages are stamped with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from policy_pages.answers import Answer, Money, OwnWords, Tier
from policy_pages.profile import answer_of, field_specs
from policy_pages.site_sections import Profile

TAG = b"amends policy edition 1"


@dataclass(frozen=True)
class Edition:
    """The answers and what the pages made from them carry; equal editions give equal bytes.

    ``number`` counts the published versions from 1; 0 is a draft, or a file that no desk published.
    ``day`` is the first day in force, in the shop's zone. ``desk`` is the address of the desk
    without a slash at its end, ``shop`` the shop's short name there; both empty: there is no desk,
    and the pages carry no form. ``locales`` are those of the pages, the shop's own language first.
    """

    profile: Profile
    number: int
    day: date
    desk: str = ""
    shop: str = ""
    locales: tuple[str, ...] = ("en",)

    @cached_property
    def hash(self) -> str:
        """SHA-256 (hexadecimal) over the answers and everything else of this version."""
        digest = hashlib.sha256()
        for part in (TAG, *_parts(self)):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        return digest.hexdigest()

    @property
    def fingerprint(self) -> str:
        """The beginning of the hash as people read it: ``7d1e 90ab 44c2``."""
        return " ".join(self.hash[at : at + 4] for at in (0, 4, 8))

    @property
    def has_desk(self) -> bool:
        """Whether the pages lead to a form."""
        return bool(self.desk and self.shop)


def _parts(edition: Edition) -> Iterator[bytes]:
    yield str(edition.number).encode()
    yield edition.day.isoformat().encode()
    yield edition.desk.encode()
    yield edition.shop.encode()
    yield " ".join(edition.locales).encode()
    yield canonical_answers(edition.profile).encode()


def canonical_answers(profile: Profile) -> str:
    """The answers as JSON with one way to write them.

    An answer that is the default is left out, so that a field which a later release adds does not
    change the hash of what was published before it.
    """
    told = {
        name: _plain(answer_of(profile, name))
        for name, spec in field_specs().items()
        if answer_of(profile, name) != spec.default
    }
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _plain(answer: Answer | Tier | OwnWords) -> object:
    if isinstance(answer, bool | int | str) or answer is None:
        return answer
    if isinstance(answer, date):
        return answer.isoformat()
    if isinstance(answer, Decimal):
        return f"{answer.normalize():f}"
    if isinstance(answer, Money):
        return [answer.minor, answer.currency]
    if isinstance(answer, Tier):
        return [answer.hours_before, answer.refund_percent]
    if isinstance(answer, OwnWords):
        return [answer.page, answer.language, answer.text]
    return [_plain(each) for each in answer]
