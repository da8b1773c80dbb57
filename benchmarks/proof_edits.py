"""Change one byte in events, versions of a policy and receipts, again and again: is it found?

    python -m benchmarks.proof_edits --edits 1000

The desk has two shops, a case in every state, an erased one among them, and two versions of a
policy. An edit goes straight into the SQLite file, past everything of ours, and is taken back
afterwards; the event that it belongs to has to be named. As many edits go into receipts, as
customers have them, and none of those may be called genuine.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import tempfile
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.tally import Tally, say
from tests.migrations.keep import START_MS, filled_file
from tests.policies import publish
from widget.cases.errors import ProofBroken
from widget.cases.proof import canonical, receipt_proof
from widget.desk import Actor, Desk, all_shops, inspect_file, verify_case
from widget.storage import Store, histories, people, shops

COLUMNS = {
    "events": (
        "shop_id",
        "event_id",
        "case_id",
        "seq",
        "version",
        "kind",
        "at",
        "role",
        "actor",
        "door",
        "commitment",
        "prev",
        "hash",
    ),
    "payloads": ("shop_id", "event_id", "salt", "body"),
    "policies": ("shop_id", "number", "at", "day", "hash", "locales", "text"),
    "policy_files": ("shop_id", "number", "path", "body"),
}


_OF_EVENT = " JOIN events e ON e.shop_id = t.shop_id AND e.event_id = t.event_id"
# A version of a policy belongs to the event of its publishing.
_OF_VERSION = (
    " JOIN events e ON e.shop_id = t.shop_id AND e.kind = 'policy_published'"
    " JOIN payloads p ON p.shop_id = e.shop_id AND p.event_id = e.event_id"
    " WHERE json_extract(p.body, '$.number') = t.number"
)


@dataclass(frozen=True)
class Place:
    """Where an event stands: shop, case and number."""

    shop_id: int
    case_id: int
    seq: int


@dataclass(frozen=True)
class Edit:
    """One byte of one column of one row, and the event it belongs to."""

    table: str
    rowid: int
    column: str
    before: Any
    after: Any
    place: Place


def other_byte(raw: bytes, dice: random.Random) -> bytes:
    """The bytes with one of them changed."""
    at = dice.randrange(len(raw))
    return raw[:at] + bytes([raw[at] ^ dice.randrange(1, 256)]) + raw[at + 1 :]


def other_letter(raw: bytes, dice: random.Random) -> bytes:
    """The bytes with one of them become another letter or digit: it still looks like a receipt."""
    at = dice.randrange(len(raw))
    letter = dice.choice([one for one in b"0123456789abcdefghijABCDEF" if one != raw[at]])
    return raw[:at] + bytes([letter]) + raw[at + 1 :]


def draw(connection: sqlite3.Connection, dice: random.Random) -> Edit:
    """Choose a byte: first a table and column, so that the small ones are not forgotten."""
    table = dice.choice(["events", "events", "payloads", "policies", "policy_files"])
    column = dice.choice(COLUMNS[table])
    rows = connection.execute(
        f"SELECT t.rowid, t.{column}, e.shop_id, e.case_id, e.seq FROM {table} t"  # noqa: S608
        + (_OF_EVENT if table in {"events", "payloads"} else _OF_VERSION)
    ).fetchall()
    rowid, before, *place = dice.choice(rows)
    after: Any
    if isinstance(before, int):
        raw = other_byte(before.to_bytes(8, "big", signed=True), dice)
        after = int.from_bytes(raw, "big", signed=True)
    elif isinstance(before, str):
        after = other_byte(before.encode(), dice)
    else:
        after = other_byte(before, dice)
    return Edit(table, rowid, column, before, after, Place(*place))


def put(connection: sqlite3.Connection, edit: Edit, value: Any) -> bool:
    """Write a value; false where the table itself refuses it, as it does a second equal key."""
    is_text = isinstance(edit.before, str) and isinstance(value, bytes)
    new = "CAST(? AS TEXT)" if is_text else "?"
    try:
        connection.execute(
            f"UPDATE {edit.table} SET {edit.column} = {new} WHERE rowid = ?",  # noqa: S608
            (value, edit.rowid),
        )
    except sqlite3.IntegrityError:
        return False
    return True


def broken_places(desk: Desk, connection: sqlite3.Connection) -> list[Place]:
    """Verify every history there is; where each broken one breaks."""
    found = []
    chains = connection.execute(
        "SELECT shop_id, case_id FROM events UNION SELECT shop_id, case_id FROM cases"
        " UNION SELECT shop_id, 0 FROM shops"
    ).fetchall()
    for shop_id, case_id in chains:
        try:
            verify_case(desk, shop_id, case_id)
        except ProofBroken as broken:
            found.append(Place(shop_id, case_id, broken.seq))
    return found


def is_named(edit: Edit, broken: list[Place]) -> bool:
    """Whether the event is named where it stood.

    The newest event of a shop's own history is missed by no row when it is moved elsewhere, so
    there it counts that the one broken history is where it lies now.
    """
    own = [
        place
        for place in broken
        if (place.shop_id, place.case_id) == (edit.place.shop_id, edit.place.case_id)
    ]
    if own:
        return own == [edit.place]
    lies = {"shop_id": edit.place.shop_id, "case_id": edit.place.case_id}
    if edit.table != "events" or edit.place.case_id != 0 or edit.column not in lies:
        return False
    lies[edit.column] = edit.after
    return [(place.shop_id, place.case_id) for place in broken] == [tuple(lies.values())]


def publish_twice(desk: Desk) -> None:
    """Two versions of a policy for the first shop."""
    shop, *_ = all_shops(desk)
    with desk.store.read() as connection:
        (owner, *_) = people.people_of_shop(connection, shop.id)
    orla = Actor(shop.id, owner.id, "owner", owner.name)
    publish(desk, orla)
    publish(desk, orla, trial__days=21)


def receipts_of(desk: Desk) -> list[bytes]:
    """The receipts of all cases whose words are still there, in the one spelling."""
    found = []
    with desk.store.read() as connection:
        for shop in shops.all_shops(connection):
            for history in histories.next_histories(connection, shop.id, after=0, most=100):
                if history.events[0].payload is not None:
                    proof = receipt_proof(history.events[0], history.reference)
                    found.append(canonical(proof).encode())
    return found


def edit_receipts(desk: Desk, tally: Tally, edits: int, dice: random.Random) -> None:
    """Hand in receipts, each with one byte changed."""
    receipts = receipts_of(desk)
    for receipt in receipts:
        tally.check(inspect_file(desk, receipt).found == "genuine", "an untouched receipt is ours")
    found: Counter[str] = Counter()
    for _ in range(edits):
        changed = other_letter(dice.choice(receipts), dice)
        verdict = inspect_file(desk, changed).found
        found[verdict] += 1
        tally.check(verdict != "genuine", f"{changed!r} is not genuine")
    say(f"{edits} edits of receipts: " + ", ".join(f"{n} {word}" for word, n in found.items()))


def run(edits: int, seed: int) -> Tally:
    """Make so many edits, one at a time, and as many in receipts."""
    tally, dice = Tally(), random.Random(seed)
    by_column: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        path = filled_file(Path(name))
        desk = Desk(
            Store(f"sqlite:///{path}"), lambda: START_MS, random.randbytes, "https://desk.example"
        )
        publish_twice(desk)
        edit_receipts(desk, tally, edits, dice)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            tally.check(broken_places(desk, connection) == [], "an untouched desk verifies")
            done = 0
            while done < edits:
                edit = draw(connection, dice)
                if not put(connection, edit, edit.after):
                    continue
                done += 1
                by_column[f"{edit.table}.{edit.column}"] += 1
                broken = broken_places(desk, connection)
                tally.check(
                    bool(broken) and is_named(edit, broken), f"{edit} is found and named: {broken}"
                )
                put(connection, edit, edit.before)
            tally.check(broken_places(desk, connection) == [], "with all taken back it verifies")
        desk.store.close()
    say(", ".join(f"{column} {count}" for column, count in sorted(by_column.items())))
    say(f"{edits} edits of one byte, {len(tally.wrong)} not found or not named (seed {seed})")
    return tally


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = parser.parse_args()
    run(given.edits, given.seed).end()


if __name__ == "__main__":
    main()
