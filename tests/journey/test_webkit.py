"""The main job in the engine of Safari, inside a shop's own page on another site."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.frame.at_the_form import LINK, TYPED
from tests.frame.shop_site import open_shop_site, page_of
from tests.journey.a_photo import PHOTO
from tests.journey.webkit import open_webkit
from tests.live import LiveDesk, Wire, text_of, wait_until

EMAIL = "hanna.webkit@post.example"


@pytest.mark.webkit
def test_in_webkit_a_complaint_goes_from_the_shops_page_to_the_owner(
    live: LiveDesk, wire: Wire, tmp_path: Path
) -> None:
    photo = tmp_path / PHOTO["name"]
    photo.write_bytes(PHOTO["buffer"])
    with open_shop_site() as shop_site, open_webkit() as webkit:
        shop_site.put("/", page_of("<p>Sixty bars a week.</p>", desk=live.url))
        webkit.goto(f"{shop_site.url}/")
        webkit.click("a[data-amends]")
        webkit.enter("dialog iframe")
        webkit.click("a.choice")
        words = {**TYPED, "email": EMAIL, "happened": "The lid came off on the way."}
        for name, text in words.items():
            webkit.type(f"[name={name}]", text)
        webkit.click("#wish-replacement")
        wait_until(
            lambda: webkit.run("return Boolean(document.querySelector('.kept[data-at]'))"),
            "the words to be kept",
        )
        webkit.type("input[type=file]", str(photo))
        webkit.find("ul.photos img")
        webkit.click(".acts button[value=check]")
        webkit.find(".says")
        assert webkit.text("h1") == "If we understand correctly:"
        wait_until(
            lambda: webkit.run("return document.querySelector('ul.photos img').naturalWidth"),
            "the photo to be shown",
        )
        webkit.click("button[value=send]")
        reference = webkit.text(".ref")
        assert webkit.run("return document.cookie") == ""
        webkit.click("[data-close]")
        webkit.leave()
        wait_until(
            lambda: webkit.run("return document.querySelector('dialog').open") is False,
            "the sheet to close",
        )
        wait_until(
            lambda: webkit.run("return document.activeElement.textContent") == LINK,
            "the link to have the focus again",
        )
        assert webkit.run("return location.href") == f"{shop_site.url}/"
        assert reference in text_of(wire.to(EMAIL)[0])
