"""A live desk with a published policy, and each example site built against it and served."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click.testing
import pytest
from playwright.sync_api import Browser, Page, Playwright

from policy_pages.edition import Edition
from tests.frame.at_the_form import PATIENCE
from tests.frame.chromium import open_chromium
from tests.live import LiveDesk, make_desk_files, open_wire, settings_for, start_serving
from tests.needs import needs
from tests.sites.building import EXAMPLES, RECIPES, Recipe, build_site, copy_example
from widget.app import open_desk
from widget.cli import main
from widget.desk import (
    Actor,
    draft_of,
    edition_of,
    find_shop,
    people_of,
    policy_in_force,
    publish_policy,
    save_draft,
)
from widget.settings import Settings

Command = Callable[..., click.testing.Result]


@dataclass(frozen=True)
class BuiltSite:
    """A finished site: where it lies, where it is served, and of which version its pages are."""

    recipe: Recipe
    folder: Path
    url: str
    edition: Edition

    def path_of(self, page: str, locale: str = "en") -> Path:
        """The file of a page."""
        folder = "" if locale == self.edition.locales[0] else f"{locale}/"
        return self.folder / self.recipe.page.format(page=page, folder=folder)

    def address_of(self, page: str, locale: str = "en") -> str:
        """The address of a page."""
        path = self.path_of(page, locale).relative_to(self.folder).as_posix()
        return f"{self.url}/{path.removesuffix('index.html')}"


def publish(settings: Settings, text: str) -> Edition:
    """Put a policy in force as its owner does; returns the version."""
    desk = open_desk(settings)
    try:
        shop = find_shop(desk, "wren-tide")
        [owner] = people_of(desk, shop.id)
        actor = Actor(shop.id, owner.id, "owner", owner.name)
        seen = save_draft(desk, actor, text, draft_of(desk, shop).seen)
        publish_policy(desk, actor, seen)
        version = policy_in_force(desk, shop.id)
        assert version is not None
        return edition_of(desk, shop, version)
    finally:
        desk.store.close()


@pytest.fixture(scope="module")
def command() -> Command:
    """The command line, in a folder."""

    def run(*arguments: str) -> click.testing.Result:
        return click.testing.CliRunner().invoke(main, arguments, env={"LANG": "en_IE.UTF-8"})

    return run


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveDesk, Edition]]:
    """A desk that serves, whose shop has published the policy of the examples."""
    with open_wire() as wire:
        settings = settings_for(tmp_path_factory.mktemp("sites"), wire.port)
        shop = make_desk_files(settings)
        edition = publish(settings, (EXAMPLES / "policy.toml").read_text())
        live = start_serving(settings, shop)
        try:
            yield live, edition
        finally:
            live.process.terminate()
            live.process.wait(timeout=15)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(
    scope="module",
    params=[pytest.param(each, id=each.name, marks=needs(*each.needs)) for each in RECIPES],
)
def site(
    request: pytest.FixtureRequest,
    published: tuple[LiveDesk, Edition],
    command: Command,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[BuiltSite]:
    """Each example: pulled, built, and served as a site of its own."""
    recipe: Recipe = request.param
    live, edition = published
    folder = tmp_path_factory.mktemp(recipe.name)
    example = copy_example(recipe, folder)
    config = ("--config", str(folder / "policy.toml"))
    pulled = command("policy", "pull", f"{live.url}/p/wren-tide", *config)
    assert pulled.exit_code == 0, pulled.output
    out = str(example / recipe.out)
    built = command("policy", "build", *config, "--for", recipe.name, "--out", out)
    assert built.exit_code == 0, built.output
    finished = build_site(recipe, example)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(finished)))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield BuiltSite(recipe, finished, f"http://localhost:{server.server_port}", edition)
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    with open_chromium(playwright) as browser:
        yield browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(PATIENCE)
    yield page
    context.close()
