"""A customer with photos, and the box that opens them."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.photos.sending import MULTIPART, File, multipart
from tests.public.conftest import TYPED, OpenDoor, in_browser, open_door
from tests.public.reading import Page
from widget.box.outside import Box, NotAPhoto
from widget.cases.model import Shop
from widget.cases.tokens import FormToken
from widget.desk import Desk, Photo, keep_photo, new_form, read_form

__all__ = ["OpenDoor", "in_browser", "open_door"]


@pytest.fixture(scope="session")
def box() -> Box:
    return Box()


def why_not(box: Box, data: bytes) -> str:
    """The box's word for a file that does not become a photo."""
    with pytest.raises(NotAPhoto) as refused:
        box.clean_photo(io.BytesIO(data), len(data))
    return refused.value.why


@pytest.fixture
def form(desk: Desk, shop: Shop) -> FormToken:
    """A form that somebody has open."""
    return read_form(desk, shop, "complaint", new_form(desk, shop, "complaint"))


@pytest.fixture
def keep(desk: Desk, shop: Shop, form: FormToken) -> Callable[..., Photo]:
    """Keep a file with the form; ``at`` and ``under`` are another shop's, another form's."""

    def kept(data: bytes, at: Shop = shop, under: FormToken = form) -> Photo:
        return keep_photo(desk, at, under, io.BytesIO(data))

    return kept


@dataclass
class Sender:
    """Somebody without script who sends a form with files."""

    client: FlaskClient
    last: TestResponse | None = None

    def open(self, path: str = "/s/wren-tide/complaint") -> Page:
        """Open a page."""
        return self._keep(self.client.get(path))

    def press(
        self,
        page: Page,
        words: str,
        *files: File,
        form: str = "message",
        **typed: str,
    ) -> Page:
        """Choose files and press a button."""
        where, fields = page.press(words, form)
        return self.post(where, fields | typed, *files)

    def check(self, page: Page, *files: File, **typed: str) -> Page:
        """Fill in the form, choose files and press "Go on and check"."""
        return self.press(page, "Go on and check", *files, **(dict(TYPED) | typed))

    def post(self, path: str, fields: dict[str, str], *files: File) -> Page:
        """Send fields and files as a browser does."""
        body = multipart(fields, *(files or [("", b"")]))
        return self._keep(self.client.post(path, data=body, content_type=MULTIPART))

    def get(self, path: str) -> TestResponse:
        """Ask for anything."""
        return self.client.get(path)

    @property
    def status(self) -> int:
        """The status of the last answer."""
        assert self.last is not None
        return self.last.status_code

    @property
    def location(self) -> str:
        """Where the last answer leads."""
        assert self.last is not None
        return str(self.last.headers["Location"])

    def _keep(self, answer: TestResponse) -> Page:
        self.last = answer
        assert "Set-Cookie" not in answer.headers
        return Page(answer.get_data(as_text=True))


@pytest.fixture
def sender(client: FlaskClient, shop: Shop) -> Sender:
    return Sender(client)


def tiles(page: Page) -> list[str]:
    """The addresses of the photos on a page."""
    return [
        image.attrs["src"]
        for item in page.find("ul", class_="photos")
        for image in item.find("img")
    ]


def complaints(page: Page) -> list[str]:
    """What is said at the box for photos."""
    found = [tag for tag in page.find("p", class_="error") if "photos-error" in tag.attrs["id"]]
    box = page.one("input", type="file")
    for tag in found:
        assert tag.attrs["id"] in box.attrs["aria-describedby"].split()
        assert tag.find("bdi"), tag.text
    return [tag.text.removeprefix("Error: ") for tag in found]
