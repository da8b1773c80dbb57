"""The receipt: proof in the hand, and what happens next."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.public.conftest import TYPED, Customer
from widget.cases.model import Shop
from widget.desk import Desk, Receipt, inbox_page


def test_receipt_names_reference_moment_and_all_that_was_said(
    customer: Customer, desk: Desk, shop: Shop
) -> None:
    private = customer.send()
    page = customer.get(f"{private}/receipt")
    case = inbox_page(desk, shop.id, "open").cases[0]
    assert page.heading == "Thank you, Hanna. We have it."
    assert page.title == f"Receipt {case.reference} – Wren & Tide"
    assert page.one("p", class_="ref").text == case.reference
    moment = page.one("div", class_="receipt").find("time")[0]
    assert moment.text == "Tuesday 17 November 2026 at 14:06:41, Ireland time (UTC+0)"
    assert moment.attrs["datetime"] == "2026-11-17T14:06:41Z"
    facts = page.one("dl", class_="facts")
    said = dict(
        zip(
            (term.text for term in facts.find("dt")),
            (text.text for text in facts.find("dd")),
            strict=True,
        )
    )
    assert said == {
        "From": "Hanna Lind, h…@post.example",
        "Kind": "Complaint",
        "Order number": "WT-0047b",
        "Ordered on": "Monday 9 November 2026",
        "About": "two Oat & Honey bars",
        "What happened": TYPED["happened"],
        "What it means": TYPED["meant"],
        "To put it right": "New ones",
    }


def test_receipt_says_what_comes_next_and_by_when(customer: Customer) -> None:
    page = customer.get(f"{customer.send()}/receipt")
    steps = [step.text for step in page.one("ol", class_="thread").find("li")]
    assert steps == [
        "Now. A receipt is on its way to h…@post.example.",
        "By Friday 20 November 2026. Orla reads your message and answers you in person.",
        "If you hear nothing by then, write again on your page, or ring 020 912 0147."
        " Your rights do not wait for our answer.",
    ]


def test_receipt_spells_out_the_private_link(customer: Customer, desk: Desk) -> None:
    private = customer.send()
    page = customer.get(f"{private}/receipt")
    link = page.one("a", id="private-url")
    assert link.text == f"{desk.base_url}{private}"
    assert link.attrs["href"] == private


def test_receipt_without_email_says_that_the_link_is_nowhere_else(customer: Customer) -> None:
    private = customer.send(email="", phone="+353 1 234 5678", reach="phone")
    page = customer.get(f"{private}/receipt")
    assert "It is nowhere else: print this page or copy the link." in page.text
    assert "rings you at … 78." in page.text
    assert "on its way" not in page.text


def test_address_and_phone_are_masked_behind_the_private_link(customer: Customer) -> None:
    private = customer.send(phone="+353 1 234 5678")
    for path in [private, f"{private}/receipt", f"{private}/transcript.html"]:
        page = customer.get(path)
        assert "hanna.lind@" not in page.html
        assert "234" not in page.html


def test_comforts_that_need_a_script_are_hidden_without_one(customer: Customer) -> None:
    page = customer.get(f"{customer.send()}/receipt")
    for words in ("Print", "Copy the link"):
        assert "hidden" in page.button(words).attrs


def test_download_is_the_proof(customer: Customer, make_case: Callable[..., Receipt]) -> None:
    receipt = make_case()
    answer = customer.client.get(f"/c/{receipt.token}/receipt.json")
    assert answer.status_code == 200
    assert answer.content_type == "application/json"
    assert answer.headers["Content-Disposition"] == (
        f"attachment; filename={receipt.case.reference}-receipt.json"
    )
    proof = json.loads(answer.data)
    assert proof["payload"]["happened"].startswith("Both bars were cracked")


def test_T06_link_that_is_cut_or_made_up_is_not_here(
    customer: Customer, make_case: Callable[..., Receipt]
) -> None:
    token = make_case().token
    for wrong in [
        token[:-1],
        token + "x",
        token.swapcase(),
        "x" * 22,
        "%00",
        "%ed%a0%80",
        "é" * 22,
    ]:
        for rest in ["", "/receipt", "/receipt.json", "/transcript.txt", "/transcript.pdf"]:
            assert customer.client.get(f"/c/{wrong}{rest}").status_code == 404, (wrong, rest)
    assert customer.get("/c/made-up").heading == "This page is not here"


def test_T10_looking_changes_nothing(
    customer: Customer, desk: Desk, shop: Shop, make_case: Callable[..., Receipt]
) -> None:
    receipt = make_case()
    before = inbox_page(desk, shop.id, "open").cases
    for rest in ["", "/receipt", "/receipt.json", "/transcript.html"]:
        for method in ("GET", "HEAD"):
            customer.client.open(f"/c/{receipt.token}{rest}", method=method)
    assert inbox_page(desk, shop.id, "open").cases == before


def test_receipt_takes_no_post(customer: Customer, make_case: Callable[..., Receipt]) -> None:
    token = make_case().token
    for rest in ["/receipt", "/receipt.json", "/transcript.txt"]:
        assert customer.client.post(f"/c/{token}{rest}").status_code == 405
