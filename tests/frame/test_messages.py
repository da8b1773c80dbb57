"""Messages between page and frame: two words, from one window of one origin, and no more."""

from __future__ import annotations

import random

import pytest
from playwright.sync_api import Page, expect

from tests.frame.at_the_form import Place, open_sheet
from tests.frame.shaky import ShakyDesk
from tests.frame.shop_site import ShopSite, page_of

pytestmark = pytest.mark.browser

# From each window there is: to the page (for the loader) and to the desk's frame.
SENDERS = """
  addEventListener("message", (event) => {
    if (!Array.isArray(event.data)) return;
    for (const word of event.data) {
      parent.postMessage(word, "*");
      for (let at = 0; at < parent.frames.length; at++) parent.frames[at].postMessage(word, "*");
    }
    parent.postMessage("sent", "*");
  });
"""
SHAPES = (
    "close", "ready", "CLOSE", "close ", " ready", "size", "error", "", "0", "null", "undefined",
    "<img src=x onerror=alert(1)>", "javascript:alert(1)", "__proto__", "constructor",
)  # fmt: skip


def words(count: int, seed: int) -> list[object]:
    """Words, near words, numbers, lists and objects that look like words."""
    dice = random.Random(seed)
    found: list[object] = []
    for _ in range(count):
        word = dice.choice(SHAPES)
        shape = dice.randrange(6)
        found.append(
            [word, {"data": word, "type": word}, [word], dice.random(), None, word * 9][shape]
        )
    return [*found, "close", "ready"]


def fuzz(page: Page, shaky: ShakyDesk, shop_site: ShopSite, count: int) -> None:
    sender = f"<!doctype html><title>sender</title><script>{SENDERS}</script>"
    shop_site.put("/sender", sender)
    sandboxed = '<iframe id="sandboxed" sandbox="allow-scripts" src="/sender"></iframe>'
    sibling = f'<iframe id="sibling" src="http://127.0.0.1:{shop_site.port}/sender"></iframe>'
    shop_site.put("/fuzz", page_of(f'{sandboxed}{sibling}<iframe id="same" src="/sender">'
                                   "</iframe>", desk=shaky.url))  # fmt: skip
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(f"{shop_site.url}/fuzz")
    page.wait_for_load_state("load")
    page.evaluate("window.open('/sender', 'opened')")
    place = open_sheet_beside(page)
    before = place.inside.locator("body").inner_text()
    for seed, name in enumerate(("sandboxed", "sibling", "same")):
        page.evaluate(
            """([name, words]) => new Promise((done) => {
              addEventListener("message", (event) => event.data === "sent" && done());
              document.getElementById(name).contentWindow.postMessage(words, "*");
            })""",
            [name, words(count, seed)],
        )
    page.evaluate(
        """(words) => {
          for (const word of words) {
            postMessage(word, "*");
            document.querySelector("dialog iframe").contentWindow.postMessage(word, "*");
            dispatchEvent(new MessageEvent("message", { data: word, origin: "null" }));
          }
        }""",
        words(count, 7),
    )
    page.wait_for_timeout(300)
    assert troubles == []
    expect(page.locator("dialog")).to_be_visible()
    assert place.inside.locator("body").inner_text() == before
    place.button("Close").click()
    expect(page.locator("dialog")).to_be_hidden()


def open_sheet_beside(page: Page) -> Place:
    place = open_sheet(page)
    page.wait_for_timeout(200)
    return place


def test_T17_a_few_hundred_messages_from_everybody_change_nothing(
    page: Page, shaky: ShakyDesk, shop_site: ShopSite
) -> None:
    fuzz(page, shaky, shop_site, 100)


@pytest.mark.slow_profile
def test_T17_ten_thousand_messages_from_everybody_change_nothing(
    page: Page, shaky: ShakyDesk, shop_site: ShopSite
) -> None:
    fuzz(page, shaky, shop_site, 2_500)


def test_T17_only_ready_of_the_frame_itself_keeps_the_page(
    hurried: Page, shaky: ShakyDesk, shop_site: ShopSite
) -> None:
    shop_site.put("/liar", "<script>parent.postMessage('ready', '*')</script>")
    shop_site.put("/lies", page_of('<iframe src="/liar"></iframe>', desk=shaky.url))
    hurried.route("**/frame.js*", lambda route: route.abort())
    hurried.goto(f"{shop_site.url}/lies")
    hurried.get_by_role("link", name="Something wrong").click()
    hurried.evaluate("postMessage('ready', '*')")
    hurried.wait_for_url(f"{shaky.url}/s/wren-tide")
