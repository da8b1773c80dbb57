"""Fixtures: a shop on a real WordPress, and the same shop connected to a desk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.woocommerce.wordpress.core import Core, core_for
from tests.woocommerce.wordpress.shop import Shop, open_desk_beside
from tests.woocommerce.wordpress.site import Site, make_site, make_template


@pytest.fixture(scope="session")
def core(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Core]:
    """WordPress, unpacked and installed once for all that test at the same time."""
    base, worker = tmp_path_factory.getbasetemp(), os.environ.get("PYTEST_XDIST_WORKER", "")
    with core_for(base.parent if worker else base, worker or "alone") as core:
        yield core


@pytest.fixture(scope="session")
def template(core: Core, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a shop with pages and people, whose plugin is not active yet."""
    return make_template(core, tmp_path_factory.mktemp("template") / "site").folder


@pytest.fixture
def bare_site(core: Core, template: Path, tmp_path: Path) -> Iterator[Site]:
    """A shop without the plugin active, for one test."""
    site = make_site(core, template, tmp_path / "site")
    with site.serve():
        yield site


@pytest.fixture(scope="module")
def shop(core: Core, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A connected shop that the tests of a file share."""
    folder = tmp_path_factory.mktemp("shop")
    site = make_site(core, template, folder / "site")
    assert site.act("activate") == {"fault": ""}
    with open_desk_beside(folder / "desk", site.url) as desk, site.serve():
        shop = Shop(site, desk)
        shop.connect()
        yield shop
