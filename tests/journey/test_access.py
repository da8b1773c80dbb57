"""Every screen of both doors, for everybody: axe, labels, focus, keyboard, targets, zoom."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journey.test_main_job import HAPPENED, complain, fields, log_in
from tests.live import LiveDesk, Wire
from tests.needs import path_of

pytestmark = pytest.mark.axe

WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")
LONG = "Donaudampfschifffahrtsgesellschaftskapitän" * 3


@dataclass
class Screens:
    """Two people in Chromium, with a case between them."""

    live: LiveDesk
    customer: Page
    owner: Page
    reference: str
    private: str


@pytest.fixture(scope="module")
def screens(live: LiveDesk, wire: Wire, chromium: Browser) -> Iterator[Screens]:
    # Only Chromium's own world may run axe under our policy, which allows no foreign script.
    contexts: list[BrowserContext] = [
        # No transitions: a colour on its way from light to dark is nobody's colour.
        chromium.new_context(locale="en-GB", bypass_csp=True, reduced_motion="reduce")
        for _ in range(2)
    ]
    customer = contexts[0].new_page()
    reference, private = complain(customer, live, "hanna.axe@post.example")
    owner = log_in(contexts[1], live, wire)
    yield Screens(live, customer, owner, reference, private)
    for context in contexts:
        context.close()


def axe(page: Page) -> list[str]:
    """What axe finds, one line each."""
    page.evaluate(path_of("axe-core").read_text())
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


OWN_RULES = """() => {
  const found = [];
  const how = {opacityProperty: true, visibilityProperty: true};
  const shown = element => element.checkVisibility(how);
  for (const field of document.querySelectorAll('input, select, textarea')) {
    if (field.type === 'hidden' || !shown(field)) continue;
    if (!field.labels?.length) found.push('no label: ' + field.outerHTML.slice(0, 80));
  }
  for (const target of document.querySelectorAll('button, a[href], input, select, summary')) {
    if (target.type === 'hidden' || !shown(target)) continue;
    const box = target.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1) continue;
    const inText = getComputedStyle(target).display === 'inline' && target.closest('p, li, dd, td');
    const within = target.closest('label')?.getBoundingClientRect();
    const height = Math.max(box.height, within?.height ?? 0);
    const width = Math.max(box.width, within?.width ?? 0);
    if (!inText && (height < 24 || width < 24)) {
      const size = `${Math.round(width)}x${Math.round(height)}`;
      found.push(`target ${size}: ` + target.outerHTML.slice(0, 80));
    }
  }
  if (document.documentElement.scrollWidth > innerWidth) {
    found.push(`scrolls sideways: ${document.documentElement.scrollWidth} > ${innerWidth}`);
  }
  if (document.querySelectorAll('h1').length !== 1) found.push('not one h1');
  if (!document.documentElement.lang) found.push('no language');
  if (!document.querySelector('main')) found.push('no main');
  return found;
}"""


def look(page: Page) -> None:
    """Hold what is on the screen to axe and to our own rules, at both widths, light and dark."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found = axe(page) + list(page.evaluate(OWN_RULES))
            assert not found, f"{page.url} at {width} px, {scheme}:\n" + "\n".join(found)
    page.emulate_media(color_scheme="light")


CUSTOMER_PAGES = [
    "/s/wren-tide",
    "/s/wren-tide?lang=de",
    "/s/wren-tide/complaint",
    "/s/wren-tide/refund",
    "/s/wren-tide/return",
    "/s/wren-tide/cancel?lang=de",
    "/p/wren-tide/privacy",
    "/s/nobody",
]
OWNER_PAGES = [
    "/inbox/",
    "/inbox/?view=waiting",
    "/inbox/?view=suspect",
    "/inbox/?view=closed",
    "/inbox/?q=cracked",
    "/inbox/?q=nothing-of-that-kind",
    "/inbox/settings",
    "/inbox/site",
    "/inbox/mail",
    "/inbox/people",
    "/inbox/case/AM-2222-222",
]


@pytest.mark.parametrize("path", CUSTOMER_PAGES)
def test_a_page_of_the_customers_door_has_no_violation(screens: Screens, path: str) -> None:
    screens.customer.goto(screens.live.url + path)
    look(screens.customer)


@pytest.mark.parametrize("path", OWNER_PAGES)
def test_a_page_of_the_inbox_has_no_violation(screens: Screens, path: str) -> None:
    screens.owner.goto(screens.live.url + path)
    look(screens.owner)


def test_case_log_in_and_status_have_no_violation(screens: Screens, chromium: Browser) -> None:
    screens.owner.goto(f"{screens.live.url}/inbox/case/{screens.reference}")
    look(screens.owner)
    for end in ("", "/receipt"):
        screens.customer.goto(screens.private + end)
        look(screens.customer)
    stranger = chromium.new_context(locale="en-GB", bypass_csp=True, reduced_motion="reduce")
    page = stranger.new_page()
    for path in ("/inbox/login", "/inbox/login/AAAAAAAAAAAAAAAAAAAAAAAA"):
        page.goto(screens.live.url + path)
        look(page)
    page.goto(f"{screens.live.url}/inbox/login")
    page.get_by_label("Your email address").fill("nobody@post.example")
    page.get_by_role("button", name="Send me a link").click()
    look(page)
    stranger.close()


def test_errors_are_summed_up_first_with_focus_and_everything_typed_is_still_there(
    screens: Screens,
) -> None:
    page = screens.customer
    page.goto(f"{screens.live.url}/s/wren-tide/complaint")
    page.locator("#happened").fill(HAPPENED)
    page.locator("#email").fill("hanna at post")
    page.locator("button[value=check]").last.click()
    summary = page.locator(".summary")
    expect(summary).to_be_focused()
    assert page.title().startswith("Error:")
    assert page.locator("#happened").input_value() == HAPPENED
    targets = summary.locator("a").evaluate_all("links => links.map(link => link.hash)")
    assert targets
    for target in targets:
        assert page.locator(target).count() == 1, target
    for invalid in page.locator("[aria-invalid=true]").all():
        described = (invalid.get_attribute("aria-describedby") or "").split()
        assert any("error" in name for name in described)
    look(page)


def test_the_review_has_no_violation_even_with_very_long_words(screens: Screens) -> None:
    page = screens.customer
    page.goto(f"{screens.live.url}/s/wren-tide/complaint")
    for name, value in {**fields("long@post.example"), "items": LONG, "happened": LONG}.items():
        box = page.locator(f"[name={name}]")
        if box.count() == 1 and name not in {"wish", "reach"}:
            box.fill(value)
    page.locator("input[name=wish][value=replacement]").check()
    page.locator("button[value=check]").last.click()
    expect(page.get_by_role("heading", name="If we understand correctly")).to_be_visible()
    look(page)


@pytest.mark.parametrize("path", ["/s/wren-tide", "/s/wren-tide/complaint"])
@pytest.mark.parametrize(("width", "text"), [(320, "100%"), (640, "200%")])
def test_nothing_scrolls_sideways_at_320_pixels_or_at_200_percent(
    screens: Screens, path: str, width: int, text: str
) -> None:
    page = screens.customer
    page.goto(screens.live.url + path)
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate(f"document.documentElement.style.fontSize = '{text}'")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_form_can_be_filled_in_and_sent_by_keyboard_alone(screens: Screens) -> None:
    page = screens.customer
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{screens.live.url}/s/wren-tide/complaint")
    typed = {
        "happened": "It broke.",
        "meant": "No present.",
        "name": "Kim",
        "email": "kim@post.example",
    }
    reached: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.name || ''")
        inside_one_box = reached[-1:] == [name]  # the parts of a date show a ring of their own
        reached.append(name)
        outlined = page.evaluate(
            "getComputedStyle(document.activeElement).outlineStyle !== 'none'"
            " || document.activeElement === document.body"
        )
        assert outlined or inside_one_box, json.dumps(reached)
        if name in typed:
            page.keyboard.type(typed[name])
        elif name == "wish":
            page.keyboard.press("Space")
        elif name == "step" and page.evaluate("document.activeElement.value") == "check":
            page.keyboard.press("Enter")
            break
    expect(page.get_by_role("heading", name="If we understand correctly")).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Send":
            page.keyboard.press("Enter")
            break
    page.wait_for_url("**/receipt")
    assert page.locator(".ref").count() == 1
