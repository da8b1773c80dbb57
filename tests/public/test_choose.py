"""The first page, the pages around it, and what every page of the door has in common."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.public.conftest import Customer
from tests.public.reading import Page
from widget.cases.model import Shop
from widget.desk import Desk, make_shop

PATHS = ["/s/wren-tide", "/s/wren-tide/complaint", "/s/wren-tide/cancel", "/p/wren-tide/privacy"]


def links_of(page: Page) -> list[str]:
    return [link.attrs["href"] for link in page.find("a")]


def test_first_page_leads_to_the_four_forms(customer: Customer) -> None:
    page = customer.get("/s/wren-tide")
    assert page.heading == "What happened with your order?"
    choices = page.find("a", class_="choice")
    assert [choice.attrs["href"] for choice in choices] == [
        "/s/wren-tide/complaint",
        "/s/wren-tide/refund",
        "/s/wren-tide/return",
        "/s/wren-tide/cancel",
    ]
    assert choices[0].text.startswith("Something is wrong with what I got")
    assert "Open the private link in your receipt." in page.text


def test_first_page_says_who_reads_and_when(customer: Customer) -> None:
    page = customer.get("/s/wren-tide")
    assert (
        "Orla Byrne reads every message and answers in person, within 3 working days." in page.text
    )
    assert "020 912 0147" in page.text
    assert "Nothing is sent before you press Send." in page.text


@pytest.mark.parametrize(
    ("days", "when"),
    [(1, "within one working day."), (5, "within 5 working days.")],
)
def test_first_page_names_the_target_days(
    customer: Customer, desk: Desk, days: int, when: str
) -> None:
    make_shop(
        desk,
        {
            "slug": "soon",
            "name": "Soon",
            "owner_name": "Bo Ek",
            "mailbox": "bo@soon.example",
            "target_days": days,
        },
    )
    assert when in customer.get("/s/soon").text


def test_without_a_phone_nobody_is_asked_to_ring(customer: Customer, other_shop: Shop) -> None:
    for path in ["", "/complaint"]:
        page = customer.get(f"/s/north-oven{path}")
        assert "Rather talk?" not in page.text
        assert not [link for link in links_of(page) if link.startswith("tel:")]


@pytest.mark.parametrize("path", PATHS)
def test_no_link_of_the_door_is_dead(customer: Customer, path: str) -> None:
    page = customer.get(path)
    for link in links_of(page):
        parts = urlsplit(link)
        if parts.scheme in {"https", "mailto", "tel"}:
            continue
        if not parts.path:
            assert page.find(id=parts.fragment), link
            continue
        assert customer.client.get(link).status_code == 200, link
    for tag in [*page.find("link"), *page.find("script")]:
        address = tag.attrs.get("href") or tag.attrs["src"]
        assert customer.client.get(address).status_code == 200, address


@pytest.mark.parametrize("path", PATHS)
def test_page_is_named_once_and_has_one_heading(customer: Customer, path: str) -> None:
    page = customer.get(path)
    assert page.title == f"{page.heading} – Wren & Tide"
    assert page.one("html").attrs == {"lang": "en", "dir": "ltr"}
    assert page.find("a", class_="skip")[0].attrs["href"] == "#main"
    ids = [tag.attrs["id"] for tag in page.root.all() if "id" in tag.attrs]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PATHS)
def test_page_has_no_inline_style_or_script_and_sets_no_cookie(
    customer: Customer, path: str
) -> None:
    page = customer.get(path)
    assert not page.find("style")
    assert all("src" in script.attrs and not script.raw for script in page.find("script"))
    for tag in page.root.all():
        assert "style" not in tag.attrs
        assert not [name for name in tag.attrs if name.startswith("on")]
    assert "This desk sets no cookies." in page.text
    assert "Set-Cookie" not in customer.headers


@pytest.mark.parametrize("path", [*PATHS, "/s/wren-tide/theme.css"])
def test_head_answers_as_get_does(customer: Customer, path: str) -> None:
    got, head = customer.client.get(path), customer.client.head(path)
    assert head.status_code == got.status_code == 200
    assert head.data == b""
    assert head.content_type == got.content_type


@pytest.mark.parametrize("path", ["/s/wren-tide", "/p/wren-tide/privacy"])
def test_pages_that_only_tell_take_no_post(customer: Customer, path: str) -> None:
    assert customer.client.post(path, data={"happened": "Hello"}).status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/s/nobody",
        "/s/nobody/complaint",
        "/s/nobody/theme.css",
        "/p/nobody/privacy",
        "/s/wren-tide/nothing",
        "/s/nobody/withdraw",
        "/s/wren-tide/complaint/",
        "/s/WREN-TIDE",
        "/s/%00",
        "/s/%ff%fe",
        "/s/" + "x" * 3000,
    ],
)
def test_unknown_places_are_not_here(customer: Customer, path: str) -> None:
    for method in ("GET", "HEAD", "POST"):
        answer = customer.client.open(path, method=method)
        assert answer.status_code in ({404} if method != "POST" else {404, 405}), method
    assert customer.get(path).heading == "This page is not here"


def test_other_languages_of_the_shop_are_offered_and_kept(customer: Customer) -> None:
    page = customer.get("/s/wren-tide")
    link = next(link for link in page.find("a") if link.text == "Deutsch")
    assert link.attrs["lang"] == link.attrs["hreflang"] == "de"
    assert link.attrs["href"] == "/s/wren-tide?lang=de"
    german = customer.get(link.attrs["href"])
    assert german.one("html").attrs["lang"] == "de"
    inner = [
        link
        for link in links_of(german)
        if link.startswith("/") and not link.startswith("/s/wren-tide?lang=en")
    ]
    assert inner
    assert all(link.endswith("?lang=de") for link in inner)
    assert customer.get("/s/wren-tide/complaint?lang=de").action().endswith("?lang=de")


def test_language_that_the_shop_does_not_speak_changes_nothing(customer: Customer) -> None:
    page = customer.get("/s/wren-tide?lang=fr")
    assert page.one("html").attrs["lang"] == "en"
    assert not [link for link in links_of(page) if "lang=fr" in link]


def test_frame_is_kept_in_links_and_offers_no_way_out_of_it(customer: Customer) -> None:
    page = customer.get("/s/wren-tide?frame=1")
    assert page.find("a", class_="choice")[0].attrs["href"] == "/s/wren-tide/complaint?frame=1"
    assert "Back to the shop" not in page.text


# ---------- The shop's colour ----------


def test_theme_is_one_line_with_the_colour(customer: Customer) -> None:
    answer = customer.client.get("/s/wren-tide/theme.css")
    assert answer.get_data(as_text=True) == ":root{--shop:#6b3a75}\n"
    assert answer.content_type == "text/css; charset=utf-8"
    again = customer.client.get(
        "/s/wren-tide/theme.css", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


# ---------- What is kept ----------


def test_privacy_page_says_who_what_how_long_and_how_to_end_it(customer: Customer) -> None:
    page = customer.get("/p/wren-tide/privacy")
    assert page.heading == "What we keep, and for how long"
    assert "Orla Byrne, and whoever helps in the shop." in page.text
    assert "three years after the end of the year in which the case is closed" in page.text
    assert "What turns out to be spam: 30 days." in page.text
    assert page.find("a", href="mailto:orla@wrenandtide.example")
    assert "4 Quay Lane, Kilmarra, Co. Clare, Ireland" in page.text
    assert not page.find("script")
    assert not page.find("form")


def test_privacy_page_speaks_of_one_year(customer: Customer, desk: Desk) -> None:
    make_shop(
        desk,
        {
            "slug": "brief",
            "name": "Brief",
            "owner_name": "Bo Ek",
            "mailbox": "bo@brief.example",
            "closed_years": 1,
        },
    )
    text = customer.get("/p/brief/privacy").text
    assert "one year after the end of the year in which the case is closed" in text


def test_privacy_page_is_kept_by_browsers(customer: Customer) -> None:
    answer = customer.client.get("/p/wren-tide/privacy")
    again = customer.client.get(
        "/p/wren-tide/privacy", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["complaint", "refund", "return", "cancel"])
def test_one_line_under_each_form_leads_to_what_is_kept(customer: Customer, path: str) -> None:
    form = customer.get(f"/s/wren-tide/{path}").one("form", id="message")
    assert len(form.find("a", href="/p/wren-tide/privacy")) == 1


# ---------- Errors ----------


def test_error_page_shows_back_what_was_typed(customer: Customer) -> None:
    page = customer.post("/s/wren-tide/nothing", {"happened": "A <b>long</b> story"})
    assert customer.status == 404
    boxes = page.find("textarea")
    assert [box.raw.removeprefix("\n") for box in boxes] == ["A <b>long</b> story"]
    assert "readonly" in boxes[0].attrs
    assert page.find("a", href="/s/wren-tide")
