"""Keep a filled database of one migration as SQL text, so that later versions can be tried on it.

    python -m tests.migrations.keep            # of the newest migration
    python -m tests.migrations.keep 0001       # of an older one: only what it had

Everything in it is made up, with a clock and a dice of its own, so the file is the same each time.
It is written once, with the release whose migration it is, and never again.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from widget.cases.model import Statement
from widget.desk import (
    Actor,
    Desk,
    add_fact,
    add_helper,
    add_note,
    add_site,
    answer,
    ask_login,
    case_file,
    close_case,
    do_upkeep,
    make_owner,
    make_shop,
    mark_read,
    new_form,
    open_case,
    print_login,
    read_form,
    reply_as_customer,
    rotate_keys,
    use_login,
)
from widget.storage import Store, outbox, upgrade
from widget.storage.upgrade import head_revision

HERE = Path(__file__).resolve().parent
START_MS = 1_794_924_401_000
DAY_MS = 24 * 3600 * 1000


class Clock:
    """A clock that goes a second at each look. Milliseconds UTC."""

    def __init__(self) -> None:
        """It begins on Tuesday 17 November 2026."""
        self.now = START_MS

    def __call__(self) -> int:
        """The next second."""
        self.now += 1000
        return self.now


def statement(number: int, **changes: str) -> Statement:
    """What one of the made-up customers says."""
    words = {
        "kind": "complaint",
        "order_number": f"WT-{1000 + number}",
        "ordered_on": "2026-11-09",
        "items": "two Oat & Honey bars",
        "happened": f"Bar {number} was cracked: “right through”.\nÆðelþryð & 石鹸 🧼",
        "meant": "",
        "wish": "replacement",
        "name": f"Hanna Lind {number}",
        "email": f"hanna{number}@post.example",
        "phone": "",
        "reach": "email",
        "locale": "en",
        **changes,
    }
    return Statement(meant_skipped=not words["meant"], **words)  # type: ignore[arg-type]


def fill(desk: Desk, clock: Clock) -> None:
    """Two shops and a case in every state, the way people would bring them about."""
    shop = make_shop(
        desk,
        {
            "slug": "wren-tide",
            "name": "Wren & Tide",
            "owner_name": "Orla Byrne",
            "mailbox": "orla@wrenandtide.example",
            "languages": ("en", "de"),
        },
    )
    other = make_shop(
        desk,
        {
            "slug": "north-oven",
            "name": "Nordofen",
            "owner_name": "Jörg Ünal",
            "mailbox": "joerg@northoven.example",
            "languages": ("de",),
            "zone": "Europe/Berlin",
            "country": "DE",
        },
    )
    owner = make_owner(desk, shop.id, "orla@wrenandtide.example", "Orla Byrne")
    make_owner(desk, other.id, "joerg@northoven.example", "Jörg Ünal")
    orla = Actor(shop.id, owner.id, "owner", owner.name)
    add_helper(desk, orla, "fintan@wrenandtide.example", "Fintan Daly")
    add_site(desk, orla, "https://wrenandtide.example")
    receipts = []
    for number in range(8):
        at = other if number == 7 else shop
        kind = ("complaint", "refund", "return", "cancellation")[number % 4]
        form = read_form(desk, at, kind, new_form(desk, at, kind))
        said = statement(number, kind=kind, meant="A birthday." if number % 2 else "")
        receipts.append(open_case(desk, at, said, form, ("link",) if number == 6 else ()))
    references = [receipt.case.reference for receipt in receipts]

    def seq(number: int) -> int:
        return case_file(desk, shop.id, references[number]).case.seq

    mark_read(desk, orla, references[1])
    answer(desk, orla, references[1], "Two new bars leave today.", seq(1))
    answer(desk, orla, references[2], "Which one was it?", seq(2))
    reply = read_form(desk, shop, "reply", new_form(desk, shop, "reply"))
    reply_as_customer(desk, receipts[2].token, "The blue one.", reply)
    add_note(desk, orla, references[2], "She is a regular.")
    add_fact(desk, orla, references[2], "delivered", "2026-11-12")
    close_case(desk, orla, references[3], "all_done", "Refunded today.", True, seq(3))
    close_case(desk, orla, references[4], "settled", "", False, seq(4))
    close_case(desk, orla, references[5], "spam", "", False, seq(5))
    send_some(desk, clock)
    use_login(desk, print_login(desk, owner.email).rpartition("/")[2], None, "Firefox, Linux")
    ask_login(desk, "nobody@post.example", "cookie", "192.0.2.0/24")
    rotate_keys(desk)
    clock.now += 31 * DAY_MS
    do_upkeep(desk)  # the spam is erased, the log-ins that ended are forgotten


def send_some(desk: Desk, clock: Clock) -> None:
    """Two mails left, one failed, one is claimed, the others wait."""
    for fate in ("sent", "sent", "failed", "claimed"):
        order = desk.store.writer.change(lambda c: outbox.claim_next(c, clock(), 60_000))
        if order is None:
            raise RuntimeError("no mail is due")
        if fate == "sent":
            desk.store.writer.change(
                lambda c, o=order: outbox.mark_sent(c, o, clock(), desk.random_bytes)  # type: ignore[misc]
            )
        if fate == "failed":
            desk.store.writer.change(
                lambda c, o=order: outbox.mark_failed(  # type: ignore[misc]
                    c,
                    o,
                    clock(),
                    error="refused 550",
                    next_at=clock(),
                    final=True,
                    random_bytes=desk.random_bytes,
                )
            )


def filled_file(folder: Path) -> Path:
    """A database of the newest migration with everything in it."""
    clock, path = Clock(), folder / "filled.db"
    url = f"sqlite:///{path}"
    upgrade(url, clock())
    desk = Desk(
        store=Store(url),
        clock=clock,
        random_bytes=random.Random(20261117).randbytes,
        base_url="https://desk.example",
    )
    fill(desk, clock)
    desk.store.close()
    return path


def as_of(revision: str, filled: Path, folder: Path) -> Path:
    """The same rows in the tables of an older migration, with the columns it had."""
    path = folder / "older.db"
    upgrade(f"sqlite:///{path}", START_MS, to=revision)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS filled", (str(filled),))
        for table in tables_of(connection):
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            columns = ", ".join(names)
            connection.execute(
                f"INSERT INTO {table} ({columns}) SELECT {columns} FROM filled.{table}"  # noqa: S608
            )
        connection.execute("DETACH filled")
    return path


def tables_of(connection: sqlite3.Connection) -> list[str]:
    """The names of all tables of the desk in a file."""
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'alembic_version'"
    )
    return [name for (name,) in rows]


def as_text(path: Path) -> Iterable[str]:
    """A database as SQL, a statement a line or more."""
    with closing(sqlite3.connect(path)) as connection:
        yield from connection.iterdump()


def main(arguments: list[str]) -> None:
    """Write ``<revision>.sql`` beside this file."""
    revision = arguments[0] if arguments else head_revision()
    target = HERE / f"{revision}.sql"
    if target.exists():
        sys.exit(f"{target.name} is there already; what was kept stays as it is.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = filled_file(folder)
        if revision != head_revision():
            path = as_of(revision, path, folder)
        target.write_text("\n".join(as_text(path)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
