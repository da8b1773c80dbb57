"""What is sent arrives once: retries, lost answers, going back to a form that was sent."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from tests.frame.at_the_form import SHORT_WAITS, TYPED, Place, in_the_frame, on_a_page
from tests.frame.shaky import ShakyDesk
from tests.frame.shop_site import ShopSite
from tests.public.reading import Page as Reading
from widget.cases.model import Shop

browser_test = pytest.mark.browser


@pytest.fixture(params=["page", "frame"])
def place(
    request: pytest.FixtureRequest, page: Page, shaky: ShakyDesk, shop_site: ShopSite
) -> Place:
    """A review that is ready to be sent."""
    shaky.failing.clear()
    page.add_init_script(SHORT_WAITS)
    if request.param == "page":
        found = on_a_page(page, shaky.url)
    else:
        found = in_the_frame(page, f"{shop_site.url}/")
    found.type_all()
    found.check()
    return found


@browser_test
def test_an_answer_that_is_lost_makes_no_second_case(place: Place, shaky: ShakyDesk) -> None:
    before = shaky.count_cases()
    shaky.failing[:] = [0, 0]
    place.button("Send").click()
    expect(place.inside.locator(".ref")).to_be_visible(timeout=15_000)
    assert shaky.failing == []
    assert shaky.count_cases() == before + 1


@browser_test
def test_after_four_retries_there_is_a_button_the_text_and_the_mailbox(
    place: Place, shaky: ShakyDesk
) -> None:
    before = shaky.count_cases()
    shaky.failing[:] = [503] * 5
    place.button("Send").click()
    failure = place.inside.locator(".sending > .notice")
    expect(failure).to_be_visible(timeout=15_000)
    expect(failure).to_contain_text("orla@wrenandtide.example")
    text = failure.locator("textarea")
    assert TYPED["happened"] in text.input_value()
    assert "She had no other." in text.input_value()
    assert place.heading.inner_text() == "If we understand correctly:"
    assert shaky.count_cases() == before
    place.button("Try again").click()
    expect(place.inside.locator(".ref")).to_be_visible()
    assert shaky.count_cases() == before + 1


@browser_test
def test_a_receipt_ends_the_draft(place: Place, page: Page, shaky: ShakyDesk) -> None:
    kept = "Object.keys(localStorage).filter((key) => key.startsWith('amends:'))"
    assert place.frame.evaluate(kept) == ["amends:wren-tide/complaint"]
    place.send()
    place.frame.wait_for_function(f"{kept}.length === 0")


@browser_test
def test_going_back_to_a_sent_form_shows_its_receipt(
    place: Place, page: Page, shaky: ShakyDesk
) -> None:
    reference = place.send()
    before = shaky.count_cases()
    for _ in range(2):
        place.frame.evaluate("document.body.dataset.left = ''; setTimeout(() => history.back())")
        shown_again = place.inside.locator("body:not([data-left]) .ref")
        expect(shown_again).to_have_text(reference)
    assert shaky.count_cases() == before


@browser_test
def test_a_new_form_after_a_receipt_is_empty(place: Place, page: Page, shaky: ShakyDesk) -> None:
    place.send()
    if place.inside is page:
        page.goto(f"{shaky.url}/s/wren-tide/complaint")
    else:
        place.inside.get_by_role("link", name="Write about something else").click()
        place.inside.get_by_role("link", name="Something is wrong").click()
    expect(place.heading).to_have_text("Tell us about it")
    expect(place.box("happened")).to_have_value("")


@browser_test
def test_the_words_go_along_to_a_page_of_its_own(
    page: Page, shaky: ShakyDesk, shop_site: ShopSite
) -> None:
    place = in_the_frame(page, f"{shop_site.url}/")
    place.type_all()
    place.button("Open this on a page of its own").click()
    page.wait_for_url(f"{shaky.url}/**")
    alone = Place(page, page)
    alone.expect_all_typed()
    expect(page.locator("body.framed")).to_have_count(0)
    alone.check()
    assert "frame" not in parse_qs(urlsplit(page.url).query)
    alone.send()


@browser_test
def test_closed_and_opened_again_the_form_is_as_it_was_left(
    page: Page, shaky: ShakyDesk, shop_site: ShopSite
) -> None:
    place = in_the_frame(page, f"{shop_site.url}/")
    place.box("happened").fill("Broken.")
    place.button("Close").click()
    expect(page.locator("dialog")).to_be_hidden()
    page.get_by_role("link", name="Something wrong").click()
    expect(place.box("happened")).to_have_value("Broken.")


@browser_test
def test_a_reply_that_arrived_is_not_kept(page: Page, shaky: ShakyDesk) -> None:
    place = on_a_page(page, shaky.url)
    place.type_all()
    place.check()
    place.send()
    page.goto(page.url.removesuffix("/receipt"))
    place.box("text").fill("One more thing.")
    page.reload()
    expect(place.box("text")).to_have_value("One more thing.")
    shaky.failing.clear()
    place.button("Send").click()
    expect(page.locator(".thread")).to_contain_text("One more thing.")
    expect(place.box("text")).to_have_value("")


@browser_test
def test_what_was_typed_can_be_cleared(page: Page, shaky: ShakyDesk) -> None:
    place = on_a_page(page, shaky.url)
    place.type_all()
    place.wait_until_kept()
    place.button("Clear what I typed").click()
    expect(place.status).to_have_text("Cleared.")
    expect(place.box("order")).to_be_focused()
    page.reload()
    expect(place.box("happened")).to_have_value("")
    expect(place.inside.locator("#reach-email")).to_be_checked()


@browser_test
def test_after_seven_days_nothing_is_kept(page: Page, shaky: ShakyDesk) -> None:
    place = on_a_page(page, shaky.url)
    place.type_all()
    place.wait_until_kept()
    page.evaluate(
        """() => {
          const kept = JSON.parse(localStorage.getItem("amends:wren-tide/complaint"));
          kept.at -= 7 * 24 * 3600 * 1000 + 1000;
          localStorage.setItem("amends:wren-tide/complaint", JSON.stringify(kept));
          localStorage.setItem("amends:other/refund", JSON.stringify(kept));
        }"""
    )
    page.goto(f"{shaky.url}/s/wren-tide")
    assert page.evaluate("localStorage.length") == 0
    page.goto(f"{shaky.url}/s/wren-tide/complaint")
    expect(place.box("happened")).to_have_value("")


@pytest.mark.parametrize("frame", ["", "?frame=1"])
def test_without_script_sending_again_shows_the_same_receipt(
    client: FlaskClient, shop: Shop, frame: str
) -> None:
    here = f"/s/{shop.slug}/complaint{frame}"
    token = Reading(client.get(here).text).fields()["token"]
    fields = {**TYPED, "wish": "replacement", "reach": "email", "token": token, "step": "send"}
    first, second = (client.post(here, data=fields) for _ in range(2))
    if frame:
        shown = [Reading(answer.text).one("p", class_="ref").text for answer in (first, second)]
    else:
        shown = [answer.headers["Location"] for answer in (first, second)]
    assert shown[0] == shown[1]


def test_a_receipt_is_shown_again_only_by_its_own_shop(
    client: FlaskClient, shop: Shop, other_shop: Shop, make_case
) -> None:
    receipt = make_case()
    fields = {"step": "receipt", "receipt": receipt.token}
    framed = client.post(f"/s/{shop.slug}/complaint?frame=1", data=fields)
    assert framed.status_code == 200
    assert receipt.case.reference in framed.text
    alone = client.post(f"/s/{shop.slug}/complaint", data=fields)
    assert alone.status_code == 303
    assert alone.headers["Location"].endswith(f"/c/{receipt.token}/receipt")
    assert client.post(f"/s/{other_shop.slug}/complaint", data=fields).status_code == 404
    made_up = {"step": "receipt", "receipt": "A" * 22}
    assert client.post(f"/s/{shop.slug}/complaint", data=made_up).status_code == 404


def test_what_leads_out_of_the_frame_opens_outside(
    client: FlaskClient, shop: Shop, make_case
) -> None:
    receipt = make_case()
    pages = [client.get(f"/s/{shop.slug}{path}?frame=1") for path in ("", "/complaint")]
    pages.append(
        client.post(
            f"/s/{shop.slug}/complaint?frame=1",
            data={"step": "receipt", "receipt": receipt.token},
        )
    )
    for answer in pages:
        for link in Reading(answer.text).find("a"):
            href, target = link.attrs["href"], link.attrs.get("target")
            if href.startswith("/s/") and target is None:
                assert parse_qs(urlsplit(href).query)["frame"] == ["1"], href
            elif not href.startswith(("#", "mailto:", "tel:")):
                assert target in {"_blank", "_top"}, href
                assert target == "_top" or link.attrs["rel"] == "noopener"
                assert "frame=1" not in href


def test_a_page_that_only_tells_loads_no_script(client: FlaskClient, shop: Shop) -> None:
    page = Reading(client.get(f"/p/{shop.slug}/privacy").text)
    assert page.find("script") == []
    assert "kept on your own device" in page.text


def test_the_frame_stays_a_frame_when_something_is_wrong(client: FlaskClient, shop: Shop) -> None:
    choose = Reading(client.get(f"/s/{shop.slug}?frame=1").text)
    for form in choose.find("form"):
        assert "frame=1" in form.attrs["action"]
    lost = client.get(f"/s/{shop.slug}/nothing?frame=1")
    assert lost.status_code == 404
    assert lost.headers["Content-Security-Policy"].endswith("frame-ancestors * file:")
    page = Reading(lost.text)
    assert page.one("button").attrs["data-close"] == ""
    assert all(
        "frame=1" in link.attrs["href"] or link.attrs.get("target") == "_blank"
        for link in page.find("a")
        if not link.attrs["href"].startswith("#")
    )
