"""What the directive asks of a withdrawal function, asked of the form inside a shop.

The clauses are those of the desk's own pages (tests/withdrawal/clauses.py); the shop is a real
WordPress, the desk listens beside it, and one clock goes on both sides.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from tests.conftest import Clock
from tests.public.reading import Page, Tag
from tests.withdrawal.clauses import CLAUSES
from tests.withdrawal.doors import Backstage, Door, Screen
from tests.woocommerce.wordpress.core import Core
from tests.woocommerce.wordpress.shop import DeskBeside, Shop, open_desk_beside
from tests.woocommerce.wordpress.site import Site, make_site
from tests.woocommerce.wordpress.visitor import Visitor
from widget.app import create_app, make_deliverer
from widget.settings import Settings

pytestmark = pytest.mark.wordpress

SECTION = re.compile(r'<section class="amends-desk-form".*?</section>', re.DOTALL)
BOX = "amends_field_"


@dataclass
class ClockOfBoth(Clock):
    """One clock for the desk and the shop."""

    shop_clock: Path = Path(os.devnull)

    def forward(self, **time: float) -> None:
        """Let time pass on both sides."""
        super().forward(**time)
        self.shop_clock.write_text(str(self.now // 1000))


@dataclass
class ShopDoor(Door):
    """The function as a guest of the shop meets it, without script."""

    site: Site
    desk_url: str
    pages: Mapping[str, str]
    backstage: Backstage
    has_script: bool = False
    seen: Screen = field(init=False)

    def __post_init__(self) -> None:
        self.guest = Visitor(self.site.url)

    def open(self, path: str, lang: str = "", accept: str = "") -> Screen:
        """Open the page of the shop that stands for one of the desk's; what is private is there."""
        at_home = self.pages.get(path.rpartition("/")[2], self.site.url)
        address = f"{self.desk_url}{path}" if path.startswith("/c/") else at_home
        self.guest.open(f"{address}?lang={lang}" if lang else address)
        return self._keep()

    def press(self, button: str, **typed: str) -> Screen:
        self.guest.press(button, **{f"{BOX}{name}": text for name, text in typed.items()})
        return self._keep()

    def _keep(self) -> Screen:
        whole = self.guest.page
        found = SECTION.search(whole.text)
        page = Page(
            found[0] if found else f"<section>{re.sub('<[^>]*>', ' ', whole.text)}</section>"
        )
        self.seen = Screen(
            text=page.root.text,
            lang=page.find("section")[0].attrs.get("lang", ""),
            heading="",
            buttons=[tag.text for tag in page.find("button") if _sends(tag)],
            boxes=[_name(tag) for tag in page.root.all() if _is_box(tag)],
            required=[_name(tag) for tag in page.root.all() if "required" in tag.attrs],
            links=[(" ".join(words.split()), address) for address, words in whole.links],
            status=whole.status,
        )
        return self.seen


def _name(tag: Tag) -> str:
    return tag.attrs["name"].removeprefix(BOX)


def _sends(tag: Tag) -> bool:
    return tag.attrs.get("value") != "edit" and "hidden" not in tag.attrs


def _is_box(tag: Tag) -> bool:
    is_typed = tag.name == "textarea" or (
        tag.name == "input" and tag.attrs.get("type") not in {"hidden", "radio"}
    )
    return is_typed and tag.attrs.get("name", "").startswith(BOX)


@dataclass
class Prepared:
    """A connected shop with its pages, and the folder of its desk as it then was."""

    site: Site
    settings: Settings
    shop: Shop
    pages: Mapping[str, str]


@pytest.fixture(scope="module")
def prepared(
    core: Core, template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Prepared]:
    folder = tmp_path_factory.mktemp("clauses")
    site = make_site(core, template, folder / "site")
    clock = Clock()
    (site.folder / "clock").write_text(str(clock.now // 1000))
    assert site.act("activate") == {"fault": ""}
    with site.serve():
        with open_desk_beside(folder / "desk", site.url, clock) as desk:
            shop = Shop(site, desk)
            shop.connect()
            site.run_actions()
            pages = {
                kind: site.act("page", {"title": kind, "content": f'[amends_form kind="{kind}"]'})
                for kind in ("withdraw", "terminate", "complaint")
            }
            addresses = {kind: page["url"] for kind, page in pages.items()}
            addresses["privacy"] = f"{site.url}/my-account/"
        settings: Settings = desk.app.extensions["settings"]
        yield Prepared(site, settings, shop, addresses)


@pytest.fixture
def door(prepared: Prepared, tmp_path: Path) -> Iterator[ShopDoor]:
    """The shop, and its desk as it was before anybody wrote."""
    data = tmp_path / "desk"
    shutil.copytree(prepared.settings.data, data)
    before = prepared.shop.desk
    clock = ClockOfBoth(shop_clock=prepared.site.folder / "clock")
    clock.forward(minutes=0)
    settings = replace(prepared.settings, data=data, database_url="")
    app = create_app(settings, clock=clock)
    beside = DeskBeside(app, app.extensions["desk"], before.shop, before.url)
    deliverer = make_deliverer(app, beside.mailbox)
    backstage = Backstage(beside.desk, before.shop, clock, beside.mailbox, deliverer.deliver_due)
    beside.start()
    try:
        yield ShopDoor(prepared.site, before.url, prepared.pages, backstage)
    finally:
        beside.stop()
        beside.desk.store.close()


@pytest.mark.parametrize("name", CLAUSES)
def test_clause_in_the_shop(name: str, door: ShopDoor) -> None:
    CLAUSES[name](door)
    assert door.site.debug_log() == ""
