"""Every token at every place that takes one: it opens its own door and no other [T06]."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

import pytest

from tests.desk.conftest import Rows
from widget.cases.errors import AmendsError
from widget.cases.model import Person, Shop
from widget.desk import (
    Desk,
    Receipt,
    ask_login,
    case_for_customer,
    inbox_page,
    look_at_login,
    new_form,
    print_login,
    read_form,
    receipt_for,
    receipt_json,
    reply_as_customer,
    session_for,
    use_code,
    use_login,
)
from widget.storage import keys

COOKIE = "cookie of the laptop"
PURPOSES = ("complaint", "refund", "return", "cancellation", "reply")

# Token → the places where it works.
DIAGONAL = {
    "form complaint": {"form complaint"},
    "form refund": {"form refund"},
    "form return": {"form return"},
    "form cancellation": {"form cancellation"},
    "form reply": {"form reply"},
    "form of another shop": set(),
    "form of a retired key": set(),
    "private link": {"status page", "receipt", "receipt as data", "reply"},
    "log-in link": {"log-in page", "log-in"},
    "printed log-in link": {"log-in page", "log-in"},
    "code": {"code"},
    "session": {"session"},
    "cursor": {"next page"},
    "reference": set(),
    "nothing": set(),
}
PLACES = (
    *(f"form {purpose}" for purpose in PURPOSES),
    "status page",
    "receipt",
    "receipt as data",
    "reply",
    "log-in page",
    "log-in",
    "code",
    "session",
    "next page",
)

MakeCase = Callable[..., Receipt]


@pytest.fixture
def tokens(
    desk: Desk, shop: Shop, other_shop: Shop, owner: Person, make_case: MakeCase, rows: Rows
) -> dict[str, str]:
    """One token of each sort, all alive."""
    made = [make_case() for _ in range(3)]
    retired = new_form(desk, shop, "complaint")
    retire_form_keys(desk, rows)
    session = use_login(desk, print_login(desk, owner.email).rpartition("/")[2], None, "")
    ask_login(desk, owner.email, COOKIE, "192.0.2.0/24")
    [login] = [row for row in rows.of("logins") if row["cookie_hash"]]
    [mail] = rows.of("outbox", mail="login")
    return {
        **{f"form {purpose}": new_form(desk, shop, purpose) for purpose in PURPOSES},
        "form of another shop": new_form(desk, other_shop, "complaint"),
        "form of a retired key": retired,
        "private link": made[0].token,
        "log-in link": json.loads(mail["params"])["token"],
        "printed log-in link": print_login(desk, owner.email).rpartition("/")[2],
        "code": login["code"],
        "session": session,
        "cursor": inbox_page(desk, shop.id, "open", limit=1).next,
        "reference": made[0].case.reference,
        "nothing": "",
    }


def retire_form_keys(desk: Desk, rows: Rows) -> None:
    """After a leak: a new key signs, and what the old one signed is refused."""
    old = [row["key_id"] for row in rows.of("keys", purpose="form")]
    desk.store.writer.change(lambda c: keys.rotate(c, desk.clock(), desk.random_bytes))
    for key_id in old:
        rows.edit("UPDATE keys SET retired = 1 WHERE key_id = ?", key_id)
    desk.forget_keys()


def works(desk: Desk, shop: Shop, place: str, token: str) -> bool:
    """Show a token at a place; whether it did what a right one does there."""
    first = inbox_page(desk, shop.id, "open", limit=1).cases

    def reply() -> object:
        form = read_form(desk, shop, "reply", new_form(desk, shop, "reply"))
        reply_as_customer(desk, token, "Hello.", form)
        return True

    acts: dict[str, Callable[[], object]] = {
        "status page": lambda: case_for_customer(desk, token),
        "receipt": lambda: receipt_for(desk, token),
        "receipt as data": lambda: receipt_json(desk, token),
        "reply": reply,
        "log-in page": lambda: look_at_login(desk, token, COOKIE).state == "button",
        "log-in": lambda: use_login(desk, token, COOKIE, ""),
        "code": lambda: use_code(desk, COOKIE, token, ""),
        "session": lambda: session_for(desk, token),
        "next page": lambda: inbox_page(desk, shop.id, "open", after=token, limit=1).cases != first,
        **{
            f"form {purpose}": partial(read_form, desk, shop, purpose, token)
            for purpose in PURPOSES
        },
    }
    try:
        return bool(acts[place]())
    except AmendsError:
        return False


@pytest.mark.parametrize("token", DIAGONAL)
def test_T06_token_works_on_the_diagonal_only(
    desk: Desk, shop: Shop, tokens: dict[str, str], token: str
):
    # A log-in is used up by its use, so it is looked at first.
    worked = {place for place in PLACES if works(desk, shop, place, tokens[token])}

    assert worked == DIAGONAL[token]


@pytest.mark.parametrize("token", [name for name in DIAGONAL if name != "nothing"])
def test_T06_token_cut_lengthened_or_turned_works_nowhere(
    desk: Desk, shop: Shop, tokens: dict[str, str], token: str
):
    text = tokens[token]
    is_form = token.startswith("form")
    for wrong in (text[:-1], text[1:], text + "A", text[::-1], f" {text}", text + "\x00", text * 2):
        for place in PLACES:
            if is_form and place == token and wrong == text + "A":
                continue  # one more letter may spell the same signature
            assert not works(desk, shop, place, wrong), (place, wrong)
