"""Photos at the owner's door: in the case, on paper, and for nobody else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

import pytest

from tests.inbox.conftest import Browser, browser, helper, helping, inbox, logged_in
from tests.photos.pictures import opened, photo
from tests.public.reading import Page
from widget.cases.model import Shop
from widget.cases.tokens import FormToken
from widget.desk import Desk, Photo, Receipt, make_owner, new_form, open_case, read_form

__all__ = ["browser", "helper", "helping", "inbox", "logged_in"]

Keep = Callable[..., Photo]


@pytest.fixture
def case(desk: Desk, shop: Shop, form: FormToken, keep: Keep) -> Receipt:
    """A case with two photos."""
    from tests.conftest import said

    keep(photo(1))
    keep(photo(2))
    return open_case(desk, shop, said(), form)


def tiles_of(html: str) -> list[str]:
    return [image.attrs["src"] for image in Page(html).find("img")]


def test_the_case_shows_its_photos_and_opens_them(inbox: Browser, case: Receipt) -> None:
    path = f"/inbox/case/{case.case.reference}"
    tiles = tiles_of(inbox.get(path).text)
    assert tiles == [f"{path}/photo/1", f"{path}/photo/2"]
    answer = inbox.get(tiles[0])
    assert opened(answer.data).format == "JPEG"
    assert answer.headers["Content-Disposition"] == 'inline; filename="photo-1.jpg"'
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "X-Frame-Options" not in answer.headers
    for missing in ("0", "3", "x", "1.jpg"):
        assert inbox.get(f"{path}/photo/{missing}").status_code == 404


def test_the_page_to_print_shows_them_and_the_text_names_them(
    inbox: Browser, case: Receipt
) -> None:
    path = f"/inbox/case/{case.case.reference}/transcript"
    assert len(tiles_of(inbox.get(f"{path}.html").text)) == 2
    assert "Photos: 1, 2" in inbox.get(f"{path}.txt").text
    told = json.loads(inbox.get(f"{path}.json").text)
    assert len(told["events"][0]["words"]["photos"]) == 2


def test_the_case_file_holds_them_on_paper_on_the_page_and_by_their_digests(
    inbox: Browser, case: Receipt
) -> None:
    path = f"/inbox/case/{case.case.reference}/case-file"
    paper = inbox.get(f"{path}.pdf").data
    assert paper.count(b"/DCTDecode") == 2
    page = inbox.get(f"{path}.html").text
    assert len(tiles_of(page)) == 2
    assert "Photo 2, received on Tuesday 17 November 2026" in page
    told = json.loads(inbox.get(f"{path}.json").text)
    digests = told["proof"]["events"][0]["payload"]["photos"]
    assert [photo["sha256"] for photo in told["photos"]] == digests
    for number, digest in enumerate(digests, start=1):
        body = inbox.get(f"/inbox/case/{case.case.reference}/photo/{number}").data
        assert hashlib.sha256(body).hexdigest() == digest


def test_a_helper_sees_them_too(helping: Browser, case: Receipt) -> None:
    assert helping.get(f"/inbox/case/{case.case.reference}/photo/2").status_code == 200


def test_T01_nobody_without_a_log_in_and_no_other_shop_sees_them(
    desk: Desk,
    other_shop: Shop,
    browser: Callable[[], Browser],
    logged_in: Callable[[str], Browser],
    case: Receipt,
) -> None:
    path = f"/inbox/case/{case.case.reference}/photo/1"
    stranger = browser().get(path)
    assert stranger.status_code == 303
    assert "login" in stranger.headers["Location"]
    baker = make_owner(desk, other_shop.id, "baker@northoven.example", "Baker")
    assert logged_in(baker.email).get(path).status_code == 404


def test_photos_of_a_reply_stand_under_the_reply(
    desk: Desk, shop: Shop, inbox: Browser, case: Receipt, keep: Keep
) -> None:
    from widget.desk import reply_as_customer

    form = read_form(desk, shop, "reply", new_form(desk, shop, "reply"))
    keep(photo(3), under=form)
    reply_as_customer(desk, case.token, "", form)
    html = inbox.get(f"/inbox/case/{case.case.reference}").text
    [thread] = [tag for tag in Page(html).find("ol", class_="thread") if tag.find("img")]
    items = [item for item in thread.inside if not isinstance(item, str)]
    assert [len(item.find("img")) for item in items] == [2, 1]
