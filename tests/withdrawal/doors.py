"""Ways in to the withdrawal function: without script, in the frame, and with a browser.

`tests/withdrawal/clauses.py` asks a `Door` what the law asks of a shop. Whatever else offers the
function, a plugin of a shop system for example, passes the same clauses once it has a door here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Frame
from playwright.sync_api import Page as BrowserPage

from tests.conftest import Clock, Mailbox
from tests.public.reading import Page, Tag
from widget.cases.model import Event, Shop
from widget.desk import Desk, case_file, inbox_page

NAME, CONTRACT, EMAIL = "Hanna Lind", "order WT-1047", "hanna.lind@post.example"


@dataclass(frozen=True)
class Screen:
    """A page as its reader has it. ``buttons`` are the main ones that can be seen.

    ``boxes`` are those that can be typed into, ``required`` those that the browser would insist on.
    ``status`` is that of the answer, 200 where a browser does not say.
    """

    text: str
    lang: str
    heading: str
    buttons: Sequence[str]
    boxes: Sequence[str]
    required: Sequence[str]
    links: Sequence[tuple[str, str]]
    status: int = 200

    @property
    def is_receipt(self) -> bool:
        """Whether this is the last page of the way: nothing to type, nothing to send."""
        return not self.boxes and any("/receipt" in link for _, link in self.links)


@dataclass
class Backstage:
    """What the shop has of it: the desk, its clock, and the mails that left."""

    desk: Desk
    shop: Shop
    clock: Clock
    mailbox: Mailbox
    deliver: Callable[[], int]

    def statements(self) -> list[Event]:
        """The first event of every case of the shop, newest first."""
        listed = inbox_page(self.desk, self.shop.id, "open").cases
        files = [case_file(self.desk, self.shop.id, case.reference) for case in listed]
        return [file.events[0] for file in files]

    def mails_to(self, address: str) -> list[EmailMessage]:
        """The mails that have come to an address, once all that is due has left."""
        self.deliver()
        return self.mailbox.to(address)


def text_of(mail: EmailMessage) -> str:
    """The words of a mail."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


class Door(ABC):
    """The function as a customer meets it. One at a time; the last page is ``seen``."""

    has_script: bool
    backstage: Backstage
    seen: Screen

    @abstractmethod
    def open(self, path: str, lang: str = "", accept: str = "") -> Screen:
        """Open a page by its path, asking for a language or not."""

    @abstractmethod
    def press(self, button: str, **typed: str) -> Screen:
        """Type into boxes, then press a main button."""

    def begin(self, lang: str = "", what: str = "withdraw") -> Screen:
        """Open the first page of the function."""
        return self.open(f"/s/{self.backstage.shop.slug}/{what}", lang)

    def first(self, **typed: str) -> Screen:
        """Fill in the first page and press its button."""
        said = {"name": NAME, "contract": CONTRACT, "email": EMAIL} | typed
        return self.press(self.seen.buttons[0], **said)

    def confirm(self) -> Screen:
        """Press the button of the second page."""
        return self.press(self.seen.buttons[0])

    def declare(self, lang: str = "", **typed: str) -> Screen:
        """The whole way, pressing on where something is asked about; ends at the receipt."""
        self.begin(lang)
        self.first(**typed)
        if self.seen.boxes:
            self.press(self.seen.buttons[0])
        return self.confirm()


@dataclass
class PlainDoor(Door):
    """No script and no cookie: what plain HTTP gives. ``frame``: the page asks to be framed."""

    client: Any
    backstage: Backstage
    frame: bool = False
    has_script: bool = False
    seen: Screen = field(init=False)
    page: Page = field(init=False)
    accept: str = ""

    def open(self, path: str, lang: str = "", accept: str = "") -> Screen:
        self.accept = accept
        asked = [f"lang={lang}"] if lang else []
        asked += ["frame=1"] if self.frame and path.startswith("/s/") else []
        return self._keep(self.client.get(f"{path}?{'&'.join(asked)}", headers=self._headers()))

    def press(self, button: str, **typed: str) -> Screen:
        where, fields = self.page.press(button)
        answer = self.client.post(where, data=fields | typed, headers=self._headers())
        if answer.status_code == 303:
            to = urlsplit(answer.headers["Location"])
            answer = self.client.get(f"{to.path}?{to.query}", headers=self._headers())
        return self._keep(answer)

    def _headers(self) -> dict[str, str]:
        return {"Accept-Language": self.accept} if self.accept else {}

    def _keep(self, answer: Any) -> Screen:
        assert "Set-Cookie" not in answer.headers
        self.page = Page(answer.get_data(as_text=True))
        root = self.page.root
        self.seen = Screen(
            text=self.page.text,
            lang=self.page.one("html").attrs["lang"],
            heading=self.page.heading,
            buttons=[tag.text for tag in root.find("button") if _is_main(tag)],
            boxes=[tag.attrs["name"] for tag in root.all() if _is_box(tag)],
            required=[tag.attrs["name"] for tag in root.all() if "required" in tag.attrs],
            links=[(tag.text, tag.attrs["href"]) for tag in root.find("a") if "href" in tag.attrs],
            status=answer.status_code,
        )
        return self.seen


def _is_main(tag: Tag) -> bool:
    looks = tag.attrs.get("class", "").split()
    return not {"vh", "btn-2", "btn-3"} & set(looks) and "hidden" not in tag.attrs


def _is_box(tag: Tag) -> bool:
    typed = tag.name == "textarea" or (
        tag.name == "input" and tag.attrs.get("type") not in {"hidden", "radio"}
    )
    return typed and "name" in tag.attrs


LOOK = """() => ({
  text: document.body.innerText.replace(/\\s+/g, " ").trim(),
  lang: document.documentElement.lang,
  heading: document.querySelector("h1").innerText,
  buttons: Array.from(document.querySelectorAll("button:not(.vh, .btn-2, .btn-3)"))
    .filter((one) => one.checkVisibility()).map((one) => one.innerText),
  boxes: Array.from(document.querySelectorAll("textarea, input:not([type=hidden], [type=radio])"))
    .map((one) => one.name),
  required: Array.from(document.querySelectorAll("[required]")).map((one) => one.name),
  links: Array.from(document.querySelectorAll("a[href]"))
    .map((one) => [one.innerText, one.getAttribute("href")]),
})"""


# The loader gives a frame three seconds; a machine that is busy with tests may need more.
PATIENT = "const wait = setTimeout; window.setTimeout = (f, ms) => wait(f, ms === 3000 ? 3e5 : ms);"


@dataclass
class BrowserDoor(Door):
    """A browser with script. ``dialog``: in the sheet that the loader opens on a shop's page.

    ``shop_page`` gives the address of a page of the shop with one link to a path of the desk.
    """

    page: BrowserPage
    url: str
    backstage: Backstage
    shop_page: Callable[[str], str] | None = None
    has_script: bool = True
    seen: Screen = field(init=False)

    def open(self, path: str, lang: str = "", accept: str = "") -> Screen:
        if accept:
            self.page.set_extra_http_headers({"Accept-Language": accept})
        address = f"{self.url}{path}" + (f"?lang={lang}" if lang else "")
        if self.shop_page is None or not path.startswith("/s/"):
            self.page.goto(address)
            return self._keep()
        self.page.add_init_script(PATIENT)
        self.page.goto(self.shop_page(address))
        self.page.locator("a[data-amends]").click()
        self.page.frame_locator("iframe").locator("h1").wait_for()
        return self._keep()

    def press(self, button: str, **typed: str) -> Screen:
        inside = self._inside()
        for name, text in typed.items():
            inside.locator(f"[name='{name}']:not([type=hidden])").fill(text)
        inside.evaluate("document.documentElement.dataset.old = 1")
        found = inside.locator("button:not(.vh, .btn-2, .btn-3)", has_text=button)
        found.click()
        inside.locator("html:not([data-old]) h1").wait_for()
        return self._keep()

    def _inside(self) -> Frame:
        frames = self.page.frames
        return frames[-1] if self.shop_page is not None and len(frames) > 1 else frames[0]

    def _keep(self) -> Screen:
        told = self._inside().evaluate(LOOK)
        told["links"] = [(text, href) for text, href in told["links"]]
        self.seen = Screen(**told)
        return self.seen
