"""A customer with photos in Chromium, without script and with it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.needs import path_of
from tests.photos.pictures import FILMS, SECRET, opened, saved, two_halves, with_everything_planted
from tests.public.conftest import TYPED, OpenDoor
from widget.box.outside import Box, CleanPhoto
from widget.desk import inbox_page

Look = Callable[[Callable[[Browser], Any]], Any]

pytestmark = pytest.mark.browser


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Files as they lie on somebody's phone."""
    inside = {
        "large.jpg": saved(two_halves((3000, 2250)), quality=95) + SECRET,
        "told.jpg": with_everything_planted(),
        "small.png": saved(two_halves((300, 200), "RGBA"), "PNG"),
        "unboxing.mov": FILMS["quicktime"],
        "holiday.jpg": b"PK\x03\x04 not a photo at all",
    }
    for name, data in inside.items():
        (tmp_path / name).write_bytes(data)
    return {name: tmp_path / name for name in inside}


class Watched(Box):
    """A box that remembers what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[bytes] = []

    def clean_photo(self, file: BinaryIO, length: int) -> CleanPhoto:
        self.seen.append(file.read(length))
        return super().clean_photo(io.BytesIO(self.seen[-1]), length)


def write_down(page: Page) -> None:
    """Fill in everything but the photos."""
    for name in ("order", "ordered", "items", "happened", "meant", "name", "email"):
        page.fill(f"#{name}", TYPED[name])
    page.check("#wish-replacement")


def send_and_look(page: Page) -> list[str]:
    """Send from the review; returns the photos of the private page."""
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("h1")).to_contain_text("We have it.")
    page.locator("#private-url").click()
    expect(page.locator(".thread .photos img")).to_have_count(2)
    page.wait_for_function("Array.from(document.images).every(i => i.complete && i.naturalWidth)")
    return [str(image.get_attribute("src")) for image in page.locator(".thread .photos img").all()]


def test_photos_without_script(open_door: OpenDoor, in_browser: Look, files: Any) -> None:
    def look(browser: Browser) -> None:
        context = browser.new_context(java_script_enabled=False, locale="en-GB")
        page = context.new_page()
        page.goto(f"{open_door.url}/s/wren-tide/complaint")
        write_down(page)
        page.set_input_files("#photos", [files["large.jpg"], files["unboxing.mov"]])
        page.get_by_role("button", name="Go on and check").click()
        expect(page.locator("#summary")).to_contain_text("One thing needs a look")
        expect(page.locator("#photos-error")).to_contain_text(
            "“unboxing.mov” is a film, and only photos can be read here. Your photo below is kept."
        )
        expect(page.locator(".photos img")).to_have_count(1)
        page.set_input_files("#photos", [files["small.png"], files["told.jpg"]])
        page.get_by_role("button", name="Go on and check").click()
        expect(page.get_by_text("Three photos show it.")).to_be_visible()
        page.get_by_role("button", name="Change the photos").click()
        page.get_by_role("button", name="Remove photo 2").click()
        expect(page.locator(".photos img")).to_have_count(2)
        assert page.input_value("#happened") == TYPED["happened"]
        page.get_by_role("button", name="Go on and check").click()
        expect(page.get_by_text("Two photos show it.")).to_be_visible()
        assert send_and_look(page)
        context.close()

    in_browser(look)
    [case] = inbox_page(open_door.desk, open_door.shop.id, "open").cases
    assert case.name == TYPED["name"]


def test_photos_with_script_are_made_small_and_sent_while_one_writes(
    open_door: OpenDoor, in_browser: Look, files: Any
) -> None:
    refused: list[str] = []
    box = open_door.desk.box = Watched()

    def look(browser: Browser) -> None:
        context = browser.new_context(locale="en-GB")
        page = context.new_page()
        page.on("console", lambda message: refused.append(f"{message.text} {message.location}"))
        page.on("pageerror", lambda error: refused.append(str(error)))
        page.goto(f"{open_door.url}/s/wren-tide/complaint")
        write_down(page)
        page.set_input_files("#photos", [files["large.jpg"]])
        expect(page.locator(".photos img")).to_have_count(1)
        expect(page.locator("[data-photos] [role=status]")).to_have_text("Photos kept: 1.")
        expect(page.locator("progress")).to_be_hidden()
        assert SECRET not in box.seen[0], "it was sent as it was"
        assert opened(box.seen[0]).size == (2000, 1500)
        page.set_input_files(
            "#photos", [files["holiday.jpg"], files["unboxing.mov"], files["small.png"]]
        )
        expect(page.locator(".photos img")).to_have_count(2)
        told = page.locator("#photos-error")
        expect(told).to_contain_text("holiday.jpg")
        expect(told).to_contain_text("unboxing.mov")
        expect(page.locator("#photos")).to_have_attribute("aria-invalid", "true")
        assert page.input_value("#photos") == "", "what was said of a file is said once"
        page.get_by_role("button", name="Remove photo 1").click()
        expect(page.locator(".photos img")).to_have_count(1)
        expect(page.locator("#photos")).to_be_focused()
        page.set_input_files("#photos", [files["told.jpg"]])
        expect(page.locator("#photos-error")).to_have_count(0)
        # Pressed at once: the message waits for the photo, and nothing is lost.
        page.get_by_role("button", name="Go on and check").click()
        expect(page.get_by_text("Two photos show it.")).to_be_visible()
        assert send_and_look(page)
        context.close()

    in_browser(look)
    assert [line for line in refused if "422" not in line and "favicon" not in line] == []
    assert not any(SECRET in data for data in box.seen)


def test_with_script_and_no_line_the_photo_stays_in_its_box_and_goes_with_the_form(
    open_door: OpenDoor, in_browser: Look, files: Any
) -> None:
    def look(browser: Browser) -> None:
        context = browser.new_context(locale="en-GB")
        page = context.new_page()
        page.route("**/s/*/photo", lambda route: route.abort())
        page.goto(f"{open_door.url}/s/wren-tide/complaint")
        write_down(page)
        page.set_input_files("#photos", [files["told.jpg"]])
        expect(page.locator("[data-photos] [role=status]")).to_have_text("Photos kept: 0.")
        assert page.evaluate("document.querySelector('#photos').files.length") == 1
        page.get_by_role("button", name="Go on and check").click()
        expect(page.get_by_text("One photo shows it.")).to_be_visible()
        context.close()

    in_browser(look)


def test_a_photo_goes_with_a_reply(open_door: OpenDoor, in_browser: Look, files: Any) -> None:
    def look(browser: Browser) -> None:
        context = browser.new_context(locale="en-GB")
        page = context.new_page()
        page.goto(f"{open_door.url}/s/wren-tide/complaint")
        write_down(page)
        page.set_input_files("#photos", [files["told.jpg"]])
        expect(page.locator(".photos img")).to_have_count(1)
        page.get_by_role("button", name="Go on and check").click()
        page.get_by_role("button", name="Send", exact=True).click()
        page.locator("#private-url").click()
        page.set_input_files("#photos", [files["small.png"]])
        expect(page.locator("#reply .photos img")).to_have_count(1)
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.locator(".thread .photos img")).to_have_count(2)
        expect(page.locator("#reply .photos img")).to_have_count(0)
        context.close()

    in_browser(look)


@pytest.mark.axe
def test_the_box_is_for_everybody_empty_full_and_with_errors(
    open_door: OpenDoor, in_browser: Look, files: Any
) -> None:
    def axe(page: Page) -> list[str]:
        page.evaluate(path_of("axe-core").read_text())
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]

    def look(browser: Browser) -> None:
        for scheme in ("light", "dark"):
            context = browser.new_context(
                locale="en-GB",
                bypass_csp=True,
                reduced_motion="reduce",
                color_scheme=scheme,
                viewport={"width": 390, "height": 844},
            )
            page = context.new_page()
            page.goto(f"{open_door.url}/s/wren-tide/complaint")
            assert axe(page) == []
            page.set_input_files("#photos", [files["told.jpg"], files["holiday.jpg"]])
            expect(page.locator(".photos img")).to_have_count(1)
            expect(page.locator("#photos-error")).to_be_visible()
            assert axe(page) == []
            page.get_by_role("button", name="Go on and check").click()
            expect(page.locator("#summary")).to_be_visible()
            assert axe(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
            context.close()

    in_browser(look)


def test_the_script_is_small() -> None:
    import gzip

    script = (Path(__file__).parents[2] / "widget/static/photos.js").read_bytes()
    assert len(gzip.compress(script, 9)) <= 2_000
