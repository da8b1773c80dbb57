"""Settings, Mail: the weekly proof is on, and one click turns it off or on."""

from __future__ import annotations

from tests.inbox.conftest import Browser
from widget.cases.model import Shop
from widget.desk import Desk, weekly_proof_is_on


def test_one_click_turns_the_weekly_proof_off_and_on_again(
    inbox: Browser, desk: Desk, shop: Shop
) -> None:
    assert 'name="weekly" value="off"' in inbox.get("/inbox/mail").text

    assert inbox.post("/inbox/mail/proof", weekly="off").status_code == 303
    assert not weekly_proof_is_on(desk, shop.id)
    page = inbox.get("/inbox/mail?done=proof_off")
    assert "The weekly proof is no longer mailed." in page.text
    assert 'name="weekly" value="on"' in page.text

    inbox.post("/inbox/mail/proof", weekly="on")
    assert weekly_proof_is_on(desk, shop.id)


def test_helper_cannot_turn_it_off(helping: Browser, desk: Desk, shop: Shop) -> None:
    assert helping.post("/inbox/mail/proof", weekly="off").status_code == 403
    assert weekly_proof_is_on(desk, shop.id)
