"""The shop's own things: what it may set, where its form may stand, who may come in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.conftest import Clock
from tests.desk.conftest import Rows
from widget.cases.errors import FieldErrors, FormForged
from widget.cases.model import Shop
from widget.desk import (
    Actor,
    Desk,
    Receipt,
    add_helper,
    add_site,
    all_shops,
    change_shop,
    find_shop,
    mail_health,
    make_owner,
    make_shop,
    new_form,
    note_refusal,
    people_of,
    read_form,
    read_origin,
    receipt_for,
    remove_helper,
    remove_site,
    retry_mails,
    rotate_keys,
    send_test_mail,
    sites_of,
    unsent_mails,
    verify_case,
)
from widget.storage import outbox

# What a Content-Security-Policy takes as one origin, with nothing beside it.
ORIGIN = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")
NEW_SHOP = {
    "slug": "third",
    "name": "Third",
    "owner_name": "Ada",
    "mailbox": "ada@third.example",
}


def wrong_fields(call: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(FieldErrors) as wrong:
        call()
    return wrong.value.sentences


# Sites.


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("shop.example", "https://shop.example"),
        (" https://Shop.Example/page?x=1#y ", "https://shop.example"),
        ("http://shop.example:80/", "http://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("https://shop.example:8443", "https://shop.example:8443"),
        ("http://127.0.0.1:8001", "http://127.0.0.1:8001"),
        ("localhost:8001", "https://localhost:8001"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
        ("//shop.example", None),
        ("", None),
        ("https://", None),
        ("ftp://shop.example", None),
        ("javascript:alert(1)", None),
        ("https://user@shop.example", None),
        ("https://:pw@shop.example", None),
        ("https://shop.example:99999", None),
        ("https://shop.example:x", None),
        ("https://shop..example", None),
        ("https://-shop.example", None),
        ("https://*.example", None),
        ("*", None),
        ("'self'", None),
        ("https://[::1]", None),
        ("https://x; script-src *", None),
        ("https://x;script-src", None),
        ("https://x,https://y", None),
        ("https://shop.example\r\nSet-Cookie: a=b", None),
        ("https://sh op.example", None),
        ("https://" + "x" * 300 + ".example", None),
    ],
)
def test_T04_site_is_scheme_host_and_port_or_nothing(typed: str, origin: str | None):
    assert read_origin(typed) == origin


HOSTILE = st.text(
    alphabet=st.sampled_from(list("ax1.-_:/;,*' \"\\@[]%?#\t\n\r\x00é。．ß\u202e")), max_size=40
)


@given(st.one_of(st.text(alphabet=st.characters(), max_size=60), HOSTILE))
@example("https://x; script-src *")
@example("https://x\u3002example")
@example("https://\ud800.example")
@settings(deadline=None, max_examples=400)
def test_T04_whatever_is_typed_only_a_bare_origin_survives(typed: str):
    for text in (typed, f"https://{typed}", f"https://shop.example{typed}", f"http://x:{typed}"):
        origin = read_origin(text)
        assert origin is None or ORIGIN.fullmatch(origin), (text, origin)
        assert origin is None or read_origin(origin) == origin


def test_site_is_added_once_and_taken_off_again(
    desk: Desk, shop: Shop, other_shop: Shop, orla: Actor, other_orla: Actor, rows: Rows
):
    site = add_site(desk, orla, "Shop.Example/page")

    assert [one.origin for one in sites_of(desk, shop.id)] == ["https://shop.example"]
    assert set(wrong_fields(lambda: add_site(desk, orla, "https://shop.example"))) == {"site"}
    assert set(wrong_fields(lambda: add_site(desk, orla, "https://x; *"))) == {"site"}
    add_site(desk, other_orla, "shop.example")  # another shop may name it as well
    remove_site(desk, other_orla, site.id)  # and cannot take off ours
    assert len(sites_of(desk, shop.id)) == len(sites_of(desk, other_shop.id)) == 1

    remove_site(desk, orla, site.id)
    remove_site(desk, orla, site.id)

    assert sites_of(desk, shop.id) == []
    told = [row["kind"] for row in rows.of("events", shop_id=shop.id, case_id=0)]
    assert told[-2:] == ["site_added", "site_removed"]
    verify_case(desk, shop.id, 0)


# Settings.


@pytest.mark.parametrize(
    "changes",
    [
        {"slug": ""},
        {"slug": "Wren"},
        {"slug": "-wren"},
        {"slug": "wren-"},
        {"slug": "a/b"},
        {"slug": "x" * 49},
        {"slug": "wren\n"},
        {"name": " "},
        {"name": "x" * 81},
        {"owner_name": ""},
        {"mailbox": ""},
        {"mailbox": "ada"},
        {"mailbox": "a@b.example,c@d.example"},
        {"mailbox": '"a@evil.example"@b.example'},
        {"mailbox": "Ada <ada@third.example>"},
        {"zone": "Mars/Olympus"},
        {"zone": "../etc/passwd"},
        {"country": "IRL"},
        {"country": "1E"},
        {"languages": ()},
        {"languages": ("en", "en")},
        {"languages": ("xx",)},
        {"colour": "red"},
        {"colour": "#12345"},
        {"colour": "#123456;}"},
        {"site_url": "javascript:alert(1)"},
        {"site_url": "shop.example"},
        {"target_days": 0},
        {"target_days": 31},
        {"target_days": "3"},
        {"target_days": True},
        {"spam_days": 6},
        {"spam_days": 366},
        {"closed_years": 0},
        {"closed_years": 11},
    ],
    ids=repr,
)
def test_setting_that_does_not_fit_is_named_with_a_sentence(
    desk: Desk, rows: Rows, changes: dict[str, Any]
):
    sentences = wrong_fields(lambda: make_shop(desk, {**NEW_SHOP, **changes}))

    assert set(sentences) == set(changes)
    assert all(sentence.endswith(".") for sentence in sentences.values())
    assert rows.of("shops") == []


def test_all_that_is_wrong_is_named_at_once(desk: Desk, orla: Actor, rows: Rows):
    before = rows.all()
    wrong = {"zone": "Mars", "colour": "red", "name": "", "target_days": 99}

    assert set(wrong_fields(lambda: change_shop(desk, orla, wrong))) == set(wrong)
    assert rows.all() == before


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [("target_days", 1, 30), ("spam_days", 7, 365), ("closed_years", 1, 10)],
)
def test_numbers_fit_on_each_side(desk: Desk, orla: Actor, name: str, least: int, most: int):
    for number in (least, most):
        assert getattr(change_shop(desk, orla, {name: number}), name) == number
    for number in (least - 1, most + 1):
        assert set(wrong_fields(partial(change_shop, desk, orla, {name: number}))) == {name}


def test_only_what_is_named_changes_and_the_event_says_what(
    desk: Desk, shop: Shop, orla: Actor, rows: Rows
):
    changed = change_shop(desk, orla, {"zone": "Europe/Berlin", "name": shop.name})

    assert changed.zone == "Europe/Berlin"
    assert changed.languages == shop.languages
    event = rows.of("events", shop_id=shop.id, case_id=0)[-1]
    [payload] = rows.of("payloads", event_id=event["event_id"])
    assert (event["kind"], payload["body"]) == ("shop_changed", '{"fields":["zone"]}')
    change_shop(desk, orla, {"zone": "Europe/Berlin"})
    assert rows.of("events", shop_id=shop.id, case_id=0)[-1] == event


def test_T66_what_is_no_setting_is_not_set(desk: Desk, shop: Shop, orla: Actor):
    sneaky: Mapping[str, Any] = {"id": 1, "shop_id": 1, "slug": "mine", "role": "owner", "seq": 9}

    assert change_shop(desk, orla, sneaky) == shop


def test_T77_names_lose_what_steers_and_breaks_lines(desk: Desk, orla: Actor):
    changed = change_shop(
        desk,
        orla,
        {"name": "Wren\r\nBcc: x\u202e & Tide", "owner_name": "Orla\u200b\tByrne", "phone": "1\n2"},
    )

    assert changed.name == "Wren Bcc: x & Tide"
    assert changed.owner_name == "Orla Byrne"
    assert changed.phone == "1 2"


def test_address_of_a_shop_keeps_its_lines(desk: Desk, orla: Actor):
    changed = change_shop(desk, orla, {"address": "4 Quay Lane\r\nKilmarra\x00"})

    assert changed.address == "4 Quay Lane\nKilmarra"


def test_two_shops_cannot_have_one_name_in_the_address(desk: Desk, shop: Shop, rows: Rows):
    assert set(wrong_fields(lambda: make_shop(desk, {**NEW_SHOP, "slug": "wren-tide"}))) == {"slug"}
    assert all_shops(desk) == [shop]
    made = make_shop(desk, NEW_SHOP)
    assert find_shop(desk, "third") == made
    assert (made.zone, made.languages, made.target_days) == ("Europe/Dublin", ("en",), 3)


# People.


def test_helper_comes_and_goes(desk: Desk, shop: Shop, orla: Actor, rows: Rows):
    helper = add_helper(desk, orla, " Fintan@WrenAndTide.example ", " Fintan Daly ")

    assert (helper.email, helper.name, helper.role) == (
        "fintan@wrenandtide.example",
        "Fintan Daly",
        "helper",
    )
    assert [person.role for person in people_of(desk, shop.id)] == ["owner", "helper"]
    again = lambda: add_helper(desk, orla, "fintan@wrenandtide.example", "F")  # noqa: E731
    assert set(wrong_fields(again)) == {"email"}
    remove_helper(desk, orla, helper.id)
    remove_helper(desk, orla, helper.id)
    assert [person.role for person in people_of(desk, shop.id)] == ["owner"]
    told = [row["kind"] for row in rows.of("events", shop_id=shop.id, case_id=0)]
    assert told == ["owner_added", "helper_added", "helper_removed"]


@pytest.mark.parametrize("email", ["", "fintan", "a@b.example, c@d.example", "\ud800@b.example"])
def test_helper_needs_one_address_and_a_name(desk: Desk, orla: Actor, email: str):
    assert set(wrong_fields(lambda: add_helper(desk, orla, email, "Fintan"))) == {"email"}
    assert set(wrong_fields(lambda: add_helper(desk, orla, "f@b.example", " \u200b"))) == {"name"}


def test_owner_is_not_removed_as_a_helper(desk: Desk, shop: Shop, orla: Actor):
    remove_helper(desk, orla, orla.person_id)

    assert len(people_of(desk, shop.id)) == 1


def test_T01_helper_of_another_shop_is_not_ours_to_remove(
    desk: Desk, other_orla: Actor, fintan: Actor, shop: Shop
):
    remove_helper(desk, other_orla, fintan.person_id)

    assert len(people_of(desk, shop.id)) == 2


def test_one_person_may_have_two_shops(desk: Desk, shop: Shop, other_shop: Shop, orla: Actor):
    same = make_owner(desk, other_shop.id, "ORLA@wrenandtide.example", "Somebody else")

    assert same.id == orla.person_id
    assert people_of(desk, other_shop.id)[0].name == "Orla Byrne"


def test_T70_refused_right_is_an_event(desk: Desk, shop: Shop, fintan: Actor, rows: Rows):
    note_refusal(desk, fintan, "settings")

    event = rows.of("events", shop_id=shop.id, case_id=0)[-1]
    assert (event["kind"], event["role"], event["actor"]) == ("refused", "helper", fintan.person_id)
    verify_case(desk, shop.id, 0)


# Keys.


def test_T07_keys_are_turned_and_what_is_out_stays_valid(
    desk: Desk, shop: Shop, make_case: Callable[..., Receipt], rows: Rows
):
    receipt, form = make_case(), new_form(desk, shop, "complaint")
    before = desk.ring

    rotate_keys(desk)

    assert desk.ring.form[1:] == before.form
    assert desk.ring.csrf != before.csrf
    assert desk.ring.hash == before.hash
    assert receipt_for(desk, receipt.token).case == receipt.case
    assert read_form(desk, shop, "complaint", form).nonce
    newer = make_case()
    link = rows.of("links", case_id=newer.case.id)[0]
    assert link["key_id"] == desk.ring.newest_link
    assert receipt_for(desk, newer.token).case == newer.case
    assert rows.of("events", shop_id=shop.id, case_id=0)[-1]["kind"] == "keys_rotated"


def test_T07_new_forms_are_signed_by_the_newest_key_only(desk: Desk, shop: Shop, rows: Rows):
    before = new_form(desk, shop, "complaint")
    old = [row["key_id"] for row in rows.of("keys", purpose="form")]
    rotate_keys(desk)
    after = new_form(desk, shop, "complaint")
    for key_id in old:
        rows.edit("UPDATE keys SET retired = 1 WHERE key_id = ?", key_id)
    desk.forget_keys()

    assert read_form(desk, shop, "complaint", after).nonce
    with pytest.raises(FormForged):
        read_form(desk, shop, "complaint", before)


def test_keys_are_made_once_even_for_threads_that_ask_together(desk: Desk, rows: Rows):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(lambda _: desk.ring, range(8)))

    assert len({ring.form for ring in rings}) == 1
    assert len(rows.of("keys")) == 4


# Mail.


def test_test_mail_goes_to_the_shops_mailbox(desk: Desk, orla: Actor, rows: Rows):
    send_test_mail(desk, orla)

    [order] = rows.of("outbox")
    assert (order["mail"], order["address"], order["case_id"]) == (
        "test",
        "orla@wrenandtide.example",
        0,
    )


def test_mails_that_failed_are_tried_again_for_this_shop_only(
    desk: Desk, shop: Shop, other_shop: Shop, orla: Actor, other_orla: Actor, clock: Clock
):
    send_test_mail(desk, orla)
    send_test_mail(desk, other_orla)

    def fail_one(connection: Any) -> None:
        order = outbox.claim_next(connection, desk.clock(), 60_000)
        assert order is not None
        outbox.mark_failed(
            connection,
            order,
            desk.clock(),
            error="refused 550",
            next_at=desk.clock(),
            final=True,
            random_bytes=desk.random_bytes,
        )

    for _ in range(2):
        desk.store.writer.change(fail_one)
    assert [order.state for order in unsent_mails(desk, shop.id)] == ["failed"]

    assert retry_mails(desk, orla) == 1

    assert [order.state for order in unsent_mails(desk, shop.id)] == ["waiting"]
    assert [order.state for order in unsent_mails(desk, other_shop.id)] == ["failed"]
    assert mail_health(desk).waiting == 1
