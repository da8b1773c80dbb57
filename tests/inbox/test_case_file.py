"""The case file: all that proves a case, on paper, as a page and as data, for either right."""

from __future__ import annotations

import io
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.contract import stranger
from tests.inbox.conftest import Browser
from tests.needs import needs, path_of
from tests.policies import publish
from widget.cases.chains import read_chain
from widget.cases.model import Person, Shop
from widget.desk import Actor, Desk, Receipt, add_fact, add_note, answer, close_case, verify_case

MakeCase = Callable[..., Receipt]


@pytest.fixture
def case(desk: Desk, orla: Actor, make_case: MakeCase, deliver: Callable[[], int]) -> Receipt:
    """A case with a policy, mails that left, a note, and proof of sending."""
    publish(desk, orla)
    receipt = make_case(ordered_on="2026-11-17", name="Zoë Ní Dhómhnaill 🧼")
    reference = receipt.case.reference
    deliver()
    answer(desk, orla, reference, "Two new bars leave today, with An Post.", 99)
    add_note(desk, orla, reference, "She is a regular; be kind.")
    add_fact(desk, orla, reference, "delivered", "2026-11-16")
    deliver()
    close_case(desk, orla, reference, "settled", "All well.", False, 99)
    return receipt


def at(receipt: Receipt, ending: str) -> str:
    return f"/inbox/case/{receipt.case.reference}/case-file.{ending}"


def text_of_pdf(body: bytes, tmp_path: Path) -> str:
    """What a reader of the PDF can copy out of it."""
    (tmp_path / "file.pdf").write_bytes(body)
    done = subprocess.run(
        [path_of("pdftotext"), tmp_path / "file.pdf", "-"], check=True, capture_output=True
    )
    return " ".join(done.stdout.decode().split())


TOLD = (
    "Both bars were cracked right through",
    "Two new bars leave today, with An Post.",
    "All well.",
    "Version 1, in force since Tuesday 17 November 2026.",
    "The receipt was accepted by the mail server, for hanna.lind@post.example",
    "Monday 16 November 2026",
    "Sending, delivery and return",
    "1 note of the shop for itself is left out.",
    "every event was as it was sealed",
)


def test_page_tells_everything_but_the_notes_of_the_shop(
    inbox: Browser, case: Receipt, desk: Desk
) -> None:
    answer = inbox.get(at(case, "html"))

    plain = " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())
    for told in TOLD:
        assert told in plain, told
    assert verify_case(desk, case.shop.id, case.case.id).hex() in plain
    assert "She is a regular" not in plain
    assert "The notice to you" not in plain
    assert "your shop" not in plain
    assert "/verify" in plain


def test_data_holds_a_history_that_a_stranger_can_verify(
    inbox: Browser, case: Receipt, client: FlaskClient
) -> None:
    answer = inbox.get(at(case, "json"))

    assert answer.headers["Content-Disposition"].endswith(f"{case.case.reference}-case-file.json")
    whole: dict[str, Any] = json.loads(answer.text)
    assert whole["amends_case_file"] == 1
    assert whole["head"] == whole["proof"]["events"][-1]["hash"]
    assert stranger.check_chain(whole["proof"]) == 0
    assert read_chain(whole["proof"]).withheld
    assert "She is a regular" not in answer.text
    assert whole["notes_left_out"] == 1
    assert whole["policy"]["number"] == 1
    assert "Wren & Tide" in whole["policy"]["texts"]["complaints"]
    assert {mail["state"] for mail in whole["mails"]} == {"sent"}
    assert whole["customer"]["email"] == "hanna.lind@post.example"

    fields = {"file": (io.BytesIO(answer.data), "case.json")}
    page = client.post("/verify", data=fields, content_type="multipart/form-data")
    assert "This is genuine." in page.text
    assert "Only the history is proven" in page.text


@needs("pdftotext")
def test_paper_says_the_same_and_writes_what_it_cannot_draw_as_a_number(
    inbox: Browser, case: Receipt, tmp_path: Path, desk: Desk
) -> None:
    answer = inbox.get(at(case, "pdf"))

    assert answer.content_type == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    text = text_of_pdf(answer.data, tmp_path)
    for told in TOLD:
        assert told in text, told
    assert "Zoë Ní Dhómhnaill [U+1F9FC]" in text
    assert "Signs that this letter cannot draw stand as their numbers" in text
    assert "She is a regular" not in text
    assert verify_case(desk, case.shop.id, case.case.id).hex() in text.replace(" ", "")


def test_helper_may_take_it_and_another_shop_may_not(
    case: Receipt,
    helping: Browser,
    other_owner: Person,
    logged_in: Callable[[str], Browser],
) -> None:
    stranger_owner = logged_in(other_owner.email)
    for ending in ("html", "pdf", "json"):
        assert helping.get(at(case, ending)).status_code == 200
        assert stranger_owner.get(at(case, ending)).status_code == 404


def test_case_page_leads_to_it(inbox: Browser, case: Receipt) -> None:
    page = inbox.get(f"/inbox/case/{case.case.reference}")

    assert at(case, "html") in page.text


def test_without_a_policy_the_law_alone_counts(inbox: Browser, make_case: MakeCase) -> None:
    page = inbox.get(at(make_case(), "html"))

    assert "The shop had published no policy: the law alone counts." in page.text


def test_changed_history_is_said_on_the_case_file(
    inbox: Browser, case: Receipt, desk: Desk, shop: Shop
) -> None:
    desk.store.writer.change(
        lambda connection: connection.exec_driver_sql(
            "UPDATE events SET at = at + 1 WHERE case_id = ? AND seq = 2", (case.case.id,)
        )
    )
    page = inbox.get(at(case, "html"))

    assert "event 2 was not as it was sealed: its header was changed." in page.text
    assert "every event was as it was sealed" not in page.text


def test_without_the_extra_there_is_no_paper_and_no_link_to_it(
    inbox: Browser, case: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    from widget.inbox import case_files

    monkeypatch.setattr(case_files, "is_there", lambda: False)

    assert inbox.get(at(case, "pdf")).status_code == 404
    assert at(case, "pdf") not in inbox.get(at(case, "html")).text
