"""Who writes in ``benchmarks.attack``: strangers from two networks, and customers among them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from ipaddress import ip_network

from widget.cases.model import KIND_OF_PATH, WISHES_OF_KIND

WHAT = ("candle", "mug", "scarf", "jar of honey", "poster", "kettle", "necklace", "soap", "lamp")
FAULT = (
    "arrived in pieces",
    "never came",
    "has the wrong colour",
    "is too small",
    "leaks",
    "smells",
)


@dataclass(frozen=True)
class Post:
    """Somebody who writes: to which form, from where, and whether they are a customer."""

    path: str
    email: str
    source: str
    words: str
    is_customer: bool = False

    def fields(self) -> dict[str, str]:
        """What they type."""
        return {
            "happened": self.words,
            "order": f"WT-{1000 + len(self.words)}",
            "skip": "yes",
            "wish": WISHES_OF_KIND[KIND_OF_PATH[self.path]][0],
            "name": self.email.partition("@")[0].title(),
            "email": self.email,
            "email_kept": self.email,
            "reach": "email",
        }


def posts_of(number: int, customers: int, dice: random.Random) -> list[Post]:
    """The attack and the customers among it, in the order in which they come."""
    paths = [path for path, kind in KIND_OF_PATH.items() if WISHES_OF_KIND[kind]]
    networks = [ip_network("198.51.100.0/24"), ip_network("203.0.113.0/24")]

    def words(n: int) -> str:
        return (
            f"The {dice.choice(WHAT)} that I ordered on day {n % 28 + 1} {dice.choice(FAULT)}, and "
            f"so does number {n} of the box. I would be glad to hear from you."
        )

    attack = [
        Post(
            path=dice.choice(paths),
            email=f"stranger{n}@place{n}.example",
            source=str(dice.choice(networks)[dice.randint(1, 254)]),
            words=words(n),
        )
        for n in range(number)
    ]
    people = [
        Post(
            path=dice.choice(paths),
            email=f"customer{n}@home{n}.example",
            source=f"100.{64 + n // 200}.{n % 200}.7",
            words=words(number + n),
            is_customer=True,
        )
        for n in range(customers)
    ]
    # Customers come evenly through the hour.
    step = max(1, number // max(1, customers))
    mixed: list[Post] = []
    for n, post in enumerate(attack):
        mixed.append(post)
        if n % step == step // 2 and people:
            mixed.append(people.pop(0))
    return mixed + people
