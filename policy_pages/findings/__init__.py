"""The words of the checks of law, by the id of the check."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from policy_pages.findings import eu, members, overseas, uk_us

# Id of the check: the reason, and what to do about it.
FINDINGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {**eu.WORDS, **members.WORDS, **uk_us.WORDS, **overseas.WORDS}
)
