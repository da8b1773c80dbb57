"""A thousand randomised retries of the frame's script: is anything sent twice, or not at all?

    python -m benchmarks.retries --retries 1000

A real Chromium sends the form. At random the desk is too busy, breaks, does its work but loses the
answer, or is gone for a moment; the script tries again as it does for people, only its waits are
shorter. Some press "Send" twice, some reload on the way.

In the end the words of every message are looked for. Twice in the desk: a duplicate. Neither in the
desk nor in front of the person who typed them (a box, the review, the draft): swallowed.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Locator, Page, expect, sync_playwright

from benchmarks.tally import Tally, say
from tests.frame.at_the_form import SHORT_WAITS, Place, on_a_page
from tests.frame.chromium import open_chromium
from tests.frame.shaky import ShakyDesk, open_shaky_desk

TROUBLES = (0, 0, 429, 500, 502, 503)
MOST_TROUBLES = 4  # in a row; after that a person presses "Try again"
MOST_PRESSES = 5  # of "Try again", until somebody gives up
EVERY_MS = 120_000  # a try may take 20 s where the machine is busy
IN_SIGHT = """(words) => {
  const boxes = Array.from(document.querySelectorAll("textarea, input"), (box) => box.value);
  const texts = [document.body.innerText, ...boxes, ...Object.values(localStorage)];
  return texts.some((text) => text.includes(words));
}"""


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

    def send_one(self, words: str) -> str:
        """One message; returns its reference."""
        place = on_a_page(self.page, self.shaky.url)
        place.type_all(happened=words)
        if self.dice.random() < 0.2:
            place.wait_until_kept()
            self.page.reload()
            self.reloads += 1
            expect(place.box("happened")).to_have_value(words)
        self.trouble()
        place.button("Go on and check").last.click()
        self.insist(place, place.button("Send"))
        self.trouble()
        self.press_send(place)
        self.insist(place, self.page.locator(".ref"))
        return self.page.locator(".ref").inner_text()

    def insist(self, place: Place, wanted: Locator) -> None:
        """Wait for what comes next, and press "Try again" as often as that is offered."""
        again = place.button("Try again")
        for _ in range(MOST_PRESSES):
            expect(wanted.or_(again).first).to_be_visible(timeout=EVERY_MS)
            if not again.is_visible():
                break
            again.click()
        expect(wanted).to_be_visible(timeout=EVERY_MS)

    def has_in_sight(self, words: str) -> bool:
        """Whether somebody who was left half-way still has what they typed."""
        try:
            return bool(self.page.evaluate(IN_SIGHT, words))
        except BrowserError:
            return False

    def press_send(self, place: Place) -> None:
        """Press the button, sometimes with the impatience of a bad day."""
        if self.dice.random() < 0.3:
            place.button("Send").dblclick()
        else:
            place.button("Send").click()


def words_of(number: int) -> str:
    """What one message says."""
    return f"Message {number} of a bad day."


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
        left: dict[str, bool] = {}  # half-way: the words, and whether they are still in sight
        number = 0
        while sending.retries < retries:
            number += 1
            words = words_of(number)
            try:
                references.append(sending.send_one(words))
            except (AssertionError, BrowserError) as error:
                left[words] = sending.has_in_sight(words)
                say(f"message {number} was left half-way: {str(error).splitlines()[0]}")
                page.goto(f"{shaky.url}/s/wren-tide")
                page.evaluate("localStorage.clear()")
            if number % 25 == 0:
                say(f"{sending.retries} retries, {time.monotonic() - began:.0f} s")
        say(f"{number} messages, {sending.retries} retries, {sending.reloads} reloads, seed {seed}")
        everything = [words_of(each + 1) for each in range(number)]
        count(everything, Counter(shaky.told()), left, tally)
        tally.check(len(references) == len(set(references)), "each has its own reference")
    return tally


def count(
    everything: list[str], arrived: Counter[str], left: dict[str, bool], tally: Tally
) -> None:
    """What arrived twice, and what not at all although its words are out of sight."""
    duplicates = sum(arrived[words] - 1 for words in everything if arrived[words] > 1)
    swallowed = sum(not arrived[words] and not left.get(words) for words in everything)
    say(f"{arrived.total()} cases, {len(left)} left half-way")
    say(f"{duplicates} duplicates, {swallowed} swallowed")
    tally.check(duplicates == 0, "nothing is there twice")
    tally.check(swallowed == 0, "nothing is lost")
    tally.check(set(arrived) <= set(everything), "nothing is there that nobody wrote")


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--retries", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = parser.parse_args()
    run(given.retries, given.seed).end()


if __name__ == "__main__":
    main()
