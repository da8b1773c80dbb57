"""A real WordPress for the tests: unpacked and installed once, then copied for each site.

WordPress 6.5.5 and its SQLite driver come from npm (tests/package.json).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from tests.needs import NODE_MODULES, path_of

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
PARTS = HERE / "parts"
STANDIN = HERE.parent / "woocommerce"
PLUGIN = ROOT / "plugin_woocommerce" / "amends-desk"
BUILDS = NODE_MODULES / "@wp-playground" / "wordpress-builds"
SQLITE = BUILDS / "src" / "sqlite-database-integration" / "sqlite-database-integration.zip"

# WordPress and SQLite's driver are 600 files a page: compiled once, PHP keeps them for the next.
PHP_FLAGS = ["-d", "opcache.enable_cli=1", "-d", "opcache.validate_timestamps=1"]
PHP_FLAGS += ["-d", "error_reporting=-1", "-d", "memory_limit=256M"]


@dataclass(frozen=True)
class Core:
    """WordPress' own files, the driver, and a database in which it is installed."""

    files: Path
    sqlite: Path
    database: Path
    opcache: Path

    def environment(self, site: Path, url: str) -> dict[str, str]:
        """What the configuration of a site reads."""
        return {
            **os.environ,
            "AMENDS_SITE": str(site),
            "AMENDS_SITE_URL": url,
            "AMENDS_SQLITE": str(self.sqlite),
        }

    def php(self, *arguments: object) -> list[str]:
        """A command line of PHP on these files."""
        cache = ["-d", f"opcache.file_cache={self.opcache}"]
        return [str(path_of("php")), *PHP_FLAGS, *cache, *map(str, arguments)]


def prepare_core(shared: Path) -> Core:
    """Unpack and install WordPress below ``shared``, unless it is there already."""
    folder = shared / "wordpress"
    sqlite = folder / "sqlite" / "sqlite-database-integration-main"
    core = Core(folder / "core", sqlite, folder / "installed" / "database", folder / "opcache")
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        _unpack(core, folder)
        _install(core, folder / "installed")
        (folder / "ready").touch()
    return core


@contextlib.contextmanager
def core_for(shared: Path, user: str) -> Iterator[Core]:
    """The core below ``shared`` as long as this lasts; it goes with the last of its users."""
    mark = shared / f"uses-wordpress-{user}"
    with FileLock(shared / "wordpress-users.lock"):
        mark.touch()
        core = prepare_core(shared)
    try:
        yield core
    finally:
        with FileLock(shared / "wordpress-users.lock"):
            mark.unlink()
            if not list(shared.glob("uses-wordpress-*")):
                shutil.rmtree(shared / "wordpress")


def _unpack(core: Core, folder: Path) -> None:
    with zipfile.ZipFile(BUILDS / "src" / "wordpress" / "wp-6.5.zip") as packed:
        packed.extractall(core.files)
    # The zip has the programs, the other folder what browsers load.
    shutil.copytree(BUILDS / "public" / "wp-6.5", core.files, dirs_exist_ok=True)
    shutil.copy(PARTS / "wp-config.php", core.files / "wp-config.php")
    with zipfile.ZipFile(SQLITE) as packed:
        packed.extractall(folder / "sqlite")
    core.opcache.mkdir()


def _install(core: Core, site: Path) -> None:
    lay_out(core, site)
    ended = subprocess.run(
        core.php(PARTS / "install.php", core.files),
        env=core.environment(site, "http://127.0.0.1"),
        capture_output=True,
        text=True,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", ""), ended


def lay_out(core: Core, site: Path, *, database: Path | None = None, linked: bool = False) -> None:
    """Make a site's folder, with a copy of a database: by default one with WordPress alone.

    ``linked`` has the plugin as it is being edited instead of a copy.
    """
    content = site / "wp-content"
    for folder in (content / "plugins", content / "themes", site / "database"):
        folder.mkdir(parents=True)
    shutil.copy(PARTS / "db.php", content / "db.php")
    bring = Path.symlink_to if linked else lambda to, source: shutil.copytree(source, to)
    bring(content / "mu-plugins", PARTS / "mu-plugins")
    bring(content / "plugins" / "woocommerce", STANDIN)
    bring(content / "plugins" / "amends-desk", PLUGIN)
    bring(content / "themes" / "plain", PARTS / "themes" / "plain")
    block_theme = core.files / "wp-content" / "themes" / "twentytwentyfour"
    (content / "themes" / "twentytwentyfour").symlink_to(block_theme)
    database = database or core.database
    if database != site / "database":
        shutil.copytree(database, site / "database", dirs_exist_ok=True)
