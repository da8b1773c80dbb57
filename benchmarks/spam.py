"""How well suspicion tells bots from customers, on a set of our own.

    python -m benchmarks.spam            the figures
    python -m benchmarks.spam --missed   and what was judged wrongly, of the half it may be tuned on

The set stands in ``benchmarks/spam_set``, its story in the README there. Half of it is held out by
a fixed rule (``is_held_out``): the rules of ``widget.cases.suspicion`` are made on the other half
only, and what was judged wrongly in the held-out half is counted but never shown.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from widget.cases.model import Statement
from widget.cases.suspicion import Evidence, reasons_for_suspicion, signs_of

SET = Path(__file__).parent / "spam_set"
OWN_HOST = "wrenandtide.example"  # the shop that all of them write to
BOTS_AT_LEAST = 0.95
GENUINE_AT_MOST = 0.005


@dataclass(frozen=True)
class Post:
    """One message of the set: what was said, what the door saw, and whether a person wrote it."""

    id: str
    sort: str
    is_bot: bool
    statement: Statement
    evidence: Evidence

    @property
    def is_held_out(self) -> bool:
        """Whether it belongs to the half that nobody looks into.

        By the hash of the id up to the dot: tellings of one text are always in the same half.
        """
        text = self.id.partition(".")[0]
        return hashlib.sha256(text.encode()).digest()[0] % 2 == 1

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is suspect; empty where it is not."""
        return reasons_for_suspicion(self.statement, self.evidence)


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """From 0 to 1; 0 of nothing is 0."""
        return self.hits / self.of if self.of else 0.0

    def __str__(self) -> str:
        return f"{self.hits:4} of {self.of:4} = {self.value:7.2%}"


def read_set(folder: Path = SET) -> list[Post]:
    """Every message of the set."""
    return [
        _post(json.loads(line), is_bot=file.name == "bots.jsonl")
        for file in sorted(folder.glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


def _post(row: dict[str, Any], *, is_bot: bool) -> Post:
    seen = row["evidence"]
    return Post(
        id=row["id"],
        sort=row["sort"],
        is_bot=is_bot,
        statement=Statement(
            kind=row["kind"],
            order_number=row["order_number"],
            ordered_on="",
            items=row["items"],
            happened=row["happened"],
            meant=row["meant"],
            meant_skipped=not row["meant"],
            wish=row["wish"],
            name=row["name"],
            email=row["email"],
            phone="",
            reach="email",
            locale=row["lang"] if row["lang"] in {"en", "de"} else "en",
        ),
        evidence=Evidence(
            trap_filled=seen["trap"],
            age_s=seen["age_s"],
            from_network=seen["from_network"],
            for_shop=seen["for_shop"],
            said_before=seen["said_before"],
            own_host=OWN_HOST,
        ),
    )


def suspects(posts: Iterable[Post]) -> Share:
    """How many of the messages are suspect."""
    judged = [bool(post.reasons) for post in posts]
    return Share(sum(judged), len(judged))


def main() -> int:
    """Print the figures; ends with 1 where the held-out half misses what is asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--missed", action="store_true", help="show what was judged wrongly")
    shows_missed = parser.parse_args().missed
    posts = read_set()
    fine = True
    for name, half in (
        ("half that the rules are made on", [post for post in posts if not post.is_held_out]),
        ("half that was held out", [post for post in posts if post.is_held_out]),
        ("both", posts),
    ):
        bots = suspects(post for post in half if post.is_bot)
        genuine = suspects(post for post in half if not post.is_bot)
        print(f"{name}: bots suspect {bots}, genuine suspect {genuine}")
        fine = fine and bots.value >= BOTS_AT_LEAST and genuine.value <= GENUINE_AT_MOST
    open_half = [post for post in posts if not post.is_held_out]
    _print_sorts(open_half)
    if shows_missed:
        _print_missed(open_half)
    return 0 if fine else 1


def _print_sorts(posts: list[Post]) -> None:
    for is_bot, title in ((True, "bots"), (False, "genuine")):
        print(f"{title} of the first half, by sort:")
        for sort in sorted({post.sort for post in posts if post.is_bot == is_bot}):
            share = suspects(post for post in posts if post.is_bot == is_bot and post.sort == sort)
            print(f"  {sort:14} suspect {share}")
    signs = Counter(
        sign for post in posts if post.is_bot for sign in signs_of(post.statement, post.evidence)
    )
    print("signs of bots: " + ", ".join(f"{sign} {number}" for sign, number in signs.most_common()))


def _print_missed(posts: list[Post]) -> None:
    for post in posts:
        if post.is_bot != bool(post.reasons):
            signs = signs_of(post.statement, post.evidence)
            kind = "bot not suspect" if post.is_bot else "genuine suspect"
            print(f"{kind}: {post.id} {post.evidence} signs={signs}")
            print(f"    {post.statement.name} | {post.statement.happened[:300]!r}")


if __name__ == "__main__":
    sys.exit(main())
