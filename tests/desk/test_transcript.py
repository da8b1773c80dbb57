"""A case to keep: the same words and the same bytes each time, in each language."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Clock
from widget.cases.model import Shop
from widget.desk import (
    Actor,
    CaseFile,
    Desk,
    Receipt,
    add_fact,
    add_note,
    answer,
    case_file,
    case_for_customer,
    close_case,
    new_form,
    read_form,
    reply_as_customer,
    transcript_json,
    transcript_text,
)

MakeCase = Callable[..., Receipt]

FOR_THE_SHOP = """\
Wren & Tide
Reference: {reference}
Kind: Complaint
State: Closed

Tuesday 17 November 2026 at 14:06:41, Ireland time (UTC+0), Hanna Lind
    Order number:
    WT-1047
    Ordered on:
    2026-11-09
    Items:
    two Oat & Honey bars
    What happened:
    Both bars were cracked right through when I opened the box.
    What it meant:
    They were for my sister’s birthday.
    To put it right:
    New ones

"""


@pytest.fixture
def receipt(
    desk: Desk,
    shop: Shop,
    orla: Actor,
    make_case: MakeCase,
    send_all: Callable[[], Any],
    clock: Clock,
) -> Receipt:
    """A case in which everything has happened that a transcript tells of."""
    receipt = make_case()
    reference = receipt.case.reference
    send_all()
    clock.forward(hours=2)
    add_note(desk, orla, reference, "She is a regular.")
    add_fact(desk, orla, reference, "delivered", "2026-11-12")
    answer(desk, orla, reference, "Two new bars\n\nleave today.", 99)
    form = read_form(desk, shop, "reply", new_form(desk, shop, "reply"))
    reply_as_customer(desk, receipt.token, "They are here. שלום", form)
    form = read_form(desk, shop, "reply", new_form(desk, shop, "reply"))
    reply_as_customer(desk, receipt.token, "", form, not_meant=True)
    close_case(desk, orla, reference, "all_done", "Refunded today.", True, 99)
    return receipt


@pytest.fixture
def inside(desk: Desk, receipt: Receipt) -> CaseFile:
    return case_file(desk, receipt.shop.id, receipt.case.reference)


@pytest.fixture
def outside(desk: Desk, receipt: Receipt) -> CaseFile:
    return case_for_customer(desk, receipt.token)


def test_transcripts_are_the_same_bytes_each_time(desk: Desk, receipt: Receipt):
    def all_of_them() -> list[bytes]:
        inside = case_file(desk, receipt.shop.id, receipt.case.reference)
        outside = case_for_customer(desk, receipt.token)
        return [
            text.encode()
            for file in (inside, outside)
            for text in (
                transcript_json(file),
                transcript_text(file, "en"),
                transcript_text(file, "de"),
            )
        ]

    first = all_of_them()
    assert all_of_them() == first
    assert all(text.endswith(b"\n") and not text.endswith(b"\n\n") for text in first)
    assert not any(b"\r" in text for text in first)


def test_data_tells_every_event_in_order_with_its_moment(inside: CaseFile):
    told = json.loads(transcript_json(inside))

    assert told["reference"] == inside.case.reference
    assert told["shop"] == "Wren & Tide"
    assert told["opened"].startswith("2026-11-17T14:06:41.")
    assert told["opened"].endswith("+00:00")
    assert [event["seq"] for event in told["events"]] == list(range(1, len(inside.events) + 1))
    kinds = [event["kind"] for event in told["events"]]
    assert kinds[0] == "opened"
    assert kinds[-1] == "closed"
    assert kinds.count("mailed") == 2
    by = {event["kind"]: event["by"] for event in told["events"]}
    assert (by["opened"], by["answered"], by["mailed"]) == ("customer", "Orla Byrne", "desk")
    assert told["events"][0]["words"]["happened"].startswith("Both bars")


def test_customers_copy_holds_what_both_sides_said_and_nothing_else(outside: CaseFile):
    told = json.loads(transcript_json(outside))

    assert [event["kind"] for event in told["events"]] == [
        "opened",
        "mailed",
        "answered",
        "customer_replied",
        "customer_replied",
        "closed",
    ]
    assert {fact["said_by"] for fact in told["facts"]} == {"customer"}
    for text in (transcript_json(outside), transcript_text(outside, "en")):
        assert "regular" not in text
        assert "2026-11-12" not in text
        assert "orla@wrenandtide.example" not in text


def test_text_begins_with_what_was_said_as_it_was_said(inside: CaseFile):
    text = transcript_text(inside, "en")

    assert text.startswith(FOR_THE_SHOP.format(reference=inside.case.reference))
    for words in ("    Two new bars\n\n    leave today.", "They are here. שלום", "Refunded today."):
        assert words in text
    assert not any(line != line.rstrip() for line in text.split("\n"))


def test_text_of_an_unknown_language_is_in_one_that_is_known(inside: CaseFile):
    assert transcript_text(inside, "xx") == transcript_text(inside, "en")
