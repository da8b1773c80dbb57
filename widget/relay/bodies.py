"""A body of JSON from a machine that nobody knows yet, read within limits [T62]."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from widget.relay.door import BadBody

DEEPEST = 16


def read_json(body: bytes) -> dict[str, Any]:
    """The object in a body. Raises ``BadBody`` for all else: doubled keys, NaN, too deep."""
    if _depth(body) > DEEPEST:
        raise BadBody("too deep")
    try:
        value = json.loads(
            body.decode("utf-8"), object_pairs_hook=_each_key_once, parse_constant=_no_constant
        )
    except (ValueError, RecursionError) as error:
        raise BadBody(type(error).__name__) from None
    if not isinstance(value, dict):
        raise BadBody("no object")
    return value


def text_of(said: dict[str, Any], name: str, most: int) -> str:
    """A text in an object, not empty and no longer than ``most`` letters. Raises ``BadBody``."""
    value = said.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= most:
        raise BadBody(name)
    return value


def _depth(body: bytes) -> int:
    """How deep brackets are nested, outside of texts."""
    deepest = depth = 0
    quoted = escaped = False
    for byte in body:
        if quoted:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                quoted = False
        elif byte == 0x22:
            quoted = True
        elif byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _no_constant(text: str) -> NoReturn:
    raise ValueError(text)
