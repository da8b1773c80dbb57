"""A thousand randomised retries of the frame's script: is anything sent twice, or not at all?

    python -m benchmarks.retries --retries 1000

A real Chromium sends the form. At random the desk is too busy, breaks, does its work but loses the
answer, or is gone for a moment; the script tries again as it does for people, only its waits are
shorter. Some press "Send" twice, some reload on the way.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page, expect, sync_playwright

from benchmarks.tally import Tally, say
from tests.frame.at_the_form import SHORT_WAITS, Place, on_a_page
from tests.frame.chromium import open_chromium
from tests.frame.shaky import ShakyDesk, open_shaky_desk

TROUBLES = (0, 0, 429, 500, 502, 503)
MOST_TROUBLES = 4  # in a row; after that a person presses "Try again"
EVERY_MS = 30_000


@dataclass
class Sending:
    """One browser that sends message after message through a bad line."""

    page: Page
    shaky: ShakyDesk
    dice: random.Random
    retries: int = 0
    reloads: int = 0

    def trouble(self) -> None:
        """What goes wrong with the next posts."""
        self.shaky.failing[:] = self.dice.choices(TROUBLES, k=self.dice.randint(1, MOST_TROUBLES))
        self.retries += len(self.shaky.failing)

    def send_one(self, number: int) -> str:
        """One message; returns its reference."""
        place = on_a_page(self.page, self.shaky.url)
        place.type_all(happened=f"Message {number} of a bad day.")
        if self.dice.random() < 0.2:
            place.wait_until_kept()
            self.page.reload()
            self.reloads += 1
            expect(place.box("happened")).to_have_value(f"Message {number} of a bad day.")
        self.trouble()
        place.button("Go on and check").last.click()
        expect(place.heading).to_have_text("If we understand correctly:", timeout=EVERY_MS)
        self.trouble()
        self.press_send(place)
        expect(self.page.locator(".ref")).to_be_visible(timeout=EVERY_MS)
        return self.page.locator(".ref").inner_text()

    def press_send(self, place: Place) -> None:
        """Press the button, sometimes with the impatience of a bad day."""
        if self.dice.random() < 0.3:
            place.button("Send").dblclick()
        else:
            place.button("Send").click()


def run(retries: int, seed: int) -> Tally:
    """Send until there were enough retries, then count."""
    tally, began = Tally(), time.monotonic()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_shaky_desk(Path(folder)) as shaky,
        sync_playwright() as playwright,
        open_chromium(playwright) as browser,
    ):
        page = browser.new_context(locale="en-GB").new_page()
        page.add_init_script(SHORT_WAITS)
        sending = Sending(page, shaky, random.Random(seed))
        references: list[str] = []
        number = 0
        while sending.retries < retries:
            number += 1
            try:
                references.append(sending.send_one(number))
                tally.check(True, "")
            except (AssertionError, BrowserError) as error:
                tally.check(False, f"message {number}: {str(error).splitlines()[0]}")
            if number % 25 == 0:
                say(f"{sending.retries} retries, {time.monotonic() - began:.0f} s")
        cases = shaky.count_cases()
        say(f"{number} messages, {sending.retries} retries, {sending.reloads} reloads, seed {seed}")
        duplicates = max(0, cases - number)
        swallowed = number - len(set(references))
        say(f"{cases} cases: {duplicates} duplicates, {swallowed} swallowed")
        tally.check(cases == number == len(set(references)), "each message is one case")
    return tally


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--retries", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = parser.parse_args()
    run(given.retries, given.seed).end()


if __name__ == "__main__":
    main()
