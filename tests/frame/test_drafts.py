"""No typed word is lost: failures × the form, on the full page and in the frame."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.frame.at_the_form import (
    HELD_WAITS,
    SHORT_WAITS,
    Place,
    in_the_frame,
    on_a_page,
    open_sheet,
)
from tests.frame.shaky import ShakyDesk
from tests.frame.shop_site import ShopSite
from tests.live import wait_until

pytestmark = pytest.mark.browser

WEEK_MS = 7 * 24 * 3600 * 1000
Open = Callable[[Page], Place]


@pytest.fixture(params=["page", "frame"])
def open_form(request: pytest.FixtureRequest, shaky: ShakyDesk, shop_site: ShopSite) -> Open:
    """How somebody comes to the form."""
    shaky.failing.clear()
    if request.param == "page":
        return lambda page: on_a_page(page, shaky.url)
    return lambda page: in_the_frame(page, f"{shop_site.url}/")


def typed(page: Page, open_form: Open, waits: str = SHORT_WAITS) -> Place:
    page.add_init_script(waits)
    place = open_form(page)
    place.type_all()
    place.wait_until_kept()
    return place


def test_what_was_typed_survives_a_reload(page: Page, open_form: Open) -> None:
    typed(page, open_form)
    page.reload()
    place = open_form(page)
    place.expect_all_typed()
    place.wait_until_kept()
    expect(place.status).to_have_text("What you typed before is here again.")


def kill_renderers(browser: Browser) -> None:
    """End every tab of this browser as the system does when memory is short."""
    session = browser.new_browser_cdp_session()

    def renderers() -> set[int]:
        processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
        return {one["id"] for one in processes if one["type"] == "renderer"}

    killed = renderers()
    for process in killed:
        os.kill(process, signal.SIGKILL)
    # Chromium keeps one ready for the next tab; until it knows that this one is dead, too, the next
    # tab would get it.
    wait_until(lambda: not killed & renderers(), "Chromium to miss its tabs")


def test_what_was_typed_survives_a_killed_tab(
    page: Page, chromium: Browser, context: BrowserContext, open_form: Open
) -> None:
    typed(page, open_form)
    with page.expect_event("crash"):
        kill_renderers(chromium)
    open_form(context.new_page()).expect_all_typed()


def test_what_was_typed_survives_going_back_and_forth(page: Page, open_form: Open) -> None:
    place = typed(page, open_form)
    page.goto("about:blank")
    page.go_back()
    if place.inside is not page:
        place = open_sheet(page)
        place.inside.get_by_role("link", name="Something is wrong").click()
    place.expect_all_typed()
    place.check()
    place.inside.get_by_text("two Oat & Honey bars").first.wait_for()


def test_what_the_browser_remembers_of_a_form_does_not_undo_what_came_after(
    page: Page, shaky: ShakyDesk
) -> None:
    place = typed(page, lambda page: on_a_page(page, shaky.url))
    for wish in ("refund", "replacement") * 3:
        # Chromium notes a form's state once a second: what came since is in the draft alone.
        place.inside.locator(f"#wish-{wish}").check()
        place.wait_until_kept()
        page.goto("about:blank")
        page.go_back()
        expect(place.inside.locator(f"#wish-{wish}")).to_be_checked()


def test_what_was_typed_survives_an_expired_token(
    page: Page, shaky: ShakyDesk, open_form: Open
) -> None:
    place = typed(page, open_form)
    before = shaky.count_cases()
    shaky.clock.ahead_ms += WEEK_MS + 60_000
    place.check()
    shaky.clock.ahead_ms += WEEK_MS + 60_000
    place.button("Send").click()
    expect(place.inside.get_by_role("alert")).to_contain_text("Nothing is lost.")
    place.send()
    shaky.clock.ahead_ms = 0
    assert shaky.count_cases() == before + 1


@pytest.mark.parametrize("status", [413, 429, 500])
def test_a_desk_that_refuses_takes_no_word(
    page: Page, shaky: ShakyDesk, open_form: Open, status: int
) -> None:
    place = typed(page, open_form, HELD_WAITS)
    shaky.failing[:] = [status]
    place.button("Go on and check").last.click()
    if status == 413:
        expect(place.status).to_contain_text("That is more than the form can take.")
        place.expect_all_typed()
        place.button("Go on and check").last.click()
    else:
        expect(place.status).to_contain_text("Trying again by itself")
        place.go_on()
    expect(place.heading).to_have_text("If we understand correctly:")
    place.wait_until_loaded()
    shaky.failing[:] = [status]
    place.button("Send").click()
    if status == 413:
        expect(place.status).to_contain_text("That is more than the form can take.")
        place.button("Send").click()
    else:
        expect(place.status).to_contain_text("Trying again by itself")
        place.go_on()
    expect(place.inside.locator(".ref")).to_be_visible()


def test_offline_nothing_is_lost_and_it_goes_on_by_itself(
    page: Page, context: BrowserContext, open_form: Open
) -> None:
    place = typed(page, open_form, HELD_WAITS)
    context.set_offline(True)
    place.button("Go on and check").last.click()
    expect(place.status).to_contain_text("You are offline.")
    place.expect_all_typed()
    context.set_offline(False)
    expect(place.heading).to_have_text("If we understand correctly:")


def test_with_a_dead_server_nothing_is_lost(page: Page, shaky: ShakyDesk, open_form: Open) -> None:
    place = typed(page, open_form, HELD_WAITS)
    shaky.stop()
    place.button("Go on and check").last.click()
    expect(place.status).to_contain_text("Trying again by itself")
    place.expect_all_typed()
    shaky.start()
    place.go_on()
    expect(place.heading).to_have_text("If we understand correctly:")
    place.send()
