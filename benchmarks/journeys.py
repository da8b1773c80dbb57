"""The main job inside a shop's own page a hundred times, cross-site: how many arrive?

    python -m benchmarks.journeys --count 100

Chromium is a process of its own, without a test tool's switches, with third-party cookies off; that
this is so is shown first by a cookie that is refused and a storage that works. Each journey is
somebody new: click, fill, photo, review, send, receipt, status.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright
from playwright.sync_api import Error as BrowserError

from benchmarks.tally import Tally, say
from tests.frame.at_the_form import HAPPENED, Place, in_the_frame
from tests.frame.chromium import open_chromium
from tests.frame.shop_site import ShopSite, open_shop_site, page_of
from tests.journey.a_photo import PHOTO
from tests.live import LiveDesk, open_wire, serve_desk
from widget.app import open_desk
from widget.desk import case_file

CONTROL = """() => {
  document.cookie = "control=1; SameSite=None; Secure";
  localStorage.setItem("control", "1");
  return [document.cookie, localStorage.getItem("control")];
}"""


def show_mode(browser: Browser, live: LiveDesk, shop_site: ShopSite, tally: Tally) -> None:
    """Prove that this is a browser which keeps sites apart."""
    page = browser.contexts[0].new_page()
    in_frame = in_the_frame(page, f"{shop_site.url}/").frame.evaluate(CONTROL)
    page.goto(f"{live.url}/s/wren-tide")
    alone = page.evaluate(CONTROL)
    page.context.clear_cookies()
    page.close()
    say(f"control: in the frame {in_frame}, by itself {alone}")
    tally.check(in_frame == ["", "1"], "a cookie is refused in the frame, and storage works")
    tally.check(alone == ["control=1", "1"], "by itself the cookie is taken")


def go(browser: Browser, shop_site: ShopSite, number: int) -> str:
    """One journey; returns the reference."""
    context = browser.new_context(locale="en-GB")
    try:
        page = context.new_page()
        place = in_the_frame(page, f"{shop_site.url}/")
        words = f"{HAPPENED} This is the bad day number {number}."
        place.type_all(email=f"hanna.{number}@post.example", happened=words)
        photos = place.inside.locator("input[type=file]")
        photos.set_input_files(PHOTO)
        expect(place.inside.locator("ul.photos img")).to_be_visible()
        place.check()
        expect(place.inside.get_by_text("One photo shows it.")).to_be_visible()
        reference = place.send()
        with context.expect_page() as opened:
            place.inside.locator("#private-url").click()
        status = Place(opened.value, opened.value)
        expect(status.heading).to_have_text("Orla has your message")
        expect(opened.value.get_by_text(words).first).to_be_visible()
        expect(opened.value.locator(".thread .photos img")).to_be_visible()
        return reference
    finally:
        context.close()


def run(count: int) -> Tally:
    """Make all journeys and look for what each should leave."""
    tally, began = Tally(), time.monotonic()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_wire() as wire,
        serve_desk(Path(folder), wire.port) as live,
        open_shop_site() as shop_site,
        sync_playwright() as playwright,
        open_chromium(playwright, "no third-party cookies") as browser,
    ):
        shop_site.put("/", page_of("<p>Sixty bars a week.</p>", desk=live.url))
        show_mode(browser, live, shop_site, tally)
        references: set[str] = set()
        for number in range(1, count + 1):
            try:
                references.add(go(browser, shop_site, number))
                tally.check(len(references) == number, f"journey {number} has its own reference")
            except (AssertionError, BrowserError) as error:
                tally.check(False, f"journey {number}: {str(error).splitlines()[0]}")
            if number % 10 == 0:
                say(f"{number} journeys, {time.monotonic() - began:.0f} s")
        desk = open_desk(live.settings)
        kept = {
            reference
            for reference in references
            if case_file(desk, live.shop.id, reference).case.reference == reference
        }
        desk.store.close()
        tally.check(len(kept) == count, f"{len(kept)} of {count} are in the owner's inbox")
    return tally


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=100)
    run(parser.parse_args().count).end()


if __name__ == "__main__":
    main()
