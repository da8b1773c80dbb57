"""The owner's lists: what is due first, page by page, and search over everything."""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass

from widget.cases.model import KINDS, STATES, Case
from widget.cases.text import search_words
from widget.desk.wired import Desk
from widget.storage import lists

_MARK_BYTES = 8


@dataclass(frozen=True)
class InboxPage:
    """One page of a list. ``next`` is the cursor of the page after, empty on the last one.

    ``counts`` says how many cases stand in each state of ``STATES``.
    """

    cases: list[Case]
    next: str
    counts: dict[str, int]


def inbox_page(
    desk: Desk,
    shop_id: int,
    view: str,
    *,
    kind: str = "",
    words: str = "",
    after: str = "",
    limit: int = 50,
) -> InboxPage:
    """The cases of one view (a state), or of a search through all of them.

    A cursor that is not ours or of another list gives the first page; a view that does not exist
    is the open one, and a kind that does not exist is every kind.
    """
    state = view if view in STATES else "open"
    kind = kind if kind in KINDS else ""
    asked = search_words(words)
    listed = "search" if asked else state
    key = _read_cursor(desk, shop_id, listed, after)
    with desk.store.read() as connection:
        found = lists.list_cases(
            connection, shop_id, state=state, kind=kind, words=asked, after=key, limit=limit + 1
        )
        counted = lists.count_states(connection, shop_id)
    counts: dict[str, int] = {name: counted.get(name, 0) for name in STATES}
    more = ""
    if len(found) > limit:
        last = found[limit - 1]
        sorted_by = last.due_on if listed == "open" else last.changed_at
        more = _make_cursor(desk, shop_id, listed, sorted_by, last.id)
    return InboxPage(cases=found[:limit], next=more, counts=counts)


def _make_cursor(desk: Desk, shop_id: int, listed: str, key: str | int, case_id: int) -> str:
    text = f"{shop_id}|{listed}|{key}|{case_id}".encode()
    mark = desk.keyed_hash(b"cursor", text)[:_MARK_BYTES]
    return base64.urlsafe_b64encode(mark + text).decode().rstrip("=")


def _read_cursor(
    desk: Desk, shop_id: int, listed: str, cursor: str
) -> tuple[str | int, int] | None:
    if not cursor or len(cursor) > 200:
        return None
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    mark, text = raw[:_MARK_BYTES], raw[_MARK_BYTES:]
    if not hmac.compare_digest(mark, desk.keyed_hash(b"cursor", text)[:_MARK_BYTES]):
        return None
    shop, of, key, case_id = text.decode().split("|")
    # Each list has keys of its own kind: days here, moments there.
    if int(shop) != shop_id or of != listed:
        return None
    return (int(key) if key.isdigit() else key), int(case_id)
