"""Nobody learns from the function whether an order exists: it looks at none, and says the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from tests.public.reading import Page
from tests.withdrawal.doors import Backstage
from widget.desk import Actor, Receipt, add_fact, do_upkeep

KNOWN, UNKNOWN = "WT-1047", "QX-9862"
# What differs between any two statements: references, tokens, moments, and what was typed.
DIFFERS = (
    (re.compile(r"AM-[2-9A-Z]{4}-[2-9A-Z]{3}"), "REFERENCE"),
    (re.compile(r'name="token" value="[^"]+"'), "TOKEN"),
    (re.compile(r"/c/[\w-]{10,}"), "/c/TOKEN"),
    (re.compile(r"\d\d:\d\d(:\d\d)?"), "TIME"),
    (re.compile(rf"{KNOWN}|{UNKNOWN}"), "NUMBER"),
)


@contextmanager
def listening() -> Iterator[list[str]]:
    """Every statement that any database connection of the desk is given meanwhile."""
    heard: list[str] = []

    def hear(_c: Any, _k: Any, statement: str, _p: Any, _x: Any, many: bool) -> None:
        heard.append(re.sub(r"\s+", " ", statement))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def masked(answer: Any) -> tuple[int, str]:
    text = answer.get_data(as_text=True)
    for pattern, word in DIFFERS:
        text = pattern.sub(word, text)
    return answer.status_code, text


def withdraw(client: FlaskClient, number: str) -> list[tuple[int, str]]:
    """The whole way with an order's number; what was seen on it, without what always differs."""
    where = "/s/wren-tide/withdraw"
    seen = [client.get(where)]
    typed = {"name": "Hanna Lind", "contract": number, "email": "hanna.lind@post.example"}
    for _ in range(2):
        at, fields = Page(seen[-1].get_data(as_text=True)).press(_main(seen[-1]))
        seen.append(client.post(at, data={**fields, **typed}))
    seen.append(client.get(seen[-1].headers["Location"]))
    return [masked(answer) for answer in seen]


def _main(answer: Any) -> str:
    page = Page(answer.get_data(as_text=True))
    looks = [(tag.text, tag.attrs.get("class", "").split()) for tag in page.root.find("button")]
    return next(text for text, classes in looks if not {"vh", "btn-2", "btn-3"} & set(classes))


def test_T05_a_right_and_a_wrong_number_cost_the_same_and_look_the_same(
    client: FlaskClient, backstage: Backstage, orla: Actor, make_case: Callable[..., Receipt]
) -> None:
    order = make_case(order_number=KNOWN)
    add_fact(backstage.desk, orla, order.case.reference, "delivered", "2026-11-14")
    withdraw(client, "WARM-0001")  # whatever is made once is made
    do_upkeep(backstage.desk)

    with listening() as with_right:
        right = withdraw(client, KNOWN)
    with listening() as with_wrong:
        wrong = withdraw(client, UNKNOWN)

    assert len(right) == 4
    assert [status for status, _ in right] == [200, 200, 303, 200]
    assert right == wrong
    assert len(with_right) > 3
    assert sorted(with_right) == sorted(with_wrong)
    assert backstage.statements()[0].payload is not None
