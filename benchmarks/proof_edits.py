"""Change one byte somewhere in the events of a desk, again and again: is it found, and named?

    python -m benchmarks.proof_edits --edits 1000

The desk has two shops and a case in every state, an erased one among them. An edit goes straight
into the SQLite file, past everything of ours, and is taken back afterwards.
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
from widget.cases.errors import ProofBroken
from widget.desk import Desk, verify_case
from widget.storage import Store

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
}


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


def draw(connection: sqlite3.Connection, dice: random.Random) -> Edit:
    """Choose a byte: first a table and column, so that the small ones are not forgotten."""
    table = dice.choice(["events", "events", "payloads"])
    column = dice.choice(COLUMNS[table])
    rows = connection.execute(
        f"SELECT t.rowid, t.{column}, e.shop_id, e.case_id, e.seq FROM {table} t"  # noqa: S608
        " JOIN events e ON e.shop_id = t.shop_id AND e.event_id = t.event_id"
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


def run(edits: int, seed: int) -> Tally:
    """Make so many edits, one at a time."""
    tally, dice = Tally(), random.Random(seed)
    by_column: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        path = filled_file(Path(name))
        desk = Desk(
            Store(f"sqlite:///{path}"), lambda: START_MS, random.randbytes, "https://desk.example"
        )
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
