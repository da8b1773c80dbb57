"""What a customer does at the form, on the full page and in the frame alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Frame, FrameLocator, Locator, Page, expect

HAPPENED = "Both bars were cracked right through when I opened the box, and one had crumbled."
TYPED: Mapping[str, str] = {
    "order": "WT-0047",
    "items": "two Oat & Honey bars",
    "happened": HAPPENED,
    "meant": "They were for my sister’s birthday.\n\nShe had no other.",
    "name": "Hanna Lind",
    "email": "hanna.lind@post.example",
}
LINK = "Something wrong with your order?"

# As if the waits between two tries were soon over.
SHORT_WAITS = """
  const wait = setTimeout;
  const waits = [1000, 2000, 4000, 8000];
  window.setTimeout = (then, ms) => wait(then, waits.includes(ms) ? 250 : ms);
"""

# As if the waits between two tries had no end, until `goOn()` is called.
HELD_WAITS = """{
  const wait = setTimeout;
  const waits = [1000, 2000, 4000, 8000];
  const held = [];
  window.setTimeout = (then, ms) => (waits.includes(ms) ? held.push(then) : wait(then, ms));
  window.goOn = () => held.splice(0).forEach((then) => then());
}"""

# The loader gives way after three seconds, and a frame on a busy machine may need longer. That it
# does give way is seen in test_loader.py.
PATIENCE = """{
  const wait = setTimeout;
  window.setTimeout = (then, ms) => wait(then, ms === 3000 ? 60_000 : ms);
}"""


@dataclass(frozen=True)
class Place:
    """Where the form stands: a page of its own, or the frame inside a shop's page."""

    page: Page
    inside: Page | FrameLocator

    def box(self, name: str) -> Locator:
        """A box of the form by its name."""
        return self.inside.locator(f"[name='{name}']:not([type=hidden])")

    def button(self, name: str) -> Locator:
        """A button by what it says."""
        return self.inside.get_by_role("button", name=name, exact=True)

    @property
    def heading(self) -> Locator:
        """The heading."""
        return self.inside.get_by_role("heading", level=1)

    @property
    def status(self) -> Locator:
        """Where the sending is told of."""
        return self.inside.locator(".sending > [role=status]")

    @property
    def frame(self) -> Frame:
        """The document itself, for a look from within."""
        return self.page.frames[-1] if len(self.page.frames) > 1 else self.page.main_frame

    def type_all(self, **changes: str) -> None:
        """Fill in the form; the wish last."""
        for name, text in {**TYPED, **changes}.items():
            self.box(name).fill(text)
        self.inside.locator("#wish-replacement").check()

    def check(self) -> None:
        """Press "Go on and check" and see the review."""
        self.button("Go on and check").last.click()
        expect(self.heading).to_have_text("If we understand correctly:")
        self.wait_until_loaded()

    def send(self) -> str:
        """Press Send and see the receipt; returns the reference."""
        self.wait_until_loaded()
        self.button("Send").click()
        reference = self.inside.locator(".ref")
        expect(reference).to_be_visible()
        return reference.inner_text()

    def wait_until_loaded(self) -> None:
        """Wait for the scripts of the page at hand: before, it hears no key and sends plainly."""
        self.frame.wait_for_load_state("load")

    def go_on(self) -> None:
        """End the wait before the next try; only with ``HELD_WAITS``."""
        self.frame.evaluate("goOn()")

    def wait_until_kept(self) -> None:
        """Wait for the line that says so, and for the last tick to be kept."""
        expect(self.inside.locator("[data-draft-line]")).to_be_visible()
        self.frame.wait_for_function(
            """() => {
              const kept = JSON.parse(localStorage.getItem("amends:wren-tide/complaint"));
              const wish = document.querySelector("[name=wish]:checked")?.value;
              return kept?.words.wish === wish;
            }"""
        )

    def expect_all_typed(self, **changes: str) -> None:
        """Everything typed stands in its box."""
        for name, text in {**TYPED, **changes}.items():
            expect(self.box(name)).to_have_value(text)
        expect(self.inside.locator("#wish-replacement")).to_be_checked()


def on_a_page(page: Page, desk_url: str, path: str = "/s/wren-tide/complaint") -> Place:
    """Open the form on a page of its own."""
    page.goto(desk_url + path)
    return Place(page, page)


def in_the_frame(page: Page, shop_url: str) -> Place:
    """Click the shop's link, then choose the first kind."""
    page.add_init_script(PATIENCE)
    page.goto(shop_url)
    place = open_sheet(page)
    place.inside.get_by_role("link", name="Something is wrong").click()
    expect(place.heading).to_have_text("Tell us about it")
    place.wait_until_loaded()
    return place


def open_sheet(page: Page) -> Place:
    """Click the shop's link and see the first page inside the sheet."""
    page.get_by_role("link", name=LINK).click()
    place = Place(page, page.frame_locator("dialog iframe"))
    expect(place.heading).to_be_visible()
    place.wait_until_loaded()
    return place
